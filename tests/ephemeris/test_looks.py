"""The looks and segments that the page's geometry is held to are those of today's code."""

import json
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_pages_example_is_what_the_server_says():
    kept = json.loads((ROOT / "tests/fixtures/looks.json").read_text())
    now = runpy.run_path(str(ROOT / "tools/make_looks.py"))["looks"]()
    assert (now["about"], now["at"]) == (kept["about"], kept["at"])
    for one, other in zip(now["pairs"], kept["pairs"], strict=True):
        assert one["antenna"] == other["antenna"]
        assert one["look"] == pytest.approx(other["look"], rel=1e-9)
        segments, others = (pair["trajectory"].pop("segments") for pair in (one, other))
        assert one["trajectory"] == other["trajectory"], "run: tools/make_looks.py"
        for segment, same in zip(segments, others, strict=True):
            for axis in "xyz":
                assert segment.pop(axis) == pytest.approx(same.pop(axis), rel=1e-9, abs=1e-4)
            assert segment == same
