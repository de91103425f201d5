"""The committed table of who is told what is the one that a register gives."""

from __future__ import annotations

from pathlib import Path

from tests.sight.matrix import table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "authorisation.tsv"


def test_the_table_of_who_is_told_what_is_current() -> None:
    made = table()
    assert made == PAGE.read_text(encoding="utf-8"), "run python -m tests.sight.matrix > docs/authorisation.tsv"
    told_to_the_public = [line.split("\t")[0] for line in made.splitlines()[1:] if line.split("\t")[-1] != "-"]
    assert told_to_the_public == ["query viewer"]  # that they did not sign in; no contact card is open there
