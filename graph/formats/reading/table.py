"""CSV files of unknown quality to rows with their lines; separator and encoding are checked, not assumed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import StringIO

from graph.domain.errors import Problem
from graph.domain.text import Text
from graph.formats.reading.result import NamedBytes, Place
from graph.formats.reading.text import decoded, fold, squeezed

__all__ = ["Line", "Table", "columns_by_field", "lines_in", "read_table", "table_of"]

MOST_BYTES = 100_000_000
_SEPARATORS = (";", ",", "\t", "|")


@dataclass(frozen=True, slots=True)
class Line:
    """A row: where it begins, and its cells, in a table at least as many as there are headings."""

    place: Place
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The headings of a list, where they stand, and its rows that are not blank."""

    place: Place
    headings: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(file: NamedBytes, problems: list[Problem]) -> Table | None:
    """Read a CSV file in UTF-8 whose first row with text holds the headings.

    Returns:
        The table; None when it cannot be read, with the reason among the problems.
    """
    text = decoded(file, most_bytes=MOST_BYTES)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    before = len(problems)
    lines = lines_in(text, lambda number: f"{file.name}:{number}", problems)
    if not lines:
        problems.append(
            Problem(
                place=file.name, message=Text("The file holds no rows"), remedy=Text("Give a row of headings first")
            )
        )
    return table_of(lines[0], lines[1:], problems) if len(problems) == before else None


def lines_in(text: str, place: Callable[[int], Place], problems: list[Problem]) -> list[Line]:
    """The rows of a text in CSV that are not blank, up to the first that cannot be read.

    The separator is the one of semicolon, comma, tab and bar that cuts the first row into most cells; a first line
    `sep=;`, as some programs write, decides it.

    Args:
        text: what was written.
        place: what a line is called, by its number from 1.
        problems: gets the reason why a row cannot be read.
    """
    separator, skipped, body = _separator(text)
    reader = csv.reader(StringIO(body, newline=""), delimiter=separator, strict=True)
    lines: list[Line] = []
    begin = 1 + skipped
    while True:
        try:
            cells = tuple(squeezed(cell) for cell in next(reader))
        except StopIteration:
            return lines
        except csv.Error as error:
            problems.append(
                Problem(
                    place=place(begin),
                    message=Text("This row cannot be read as CSV ({reason})", reason=str(error)),
                    remedy=Text("Close every double quote, and write a quote within a text twice"),
                )
            )
            return lines
        if any(cells):
            lines.append(Line(place(begin), cells))
        begin = 1 + skipped + reader.line_num


def table_of(headings: Line, lines: Iterable[Line], problems: list[Problem]) -> Table:
    """The table of rows under their headings; a row with more text than there are headings is a problem."""
    width = len(headings.cells)
    table = Table(
        headings.place,
        headings.cells,
        tuple(Line(line.place, line.cells + ("",) * (width - len(line.cells))) for line in lines),
    )
    problems.extend(
        Problem(
            place=line.place,
            message=Text(
                "The row has {number} cells, the headings are {headings}", number=len(line.cells), headings=width
            ),
            remedy=Text("Put a text that holds the separator between double quotes"),
        )
        for line in table.lines
        if any(line.cells[width:])
    )
    return table


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


def _separator(text: str) -> tuple[str, int, str]:
    """The separator, how many lines were skipped to find it, and the text after them."""
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"')
    if told.lower().startswith("sep=") and len(told) == 5:
        return told[4], 1, rest
    headings = next((line for line in text.split("\n") if line.strip(" ;,\t|\r")), "")
    return max(_SEPARATORS, key=headings.count), 0, text
