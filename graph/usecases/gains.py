"""Who could do more after a change than before: today, and on every day to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from graph.domain.changes import RecordChange
from graph.domain.kinds import (
    PLACING_KINDS,
    AbsentFrom,
    Body,
    Decides,
    Executes,
    Holds,
    Mandate,
    MemberOf,
    NotUsedAt,
    OptsOut,
    Organisation,
    PartOf,
    Person,
    Record,
    Role,
    kind_of_id,
)
from graph.model.bounds import Bounds
from graph.model.day import closure
from graph.model.marked import granting_decisions, register_tasks
from graph.model.snapshot import Snapshot
from graph.usecases.powers import Powers
from graph.usecases.rights import Right, Rights
from graph.usecases.viewer import Viewer

__all__ = ["Gain", "gains", "rights_ever"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """Somebody who could do more.

    Attributes:
        person: who.
        place: the organisation where.
        record: id of the record whose change lets them.
        is_own: whether they make the change themselves.
    """

    person: str
    place: str
    record: str
    is_own: bool


def gains(
    powers: Powers, after: Snapshot, changes: Iterable[RecordChange], rights: Rights, viewer: Viewer
) -> Iterator[Gain]:
    """What a change would let people do, as far as whoever makes it may not grant it; each place and person once.

    An organisation that is new is nobody's yet: what anybody can do there is no gain.

    Args:
        powers: of the graph before, today.
        after: the graph with the change.
        changes: what it is.
        rights: of whoever makes it.
        viewer: who that is.
    """
    before, today = powers.coverage.snapshot, powers.coverage.on
    then: Powers | None = None
    for place, record in _places_concerned(before, after, changes).items():
        then = then or Powers.of(after, today)
        granting, keeping = _gained(powers, then, place)
        may_grant = place in rights.at(Right.GRANT)
        refused = granting if not may_grant else granting & {viewer.person}
        refused |= keeping if not (may_grant or place in rights.at(Right.KEEP)) else keeping & {viewer.person}
        for person in sorted(refused):
            yield Gain(person=person, place=place, record=record, is_own=person == viewer.person)


def rights_ever(powers: Powers, person: str) -> tuple[frozenset[str], frozenset[str]]:
    """Where a person is head and where keeper, today or on a day to come."""
    around = _Ever(powers.coverage.snapshot)
    granting, keeping = set(), set()
    for place in around.reach(around.behind(person)):
        for day in _days(powers, place):
            then = powers.at(day)
            granting |= {place} if person in then.heads(place) else set()
            keeping |= {place} if person in then.keepers(place) else set()
    return frozenset(granting), frozenset(keeping)


def _gained(before: Powers, after: Powers, place: str) -> tuple[frozenset[str], frozenset[str]]:
    """Who becomes head and who keeper of a place, on some day."""
    granting: frozenset[str] = frozenset()
    keeping: frozenset[str] = frozenset()
    for day in _days(before, place) | _days(after, place):
        then, now = before.at(day), after.at(day)
        granting |= now.heads(place) - then.heads(place)
        keeping |= now.keepers(place) - then.keepers(place)
    return granting, keeping


def _days(powers: Powers, place: str) -> frozenset[date]:
    today = powers.coverage.on
    return powers.changes_after(place, today) | {today}


def _places_concerned(before: Snapshot, after: Snapshot, changes: Iterable[RecordChange]) -> Mapping[str, str]:
    """The organisations whose heads or keepers can change, each with the record by which."""
    found: dict[str, str] = {}
    one, other = _Ever(before), _Ever(after)
    for change in changes:
        look = _LOOKS.get(type(change.record))
        if look is not None and _matters(change):
            for around in (one, other):
                for record in (change.before, change.after):
                    for place in look(record, around) if record is not None else ():
                        found.setdefault(place, change.id)
    return {place: record for place, record in sorted(found.items()) if before.get(place) is not None}


def _matters(change: RecordChange) -> bool:
    """Whether a node is there on other days, is of another sort, or has other members."""
    if change.record.is_edge:
        return True
    names = {each.field for each in change.fields}
    return change.before is not None and (change.after is None or bool(names & {"since", "until", "type"}))


class _Ever:
    """What lies around the mandates on which rights rest, whatever the day."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        bounds = Bounds(snapshot)
        self.granting = frozenset[str]().union(*(bounds.groups(one).ids for one in granting_decisions(snapshot)))
        self.keeping = frozenset[str]().union(*(bounds.groups(one).ids for one in register_tasks(snapshot)))

    def is_marked(self, subject: str) -> bool:
        """Whether rights rest on a subject."""
        return subject in self.granting or subject in self.keeping

    def below(self, organisation: str) -> frozenset[str]:
        """The organisation and everything that ever lies below it."""
        return closure(organisation, lambda here: (edge.from_id for edge in self.snapshot.into(PartOf, here)))

    def reach(self, mandates: Iterable[Mandate]) -> frozenset[str]:
        """Wherever some mandates can come down to."""
        tops = {place for edge in mandates for place in self._scope(edge)}
        return frozenset[str]().union(*(self.below(top) for top in tops))

    def of_edge(self, edge: Mandate) -> Iterator[Mandate]:
        """The mandate itself when rights rest on it."""
        if edge.to_id in (self.granting if isinstance(edge, Decides) else self.keeping):
            yield edge

    def behind(self, node: str) -> Iterator[Mandate]:
        """The mandates on which rights rest of a person, role or body, and of their seats."""
        seats = [node, *(edge.to_id for edge in self.snapshot.out(Holds, node))]
        bodies = [edge.to_id for seat in seats for edge in self.snapshot.out(MemberOf, seat)]
        for seat in dict.fromkeys((*seats, *bodies)):
            for edge in (*self.snapshot.out(Decides, seat), *self.snapshot.out(Executes, seat)):
                yield from self.of_edge(edge)

    def _scope(self, mandate: Mandate) -> frozenset[str]:
        if mandate.scope:
            return frozenset(mandate.scope)
        if kind_of_id(mandate.from_id) == "organisation":
            return frozenset({mandate.from_id})
        links = (edge for kind in PLACING_KINDS for edge in self.snapshot.out(kind, mandate.from_id))
        return frozenset(edge.to_id for edge in links)


def _of_mandate(edge: Any, around: _Ever) -> Iterable[str]:
    return around.reach(around.of_edge(edge))


def _behind_one(edge: Any, around: _Ever) -> Iterable[str]:
    return around.reach(around.behind(edge.from_id))


def _behind_other(edge: Any, around: _Ever) -> Iterable[str]:
    return around.reach(around.behind(edge.to_id))


def _of_place(edge: Any, around: _Ever) -> Iterable[str]:
    """The seat moves: wherever it comes down to, and the place itself."""
    found = frozenset(around.behind(edge.from_id))
    return around.reach(found) | (around.below(edge.to_id) if found else frozenset())


def _of_node(node: Any, around: _Ever) -> Iterable[str]:
    return around.reach(around.behind(node.id))


_LOOKS: Mapping[type[Record], Any] = MappingProxyType(
    {
        **dict.fromkeys((Decides, Executes), _of_mandate),
        **dict.fromkeys((Holds, MemberOf), _behind_other),
        **dict.fromkeys(PLACING_KINDS, _of_place),
        AbsentFrom: _behind_one,
        PartOf: lambda edge, around: around.below(edge.from_id),
        OptsOut: lambda edge, around: around.below(edge.from_id) if around.is_marked(edge.to_id) else (),
        NotUsedAt: lambda edge, around: around.below(edge.to_id) if around.is_marked(edge.from_id) else (),
        Organisation: lambda node, around: around.below(node.id),
        **dict.fromkeys((Person, Role, Body), _of_node),
    }
)
"""Where a change of a record can change who is head or keeper. What marks rights itself only the owner changes."""
