"""Every date on which an answer about a cell, a holder or an edge can change, for whoever follows it through time.

They are the bounds of every record that the answer rests on. More dates than needed do no harm; one left out would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from typing import TypeVar

from graph.domain.kinds import (
    PLACING_KINDS,
    AbsentFrom,
    Advises,
    AffiliatedWith,
    Broader,
    Decision,
    Edge,
    Holds,
    Knows,
    Mandate,
    MemberOf,
    Norm,
    Organisation,
    Record,
    Requires,
    Task,
    kind_of_id,
)
from graph.model.bounded import Bounded
from graph.model.day import MOST_PLACES, closure
from graph.model.norms import may_apply
from graph.model.snapshot import Snapshot
from graph.model.walk import Walk

__all__ = ["PASSING_KINDS", "Bounds", "Dates", "structural_days"]

E = TypeVar("E", bound=Edge)

Dates = frozenset[date]

NO_DATES: Dates = frozenset()

PASSING_KINDS = frozenset({AbsentFrom, Holds, MemberOf, AffiliatedWith, Knows, Advises})
"""The kinds of edges on which the structure of a day does not rest: people who come, go and learn."""

MOST_FOUND = 64
"""Cells and edges whose dates are kept: several codes ask for the same one after another."""


class Bounds(Walk[Dates]):
    """Every date on which what is known about a cell, a holder or an edge can change, whenever that is.

    Args:
        snapshot: the graph.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        self._norms = self._norms_by_subject()
        self._cells: Bounded[tuple[str, str, str], Dates] = Bounded(MOST_FOUND)
        self._near: Bounded[tuple[str, str, str], Sequence[Mandate]] = Bounded(MOST_FOUND)
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

    def mandates_near(self, organisation: str, subject: str, mandate: str) -> Sequence[Mandate]:
        """The mandates of a kind that could ever reach a cell; one may come more than once."""
        return self._near.get((organisation, subject, mandate), self._found_near)

    def _found_near(self, key: tuple[str, str, str]) -> Sequence[Mandate]:
        organisation, subject, mandate = key
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
