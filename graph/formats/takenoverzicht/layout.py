"""Where things stand in a task overview: blocks, headings and rows.

Nobody knows the columns of a school's own sheet, so headings are recognised by their words, wherever they stand and
however often they are repeated. What is not recognised keeps its heading, so that it can be asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.domain.kinds import MANDATE_KINDS
from graph.domain.periods import SchoolYear
from graph.domain.text import Text
from graph.formats.reading.days import school_years_in
from graph.formats.reading.never import is_total
from graph.formats.reading.result import Note
from graph.formats.reading.text import fold
from graph.formats.reading.workbook import Sheet, SheetCell
from graph.formats.takenoverzicht.columns import DEPUTY, READ, SAYS, is_via

__all__ = [
    "UNKNOWN",
    "Row",
    "SheetColumn",
    "field_of_heading",
    "has_table",
    "is_passed_over",
    "names_tasks",
    "rows_of",
    "school_year_in",
    "tells_who_does_what",
    "titles_of",
]

UNKNOWN = "unknown"
UNREAD = "unread"
_LONGEST_HEADING = 60
_NOT_READ = re.compile(
    r"^(nr|nummer|#|id|uren|uur|tijd|frequentie|hoe vaak|wanneer|deadline|status|prioriteit|hours|priority|ok|klaar)\b"
)


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """What a column is about: a kind of mandate, group, task, level, note, unread or unknown; and its heading."""

    field: str
    heading: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row with something in it.

    Attributes:
        form: `task` for a row of a table, `alone` for a text that stands alone.
        group: the block, or the cell of the group column, that it lies under.
        task: the text of the task; None when its cell is blank.
        after: the task above it, when its own is blank.
        cells: the other cells, each with its column.
    """

    form: str
    address: str
    group: SheetCell | None
    task: SheetCell | None
    after: SheetCell | None = None
    cells: tuple[tuple[SheetColumn, SheetCell], ...] = ()


@lru_cache(maxsize=4_000)
def field_of_heading(text: str) -> str | None:
    """What a heading is about; `unknown` when it fits several things, None when it fits nothing."""
    folded = fold(text)
    if not folded or len(text) > _LONGEST_HEADING:
        return None
    fits = [column.field for column in READ if column.fits(folded)]
    if DEPUTY in fits:
        return DEPUTY
    if len(fits) > 1 and set(fits) & {"task", "group", "level", "note"}:
        fits = [field for field in fits if field in MANDATE_KINDS] or fits[:1]
    if not fits:
        return None
    return fits[0] if len(fits) == 1 else UNKNOWN


def names_tasks(headings: tuple[str, ...]) -> bool:
    """Whether a row may be one of headings: a column of tasks beside another.

    "Opdracht" heads the part of full time in a list of people, so it tells of tasks only beside who carries them out.
    """
    are_tasks = any(field_of_heading(each) == "task" and not fold(each).startswith("opdracht") for each in headings)
    return tells_who_does_what(headings) or (are_tasks and len(list(filter(None, headings))) > 1)


def tells_who_does_what(headings: tuple[str, ...]) -> bool:
    """Whether a row is one of headings: tasks, and who has them."""
    fields = {field_of_heading(each): fold(each).startswith("opdracht") for each in headings}
    return "task" in fields and bool(fields.keys() & ({"EXECUTES"} if fields["task"] else set(MANDATE_KINDS)))


def is_passed_over(heading: str) -> bool:
    """Whether a column with this heading holds nothing that is kept: a number, hours, how far it is."""
    return is_total(heading) or _NOT_READ.search(fold(heading) or heading) is not None


def has_table(sheet: Sheet) -> bool:
    """Whether a row of the sheet holds headings."""
    return any(_headings(row) is not None for row in sheet.rows.values())


def titles_of(sheets: tuple[Sheet, ...]) -> tuple[str, ...]:
    """The titles of the sheets, and what stands above their headings."""
    above = (cell.text for sheet in sheets for row in _before_headings(sheet) for cell in row.values())
    return (*(sheet.name for sheet in sheets), *above)


def school_year_in(sheets: tuple[Sheet, ...]) -> SchoolYear | None:
    """The one school year that titles name, such as "Takenoverzicht 2026-2027"; None when none or several do."""
    found = frozenset[SchoolYear]().union(*map(school_years_in, titles_of(sheets)))
    return next(iter(found)) if len(found) == 1 else None


def rows_of(sheet: Sheet, is_group: Callable[[str], bool], notes: list[Note]) -> tuple[Row, ...]:
    """The rows of a sheet in order; none when no row holds headings.

    Args:
        sheet: what was read.
        is_group: whether a text is the title of a task group.
        notes: grows by what was left out.
    """
    if sheet.cut:
        notes.append(
            Note(address=sheet.name, text=Text("The sheet is longer than what is read; the rows below do not count"))
        )
    return tuple(_Reader(sheet, is_group, notes).rows())


def _before_headings(sheet: Sheet) -> Iterator[dict[int, SheetCell]]:
    for row in sheet.rows.values():
        if _headings(row) is not None:
            return
        yield row


def _headings(row: dict[int, SheetCell]) -> dict[int, SheetColumn] | None:
    """The columns that a row of headings names; None when it is no such row."""
    distinct = {cell.address for cell in row.values()}
    columns = {
        column: SheetColumn(field_of_heading(cell.text) or UNKNOWN, cell.text, cell.address)
        for column, cell in row.items()
    }
    fields = {column.field for column in columns.values()} - {UNKNOWN}
    enough = len(fields) >= 2 and ("task" in fields or len(fields & set(MANDATE_KINDS)) >= 2)
    return columns if enough and len(distinct) >= 2 else None


def _stem(column: SheetColumn) -> str:
    """A heading without its number: "Taak 2" is one more task."""
    return fold(column.heading).rstrip("0123456789 ")


class _Reader:
    """Goes down one sheet."""

    def __init__(self, sheet: Sheet, is_group: Callable[[str], bool], notes: list[Note]) -> None:
        self.sheet = sheet
        self.is_group = is_group
        self.notes = notes
        self.columns: dict[int, SheetColumn] = {}
        self.group = SheetCell(sheet.name, sheet.name) if is_group(sheet.name) else None
        self.above: SheetCell | None = None
        self.not_read: set[str] = set()

    def rows(self) -> Iterator[Row]:
        for cells in self.sheet.rows.values():
            columns = _headings(cells)
            if columns is not None and self._repeats_headings(columns):
                self._begin_table(columns, cells)
            else:
                yield from self._row(cells)

    def _repeats_headings(self, columns: dict[int, SheetColumn]) -> bool:
        """Whether a row that looks like headings is one: below the first, only with headings seen before."""
        seen = {fold(column.heading) for column in self.columns.values()}
        return not seen or sum(fold(column.heading) in seen for column in columns.values()) >= 2

    def _begin_table(self, columns: dict[int, SheetColumn], cells: dict[int, SheetCell]) -> None:
        # A block may open with its title in the place of the heading "task".
        if not any(column.field == "task" for column in columns.values()):
            first = min(column for column, found in columns.items() if found.field != "group" or len(columns) == 1)
            if self.is_group(cells[first].text):
                self.group = cells[first]
            columns[first] = replace(columns[first], field="task")
        first, *others = [column for column, found in columns.items() if found.field == "task"]
        unread = [column for column in others if _stem(columns[column]) != _stem(columns[first])]
        columns.update({column: replace(columns[column], field=UNREAD) for column in unread})
        self.columns = columns

    def _row(self, cells: dict[int, SheetCell]) -> Iterator[Row]:
        distinct = {cell.address: cell for cell in cells.values()}
        if len(distinct) == 1:
            yield from self._alone(cells)
        elif self.columns:
            yield from self._of_table(cells)

    def _alone(self, cells: dict[int, SheetCell]) -> Iterator[Row]:
        column, only = next(iter(cells.items()))
        field = self._field(column)
        if self.is_group(only.text):
            self.group, self.above = only, None
        elif field == "group" and len(cells) == 1:
            self.group = only
        elif field == "task" and len(cells) == 1:
            self.above = only
            yield Row(form="task", address=only.address, group=self.group, task=only)
        elif field in MANDATE_KINDS or field in ("note", DEPUTY, *SAYS):
            yield from self._of_table(cells)
        elif self.columns:
            yield Row(form="alone", address=only.address, group=self.group, task=only)

    def _of_table(self, cells: dict[int, SheetCell]) -> Iterator[Row]:
        by_field = {self._field(column): cell for column, cell in reversed(cells.items())}
        group = by_field.get("group")
        if group is not None:
            self.group = group
        tasks = {cell.address: cell for column, cell in cells.items() if self._field(column) == "task"}
        for task in tasks.values() or (None,):
            others = tuple(self._others(cells, task))
            if task is not None or others:
                yield Row(
                    form="task",
                    address=(task or next(iter(cells.values()))).address,
                    group=self.group,
                    task=task,
                    after=self.above if task is None else None,
                    cells=others,
                )
            self.above = task or self.above

    def _others(self, cells: dict[int, SheetCell], task: SheetCell | None) -> Iterator[tuple[SheetColumn, SheetCell]]:
        for column, cell in cells.items():
            heading = self.columns.get(column, SheetColumn(UNKNOWN, "", cell.address))
            if heading.field in ("task", "group") or cell == task:
                continue
            known_unread = heading.field == UNKNOWN and is_passed_over(heading.heading)
            if heading.field == UNKNOWN and is_via(fold(heading.heading)):
                continue
            if heading.field == UNREAD or known_unread:
                self._leave_out(heading)
            else:
                yield heading, cell

    def _leave_out(self, column: SheetColumn) -> None:
        if column.heading not in self.not_read:
            self.not_read.add(column.heading)
            self.notes.append(
                Note(address=column.address, text=Text("The column “{column}” is not read", column=column.heading))
            )

    def _field(self, column: int) -> str:
        return self.columns[column].field if column in self.columns else UNKNOWN
