"""The structure of one day: what lies above and below, which mandates name a place, and how far they come down."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import TypeVar

from graph.domain.kinds import (
    CELL_KINDS,
    AbsentFrom,
    At,
    BodyOf,
    Edge,
    InGroup,
    Mandate,
    NotUsedAt,
    OptsOut,
    PartOf,
    Serves,
    kind_of_id,
)
from graph.domain.periods import in_force
from graph.model.bounded import Bounded
from graph.model.cells import Reaching
from graph.model.snapshot import Snapshot

__all__ = ["Day", "closure"]

E = TypeVar("E", bound=Edge)

MOST_PLACES = 8_192
MOST_INDEXED = 256
"""Organisations whose mandates of the day are kept; one takes at most some 40 kB."""

Named = dict[str, Mapping[str, tuple[Mandate, ...]]]
"""Mandates by what they are on, then by kind; what nobody asked for is not in it."""

_Chain = tuple[str, ...]
_Chains = tuple[_Chain, ...]
"""Ways up from an organisation, each with both its ends."""

_by_id = attrgetter("id")


@dataclass(frozen=True, slots=True)
class _Shared:
    """What was found of the structure of a day: good for every day between which it does not change."""

    exists: dict[str, bool] = field(default_factory=dict)
    above: Bounded[str, Mapping[str, int]] = field(default_factory=lambda: Bounded(MOST_PLACES))
    unused: Bounded[str, frozenset[str]] = field(default_factory=lambda: Bounded(MOST_PLACES))
    opted: Bounded[str, tuple[tuple[str, str], ...]] = field(default_factory=lambda: Bounded(MOST_PLACES))
    chains: Bounded[tuple[str, frozenset[str]], _Chains] = field(default_factory=lambda: Bounded(MOST_PLACES))
    named: Bounded[str, Named] = field(default_factory=lambda: Bounded(MOST_INDEXED))
    groups: Bounded[str, frozenset[str]] = field(default_factory=lambda: Bounded(MOST_PLACES))
    subjects: Bounded[str, tuple[str, ...]] = field(default_factory=lambda: Bounded(MOST_PLACES))


class Day:
    """The graph as it is in force on one day. An edge counts while both its ends exist, too.

    Attributes:
        snapshot: the graph.
        on: the day.
    """

    def __init__(
        self, snapshot: Snapshot, on: date, *, absences_on: date | None = None, like: Day | None = None
    ) -> None:
        """See `Coverage` for `absences_on` and `like`."""
        self.snapshot = snapshot
        self.on = on
        self._absences_on = absences_on or on
        self._absences: dict[str, frozenset[str]] = {}
        self._shared: _Shared = _Shared() if like is None else like._shared
        self._latest: tuple[_Chains, tuple[tuple[_Chain, Named], ...]] = ((), ())

    def out(self, kind: type[E], node: str) -> tuple[E, ...]:
        """The edges of a kind from a node, in force that day."""
        edges = self.snapshot.out(kind, node)
        return tuple([edge for edge in edges if self.in_force(edge)]) if edges else ()

    def into(self, kind: type[E], node: str) -> tuple[E, ...]:
        """The edges of a kind to a node, in force that day."""
        edges = self.snapshot.into(kind, node)
        return tuple([edge for edge in edges if self.in_force(edge)]) if edges else ()

    def in_force(self, edge: Edge) -> bool:
        """Whether the day lies in the edge's own period and in the periods of both its ends."""
        since, until, on = edge.since, edge.until, self.on
        if (since is not None and on < since) or (until is not None and until <= on):
            return False
        return self.exists(edge.from_id) and self.exists(edge.to_id)

    def exists(self, node: str) -> bool:
        """Whether the node is there and in its period."""
        found = self._shared.exists.get(node)
        if found is None:
            found = self._shared.exists[node] = self.snapshot.exists(node, self.on)
        return found

    def above(self, organisation: str) -> Mapping[str, int]:
        """The organisation (0) and every one above it, with the least number of links."""
        return self._shared.above.get(organisation, self._found_above)

    def below(self, organisation: str) -> tuple[str, ...]:
        """The organisation and every one below it, sorted."""
        if not self.exists(organisation):
            return ()
        return tuple(sorted(closure(organisation, lambda here: (edge.from_id for edge in self.into(PartOf, here)))))

    def groups_above(self, subject: str) -> frozenset[str]:
        """The subject and every task group above it."""
        return self._shared.groups.get(
            subject, lambda start: closure(start, lambda here: (edge.to_id for edge in self.out(InGroup, here)))
        )

    def subjects_in(self, subject: str) -> tuple[str, ...]:
        """The tasks and decisions at or below a subject that exist, sorted."""
        return self._shared.subjects.get(subject, self._found_subjects)

    def is_used(self, subject: str, organisation: str) -> bool:
        """Whether neither the subject nor a group above it is "not used" there or above."""
        return subject not in self._shared.unused.get(organisation, self._found_unused)

    def is_cell(self, organisation: str, subject: str) -> bool:
        """Whether there can be cells: both exist, the subject is a task or decision and is used there."""
        return (
            self.exists(organisation)
            and self.exists(subject)
            and kind_of_id(subject) in CELL_KINDS
            and self.is_used(subject, organisation)
        )

    def absent(self, person: str, organisation: str) -> bool:
        """Whether an absence names the organisation or one above it."""
        places = self.absences(person)
        return bool(places) and not places.isdisjoint(self.above(organisation))

    def absent_until(self, person: str, organisation: str) -> date | None:
        """The first day after the absences that hold there; None where one has no end, or there is none."""
        above = self.above(organisation)
        edges = [edge for edge in self.snapshot.out(AbsentFrom, person) if self._is_absence(edge)]
        ends = [edge.until for edge in edges if edge.to_id in above]
        return None if None in ends else max((end for end in ends if end is not None), default=None)

    def absences(self, person: str) -> frozenset[str]:
        """The organisations that absences of the person name that day."""
        found = self._absences.get(person)
        if found is None:
            edges = self.snapshot.out(AbsentFrom, person)
            found = frozenset([edge.to_id for edge in edges if self._is_absence(edge)])
            self._absences[person] = found
        return found

    def _is_absence(self, edge: AbsentFrom) -> bool:
        return in_force(edge, self._absences_on) and self.exists(edge.from_id) and self.exists(edge.to_id)

    # Mandates

    def scope_of(self, mandate: Mandate) -> tuple[str, ...]:
        """The organisations that a mandate is for, sorted."""
        if mandate.scope:
            return tuple([place for place in mandate.scope if self.exists(place)])
        if kind_of_id(mandate.from_id) == "body":
            return tuple(sorted({edge.to_id for edge in self.out(BodyOf, mandate.from_id)}))
        served = {edge.to_id for edge in self.out(Serves, mandate.from_id)}
        return tuple(sorted(served or {edge.to_id for edge in self.out(At, mandate.from_id)}))

    def named(self, organisation: str) -> frozenset[tuple[str, str]]:
        """The tasks and decisions for which the scope of a mandate names the organisation, with the kind of mandate."""
        if not self.exists(organisation):
            return frozenset()
        known = self._known(organisation)
        return frozenset(
            [
                (subject, kind)
                for target in self.snapshot.mandates_at(organisation)
                for kind in known.get(target) or self._look_at(organisation, target, known)
                for subject in self.subjects_in(target)
            ]
        )

    def chains(self, organisation: str, subject: str) -> _Chains:
        """A shortest way up to every organisation from which a mandate on the subject comes down, nearest first.

        A way goes over links that inherit; it ends at an organisation that opts out.
        """
        opted = self._shared.opted.get(organisation, self._found_opted)
        closed: frozenset[str] = frozenset()
        if opted:
            groups = self.groups_above(subject)
            closed = frozenset([place for place, about in opted if about in groups])
        return self._shared.chains.get((organisation, closed), self._found_chains)

    def reaching(self, organisation: str, subject: str, mandate: str) -> tuple[Reaching, ...]:
        """The mandates of a kind that reach a cell, nearest scope first, then by id; each one once."""
        groups = self.groups_above(subject)
        found: list[Reaching] = []
        several = False
        for chain, known in self._sources(self.chains(organisation, subject)):
            edges = self._on_any(groups, mandate, chain[-1], known)
            if edges:
                several = several or bool(found)
                found.extend([(edge, chain) for edge in edges])
        return _each_once(found) if several else tuple(found)

    def ever_acting(self, organisation: str, subject: str, mandate: str) -> tuple[Mandate, ...]:
        """The acting mandates of a kind that reach a cell, in force that day or not; each one once."""
        groups = self.groups_above(subject)
        return tuple(
            {
                edge.id: edge
                for chain in self.chains(organisation, subject)
                for target in groups
                for edge in self.snapshot.mandates_at(chain[-1]).get(target, ())
                if edge.acting_for is not None and edge.kind == mandate
                if edge.scope or chain[-1] in self.scope_of(edge)
            }.values()
        )

    def _sources(self, chains: _Chains) -> tuple[tuple[_Chain, Named], ...]:
        """Each way up with what is known of the mandates at its top; those of the last ways asked are at hand."""
        asked, found = self._latest
        if asked is not chains:
            found = tuple([(chain, self._known(chain[-1])) for chain in chains])
            self._latest = (chains, found)
        return found

    def _on_any(self, targets: Iterable[str], mandate: str, organisation: str, known: Named) -> tuple[Mandate, ...]:
        """The mandates of a kind on any of the targets whose scope names the organisation, by id."""
        found: tuple[Mandate, ...] = ()
        for target in targets:
            by_kind = known.get(target)
            if by_kind is None:
                by_kind = self._look_at(organisation, target, known)
            edges = by_kind.get(mandate)
            if edges:
                found = tuple(sorted(found + edges, key=_by_id)) if found else edges
        return found

    def _found_above(self, organisation: str) -> Mapping[str, int]:
        found = {organisation: 0} if self.exists(organisation) else {}
        waiting = deque(found)
        while waiting:
            here = waiting.popleft()
            for link in self.out(PartOf, here):
                if link.to_id not in found:
                    found[link.to_id] = found[here] + 1
                    waiting.append(link.to_id)
        return found

    def _found_subjects(self, subject: str) -> tuple[str, ...]:
        below = closure(subject, lambda here: (edge.from_id for edge in self.into(InGroup, here)))
        return tuple(sorted(each for each in below if kind_of_id(each) in CELL_KINDS and self.exists(each)))

    def _found_unused(self, organisation: str) -> frozenset[str]:
        places = self.above(organisation)
        marked = {edge.from_id for place in places for edge in self.into(NotUsedAt, place)}
        below = (closure(each, lambda here: (e.from_id for e in self.into(InGroup, here))) for each in marked)
        return frozenset().union(*below)

    def _found_opted(self, organisation: str) -> tuple[tuple[str, str], ...]:
        return tuple([(place, edge.to_id) for place in self.above(organisation) for edge in self.out(OptsOut, place)])

    def _found_chains(self, key: tuple[str, frozenset[str]]) -> _Chains:
        organisation, closed = key
        found: dict[str, tuple[str, ...]] = {organisation: (organisation,)} if self.exists(organisation) else {}
        waiting = deque(found)
        while waiting:
            here = waiting.popleft()
            if here not in closed:
                for up in sorted({edge.to_id for edge in self.out(PartOf, here) if edge.inherits}):
                    if up not in found:
                        found[up] = (*found[here], up)
                        waiting.append(up)
        return tuple(sorted(found.values(), key=lambda chain: (len(chain), chain)))

    def _known(self, organisation: str) -> Named:
        """The mandates whose scope names an organisation, as far as somebody asked for what they are on."""
        return self._shared.named.get(organisation, _nothing_yet)

    def _look_at(self, organisation: str, target: str, known: Named) -> Mapping[str, tuple[Mandate, ...]]:
        """The mandates on exactly the target whose scope names the organisation, by kind; known from now on.

        Most questions about an organisation are about one subject: the other mandates there are not looked at.
        """
        found: dict[str, list[Mandate]] = {}
        for edge in self.snapshot.mandates_at(organisation).get(target, ()):
            if self.in_force(edge) and (edge.scope or organisation in self.scope_of(edge)):
                found.setdefault(edge.kind, []).append(edge)
        known[target] = {kind: tuple(sorted(edges, key=_by_id)) for kind, edges in found.items()}
        return known[target]


def _nothing_yet(_organisation: str) -> Named:
    return {}


def _each_once(found: Iterable[Reaching]) -> tuple[Reaching, ...]:
    first: dict[str, Reaching] = {}
    for edge, chain in found:
        first.setdefault(edge.id, (edge, chain))
    return tuple(first.values())


def closure(start: str, onward: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """The start and everything that can be reached from it, step by step."""
    seen, waiting = {start}, [start]
    while waiting:
        for following in onward(waiting.pop()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return frozenset(seen)
