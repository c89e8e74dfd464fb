"""The table of passes in a narrow terminal: every heading, id, time and figure whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from dishboard.cli import main
from dishboard.cli.pass_table import gap_lines, passes_table
from dishboard.ephemeris import Gap
from dishboard.model import Light, LightSpan, Occultation, Pass, PassLight, Quality

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
END = START + timedelta(hours=48)
PASS = Pass(
    id="S6A-USUDA-64-20261123T224500Z",
    antenna="USUDA-64",
    spacecraft="S6A",
    rise_at=START + timedelta(hours=13, minutes=45),
    culmination_at=START + timedelta(hours=16),
    set_at=START + timedelta(hours=40),
    rise_azimuth_deg=122.5,
    culmination_azimuth_deg=180.0,
    set_azimuth_deg=247.25,
    rise_elevation_deg=5.0,
    set_elevation_deg=5.0,
    max_elevation_deg=88.8,
    rise_range_km=2e3,
    culmination_range_km=1e3,
    set_range_km=2e3,
    quality=Quality.GOOD,
    age_s=81 * 86_400.0,
    source="",
)
NAMES = {"S6A": "Sentinel-6A Michael Freilich"}
HIDDEN = Occultation(body="Moon", begin_at=START, end_at=START + timedelta(seconds=20))
LIGHT = PassLight(
    spans=(LightSpan(light=Light.SUNLIT, by=None, begin_at=START, end_at=END),),
    spans_unknown=None,
    sunlit_s=100.0,
    penumbra_s=0.0,
    umbra_s=0.0,
    rise_sun_separation_deg=120.0,
    culmination_sun_separation_deg=120.0,
    set_sun_separation_deg=120.0,
    min_sun_separation_deg=119.1,
    min_sun_separation_at=START,
    station_sun_elevation_deg=-20.0,
    occultations=(HIDDEN,),
    occulted_s=20.0,
    occultations_unknown=(),
)


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def lines(capsys: pytest.CaptureFixture[str], one: Pass, light: PassLight | None) -> list[str]:
    passes_table([one], NAMES, START, END, [light] if light else None)
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_every_heading_id_time_and_figure_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    span, headings, row = lines(capsys, PASS, None)
    assert span == "2026-11-23 09:00 to 2026-11-25 09:00 UTC"
    assert headings == "antenna spacecraft rise az top el set az age"
    assert row == (
        "USUDA-64 S6A Sentine… 23 22:45:00 122.5° 01:00:00+1 88.8° 01:00:00+2 247.2° 81 d"
    )


def test_with_light_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    _, headings, row = lines(capsys, PASS, LIGHT)
    assert headings == "antenna spacecraft rise set highest sunlit from Sun hidden"
    assert row.startswith("USUDA-64 S6A ")
    assert row.endswith(" 23 22:45:00 01:00:00+2 88.8° 100 % 119.1° Moon <1 min")


def test_what_has_no_rise_is_counted_from_the_day_of_the_span(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one = msgspec.structs.replace(PASS, rise_at=None, rise_azimuth_deg=None, set_at=None)
    assert " before – 01:00:00+1 88.8° after 247.2° " in lines(capsys, one, None)[2]


@pytest.mark.parametrize(("hours", "told"), [(14, "14 h"), (47, "47 h"), (49, "2 d")])
def test_elements_of_this_morning_are_no_day_old(
    capsys: pytest.CaptureFixture[str], hours: int, told: str
) -> None:
    row = lines(capsys, msgspec.structs.replace(PASS, age_s=hours * 3_600.0), None)[-1]
    assert row.endswith(f"247.2° {told}")


def test_where_knowledge_ends_inside_the_span_no_end_is_called_before_or_after(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """JUICE's states leave out a day about its fly-by of the Earth."""
    juice = ("--spacecraft", "JUIC", "--antenna", "MLG-1", "--hours", "48")
    assert main(["passes", *juice, "--at", "2026-09-28T00:00:00Z"]) == 0
    _, _, first, second, *notes = (
        " ".join(line.split()) for line in capfd.readouterr().out.splitlines()
    )
    assert first.startswith("MLG-1 JUIC Juice before – 04:24:10 ")
    assert second.startswith("MLG-1 JUIC Juice unknown – 15:15:59 ")
    assert " ".join(notes).startswith("– Juice: from 2026-09-28T11:58:50.8")
    assert "to 2026-09-29T12:18:50.8" in " ".join(notes)
    assert main(["passes", *juice, "--at", "2026-09-28T00:00:00Z", "--format", "csv"]) == 0
    assert "dishboard: Juice: from 2026-09-28T11:58:50.8" in capfd.readouterr().err


def test_of_whom_nothing_is_known_at_first_it_is_said_until_when(
    capfd: pytest.CaptureFixture[str],
) -> None:
    hera = ("--spacecraft", "HERA", "--antenna", "CEB-1", "--at", "2026-10-31T00:00:00Z")
    assert main(["passes", *hera, "--hours", "48"]) == 0
    out = " ".join(capfd.readouterr().out.split())
    assert "HERA Hera 01 13:09:49" in out
    assert "– Hera: to 2026-11-01T00:00:00Z: no position then: " in out


def test_many_gaps_are_told_shortly() -> None:
    def gap(hour: int) -> Gap:
        begin_at = START + timedelta(hours=hour)
        return Gap(begin_at, begin_at + timedelta(minutes=5), "nobody knows")

    told = gap_lines("Craft", [gap(hour) for hour in range(8)], START, END)
    assert told[0] == ("Craft: from 2026-11-23T10:00:00Z to 2026-11-23T10:05:00Z: nobody knows")
    assert told[3:] == ["Craft: 4 more such gaps"]
    last = [Gap(START + timedelta(hours=1), END, "expired")]
    assert gap_lines("Craft", last, START, END) == ["Craft: from 2026-11-23T10:00:00Z on: expired"]


def test_a_set_that_nobody_can_know_is_not_after_the_span(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one = msgspec.structs.replace(PASS, set_at=None)
    gone = Gap(one.culmination_at + timedelta(minutes=1), END, "expired")
    passes_table([one], NAMES, START, END, gaps={"S6A": [gone]})
    assert " unknown " in capsys.readouterr().out.splitlines()[-1]
    passes_table([one], NAMES, START, END, gaps={"S6B": [gone]})
    assert " after " in capsys.readouterr().out.splitlines()[-1]
