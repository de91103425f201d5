"""The rules of a sound graph, beyond what a single record can show.

Checked before every commit on the records that change and their neighbours, and on the whole graph when it was
changed by hand. Every problem is found, not the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeVar

from graph.domain.codec import ends_too_soon, identity_of
from graph.domain.declaring import Shape
from graph.domain.errors import Problem
from graph.domain.kinds import (
    NODE_KINDS,
    Broader,
    Edge,
    Holds,
    InGroup,
    Mandate,
    Node,
    PartOf,
    Record,
    field_specs,
    kind_of_id,
)
from graph.domain.periods import ends_after_start
from graph.domain.text import Named, Text, either, joined

__all__ = ["GraphView", "check", "check_all"]

E = TypeVar("E", bound=Edge)


class GraphView(Protocol):
    """What the rules need to see of a graph; a snapshot gives it."""

    def get(self, record_id: str) -> Record | None:
        """The record with this id."""

    def out(self, kind: type[E], node_id: str) -> tuple[E, ...]:
        """The edges of a kind that start at a node."""

    def into(self, kind: type[E], node_id: str) -> tuple[E, ...]:
        """The edges of a kind that end at a node."""

    def touching(self, node_id: str) -> Iterator[Edge]:
        """Every edge that starts or ends at a node."""

    def naming(self, node_id: str) -> Iterator[Record]:
        """The records that name a node in a field other than their ends."""

    def records(self) -> Iterator[Record]:
        """Every record."""


def check(graph: GraphView, record_ids: Iterable[str]) -> tuple[Problem, ...]:
    """The problems of a graph after a change.

    Args:
        graph: as it would be after the change.
        record_ids: the records that were put or removed.

    Returns:
        Every problem, in order of the ids; none when the change may be made.
    """
    problems: list[Problem] = []
    for record_id in dict.fromkeys(record_ids):
        record = graph.get(record_id)
        if record is None:
            problems.extend(_left_behind(graph, record_id))
        else:
            problems.extend(_of_record(graph, record))
    return tuple(problems)


def check_all(graph: GraphView) -> tuple[Problem, ...]:
    """The problems of a whole graph. Cost: linear in its records."""
    return tuple(problem for record in graph.records() for problem in _of_record(graph, record))


def _of_record(graph: GraphView, record: Record) -> Iterator[Problem]:
    yield from _period(record)
    yield from _references(graph, record)
    if isinstance(record, Edge):
        yield from _repeated(graph, record)
        yield from _cycle(graph, record)
    if isinstance(record, Mandate):
        yield from _scope_needed(record)


def _period(record: Record) -> Iterator[Problem]:
    since, until = record.since, record.until
    if since is not None and until is not None and not ends_after_start(since, until):
        message, remedy = ends_too_soon(since, until)
        yield Problem(
            record=record.id,
            field="until",
            message=message,
            remedy=remedy,
        )


def _references(graph: GraphView, record: Record) -> Iterator[Problem]:
    for spec in field_specs(type(record)):
        if spec.shape is Shape.REFERENCE:
            value = getattr(record, spec.name)
            named = () if value is None else (value,)
        elif spec.shape is Shape.REFERENCE_SET:
            named = getattr(record, spec.name)
        else:
            continue
        for node_id in named:
            yield from _reference(graph, record, spec.key, node_id, spec.kinds)


def _reference(graph: GraphView, record: Record, key: str, node_id: str, kinds: tuple[str, ...]) -> Iterator[Problem]:
    if kind_of_id(node_id) not in kinds:
        yield Problem(
            record=record.id,
            field=key,
            message=Text("{record} is not of the kind {kind}", record=Named(node_id), kind=either(kinds)),
            remedy=Text("Name one of the kind {kind}", kind=either(kinds)),
        )
    elif not isinstance(graph.get(node_id), Node):
        yield Problem(
            record=record.id,
            field=key,
            message=Text("There is no {record}", record=Named(node_id)),
            remedy=Text("Add it in the same change, or name one that exists"),
        )


def _scope_needed(mandate: Mandate) -> Iterator[Problem]:
    if not mandate.scope and kind_of_id(mandate.from_id) in ("person", "organisation"):
        yield Problem(
            record=mandate.id,
            field="scope",
            message=Text(
                "A mandate of {person} does not say for which organisations it is", person=Named(mandate.from_id)
            ),
            remedy=Text("Give `scope`: only a role or a body brings a scope of its own"),
        )


def _repeated(graph: GraphView, edge: Edge) -> Iterator[Problem]:
    identity = identity_of(edge)
    for other in graph.out(type(edge), edge.from_id):
        if other.id != edge.id and other.to_id == edge.to_id and identity_of(other) == identity:
            yield Problem(
                record=edge.id,
                field="id",
                message=Text("{record} already says the same: same ends, start and identity", record=Named(other.id)),
                remedy=Text("Change that one, or give another `since`"),
            )


def _left_behind(graph: GraphView, removed: str) -> Iterator[Problem]:
    if kind_of_id(removed) not in NODE_KINDS:
        return
    users = [*graph.touching(removed), *graph.naming(removed)]
    for user in sorted(set(users), key=lambda record: record.id):
        yield Problem(
            record=removed,
            message=Text("{record} still uses it", record=Named(user.id)),
            remedy=Text("Remove that one in the same change, or end the period of both instead"),
        )


# Cycles


def _cycle(graph: GraphView, edge: Edge) -> Iterator[Problem]:
    found: list[str] | None = None
    if isinstance(edge, PartOf | Broader | InGroup):
        kind = type(edge)
        found = _way_back(edge.to_id, edge.from_id, lambda node: (up.to_id for up in graph.out(kind, node)))
    elif isinstance(edge, Holds) and edge.acting_for:
        found = _way_back(edge.acting_for, edge.from_id, _acted_for_in_role(graph, edge.to_id))
    elif isinstance(edge, Mandate) and edge.acting_for:
        onward = _acted_for_in_mandate(graph, type(edge), edge.to_id)
        ways = (_way_back(edge.acting_for, person, onward) for person in _people_of(graph, edge.from_id))
        found = next((way for way in ways if way is not None), None)
    if found is not None:
        circle = joined(tuple(map(Named, [*found, found[0]])), " -> ")
        yield Problem(
            record=edge.id,
            field="acting_for" if getattr(edge, "acting_for", None) else "to",
            message=Text("{kind} would go round in a circle: {circle}", kind=edge.kind, circle=circle),
            remedy=Text("Remove one of these links"),
        )


def _way_back(start: str, goal: str, onward: Callable[[str], Iterable[str]]) -> list[str] | None:
    """The nodes from start to goal, when there is a way."""
    came_from: dict[str, str | None] = {start: None}
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node == goal:
            return _trail(came_from, node)
        for following in onward(node):
            if following not in came_from:
                came_from[following] = node
                waiting.append(following)
    return None


def _trail(came_from: dict[str, str | None], node: str) -> list[str]:
    trail: list[str] = []
    step: str | None = node
    while step is not None:
        trail.append(step)
        step = came_from[step]
    return trail[::-1]


def _acted_for_in_role(graph: GraphView, role: str) -> Callable[[str], Iterable[str]]:
    def onward(person: str) -> Iterable[str]:
        for holding in graph.out(Holds, person):
            if holding.to_id == role and holding.acting_for:
                yield holding.acting_for

    return onward


def _acted_for_in_mandate(graph: GraphView, kind: type[Any], subject: str) -> Callable[[str], Iterable[str]]:
    replaced: dict[str, set[str]] = {}
    for mandate in graph.into(kind, subject):
        if mandate.acting_for:
            for person in _people_of(graph, mandate.from_id):
                replaced.setdefault(person, set()).add(mandate.acting_for)
    return lambda person: replaced.get(person, ())


def _people_of(graph: GraphView, holder: str) -> tuple[str, ...]:
    if kind_of_id(holder) == "person":
        return (holder,)
    if kind_of_id(holder) == "role":
        return tuple(holding.from_id for holding in graph.into(Holds, holder))
    return ()
