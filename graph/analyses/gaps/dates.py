"""The days on which what is known about a cell, a holder or an edge can change.

Every bound of every record that could bear on the answer, in force today or not: more days than needed do no
harm, a day left out would.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from graph.domain.kinds import (
    AbsentFrom,
    Adopts,
    AffiliatedWith,
    At,
    BodyOf,
    Broader,
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
    PartOf,
    Record,
    Requires,
    Serves,
    kind_of_id,
)
from graph.model.snapshot import Snapshot

__all__ = ["DatesNear"]

Days = frozenset[date]
NO_DAYS: Days = frozenset()


class DatesNear:
    """The bounds near the cells of one snapshot; each part is worked out once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._above: dict[str, tuple[str, ...]] = {}
        self._groups: dict[str, tuple[str, ...]] = {}
        self._places: dict[str, Days] = {}
        self._holders: dict[str, Days] = {}
        self._people: dict[str, Days] = {}
        self._subjects: dict[str, Days] = {}
        self._roles: dict[str, dict[str, set[str]]] = {}
        self._norms: dict[str, list[Norm]] | None = None
        self._asked: dict[tuple[str, str], bool] = {}
        self._topics: Days | None = None

    def of_cell(self, organisation: str, subject: str, mandate: str) -> Days:
        """The days on which the coverage of a cell, or what norms ask of it, can change."""
        found = {*self.of_place(organisation), *self.of_subject(subject)}
        for edge in self.mandates_near(organisation, subject, mandate):
            found |= self.of_mandate(edge)
        for norm in self._norms_on(subject, mandate):
            if norm.fallback is not None:
                found.update(self._of_fallback(organisation, norm.fallback))
        return frozenset(found)

    def of_knowledge(self, subject: str, people: Iterable[str]) -> Days:
        """The days on which what people know, or what a subject asks, can change."""
        found = set(self._taxonomy())
        found.update(_bounds(self.snapshot.out(Requires, subject)))
        for person in people:
            found.update(_bounds(self.snapshot.out(Knows, person)))
        return frozenset(found)

    def of_mandate(self, edge: Mandate) -> Days:
        """The days on which a mandate starts or stops counting, by itself, its holder or its scope."""
        return self.of_holder(edge.from_id).union(_bounds([edge]), self._of_acting(edge.acting_for))

    def of_scope(self, edge: Mandate) -> Days:
        """The days on which a mandate itself, or what it is for, starts or stops being; whoever holds it."""
        found = {*_bounds([edge]), *self._node_days(edge.from_id), *self._node_days(edge.to_id)}
        places = set(edge.scope)
        for kind in (At, Serves, BodyOf):
            links = self.snapshot.out(kind, edge.from_id)
            found.update(_bounds(links))
            places.update(link.to_id for link in links)
        return frozenset(found.union(*(self.of_place(place) for place in places)))

    def of_holder(self, holder: str) -> Days:
        """The days on which a role, person, body or organisation starts or stops being, or being held."""
        if holder not in self._holders:
            self._holders[holder] = frozenset(self._holder_days(holder))
        return self._holders[holder]

    def people_of(self, holder: str) -> set[str]:
        """Everybody who ever stands for a role, person or body."""
        kind = kind_of_id(holder)
        if kind == "role":
            return {holding.from_id for holding in self.snapshot.into(Holds, holder)}
        if kind == "body":
            members = self.snapshot.into(MemberOf, holder)
            return {person for member in members for person in self.people_of(member.from_id)}
        return {holder} if kind == "person" else set()

    def of_place(self, organisation: str) -> Days:
        """The days on which what lies above an organisation, opts out, adopts or is excepted can change."""
        if organisation not in self._places:
            self._places[organisation] = frozenset(self._place_days(organisation))
        return self._places[organisation]

    def of_subject(self, subject: str) -> Days:
        """The days on which the groups of a subject, where it is used, or its norms can change."""
        if subject not in self._subjects:
            self._subjects[subject] = frozenset(self._subject_days(subject))
        return self._subjects[subject]

    def is_ever_asked(self, subject: str, mandate: str) -> bool:
        """Whether any norm, in force today or not, is about a subject and a kind of mandate."""
        key = (subject, mandate)
        if key not in self._asked:
            self._asked[key] = any(True for _ in self._norms_on(subject, mandate))
        return self._asked[key]

    def above(self, organisation: str) -> tuple[str, ...]:
        """The organisation and everything that ever lies above it."""
        if organisation not in self._above:
            self._above[organisation] = self._closure(organisation, PartOf)
        return self._above[organisation]

    def groups(self, subject: str) -> tuple[str, ...]:
        """The subject and every group that it ever lies in."""
        if subject not in self._groups:
            self._groups[subject] = self._closure(subject, InGroup)
        return self._groups[subject]

    def mandates_near(self, organisation: str, subject: str, mandate: str) -> Iterator[Mandate]:
        """The mandates of a kind that could ever reach a cell; one may come more than once."""
        groups = self.groups(subject)
        for place in self.above(organisation):
            named = self.snapshot.mandates_at(place)
            for group in groups:
                yield from (edge for edge in named.get(group, ()) if edge.kind == mandate)

    def mandates_at(self, organisation: str) -> Iterator[Mandate]:
        """The mandates whose scope could ever name an organisation."""
        for found in self.snapshot.mandates_at(organisation).values():
            yield from found

    def _holder_days(self, holder: str) -> Iterator[date]:
        kind = kind_of_id(holder)
        yield from self._node_days(holder)
        if kind == "role":
            yield from _bounds(self.snapshot.out(At, holder))
            yield from _bounds(self.snapshot.out(Serves, holder))
            yield from _bounds(self.snapshot.out(OfType, holder))
            for holding in self.snapshot.into(Holds, holder):
                yield from _bounds([holding])
                yield from self._person_days(holding.from_id)
                yield from self._of_acting(holding.acting_for)
        elif kind == "body":
            yield from _bounds(self.snapshot.out(BodyOf, holder))
            for membership in self.snapshot.into(MemberOf, holder):
                yield from _bounds([membership])
                yield from self.of_holder(membership.from_id)
        elif kind == "person":
            yield from self._person_days(holder)

    def _person_days(self, person: str) -> Days:
        if person not in self._people:
            edges = (*self.snapshot.out(AbsentFrom, person), *self.snapshot.out(AffiliatedWith, person))
            self._people[person] = frozenset((*self._node_days(person), *_bounds(edges)))
        return self._people[person]

    def _of_acting(self, person: str | None) -> Days:
        return NO_DAYS if person is None else self._person_days(person)

    def _place_days(self, organisation: str) -> Iterator[date]:
        for place in self.above(organisation):
            yield from self._node_days(place)
            for kind in (PartOf, OptsOut, Adopts, ExceptedFrom):
                yield from _bounds(self.snapshot.out(kind, place))

    def _subject_days(self, subject: str) -> Iterator[date]:
        for group in self.groups(subject):
            yield from self._node_days(group)
            yield from _bounds(self.snapshot.out(InGroup, group))
            yield from _bounds(self.snapshot.out(NotUsedAt, group))
            for norm in self._all_norms().get(group, ()):
                yield from _bounds([norm])
                if norm.profile is not None:
                    yield from self._node_days(norm.profile)

    def _of_fallback(self, organisation: str, role_type: str) -> Iterator[date]:
        yield from self._node_days(role_type)
        for place in self.above(organisation):
            for role in self._seats(place).get(role_type, ()):
                yield from self.of_holder(role)

    def _seats(self, place: str) -> Mapping[str, set[str]]:
        """The roles that ever are at an organisation, by role type."""
        if place not in self._roles:
            found: dict[str, set[str]] = defaultdict(set)
            for at in self.snapshot.into(At, place):
                for link in self.snapshot.out(OfType, at.from_id):
                    found[link.to_id].add(at.from_id)
            self._roles[place] = found
        return self._roles[place]

    def _norms_on(self, subject: str, mandate: str) -> Iterator[Norm]:
        for group in self.groups(subject):
            for norm in self._all_norms().get(group, ()):
                if norm.mandate == mandate:
                    yield norm

    def _all_norms(self) -> dict[str, list[Norm]]:
        if self._norms is None:
            self._norms = {}
            for norm in self.snapshot.nodes(Norm):
                self._norms.setdefault(norm.subject, []).append(norm)
        return self._norms

    def _taxonomy(self) -> Days:
        if self._topics is None:
            self._topics = frozenset(_bounds(self.snapshot.edges(Broader)))
        return self._topics

    def _node_days(self, node_id: str) -> Iterator[date]:
        node = self.snapshot.node(node_id)
        return iter(()) if node is None else _bounds([node])

    def _closure(self, start: str, kind: type[PartOf] | type[InGroup]) -> tuple[str, ...]:
        seen = {start: None}
        waiting = [start]
        while waiting:
            for edge in self.snapshot.out(kind, waiting.pop()):
                if edge.to_id not in seen:
                    seen[edge.to_id] = None
                    waiting.append(edge.to_id)
        return tuple(seen)


def _bounds(records: Iterable[Record]) -> Iterator[date]:
    for record in records:
        if record.since is not None:
            yield record.since
        if record.until is not None:
            yield record.until
