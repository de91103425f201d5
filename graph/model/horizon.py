"""Until when an answer is good: the next date on which something that it rests on begins or ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from graph.domain.kinds import (
    AbsentFrom,
    Adopts,
    At,
    BodyOf,
    ConsultedOn,
    Decision,
    Edge,
    ExceptedFrom,
    Holds,
    InGroup,
    Mandate,
    MemberOf,
    Norm,
    NotUsedAt,
    OfType,
    OptsOut,
    Organisation,
    PartOf,
    ReachedBy,
    Record,
    Serves,
    kind_of_id,
)
from graph.model.bounded import Bounded
from graph.model.day import MOST_INDEXED, MOST_PLACES, Day, closure
from graph.model.norms import may_apply

__all__ = ["Horizon"]

E = TypeVar("E", bound=Edge)

NEVER = date.max
"""Stands for "it does not change", so that the earliest of several is their minimum."""


@dataclass(frozen=True, slots=True)
class _Around:
    """The organisations that are, or will be, at or above one; with the first change among them."""

    places: frozenset[str]
    first: date


@dataclass(frozen=True, slots=True)
class _Behind:
    """The people who stand, or will stand, behind a record; with the first change among them."""

    people: frozenset[str]
    first: date


class Horizon:
    """What lies ahead of a day. Whatever is over by then is left out of account.

    An answer rests on more than what is in force: a coming absence, a coming holding, a norm of next year.
    """

    def __init__(self, day: Day) -> None:
        self._day = day
        self._snapshot = day.snapshot
        self._places: Bounded[str, _Around] = Bounded(MOST_PLACES)
        self._groups: Bounded[str, _Around] = Bounded(MOST_PLACES)
        self._behind: Bounded[str, _Behind] = Bounded(MOST_PLACES)
        self._seats: Bounded[str, Mapping[str, frozenset[str]]] = Bounded(MOST_INDEXED)
        self._granting: Bounded[str, date] = Bounded(MOST_PLACES)
        self._norms = self._norms_ahead()

    def next_change(self, organisation: str, subject: str) -> date | None:
        """The next date on which the answer about a task or decision can change; None = no date is known.

        It is never later than the first date on which the answer does change; it may be earlier, for instance
        when somebody is replaced by somebody who was there already.
        """
        places = self._places.get(organisation, self._found_places)
        groups = self._groups.get(subject, self._found_groups)
        first = min(
            places.first,
            groups.first,
            self._of_marks(places.places, groups.places),
            self._of_norms(organisation, places.places, groups.places),
            self._of_mandates(places.places, groups.places),
            self._of_bodies(places.places, groups.places),
        )
        return None if first == NEVER else first

    def next_change_in(self, organisation: str, task_group: str) -> date | None:
        """The same for the answers about everything in a task group, what joins or leaves it included."""
        inside = closure(task_group, lambda here: (edge.from_id for edge in self._into(InGroup, here)))
        first = self._of_edges(edge for group in inside for edge in self._into(InGroup, group))
        each = (self.next_change(organisation, subject) for subject in inside)
        first = min([first, *(day for day in each if day is not None)])
        return None if first == NEVER else first

    # What lies around the cell

    def _found_places(self, organisation: str) -> _Around:
        places = closure(organisation, lambda here: (edge.to_id for edge in self._out(PartOf, here)))
        links = (edge for place in places for edge in self._out(PartOf, place))
        reached = (edge for place in places for edge in self._out(ReachedBy, place))
        return _Around(
            places, min(self._of_nodes(places), self._of_edges(links), self._of_edges_with_ends(list(reached)))
        )

    def _found_groups(self, subject: str) -> _Around:
        groups = closure(subject, lambda here: (edge.to_id for edge in self._out(InGroup, here)))
        links = (edge for group in groups for edge in self._out(InGroup, group))
        return _Around(groups, min(self._of_nodes(groups), self._of_edges(links)))

    def _of_marks(self, places: Set[str], groups: Set[str]) -> date:
        """Of "we do this ourselves" and "not used here"."""
        opted = (edge for place in places for edge in self._out(OptsOut, place) if edge.to_id in groups)
        unused = (edge for place in places for edge in self._into(NotUsedAt, place) if edge.from_id in groups)
        return min(self._of_edges(opted), self._of_edges(unused))

    # Norms and fallbacks

    def _norms_ahead(self) -> Mapping[str, tuple[Norm, ...]]:
        found: dict[str, list[Norm]] = defaultdict(list)
        for norm in self._snapshot.nodes(Norm):
            if self._is_ahead(norm):
                found[norm.subject].append(norm)
        return {subject: tuple(norms) for subject, norms in found.items()}

    def _of_norms(self, organisation: str, places: Set[str], groups: Set[str]) -> date:
        place = self._snapshot.find(Organisation, organisation)
        if place is None:
            return NEVER
        asked = [n for group in groups for n in self._norms.get(group, ()) if may_apply(n, place, places)]
        if not asked:
            return NEVER
        norms = {norm.id for norm in asked}
        profiles = {norm.profile for norm in asked if norm.profile}
        adopted = (edge for up in places for edge in self._out(Adopts, up) if edge.to_id in profiles)
        excepted = (edge for up in places for edge in self._out(ExceptedFrom, up) if edge.to_id in norms)
        types = {norm.fallback for norm in asked if norm.fallback}
        return min(
            self._of_nodes([*norms, *profiles]),
            self._of_edges(adopted),
            self._of_edges(excepted),
            self._of_fallbacks(places, types),
        )

    def _of_fallbacks(self, places: Set[str], types: Set[str]) -> date:
        if not types:
            return NEVER
        roles: set[str] = set()
        for place in places:
            seats = self._seats.get(place, self._found_seats)
            roles.update(*(seats.get(each, frozenset()) for each in types))
        return min(self._of_nodes(types), self._of_holders(roles, places))

    def _found_seats(self, organisation: str) -> Mapping[str, frozenset[str]]:
        """The roles at an organisation by role type."""
        found: dict[str, set[str]] = defaultdict(set)
        for seat in self._into(At, organisation):
            for of_type in self._out(OfType, seat.from_id):
                found[of_type.to_id].add(seat.from_id)
        return {role_type: frozenset(roles) for role_type, roles in found.items()}

    # Mandates and who stands behind them

    def _of_mandates(self, places: Set[str], groups: Set[str]) -> date:
        mandates = self._mandates(places, groups)
        granted = any(mandate.granted_by for mandate in mandates if mandate.kind == "DECIDES")
        return min(
            self._of_edges(mandates),
            self._of_nodes([mandate.channel for mandate in mandates if mandate.channel]),
            self._of_holders({mandate.from_id for mandate in mandates}, places),
            self._of_grantors(places) if granted else NEVER,
        )

    def _mandates(self, places: Set[str], groups: Set[str]) -> list[Mandate]:
        """The mandates on any of the groups whose scope names, or will name, any of the places.

        One that ended is among them when it was acting: who acts today may stand in for whom it stood in.
        """
        found: list[Mandate] = []
        for place in places:
            named = self._snapshot.mandates_at(place)
            for group in groups:
                edges = named.get(group, ())
                found.extend(
                    [edge for edge in edges if (edge.acting_for or self._is_ahead(edge)) and self._is_for(edge, place)]
                )
        return found

    def _is_for(self, mandate: Mandate, place: str) -> bool:
        """Whether a mandate at a place names it itself, or its holder is or will be there."""
        if mandate.scope:
            return True
        kinds: tuple[type[Edge], ...] = (Serves, At, BodyOf)
        return any(link.to_id == place for kind in kinds for link in self._out(kind, mandate.from_id))

    def _of_holders(self, holders: Iterable[str], places: Set[str]) -> date:
        first = NEVER
        for holder in holders:
            behind = self._behind.get(holder, self._found_behind)
            away = (edge for who in behind.people for edge in self._out(AbsentFrom, who) if edge.to_id in places)
            first = min(first, behind.first, self._of_edges(away))
        return first

    def _found_behind(self, holder: str) -> _Behind:
        """For a role or body: where it is, who is in it, and the channels that lead to it."""
        placed = [edge for kind in (At, Serves, BodyOf) for edge in self._out(kind, holder)]
        placed_by_type = self._out(OfType, holder)
        reached = [] if kind_of_id(holder) == "person" else self._out(ReachedBy, holder)
        members = self._into(MemberOf, holder)
        seats = [holder, *(edge.from_id for edge in members)]
        holdings = [edge for seat in seats for edge in self._into(Holds, seat)]
        return _Behind(
            people=frozenset(
                [each for each in seats if kind_of_id(each) == "person"] + [edge.from_id for edge in holdings]
            ),
            first=min(
                self._of_nodes([holder]),
                self._of_edges_with_ends([*placed, *placed_by_type, *reached, *members, *holdings]),
            ),
        )

    def _of_grantors(self, places: Set[str]) -> date:
        """Of whoever may grant mandates there: an answer names who stays accountable."""
        first = NEVER
        for decision in self._snapshot.nodes(Decision):
            if decision.grants_mandates and self._is_ahead(decision):
                groups = self._groups.get(decision.id, self._found_groups)
                granting = self._mandates(places, groups.places)
                behind = [self._behind.get(mandate.from_id, self._found_behind).first for mandate in granting]
                first = min(
                    first, groups.first, self._of_marks(places, groups.places), self._of_edges(granting), *behind
                )
        return first

    def _of_bodies(self, places: Set[str], groups: Set[str]) -> date:
        """Of bodies that have a say."""
        belonging = [edge for place in places for edge in self._into(BodyOf, place)]
        consulted = [
            edge
            for body in {each.from_id for each in belonging}
            for edge in self._out(ConsultedOn, body)
            if edge.to_id in groups
        ]
        asked = {edge.from_id for edge in consulted}
        return min(
            self._of_edges_with_ends(consulted),
            self._of_edges_with_ends([edge for edge in belonging if edge.from_id in asked]),
        )

    # Dates

    def _of_edges(self, edges: Iterable[Edge]) -> date:
        return self._first(edges)

    def _of_edges_with_ends(self, edges: Iterable[Edge]) -> date:
        found = list(edges)
        return min(self._first(found), self._of_nodes({end for edge in found for end in (edge.from_id, edge.to_id)}))

    def _of_nodes(self, ids: Iterable[str]) -> date:
        return self._first(node for node in map(self._snapshot.node, ids) if node is not None)

    def _first(self, records: Iterable[Record]) -> date:
        on, first = self._day.on, NEVER
        for record in records:
            since, until = record.since, record.until
            if since is not None and on < since < first:
                first = since
            if until is not None and on < until < first:
                first = until
        return first

    def _is_ahead(self, record: Record) -> bool:
        return record.until is None or record.until > self._day.on

    def _out(self, kind: type[E], node: str) -> tuple[E, ...]:
        return tuple(edge for edge in self._snapshot.out(kind, node) if self._is_ahead(edge))

    def _into(self, kind: type[E], node: str) -> tuple[E, ...]:
        return tuple(edge for edge in self._snapshot.into(kind, node) if self._is_ahead(edge))
