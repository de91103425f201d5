"""What the records of an import are against what is stored: the same, changed, new, corrected, or gone.

An edge without an id of its own is looked up by its identity, so that it keeps the id under which it is stored.
One that differs from a stored edge of the same source and ends in nothing but its start is a correction of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TypeVar

from graph.domain.changes import Change, Put, Remove
from graph.domain.codec import derived_edge_id, identity_of, to_plain
from graph.domain.declaring import Shape
from graph.domain.errors import Problem
from graph.domain.kinds import Edge, Node, Record, field_specs, kind_named
from graph.domain.text import Named, Series, Text
from graph.formats.reading.result import Note, Place
from graph.model.snapshot import Snapshot

__all__ = [
    "Found",
    "Settled",
    "days_in_plain",
    "edge_like",
    "has_derived_id",
    "puts",
    "retired",
    "settle",
    "stored_like",
    "with_derived_id",
]

AnEdge = TypeVar("AnEdge", bound=Edge)


@dataclass(frozen=True, slots=True)
class Found:
    """A record of a file.

    Attributes:
        record: what the file says.
        place: where it says so.
        own_id: whether the file itself names an edge so; else the id only follows from its identity.
    """

    record: Record
    place: Place
    own_id: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The records of an import under the ids that they keep.

    Attributes:
        records: each id once, nodes before edges, in order of kind and id.
        corrected: ids of stored edges whose start is corrected.
        problems: contradictions within the import.
        dangling: references to nodes that are nowhere, by the id that is missing.
    """

    records: tuple[Record, ...]
    corrected: frozenset[str]
    problems: tuple[Problem, ...]
    dangling: tuple[tuple[str, Problem], ...]


def settle(found: Iterable[Found], snapshot: Snapshot) -> Settled:
    """Bring the records of an import under the ids that they keep. Cost: linear in them."""
    problems: list[Problem] = []
    distinct = _distinct(found, problems)
    ids = _Ids(snapshot)
    kept = ids.settle([item for item in distinct if isinstance(item.record, Edge)], problems)
    nodes = [item for item in distinct if isinstance(item.record, Node)]
    return Settled(
        records=tuple(item.record for part in (nodes, kept) for item in sorted(part, key=_order)),
        corrected=frozenset(ids.corrected),
        problems=tuple(problems),
        dangling=tuple(_dangling([*nodes, *kept], snapshot)),
    )


def puts(records: Iterable[Record], snapshot: Snapshot) -> tuple[Put, ...]:
    """Those of the records that the snapshot has not, or has otherwise."""
    return tuple(Put(record) for record in records if snapshot.get(record.id) != record)


def has_derived_id(edge: Edge) -> bool:
    """Whether the id of an edge is the one that follows from its identity."""
    return edge.id == derived_edge_id(type(edge), to_plain(edge))


def with_derived_id(edge: AnEdge) -> AnEdge:
    """The edge under the id that follows from its identity."""
    return replace(edge, id=derived_edge_id(type(edge), to_plain(edge)))


def days_in_plain(since: date | None, until: date | None) -> dict[str, str]:
    """The days of a period in plain form, those that are known."""
    days = {"since": since, "until": until}
    return {key: day.isoformat() for key, day in days.items() if day is not None}


def stored_like(snapshot: Snapshot, edge: Edge) -> Edge | None:
    """The stored edge with the same identity."""
    there = snapshot.edge(edge.id)
    identity = identity_of(edge)
    if there is not None and identity_of(there) == identity:
        return there
    return next(
        (
            other
            for other in snapshot.out(type(edge), edge.from_id)
            if other.to_id == edge.to_id and identity_of(other) == identity
        ),
        None,
    )


def edge_like(snapshot: Snapshot, edge: Edge, stated: Iterable[str]) -> Edge:
    """The stored edge with the same identity with only the stated fields replaced; else the edge itself.

    For files that say less than the graph knows: what they do not speak of stays.
    """
    there = stored_like(snapshot, edge)
    if there is None:
        return edge
    return replace(there, **{name: getattr(edge, name) for name in stated})


def retired(
    records: Iterable[Record], snapshot: Snapshot, *, on: date, sources: Collection[str] | None = None
) -> tuple[tuple[Change, ...], tuple[Note, ...]]:
    """End what the sources of these records once brought and the records no longer hold.

    A stored record of such a source that lasts beyond the day gets `until` = the day. An edge that was to begin
    on that day or later is removed, since it never held; a node that was to begin later stays, with a note.

    Args:
        records: all records of the import.
        snapshot: what is stored.
        on: the first day that they no longer count.
        sources: whose records are ended; None = those of every source that a record of the import names.
    """
    records = tuple(records)
    if sources is None:
        sources = {record.source for record in records if record.source is not None}
    present = {record.id for record in records}
    changes: list[Change] = []
    notes: list[Note] = []
    for record in snapshot.records():
        if record.source not in sources or record.id in present or not (record.until is None or record.until > on):
            continue
        if record.since is None or record.since < on:
            changes.append(Put(replace(record, until=on)))
        elif isinstance(record, Edge):
            changes.append(Remove(record.id))
        else:
            notes.append(
                Note(
                    text=Text(
                        "{record} is no longer in the file, but begins only on {day}: it stays",
                        record=Named(record.id),
                        day=record.since,
                    )
                )
            )
    return tuple(changes), tuple(notes)


def _order(item: Found) -> tuple[str, str]:
    return item.record.kind, item.record.id


def _distinct(found: Iterable[Found], problems: list[Problem]) -> list[Found]:
    """Each record once; the same id or identity with other values is a problem."""
    by_id: dict[str, Found] = {}
    by_identity: dict[object, Found] = {}
    for item in found:
        first = by_id.setdefault(item.record.id, item)
        if first is not item:
            if first.record != item.record:
                problems.append(_contradiction(item, first))
            continue
        if isinstance(item.record, Edge):
            same = by_identity.setdefault(identity_of(item.record), item)
            if same is not item:
                problems.append(_contradiction(item, same))
    return list(by_id.values())


def _contradiction(item: Found, first: Found) -> Problem:
    return Problem(
        place=item.place,
        record=item.record.id,
        message=_same_but_other(item, first),
        remedy=Text("Keep one of the two, or give another `since`"),
    )


def _same_but_other(item: Found, first: Found) -> Text:
    old, new = to_plain(first.record), to_plain(item.record)
    fields = Series(tuple(sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))))
    if first.record.id == item.record.id:
        return Text("{place} has the same id with other values ({fields})", place=first.place, fields=fields)
    return Text(
        "{place} has the same ends, start and identity with other values ({fields})", place=first.place, fields=fields
    )


class _Ids:
    """Gives the edges of an import the ids under which they are stored."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.claimed: dict[str, Found] = {}
        self.corrected: set[str] = set()

    def settle(self, edges: list[Found], problems: list[Problem]) -> list[Found]:
        kept, waiting = self._by_identity(edges)
        kept_by_id, waiting = self._by_id(waiting, problems)
        return [*kept, *kept_by_id, *self._by_correction(waiting)]

    def _by_identity(self, edges: list[Found]) -> tuple[list[Found], list[Found]]:
        kept: list[Found] = []
        waiting: list[Found] = []
        for item in edges:
            same = stored_like(self.snapshot, _edge(item))
            if same is None or (item.own_id and same.id != item.record.id):
                waiting.append(item)
            else:
                kept.append(self._claim(item, same.id))
        return kept, waiting

    def _by_id(self, edges: list[Found], problems: list[Problem]) -> tuple[list[Found], list[Found]]:
        kept: list[Found] = []
        waiting: list[Found] = []
        for item in edges:
            record_id = item.record.id
            if self.snapshot.get(record_id) is None and record_id not in self.claimed:
                waiting.append(item)
            elif record_id not in self.claimed:
                kept.append(self._claim(item, record_id))
            elif item.own_id:
                problems.append(_contradiction(item, self.claimed[record_id]))
            else:
                waiting.append(Found(replace(item.record, id=f"{record_id}-2"), item.place, own_id=False))
        return kept, waiting

    def _by_correction(self, edges: list[Found]) -> Iterator[Found]:
        wanted = {id(item): self._correctable(item) for item in edges}
        wishes = Counter(edge_id for ids in wanted.values() for edge_id in ids)
        for item in edges:
            ids = wanted[id(item)]
            if len(ids) == 1 and wishes[ids[0]] == 1:
                self.corrected.add(ids[0])
                yield self._claim(item, ids[0])
            else:
                yield item

    def _correctable(self, item: Found) -> list[str]:
        if item.own_id:
            return []
        edge = _edge(item)
        return [
            other.id
            for other in self.snapshot.out(type(edge), edge.from_id)
            if other.id not in self.claimed and other == replace(edge, id=other.id, since=other.since)
        ]

    def _claim(self, item: Found, edge_id: str) -> Found:
        kept = item if item.record.id == edge_id else replace(item, record=replace(item.record, id=edge_id))
        self.claimed[edge_id] = kept
        return kept


def _edge(item: Found) -> Edge:
    if not isinstance(item.record, Edge):
        raise TypeError(f"{item.record.id} is not an edge")
    return item.record


def _dangling(found: list[Found], snapshot: Snapshot) -> Iterator[tuple[str, Problem]]:
    brought = {item.record.id for item in found if isinstance(item.record, Node)}
    for item in found:
        for key, node_id in _references(item.record):
            if node_id not in brought and snapshot.node(node_id) is None:
                problem = Problem(
                    place=item.place,
                    record=item.record.id,
                    field=key,
                    message=Text("There is no {record}, neither in the import nor in the store", record=node_id),
                    remedy=Text("Add it to the file, import it first, or correct the id"),
                )
                yield node_id, problem


def _references(record: Record) -> Iterator[tuple[str, str]]:
    for name, key, is_set in _reference_fields(record.kind):
        value = getattr(record, name)
        if is_set:
            for node_id in value:
                yield key, node_id
        elif value is not None:
            yield key, value


@cache
def _reference_fields(word: str) -> tuple[tuple[str, str, bool], ...]:
    return tuple(
        (spec.name, spec.key, spec.shape is Shape.REFERENCE_SET)
        for spec in field_specs(kind_named(word))
        if spec.is_reference
    )
