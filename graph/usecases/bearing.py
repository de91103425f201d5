"""What a record bears on: which organisations it says something about, and which right a change of it needs there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, TypeVar

from graph.domain.kinds import (
    PLACING_KINDS,
    AbsentFrom,
    Acceptance,
    Adopts,
    Advises,
    AffiliatedWith,
    Allotment,
    AllottedTo,
    Body,
    Channel,
    ConsultedOn,
    ContactPointFor,
    Decides,
    Edge,
    ExceptedFrom,
    Executes,
    Holds,
    Knows,
    Mandate,
    MemberOf,
    Norm,
    NotUsedAt,
    OfType,
    OptsOut,
    Organisation,
    PartOf,
    Person,
    ReachedBy,
    Record,
    Role,
    Steers,
    Supports,
    kind_of_id,
)
from graph.model.snapshot import Snapshot
from graph.usecases.rights import Right

__all__ = ["places_borne_on", "places_of_who_belongs_nowhere", "right_needed"]

E = TypeVar("E", bound=Edge)
T = TypeVar("T")
Places = frozenset[str]

_RIGHTS: Mapping[type, Right] = MappingProxyType(
    {
        **dict.fromkeys((Decides, Executes, Steers, ContactPointFor, Holds, MemberOf), Right.APPOINT),
        AffiliatedWith: Right.AFFILIATE,
        **dict.fromkeys((Person, AbsentFrom, Knows, Advises), Right.PEOPLE),
        **dict.fromkeys((Norm, Acceptance, OptsOut, NotUsedAt, Adopts, ExceptedFrom), Right.AGREE),
    }
)
"""Every other kind is about organisations themselves."""


def right_needed(record: Record) -> Right:
    """The right that a change of the record needs at every organisation that it bears on."""
    return _RIGHTS.get(type(record), Right.KEEP)


def places_borne_on(record: Record, snapshot: Snapshot, today: date) -> Places | None:
    """The organisations that a record says something about, as far as they are not over.

    Args:
        record: a record of the snapshot.
        snapshot: with what lies around it.
        today: what ended before counts only where there is nothing else.

    Returns:
        Ids of organisations; empty when it lies nowhere yet; None when it is about all of them, as a task is.
    """
    look = _LOOKS.get(type(record))
    return None if look is None else look(record, _Around(snapshot, today))


def places_of_who_belongs_nowhere(person: str, snapshot: Snapshot, today: date) -> Places:
    """Where somebody works, or did, who belongs nowhere today; empty when they belong somewhere.

    Where they get a place to belong, it decides who may change them. So that is for whoever may already.
    """
    around = _Around(snapshot, today)
    belongs = around.lasting(snapshot.out(AffiliatedWith, person))
    return frozenset() if belongs else around.person(person)


class _Around:
    """What lies around a record."""

    def __init__(self, snapshot: Snapshot, today: date) -> None:
        self.snapshot = snapshot
        self.today = today

    def ends(self, node: str, *kinds: type[Edge]) -> Places:
        """Where the edges of some kinds from a node lead, without those that are over unless all are."""
        edges = [edge for kind in kinds for edge in self.snapshot.out(kind, node)]
        return frozenset(edge.to_id for edge in self.lasting(edges) or edges)

    def lasting(self, edges: Iterable[E]) -> list[E]:
        """The edges that are not over."""
        return [edge for edge in edges if edge.until is None or edge.until > self.today]

    def holder(self, node: str) -> Places:
        """Where a role, body, person or organisation lies."""
        kind = kind_of_id(node)
        if kind == "organisation":
            return frozenset({node})
        if kind == "person":
            return self.person(node)
        return self.ends(node, *PLACING_KINDS)

    def person(self, person: str) -> Places:
        """Where a person belongs, else where they work; where neither lasts, where they did."""
        belongs: Sequence[Edge] = self.snapshot.out(AffiliatedWith, person)
        seats = [edge for kind in (Holds, MemberOf) for edge in self.snapshot.out(kind, person)]
        works: Sequence[Edge] = [*seats, *self.snapshot.mandates_from(person)]
        found = (
            self.each(self.reached, edges) for edges in (self.lasting(belongs), self.lasting(works), belongs, works)
        )
        return next(filter(None, found), frozenset())

    def reached(self, edge: Edge) -> Places:
        """Where what a person has leads: a place to belong, a function, a seat in a body or a task."""
        if isinstance(edge, Mandate):
            return frozenset(edge.scope)
        return self.holder(edge.to_id)

    def channel(self, channel: str) -> Places:
        """Where whoever is reached by a channel lies."""
        return self.each(self.holder, (edge.from_id for edge in self.snapshot.into(ReachedBy, channel)))

    def mandate(self, mandate: Mandate) -> Places:
        """The scope of a mandate on any day."""
        return frozenset(mandate.scope) or self.holder(mandate.from_id)

    @staticmethod
    def each(look: Callable[[T], Places], several: Iterable[T]) -> Places:
        """Those of several nodes or edges together."""
        return frozenset[str]().union(*map(look, several))


def _one(edge: Any, _around: _Around) -> Places:
    return frozenset({edge.from_id})


def _other(edge: Any, _around: _Around) -> Places:
    return frozenset({edge.to_id})


def _both(edge: Any, _around: _Around) -> Places:
    return frozenset({edge.from_id, edge.to_id})


def _where_one_lies(edge: Any, around: _Around) -> Places:
    return around.holder(edge.from_id)


def _where_other_lies(edge: Any, around: _Around) -> Places:
    return around.holder(edge.to_id)


def _where_one_lies_and_other(edge: Any, around: _Around) -> Places:
    return around.holder(edge.from_id) | {edge.to_id}


def _where_both_lie(edge: Any, around: _Around) -> Places:
    return around.holder(edge.from_id) | around.holder(edge.to_id)


def _where_reached(edge: Any, around: _Around) -> Places:
    return around.holder(edge.from_id) | around.channel(edge.to_id)


def _of_norm(norm: Norm, _around: _Around) -> Places | None:
    return None if norm.profile or not norm.applies_to else frozenset(norm.applies_to)


def _of_acceptance(acceptance: Acceptance, _around: _Around) -> Places | None:
    return frozenset({acceptance.organisation}) if acceptance.organisation else None


_LOOKS: Mapping[type, Callable[[Any, _Around], Places | None]] = MappingProxyType(
    {
        Organisation: lambda node, around: frozenset({node.id}),
        Person: lambda node, around: around.person(node.id),
        Role: lambda node, around: around.holder(node.id),
        Body: lambda node, around: around.holder(node.id),
        Channel: lambda node, around: around.channel(node.id),
        Norm: _of_norm,
        Allotment: lambda node, around: around.ends(node.id, AllottedTo),
        Acceptance: _of_acceptance,
        **dict.fromkeys((PartOf, Supports), _both),
        **dict.fromkeys((OptsOut, Adopts, ExceptedFrom), _one),
        **dict.fromkeys((NotUsedAt, AllottedTo, AbsentFrom, AffiliatedWith), _other),
        **dict.fromkeys(PLACING_KINDS, _where_one_lies_and_other),
        **dict.fromkeys((OfType, ConsultedOn, Knows), _where_one_lies),
        **dict.fromkeys((Holds, MemberOf), _where_other_lies),
        Advises: _where_both_lie,
        ReachedBy: _where_reached,
        **dict.fromkeys((Decides, Executes, Steers, ContactPointFor), lambda edge, around: around.mandate(edge)),
    }
)
"""A kind that is not here is of the catalogues, which all organisations share."""
