"""The committed table of who may read and change what is what the service does, and that is what was meant."""

from __future__ import annotations

import ast
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.sight.matrix import PAGE, PARTS

AT_THE_DOORS = {"GET", "POST", "query", "mutation"}
COMMANDS = Path(__file__).resolve().parents[2] / "service" / "cli"


def part_of(line: str) -> str:
    """To which part of the table a row belongs."""
    first = line.partition(" ")[0]
    return {"command": "by commands"}.get(first, "at the doors" if first in AT_THE_DOORS else "below the doors")


@pytest.mark.parametrize("part", PARTS)
def test_nobody_reads_or_changes_what_they_may_not_and_the_table_is_current(part: str) -> None:
    found = PARTS[part]()
    assert found.unexpected == []
    _head, *rows = PAGE.read_text(encoding="utf-8").splitlines()
    before, after = [row for row in rows if part_of(row) == part], found.lines()
    differs = list(unified_diff(before, after, "docs/authorisation.tsv", "the service", lineterm="", n=0))
    assert differs == [], "run python -m tests.sight.matrix, and look at what differs"


def test_every_command_acts_as_the_owner_who_holds_the_store() -> None:
    others = {"Viewer", "ViewerKind", "PUBLIC", "viewer_of", "KeyRing"}
    for module in COMMANDS.glob("*.py"):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        named = {alias.name for part in ast.walk(tree) if isinstance(part, ast.ImportFrom) for alias in part.names}
        assert not named & others, module.name
