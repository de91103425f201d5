"""Who does what at one school, as one grid: its task groups against deciding, executing and being contact point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from graph.analyses.common.task_groups import top_task_group
from graph.domain.changes import Change, Put, Remove
from graph.domain.choices import GROUP_TYPES
from graph.domain.errors import InvalidInput, Problem
from graph.domain.kinds import (
    HOLDER_KINDS,
    AffiliatedWith,
    At,
    Holds,
    Mandate,
    OfType,
    Organisation,
    Role,
    Serves,
    TaskGroup,
    Usually,
    kind_of_id,
)
from graph.domain.text import Quoted, Text
from graph.model.coverage import Coverage
from graph.model.marked import granting_decisions
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import Changeable, Changed, Request, commit, known, record_from
from graph.usecases.viewer import Viewer
from graph.usecases.world import World

__all__ = [
    "ASKED_KINDS",
    "ArrangeSchool",
    "Assignable",
    "GridCell",
    "GridRow",
    "RoleSuggestion",
    "SchoolGrid",
    "arrange_school",
    "mandates_at",
    "school_grid",
]

ASKED_KINDS = ("DECIDES", "EXECUTES", "CONTACT_POINT_FOR")
"""The columns of the grid."""

PROPOSED_KINDS = ("EXECUTES", "STEERS", "CONTACT_POINT_FOR")
"""What is proposed for single tasks; who decides is said for a whole task group."""

MOST_CANDIDATES = 200
SOURCE = "first hour"
SCHOOL_LEVELS = ("school", None)
ABOVE_SCHOOLS = (*GROUP_TYPES, "board")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignable:
    """Who can get work at a school.

    Attributes:
        id: of a function or a person.
        people: ids of who holds the function; empty for a person.
        is_near: whether they are of the school itself, not of another place.
    """

    id: str
    people: tuple[str, ...] = ()
    is_near: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """Who has one kind of mandate for a whole task group at the school.

    Attributes:
        kind: of mandate.
        holder: the first who has it; None = nobody.
        others: how many more have it.
        proposed: who usually has it: the head for deciding, else the function that does most of such tasks.
        is_untouched: whether nobody has this kind for any task or decision of the group there.
    """

    kind: str
    holder: str | None
    others: int
    proposed: str | None
    is_untouched: bool

    @property
    def chosen(self) -> str | None:
        """What the grid shows at first: who has it; for deciding, else the head while nothing was said about it."""
        return self.holder or (self.proposed if self.kind == "DECIDES" and self.is_untouched else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """A task group with its cells, in the order of `ASKED_KINDS`."""

    group: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSuggestion:
    """What somebody with such a function usually does, as far as the function does not do it yet.

    Attributes:
        role: the function.
        works: each task or task group with the kind of mandate.
    """

    role: str
    works: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolGrid:
    """Who does what at a school, by task group and kind of mandate, and who can be chosen for it.

    Attributes:
        school: id of the organisation.
        rows: by name of the task group.
        candidates: who can be chosen, those of the school first.
        suggestions: by function.
    """

    school: str
    rows: tuple[GridRow, ...]
    candidates: tuple[Assignable, ...]
    suggestions: tuple[RoleSuggestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangeSchool(Request):
    """Say for the whole grid of a school who has what, from a day on.

    Attributes:
        school: id of the organisation.
        since: the first day of it, such as that of the next school year; None = today.
        cells: (task group, kind of mandate, holder); no holder = nobody. What is not named stays as it is.
        usual: functions that get what they usually do.
    """

    school: str
    since: date | None = None
    cells: tuple[tuple[str, str, str | None], ...] = ()
    usual: tuple[str, ...] = field(default=())


def school_grid(world: World, school: str) -> SchoolGrid:
    """The grid of a school, filled in with what is known.

    Args:
        world: where and when.
        school: id of an organisation.
    """
    coverage = world.coverage
    candidates = tuple(_candidates(coverage, school))
    roles = [one.id for one in candidates if one.is_near and kind_of_id(one.id) == "role"]
    usual = {role: tuple(_usual_works(coverage, role, school)) for role in roles}
    heads = [role for role in roles if _grants_mandates(coverage, role)]
    groups = sorted(world.snapshot.nodes(TaskGroup), key=lambda node: (node.name.casefold(), node.id))
    tops = [group.id for group in groups if top_task_group(coverage, group.id) == group.id]
    return SchoolGrid(
        school=school,
        rows=tuple(_row(world, school, group, usual, heads) for group in tops),
        candidates=candidates,
        suggestions=tuple(
            RoleSuggestion(role=role, works=missing)
            for role in roles
            if (missing := tuple(_missing(coverage, role, school, usual[role])))
        ),
    )


async def arrange_school(desk: Changeable, viewer: Viewer, request: ArrangeSchool) -> Changed:
    """Take over a grid: what changed ends on its day and begins anew, what is the same stays.

    Raises:
        NotFound: the school does not exist.
        InvalidInput: every cell that names a task group, a kind or a holder that is not there.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        known(snapshot, Organisation, request.school, "school")
        _check(snapshot, request)
        arranging = _Arranging(snapshot, request.school, request.since or desk.today())
        return [*arranging.cells(request.cells), *arranging.usual(request.usual)]

    return await commit(desk, viewer, request, make, reason="who does what, of the first hour")


def mandates_at(snapshot: Snapshot, on: date, place: str) -> Iterator[Mandate]:
    """The mandates that are for an organisation itself: by their own scope, else because their function is there."""
    for mandate in snapshot.scoped_to(place):
        if snapshot.in_force(mandate, on):
            yield mandate
    for seat in snapshot.into(At, place):
        for edge in snapshot.touching(seat.from_id):
            if isinstance(edge, Mandate) and not edge.scope and snapshot.in_force(edge, on):
                yield edge


# The grid


def _row(
    world: World,
    school: str,
    group: str,
    usual: Mapping[str, tuple[tuple[str, str], ...]],
    heads: list[str],
) -> GridRow:
    there = [
        edge
        for edge in mandates_at(world.snapshot, world.on, school)
        if top_task_group(world.coverage, edge.to_id) == group
    ]
    return GridRow(group=group, cells=tuple(_cell(world, group, kind, there, usual, heads) for kind in ASKED_KINDS))


def _cell(
    world: World,
    group: str,
    kind: str,
    there: Iterable[Mandate],
    usual: Mapping[str, tuple[tuple[str, str], ...]],
    heads: list[str],
) -> GridCell:
    of_kind = [edge for edge in there if edge.kind == kind]
    holders = list(dict.fromkeys(edge.from_id for edge in of_kind if edge.to_id == group))
    proposed = (heads[0] if heads else None) if kind == "DECIDES" else _usual_holder(world, group, kind, usual)
    return GridCell(
        kind=kind,
        holder=holders[0] if holders else None,
        others=max(len(holders) - 1, 0),
        proposed=proposed,
        is_untouched=not of_kind,
    )


def _usual_holder(world: World, group: str, kind: str, usual: Mapping[str, tuple[tuple[str, str], ...]]) -> str | None:
    counted = Counter(
        role
        for role, works in usual.items()
        for subject, mandate in works
        if mandate == kind and top_task_group(world.coverage, subject) == group
    )
    return min(counted, key=lambda role: (-counted[role], role), default=None)


def _candidates(coverage: Coverage, school: str) -> Iterator[Assignable]:
    """Functions before people, those of the school before others, each once and not more than can be chosen from."""
    others = _nearby(coverage, school)
    found: dict[str, Assignable] = {}
    for place in (school, *others):
        for role in _roles_at(coverage, place):
            people = tuple(sorted(edge.from_id for edge in coverage.into(Holds, role)))
            found.setdefault(role, Assignable(id=role, people=people, is_near=place == school))
    for place in (school, *others):
        for person in sorted({edge.from_id for edge in coverage.into(AffiliatedWith, place)}):
            found.setdefault(person, Assignable(id=person, is_near=place == school))
    near_first = sorted(found.values(), key=lambda one: not one.is_near)
    yield from near_first[:MOST_CANDIDATES]


def _nearby(coverage: Coverage, school: str) -> tuple[str, ...]:
    """The organisations above a school, and the other schools below those."""
    above = [place for place in coverage.above(school) if place != school]
    beside = [place for top in above for place in coverage.below(top) if place not in (school, *above)]
    return tuple(dict.fromkeys((*sorted(above), *sorted(beside))))


def _roles_at(coverage: Coverage, place: str) -> tuple[str, ...]:
    edges = (*coverage.into(At, place), *coverage.into(Serves, place))
    return tuple(sorted({edge.from_id for edge in edges}))


def _grants_mandates(coverage: Coverage, role: str) -> bool:
    """Whether such a function usually decides on granting mandates, as a head does."""
    granting = granting_decisions(coverage.snapshot)
    return any(edge.mandate == "DECIDES" and edge.to_id in granting for edge in _usually(coverage, role))


def _usually(coverage: Coverage, role: str) -> Iterator[Usually]:
    for link in coverage.out(OfType, role):
        yield from coverage.out(Usually, link.to_id)


def _usual_works(coverage: Coverage, role: str, place: str) -> Iterator[tuple[str, str]]:
    """What such a function usually does at the level of the place."""
    node = coverage.snapshot.find(Organisation, place)
    levels = ("group", None) if node is not None and node.type in ABOVE_SCHOOLS else SCHOOL_LEVELS
    for edge in _usually(coverage, role):
        if edge.mandate in PROPOSED_KINDS and edge.level in levels:
            yield edge.to_id, edge.mandate


def _missing(coverage: Coverage, role: str, school: str, works: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Those of the works that the function has not at the school, neither itself nor with the task group of it."""
    there = mandates_at(coverage.snapshot, coverage.on, school)
    has = {(edge.to_id, edge.kind) for edge in there if edge.from_id == role}
    for subject, kind in works:
        if not any((above, kind) in has for above in (subject, *coverage.groups_above(subject))):
            yield subject, kind


# Taking over


def _check(snapshot: Snapshot, request: ArrangeSchool) -> None:
    problems = [
        *(
            _wrong(Text("There is no task group {text}", text=_quoted(group)))
            for group, _, _ in request.cells
            if not _is(snapshot, group)
        ),
        *(
            _wrong(Text("There is no kind of mandate {text}", text=_quoted(kind)))
            for _, kind, _ in request.cells
            if kind not in ASKED_KINDS
        ),
        *(
            _wrong(Text("There is nobody with the id {text}", text=_quoted(holder)))
            for _, _, holder in request.cells
            if holder is not None and (kind_of_id(holder) not in HOLDER_KINDS or snapshot.node(holder) is None)
        ),
        *(
            _wrong(Text("There is no role {text}", text=_quoted(role)))
            for role in request.usual
            if snapshot.find(Role, role) is None
        ),
    ]
    if problems:
        raise InvalidInput(problems)


def _is(snapshot: Snapshot, group: str) -> bool:
    return snapshot.find(TaskGroup, group) is not None


def _wrong(message: Text) -> Problem:
    return Problem(message=message, remedy=Text("Open the page again and choose from its lists"))


def _quoted(text: str) -> Quoted:
    return Quoted(text, most=80)


class _Arranging:
    """Turns a grid into changes at one school from one day on."""

    def __init__(self, snapshot: Snapshot, school: str, since: date) -> None:
        self.snapshot = snapshot
        self.school = school
        self.since = since
        self.there = list(mandates_at(snapshot, since, school))

    def cells(self, cells: Iterable[tuple[str, str, str | None]]) -> Iterator[Change]:
        """The changes for the cells in which somebody else stands than the grid showed."""
        for group, kind, wanted in cells:
            current = [edge for edge in self.there if edge.to_id == group and edge.kind == kind]
            if wanted in {edge.from_id for edge in current}:
                continue
            if current:
                yield from self._ended(current[0])
            if wanted is not None:
                yield Put(self._made(kind, wanted, group))

    def usual(self, roles: Iterable[str]) -> Iterator[Change]:
        """What functions usually do and do not do yet."""
        coverage = Coverage.of(self.snapshot, self.since)
        for role in roles:
            works = _usual_works(coverage, role, self.school)
            for subject, kind in _missing(coverage, role, self.school, works):
                yield Put(self._made(kind, role, subject))

    def _ended(self, edge: Mandate) -> Iterator[Change]:
        """The end of a mandate here; where it is for other schools too, it goes on there."""
        elsewhere = tuple(place for place in edge.scope if place != self.school)
        begins_then = edge.since is not None and edge.since >= self.since
        yield Remove(edge.id) if begins_then else Put(replace(edge, until=self.since))
        if elsewhere:
            yield Put(self._made(edge.kind, edge.from_id, edge.to_id, scope=elsewhere, until=edge.until))

    def _made(
        self, kind: str, holder: str, subject: str, *, scope: tuple[str, ...] = (), until: date | None = None
    ) -> Mandate:
        plain = {
            "kind": kind,
            "from": holder,
            "to": subject,
            "scope": sorted(scope or (self.school,)),
            "since": self.since.isoformat(),
            "source": SOURCE,
            **({"until": until.isoformat()} if until else {}),
        }
        made: Mandate = record_from(plain, subject)
        return made
