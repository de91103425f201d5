"""One revision of the graph in memory: immutable, indexed, and cheap to change into another.

`Snapshot.apply` makes an overlay: the new snapshot shares the indexes of its base and holds only what differs,
so its cost grows with the changes and their neighbours, never with the graph. `flat` folds an overlay that has
grown back into one layer.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from graph.domain.changes import Change, Version
from graph.domain.kinds import (
    KINDS,
    MANDATE_KINDS,
    NODE_KINDS,
    PLACING_KINDS,
    Edge,
    Mandate,
    Node,
    Record,
    mandate_class,
    naming_specs,
)
from graph.domain.part import named_by
from graph.domain.periods import in_force
from graph.model.bounded import Bounded
from graph.model.indexes import Indexes, indexes_of

__all__ = ["Snapshot"]

N = TypeVar("N", bound=Node)
E = TypeVar("E", bound=Edge)
R = TypeVar("R", bound=Node | Edge)
T = TypeVar("T")

MOST_KEPT = 256
MOST_PLACES = 2_048
"""Organisations whose mandates are kept by what they are on; one takes some 12 kB."""

_MANDATE_CLASSES = tuple(mandate_class(word) for word in MANDATE_KINDS)


class Snapshot:
    """The records of one revision with their indexes.

    Whatever a snapshot returns must not be changed. Tuples of records are in order of id.

    Attributes:
        version: the version of the store that it shows; None for a graph that never was in a store.
    """

    __slots__ = ("__weakref__", "_indexes", "_kept", "_lock", "_mandates_at", "version")

    def __init__(self, indexes: Indexes, version: Version | None) -> None:
        self._indexes = indexes
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()
        self._mandates_at: Bounded[str, Mapping[str, tuple[Mandate, ...]]] = Bounded(MOST_PLACES)
        self.version = version

    @classmethod
    def of(
        cls, records: Iterable[Record], version: Version | None = None, *, after: Snapshot | None = None
    ) -> Snapshot:
        """A snapshot of all the records. Cost: linear, fastest when they come in order of id.

        Args:
            records: nodes and edges.
            version: of the store that they are in.
            after: a snapshot before it, whose `kept_with` goes on.
        """
        return cls(indexes_of(records, None if after is None else after._indexes.carried), version)

    def get(self, record_id: str) -> Record | None:
        """The record with this id."""
        return self._indexes.records.get(record_id)

    def get_or_merged(self, record_id: str) -> Record | None:
        """The record with this id, else the one into which the node with this id was merged."""
        found = self._indexes.records.get(record_id)
        return found if found is not None else self._indexes.records.get(self.aliases().get(record_id, ""))

    def node(self, node_id: str) -> Node | None:
        """The node with this id."""
        found = self._indexes.records.get(node_id)
        return found if isinstance(found, Node) else None

    def edge(self, edge_id: str) -> Edge | None:
        """The edge with this id."""
        found = self._indexes.records.get(edge_id)
        return found if isinstance(found, Edge) else None

    def find(self, kind: type[R], record_id: str) -> R | None:
        """The record with this id when it is of the kind."""
        found = self._indexes.records.get(record_id)
        return found if isinstance(found, kind) else None

    def nodes(self, kind: type[N]) -> tuple[N, ...]:
        """All nodes of a kind."""
        return self.of_kind(kind)

    def edges(self, kind: type[E]) -> tuple[E, ...]:
        """All edges of a kind."""
        return self.of_kind(kind)

    def out(self, kind: type[E], node_id: str) -> tuple[E, ...]:
        """The edges of a kind that start at a node."""
        return self._indexes.out[kind].get(node_id) or ()  # type: ignore[return-value]

    def into(self, kind: type[E], node_id: str) -> tuple[E, ...]:
        """The edges of a kind that end at a node."""
        return self._indexes.into[kind].get(node_id) or ()  # type: ignore[return-value]

    def mandates(self) -> Iterator[Mandate]:
        """All mandates of the four kinds."""
        for kind in _MANDATE_CLASSES:
            yield from self.edges(kind)

    def mandates_from(self, holder_id: str) -> tuple[Mandate, ...]:
        """The mandates of the four kinds that a role, person, body or organisation has."""
        return tuple(edge for kind in _MANDATE_CLASSES for edge in self.out(kind, holder_id))

    def mandates_to(self, subject_id: str) -> tuple[Mandate, ...]:
        """The mandates of the four kinds on exactly this subject."""
        return tuple(edge for kind in _MANDATE_CLASSES for edge in self.into(kind, subject_id))

    def scoped_to(self, organisation_id: str) -> tuple[Mandate, ...]:
        """The mandates that name the organisation in their own `scope`."""
        return self._indexes.scoped.get(organisation_id) or ()

    def mandates_at(self, organisation_id: str) -> Mapping[str, tuple[Mandate, ...]]:
        """The mandates whose scope names an organisation on some day, by what they are on, in no order.

        Those that name it in their own `scope`, and those without one of the roles and bodies that ever serve it,
        are at it, or belong to it.
        """
        return self._mandates_at.get(organisation_id, self._found_mandates_at)

    def touching(self, node_id: str) -> Iterator[Edge]:
        """Every edge that starts or ends at a node; one that does both comes twice."""
        for index in (self._indexes.out, self._indexes.into):
            for layer in index.values():
                yield from layer.get(node_id) or ()

    def naming(self, node_id: str) -> Iterator[Record]:
        """The records that name a node in a field other than their ends.

        Cost: the first call on a snapshot reads every record once.
        """
        named: Mapping[str, tuple[Record, ...]] = self.kept("naming", self._named)
        yield from named.get(node_id, ())

    def aliases(self) -> Mapping[str, str]:
        """The ids of nodes that were merged into another, each with the id under which it goes now.

        Cost: the first call reads every node once; after a change those of the kinds that changed.
        """
        return self.kept("aliases", self._aliases)

    def exists(self, node_id: str, on: date) -> bool:
        """Whether the node is there and in its own period."""
        found = self._indexes.records.get(node_id)
        return found is not None and in_force(found, on)

    def in_force(self, edge: Edge, on: date) -> bool:
        """Whether the day lies in the edge's own period and in the periods of both its ends."""
        return in_force(edge, on) and self.exists(edge.from_id, on) and self.exists(edge.to_id, on)

    def records(self) -> Iterator[Record]:
        """Every record, kind by kind: nodes before edges."""
        for kind in KINDS:
            yield from self.of_kind(kind)

    def __len__(self) -> int:
        return sum(len(self.of_kind(kind)) for kind in KINDS)

    def is_told(self, person: str) -> bool:
        """Whether what is recorded of what a person knows is in the graph, and not kept from who looks at it."""
        return self._indexes.is_told is None or self._indexes.is_told(person)

    def is_whole(self, kind: type[Any]) -> bool:
        """Whether it is what somebody sees of a graph, and every record of a kind is in it as it is there."""
        return self._indexes.is_whole is not None and self._indexes.is_whole(kind)

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """A value computed once and kept with the snapshot; the least recently used of many is let go.

        Two threads that ask at the same moment may both compute it; one result is kept.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[no-any-return]
        value = make()
        with self._lock:
            self._kept.setdefault(key, value)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return self._kept.get(key, value)  # type: ignore[no-any-return]

    def kept_with(
        self, kind: type[Any], key: Hashable, make: Callable[[], T], *, renew: Callable[[T], T] | None = None
    ) -> T:
        """A value that depends on the records of one kind alone, kept until one of these changes.

        Unlike `kept` it outlives this snapshot: those that follow it give the same value while the kind is the same.
        A second thread that asks meanwhile waits for the first.

        Args:
            kind: of the records.
            key: tells the value apart from others of the kind.
            make: makes it of the records of this snapshot.
            renew: the same out of the value of other records of the kind; None = `make`.
        """
        return self._indexes.carried_over(kind, key, make, renew)

    def apply(self, changes: Iterable[Change], version: Version | None = None) -> Snapshot:
        """The snapshot after the changes, in order; this one stays as it is.

        A removal of a record that is not there is nothing. Cost: linear in the changes of this overlay and
        their neighbours.
        """
        return Snapshot(self._indexes.changed(changes), version)

    def at_version(self, version: Version) -> Snapshot:
        """The same records under another version, with what was kept: nothing of the graph changed."""
        moved = Snapshot(self._indexes, version)
        moved._kept, moved._lock, moved._mandates_at = self._kept, self._lock, self._mandates_at
        return moved

    @property
    def overlay_size(self) -> int:
        """How many records this snapshot holds beside its base."""
        return len(self._indexes.records.delta)

    def flat(self) -> Snapshot:
        """The same records in one layer. Cost: a copy of the indexes, not of the records."""
        return Snapshot(self._indexes.flat(), self.version)

    def of_kind(self, kind: type[Any]) -> tuple[Any, ...]:
        """All records of a kind, nodes or edges."""
        if not self._indexes.changed_kinds.get(kind):
            return self._indexes.by_kind.get(kind, ())
        return self.kept(("kind", kind), lambda: self._indexes.of_kind(kind))

    def _found_mandates_at(self, organisation_id: str) -> Mapping[str, tuple[Mandate, ...]]:
        found: dict[str, list[Mandate]] = {}
        for mandate in (*self.scoped_to(organisation_id), *self._without_scope_at(organisation_id)):
            same = found.get(mandate.to_id)
            if same is None:
                found[mandate.to_id] = [mandate]
            else:
                same.append(mandate)
        return {subject: tuple(mandates) for subject, mandates in found.items()}

    def _without_scope_at(self, organisation_id: str) -> Iterator[Mandate]:
        for holder in {link.from_id for kind in PLACING_KINDS for link in self.into(kind, organisation_id)}:
            yield from (mandate for mandate in self.mandates_from(holder) if not mandate.scope)

    def _aliases(self) -> Mapping[str, str]:
        def of(kind: type[Node]) -> Mapping[str, str]:
            return self.kept_with(
                kind, "aliases", lambda: {alias: node.id for node in self.nodes(kind) for alias in node.aliases}
            )

        return {alias: node_id for kind in NODE_KINDS.values() for alias, node_id in of(kind).items()}

    def _named(self) -> Mapping[str, tuple[Record, ...]]:
        named: dict[str, list[Record]] = defaultdict(list)
        for kind in KINDS:
            if naming_specs(kind.kind):
                for record in self.of_kind(kind):
                    for node_id in named_by(record):
                        named[node_id].append(record)
        return {node_id: tuple(records) for node_id, records in named.items()}
