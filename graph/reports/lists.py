"""Long tables on a page: as much as somebody reads, and where the rest is."""

from __future__ import annotations

from dataclasses import replace

from graph.reports.model import Block, Paragraph, Table
from graph.reports.translations import Texts

__all__ = ["MOST_ROWS", "first_rows"]

MOST_ROWS = 500
"""More rows than this are no page any more; the tables for a spreadsheet have them all."""


def first_rows(table: Table, texts: Texts) -> tuple[Block, ...]:
    """A table for a page: whole, or its first rows with a sentence that says how many there are and where."""
    if len(table.rows) <= MOST_ROWS:
        return (table,)
    cut = texts.gettext(
        "The first {most} of {rows}; the spreadsheet (CSV or XLSX) has them all.",
        most=texts.number(MOST_ROWS),
        rows=texts.number(len(table.rows)),
    )
    return (replace(table, rows=table.rows[:MOST_ROWS]), Paragraph.of(cut, note=True))
