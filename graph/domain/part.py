"""A part of the register: what has to be at hand to answer about some organisations as one that holds everything does.

Every part has the catalogues and the map of all organisations: every record of a kind that is `everywhere`, and every
edge between such kinds. Of the rest it has what can be reached from the organisations *near*: those asked with all
below them, all above any of these, and whatever shares one of those above, with all above it. For a gap of a school
group names each school that it affects, and whether it does depends on everything that is arranged there.

- What is at an organisation near, or names it, begins there: a function or a body with `REACH` three steps, a person
  with two, anything else with one. Each edge costs one.
- Whatever has steps left is there with all its edges. Whatever has none left is there with what it does and where: the
  edges that start at it, and so on; not with who does the same, and not with others of its own kind.
- What a record names in a field is there like that too.

So the load, the absences and the expertise of everybody who has anything to do near are whole, wherever they work. An
edge to the catalogue leads no further: all of Flanders is on the other side of it.

`Part` only says which records are asked next. Whoever has them, a store or a list, answers; so the rule is said once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from graph.domain.declaring import Shape
from graph.domain.kinds import (
    EDGE_KINDS,
    NODE_KINDS,
    Edge,
    PartOf,
    Record,
    kind_of_id,
    naming_specs,
)

__all__ = ["LOCAL_KINDS", "ORGANISATION", "SHARED_KINDS", "Ask", "Part", "gathered", "named_by", "placing_fields"]

ORGANISATION = "organisation"
REACH: Mapping[str, int] = MappingProxyType({"role": 3, "body": 3, "person": 2})
"""How many steps lead on from a node of a kind that is near."""
LEAST_REACH = 1

SHARED_KINDS: frozenset[str] = frozenset(
    {word for word, kind in NODE_KINDS.items() if kind.everywhere}
    | {
        word
        for word, kind in EDGE_KINDS.items()
        if all(NODE_KINDS[end].everywhere for end in (*kind.from_kinds, *kind.to_kinds))
    }
)
"""The kinds of which every part has all records."""

LOCAL_KINDS: tuple[str, ...] = tuple(word for word in (*NODE_KINDS, *EDGE_KINDS) if word not in SHARED_KINDS)
"""The others: nodes before edges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a part needs to know next.

    Attributes:
        kinds: of which every record is wanted.
        near: organisations of which every edge, and every record that names one of them in a field, is wanted.
        whole: nodes of which every edge is wanted.
        starting: nodes of which the edges that start there are wanted.
        nodes: nodes that are wanted themselves.
    """

    kinds: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    starting: frozenset[str] = frozenset()
    nodes: frozenset[str] = frozenset()

    def wants(self, record: Record) -> bool:
        """Whether a record is among what is asked; records of shared kinds are, only where their kind is."""
        if record.kind in SHARED_KINDS:
            return record.kind in self.kinds
        if isinstance(record, Edge):
            ends = (record.from_id, record.to_id)
            return (
                not self.whole.isdisjoint(ends)
                or record.from_id in self.starting
                or not self.near.isdisjoint(ends)
                or any(name in self.near for name in named_places(record))
            )
        return record.id in self.nodes or names_a_place(record, self.near)


class Part:
    """What a part holds, as far as it was asked; it only grows, until it is made anew.

    Args:
        within: ids of the organisations that are asked, with all below them.

    Attributes:
        within: the same, sorted.
    """

    def __init__(self, within: Iterable[str]) -> None:
        self.within = tuple(sorted(set(within)))
        self._links: dict[str, tuple[str, str]] = {}  # every PART_OF there is, by id: from below, to above
        self._held: frozenset[str] = frozenset()
        self._near: frozenset[str] = frozenset()
        self._ever_near: frozenset[str] = frozenset()
        self._steps: dict[str, int] = {}

    def copy(self) -> Part:
        """The same, to let grow while this one stays as it is."""
        other = Part(self.within)
        other._links, other._steps = dict(self._links), dict(self._steps)
        other._held, other._near, other._ever_near = self._held, self._near, self._ever_near
        return other

    def first(self) -> Ask:
        """What has to be asked before anything else."""
        return Ask(kinds=SHARED_KINDS)

    def again(self) -> Ask:
        """Everything that it holds, to be asked once more."""
        return Ask(
            kinds=SHARED_KINDS,
            near=self._ever_near,
            whole=frozenset(node for node, left in self._steps.items() if left),
            starting=frozenset(node for node, left in self._steps.items() if not left),
            nodes=frozenset(self._steps),
        )

    def with_whole(self, nodes: Iterable[str]) -> tuple[Part, Ask]:
        """The same with some nodes from elsewhere, with all their edges; and what has to be asked for that."""
        grown, more = self.copy(), frozenset(each for each in nodes if is_local(each) and not self.is_whole(each))
        grown._steps.update(dict.fromkeys(more, 1))
        return grown, Ask(whole=more, nodes=more)

    def take(self, records: Iterable[Record]) -> Ask | None:
        """Take records in, and say what they bring along that was never asked; None = nothing.

        Records that it does not hold are passed over, so that whole revisions may be given.
        """
        given = list(records)
        links = {each.id: (each.from_id, each.to_id) for each in given if isinstance(each, PartOf)}
        if not links.items() <= self._links.items() or not self._near:
            self._links.update(links)
            self._look_around()
        near, self._ever_near = self._near - self._ever_near, self._ever_near | self._near
        raised: dict[str, int] = {}
        for record in given:
            for node, left in self._brought(record):
                if left > self._steps.get(node, -1):
                    raised[node] = max(left, raised.get(node, 0))
        fresh = frozenset(raised.keys() - self._steps.keys())
        self._steps.update(raised)
        if not near and not raised:
            return None
        return Ask(
            near=near,
            whole=frozenset(node for node, left in raised.items() if left),
            starting=frozenset(node for node, left in raised.items() if not left),
            nodes=fresh,
        )

    def let_go(self, removed: Iterable[str]) -> None:
        """Forget links between organisations that are no more; what came by them stays until the part is made anew."""
        gone = [self._links.pop(each, None) for each in removed]
        if any(gone):
            self._look_around()

    def holds(self, record: Record) -> bool:
        """Whether it has a record."""
        if record.kind in SHARED_KINDS:
            return True
        if isinstance(record, Edge):
            return self._is_near(record) or any(self._follows(record, end) for end in (record.from_id, record.to_id))
        return record.id in self._steps or names_a_place(record, self._ever_near)

    def has(self, organisation: str) -> bool:
        """Whether it is asked about here: whether it is, or lies below, one of those `within`, on any day."""
        return organisation in self._held

    def is_whole(self, node: str) -> bool:
        """Whether every edge of a node is held."""
        return node in self._near or self._steps.get(node, 0) > 0

    def has_starting(self, node: str) -> bool:
        """Whether every edge that starts at a node is held, but for those to others of its own kind."""
        return node in self._near or node in self._steps

    def above(self, organisation: str) -> Iterator[frozenset[str]]:
        """The organisation, those right above it, those above these, and so on, on any day."""
        layer, seen = frozenset({organisation}), {organisation}
        up: dict[str, set[str]] = {}
        for lower, higher in self._links.values():
            up.setdefault(lower, set()).add(higher)
        while layer:
            yield layer
            layer = frozenset().union(*(up.get(each, ()) for each in layer)) - seen
            seen |= layer

    # The rule

    def _brought(self, record: Record) -> Iterator[tuple[str, int]]:
        """The nodes that a record brings along, each with the steps that are left to it."""
        if record.kind in SHARED_KINDS or not self.holds(record):
            return
        if isinstance(record, Edge):
            is_near = self._is_near(record)
            for node, other in ((record.from_id, record.to_id), (record.to_id, record.from_id)):
                if is_local(node):
                    most = REACH.get(kind_of_id(node), LEAST_REACH)
                    left = most if is_near else min(most, self._steps.get(other, 0) - 1)
                    yield node, max(left, 0)
        else:
            yield record.id, LEAST_REACH if names_a_place(record, self._ever_near) else 0
        for name in named_by(record):
            if is_local(name):
                yield name, 0

    def _is_near(self, edge: Edge) -> bool:
        near = self._ever_near
        return edge.from_id in near or edge.to_id in near or any(name in near for name in named_places(edge))

    def _follows(self, edge: Edge, end: str) -> bool:
        left = self._steps.get(end)
        if left is None:
            return False
        return left > 0 or (end == edge.from_id and kind_of_id(edge.to_id) != kind_of_id(end))

    def _look_around(self) -> None:
        down: dict[str, list[str]] = {}
        up: dict[str, list[str]] = {}
        for lower, higher in self._links.values():
            down.setdefault(higher, []).append(lower)
            up.setdefault(lower, []).append(higher)
        self._held = _closed(self.within, down)
        self._near = _closed(_closed(_closed(self._held, up), down), up)


def gathered(part: Part, ask: Ask, answer: Callable[[Ask], Iterable[Record]]) -> tuple[list[Record], Part]:
    """The records that are asked for a part, with all that they bring along; and the part that has grown by them.

    Args:
        part: what is held; it stays as it is.
        ask: what is wanted.
        answer: gives the records that are asked, from one and the same moment; others with them do no harm.
    """
    grown, waiting = part.copy(), [ask]
    found: dict[str, Record] = {}
    while waiting:
        records = list(answer(waiting.pop()))
        found.update((record.id, record) for record in records)
        more = grown.take(records)
        waiting += [] if more is None else [more]
    return [record for record in found.values() if grown.holds(record)], grown


def is_local(node: str) -> bool:
    """Whether a node is of a kind of which a part has only some."""
    return kind_of_id(node) not in SHARED_KINDS


def named_places(record: Record) -> tuple[str, ...]:
    """The organisations that a record says it is for, in a field."""
    places: list[str] = []
    for name, several in placing_fields(record.kind):
        value = getattr(record, name)
        places.extend(value if several else (value,) if value is not None else ())
    return tuple(places)


def names_a_place(node: Record, places: frozenset[str]) -> bool:
    """Whether a node says in a field that it is for one of some organisations, or could and says it of none."""
    if not placing_fields(node.kind):
        return False
    named = named_places(node)
    return not named or not places.isdisjoint(named)


@cache
def placing_fields(word: str) -> tuple[tuple[str, bool], ...]:
    """The fields in which records of a kind say for which organisations they are, and whether they may name several."""
    naming = (spec for spec in naming_specs(word) if spec.kinds == (ORGANISATION,))
    return tuple((spec.name, spec.shape is Shape.REFERENCE_SET) for spec in naming)


def named_by(record: Record) -> Iterator[str]:
    """The nodes that a record names in its fields, beside its ends."""
    for spec in naming_specs(record.kind):
        value = getattr(record, spec.name)
        if spec.shape is Shape.REFERENCE_SET:
            yield from value
        elif value is not None:
            yield value


def _closed(start: Iterable[str], onward: Mapping[str, Iterable[str]]) -> frozenset[str]:
    found = set(start)
    waiting = list(found)
    while waiting:
        for following in onward.get(waiting.pop(), ()):
            if following not in found:
                found.add(following)
                waiting.append(following)
    return frozenset(found)
