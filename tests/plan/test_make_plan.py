"""The plan of a day, written as tables: passes in, contacts out."""

from datetime import timedelta

from msgspec.structs import replace

from dishboard.ephemeris import Gap
from dishboard.model import (
    Band,
    ContactLink,
    Direction,
    Evidence,
    Figure,
    Horizon,
    Link,
    PlanStatus,
)
from dishboard.plan import SOURCE, make_plan


def planned(contacts):
    """Contacts as lines of a table: antenna, spacecraft, BOA, BOT–EOT, EOA, highest elevation."""
    return [
        f"{one.antenna} {one.spacecraft} {one.boa_at:%H:%M} {one.bot_at:%H:%M}–{one.eot_at:%H:%M} "
        f"{one.eoa_at:%H:%M}"
        + ("" if one.max_elevation_deg is None else f" {one.max_elevation_deg:.0f}°")
        for one in contacts
    ]


def plan_of(bench, network, passes, hours=24):
    sky = bench.sky(bench.table(passes))
    return make_plan(network, sky, bench.day_at, bench.day_at + timedelta(hours=hours))


def test_low_orbits_take_the_highest_pass_at_the_first_antenna_that_is_free(bench):
    network = bench.network(
        [bench.antenna("KIR-1", S="up down"), bench.antenna("KIR-2", S="up down")],
        [
            bench.spacecraft("CRY", ["KIR-1", "KIR-2"], passes_per_day=3, minutes_per_pass=10),
            bench.spacecraft("S2A", ["KIR-1", "KIR-2"], passes_per_day=1),
            bench.spacecraft("S2B", ["KIR-1", "KIR-2"], passes_per_day=1),
        ],
    )
    contacts = plan_of(
        bench,
        network,
        """
        KIR-1 CRY 10:00 10:12 80
        KIR-2 CRY 10:00 10:12 80
        KIR-1 CRY 11:40 11:52 40
        KIR-1 CRY 13:20 13:32 20
        KIR-2 CRY 13:20 13:32 20
        KIR-1 S2A 10:06 10:20 85
        KIR-2 S2A 10:06 10:20 85
        KIR-1 S2A 15:00 15:10 30
        KIR-1 S2B 13:24 13:36 70
        KIR-2 S2B 13:24 13:36 70
        """,
    )
    assert planned(contacts) == [
        "KIR-1 CRY 09:56 10:01–10:11 10:13 80°",
        "KIR-1 CRY 11:36 11:41–11:51 11:53 40°",
        "KIR-2 CRY 13:16 13:21–13:31 13:33 20°",
        "KIR-1 S2B 13:19 13:24–13:36 13:38 70°",
        "KIR-1 S2A 14:55 15:00–15:10 15:12 30°",
    ]


def test_the_deep_space_track_lies_around_the_highest_moment(bench):
    network = bench.network(
        [bench.antenna("NNO-1", S="up down"), bench.antenna("CEB-1", S="up down")],
        [
            bench.spacecraft(
                name,
                ["NNO-1", "CEB-1"],
                regime="deep-space",
                passes_per_day=1,
                hours_per_pass=8,
                setup_min=45,
                teardown_min=15,
            )
            for name in ("MEX", "TGO")
        ],
    )
    contacts = plan_of(
        bench,
        network,
        """
        NNO-1 MEX 01:00 12:00 60
        NNO-1 TGO 01:00 12:00 60
        CEB-1 MEX 09:00 20:00 60
        CEB-1 TGO 09:00 20:00 60
        """,
    )
    assert planned(contacts) == [
        "NNO-1 MEX 01:45 02:30–10:30 10:45 60°",
        "CEB-1 TGO 09:45 10:30–18:30 18:45 60°",
    ]


def test_hours_a_day_are_gathered_from_several_antennas_without_a_gap(bench):
    network = bench.network(
        [bench.antenna("KRU-1", S="up down"), bench.antenna("VIL-1", S="up down")],
        [
            bench.spacecraft(
                "XMM",
                ["KRU-1", "VIL-1"],
                regime="HEO",
                hours_per_day=20,
                setup_min=45,
                teardown_min=15,
            )
        ],
    )
    contacts = plan_of(
        bench,
        network,
        """
        KRU-1 XMM 01:00 13:00 60
        VIL-1 XMM 09:00 23:00 50
        """,
    )
    assert planned(contacts) == [
        "KRU-1 XMM 02:15 03:00–09:00 09:15 60°",  # what VIL-1 leaves of the twenty hours
        "VIL-1 XMM 08:15 09:00–23:00 23:15 50°",
    ]


def test_a_pass_without_an_end_is_used_day_by_day(bench):
    network = bench.network(
        [bench.antenna("KRU-1", S="up down")],
        [bench.spacecraft("GEO1", ["KRU-1"], regime="GEO", hours_per_day=4)],
    )
    always = bench.true_pass(
        "KRU-1", "GEO1", bench.day_at - timedelta(days=9), bench.day_at + timedelta(days=9)
    )
    end_at = bench.day_at + timedelta(days=2)
    contacts = make_plan(network, bench.sky([always]), bench.day_at, end_at)
    begun = [one for one in contacts if bench.day_at <= one.bot_at < end_at]
    assert [one.eot_at - one.bot_at for one in begun] == [timedelta(hours=4)] * 2
    assert [one.bot_at.day for one in begun] == [23, 24]


def test_an_antenna_that_nobody_says_transmits_gets_no_uplink(bench):
    network = bench.network(
        [bench.antenna("SMA-1", S="down")],
        [bench.spacecraft("PR3C", ["SMA-1"], passes_per_day=1)],
    )
    (contact,) = plan_of(bench, network, "SMA-1 PR3C 10:00 10:12 80")
    assert contact.links == (ContactLink(direction=Direction.DOWN, band="S"),)


def test_without_a_downlink_in_common_there_is_no_contact(bench):
    network = bench.network(
        [bench.antenna("CEB-1", X="up down")],
        [bench.spacecraft("XMM", ["CEB-1"], passes_per_day=1)],
    )
    assert plan_of(bench, network, "CEB-1 XMM 10:00 10:12 80") == ()


def test_hidden_craft_and_antennas_without_a_position_are_not_planned(bench):
    lost = replace(bench.antenna("LOST", S="up down"), latitude_deg=Figure(value=None))
    hidden = replace(bench.spacecraft("HID", ["KIR-1"], passes_per_day=1), shown=False)
    network = bench.network(
        [bench.antenna("KIR-1", S="up down"), lost],
        [hidden, bench.spacecraft("CRY", ["LOST"], passes_per_day=1)],
    )
    contacts = plan_of(bench, network, "KIR-1 HID 10:00 10:12 80\nLOST CRY 10:00 10:12 80")
    assert contacts == ()


def test_a_contact_says_what_it_is(bench):
    network = bench.network(
        [bench.antenna("KIR-1", S="up down")],
        [bench.spacecraft("CRY", ["KIR-1"], passes_per_day=1, minutes_per_pass=10)],
    )
    (contact,) = plan_of(bench, network, "KIR-1 CRY 10:12 10:24 80")
    assert contact.id == "CRY-KIR-1-20261123T1013Z"
    assert contact.evidence is Evidence.PREDICTED
    assert contact.plan is PlanStatus.TENTATIVE
    assert contact.source == SOURCE == "dishboard plan, no operator's schedule"
    assert contact.quality == "good"
    assert contact.age_s == 3600.0
    assert contact.assumptions == ()


def test_every_figure_without_a_source_is_named(bench):
    antenna = replace(
        bench.antenna("NNO-3", S="up down"),
        bands={"S": Band(up=True, down=True, verified=False)},
        mask_deg=Figure(value=10.0, verified=False),
        latitude_deg=Figure(value=-31.0, verified=False),
    )
    craft = bench.spacecraft("JUIC", ["NNO-3"], regime="deep-space", hours_per_pass=8)
    assert craft.agreement is not None
    craft = replace(
        craft,
        links=(
            Link(direction=Direction.UP, band="S"),
            Link(direction=Direction.DOWN, band="S", verified=False),
        ),
        agreement=replace(
            craft.agreement,
            antennas_verified=False,
            hours_per_pass=Figure(value=8.0, verified=False, note="Dishboard's assumption"),
            setup_min=Figure(
                value=45.0,
                verified=False,
                note="Dishboard's assumption: three ESTRACK passes of 2016-05-13",
            ),
            teardown_min=Figure(value=15.0, verified=False, note="from memory"),
        ),
    )
    (contact,) = plan_of(bench, bench.network([antenna], [craft]), "NNO-3 JUIC 01:00 12:00 60")
    assert contact.assumptions == (
        "8 h a pass is Dishboard's assumption",
        "1 pass a day is Dishboard's assumption",
        "45 min set-up is Dishboard's assumption (three ESTRACK passes of 2016-05-13)",
        "15 min tear-down is not verified (from memory)",
        "usual antennas of JUIC are not from a source",
        "mask of NNO-3, 10°, is not verified",
        "position of NNO-3 is not verified",
        "S downlink of NNO-3 is not verified",
        "S downlink of JUIC is not verified",
        "S uplink of NNO-3 is not verified",
    )


def test_a_pass_across_midnight_is_one_contact(bench):
    network = bench.network(
        [bench.antenna("KIR-1", S="up down")],
        [bench.spacecraft("CRY", ["KIR-1"], passes_per_day=1)],
    )
    contacts = plan_of(bench, network, "KIR-1 CRY 23:55 00:07 80", hours=48)
    assert planned(contacts) == ["KIR-1 CRY 23:50 23:55–00:07 00:09 80°"]


def kiruna_and_cryosat(bench, **figures):
    return bench.network(
        [bench.antenna("KIR-1", S="up down")], [bench.spacecraft("CRY", ["KIR-1"], **figures)]
    )


def test_a_peak_or_keyhole_within_a_pass_does_not_make_two_contacts(bench):
    network = kiruna_and_cryosat(bench, passes_per_day=2)
    contacts = plan_of(
        bench,
        network,
        """
        KIR-1 CRY 10:00 10:06 80
        KIR-1 CRY 10:07 10:13 80
        KIR-1 CRY 11:40 11:50 40
        """,
    )
    assert planned(contacts) == [
        "KIR-1 CRY 09:55 10:00–10:13 10:15 80°",
        "KIR-1 CRY 11:35 11:40–11:50 11:52 40°",
    ]
    gap = "KIR-1 does not see CRY for 60 s of the track, from 10:06:00"
    assert any(words.startswith(gap) for words in contacts[0].assumptions)
    assert not any("does not see" in words for words in contacts[1].assumptions)


def test_a_short_time_of_which_nothing_is_known_is_no_peak(bench):
    """The dish stays with it, and nobody says that it does not see it then."""
    network = kiruna_and_cryosat(bench, passes_per_day=2)
    begin_at = bench.day_at + timedelta(hours=10, minutes=6)
    gaps = [Gap(begin_at, begin_at + timedelta(minutes=1), "no states")]
    sky = bench.sky(bench.table("KIR-1 CRY 10:00 10:13 80"), unknown=gaps)
    (contact,) = make_plan(network, sky, bench.day_at, bench.day_at + timedelta(hours=24))
    assert planned([contact]) == ["KIR-1 CRY 09:55 10:00–10:13 10:15 74°"]
    assert not any("does not see" in words for words in contact.assumptions)
    assert contact.assumptions[-1] == (
        "where CRY is, nobody knows for 60 s of the track, from 10:06:00"
    )


def test_with_time_for_a_changeover_two_passes_are_two_contacts(bench):
    passes = """
        KIR-1 CRY 10:00 10:06 80
        KIR-1 CRY 10:13 10:19 70
        """
    assert len(plan_of(bench, kiruna_and_cryosat(bench, passes_per_day=2), passes)) == 2
    patient = kiruna_and_cryosat(bench, passes_per_day=2, setup_min=6)
    assert planned(plan_of(bench, patient, passes)) == ["KIR-1 CRY 09:54 10:00–10:19 10:21 80°"]


def test_a_track_neither_begins_nor_ends_in_a_gap(bench):
    passes = """
        KIR-1 CRY 10:00 10:09 80
        KIR-1 CRY 10:13 10:19 70
        """
    short = kiruna_and_cryosat(bench, passes_per_day=1, minutes_per_pass=5)
    assert planned(plan_of(bench, short, passes)) == ["KIR-1 CRY 09:57 10:02–10:07 10:09 80°"]
    longer = kiruna_and_cryosat(bench, passes_per_day=1, minutes_per_pass=14)
    assert planned(plan_of(bench, longer, passes)) == ["KIR-1 CRY 09:55 10:00–10:14 10:16 80°"]
    # Ten minutes about 10:04:30 end in the gap: nine are all there is.
    ten = kiruna_and_cryosat(bench, passes_per_day=1, minutes_per_pass=10)
    assert planned(plan_of(bench, ten, passes)) == ["KIR-1 CRY 09:55 10:00–10:09 10:11 80°"]


def test_what_is_not_verified_about_the_sky_of_an_antenna_is_told(bench):
    network = kiruna_and_cryosat(bench, passes_per_day=1)
    antenna = replace(
        network.antennas[0],
        horizon_deg=Horizon(points=((0.0, 5.0), (90.0, 9.0)), verified=False),
        max_elevation_deg=Figure(value=85.0, verified=False),
    )
    passes = "KIR-1 CRY 10:00 10:12 80"
    contact = plan_of(bench, replace(network, antennas=(antenna,)), passes)[0]
    assert "horizon of KIR-1 is not verified" in contact.assumptions
    assert "highest elevation of KIR-1, 85°, is not verified" in contact.assumptions
