"""Tables that stand beside each other in one sheet, each with a column of tasks of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from graph.formats.reading.sheet_marks import letters_of
from graph.formats.reading.text import fold
from graph.formats.reading.workbook import Sheet, SheetCell
from graph.formats.takenoverzicht.layout import field_of_heading

__all__ = ["tables_of"]


def tables_of(sheet: Sheet) -> tuple[Sheet, ...]:
    """The tables of a sheet from left to right; the sheet itself when it has one.

    A table begins where the first headings are repeated: "Taak | Wie | Taak | Wie". Those after the first are called by
    the sheet and the column where they begin.
    """
    begins = next((found for row in sheet.rows.values() if len(found := _begins(row)) > 1), None)
    if begins is None:
        return (sheet,)
    last = max(column for row in sheet.rows.values() for column in row)
    return tuple(
        _between(sheet, first if number else 1, after, f"!{letters_of(first)}" if number else "")
        for number, (first, after) in enumerate(pairwise((*begins, last + 1)))
    )


def _begins(row: Mapping[int, SheetCell]) -> list[int]:
    """Where the tables begin under a row of headings; nothing when it is no such row."""
    headings = {column: fold(cell.text) for column, cell in row.items()}
    tasks = [column for column, cell in row.items() if field_of_heading(cell.text) == "task"]
    if not tasks:
        return []
    ahead = tasks[0] - min(headings)
    begins = [
        task - ahead if headings.get(task - ahead) == headings[min(headings)] else task
        for task in tasks
        if headings[task] == headings[tasks[0]]
    ]
    ends = [*begins[1:], max(headings) + 1]
    widths = [sum(first <= column < after for column in headings) for first, after in zip(begins, ends, strict=True)]
    return begins if min(widths) > 1 and len({row[task].address for task in tasks}) == len(tasks) else []


def _between(sheet: Sheet, first: int, after: int, called: str) -> Sheet:
    rows = {
        number: {column: cell for column, cell in cells.items() if first <= column < after}
        for number, cells in sheet.rows.items()
    }
    return replace(sheet, name=sheet.name + called, rows={number: cells for number, cells in rows.items() if cells})
