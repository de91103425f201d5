"""Sheets as people lay them out, to sheets of one organisation each with a column per kind of mandate.

Three layouts are unfolded: schools below each other, each under a row with its name; schools side by side, a column
or a group of columns each; and people side by side, with crosses or the letters of RACI at what they do, also when
the people of several schools stand side by side under the names of their schools. Each cell keeps its address, so that
doubts and notes lead to where it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

from graph.domain.kinds import MANDATE_KINDS, Organisation
from graph.domain.text import Series, Text
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.never import Never, is_total, never_a_person
from graph.formats.reading.place_names import PlaceNames, is_like_a_school
from graph.formats.reading.result import PICK, Note
from graph.formats.reading.text import fold, is_sentence, squeezed
from graph.formats.reading.workbook import Sheet, SheetCell
from graph.formats.takenoverzicht.columns import DEPUTY, PERIOD_FIELDS, SAYS, heading_of, is_via
from graph.formats.takenoverzicht.layout import UNKNOWN, field_of_heading, is_passed_over
from graph.formats.takenoverzicht.mapping import asked_kind, column_doubt
from graph.formats.takenoverzicht.marks import Marks, is_mark, remark_of, says_what
from graph.formats.takenoverzicht.rearranged import (
    SubjectNames,
    by_school_column,
    picked_place,
    place_doubt,
    turned,
)

__all__ = ["Part", "unfolded"]

T = TypeVar("T")

_WORDS_OF_TITLES = frozenset(
    [
        "taken",
        "taak",
        "takenoverzicht",
        "overzicht",
        "taakverdeling",
        "verdeling",
        "ict",
        "schooljaar",
        "team",
        "voor",
        "van",
        "school",
        "vestiging",
    ]
)
_MOST_BELOW = 500
MOST_BESIDE = 40
_MOSTLY = 0.5
"""So much of what stands in a column are crosses or letters, for it to be one of somebody."""
_SAID_BY_MARKS = (*MANDATE_KINDS, *SAYS)
_OF_PLACE = (*MANDATE_KINDS, *SAYS, *PERIOD_FIELDS, DEPUTY, "note")
"""What a column under the name of a school may hold for that school alone."""
_PLACES_FOR_KINDS = len(_SAID_BY_MARKS)


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one organisation.

    Attributes:
        sheet: with these rows only, under headings that are read.
        place: the organisation that the rows themselves name; None = the sheet, or the file, has to tell.
    """

    sheet: Sheet
    place: Organisation | None


@dataclass(frozen=True, slots=True)
class _Heads:
    """The headings of a table that has to be unfolded.

    Attributes:
        row: its number.
        task: the column of the tasks.
        common: what every organisation has, by column: the heading as it is written.
        of_place: by column, the organisation that it is about and its kind of mandate.
        crosses: by column, whom its heading names.
        of_crosses: by column of crosses, the organisation whose name stands above it.
    """

    row: int
    task: int
    common: Mapping[int, SheetCell]
    of_place: Mapping[int, tuple[Organisation, str, SheetCell]]
    crosses: Mapping[int, SheetCell]
    of_crosses: Mapping[int, Organisation] = field(default_factory=dict)

    @property
    def is_grouped(self) -> bool:
        """Whether the names of the schools stand above the headings of their columns."""
        return any(field_of_heading(cell.text) in MANDATE_KINDS for _, _, cell in self.of_place.values())


@dataclass(slots=True)
class _Rows:
    """The rows of each organisation as they are put together; None = of whom the sheet is."""

    by_place: dict[str | None, dict[int, dict[int, SheetCell]]] = field(default_factory=lambda: defaultdict(dict))
    places: dict[str, Organisation] = field(default_factory=dict)
    filled: set[str | None] = field(default_factory=set)

    def put(
        self, place: Organisation | None, number: int, cells: dict[int, SheetCell], *, is_filled: bool = False
    ) -> None:
        """Have a row of an organisation; one that has no cell is none, and only one below headings fills it."""
        if cells:
            self.by_place[place.id if place else None][number] = cells
        if cells and is_filled:
            self.filled.add(place.id if place else None)
        if place is not None:
            self.places[place.id] = place


def unfolded(sheet: Sheet, names: PlaceNames, asker: Asker, subjects: SubjectNames) -> tuple[Part, ...]:
    """The parts of a sheet, in the order in which they begin.

    Args:
        sheet: as it was read.
        names: of the organisations that it may be about.
        asker: has the answers, and gets what was recognised, so that somebody can say otherwise.
        subjects: what tasks and task groups are called.
    """
    rows = by_school_column(turned(sheet, subjects, asker), names, asker)
    return tuple(
        Part(part.sheet, part.place or place)
        for place, own in rows
        for part in _Unfolding(own, names, asker, subjects).parts()
    )


class _Unfolding:
    """Goes down one sheet."""

    def __init__(self, sheet: Sheet, names: PlaceNames, asker: Asker, subjects: SubjectNames) -> None:
        self.sheet = sheet
        self.names = names
        self.asker = asker
        self.subjects = subjects
        self.below = dict(pairwise(sheet.rows))
        self.is_waiting = False
        self.rows = _Rows()
        self.filled, self.marked = _columns_of(sheet)
        self.place: Organisation | None = None
        self.heads: _Heads | None = None
        self.plain: tuple[int, dict[int, SheetCell]] | None = None
        self.above: dict[int, Organisation] = {}
        self.titles: dict[int, SheetCell] = {}
        self.kinds_above: dict[int, str] = {}
        self.kind_of_places = ""
        self.marks = Marks(asker)

    def parts(self) -> Iterator[Part]:
        for number, cells in self.sheet.rows.items():
            self._take(number, cells)
        for place, rows in self.rows.by_place.items():
            if place in self.rows.filled or len(self.rows.by_place) == 1:
                yield Part(replace(self.sheet, rows=rows), self.rows.places.get(place or ""))

    def _take(self, number: int, cells: dict[int, SheetCell]) -> None:
        distinct = {cell.address: cell for cell in cells.values()}
        above, self.above = self.above, self._places_over(cells)
        kinds, self.kinds_above = self.kinds_above, _kinds_over(cells)
        self.titles, titles = _reaching(cells, cells), self.titles
        if len(distinct) == 1 and self._begins_section(number, next(iter(distinct.values())), cells):
            return
        heads = self._heads(number, cells, above, kinds)
        if heads is not None and not self._is_headed_below(heads, cells):
            self._begin_table(self._without_unknown(heads, cells, titles))
        elif heads is None and _is_plain_heading(cells):
            self.heads, self.plain = None, (number, cells)
            self._put(self.place, number, cells)
        elif heads is None and self.heads is not None:
            self._row(self.heads, number, cells)
        elif heads is None:
            self._put(self.place, number, cells, is_filled=self.plain is not None)

    def _without_unknown(self, heads: _Heads, cells: dict[int, SheetCell], titles: Mapping[int, SheetCell]) -> _Heads:
        """The headings without the columns under a name that is no known school, of which it is asked."""
        unknown = {
            column: titles[column]
            for column in heads.common
            if heads.is_grouped and column in titles and field_of_heading(cells[column].text) in _OF_PLACE
        }
        found = {column: self._asked_column(title) for column, title in unknown.items()}
        added = {
            column: (place, field_of_heading(cells[column].text) or "", cells[column])
            for column, place in found.items()
            if place is not None
        }
        common = {column: cell for column, cell in heads.common.items() if column not in unknown}
        return replace(heads, common=common, of_place={**heads.of_place, **added})

    def _asked_column(self, title: SheetCell) -> Organisation | None:
        text = Text("Which organisation are the columns under “{text}” about?", text=squeezed(title.text))
        doubt = place_doubt(f"row {fold(title.text)}", title, text, self.names.likely(title.text))
        return picked_place(self.asker, doubt, self.names)

    def _put(
        self, place: Organisation | None, number: int, cells: dict[int, SheetCell], *, is_filled: bool = False
    ) -> None:
        """Have a row of an organisation, unless it is asked of which one."""
        if not self.is_waiting:
            self.rows.put(place, number, cells, is_filled=is_filled)

    def _places_over(self, cells: dict[int, SheetCell]) -> dict[int, Organisation]:
        """The schools that a row names, each for its own column and the blank ones beside it."""
        found = {column: place for column, cell in cells.items() if (place := self._named_over(cell))}
        return _reaching(found, cells) if len({cell.address for cell in cells.values()}) > 1 else found

    def _named_over(self, cell: SheetCell) -> Organisation | None:
        told = self.asker.given(doubt_id("organisation", "", f"row {fold(cell.text)}"))
        picked = self.names.named(told.argument) if told is not None and told.word == PICK else None
        return picked or self._named_column(cell)

    def _is_headed_below(self, heads: _Heads, cells: dict[int, SheetCell]) -> bool:
        """Whether names of schools stand above the headings themselves, which tell what their columns hold."""
        below = self.sheet.rows.get(self.below.get(heads.row, 0))
        if below is None or heads.crosses or any(kind for _, kind, _ in heads.of_place.values()):
            return False
        under = self._heads(self.below[heads.row], below, self._places_over(cells), {}, is_sure=True)
        return under is not None and bool(under.of_crosses or any(kind for _, kind, _ in under.of_place.values()))

    # Schools below each other

    def _begins_section(self, number: int, cell: SheetCell, cells: dict[int, SheetCell]) -> bool:
        """Whether a row that stands alone is the name of a school, so that what follows is of that one."""
        is_title = self.heads is None and self.plain is None
        if not is_title and min(cells) > min(self.filled):
            return False
        told = self.asker.given(doubt_id("row", "", cell.text))
        place = self.names.named(told.argument) if told is not None and told.word == PICK else None
        place = place or self._named(cell)
        if place is None:
            return self._begins_unknown(number, cell)
        if is_title and not self._is_followed_by_table(number):
            return False
        place = self._confirmed(cell, place)
        if place is None:
            return False
        self.place, self.is_waiting = place, False
        if self.heads is not None:
            self._put_heads(self.heads)
        elif self.plain is not None:
            self._put(place, *self.plain)
        if is_title:
            self._tell(cell, Text("What stands under this title is read as that of {place}", place=place.name))
        else:
            self._tell(cell, Text("From here on the rows are of {place}", place=place.name))
        return True

    def _begins_unknown(self, number: int, cell: SheetCell) -> bool:
        """Whether a row that stands alone may be a school that is not known, where others stand below each other.

        What follows waits until somebody says of whom it is.
        """
        follows = self.sheet.rows.get(self.below.get(number, 0), {})
        is_known = self.subjects.is_task(cell.text) or self.subjects.is_group(cell.text) or is_total(cell.text)
        is_no_name = is_known or is_sentence(cell.text) or not any(map(str.isalpha, _bare(cell.text)))
        if self.place is None or is_no_name or not (_is_plain_heading(follows) or is_like_a_school(cell.text)):
            return False
        place = self._asked_place(cell, (*self.names.likely(cell.text), self.place))
        self.is_waiting = place is None
        if place is not None and place != self.place:
            self.place = place
            self._tell(cell, Text("From here on the rows are of {place}", place=place.name))
        if place is not None and self.plain is not None:
            self._put(place, *self.plain)
        elif place is not None and self.heads is not None:
            self._put_heads(self.heads)
        return True

    def _confirmed(self, cell: SheetCell, place: Organisation) -> Organisation | None:
        """The organisation that begins here, unless somebody says that it is another one, or no school."""
        return self._asked_place(cell, (place,), suggested=place)

    def _asked_place(
        self, cell: SheetCell, places: Iterable[Organisation], suggested: Organisation | None = None
    ) -> Organisation | None:
        doubt = place_doubt(
            f"row {fold(cell.text)}",
            cell,
            Text("Which organisation are the rows below “{text}” about?", text=squeezed(cell.text)),
            places,
            suggested,
        )
        return picked_place(self.asker, doubt, self.names)

    def _is_followed_by_table(self, number: int) -> bool:
        """Whether headings come before another name of a school: a title, and no cell of a list of schools."""
        for below, cells in self.sheet.rows.items():
            if below > number:
                if _is_plain_heading(cells) or self._heads(below, cells, {}, {}) is not None:
                    return True
                distinct = {cell.address: cell for cell in cells.values()}
                if len(distinct) == 1 and self._named(next(iter(distinct.values()))) is not None:
                    return False
        return False

    # Headings

    def _heads(
        self,
        number: int,
        cells: dict[int, SheetCell],
        above: Mapping[int, Organisation],
        kinds: Mapping[int, str],
        *,
        is_sure: bool = False,
    ) -> _Heads | None:
        """The headings of a row, when it is one that has to be unfolded.

        Args:
            number: of the row.
            cells: of the row.
            above: the schools that the row above it names, by column.
            kinds: the kinds of mandate that the row above it names, by column.
            is_sure: whether a row is one only when nothing, or a heading, stands above the tasks.
        """
        fields = {column: field_of_heading(cell.text) for column, cell in cells.items()}
        task = next((column for column, found in fields.items() if found == "task"), None)
        of_place = self._place_columns(cells, fields, above, kinds)
        crosses = self._cross_columns(number, cells, fields) if not of_place else {}
        if not of_place and not crosses:
            return None
        if task is None:
            task = self._task_column(number, cells, {*of_place, *crosses})
            has_table = is_sure or self.heads is not None or self.plain is not None
            if has_table and crosses and task in cells:
                return None  # a row of the table itself, above crosses
        if task is None or (len({cell.address for cell in cells.values()}) < 2 and not crosses):
            return None
        special = {task, *of_place, *crosses}
        common = {column: cell for column, cell in cells.items() if column not in special}
        of_crosses = {column: above[column] for column in crosses if column in above}
        return _Heads(number, task, common, of_place, crosses, of_crosses)

    def _place_columns(
        self,
        cells: dict[int, SheetCell],
        fields: Mapping[int, str | None],
        above: Mapping[int, Organisation],
        kinds: Mapping[int, str],
    ) -> dict[int, tuple[Organisation, str, SheetCell]]:
        """The columns that a row of headings, or the one above it, puts under the name of a school."""
        grouped = {
            column: (place, found, cells[column])
            for column, found in fields.items()
            if found in _OF_PLACE and (place := above.get(column)) is not None
        }
        if any(found in MANDATE_KINDS for _, found, _ in grouped.values()):
            return grouped
        named = {column: place for column, cell in cells.items() if (place := self._named_column(cell))}
        has_task = "task" in fields.values()
        if len({place.id for place in named.values()}) < (1 if has_task else 2):
            return {}
        if has_task and any(found in MANDATE_KINDS for column, found in fields.items() if column not in named):
            return {}
        return {column: (place, kinds.get(column, ""), cells[column]) for column, place in named.items()}

    def _cross_columns(
        self, number: int, cells: dict[int, SheetCell], fields: Mapping[int, str | None]
    ) -> dict[int, SheetCell]:
        found = {}
        for column, cell in cells.items():
            marked = _between(self.marked.get(column, ()), number, _MOST_BELOW)
            names_nobody = is_passed_over(cell.text) or never_a_person(cell.text) is Never.NOTHING
            if not marked or fields[column] not in (None, UNKNOWN) or names_nobody:
                continue
            if marked >= _MOSTLY * _between(self.filled[column], number, _MOST_BELOW) and not says_what(cell.text):
                found[column] = cell
        return found

    def _task_column(self, number: int, cells: dict[int, SheetCell], special: set[int]) -> int | None:
        """The first column that is none of these and holds texts below: nothing stands above the tasks."""
        below = (column for column, rows in self.filled.items() if _between(rows, number, _MOST_BELOW))
        first = min(set(below) - special, default=None)
        has_own_heading = first in cells and field_of_heading(cells[first].text) not in (None, "group")
        return None if first is None or has_own_heading or first > min(special) else first

    def _named_column(self, cell: SheetCell) -> Organisation | None:
        told = self.asker.given(doubt_id("column", "", squeezed(cell.text)))
        picked = self.names.named(told.argument) if told is not None and told.word == PICK else None
        is_somebody = never_a_person(cell.text) in (Never.MEETING, Never.OFFICE)  # "ICT-team De Brug" is no school
        return picked or (None if is_somebody else self._named(cell))

    def _named(self, cell: SheetCell) -> Organisation | None:
        """The organisation that a heading or title names, unless somebody said that it means another, or none."""
        place = self.names.named(squeezed(cell.text)) or self.names.named(_bare(cell.text))
        if place is None or place.type == "partner":
            return None
        return place

    # Rows

    def _begin_table(self, heads: _Heads) -> None:
        self.heads, self.plain = heads, None
        if heads.of_place:
            self._tell_places(heads)
            for column, cell in heads.common.items():
                self._ask_column(column, cell)
        else:
            first = next(iter(heads.crosses.values()))
            shown = Series(tuple(squeezed(cell.text) for cell in heads.crosses.values()), "and")
            self._tell(first, Text("A column each, with a cross at what they do: {names}", names=shown))
        self._put_heads(heads)

    def _tell_places(self, heads: _Heads) -> None:
        places = {place.id: place for place, _, _ in heads.of_place.values()}
        shown = Series(tuple(place.name for place in places.values()), "and")
        first = next(iter(heads.of_place.values()))[2]
        self._tell(first, Text("Each of these columns is of one school: {places}", places=shown))
        if not all(kind for _, kind, _ in heads.of_place.values()):
            text = Text("What do the names under the schools do?")
            self.kind_of_places = asked_kind(self.asker, "places " + " ".join(sorted(places)), first, text) or ""

    def _ask_column(self, column: int, cell: SheetCell) -> None:
        """Beside columns of schools, one whose heading is not known may be of a school too."""
        if field_of_heading(cell.text) not in (None, UNKNOWN) or is_passed_over(cell.text) or is_via(fold(cell.text)):
            return
        below = (row[column].text for row in self.sheet.rows.values() if column in row and row[column] != cell)
        likely = tuple(self.names.likely(cell.text))
        self.asker.ask(column_doubt(squeezed(cell.text), cell.address, next(below, ""), likely))

    def _put_heads(self, heads: _Heads) -> None:
        """The headings as they are read, for each organisation."""
        for place, columns in self._shares(heads):
            crosses = {
                _shifted(column) + shift: SheetCell(heading_of(kind), heads.crosses[column].address)
                for column in columns
                for shift, kind in enumerate(_SAID_BY_MARKS)
            }
            self._put(place, heads.row, {**self._common(heads), **crosses})
        for place in {place.id: place for place, _, _ in heads.of_place.values()}.values():
            cells = {
                _shifted(column): self._heading(kind, cell)
                for column, (of, kind, cell) in heads.of_place.items()
                if of is place and (kind or self.kind_of_places)
            }
            self._put(place, heads.row, {**self._common(heads), **cells})

    def _shares(self, heads: _Heads) -> list[tuple[Organisation | None, list[int]]]:
        """The columns of crosses of each school; those without one are of whom the rows are."""
        by_place: dict[str, tuple[Organisation | None, list[int]]] = {}
        for column in heads.crosses:
            place = heads.of_crosses.get(column, self.place)
            by_place.setdefault(place.id if place else "", (place, []))[1].append(column)
        return list(by_place.values())

    def _heading(self, kind: str, cell: SheetCell) -> SheetCell:
        """The heading of a column of a school; that of a day keeps its words, which tell how it is meant."""
        return cell if kind in PERIOD_FIELDS else SheetCell(heading_of(kind or self.kind_of_places), cell.address)

    def _tell(self, cell: SheetCell, text: Text) -> None:
        self.asker.notes.append(Note(address=cell.address, text=text, matters=True))

    def _common(self, heads: _Heads) -> dict[int, SheetCell]:
        task = SheetCell(heading_of("task"), f"{self.sheet.name}!{heads.row}")
        return {_shifted(heads.task): task, **{_shifted(column): cell for column, cell in heads.common.items()}}

    def _row(self, heads: _Heads, number: int, cells: dict[int, SheetCell]) -> None:
        shared = {heads.task, *heads.common}
        common = {_shifted(column): cell for column, cell in cells.items() if column in shared}
        if self.is_waiting:
            return
        is_sum = heads.task in cells and is_total(cells[heads.task].text)
        if is_sum:
            cells = {column: cell for column, cell in cells.items() if column in shared}
        if heads.crosses:
            for place, columns in self._shares(heads):
                crossed = dict(self._crossed(heads, cells, columns))
                if crossed or place is self.place:
                    self._put(place, number, {**common, **crossed}, is_filled=True)
            return
        is_alone = len({cell.address for cell in cells.values()}) == 1 and bool(common)
        for place in {of.id: of for of, _, _ in heads.of_place.values()}.values():
            own = {
                _shifted(column): cells[column]
                for column, (of, _, _) in heads.of_place.items()
                if of is place and column in cells and self._names_somebody(cells[column])
            }
            if own or is_alone or is_sum:
                self._put(place, number, {**common, **own}, is_filled=True)

    def _names_somebody(self, cell: SheetCell) -> bool:
        if not is_mark(cell.text):
            return True
        self._tell(cell, Text("A cross under the name of a school tells nobody: not read"))
        return False

    def _crossed(
        self, heads: _Heads, cells: dict[int, SheetCell], columns: Iterable[int]
    ) -> Iterator[tuple[int, SheetCell]]:
        for column in columns:
            heading, cell = heads.crosses[column], cells.get(column)
            if cell is None:
                continue
            for kind in self.marks.meant(cell):
                place = _shifted(column) + _SAID_BY_MARKS.index(kind)
                yield place, SheetCell(f"{heading.text} {remark_of(cell.text)}".rstrip(), cell.address)


def _reaching(found: Mapping[int, T], cells: Mapping[int, SheetCell]) -> dict[int, T]:
    """What stands in some columns of a row, also for the blank ones right of each, as nobody merges every title."""
    reaching: dict[int, T] = {}
    last: T | None = None
    for column in range(min(found, default=0), max(found, default=-1) + 1 + MOST_BESIDE):
        last = found.get(column) if column in cells else last
        if last is not None:
            reaching[column] = last
    return reaching


def _kinds_over(cells: Mapping[int, SheetCell]) -> dict[int, str]:
    """The kinds of mandate that a row names, each for its own column and the blank ones beside it."""
    fields = {column: field_of_heading(cell.text) for column, cell in cells.items()}
    return _reaching({column: kind for column, kind in fields.items() if kind in MANDATE_KINDS}, cells)


def _bare(title: str) -> str:
    """A title without the words that titles of sheets have: "Taken ICT De Kade 2026-2027" is De Kade."""
    words = fold(title).split()
    number = next((word for word in words if word.isdecimal() and len(word) in (5, 6)), None)
    return number or " ".join(w for w in words if w not in _WORDS_OF_TITLES and not re.fullmatch(r"20\d\d", w))


def _columns_of(sheet: Sheet) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """By column the numbers of the rows that have a text there, and of those whose text is a cross or letters.

    The 1 of a row that adds up is no cross.
    """
    filled: dict[int, list[int]] = defaultdict(list)
    marked: dict[int, list[int]] = defaultdict(list)
    for number, cells in sheet.rows.items():
        if is_total(cells[min(cells)].text):
            continue
        for column, cell in cells.items():
            filled[column].append(number)
            if says_what(cell.text):
                marked[column].append(number)
    return filled, marked


def _between(numbers: Sequence[int], after: int, most: int) -> int:
    """How many of the ascending numbers lie after one, and at most so far beyond it."""
    return bisect_right(numbers, after + most) - bisect_right(numbers, after)


def _shifted(column: int) -> int:
    """The column with room for one of each kind of mandate beside it."""
    return column * _PLACES_FOR_KINDS


def _is_plain_heading(cells: dict[int, SheetCell]) -> bool:
    fields = {field_of_heading(cell.text) for cell in cells.values()} - {None, UNKNOWN}
    return len(fields) >= 2 and ("task" in fields or len(fields & set(MANDATE_KINDS)) >= 2)
