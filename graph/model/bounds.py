"""The dates on which an answer can change: the bounds of every record that it rests on, found in one way.

One walk knows what an answer rests on. `Bounds` adds up every date that it meets, for whoever follows an answer through
time; `Horizon` keeps the first one after a day, for whoever asks until when an answer is good. More dates than needed
do no harm; a date left out would.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from graph.domain.kinds import (
    PLACING_KINDS,
    AbsentFrom,
    Adopts,
    Advises,
    AffiliatedWith,
    At,
    BodyOf,
    Broader,
    ConsultedOn,
    Decision,
    Edge,
    ExceptedFrom,
    Holds,
    InGroup,
    Knows,
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
    Requires,
    Task,
    kind_of_id,
)
from graph.model.bounded import Bounded
from graph.model.day import MOST_INDEXED, MOST_PLACES, closure
from graph.model.norms import may_apply
from graph.model.snapshot import Snapshot

__all__ = ["PASSING_KINDS", "Bounds", "Dates", "Horizon", "structural_days"]

D = TypeVar("D")
E = TypeVar("E", bound=Edge)

Dates = frozenset[date]

NO_DATES: Dates = frozenset()
NEVER = date.max
"""Stands for "it does not change", so that the earliest of several is their minimum."""

PASSING_KINDS = frozenset({AbsentFrom, Holds, MemberOf, AffiliatedWith, Knows, Advises})
"""The kinds of edges on which the structure of a day does not rest: people who come, go and learn."""

MOST_FOUND = 64
"""Cells and edges whose dates are kept: several codes ask for the same one after another."""


@dataclass(frozen=True, slots=True)
class _Around(Generic[D]):
    """What is, or will be, a record or above it; with the dates on which that changes."""

    ids: frozenset[str]
    bounds: D


@dataclass(frozen=True, slots=True)
class _Behind(Generic[D]):
    """The people who stand, or will stand, behind a record; with the dates on which that changes."""

    people: frozenset[str]
    bounds: D


@dataclass(frozen=True, slots=True)
class _Local:
    """What some organisations decided for themselves.

    Attributes:
        marks: "we do this ourselves" and "not used here", with the subject that each is about.
    """

    marks: tuple[tuple[str, Edge], ...]
    adopted: tuple[Adopts, ...]
    excepted: tuple[ExceptedFrom, ...]


class _Walk(ABC, Generic[D]):
    """What the answers about a cell rest on. How dates add up, and which records still count, say those below.

    An answer rests on more than what is in force: a coming absence, a coming holding, a norm of next year.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._places: Bounded[str, _Around[D]] = Bounded(MOST_PLACES)
        self._groups: Bounded[str, _Around[D]] = Bounded(MOST_PLACES)
        self._behind: Bounded[str, _Behind[D]] = Bounded(MOST_PLACES)
        self._local: Bounded[frozenset[str], _Local] = Bounded(MOST_PLACES)
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

    def place(self, organisation: str) -> _Around[D]:
        """An organisation with those above it."""
        return self._places.get(organisation, self._found_places)

    def groups(self, subject: str) -> _Around[D]:
        """A subject with the groups above it."""
        return self._groups.get(subject, self._found_groups)

    def _found_places(self, organisation: str) -> _Around[D]:
        places = closure(organisation, lambda here: (edge.to_id for edge in self._out(PartOf, here)))
        links = [edge for place in places for edge in self._out(PartOf, place)]
        return _Around(places, self._sum(self._of_nodes(places), self._of(links)))

    def _found_groups(self, subject: str) -> _Around[D]:
        groups = closure(subject, lambda here: (edge.to_id for edge in self._out(InGroup, here)))
        links = [edge for group in groups for edge in self._out(InGroup, group)]
        return _Around(groups, self._sum(self._of_nodes(groups), self._of(links)))

    def _of_marks(self, places: frozenset[str], groups: Set[str]) -> D:
        """Of "we do this ourselves" and "not used here"."""
        marks = self._local.get(places, self._found_local).marks
        return self._of([edge for subject, edge in marks if subject in groups])

    def _found_local(self, places: frozenset[str]) -> _Local:
        opted = [(edge.to_id, edge) for place in places for edge in self._out(OptsOut, place)]
        unused = [(edge.from_id, edge) for place in places for edge in self._into(NotUsedAt, place)]
        return _Local(
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

    def _found_behind(self, holder: str) -> _Behind[D]:
        """For a role or body: where it is, who is in it, and the channels that lead to it."""
        placed = [edge for kind in PLACING_KINDS for edge in self._out(kind, holder)]
        placed_by_type = self._out(OfType, holder)
        reached = [] if kind_of_id(holder) == "person" else self._out(ReachedBy, holder)
        members = self._into(MemberOf, holder)
        seats = [holder, *(edge.from_id for edge in members)]
        holdings = [edge for seat in seats for edge in self._into(Holds, seat)]
        return _Behind(
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


class Horizon(_Walk[date]):
    """Until when an answer is good: the first date after a day. Whatever is over by then is left out of account.

    Args:
        snapshot: the graph.
        on: the day.
    """

    def __init__(self, snapshot: Snapshot, on: date) -> None:
        super().__init__(snapshot)
        self._on = on
        self._contacts: Bounded[str, date] = Bounded(MOST_PLACES)
        self._norms = self._norms_by_subject()

    def next_change(self, organisation: str, subject: str) -> date | None:
        """The next date on which the answer about a task or decision can change; None = no date is known.

        It is never later than the first date on which the answer does change; it may be earlier, for instance
        when somebody is replaced by somebody who was there already.
        """
        around, groups = self.place(organisation), self.groups(subject)
        places = around.ids
        norms = self._norms_at(organisation, places, groups.ids)
        first = min(
            around.bounds,
            groups.bounds,
            self._contacts.get(organisation, self._found_contacts),
            self._of_marks(places, groups.ids),
            self._of_norms(norms, places),
            self._of_fallbacks(norms, places),
            self._of_mandates(places, groups.ids),
            self._of_bodies(places, groups.ids),
        )
        return None if first == NEVER else first

    def next_change_in(self, organisation: str, task_group: str) -> date | None:
        """The same for the answers about everything in a task group, what joins or leaves it included."""
        inside = closure(task_group, lambda here: (edge.from_id for edge in self._into(InGroup, here)))
        first = self._of(edge for group in inside for edge in self._into(InGroup, group))
        each = (self.next_change(organisation, subject) for subject in inside)
        first = min([first, *(day for day in each if day is not None)])
        return None if first == NEVER else first

    def _for_place(self, mandates: Iterable[Mandate], place: str) -> Iterable[Mandate]:
        """One that ended is among them when it was acting: who acts today may stand in for whom it stood in."""
        return [
            each
            for each in mandates
            if (each.acting_for or self._counts(each)) and (each.scope or self._will_be_at(each, place))
        ]

    def _will_be_at(self, mandate: Mandate, place: str) -> bool:
        return any(link.to_id == place for kind in PLACING_KINDS for link in self._out(kind, mandate.from_id))

    def _norms_at(self, organisation: str, places: Set[str], groups: Set[str]) -> list[Norm]:
        place = self.snapshot.find(Organisation, organisation)
        if place is None:
            return []
        return [norm for group in groups for norm in self._norms.get(group, ()) if may_apply(norm, place, places)]

    def _found_contacts(self, organisation: str) -> date:
        """Of the channels that lead to the organisation and those above it."""
        places = self.place(organisation).ids
        return self._of_edges_with_ends([edge for place in places for edge in self._out(ReachedBy, place)])

    def _of_mandates(self, places: frozenset[str], groups: Set[str]) -> date:
        mandates = self._mandates(places, groups)
        granted = any(mandate.granted_by for mandate in mandates if mandate.kind == "DECIDES")
        return min(
            self._of(mandates),
            self._of_nodes([mandate.channel for mandate in mandates if mandate.channel]),
            self._of_holders({mandate.from_id for mandate in mandates}, places),
            self._of_grantors(places) if granted else NEVER,  # an answer names who stays accountable
        )

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
        return self._of_edges_with_ends([*consulted, *(edge for edge in belonging if edge.from_id in asked)])

    def _of(self, records: Iterable[Record]) -> date:
        on, first = self._on, NEVER
        for record in records:
            since, until = record.since, record.until
            if since is not None and on < since < first:
                first = since
            if until is not None and on < until < first:
                first = until
        return first

    def _sum(self, *parts: date) -> date:
        return min(parts)

    def _counts(self, record: Record) -> bool:
        return record.until is None or record.until > self._on


class Bounds(_Walk[Dates]):
    """Every date on which what is known about a cell, a holder or an edge can change, whenever that is.

    Args:
        snapshot: the graph.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self._norms = self._norms_by_subject()
        self._cells: Bounded[tuple[str, str, str], Dates] = Bounded(MOST_FOUND)
        self._edges: Bounded[str, Dates] = Bounded(MOST_FOUND)
        self._held: Bounded[str, Dates] = Bounded(MOST_PLACES)
        self._known: Bounded[str, Dates] = Bounded(MOST_PLACES)
        self._topics: dict[str, Dates] = {}
        self._asked: dict[tuple[str, str], tuple[Norm, ...]] = {}

    def of_cell(self, organisation: str, subject: str, mandate: str) -> Dates:
        """The dates on which the coverage of a cell, or what norms ask of it, can change."""
        return self._cells.get((organisation, subject, mandate), self._found_cell)

    def _found_cell(self, key: tuple[str, str, str]) -> Dates:
        organisation, subject, mandate = key
        places = self.place(organisation).ids
        mandates = self.mandates_near(organisation, subject, mandate)
        norms = self._norms_at(organisation, subject, mandate)
        holders = {edge.from_id for edge in mandates}
        apart = self.people_behind(holders) if any(norm.independent_of for norm in norms) else ()
        return self._sum(
            self.around_cell(organisation, subject, mandate),
            self._of_fallbacks(norms, places),
            self._of(mandates),
            self._of_holders(holders, places),
            self._of_edges_with_ends([edge for person in apart for edge in self._out(AffiliatedWith, person)]),
        )

    def around_cell(self, organisation: str, subject: str, mandate: str) -> Dates:
        """Those on which what norms ask of a cell, or which mandates can reach it, changes; whoever holds them."""
        place, groups = self.place(organisation), self.groups(subject)
        norms = self._norms_at(organisation, subject, mandate)
        marks = self._of_marks(place.ids, groups.ids)
        return self._sum(place.bounds, groups.bounds, marks, self._of_norms(norms, place.ids))

    def of_mandate(self, edge: Mandate) -> Dates:
        """The dates on which a mandate starts or stops having its holders, absences left out of account."""
        return self._of([edge]) | self._behind.get(edge.from_id, self._found_behind).bounds

    def of_seats(self, role: str) -> Dates:
        """The dates on which a role starts or stops being, lying somewhere, or being held."""
        places = {link.to_id for kind in PLACING_KINDS for link in self._out(kind, role)}
        return self._sum(
            self._behind.get(role, self._found_behind).bounds, *[self.place(place).bounds for place in places]
        )

    def of_edge(self, edge: Edge) -> Dates:
        """The dates on which an edge, its ends, or the organisations where they lie start or stop being."""
        return self._edges.get(edge.id, lambda _: self._found_edge(edge))

    def of_ends(self, edge: Edge) -> Dates:
        """The dates on which an edge or one of its ends starts or stops being."""
        ends = (self.snapshot.node(edge.from_id), self.snapshot.node(edge.to_id))
        return self._of([edge, *(end for end in ends if end is not None)])

    def _found_edge(self, edge: Edge) -> Dates:
        ends = (edge.from_id, edge.to_id)
        kinds: tuple[type[Edge], ...] = (*PLACING_KINDS, AffiliatedWith)
        links = [link for end in ends for kind in kinds for link in self._out(kind, end)]
        places = {link.to_id for link in links}.union(edge.scope if isinstance(edge, Mandate) else ())
        places.update(end for end in ends if kind_of_id(end) == "organisation")
        return self._sum(
            self._of_edges_with_ends([edge, *links]), *[self.place(place).bounds for place in sorted(places)]
        )

    def of_granting(self, edge: Mandate) -> Dates:
        """The dates on which whoever may grant a mandate where it lies can change."""
        places = {link.to_id for kind in PLACING_KINDS for link in self._out(kind, edge.from_id)}.union(edge.scope)
        return self._of_grantors(frozenset().union(*(self.place(place).ids for place in places)))

    def of_knowledge(self, subject: str, people: Iterable[str]) -> Dates:
        """The dates on which what people know, or what a subject asks for, can change."""
        if subject not in self._topics:
            self._topics[subject] = self._of_required(subject)
        return self._topics[subject].union(*(self._known.get(person, self._found_known) for person in people))

    def _found_known(self, person: str) -> Dates:
        return self._of_edges_with_ends(self._out(Knows, person))

    def of_record(self, record: Record) -> Dates:
        """The bounds of a record itself."""
        return self._of([record])

    def holders_near(self, organisation: str, subject: str, mandate: str) -> set[str]:
        """Every person, body and organisation that ever holds a cell."""
        found: set[str] = set()
        for edge in self.mandates_near(organisation, subject, mandate):
            found |= self.people_behind([edge.from_id]) if kind_of_id(edge.from_id) == "role" else {edge.from_id}
        return found

    def people_near(self, organisation: str, subject: str, mandate: str) -> set[str]:
        """Everybody who ever stands for a holder of a mandate that could reach a cell."""
        return self.people_behind(edge.from_id for edge in self.mandates_near(organisation, subject, mandate))

    def people_behind(self, holders: Iterable[str]) -> set[str]:
        """Everybody who ever stands for roles, people and bodies."""
        return {person for each in holders for person in self._behind.get(each, self._found_behind).people}

    def mandates_near(self, organisation: str, subject: str, mandate: str) -> list[Mandate]:
        """The mandates of a kind that could ever reach a cell; one may come more than once."""
        return self._mandates(self.place(organisation).ids, self.groups(subject).ids, mandate)

    def subjects_in(self, subject: str) -> tuple[str, ...]:
        """The tasks and decisions that ever lie at or below a subject."""
        below: Mapping[str, tuple[str, ...]] = self.snapshot.kept("subjects ever below", self._found_below)
        return below.get(subject, ())

    def is_ever_asked(self, subject: str, mandate: str) -> bool:
        """Whether any norm, in force today or not, is about a subject and a kind of mandate."""
        return bool(self._norms_on(subject, mandate))

    def _norms_at(self, organisation: str, subject: str, mandate: str) -> list[Norm]:
        place, above = self.snapshot.find(Organisation, organisation), self.place(organisation).ids
        norms = self._norms_on(subject, mandate)
        return [] if place is None else [norm for norm in norms if may_apply(norm, place, above)]

    def _norms_on(self, subject: str, mandate: str) -> tuple[Norm, ...]:
        key = (subject, mandate)
        if key not in self._asked:
            norms = (norm for group in self.groups(subject).ids for norm in self._norms.get(group, ()))
            self._asked[key] = tuple(norm for norm in norms if norm.mandate == mandate)
        return self._asked[key]

    def _of_required(self, subject: str) -> Dates:
        """Of the topics that a subject requires, and of those that count for them."""
        asked = self._out(Requires, subject)
        topics: set[str] = set()
        for topic in {edge.to_id for edge in asked}:
            topics |= closure(topic, lambda here: (edge.from_id for edge in self._into(Broader, here)))
        return self._of_edges_with_ends([*asked, *(edge for topic in topics for edge in self._into(Broader, topic))])

    def _of_holders(self, holders: Iterable[str], places: Set[str]) -> Dates:
        """Their absences anywhere, so that what was found of a holder is good for every cell."""
        return NO_DATES.union(*[self._held.get(holder, self._found_held) for holder in holders])

    def _found_held(self, holder: str) -> Dates:
        behind = self._behind.get(holder, self._found_behind)
        away = [edge for who in behind.people for edge in self._out(AbsentFrom, who)]
        return behind.bounds | self._of_edges_with_ends(away)

    def _found_below(self) -> Mapping[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {}
        for node in (*self.snapshot.nodes(Task), *self.snapshot.nodes(Decision)):
            for group in self.groups(node.id).ids:
                below.setdefault(group, []).append(node.id)
        return {group: tuple(found) for group, found in below.items()}

    def _of(self, records: Iterable[Record]) -> Dates:
        return frozenset(_bounds(records))

    def _sum(self, *parts: Dates) -> Dates:
        return parts[0].union(*parts[1:])

    def _counts(self, record: Record) -> bool:
        return True

    def _out(self, kind: type[E], node: str) -> Sequence[E]:
        return self.snapshot.out(kind, node)

    def _into(self, kind: type[E], node: str) -> Sequence[E]:
        return self.snapshot.into(kind, node)


def structural_days(snapshot: Snapshot) -> list[date]:
    """The days on which the structure of the graph changes, in order; found once. See `PASSING_KINDS`."""
    return snapshot.kept(
        "days on which the structure changes",
        lambda: sorted(set(_bounds(record for record in snapshot.records() if type(record) not in PASSING_KINDS))),
    )


def _bounds(records: Iterable[Record]) -> Iterator[date]:
    for record in records:
        if record.since is not None:
            yield record.since
        if record.until is not None:
            yield record.until
