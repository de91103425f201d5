"""The committed table of who is told what is the one that the register gives."""

from __future__ import annotations

from pathlib import Path

from tests.sight.matrix import table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "authorisation.tsv"


def test_the_table_of_who_is_told_what_is_current() -> None:
    made = table()
    assert made == PAGE.read_text(encoding="utf-8"), (
        "run .venv/bin/python -m tests.sight.matrix > docs/authorisation.tsv"
    )
    rows = {name: dict(zip(made.splitlines()[0].split("\t"), line.split("\t"), strict=True)) for line in
            made.splitlines() for name in [line.split("\t")[0]]}  # fmt: skip
    assert all(row["public, expired key"] == "-" for name, row in rows.items() if name != "what is asked")
