from dishboard.errors import UnknownNameError


def test_an_unknown_name_is_shown_as_far_as_a_line_goes() -> None:
    long = "KIR-1 " * 3000
    assert str(UnknownNameError("antenna", long, ["KIR-1"])) == (
        "unknown antenna 'KIR-1 KIR-1 KIR-1 KIR-1 KIR-1 KIR-1 KIR-1 KIR-1 KIR-1 KIR-1…'"
    )
    assert str(UnknownNameError("antenna", "KIR1", ["KIR-1"])) == (
        "unknown antenna 'KIR1'; did you mean 'KIR-1'?"
    )
