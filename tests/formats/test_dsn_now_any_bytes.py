"""Any bytes give a capture or a FormatError, and the same one every time."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dishboard.errors import FormatError
from dishboard.formats.dsn_now import parse_dsn_now

FIXTURES = Path(__file__).parents[1] / "fixtures" / "dsn_now"
GOOD = sorted(FIXTURES.glob("*.xml"))
RECORDED = Path(__file__).parents[2].parent / "shared" / "data" / "dsn"

recorded = pytest.mark.skipif(not RECORDED.is_dir(), reason="no recorded captures beside the repo")


def outcome(data: bytes) -> object:
    try:
        return parse_dsn_now(data)
    except FormatError as error:
        return str(error)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    first = outcome(data)
    assert first == outcome(data)
    assert not isinstance(first, str) or ("\n" not in first and len(first) < 500)


@st.composite
def mutations(draw: st.DrawFn) -> bytes:
    """A fixture with a few places cut, repeated or overwritten."""
    data = bytearray(draw(st.sampled_from(GOOD)).read_bytes())
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 30)))
        odd = st.sampled_from(
            [b"", b'"', b"<", b">", b"&", b"\x00", b"\xff", b"-1", b"NaN", b"1e400", b"</dish>"]
        )
        data[at:end] = draw(odd | st.binary(max_size=8))
    return bytes(data)


@given(mutations())
def test_any_mutation_of_a_capture(data: bytes) -> None:
    first = outcome(data)
    assert first == outcome(data)
    assert not isinstance(first, str) or ("\n" not in first and len(first) < 500)


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
ANY_VALUE = ANY_TEXT | st.floats().map(str) | st.integers().map(str)


@given(
    st.dictionaries(
        st.sampled_from(["azimuthAngle", "elevationAngle", "windSpeed", "isMSPA", "activity"]),
        ANY_VALUE,
    ),
    st.dictionaries(
        st.sampled_from(
            ["active", "signalType", "signalTypeDebug", "dataRate", "frequency", "power"]
        ),
        ANY_VALUE,
    ),
)
def test_any_attribute_value(dish: dict[str, str], signal: dict[str, str]) -> None:
    """Whatever the values, the dish and its signals are there."""

    def written(values: dict[str, str]) -> str:
        return "".join(f" {name}={quoteattr(value)}" for name, value in values.items())

    text = (
        f'<dsn><dish name="DSS14"{written(dish)}><downSignal{written(signal)}/>'
        f"<upSignal{written(signal)}/></dish><timestamp>1770000000000</timestamp></dsn>"
    )
    capture = parse_dsn_now(text.encode())
    assert [len(found.signals) for found in capture.dishes] == [2]
    for found in capture.dishes[0].signals:
        for figure in (found.data_rate_bps, found.frequency_hz, found.power_dbm, found.power_kw):
            assert figure is None or abs(figure) < 1e19  # never NaN, never infinite


@recorded
@pytest.mark.parametrize("path", sorted(RECORDED.glob("*.xml")), ids=lambda path: path.stem)
def test_recorded_files(path: Path) -> None:
    data = path.read_bytes()
    if "config" in path.name:
        with pytest.raises(FormatError, match=r"dictionary of sites and craft"):
            parse_dsn_now(data)
        return
    capture = parse_dsn_now(data)
    assert capture.problems == ()
    assert len(capture.dishes) == data.count(b"<dish")
    assert sum(len(dish.targets) for dish in capture.dishes) == data.count(b"<target")
    signals = data.count(b"<upSignal") + data.count(b"<downSignal")
    assert sum(len(dish.signals) for dish in capture.dishes) == signals
    for end in range(0, len(data.rstrip()), 97):  # cut off anywhere: one clear error
        with pytest.raises(FormatError):
            parse_dsn_now(data[:end])
