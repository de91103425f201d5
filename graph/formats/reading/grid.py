"""A list with one row of headings, from CSV or from the sheet of a workbook that holds one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from graph.domain.errors import Problem
from graph.domain.text import Series, Text
from graph.formats.reading.result import NamedBytes, Note
from graph.formats.reading.table import MOST_ABOVE, IsHeadings, Line, Table, place_of_headings, read_table
from graph.formats.reading.text import squeezed
from graph.formats.reading.workbook import Sheet, Workbook, first_texts, is_workbook, read_workbook

__all__ = ["Grid", "GridRow", "first_rows", "read_grid", "read_list", "read_lists"]


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: where it stands, and its cells with a text, by column; line ends within a cell stay in a workbook."""

    place: str
    cells: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Grid:
    """The headings by column and where they stand, the rows below, what was passed over, and what stands above."""

    place: str
    headings: Mapping[int, str]
    rows: tuple[GridRow, ...]
    notes: tuple[Note, ...] = ()
    title: str = ""
    above: tuple[str, ...] = ()


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


def read_lists(file: NamedBytes, problems: list[Problem], is_headings: IsHeadings) -> tuple[Table, ...]:
    """Read every sheet that holds the headings, each into a table; of a text, its one table.

    Args:
        file: CSV, or a workbook; when no sheet holds the headings, the first with text is read.
        problems: gets the reason why it cannot be read.
        is_headings: tells the row of headings.
    """
    if not is_workbook(file):
        table = read_table(file, problems, is_headings)
        return () if table is None else (table,)
    book = _read(file, problems)
    if book is None:
        return ()
    sheets = [sheet for sheet in book.sheets if any(map(is_headings, _first_rows(sheet)))]
    sheets = sheets or [sheet for sheet in (_with_headings(book, is_headings),) if sheet is not None]
    others = tuple(each.name for each in book.sheets if each.rows and each not in sheets)
    tables = [_as_table(_of_sheet(sheet, (), is_headings)) for sheet in sheets if _is_whole(sheet, problems)]
    notes = (*_not_read(others), *_beside(book, others))
    return tuple(replace(table, notes=(*table.notes, *notes)) if table is tables[0] else table for table in tables)


def first_rows(file: NamedBytes) -> Iterator[tuple[str, ...]]:
    """The rows of a workbook that may hold headings; none when it cannot be read."""
    for rows in first_texts(file, 3 * MOST_ABOVE):
        yield from (tuple(map(squeezed, row)) for row in rows[: MOST_ABOVE + 1])


def _as_table(grid: Grid) -> Table:
    columns = sorted(grid.headings)
    return Table(
        grid.place,
        tuple(grid.headings[column] for column in columns),
        tuple(Line(row.place, tuple(squeezed(row.cells.get(column, "")) for column in columns)) for row in grid.rows),
        grid.notes,
        grid.title,
        grid.above,
    )


def _of_workbook(file: NamedBytes, problems: list[Problem], is_headings: IsHeadings) -> Grid | None:
    book = _read(file, problems)
    sheet = None if book is None else _with_headings(book, is_headings)
    if book is None or sheet is None or not _is_whole(sheet, problems):
        return None
    others = tuple(each.name for each in book.sheets if each.rows and each is not sheet)
    grid = _of_sheet(sheet, others, is_headings)
    return replace(grid, notes=(*grid.notes, *_beside(book, others)))


def _read(file: NamedBytes, problems: list[Problem]) -> Workbook | None:
    book = read_workbook(file)
    if isinstance(book, Problem):
        problems.append(book)
        return None
    if not any(sheet.rows for sheet in book.sheets):
        problems.append(
            Problem(place=file.name, message=Text("The workbook holds no rows"), remedy=Text("Give headings and rows"))
        )
        return None
    return book


def _is_whole(sheet: Sheet, problems: list[Problem]) -> bool:
    if sheet.cut:
        problems.append(
            Problem(
                place=sheet.name,
                message=Text("The sheet is longer than what is read"),
                remedy=Text("Split it over files"),
            )
        )
    return not sheet.cut


def _beside(book: Workbook, others: tuple[str, ...]) -> tuple[Note, ...]:
    return tuple(note for note in book.notes if str(note.address).partition("!")[0] not in others)


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
    numbers = list(sheet.rows)[:above]
    texts = tuple(dict.fromkeys(cell.text for number in numbers for cell in sheet.rows[number].values()))
    return replace(grid, notes=tuple(_passed_over(sheet, grid, above, others)), title=sheet.name, above=texts)


def _passed_over(sheet: Sheet, grid: Grid, above: int, others: tuple[str, ...]) -> Iterator[Note]:
    if above:
        yield Note(address=sheet.name, text=Text("The lines above the headings are not read"))
    if any(cells.keys() - grid.headings.keys() for cells in (row.cells for row in grid.rows)):
        yield Note(address=grid.place, text=Text("Columns without a heading are not read"), matters=True)
    yield from _not_read(others)


def _not_read(sheets: tuple[str, ...]) -> Iterator[Note]:
    if sheets:
        yield Note(text=Text("Sheets that are not read: {sheets}", sheets=Series(sheets)), matters=True)
