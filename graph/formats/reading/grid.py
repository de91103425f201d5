"""A list with one row of headings, from CSV or from the sheet of a workbook that holds one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from graph.domain.errors import Problem
from graph.domain.text import Series, Text
from graph.formats.reading.result import NamedBytes, Note
from graph.formats.reading.table import MOST_ABOVE, IsHeadings, Line, Table, place_of_headings, read_table
from graph.formats.reading.text import squeezed
from graph.formats.reading.workbook import Sheet, Workbook, is_workbook, read_workbook

__all__ = ["Grid", "GridRow", "first_rows", "read_grid", "read_list"]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: where it stands, and its cells with a text, by column; line ends within a cell stay in a workbook."""

    place: str
    cells: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Grid:
    """The headings by column and where they stand, the rows below, and what was passed over."""

    place: str
    headings: Mapping[int, str]
    rows: tuple[GridRow, ...]
    notes: tuple[Note, ...] = ()


def read_grid(file: NamedBytes, problems: list[Problem], is_headings: IsHeadings) -> Grid | None:
    """Read a list; None when it cannot be read, with the reason among the problems.

    Args:
        file: CSV, or a workbook; of a workbook the first sheet is read that holds the headings.
        problems: gets the reason why it cannot be read.
        is_headings: tells the row of headings; when no row is one, it is the first with text.
    """
    if is_workbook(file):
        return _of_workbook(file, problems, is_headings)
    table = read_table(file, problems, is_headings)
    if table is None:
        return None
    return Grid(
        str(table.place),
        {column: heading for column, heading in enumerate(table.headings) if heading},
        tuple(
            GridRow(str(line.place), {column: cell for column, cell in enumerate(line.cells) if cell})
            for line in table.lines
        ),
        table.notes,
    )


def read_list(file: NamedBytes, problems: list[Problem], is_headings: IsHeadings) -> Table | None:
    """Read a list as `read_grid` does, into a table: every cell on one line."""
    if not is_workbook(file):
        return read_table(file, problems, is_headings)
    grid = _of_workbook(file, problems, is_headings)
    return None if grid is None else _as_table(grid)


def first_rows(file: NamedBytes) -> Iterator[tuple[str, ...]]:
    """The rows of a workbook that may hold headings; none when it cannot be read."""
    book = read_workbook(file)
    if not isinstance(book, Problem):
        for sheet in book.sheets:
            yield from _first_rows(sheet)


def _as_table(grid: Grid) -> Table:
    columns = sorted(grid.headings)
    return Table(
        grid.place,
        tuple(grid.headings[column] for column in columns),
        tuple(Line(row.place, tuple(squeezed(row.cells.get(column, "")) for column in columns)) for row in grid.rows),
        grid.notes,
    )


def _of_workbook(file: NamedBytes, problems: list[Problem], is_headings: IsHeadings) -> Grid | None:
    book = read_workbook(file)
    if isinstance(book, Problem):
        problems.append(book)
        return None
    sheet = _with_headings(book, is_headings)
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
    others = tuple(each.name for each in book.sheets if each.rows and each is not sheet)
    grid = _of_sheet(sheet, others, is_headings)
    beside = (note for note in book.notes if str(note.address).partition("!")[0] not in others)
    return replace(grid, notes=(*grid.notes, *beside))


def _with_headings(book: Workbook, is_headings: IsHeadings) -> Sheet | None:
    """The first sheet with headings; else the first that holds anything."""
    filled = [sheet for sheet in book.sheets if sheet.rows]
    return next((sheet for sheet in filled if any(map(is_headings, _first_rows(sheet)))), next(iter(filled), None))


def _first_rows(sheet: Sheet) -> list[tuple[str, ...]]:
    numbers = list(sheet.rows)[: MOST_ABOVE + 1]
    return [tuple(squeezed(cell.text) for cell in sheet.rows[number].values()) for number in numbers]


def _of_sheet(sheet: Sheet, others: tuple[str, ...], is_headings: IsHeadings) -> Grid:
    above = place_of_headings(_first_rows(sheet), is_headings)
    (first, headings), *rest = list(sheet.rows.items())[above:]
    grid = Grid(
        f"{sheet.name}!{first}",
        {column: squeezed(cell.text) for column, cell in headings.items()},
        tuple(
            GridRow(f"{sheet.name}!{number}", {column: cell.text for column, cell in cells.items()})
            for number, cells in rest
        ),
    )
    return replace(grid, notes=tuple(_passed_over(sheet, grid, above, others)))


def _passed_over(sheet: Sheet, grid: Grid, above: int, others: tuple[str, ...]) -> Iterator[Note]:
    if above:
        yield Note(address=sheet.name, text=Text("The lines above the headings are not read"))
    if any(cells.keys() - grid.headings.keys() for cells in (row.cells for row in grid.rows)):
        yield Note(address=grid.place, text=Text("Columns without a heading are not read"))
    if others:
        yield Note(text=Text("Sheets that are not read: {sheets}", sheets=Series(others)))
