"""Appointing people to roles, ending that, and absences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph.analyses.answers.duties import Duty, duties_of, seats_of
from graph.analyses.common.task_groups import top_task_group
from graph.domain.changes import Change, Put
from graph.domain.described import HalfDay, HoldingId, OrganisationId, PersonId, RoleId, TaskGroupId, Unit
from graph.domain.errors import InvalidInput
from graph.domain.kinds import AbsentFrom, AffiliatedWith, At, Holds, Mandate, Person, Role, TaskGroup, kind_of_id
from graph.domain.periods import in_force
from graph.domain.text import Named, Quoted, Text
from graph.formats.people.amounts import part_or_hours
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import (
    Changeable,
    Changed,
    Request,
    Shows,
    commit,
    edge_asked,
    ended,
    ends_of,
    known,
    new_or_same,
    plain_values,
    record_from,
)
from graph.usecases.viewer import Viewer
from graph.usecases.world import World

__all__ = [
    "Appoint",
    "Cover",
    "EndHolding",
    "RegisterAbsence",
    "affiliations",
    "appoint",
    "end_holding",
    "fraction_of",
    "register_absence",
    "works_to_cover",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint(Request):
    """Let a person hold a role, and belong to where it is.

    Attributes:
        person: who.
        role: which role.
        since: first day.
        until: first day that the person no longer holds it.
        fraction: of a full-time appointment, as people write it: "15/21", "0.5" or "50%".
        hours_per_week: hours in this role.
        days: half days at work.
        acting_for: the person who is replaced for a time.
    """

    ends = ends_of(from_="person", to="role")

    person: PersonId
    role: RoleId
    since: date | None = None
    until: date | None = None
    fraction: str | None = None
    hours_per_week: Annotated[float | None, Unit("hours per week")] = None
    days: tuple[HalfDay, ...] = ()
    acting_for: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndHolding(Request):
    """End a holding.

    Attributes:
        holding: its id.
        until: first day that the person no longer holds the role.
    """

    holding: HoldingId
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Somebody who takes over what lies in a task group, for as long as an absence lasts.

    Attributes:
        task_group: the task group.
        by: the person who takes over.
        organisations: where; none = everywhere.
    """

    task_group: TaskGroupId
    by: PersonId
    organisations: tuple[OrganisationId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAbsence(Request):
    """Note that a person is absent; never with a reason.

    `covers` gives whoever takes over the mandates that the person has in a task group, in person or by a role: they
    act for the person, so they count while the person is away and stop by themselves.

    Attributes:
        person: who.
        since: first day.
        until: first day that the person is back.
        organisations: where; none = wherever the person belongs.
        covers: who takes over what meanwhile.
    """

    ends = ends_of(from_="person", to="organisations")

    person: PersonId
    since: date
    until: date | None = None
    organisations: tuple[OrganisationId, ...] = ()
    covers: tuple[Cover, ...] = ()


async def appoint(desk: Changeable, viewer: Viewer, request: Appoint) -> Annotated[Changed, Shows("holding", Holds)]:
    """Let a person hold a role, and belong to where the role is.

    Raises:
        NotFound: the person or the role does not exist.
        InvalidInput: a value does not fit, or the same holding is there with other values.
    """
    written = request.fraction
    fraction = {} if written is None else {"fraction": fraction_of(written), "fraction_as_written": written}
    holding = edge_asked(request, "HOLDS", "holding", **fraction)

    def make(snapshot: Snapshot) -> list[Change]:
        person = known(snapshot, Person, request.person, "person")
        known(snapshot, Role, request.role, "role")
        return [
            Put(new_or_same(snapshot, holding)),
            *affiliations(snapshot, person, request.role, request.since, request.until),
        ]

    return await commit(desk, viewer, request, make)


async def end_holding(
    desk: Changeable, viewer: Viewer, request: EndHolding
) -> Annotated[Changed, Shows("holding", Holds)]:
    """End a holding.

    Raises:
        NotFound: there is no such holding.
        InvalidInput: the end lies before the start.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        return [ended(snapshot, Holds, request.holding, "holding", request.until)]

    return await commit(desk, viewer, request, make)


async def register_absence(
    desk: Changeable, viewer: Viewer, request: RegisterAbsence
) -> Annotated[Changed, Shows("absences", AbsentFrom, several=True)]:
    """Note that a person is absent.

    Raises:
        NotFound: the person does not exist.
        InvalidInput: a value does not fit, the person belongs nowhere and no organisation was given, or has nothing
            in a task group that somebody takes over.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        known(snapshot, Person, request.person, "person")
        places = request.organisations or Coverage.of(snapshot, request.since).affiliations(request.person)
        if not places:
            raise InvalidInput.because(
                Text("{person} belongs to no organisation on {day}", person=Named(request.person), day=request.since),
                Text("Give `organisations`"),
                field="organisations",
            )
        absences = [
            Put(edge_asked(request, "ABSENT_FROM", "absence", organisations=place, covers=None)) for place in places
        ]
        return [*absences, *(change for cover in request.covers for change in _covered(snapshot, request, cover))]

    return await commit(desk, viewer, request, make)


def fraction_of(written: str) -> float:
    """A part of full time as people write it, and as a list of people is read: "15/21", "0,5", "50%", "halftijds".

    Raises:
        InvalidInput: it is none of these.
    """
    amount = part_or_hours(written.strip())
    reading = amount.readings[0] if amount.is_sure else {}
    if "fraction" not in reading:
        raise InvalidInput.because(
            Text("{text} is not a fraction", text=Quoted(written[:40])),
            Text("Write it as 15/21, 0.5 or 50%"),
            field="fraction",
        )
    return float(reading["fraction"])


def affiliations(
    snapshot: Snapshot, person: Person, role: str, since: date | None, until: date | None
) -> Iterable[Change]:
    """What makes a person belong, for a period, to where a role is; nothing where they already do."""
    day = since or date.min
    places = {at.to_id for at in snapshot.out(At, role)}
    homes = {edge.to_id for edge in snapshot.out(AffiliatedWith, person.id) if in_force(edge, day)}
    period = plain_values({"since": since, "until": until})
    for place in sorted(places - homes):
        yield Put(
            record_from(
                {"kind": "AFFILIATED_WITH", "from": person.id, "to": place, "capacity": person.type, **period},
                "affiliation",
            )
        )


def _covered(snapshot: Snapshot, request: RegisterAbsence, cover: Cover) -> list[Change]:
    """Acting mandates for all that the absent person has in a task group."""
    known(snapshot, TaskGroup, cover.task_group, "covers")
    known(snapshot, Person, cover.by, "covers")
    coverage = Coverage.of(snapshot, request.since)
    duties = [duty for duty in _own_duties(coverage, request.person) if _is_covered(coverage, duty, cover)]
    if not duties:
        raise InvalidInput.because(
            Text(
                "{person} has nothing in {group} that somebody could take over",
                person=Named(request.person),
                group=Named(cover.task_group),
            ),
            Text("Leave that task group out"),
            field="covers",
        )
    acting = [_acting(coverage, request, cover, duty) for duty in duties]
    return list({mandate.id: Put(mandate) for mandate in acting}.values())


def works_to_cover(world: World, person: str) -> tuple[tuple[str, str], ...]:
    """Where a person has something to do, in person or by a function, with the task group that it lies in, sorted."""
    coverage = world.coverage
    found = {
        (place, group)
        for duty in _own_duties(coverage, person)
        for place in duty.places
        if (group := top_task_group(coverage, duty.subject)) is not None
    }
    return tuple(sorted(found))


def _own_duties(coverage: Coverage, person: str) -> tuple[Duty, ...]:
    """What somebody has in person or by a function; what a body has, the others in it go on with."""
    return duties_of(coverage, *(seat for seat in seats_of(coverage, person) if kind_of_id(seat) != "body"))


def _is_covered(coverage: Coverage, duty: Duty, cover: Cover) -> bool:
    here = not cover.organisations or bool(set(cover.organisations) & set(duty.places))
    return here and _in_group(coverage, duty.subject, cover.task_group)


def _in_group(coverage: Coverage, subject: str, group: str) -> bool:
    return group in coverage.groups_above(subject) or subject in coverage.groups_above(group)


def _acting(coverage: Coverage, request: RegisterAbsence, cover: Cover, duty: Duty) -> Mandate:
    """The same duty for whoever takes over; of a wider task group only the part that is asked."""
    wider = duty.subject != cover.task_group and duty.subject in coverage.groups_above(cover.task_group)
    plain = {
        "kind": duty.kind,
        "from": cover.by,
        "to": cover.task_group if wider else duty.subject,
        "scope": sorted(set(duty.places) & set(cover.organisations or duty.places)),
        "acting_for": request.person,
        **plain_values({"since": request.since, "until": request.until, "ceiling_eur": duty.ceiling_eur}),
    }
    mandate: Mandate = record_from(plain, "covers")
    return mandate
