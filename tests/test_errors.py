import pytest

from dishboard.errors import UnknownNameError, in_words
from dishboard.networks import default_network


def test_an_unknown_name_is_shown_as_far_as_a_line_goes() -> None:
    long = "KIR-1 " * 3000
    assert str(UnknownNameError("antenna", long, ["KIR-1"])) == (
        "unknown antenna 'KIR-1 KIR-1 KIR-1 KIR-1 KIR-1 KIR-1 KIR-1 KIR-1 KIR-1 KIR-1…'; "
        "there is only KIR-1"
    )
    assert str(UnknownNameError("antenna", "KIR1", ["KIR-1"])) == (
        "unknown antenna 'KIR1'; did you mean 'KIR-1'?"
    )


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("cryosat", "; did you mean 'CRY' (CryoSat-2)?"),
        ("sentinel 2a", "; did you mean 'S2A' (Sentinel-2A)?"),
        ("CRYO", "; did you mean 'CRY'?"),
    ],
)
def test_names_count_as_ids_do(asked: str, hint: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        default_network().must_know(spacecraft=[asked])
    assert str(caught.value) == f"unknown spacecraft '{asked}'{hint}"


def test_where_no_name_is_near_there_is_what_there_is() -> None:
    few = str(UnknownNameError("scenario", "wild", ["usual", "calm", "busy"]))
    assert few == "unknown scenario 'wild'; there is only usual, calm, busy"
    many = str(UnknownNameError("object", "NOPE", [f"STARLINK-{n}" for n in range(1000, 9000)]))
    assert many == "unknown object 'NOPE'; there are 8,000, such as 'STARLINK-1000'"
    assert str(UnknownNameError("source", "x", [])) == "unknown source 'x'; there is none"
    assert "mean" not in str(UnknownNameError("option", "bogus", ["hours"]))


def test_types_in_words() -> None:
    assert in_words("Expected `float | null`, got `str`") == "expected a number, got text"
    assert in_words("Expected `array`, got `int`") == "expected a list, got a whole number"
