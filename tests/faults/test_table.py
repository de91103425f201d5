"""The page about faults names each of them, with a test that is there."""

from __future__ import annotations

import re

from tests.faults.servers import ROOT

PAGE = (ROOT / "tests" / "faults" / "README.md").read_text()


def test_every_fault_is_named_once() -> None:
    assert re.findall(r"^\| (F\d+) ", PAGE, re.MULTILINE) == [f"F{number}" for number in range(1, 29)]


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)` \|$", PAGE, re.MULTILINE)
    assert len(named) == len(re.findall(r"::", PAGE))
    assert [one for one in named if f"def {one[1]}(" not in (ROOT / one[0]).read_text()] == []
