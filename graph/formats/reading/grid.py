"""A list with one row of headings, from CSV or from the first sheet of a workbook that holds one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.domain.errors import Problem
from graph.domain.text import Text
from graph.formats.reading.result import NamedBytes
from graph.formats.reading.table import read_table
from graph.formats.reading.text import squeezed
from graph.formats.reading.workbook import Sheet, read_workbook

__all__ = ["Grid", "GridRow", "read_grid"]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: where it stands, and its cells with a text, by column; line ends within a cell stay in a workbook."""

    place: str
    cells: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Grid:
    """The headings by column and where they stand, and the rows below."""

    place: str
    headings: Mapping[int, str]
    rows: tuple[GridRow, ...]


def read_grid(file: NamedBytes, problems: list[Problem]) -> Grid | None:
    """Read a list; None when it cannot be read, with the reason among the problems."""
    if file.content.startswith(b"PK") or file.name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        return _of_workbook(file, problems)
    table = read_table(file, problems)
    if table is None:
        return None
    return Grid(
        str(table.place),
        {column: heading for column, heading in enumerate(table.headings) if heading},
        tuple(
            GridRow(str(line.place), {column: cell for column, cell in enumerate(line.cells) if cell})
            for line in table.lines
        ),
    )


def _of_workbook(file: NamedBytes, problems: list[Problem]) -> Grid | None:
    book = read_workbook(file)
    if isinstance(book, Problem):
        problems.append(book)
        return None
    sheet = next((sheet for sheet in book.sheets if sheet.rows), None)
    if sheet is None:
        problems.append(
            Problem(place=file.name, message=Text("The workbook holds no rows"), remedy=Text("Give headings and rows"))
        )
        return None
    if sheet.cut:
        problems.append(
            Problem(
                place=sheet.name,
                message=Text("The sheet is longer than what is read"),
                remedy=Text("Split it over files"),
            )
        )
        return None
    return _of_sheet(sheet)


def _of_sheet(sheet: Sheet) -> Grid:
    (first, headings), *rest = sheet.rows.items()
    return Grid(
        f"{sheet.name}!{first}",
        {column: squeezed(cell.text) for column, cell in headings.items()},
        tuple(
            GridRow(f"{sheet.name}!{number}", {column: cell.text for column, cell in cells.items()})
            for number, cells in rest
        ),
    )
