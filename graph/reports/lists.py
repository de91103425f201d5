"""Long tables on a page: as much as somebody reads, and where the rest is."""

from __future__ import annotations

from dataclasses import replace

from graph.reports.model import Block, Paragraph, Table
from graph.words.catalogue import Texts

__all__ = ["MOST_ROWS", "first_rows", "where_the_rest_is"]

MOST_ROWS = 500
"""More rows than this are no page any more; the tables for a spreadsheet have them all."""


def first_rows(table: Table, texts: Texts) -> tuple[Block, ...]:
    """A table for a page: whole, or its first rows with a sentence that says how many there are and where."""
    if len(table.rows) <= MOST_ROWS:
        return (table,)
    return (replace(table, rows=table.rows[:MOST_ROWS]), where_the_rest_is(MOST_ROWS, len(table.rows), texts))


def where_the_rest_is(shown: int, rows: int, texts: Texts) -> Paragraph:
    """The sentence that says that a page shows a part, and where the whole is."""
    cut = texts.gettext(
        "The first {most} of {rows}; the spreadsheet (CSV or XLSX) has them all.",
        most=texts.number(shown),
        rows=texts.number(rows),
    )
    return Paragraph.of(cut, note=True)
