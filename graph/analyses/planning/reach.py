"""Where findings can open or close when people leave or are absent, or an organisation leaves those above it.

A finding is about a cell, a function or an edge. Which of them such a change can touch follows from the graph,
whatever the day: nothing else has to be judged twice to know what a rehearsal would open and close.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from graph.domain.kinds import PLACING_KINDS, Edge, Holds, Mandate, MemberOf, PartOf, kind_of_id
from graph.model.day import closure
from graph.model.snapshot import Snapshot

__all__ = ["Reach", "reach_of"]


@dataclass(frozen=True, slots=True)
class Reach:
    """What findings can change.

    Attributes:
        organisations: those whose cells can be covered otherwise, with all that ever lie above them: a finding there
            can stand for those below.
        records: the functions and edges about which a finding can open or close, wherever they lie.
    """

    organisations: frozenset[str]
    records: frozenset[str]

    def __or__(self, other: Reach) -> Reach:
        return Reach(self.organisations | other.organisations, self.records | other.records)


def reach_of(sides: Iterable[Snapshot], about: Collection[str]) -> Reach:
    """What findings can change when people leave or are absent, or organisations leave those above them.

    Args:
        sides: the graph as it is and as it would be.
        about: the people and organisations.
    """
    found = Reach(frozenset(), frozenset())
    for snapshot in sides:
        for each in about:
            found |= _OF[kind_of_id(each)](snapshot, each)
    return found


def _of_person(snapshot: Snapshot, person: str) -> Reach:
    """The cells that the person ever covers; their functions and edges, and what they or their stand-ins granted."""
    seats = {edge.to_id for edge in snapshot.out(Holds, person)}
    bodies = {edge.to_id for holder in (person, *seats) for edge in snapshot.out(MemberOf, holder)}
    places = {place for holder in (person, *seats, *bodies) for place in _places_of(snapshot, holder)}
    concerned = closure(person, lambda replaced: _standing_in(snapshot, replaced))
    naming = (each for one in concerned for each in snapshot.naming(one) if isinstance(each, Edge))
    edges = {edge.id for edge in (*snapshot.touching(person), *naming)}
    return Reach(_above(snapshot, _below(snapshot, places)), frozenset(edges | seats))


def _standing_in(snapshot: Snapshot, person: str) -> Iterator[str]:
    """Who ever acts for a person, in a function or by a mandate."""
    for edge in snapshot.naming(person):
        if isinstance(edge, Holds | Mandate) and edge.acting_for == person:
            yield edge.from_id
            yield from (holding.from_id for holding in snapshot.into(Holds, edge.from_id))


def _of_organisation(snapshot: Snapshot, organisation: str) -> Reach:
    """The cells there and below; the links up, and the mandates there, which others granted."""
    places = _below(snapshot, {organisation})
    mandates = {edge.id for place in places for edges in snapshot.mandates_at(place).values() for edge in edges}
    links = {edge.id for edge in snapshot.out(PartOf, organisation)}
    return Reach(_above(snapshot, places), frozenset(mandates | links))


_OF: dict[str, Callable[[Snapshot, str], Reach]] = {"person": _of_person, "organisation": _of_organisation}


def _places_of(snapshot: Snapshot, holder: str) -> set[str]:
    """The organisations that any mandate of a holder ever names."""
    found = {edge.to_id for kind in PLACING_KINDS for edge in snapshot.out(kind, holder)}
    return found.union(*(edge.scope for edge in snapshot.mandates_from(holder)))


def _below(snapshot: Snapshot, places: Iterable[str]) -> frozenset[str]:
    return _closed(places, lambda place: (edge.from_id for edge in snapshot.into(PartOf, place)))


def _above(snapshot: Snapshot, places: Iterable[str]) -> frozenset[str]:
    return _closed(places, lambda place: (edge.to_id for edge in snapshot.out(PartOf, place)))


def _closed(places: Iterable[str], next_to: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """The places with whatever one step after another leads to."""
    seen = set(places)
    waiting = list(seen)
    while waiting:
        new = set(next_to(waiting.pop())) - seen
        seen |= new
        waiting.extend(new)
    return frozenset(seen)
