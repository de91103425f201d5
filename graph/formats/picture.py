"""What stands around a place in a file, so that somebody sees what a doubt is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.domain.errors import Problem
from graph.formats.detect import knows_headings
from graph.formats.reading.result import NamedBytes
from graph.formats.reading.sheet_marks import letters_of
from graph.formats.reading.sheets import read_sheets
from graph.formats.reading.table import lines_in
from graph.formats.reading.text import decoded
from graph.formats.reading.workbook import is_workbook

__all__ = ["Picture", "PictureRow", "picture_of"]

ABOVE, BELOW, MOST_COLUMNS, MOST_BYTES = 6, 8, 14, 20_000_000
_PLACE = re.compile(r"(?P<sheet>.+?)(?:!(?P<column>[A-Z]{0,3})(?P<row>\d{0,7}))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A row: its number in the file, its texts, and whether it is the one that was asked about."""

    number: int
    texts: tuple[str, ...]
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Some rows of a file.

    Attributes:
        title: of the sheet, or the name of the file.
        columns: what each is called.
        rows: in order.
        column: the place among the columns of the one that was asked about; None = the whole row.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[PictureRow, ...]
    column: int | None = None


def picture_of(files: Sequence[NamedBytes], place: str) -> Picture | None:
    """The rows around a place as doubts, notes and problems write it: `Sheet!C14`, `Sheet!14`, `file.csv:12`."""
    for file in files:
        found = (None if is_workbook(file) else _of_text(file, place)) or _of_sheet(file, place)
        if found is not None:
            return found
    return None


def _of_sheet(file: NamedBytes, place: str) -> Picture | None:
    match = _PLACE.fullmatch(place)
    book = read_sheets(file, [], knows_headings)
    if match is None or book is None:
        return None
    sheet = next((each for each in book.sheets if each.name == match["sheet"]), None)
    if sheet is None or not sheet.rows:
        return None
    here = int(match["row"] or next(iter(sheet.rows)))
    numbers = [number for number in sheet.rows if here - ABOVE <= number <= here + BELOW]
    letters = {letters_of(column): column for column in range(1, 1 + max(map(max, sheet.rows.values())))}
    asked = letters.get(match["column"] or "")
    first = max(1, min(asked or 1, max(letters.values()) - MOST_COLUMNS // 2) - MOST_COLUMNS // 2)
    shown = [column for column in letters.values() if first <= column < first + MOST_COLUMNS]
    return Picture(
        title=sheet.name,
        columns=tuple(map(letters_of, shown)),
        rows=tuple(
            PictureRow(
                number,
                tuple(cell.text if (cell := sheet.rows[number].get(column)) else "" for column in shown),
                number == here,
            )
            for number in numbers
        ),
        column=shown.index(asked) if asked in shown else None,
    )


def _of_text(file: NamedBytes, place: str) -> Picture | None:
    name, _, line = place.rpartition(":")
    text = decoded(file, most_bytes=MOST_BYTES, takes_others=True)
    if name != file.name or not line.isdecimal() or isinstance(text, Problem):
        return None
    here = int(line)
    lines = [(int(str(each.place)), each.cells) for each in lines_in(text, str, [], knows_headings)]
    around = [(number, cells) for number, cells in lines if number == lines[0][0] or abs(number - here) <= ABOVE]
    width = min(MOST_COLUMNS, max((len(cells) for _, cells in around), default=0))
    return Picture(
        title=file.name,
        columns=tuple(map(str, range(1, width + 1))),
        rows=tuple(
            PictureRow(number, (*cells[:width], *[""] * (width - len(cells))), number == here)
            for number, cells in around
        ),
    )
