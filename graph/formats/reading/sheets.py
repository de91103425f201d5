"""The sheets of a file: those of a workbook, or the one that a spreadsheet makes of a text in CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from graph.domain.errors import Problem
from graph.domain.text import Text
from graph.formats.reading.result import NamedBytes
from graph.formats.reading.sheet_marks import SheetMarks, letters_of, notes_on
from graph.formats.reading.table import IsHeadings, Line, lines_in, told_of, too_wide
from graph.formats.reading.text import decoded
from graph.formats.reading.workbook import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Sheet,
    SheetCell,
    Workbook,
    cell_text,
    is_workbook,
    read_workbook,
)

__all__ = ["read_sheets"]


def read_sheets(file: NamedBytes, problems: list[Problem], is_headings: IsHeadings) -> Workbook | None:
    """The visible sheets; None when the file cannot be read, with the reason among the problems.

    Args:
        file: a workbook, or a text in CSV: its sheet is called as the file is, and its rows count as in a spreadsheet.
        problems: gets the reason why it cannot be read.
        is_headings: tells the row of headings of a text.
    """
    book = read_workbook(file) if is_workbook(file) else _of_text(file, is_headings, problems)
    if isinstance(book, Problem):
        problems.append(book)
        return None
    return book


def _of_text(file: NamedBytes, is_headings: IsHeadings, problems: list[Problem]) -> Workbook | Problem | None:
    text = decoded(file, most_bytes=MOST_BYTES, takes_others=True)
    if isinstance(text, Problem):
        return text
    title = file.name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or file.name
    before = len(problems)
    lines = lines_in(text, str, problems, is_headings, tidy=cell_text, are_rows=True)
    problems.extend(too_wide(lines, _width(lines, is_headings)))
    if len(problems) > before:
        problems[before:] = [replace(problem, place=f"{title}!{problem.place}") for problem in problems[before:]]
        return None
    if not lines:
        return Problem(place=file.name, message=Text("The file holds no rows"), remedy=Text("Give headings and rows"))
    letters = [letters_of(column) for column in range(1, 1 + max(len(line.cells) for line in lines))]
    rows = {
        int(str(line.place)): {
            column: SheetCell(cell, f"{title}!{letters[column - 1]}{line.place}")
            for column, cell in enumerate(line.cells[:MOST_COLUMNS], 1)
            if cell
        }
        for line in lines[:MOST_ROWS]
    }
    beyond = [
        letters[n] + str(line.place)
        for line in lines
        for n, cell in enumerate(line.cells)
        if cell and n >= MOST_COLUMNS
    ]
    sheet = Sheet(
        name=title, rows={number: cells for number, cells in rows.items() if cells}, cut=len(lines) > MOST_ROWS
    )
    return Workbook((sheet,), (*told_of(file, text), *notes_on(title, SheetMarks(beyond=beyond))))


def _width(lines: Sequence[Line], is_headings: IsHeadings) -> int:
    """How many cells the headings have; of headings that are not known, as many as most rows."""
    known = [len(line.cells) for line in lines if is_headings(line.cells)]
    counted = Counter(len(line.cells) for line in lines)
    return max(known) if known else max(counted, key=lambda width: (counted[width], width), default=0)
