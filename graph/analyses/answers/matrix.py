"""Who covers what, laid out as people compare it: the tasks of one school, and the schools of one group.

A place in the matrix is a cell of Coverage in a word:

    covered    enough people are there
    too_few    somebody is there, but fewer than a norm asks
    fallback   nobody is appointed; the function that the norm names answers
    absent     those appointed are all absent
    open       a norm asks somebody and there is nobody
    none       nobody is appointed and nothing asks for it
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph.analyses.common.deadline import Deadline
from graph.domain.kinds import MANDATE_KINDS, Decision, InGroup, Task
from graph.model.coverage import Cell, Coverage

__all__ = [
    "STATES",
    "CellChange",
    "GroupMatrix",
    "MatrixCell",
    "MatrixRow",
    "SchoolMatrix",
    "SchoolRow",
    "Tally",
    "TaskGroupPart",
    "cell_state",
    "group_matrix",
    "group_of",
    "matrix_changes",
    "school_matrix",
    "subject_rows",
    "tally",
]

STATES = ("covered", "too_few", "fallback", "absent", "open", "none")
OPEN_STATES = frozenset({"too_few", "fallback", "absent", "open"})
"""The states that ask for attention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """One kind of mandate on one subject.

    Attributes:
        mandate: the kind.
        state: one of `STATES`.
        present: ids of who covers it, sorted.
        absent: ids of who holds it and is absent, sorted.
        answers: ids of the people of the fallback, sorted.
        minimum: how many a norm asks; 0 = none asks.
    """

    mandate: str
    state: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    answers: tuple[str, ...]
    minimum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """A task or decision with its four cells, in the order of `MANDATE_KINDS`."""

    subject: str
    cells: tuple[MatrixCell, ...]

    @property
    def is_open(self) -> bool:
        """Whether one of its cells asks for attention."""
        return any(cell.state in OPEN_STATES for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskGroupPart:
    """The rows of one task group.

    Attributes:
        task_group: its id; None for what lies in no group.
        rows: those in which something is appointed or asked, in order of the names of their subjects.
        silent: ids of the other tasks and decisions of the group, sorted.
    """

    task_group: str | None
    rows: tuple[MatrixRow, ...]
    silent: tuple[str, ...]

    @property
    def arranged(self) -> int:
        """How many tasks and decisions are arranged: none of their cells asks for attention."""
        return len(self.rows) - self.open

    @property
    def open(self) -> int:
        """How many tasks and decisions are not arranged, or not wholly: one of their cells asks for attention."""
        return sum(row.is_open for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolMatrix:
    """Everything that is appointed or asked at one organisation, by task group, on one day."""

    on: date
    organisation: str
    parts: tuple[TaskGroupPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One kind of mandate on one subject on two days."""

    subject: str
    before: MatrixCell
    after: MatrixCell


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How tasks and decisions stand.

    Attributes:
        arranged: how many have enough people, and nothing that asks for attention.
        open: how many have a cell that asks for attention.
    """

    arranged: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolRow:
    """One organisation in the matrix of a group.

    Attributes:
        organisation: its id.
        tallies: per task group how its tasks and decisions stand.
    """

    organisation: str
    tallies: Mapping[str | None, Tally]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMatrix:
    """The organisations of a group against the task groups, on one day; evaluated cells only."""

    on: date
    organisation: str
    task_groups: tuple[str | None, ...]
    rows: tuple[SchoolRow, ...]


def school_matrix(coverage: Coverage, organisation: str, *, language: str = "nl") -> SchoolMatrix:
    """The matrix of one organisation.

    Args:
        coverage: of the snapshot and day.
        organisation: its id.
        language: in which the names stand in order.

    Cost: four cells for each task and decision that is used there.
    """
    by_group: dict[str | None, list[str]] = defaultdict(list)
    for subject in _subjects(coverage, organisation):
        by_group[group_of(coverage, subject)].append(subject)
    groups = sorted(by_group, key=lambda group: (group is None, _name(coverage, group, language)))
    return SchoolMatrix(
        on=coverage.on,
        organisation=organisation,
        parts=tuple(_part(coverage, organisation, group, by_group[group], language) for group in groups),
    )


def group_matrix(
    coverage: Coverage, organisation: str, *, places: Sequence[str], deadline: Deadline | None = None
) -> GroupMatrix:
    """The tasks and decisions with evaluated cells at some organisations below a group, counted per task group.

    Args:
        coverage: of the snapshot and day.
        organisation: id of the group.
        places: which organisations, in the order in which they are shown.
        deadline: the time allowed.

    Raises:
        DeadlineExceeded: the time is over.
    """
    time = deadline or Deadline()
    rows = []
    for place in places:
        time.check()
        by_group: dict[str | None, list[Cell]] = defaultdict(list)
        for cell in coverage.evaluated(place):
            by_group[group_of(coverage, cell.subject)].append(cell)
        rows.append(SchoolRow(organisation=place, tallies={group: tally(cells) for group, cells in by_group.items()}))
    groups = {group for row in rows for group in row.tallies}
    return GroupMatrix(
        on=coverage.on,
        organisation=organisation,
        task_groups=tuple(sorted(groups, key=lambda group: (group is None, group or ""))),
        rows=tuple(rows),
    )


def subject_rows(coverage: Coverage, subject: str, places: Sequence[str]) -> tuple[MatrixRow, ...]:
    """The four cells of a task or decision at each of some organisations, in their order."""
    return tuple(_row(coverage, place, subject) for place in places)


def matrix_changes(before: SchoolMatrix, after: SchoolMatrix) -> tuple[CellChange, ...]:
    """The places of the matrix of one organisation that differ between two days, by subject and mandate."""
    old, new = _by_place(before), _by_place(after)
    nothing = {kind: _nothing(kind) for kind in MANDATE_KINDS}
    changes = (
        CellChange(subject=place[0], before=old.get(place, nothing[place[1]]), after=new.get(place, nothing[place[1]]))
        for place in sorted(old.keys() | new.keys())
    )
    return tuple(change for change in changes if change.before != change.after)


def tally(cells: Iterable[Cell]) -> Tally:
    """How the tasks and decisions of some cells stand, each counted once."""
    states: dict[str, set[str]] = defaultdict(set)
    for cell in cells:
        states[cell.subject].add(cell_state(cell))
    open_ones = sum(bool(found & OPEN_STATES) for found in states.values())
    covered = sum("covered" in found for found in states.values() if not found & OPEN_STATES)
    return Tally(arranged=covered, open=open_ones)


def cell_state(cell: Cell) -> str:
    """A cell of Coverage in a word: one of `STATES`."""
    minimum = cell.demand.minimum if cell.demand else 0
    if cell.present:
        return "covered" if len(cell.present) >= minimum else "too_few"
    if cell.holders:
        return "absent"
    if minimum < 1:
        return "none"
    return "fallback" if cell.fallback else "open"


def group_of(coverage: Coverage, subject: str) -> str | None:
    """The task group that a task or decision is shown under: the first that it lies in; None when in none."""
    return min((edge.to_id for edge in coverage.out(InGroup, subject)), default=None)


def _by_place(matrix: SchoolMatrix) -> dict[tuple[str, str], MatrixCell]:
    return {(row.subject, cell.mandate): cell for part in matrix.parts for row in part.rows for cell in row.cells}


def _nothing(mandate: str) -> MatrixCell:
    return MatrixCell(mandate=mandate, state="none", present=(), absent=(), answers=(), minimum=0)


def _subjects(coverage: Coverage, organisation: str) -> Iterator[str]:
    kinds: tuple[type[Task] | type[Decision], ...] = (Task, Decision)
    for kind in kinds:
        for node in coverage.snapshot.nodes(kind):
            if coverage.snapshot.exists(node.id, coverage.on) and coverage.used_at(node.id, organisation):
                yield node.id


def _part(
    coverage: Coverage, organisation: str, group: str | None, subjects: Sequence[str], language: str
) -> TaskGroupPart:
    rows = [_row(coverage, organisation, subject) for subject in subjects]
    told = [row for row in rows if any(cell.state != "none" for cell in row.cells)]
    shown = {row.subject for row in told}
    return TaskGroupPart(
        task_group=group,
        rows=tuple(sorted(told, key=lambda row: _name(coverage, row.subject, language))),
        silent=tuple(sorted(subject for subject in subjects if subject not in shown)),
    )


def _row(coverage: Coverage, organisation: str, subject: str) -> MatrixRow:
    cells = (coverage.cell(organisation, subject, kind) for kind in MANDATE_KINDS)
    return MatrixRow(subject=subject, cells=tuple(_shown(cell) for cell in cells))


def _shown(cell: Cell) -> MatrixCell:
    return MatrixCell(
        mandate=cell.mandate,
        state=cell_state(cell),
        present=cell.present,
        absent=tuple(holder for holder in cell.holders if holder not in cell.present),
        answers=cell.fallback.persons if cell.fallback else (),
        minimum=cell.demand.minimum if cell.demand else 0,
    )


def _name(coverage: Coverage, node_id: str | None, language: str) -> str:
    found = coverage.snapshot.node(node_id) if node_id else None
    return found.name_in(language).casefold() if found is not None else ""
