"""CSV files of unknown quality to rows with their lines; separator and encoding are checked, not assumed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from graph.domain.errors import Problem
from graph.domain.text import Text
from graph.formats.reading.result import NamedBytes
from graph.formats.reading.text import decoded, squeezed

__all__ = ["Line", "Table", "read_table"]

MOST_BYTES = 100_000_000
_SEPARATORS = (";", ",", "\t", "|")


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the line on which it begins, and its cells, at least as many as there are headings."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The headings of a CSV file and its rows that are not blank."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(file: NamedBytes, problems: list[Problem]) -> Table | None:
    """Read a CSV file in UTF-8 whose first row with text holds the headings.

    The separator is the one of semicolon, comma, tab and bar that cuts the row of headings into most cells; a first
    line `sep=;`, as some programs write, decides it.

    Returns:
        The table; None when it cannot be read, with the reason among the problems.
    """
    text = decoded(file, most_bytes=MOST_BYTES)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    before = len(problems)
    lines = list(_lines(file.name, text, problems))
    if not lines:
        problems.append(
            Problem(
                place=file.name, message=Text("The file holds no rows"), remedy=Text("Give a row of headings first")
            )
        )
    if len(problems) > before:
        return None
    headings = lines[0].cells
    problems.extend(
        Problem(
            place=f"{file.name}:{line.number}",
            message=Text(
                "The row has {number} cells, the headings are {headings}",
                number=len(line.cells),
                headings=len(headings),
            ),
            remedy=Text("Put a text that holds the separator between double quotes"),
        )
        for line in lines[1:]
        if any(line.cells[len(headings) :])
    )
    padded = (Line(line.number, line.cells + ("",) * (len(headings) - len(line.cells))) for line in lines[1:])
    return Table(headings, tuple(padded))


def _lines(name: str, text: str, problems: list[Problem]) -> Iterator[Line]:
    separator, skipped, body = _separator(text)
    reader = csv.reader(StringIO(body, newline=""), delimiter=separator, strict=True)
    begin = 1
    while True:
        try:
            cells = tuple(squeezed(cell) for cell in next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(
                Problem(
                    place=f"{name}:{begin + skipped}",
                    message=Text("This row cannot be read as CSV ({reason})", reason=str(error)),
                    remedy=Text("Close every double quote, and write a quote within a text twice"),
                )
            )
            return
        if any(cells):
            yield Line(begin + skipped, cells)
        begin = reader.line_num + 1


def _separator(text: str) -> tuple[str, int, str]:
    """The separator, how many lines were skipped to find it, and the text after them."""
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"')
    if told.lower().startswith("sep=") and len(told) == 5:
        return told[4], 1, rest
    headings = next((line for line in text.split("\n") if line.strip(" ;,\t|\r")), "")
    return max(_SEPARATORS, key=headings.count), 0, text
