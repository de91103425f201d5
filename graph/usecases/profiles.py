"""What is known of one record and of what lies around it, as a viewer may see it: the substance of its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from graph.analyses.common.membership import members_of, memberships
from graph.analyses.expertise.finder import room_hours
from graph.analyses.load.hours import FULL_TIME_HOURS
from graph.domain.errors import NotFound
from graph.domain.kinds import (
    AbsentFrom,
    AffiliatedWith,
    Allotment,
    AllottedTo,
    At,
    Body,
    BodyOf,
    Broader,
    Channel,
    ConsultedOn,
    Decision,
    Edge,
    Expertise,
    Holds,
    InGroup,
    Knows,
    Mandate,
    MemberOf,
    Node,
    NotUsedAt,
    OfType,
    OptsOut,
    Organisation,
    PartOf,
    Person,
    ReachedBy,
    Requires,
    Role,
    Serves,
    Task,
    TaskGroup,
    kind_of_id,
)
from graph.domain.periods import in_force
from graph.domain.text import Quoted, Text
from graph.usecases import read
from graph.usecases.read import edges_from, edges_to
from graph.usecases.world import World

__all__ = [
    "BodyProfile",
    "ExpertiseProfile",
    "Means",
    "Member",
    "OrganisationProfile",
    "PersonProfile",
    "Post",
    "RoleProfile",
    "SubjectProfile",
    "Work",
    "body_profile",
    "expertise_profile",
    "organisation_profile",
    "person_profile",
    "role_profile",
    "subject_profile",
]

N = TypeVar("N", bound=Node)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A mandate with the places that it is for.

    Attributes:
        mandate: the edge.
        role: the function through which a person has it; None = in person, or the holder is no person.
        places: ids of the organisations of its scope that day, sorted.
    """

    mandate: Mandate
    role: str | None
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A function that somebody holds.

    Attributes:
        holding: the edge.
        at: ids of the organisations where the seat is.
        serves: the schools that it serves, when that was said.
    """

    holding: Holds
    at: tuple[str, ...]
    serves: tuple[Serves, ...]

    @property
    def appointed_hours(self) -> float | None:
        """Hours a week of the appointment; None = no fraction was recorded."""
        return None if self.holding.fraction is None else self.holding.fraction * FULL_TIME_HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonProfile:
    """A person on a day.

    Attributes:
        person: the record.
        affiliations: where they belong.
        posts: the functions that they hold, temporary replacements included.
        work: what they decide, execute, steer or are the contact point for, in person or by a function.
        memberships: the bodies that they sit in, in person or by a function.
        knows: what they know, as far as the viewer may see it.
        absences: current and coming ones that the viewer may see.
        room_hours: hours a week that are left; None = not known, or not for this viewer.
    """

    person: Person
    affiliations: tuple[AffiliatedWith, ...]
    posts: tuple[Post, ...]
    work: tuple[Work, ...]
    memberships: tuple[MemberOf, ...]
    knows: tuple[Knows, ...]
    absences: tuple[AbsentFrom, ...]
    room_hours: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleProfile:
    """A function on a day.

    Attributes:
        role: the record.
        types: ids of its entries in the catalogue.
        at: ids of the organisations where it is.
        serves: the schools that it serves, when that was said.
        holdings: who holds it, temporary replacements included.
        free_seats: seats without a holder; an absent holder keeps the seat.
        work: what it decides, executes, steers or is the contact point for.
        memberships: the bodies that it sits in.
        channels: ids of the ways to reach it, in order.
    """

    role: Role
    types: tuple[str, ...]
    at: tuple[str, ...]
    serves: tuple[Serves, ...]
    holdings: tuple[Holds, ...]
    free_seats: int
    work: tuple[Work, ...]
    memberships: tuple[MemberOf, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A seat in a body.

    Attributes:
        edge: the membership.
        people: ids of who takes it: the person, or who holds the function.
    """

    edge: MemberOf
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyProfile:
    """A body on a day: whose it is, who sits in it, what it has a say in and what it does itself."""

    body: Body
    organisations: tuple[str, ...]
    members: tuple[Member, ...]
    consulted_on: tuple[ConsultedOn, ...]
    work: tuple[Work, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectProfile:
    """A task, decision or task group on a day.

    Attributes:
        subject: the record.
        groups: ids of the task groups in which it lies directly.
        below: ids of the tasks and decisions in it, when it is a task group.
        requires: the expertise that it asks.
        not_used_at: ids of the organisations where it is "not here".
        opted_out: ids of the organisations that do it themselves.
    """

    subject: Task | Decision | TaskGroup
    groups: tuple[str, ...]
    below: tuple[str, ...]
    requires: tuple[Requires, ...]
    not_used_at: tuple[str, ...]
    opted_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertiseProfile:
    """A topic on a day: its place in the taxonomy, and which tasks ask for it or for a narrower topic."""

    topic: Expertise
    broader: tuple[str, ...]
    narrower: tuple[str, ...]
    required_by: tuple[Requires, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """Hours and points of an organisation, in a school year."""

    allotment: Allotment


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationProfile:
    """An organisation on a day.

    Attributes:
        organisation: the record.
        above: links to the organisations directly above it.
        below: ids of the organisations directly below it, sorted.
        roles: ids of the functions that are there or serve it, sorted.
        bodies: ids of its bodies, sorted.
        means: hours and points, the latest school year first.
        channels: ids of the ways to reach it, in order; private ones only for its own team.
        opts_out: the subjects that it does itself.
        not_used: ids of the subjects that are "not here", as said of exactly this organisation.
    """

    organisation: Organisation
    above: tuple[PartOf, ...]
    below: tuple[str, ...]
    roles: tuple[str, ...]
    bodies: tuple[str, ...]
    means: tuple[Means, ...]
    channels: tuple[str, ...]
    opts_out: tuple[OptsOut, ...]
    not_used: tuple[str, ...]


def person_profile(world: World, person_id: str) -> PersonProfile:
    """What is known of a person.

    Raises:
        NotFound: there is no such person, or they are hidden from the viewer.
    """
    person = _found(world, Person, person_id)
    holdings = edges_from(world, Holds, person_id)
    own = _work(world, person_id, None)
    by_role = (line for edge in holdings for line in _work(world, edge.to_id, edge.to_id))
    return PersonProfile(
        person=person,
        affiliations=edges_from(world, AffiliatedWith, person_id),
        posts=tuple(_post(world, edge) for edge in holdings),
        work=(*own, *by_role),
        memberships=tuple(read.edges(world, memberships(world.coverage, person_id))),
        knows=edges_from(world, Knows, person_id),
        absences=_current_or_coming(world, world.snapshot.out(AbsentFrom, person_id)),
        room_hours=room_hours(world.coverage, person_id) if world.may_name(person_id) else None,
    )


def role_profile(world: World, role_id: str) -> RoleProfile:
    """What is known of a function.

    Raises:
        NotFound: there is no such function.
    """
    role = _found(world, Role, role_id)
    holdings = edges_to(world, Holds, role_id)
    seated = {edge.from_id for edge in holdings if edge.acting_for is None}
    return RoleProfile(
        role=role,
        types=_ends(edges_from(world, OfType, role_id)),
        at=_ends(edges_from(world, At, role_id)),
        serves=edges_from(world, Serves, role_id),
        holdings=holdings,
        free_seats=max(role.seats - len(seated), 0),
        work=_work(world, role_id, None),
        memberships=edges_from(world, MemberOf, role_id),
        channels=_channels(world, role_id),
    )


def body_profile(world: World, body_id: str) -> BodyProfile:
    """What is known of a body.

    Raises:
        NotFound: there is no such body.
    """
    body = _found(world, Body, body_id)
    return BodyProfile(
        body=body,
        organisations=_ends(edges_from(world, BodyOf, body_id)),
        members=tuple(_member(world, edge) for edge in edges_to(world, MemberOf, body_id)),
        consulted_on=edges_from(world, ConsultedOn, body_id),
        work=_work(world, body_id, None),
        channels=_channels(world, body_id),
    )


def subject_profile(world: World, subject_id: str) -> SubjectProfile:
    """What is known of a task, decision or task group.

    Raises:
        NotFound: there is no such subject.
    """
    subject = read.get(world, subject_id)
    if not isinstance(subject, Task | Decision | TaskGroup):
        raise NotFound(Text("{text}", text=Quoted(subject_id[:120])))
    read.check_held(world, subject_id)
    below = world.coverage.subjects_in(subject_id) if isinstance(subject, TaskGroup) else ()
    return SubjectProfile(
        subject=subject,
        groups=_ends(edges_from(world, InGroup, subject_id)),
        below=below,
        requires=edges_from(world, Requires, subject_id),
        not_used_at=_ends(edges_from(world, NotUsedAt, subject_id)),
        opted_out=tuple(sorted({edge.from_id for edge in edges_to(world, OptsOut, subject_id)})),
    )


def expertise_profile(world: World, topic_id: str) -> ExpertiseProfile:
    """What is known of a topic.

    Raises:
        NotFound: there is no such topic.
    """
    topic = _found(world, Expertise, topic_id)
    return ExpertiseProfile(
        topic=topic,
        broader=_ends(edges_from(world, Broader, topic_id)),
        narrower=tuple(sorted({edge.from_id for edge in edges_to(world, Broader, topic_id)})),
        required_by=edges_to(world, Requires, topic_id),
    )


def organisation_profile(world: World, organisation_id: str) -> OrganisationProfile:
    """What is known of an organisation.

    Raises:
        NotFound: there is no such organisation.
    """
    organisation = _found(world, Organisation, organisation_id)
    seats = {edge.from_id for edge in edges_to(world, At, organisation_id)}
    serving = {edge.from_id for edge in edges_to(world, Serves, organisation_id)}
    allotments = (world.snapshot.find(Allotment, edge.from_id) for edge in edges_to(world, AllottedTo, organisation_id))
    means = [Means(allotment=found) for found in allotments if found is not None]
    return OrganisationProfile(
        organisation=organisation,
        above=edges_from(world, PartOf, organisation_id),
        below=tuple(sorted({edge.from_id for edge in edges_to(world, PartOf, organisation_id)})),
        roles=tuple(sorted(seats | serving)),
        bodies=tuple(sorted({edge.from_id for edge in edges_to(world, BodyOf, organisation_id)})),
        means=tuple(sorted(means, key=lambda one: one.allotment.school_year or "", reverse=True)),
        channels=_channels(world, organisation_id),
        opts_out=edges_from(world, OptsOut, organisation_id),
        not_used=tuple(sorted({edge.from_id for edge in edges_to(world, NotUsedAt, organisation_id)})),
    )


def _channels(world: World, node_id: str) -> tuple[str, ...]:
    """The ways to reach an organisation, function or body, in order."""
    edges = sorted(
        edges_from(world, ReachedBy, node_id), key=lambda edge: (edge.rank is None, edge.rank or 0, edge.to_id)
    )
    found = (read.find(world, Channel, edge.to_id) for edge in edges)
    return tuple(channel.id for channel in found if channel is not None)


def _found(world: World, kind: type[N], record_id: str) -> N:
    record = read.find(world, kind, record_id)
    if record is None:
        raise NotFound(Text("{text}", text=Quoted(record_id[:120])))
    read.check_held(world, record_id)
    return record


def _ends(edges: Iterable[Edge]) -> tuple[str, ...]:
    return tuple(sorted({edge.to_id for edge in edges}))


def _work(world: World, holder: str, role: str | None) -> tuple[Work, ...]:
    edges = read.mandates_of(world, holder)
    return tuple(Work(mandate=edge, role=role, places=world.coverage.scope_of(edge)) for edge in edges)


def _post(world: World, holding: Holds) -> Post:
    return Post(
        holding=holding,
        at=_ends(edges_from(world, At, holding.to_id)),
        serves=edges_from(world, Serves, holding.to_id),
    )


def _member(world: World, edge: MemberOf) -> Member:
    if kind_of_id(edge.from_id) == "person":
        return Member(edge=edge, people=(edge.from_id,))
    held = edges_to(world, Holds, edge.from_id)
    inside = set(members_of(world.coverage, edge.to_id))
    return Member(edge=edge, people=tuple(sorted({each.from_id for each in held} & inside)))


def _current_or_coming(world: World, edges: Iterable[AbsentFrom]) -> tuple[AbsentFrom, ...]:
    """Absences that last or are still to come; the viewer's policy decides which of them are shown."""
    day: date = world.on
    return tuple(
        edge
        for edge in edges
        if world.sees(edge) and (in_force(edge, day) or (edge.since is not None and edge.since > day))
    )
