import pytest

from dishboard.errors import FormatError
from dishboard.formats.state_table import parse_state_table

HEADER = "craft,naif_id,at,scale,x_km,y_km,z_km,vx_km_s,vy_km_s,vz_km_s,epoch\n"
ROW = "JUICE,-28,2026-11-04T00:00:00,TDB,1,2,3,4,5,6,2026-11-04\n"


def test_blocks_by_craft_and_epoch():
    later = ROW.replace("T00:00", "T12:00")
    other = ROW.replace(",6,2026-11-04", ",6,2026-10-05")
    first, second = parse_state_table(f"# a note\n{HEADER}{ROW}{later}{other}")
    assert (first.craft, first.naif_id, first.epoch, first.scale) == (
        "JUICE",
        -28,
        "2026-11-04",
        "TDB",
    )
    assert first.since_j2000_s.tolist() == [847_022_400.0, 847_065_600.0]
    assert first.position_km.tolist() == [[1, 2, 3], [1, 2, 3]]
    assert first.velocity_km_s[0].tolist() == [4, 5, 6]
    assert second.epoch == "2026-10-05"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "state table: expected the columns craft,naif_id,at"),
        (
            HEADER + ROW.replace(",3,", ",three,"),
            "state table line 2: expected a state, got 'JUICE",
        ),
        (HEADER + ROW.replace("TDB", "TT"), "state table line 2: expected UTC or TDB and six"),
        (HEADER + ROW + ROW, "state table line 3: 2026-11-04T00:00:00 is not after the row before"),
    ],
)
def test_faults_are_named_with_their_line(text, message):
    with pytest.raises(FormatError) as error:
        parse_state_table(text)
    assert str(error.value).startswith(message)
