"""Handing over what somebody holds to somebody else, on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Annotated, Any

from graph.domain.changes import Change, Put
from graph.domain.codec import derived_edge_id, to_plain
from graph.domain.described import AnyHolderId, AnyId, PersonId
from graph.domain.errors import InvalidInput, Problem
from graph.domain.kinds import MANDATE_KINDS, AffiliatedWith, Edge, Holds, Mandate, MemberOf, Person, mandate_class
from graph.domain.periods import in_force
from graph.domain.text import Named, Text
from graph.model.snapshot import Snapshot
from graph.usecases.change.people import affiliations
from graph.usecases.change.request import (
    Changeable,
    Changed,
    Request,
    Shows,
    commit,
    ends_of,
    known,
    new_or_same,
)
from graph.usecases.viewer import Viewer
from graph.usecases.world import World

__all__ = ["HandOver", "hand_over", "held_by"]

KINDS: tuple[type[Edge], ...] = (Holds, *(mandate_class(word) for word in MANDATE_KINDS), MemberOf)
PERSONAL = ("fraction", "fraction_as_written", "verified_on", "granted_by", "granted_in", "granted_on", "source")
"""What was agreed with the former holder and does not pass to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Request):
    """Hand over what a person holds to somebody else.

    Attributes:
        person: who hands over.
        to: who takes over.
        on: first day of the one who takes over.
        facts: the holdings, mandates and memberships that pass; none = all that are in force on the day.
        granted_by: who grants the mandates that pass; None = they are still to be confirmed.
        leaves: whether the person belongs nowhere any more from that day on.
    """

    ends = ends_of(from_="to")

    person: PersonId
    to: PersonId
    on: date
    facts: tuple[AnyId, ...] = ()
    granted_by: AnyHolderId | None = None
    leaves: bool = False


async def hand_over(
    desk: Changeable, viewer: Viewer, request: HandOver
) -> Annotated[Changed, Shows("records", several=True)]:
    """End what a person holds on a day, and let somebody else hold it from that day on.

    The person who takes over also belongs to where the roles are. An end that was planned stays.

    Raises:
        NotFound: one of the two does not exist.
        InvalidInput: they are the same, a fact is not one that the person holds on that day, or there is none.
    """
    if request.person == request.to:
        raise InvalidInput.because(
            Text("Somebody cannot hand over to themselves"), Text("Give another person"), field="to"
        )

    def make(snapshot: Snapshot) -> list[Change]:
        known(snapshot, Person, request.person, "person")
        successor = known(snapshot, Person, request.to, "to")
        passed = [
            change for fact in _facts(snapshot, request) for change in _passed(snapshot, fact, successor, request)
        ]
        left = _left(snapshot, request) if request.leaves else ()
        return list({change.id: change for change in (*passed, *left)}.values())

    return await commit(desk, viewer, request, make)


def held_by(world: World, person: str) -> tuple[Edge, ...]:
    """The holdings, own mandates and memberships of a person that are in force, by id."""
    return tuple(edge for edge in _held_by(world.snapshot, person, world.on) if world.sees(edge))


def _held_by(snapshot: Snapshot, person: str, on: date) -> tuple[Edge, ...]:
    edges = (edge for kind in KINDS for edge in snapshot.out(kind, person))
    return tuple(sorted((edge for edge in edges if in_force(edge, on)), key=lambda edge: edge.id))


def _facts(snapshot: Snapshot, request: HandOver) -> tuple[Edge, ...]:
    held = {edge.id: edge for edge in _held_by(snapshot, request.person, request.on)}
    problems = [_not_held(request, fact) for fact in request.facts if fact not in held]
    problems += [_begins_then(fact) for fact in held.values() if fact.since == request.on]
    if problems:
        raise InvalidInput(problems)
    if not held:
        raise InvalidInput.because(
            Text("{person} holds nothing on {day}", person=Named(request.person), day=request.on),
            Text("Give another day, or another person"),
            field="on",
        )
    return tuple(held[fact] for fact in sorted(set(request.facts) or held))


def _not_held(request: HandOver, fact: str) -> Problem:
    return Problem(
        record=fact,
        field="facts",
        message=Text("{person} does not hold it on {day}", person=Named(request.person), day=request.on),
        remedy=Text("Leave it out, or give another day"),
    )


def _begins_then(fact: Edge) -> Problem:
    return Problem(
        record=fact.id,
        field="on",
        message=Text("It begins on that very day"),
        remedy=Text("Give a later day, or leave it out"),
    )


def _left(snapshot: Snapshot, request: HandOver) -> Iterator[Change]:
    """The end of where the person belongs; where that begins only later, it stays."""
    for edge in snapshot.out(AffiliatedWith, request.person):
        if in_force(edge, request.on) and edge.since != request.on:
            yield Put(replace(edge, until=request.on))


def _passed(snapshot: Snapshot, fact: Edge, successor: Person, request: HandOver) -> Iterator[Change]:
    yield Put(replace(fact, until=request.on))
    yield Put(new_or_same(snapshot, _following(fact, successor, request)))
    if isinstance(fact, Holds):
        yield from affiliations(snapshot, successor, fact.to_id, request.on, fact.until)


def _following(fact: Edge, successor: Person, request: HandOver) -> Edge:
    """The same for the one who takes over, from the day on."""
    defaults = {item.name: item.default for item in fields(fact)}
    values: dict[str, Any] = {name: defaults[name] for name in PERSONAL if name in defaults}
    if isinstance(fact, Mandate) and request.granted_by is not None:
        values |= {"granted_by": request.granted_by, "granted_on": request.on}
    if getattr(fact, "acting_for", None) == successor.id:
        values["acting_for"] = None
    made = replace(fact, from_id=successor.id, since=request.on, **values)
    return replace(made, id=derived_edge_id(type(made), to_plain(made)))
