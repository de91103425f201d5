"""CSV files of unknown quality to rows with their lines; separator and encoding are checked, not assumed."""

from __future__ import annotations

import contextlib
import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from itertools import islice
from typing import TypeAlias

from graph.domain.errors import Problem
from graph.domain.folding import visible
from graph.domain.text import Text
from graph.formats.reading.result import NamedBytes, Note, Place
from graph.formats.reading.text import decoded, encoding_of, fold, squeezed

__all__ = [
    "MOST_ABOVE",
    "IsHeadings",
    "Line",
    "Table",
    "columns_by_field",
    "lines_in",
    "place_of_headings",
    "read_table",
    "table_of",
    "told_of",
    "too_wide",
]

MOST_BYTES = 100_000_000
MOST_ABOVE = 20
"""So many rows with a title, a date or a school may stand above the headings."""
_SEPARATORS = (";", ",", "\t", "|")
_TOLD = re.compile(r'\s*"?sep=(.)"?[ \r]*(?:\n|\Z)', re.IGNORECASE)
_SAMPLE = 100_000

IsHeadings: TypeAlias = Callable[[tuple[str, ...]], bool]
"""Whether a row is one of headings that a format knows."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: where it begins, and its cells, in a table at least as many as there are headings."""

    place: Place
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The headings of a list, where they stand, and its rows that are not blank.

    Attributes:
        place: of the headings.
        headings: one a column.
        lines: below the headings.
        notes: what was passed over.
        title: of the sheet; empty when it is no workbook.
        above: the texts above the headings.
    """

    place: Place
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[Note, ...] = ()
    title: str = ""
    above: tuple[str, ...] = ()


def read_table(file: NamedBytes, problems: list[Problem], is_headings: IsHeadings | None = None) -> Table | None:
    """Read a CSV file in UTF-8, or as spreadsheets save it; rows above the headings are passed over.

    Args:
        file: what was given.
        problems: gets the reason why it cannot be read.
        is_headings: tells the row of headings; without it, or when no row is one, it is the first with text.

    Returns:
        The table; None when it cannot be read, with the reason among the problems.
    """
    text = decoded(file, most_bytes=MOST_BYTES, takes_others=True)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    before = len(problems)
    lines = lines_in(text, lambda number: f"{file.name}:{number}", problems, is_headings)
    if not lines:
        problems.append(
            Problem(
                place=file.name, message=Text("The file holds no rows"), remedy=Text("Give a row of headings first")
            )
        )
    if len(problems) > before:
        return None
    above = place_of_headings([line.cells for line in lines], is_headings)
    notes = (*told_of(file, text), *_passed_over(lines[:above]))
    texts = tuple(cell for line in lines[:above] for cell in line.cells if cell)
    return replace(table_of(lines[above], lines[above + 1 :], problems), notes=notes, above=texts)


def place_of_headings(rows: Sequence[tuple[str, ...]], is_headings: IsHeadings | None) -> int:
    """Which of the first rows holds the headings; the first when none is told to be."""
    if is_headings is None:
        return 0
    return next((place for place, cells in enumerate(rows[: MOST_ABOVE + 1]) if is_headings(cells)), 0)


def told_of(file: NamedBytes, text: str) -> Iterator[Note]:
    """In which encoding a file was read, and that signs that nobody sees are left out of its text."""
    encoding = encoding_of(file)
    if encoding:
        told = Text(
            "The file is in {encoding}, and read so. Look whether letters with accents are right", encoding=encoding
        )
        yield Note(address=file.name, text=told, matters=True)
    yield from _unseen(file.name, text)


def _passed_over(above: Sequence[Line]) -> Iterator[Note]:
    if above:
        yield Note(address=above[0].place, text=Text("The lines above the headings are not read"))


def _unseen(name: str, text: str) -> Iterator[Note]:
    """That signs that nobody sees are left out, with the first line that has one."""
    if text.isascii() or visible(text) == text:
        return
    first = next(number for number, line in enumerate(text.split("\n"), 1) if visible(line) != line)
    yield Note(address=f"{name}:{first}", text=Text("Signs that nobody sees are left out of the texts"))


def lines_in(
    text: str,
    place: Callable[[int], Place],
    problems: list[Problem],
    is_headings: IsHeadings | None = None,
    *,
    tidy: Callable[[str], str] = squeezed,
    are_rows: bool = False,
) -> list[Line]:
    """The rows of a text in CSV that are not blank, up to the first that cannot be read.

    The separator is the one of semicolon, comma, tab and bar that cuts the rows into the same cells as the headings; a
    first line `sep=;`, as some programs write, decides it.

    Args:
        text: what was written.
        place: what a line is called, by its number from 1.
        problems: gets the reason why a row cannot be read.
        is_headings: tells the row of headings; without it, or when no row is one, it is the first.
        tidy: what of a cell is kept; by default it stands on one line.
        are_rows: whether places count rows, as a spreadsheet does, rather than the lines of the text.
    """
    separator, skipped, body = _separator(text, is_headings)
    reader = csv.reader(StringIO(body, newline=""), delimiter=separator, strict=True)
    lines: list[Line] = []
    begin = 1 if are_rows else 1 + skipped
    while True:
        try:
            cells = tuple(map(tidy, next(reader)))
        except StopIteration:
            return lines
        except csv.Error:
            problems.append(
                Problem(
                    place=place(begin),
                    message=Text("This row cannot be read as CSV"),
                    remedy=Text("Close every double quote, and write a quote within a text twice"),
                )
            )
            return lines
        if any(cells):
            lines.append(Line(place(begin), cells))
        begin = begin + 1 if are_rows else 1 + skipped + reader.line_num


def table_of(headings: Line, lines: Iterable[Line], problems: list[Problem]) -> Table:
    """The table of rows under their headings; a row with more text than there are headings is a problem."""
    width = len(headings.cells)
    table = Table(
        headings.place,
        headings.cells,
        tuple(Line(line.place, line.cells + ("",) * (width - len(line.cells))) for line in lines),
    )
    problems.extend(too_wide(table.lines, width))
    return table


def too_wide(lines: Iterable[Line], width: int) -> Iterator[Problem]:
    """That a row has text beyond the headings: where its cells begin cannot be told."""
    for line in lines:
        if any(line.cells[width:]):
            yield Problem(
                place=line.place,
                message=Text(
                    "The row has {number} cells, the headings are {headings}", number=len(line.cells), headings=width
                ),
                remedy=Text("Put a text that holds the separator between double quotes"),
            )


def columns_by_field(headings: Iterable[str], field_by_heading: Mapping[str, str]) -> dict[str, int]:
    """Where the column of each field stands; the first one when several headings name it.

    Args:
        headings: of the table.
        field_by_heading: the field that a folded heading names.
    """
    columns: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = field_by_heading.get(fold(heading))
        if field is not None:
            columns.setdefault(field, place)
    return columns


def _separator(text: str, is_headings: IsHeadings | None) -> tuple[str, int, str]:
    """The separator, how many lines were skipped to find it, and the text after them."""
    told = _TOLD.match(text)
    if told is not None:
        return told[1], told[0].count("\n"), text[told.end() :]
    return max(_SEPARATORS, key=lambda separator: _fitness(text, separator, is_headings)), 0, text


def _fitness(text: str, separator: str, is_headings: IsHeadings | None) -> tuple[bool, bool, int, int]:
    """How well a separator fits: known headings, several columns, rows as wide as the headings, and how wide.

    Where no headings are known, several words alone in the first row are a title above them, and they are as wide as
    most rows; one word is the heading of one column, whatever separators stand in the texts below it.
    """
    rows = _sample(text, separator)
    place = place_of_headings(rows, is_headings)
    known = is_headings is not None and bool(rows) and is_headings(rows[place])
    width = len(rows[place]) if rows else 0
    if width == 1 and not known and " " in rows[place][0]:
        widths = Counter(map(len, rows[1:]))
        width = max(widths, key=lambda each: (widths[each], each), default=1)
    return known, width > 1, sum(len(row) == width for row in rows[place:]), width


def _sample(text: str, separator: str) -> list[tuple[str, ...]]:
    """The first rows with text, up to one that cannot be read with this separator."""
    rows: list[tuple[str, ...]] = []
    with contextlib.suppress(csv.Error):
        for row in islice(csv.reader(StringIO(text[:_SAMPLE], newline=""), delimiter=separator, strict=True), 100):
            cells = tuple(map(squeezed, row))
            if any(cells):
                rows.append(cells)
    return rows
