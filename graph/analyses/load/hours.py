"""How many hours a week the work of people asks, against their appointment.

Hours stand on the holding of a function, on the schools that the function serves, or on its single tasks. The most
general of these that has them counts, so that no hour counts twice: the holding, else the schools, else the tasks;
and beside them the tasks that somebody has in person. Where none has them the hours are unknown, which is not zero.
Hours of a function that several people hold without hours of their own belong to them together: how they share them is
unknown. An appointment is the sum of the fractions of what somebody holds, else of where they belong, times 36 hours.

Bodies and partners do not count: whoever sits there has hours as a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.membership import holdings_of
from graph.analyses.common.task_groups import top_task_group
from graph.domain.described import AnyId, AnySubjectId, Headed, Long, OrganisationId, RoleId, TaskGroupId, Unit
from graph.domain.errors import NotFound
from graph.domain.kinds import (
    AffiliatedWith,
    Allotment,
    AllottedTo,
    At,
    Executes,
    Holds,
    Organisation,
    Role,
    Serves,
    kind_of_id,
)
from graph.domain.periods import school_year_of
from graph.domain.text import N_
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = [
    "FULL_TIME_HOURS",
    "LoadPart",
    "LoadReport",
    "OrganisationLoad",
    "PersonLoad",
    "TaskGroupLoad",
    "appointed_hours",
    "load",
    "person_load",
]

FULL_TIME_HOURS = 36.0
"""Hours a week of a full-time appointment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPart:
    """Work that somebody has, with its hours when they are known.

    Attributes:
        persons: who have it, sorted; several share its hours; none = nobody holds the function.
        role: the role through which; None for a task in person.
        organisations: the schools that it is for, sorted.
        subject: the task; None when the hours are for the role as a whole.
        hours: None = unknown.
        evidence: id of the edge that has the hours, or should have.
    """

    persons: tuple[str, ...]
    role: RoleId | None
    organisations: tuple[OrganisationId, ...]
    subject: AnySubjectId | None
    hours: Annotated[float | None, Unit("hours per week"), Headed(N_("Time"))]
    evidence: Annotated[str, Headed(N_("Code"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLoad:
    """What somebody's work asks, at all their schools together.

    Attributes:
        person: who, when the viewer may be told.
        appointed_hours: of their appointment; None = unknown.
        hours: of the work that is known to be theirs alone.
        unknown_parts: how many parts have unknown hours or are shared; with any, `hours` is a lower bound.
        hours_here: of `hours`, those for organisations of the report only.
        room_hours: left of the appointment, below zero when there is too much; None = unknown.
        overloaded: whether the hours that are known exceed the appointment.
        parts: their work.
    """

    person: Annotated[AnyId, Headed(N_("Colleague"))]
    appointed_hours: Annotated[float | None, Unit("hours per week"), Headed(N_("Appointed time"))]
    hours: Annotated[float, Unit("hours per week"), Headed(N_("Known time"))]
    unknown_parts: Annotated[int, Headed(N_("Parts with unknown hours"))]
    hours_here: Annotated[float, Unit("hours per week"), Headed(N_("Of which here"))]
    parts: tuple[LoadPart, ...]

    @property
    def room_hours(self) -> Annotated[float | None, Unit("hours per week"), Headed(N_("Room"))]:
        """Hours a week that are left, less than nothing when there is too much; None when a side is unknown."""
        if self.appointed_hours is None or self.unknown_parts or not self.parts:
            return None
        return round(self.appointed_hours - self.hours, 2)

    @property
    def overloaded(self) -> Annotated[bool, Headed(N_("More work than hours"))]:
        """Whether the hours that are known exceed the appointment; unknown parts can only make it worse."""
        return self.appointed_hours is not None and self.hours > self.appointed_hours


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationLoad:
    """The hours of work for one organisation.

    Attributes:
        organisation: None = for several together, of which the shares are unknown.
        hours: known.
        unknown_parts: how many parts have unknown hours.
        unfilled_hours: of roles that nobody holds; not in `hours`.
        people: how many people have work there.
        allotted_hours: allotted for ICT this school year; None = unknown.
    """

    organisation: OrganisationId | None
    hours: Annotated[float, Unit("hours per week"), Headed(N_("Known time"))]
    unknown_parts: Annotated[int, Headed(N_("Parts with unknown hours"))]
    unfilled_hours: Annotated[float, Unit("hours per week"), Headed(N_("Of functions that nobody has"))]
    people: Annotated[int, Headed(N_("Number of people"))]
    allotted_hours: Annotated[float | None, Unit("hours per week"), Headed(N_("Allotted for ICT"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskGroupLoad:
    """The hours of work on the subjects of one task group.

    Attributes:
        task_group: the topmost one of a subject, of several the first; None = not said per task, or the task lies in no
            group.
        hours: known.
        unknown_parts: how many parts have unknown hours.
    """

    task_group: TaskGroupId | None
    hours: Annotated[float, Unit("hours per week"), Headed(N_("Known time"))]
    unknown_parts: Annotated[int, Headed(N_("Parts with unknown hours"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """How many hours the work of people asks, against their appointment.

    Attributes:
        on: the day.
        organisation: with everything below it; None = everything.
        people: who belong or have work there; who has too much first, most of it first, then by room, unknown last, and
            id.
        organisations: those of the report that have work or an allotment, by id; work for several last.
        task_groups: per task group, by id; what is not said per task last.
    """

    on: date
    organisation: OrganisationId | None
    people: Annotated[tuple[PersonLoad, ...], Long(50, "person_count")]
    organisations: Annotated[tuple[OrganisationLoad, ...], Long(100)]
    task_groups: tuple[TaskGroupLoad, ...]


def load(
    snapshot: Snapshot, on: date, organisation: str | None = None, *, deadline: Deadline | None = None
) -> LoadReport:
    """The hours of the people of an organisation and everything below it, or of everybody.

    Args:
        snapshot: the graph.
        on: the day asked.
        organisation: id; None = the whole graph.
        deadline: the time allowed; None = as long as it takes.

    Raises:
        NotFound: there is no such organisation.
        DeadlineExceeded: the time is over.

    Cost: linear in the functions and the tasks of the people concerned.
    """
    if organisation is not None and snapshot.find(Organisation, organisation) is None:
        raise NotFound.record(organisation)
    return _Loads(Coverage.of(snapshot, on), organisation, deadline or Deadline()).report()


def person_load(coverage: Coverage, person: str, within: frozenset[str] | None = None) -> PersonLoad:
    """What one person's work asks.

    Args:
        coverage: of the day asked.
        person: their id.
        within: the organisations of `hours_here`; None = all.
    """
    roles = dict.fromkeys(holding.to_id for holding in holdings_of(coverage, person))
    held = [part for role in roles for part in _parts_of_role(coverage, role) if person in part.persons]
    parts = (*held, *_parts_in_person(coverage, person))
    own = [part for part in parts if part.hours is not None and len(part.persons) == 1]
    return PersonLoad(
        person=person,
        appointed_hours=appointed_hours(coverage, person),
        hours=_total(own),
        unknown_parts=len(parts) - len(own),
        hours_here=_total(part for part in own if within is None or within.issuperset(part.organisations)),
        parts=parts,
    )


def appointed_hours(coverage: Coverage, person: str) -> float | None:
    """Hours a week of somebody's appointment; None when a fraction is not known, or none is recorded at all."""
    fractions = [edge.fraction for edge in holdings_of(coverage, person)]
    if not fractions or None in fractions:
        fractions = [edge.fraction for edge in coverage.out(AffiliatedWith, person)]
    known = [fraction for fraction in fractions if fraction is not None]
    return round(sum(known) * FULL_TIME_HOURS, 2) if known and len(known) == len(fractions) else None


def _parts_of_role(coverage: Coverage, role: str) -> tuple[LoadPart, ...]:
    """The work of a function on the most general edges that have hours."""
    holdings = coverage.into(Holds, role)
    places = _places(coverage, role)
    by_holding = tuple(_part((each.from_id,), role, places, None, each) for each in holdings if _has_hours(each))
    others = [each for each in holdings if not _has_hours(each)]
    if by_holding and others:
        # What the function asks as a whole includes those who have hours of their own.
        return by_holding + tuple(_part((each.from_id,), role, places, None, each) for each in others)
    if by_holding:
        return by_holding
    people = tuple(sorted({each.from_id for each in others}))
    served = coverage.out(Serves, role)
    if any(_has_hours(each) for each in served):
        return tuple(_part(people, role, (each.to_id,), None, each) for each in served)
    tasks = coverage.out(Executes, role)
    if any(_has_hours(each) for each in tasks):
        return tuple(_part(people, role, coverage.scope_of(each), each.to_id, each) for each in tasks)
    return tuple(_part((each.from_id,), role, places, None, each) for each in others)


def _parts_in_person(coverage: Coverage, person: str) -> tuple[LoadPart, ...]:
    tasks = coverage.out(Executes, person)
    return tuple(_part((person,), None, coverage.scope_of(each), each.to_id, each) for each in tasks)


def _places(coverage: Coverage, role: str) -> tuple[str, ...]:
    served = {edge.to_id for edge in coverage.out(Serves, role)}
    return tuple(sorted(served or {edge.to_id for edge in coverage.out(At, role)}))


def _has_hours(edge: Holds | Serves | Executes) -> bool:
    return edge.hours_per_week is not None


def _part(
    persons: tuple[str, ...],
    role: str | None,
    places: tuple[str, ...],
    subject: str | None,
    edge: Holds | Serves | Executes,
) -> LoadPart:
    return LoadPart(
        persons=persons,
        role=role,
        organisations=places,
        subject=subject,
        hours=edge.hours_per_week,
        evidence=edge.id,
    )


def _total(parts: Iterable[LoadPart]) -> float:
    return round(sum(part.hours or 0.0 for part in parts), 2)


class _Loads:
    """One report in the making."""

    def __init__(self, coverage: Coverage, organisation: str | None, deadline: Deadline) -> None:
        self.coverage = coverage
        self.snapshot = coverage.snapshot
        self.organisation = organisation
        self.deadline = deadline
        self.within = None if organisation is None else frozenset(coverage.below(organisation))

    def report(self) -> LoadReport:
        roles = [role for role in self._roles() if self.snapshot.exists(role, self.coverage.on)]
        parts = [part for role in self.deadline.over(roles) for part in _parts_of_role(self.coverage, role)]
        people = self._people(parts)
        loads = [person_load(self.coverage, person, self.within) for person in self.deadline.over(people)]
        parts.extend(part for each in loads for part in each.parts if part.role is None)
        here = [part for part in parts if self._is_here(part)]
        return LoadReport(
            on=self.coverage.on,
            organisation=self.organisation,
            people=tuple(sorted(loads, key=_fullest_first)),
            organisations=tuple(self._by_organisation(here)),
            task_groups=tuple(self._by_task_group(here)),
        )

    def _roles(self) -> Iterable[str]:
        if self.within is None:
            return [role.id for role in self.snapshot.nodes(Role)]
        seated = {link.from_id for place in self.within for link in self.coverage.into(At, place)}
        serving = {link.from_id for place in self.within for link in self.coverage.into(Serves, place)}
        return sorted(seated | serving)

    def _people(self, parts: Iterable[LoadPart]) -> list[str]:
        """Who has work here, in a function or in person, and who belongs here and has work anywhere."""
        found = {person for part in parts if self._is_here(part) for person in part.persons}
        found.update(edge.from_id for edge in self._tasks_here() if kind_of_id(edge.from_id) == "person")
        places = self.within if self.within is not None else [node.id for node in self.snapshot.nodes(Organisation)]
        for place in self.deadline.over(places):
            for edge in self.coverage.into(AffiliatedWith, place):
                if self._works(edge.from_id):
                    found.add(edge.from_id)
        return sorted(found)

    def _works(self, person: str) -> bool:
        return bool(holdings_of(self.coverage, person)) or bool(self.coverage.out(Executes, person))

    def _tasks_here(self) -> Iterator[Executes]:
        if self.within is None:
            tasks: Iterable[Executes] = self.snapshot.edges(Executes)
        else:
            scoped = (edge for place in self.within for edge in self.snapshot.scoped_to(place))
            tasks = (edge for edge in scoped if isinstance(edge, Executes))
        return (edge for edge in tasks if self.coverage.in_force(edge))

    def _is_here(self, part: LoadPart) -> bool:
        return self.within is None or not self.within.isdisjoint(part.organisations)

    # Sums

    def _by_organisation(self, parts: Iterable[LoadPart]) -> Iterator[OrganisationLoad]:
        found: dict[str | None, list[LoadPart]] = {}
        for part in self.deadline.over(parts):
            found.setdefault(part.organisations[0] if len(part.organisations) == 1 else None, []).append(part)
        allotted = self._allotted()
        for place in sorted({*found, *allotted} - {None}, key=str):
            yield _organisation_load(place, found.get(place, []), allotted.get(place or ""))
        if None in found:
            yield _organisation_load(None, found[None], None)

    def _allotted(self) -> dict[str, float]:
        """Hours of the allotments of the school year of the day, per organisation of the report."""
        year = str(school_year_of(self.coverage.on))
        found: dict[str, float] = {}
        for allotment in self.snapshot.nodes(Allotment):
            if allotment.ict_hours is None or allotment.school_year not in (year, None):
                continue
            for edge in self.coverage.out(AllottedTo, allotment.id):
                if self.within is None or edge.to_id in self.within:
                    found[edge.to_id] = round(found.get(edge.to_id, 0.0) + allotment.ict_hours, 2)
        return found

    def _by_task_group(self, parts: Iterable[LoadPart]) -> Iterator[TaskGroupLoad]:
        found: dict[str | None, list[LoadPart]] = {}
        for part in self.deadline.over(parts):
            if part.persons:
                found.setdefault(top_task_group(self.coverage, part.subject), []).append(part)
        for group in sorted(found, key=lambda each: (each is None, each or "")):
            yield TaskGroupLoad(task_group=group, hours=_total(found[group]), unknown_parts=_unknown(found[group]))


def _organisation_load(place: str | None, parts: list[LoadPart], allotted: float | None) -> OrganisationLoad:
    held = [part for part in parts if part.persons]
    return OrganisationLoad(
        organisation=place,
        hours=_total(held),
        unknown_parts=_unknown(held),
        unfilled_hours=_total(part for part in parts if not part.persons),
        people=len({person for part in held for person in part.persons}),
        allotted_hours=allotted,
    )


def _unknown(parts: Iterable[LoadPart]) -> int:
    return sum(part.hours is None for part in parts)


def _fullest_first(each: PersonLoad) -> tuple[bool, float, bool, float, str]:
    over = each.hours - each.appointed_hours if each.overloaded and each.appointed_hours is not None else 0.0
    room = each.room_hours
    return (not each.overloaded, -over, room is None, room or 0.0, each.person)
