"""Sheets whose tasks do not stand below each other, or whose rows each name a school, made into sheets that do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from graph.domain.kinds import MANDATE_KINDS, Decision, Node, Organisation, Task, TaskGroup
from graph.domain.text import Quoted, Text
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.never import is_total
from graph.formats.reading.place_names import PlaceNames
from graph.formats.reading.result import OPEN, PICK, SKIP, SURE, Doubt, Note, Suggestion
from graph.formats.reading.text import fold, squeezed
from graph.formats.reading.workbook import Sheet, SheetCell
from graph.formats.takenoverzicht.columns import heading_of
from graph.formats.takenoverzicht.layout import field_of_heading
from graph.formats.takenoverzicht.words import names_of
from graph.model.snapshot import Snapshot

__all__ = ["SubjectNames", "by_school_column", "picked_place", "place_doubt", "turned"]

_FEWEST_TASKS, _MOSTLY = 2, 0.5
_OF_SCHOOLS = re.compile(
    r"(?:naam (?:van )?(?:de )?)?(?:school|scholen|schoolnaam|instelling|instellingsnummer|campus|locatie|organisatie)"
    r"|vestiging(?:splaats)?|site"
)
_BETWEEN_SCHOOLS = re.compile(r"\s*(?:[,;+&\n/]|\s(?:en|and)\s)\s*")


class SubjectNames:
    """What tasks, decisions and task groups are called."""

    def __init__(self, snapshot: Snapshot) -> None:
        subjects: list[Task | Decision] = [*snapshot.nodes(Task), *snapshot.nodes(Decision)]
        keywords = (word for subject in subjects for _, words in subject.keywords for word in words)
        self._tasks = frozenset(map(fold, (*_names(subjects), *keywords)))
        self._groups = frozenset(map(fold, _names(snapshot.nodes(TaskGroup))))

    def is_task(self, text: str) -> bool:
        """Whether it is the name or a keyword of a task or decision."""
        return fold(text) in self._tasks

    def is_any(self, text: str) -> bool:
        """Whether a line of a text is the name or a keyword of a task or decision."""
        return any(map(self.is_task, text.split("\n")))

    def is_group(self, text: str) -> bool:
        """Whether it is the name of a task group."""
        return fold(text) in self._groups


def turned(sheet: Sheet, subjects: SubjectNames, asker: Asker) -> Sheet:
    """A sheet whose tasks stand side by side, with rows for columns; any other as it is."""
    for number, cells in sheet.rows.items():
        distinct = {cell.address: cell.text for cell in cells.values()}
        tasks = sum(map(subjects.is_task, distinct.values()))
        others = [text for text in distinct.values() if not subjects.is_task(text)]
        is_headed = any(field_of_heading(text) in MANDATE_KINDS for text in others)
        if tasks >= _FEWEST_TASKS and tasks >= _MOSTLY * (len(distinct) - 1) and not is_headed:
            return _with_rows_for_columns(sheet, number, asker)
        if any(field_of_heading(text) == "task" for text in distinct.values()):
            return sheet
    return sheet


def by_school_column(sheet: Sheet, names: PlaceNames, asker: Asker) -> tuple[tuple[Organisation | None, Sheet], ...]:
    """The rows of each school of a sheet in which a column names the school of each row; else the sheet of nobody.

    A blank cell is of the school above it. A school that is not known is asked about once; its rows wait.
    """
    found = next(
        (
            (number, column)
            for number, cells in sheet.rows.items()
            for column, cell in cells.items()
            if _heads_schools(sheet, number, column, cell, names)
        ),
        None,
    )
    return ((None, sheet),) if found is None else tuple(_BySchool(sheet, *found, names, asker).parts())


def place_doubt(
    key: str, cell: SheetCell, text: Text, places: Iterable[Organisation], suggested: Organisation | None = None
) -> Doubt:
    """Which organisation a text of a sheet means.

    Args:
        key: the same for the same text.
        cell: where it stands.
        text: the question.
        places: that it may mean, likeliest first.
        suggested: the one that is taken unless somebody says otherwise.
    """
    return Doubt(
        id=doubt_id("organisation", "", key),
        kind="organisation",
        address=cell.address,
        value=squeezed(cell.text),
        text=text,
        suggestions=tuple(Suggestion(pick=place.id, name=place.name) for place in dict.fromkeys(places)),
        choices=(PICK, SKIP, OPEN),
        suggested="" if suggested is None else f"{PICK} {suggested.id}",
        certainty=SURE,
        is_kept=True,
    )


def picked_place(asker: Asker, doubt: Doubt, names: PlaceNames) -> Organisation | None:
    """The organisation that the answer to a doubt names; None when there is no answer yet, or it names none."""
    answer = asker.ask(doubt)
    found = None if answer is None else names.named(answer.argument)
    if answer is not None and found is None:
        asker.refuse(doubt, Text("There is no organisation {id}", id=Quoted(answer.argument)))
    return found


def _names(nodes: Iterable[Node]) -> Iterator[str]:
    return (name for node in nodes for name in names_of(node))


def _with_rows_for_columns(sheet: Sheet, number: int, asker: Asker) -> Sheet:
    """The sheet with the tasks of a row below each other."""
    heads = sheet.rows[number]
    corner = min(column for row, cells in sheet.rows.items() if row >= number for column in cells)
    above = {row: cells for row, cells in sheet.rows.items() if row < number}
    below = {row: cells for row, cells in sheet.rows.items() if row >= number}
    columns = sorted({column for cells in below.values() for column in cells} - {corner})
    first = heads.get(corner) or next(iter(heads.values()))
    text = Text("The tasks stand side by side here; the sheet is read as if they stood below each other")
    asker.notes.append(Note(address=first.address, text=text, matters=True))
    labels = {row: cells[corner] for row, cells in below.items() if row > number and corner in cells}
    rows = {number: {0: SheetCell(heading_of("task"), first.address), **labels}}
    for column in columns:
        rows[number + column] = {
            0 if row == number else row: cells[column] for row, cells in below.items() if column in cells
        }
    return replace(sheet, rows={**above, **rows})


def _heads_schools(sheet: Sheet, number: int, column: int, cell: SheetCell, names: PlaceNames) -> bool:
    """Whether a cell is the heading of a column that names the school of each row."""
    if _OF_SCHOOLS.fullmatch(fold(cell.text)) is None or len(sheet.rows[number]) < 2:
        return False
    below = [cells[column].text for row, cells in sheet.rows.items() if row > number and column in cells]
    has_task = any(field_of_heading(other.text) is not None for other in sheet.rows[number].values())
    return has_task and any(names.named(squeezed(text)) is not None for text in below)


@dataclass
class _BySchool:
    """Shares the rows below a heading out over the schools that their cells in a column name."""

    sheet: Sheet
    heading: int
    column: int
    names: PlaceNames
    asker: Asker
    rows: dict[str, dict[int, dict[int, SheetCell]]] = field(default_factory=dict)
    places: dict[str, Organisation] = field(default_factory=dict)

    def parts(self) -> Iterator[tuple[Organisation, Sheet]]:
        ahead = {row: self._without(cells) for row, cells in self.sheet.rows.items() if row <= self.heading}
        here: tuple[Organisation, ...] = ()
        for number, cells in self.sheet.rows.items():
            if number > self.heading and not self._is_heading(cells):
                here = self._of(cells[self.column]) if self.column in cells else here
                for place in here:
                    self.places[place.id] = place
                    self.rows.setdefault(place.id, dict(ahead))[number] = self._without(cells)
        for place_id, rows in self.rows.items():
            yield self.places[place_id], replace(self.sheet, rows={row: cells for row, cells in rows.items() if cells})

    def _is_heading(self, cells: dict[int, SheetCell]) -> bool:
        """Whether a row repeats the headings."""
        return self.column in cells and fold(cells[self.column].text) == fold(self._heading.text)

    @property
    def _heading(self) -> SheetCell:
        return self.sheet.rows[self.heading][self.column]

    def _without(self, cells: dict[int, SheetCell]) -> dict[int, SheetCell]:
        return {column: cell for column, cell in cells.items() if column != self.column}

    def _of(self, cell: SheetCell) -> tuple[Organisation, ...]:
        """The schools that a cell names; none while one of them is asked about."""
        if is_total(cell.text):
            return ()
        whole = self.names.named(squeezed(cell.text))
        several = [self.names.named(part) for part in _BETWEEN_SCHOOLS.split(cell.text) if part]
        known = [place for place in several if place is not None]
        if whole is None and len(known) == len(several) > 1:
            return tuple(known)
        text = Text("Which organisation are the rows with “{text}” about?", text=squeezed(cell.text))
        likely = (whole,) if whole is not None else tuple(self.names.likely(cell.text))
        doubt = place_doubt(f"row {fold(cell.text)}", cell, text, likely, whole)
        found = picked_place(self.asker, doubt, self.names)
        return () if found is None else (found,)
