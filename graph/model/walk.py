"""What the answers about a cell rest on: one walk over the records around it, for whoever needs a date of any of them.

`graph.model.bounds` adds up every date that it meets; `graph.model.horizon` keeps the first one after a day.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

from graph.domain.kinds import (
    PLACING_KINDS,
    AbsentFrom,
    Adopts,
    At,
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
    PartOf,
    ReachedBy,
    Record,
    kind_of_id,
)
from graph.model.bounded import Bounded
from graph.model.day import MOST_INDEXED, MOST_PLACES, closure
from graph.model.snapshot import Snapshot

__all__ = ["Around", "Behind", "Walk"]

D = TypeVar("D")
E = TypeVar("E", bound=Edge)


@dataclass(frozen=True, slots=True)
class Around(Generic[D]):
    """What is, or will be, a record or above it; with the dates on which that changes."""

    ids: frozenset[str]
    bounds: D


@dataclass(frozen=True, slots=True)
class Behind(Generic[D]):
    """The people who stand, or will stand, behind a record; with the dates on which that changes."""

    people: frozenset[str]
    bounds: D


@dataclass(frozen=True, slots=True)
class Local:
    """What some organisations decided for themselves.

    Attributes:
        marks: "we do this ourselves" and "not used here", with the subject that each is about.
    """

    marks: tuple[tuple[str, Edge], ...]
    adopted: tuple[Adopts, ...]
    excepted: tuple[ExceptedFrom, ...]


class Walk(ABC, Generic[D]):
    """What the answers about a cell rest on. How dates add up, and which records still count, say those below.

    An answer rests on more than what is in force: a coming absence, a coming holding, a norm of next year.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._places: Bounded[str, Around[D]] = Bounded(MOST_PLACES)
        self._groups: Bounded[str, Around[D]] = Bounded(MOST_PLACES)
        self._behind: Bounded[str, Behind[D]] = Bounded(MOST_PLACES)
        self._local: Bounded[frozenset[str], Local] = Bounded(MOST_PLACES)
        self._seats: Bounded[str, Mapping[str, frozenset[str]]] = Bounded(MOST_INDEXED)

    @abstractmethod
    def _of(self, records: Iterable[Record]) -> D:
        """The bounds of records together."""

    @abstractmethod
    def _sum(self, *parts: D) -> D:
        """Several together; there is at least one."""

    @abstractmethod
    def _counts(self, record: Record) -> bool:
        """Whether a record can bear on the answer."""

    # What lies around a cell

    def place(self, organisation: str) -> Around[D]:
        """An organisation with those above it."""
        return self._places.get(organisation, self._found_places)

    def groups(self, subject: str) -> Around[D]:
        """A subject with the groups above it."""
        return self._groups.get(subject, self._found_groups)

    def _found_places(self, organisation: str) -> Around[D]:
        places = closure(organisation, lambda here: (edge.to_id for edge in self._out(PartOf, here)))
        links = [edge for place in places for edge in self._out(PartOf, place)]
        return Around(places, self._sum(self._of_nodes(places), self._of(links)))

    def _found_groups(self, subject: str) -> Around[D]:
        groups = closure(subject, lambda here: (edge.to_id for edge in self._out(InGroup, here)))
        links = [edge for group in groups for edge in self._out(InGroup, group)]
        return Around(groups, self._sum(self._of_nodes(groups), self._of(links)))

    def _of_marks(self, places: frozenset[str], groups: Set[str]) -> D:
        """Of "we do this ourselves" and "not used here"."""
        marks = self._local.get(places, self._found_local).marks
        return self._of([edge for subject, edge in marks if subject in groups])

    def _found_local(self, places: frozenset[str]) -> Local:
        opted = [(edge.to_id, edge) for place in places for edge in self._out(OptsOut, place)]
        unused = [(edge.from_id, edge) for place in places for edge in self._into(NotUsedAt, place)]
        return Local(
            marks=(*opted, *unused),
            adopted=tuple([edge for place in places for edge in self._out(Adopts, place)]),
            excepted=tuple([edge for place in places for edge in self._out(ExceptedFrom, place)]),
        )

    # Norms and fallbacks

    def _norms_by_subject(self) -> Mapping[str, tuple[Norm, ...]]:
        found: dict[str, list[Norm]] = defaultdict(list)
        for norm in self.snapshot.nodes(Norm):
            if self._counts(norm):
                found[norm.subject].append(norm)
        return {subject: tuple(norms) for subject, norms in found.items()}

    def _of_norms(self, norms: list[Norm], places: frozenset[str]) -> D:
        """Of what norms ask at an organisation, given with those above it."""
        if not norms:
            return self._of(())
        asked = {norm.id for norm in norms}
        profiles = {norm.profile for norm in norms if norm.profile}
        local = self._local.get(places, self._found_local)
        adopted = [edge for edge in local.adopted if edge.to_id in profiles]
        excepted = [edge for edge in local.excepted if edge.to_id in asked]
        return self._sum(self._of_nodes([*asked, *profiles]), self._of([*adopted, *excepted]))

    def _of_fallbacks(self, norms: list[Norm], places: Set[str]) -> D:
        types = {norm.fallback for norm in norms if norm.fallback}
        if not types:
            return self._of(())
        roles: set[str] = set()
        for place in places:
            seats = self._seats.get(place, self._found_seats)
            roles.update(*(seats.get(each, frozenset()) for each in types))
        return self._sum(self._of_nodes(types), self._of_holders(roles, places))

    def _found_seats(self, organisation: str) -> Mapping[str, frozenset[str]]:
        """The roles at an organisation by role type."""
        found: dict[str, set[str]] = defaultdict(set)
        for seat in self._into(At, organisation):
            for of_type in self._out(OfType, seat.from_id):
                found[of_type.to_id].add(seat.from_id)
        return {role_type: frozenset(roles) for role_type, roles in found.items()}

    # Mandates and who stands behind them

    def _mandates(self, places: Set[str], groups: Set[str], kind: str | None = None) -> list[Mandate]:
        """The mandates on any of the groups whose scope names, or will name, any of the places."""
        found: list[Mandate] = []
        for place in places:
            named = self.snapshot.mandates_at(place)
            for group in groups:
                edges = named.get(group, ())
                of_kind = edges if kind is None else [edge for edge in edges if edge.kind == kind]
                found.extend(self._for_place(of_kind, place))
        return found

    def _for_place(self, mandates: Iterable[Mandate], place: str) -> Iterable[Mandate]:
        """Those that count, of the mandates that name a place or whose holder is there on some day."""
        return mandates

    def _of_holders(self, holders: Iterable[str], places: Set[str]) -> D:
        """Of whoever stands behind roles, bodies and people, and is away at one of the places."""
        found = [self._behind.get(holder, self._found_behind) for holder in holders]
        away = [
            edge
            for behind in found
            for who in behind.people
            for edge in self._out(AbsentFrom, who)
            if edge.to_id in places
        ]
        return self._sum(self._of(away), *[behind.bounds for behind in found])

    def _found_behind(self, holder: str) -> Behind[D]:
        """For a role or body: where it is, who is in it, and the channels that lead to it."""
        placed = [edge for kind in PLACING_KINDS for edge in self._out(kind, holder)]
        placed_by_type = self._out(OfType, holder)
        reached = [] if kind_of_id(holder) == "person" else self._out(ReachedBy, holder)
        members = self._into(MemberOf, holder)
        seats = [holder, *(edge.from_id for edge in members)]
        holdings = [edge for seat in seats for edge in self._into(Holds, seat)]
        return Behind(
            people=frozenset(
                [each for each in seats if kind_of_id(each) == "person"] + [edge.from_id for edge in holdings]
            ),
            bounds=self._sum(
                self._of_nodes([holder]),
                self._of_edges_with_ends([*placed, *placed_by_type, *reached, *members, *holdings]),
            ),
        )

    def _of_grantors(self, places: frozenset[str]) -> D:
        """Of whoever may grant mandates at the places."""
        parts = [self._of(())]
        for decision in self.snapshot.nodes(Decision):
            if decision.grants_mandates and self._counts(decision):
                groups = self.groups(decision.id)
                granting = self._mandates(places, groups.ids)
                parts += [groups.bounds, self._of_marks(places, groups.ids), self._of(granting)]
                parts.append(self._of_holders({each.from_id for each in granting}, places))
        return self._sum(*parts)

    # Records

    def _of_edges_with_ends(self, edges: Sequence[Edge]) -> D:
        return self._sum(self._of(edges), self._of_nodes({end for edge in edges for end in (edge.from_id, edge.to_id)}))

    def _of_nodes(self, ids: Iterable[str]) -> D:
        return self._of(node for node in map(self.snapshot.node, ids) if node is not None)

    def _out(self, kind: type[E], node: str) -> Sequence[E]:
        return [edge for edge in self.snapshot.out(kind, node) if self._counts(edge)]

    def _into(self, kind: type[E], node: str) -> Sequence[E]:
        return [edge for edge in self.snapshot.into(kind, node) if self._counts(edge)]
