"""One revision of the graph in memory: immutable, indexed, and cheap to change into another.

`Snapshot.apply` makes an overlay: the new snapshot shares the indexes of its base and holds only what differs,
so its cost grows with the changes and their neighbours, never with the graph. `flat` folds an overlay that has
grown back into one layer.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import date
from operator import attrgetter
from typing import Any, Generic, TypeVar

from graph.domain.changes import Change, Put, Version
from graph.domain.kinds import (
    EDGE_KINDS,
    NODE_KINDS,
    At,
    BodyOf,
    Edge,
    Kind,
    Mandate,
    Node,
    Record,
    Serves,
    Shape,
    field_specs,
    kind_of_id,
    mandate_class,
)
from graph.domain.kinds import MANDATE_KINDS as MANDATE_WORDS
from graph.domain.periods import in_force
from graph.model.bounded import Bounded

__all__ = ["Carried", "Indexes", "Layer", "Snapshot"]

N = TypeVar("N", bound=Node)
E = TypeVar("E", bound=Edge)
R = TypeVar("R", bound=Node | Edge)
V = TypeVar("V")
T = TypeVar("T")

MOST_KEPT = 256
MOST_PLACES = 2_048
"""Organisations whose mandates are kept by what they are on; one takes some 12 kB."""

_by_id = attrgetter("id")
_MANDATE_CLASSES = tuple(mandate_class(word) for word in MANDATE_WORDS)


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
        return cls(_indexes_of(records, None if after is None else after._indexes.carried), version)

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

        Cost: the first call on a snapshot reads every node once.
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
        for kind in (*NODE_KINDS.values(), *EDGE_KINDS.values()):
            yield from self.of_kind(kind)

    def __len__(self) -> int:
        return sum(len(self.of_kind(kind)) for kind in (*NODE_KINDS.values(), *EDGE_KINDS.values()))

    def is_told(self, person: str) -> bool:
        """Whether what is recorded of what a person knows is in the graph, and not kept from who looks at it."""
        return self._indexes.is_told is None or self._indexes.is_told(person)

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
        base = self._indexes.by_kind.get(kind, ())
        changed = self._indexes.changed_kinds.get(kind)
        if not changed:
            return base
        return self.kept(("kind", kind), lambda: _merged(base, {each: self.get(each) for each in changed}))

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
        kinds: tuple[type[Edge], ...] = (At, Serves, BodyOf)
        for holder in {link.from_id for kind in kinds for link in self.into(kind, organisation_id)}:
            yield from (mandate for mandate in self.mandates_from(holder) if not mandate.scope)

    def _aliases(self) -> Mapping[str, str]:
        nodes = (node for kind in NODE_KINDS.values() for node in self.of_kind(kind) if node.aliases)
        return {alias: node.id for node in nodes for alias in node.aliases}

    def _named(self) -> Mapping[str, tuple[Record, ...]]:
        named: dict[str, list[Record]] = defaultdict(list)
        kinds: tuple[Kind, ...] = (*NODE_KINDS.values(), *EDGE_KINDS.values())
        for kind in kinds:
            reads = _reference_fields(kind)
            if reads:
                for record in self.of_kind(kind):
                    for node_id in _references(record, reads):
                        named[node_id].append(record)
        return {node_id: tuple(records) for node_id, records in named.items()}


def _reference_fields(kind: Kind) -> tuple[tuple[str, bool], ...]:
    return tuple(
        (spec.name, spec.shape is Shape.REFERENCE_SET)
        for spec in field_specs(kind)
        if spec.shape in (Shape.REFERENCE, Shape.REFERENCE_SET) and spec.name not in ("from_id", "to_id")
    )


def _references(record: Record, reads: tuple[tuple[str, bool], ...]) -> Iterator[str]:
    for name, several in reads:
        value = getattr(record, name)
        if several:
            yield from value
        elif value is not None:
            yield value


class Layer(Generic[V]):
    """A mapping, or another layer, with what differs from it; a differing value of None means that the key is gone."""

    __slots__ = ("base", "delta")

    def __init__(self, base: dict[str, V] | Layer[V], delta: Mapping[str, V | None] | None = None) -> None:
        self.base = base
        self.delta = delta or {}

    def get(self, key: str) -> V | None:
        if self.delta and key in self.delta:
            return self.delta[key]
        return self.base.get(key)

    def changed(self, changes: Mapping[str, V | None]) -> Layer[V]:
        return Layer(self.base, {**self.delta, **changes}) if changes else self

    def flat(self) -> Layer[V]:
        if not self.delta or isinstance(self.base, Layer):
            return self
        merged: dict[str, Any] = {**self.base, **self.delta}
        for key, value in self.delta.items():
            if value is None or value == ():
                del merged[key]
        return Layer(merged)


class Carried:
    """Values that outlive a snapshot, each with what it was made of: that is compared by being the same objects."""

    __slots__ = ("_locks", "_values")

    def __init__(self) -> None:
        self._values: dict[Hashable, tuple[tuple[object, ...], Any]] = {}
        self._locks: dict[Hashable, threading.Lock] = {}

    def value(
        self, key: Hashable, made_of: tuple[object, ...], make: Callable[[], T], renew: Callable[[T], T] | None
    ) -> T:
        with self._locks.setdefault(key, threading.Lock()):
            known = self._values.get(key)
            if known is not None and all(one is other for one, other in zip(known[0], made_of, strict=True)):
                return known[1]  # type: ignore[no-any-return]
            value = make() if known is None or renew is None else renew(known[1])
            self._values[key] = (made_of, value)
            return value


class Indexes:
    """The indexes of a snapshot; never changed after they are made."""

    __slots__ = ("by_kind", "carried", "changed_kinds", "into", "is_told", "out", "records", "scoped")

    def __init__(
        self,
        *,
        records: Layer[Record],
        out: dict[type[Edge], Layer[tuple[Edge, ...]]],
        into: dict[type[Edge], Layer[tuple[Edge, ...]]],
        scoped: Layer[tuple[Mandate, ...]],
        by_kind: Mapping[type[Any], tuple[Any, ...]],
        changed_kinds: Mapping[type[Any], frozenset[str]],
        carried: Carried | None = None,
        is_told: Callable[[str], bool] | None = None,
    ) -> None:
        self.records = records
        self.out = out
        self.into = into
        self.scoped = scoped
        self.by_kind = by_kind
        self.changed_kinds = changed_kinds
        self.carried = carried or Carried()
        self.is_told = is_told

    def carried_over(self, kind: type[Any], key: Hashable, make: Callable[[], T], renew: Callable[[T], T] | None) -> T:
        """A value with the records of a kind that it was made of."""
        return self.carried.value((kind, key), (self.by_kind.get(kind), self.changed_kinds.get(kind)), make, renew)

    def changed(self, changes: Iterable[Change]) -> Indexes:
        last: dict[str, Record | None] = {
            change.id: change.record if isinstance(change, Put) else None for change in changes
        }
        pairs = [(self.records.get(key), after) for key, after in last.items()]
        real = [(before, after) for before, after in pairs if before != after]
        records = {(after or before).id: after for before, after in real}  # type: ignore[union-attr]
        edges = [(b, a) for b, a in real if isinstance(a or b, Edge)]
        return Indexes(
            records=self.records.changed(records),
            out=_reindexed(self.out, edges, lambda edge: edge.from_id),
            into=_reindexed(self.into, edges, lambda edge: edge.to_id),
            scoped=_rescoped(self.scoped, edges),
            by_kind=self.by_kind,
            changed_kinds=_with_changed(self.changed_kinds, records),
            carried=self.carried,
            is_told=self.is_told,
        )

    def flat(self) -> Indexes:
        return Indexes(
            records=self.records.flat(),
            out={kind: layer.flat() for kind, layer in self.out.items()},
            into={kind: layer.flat() for kind, layer in self.into.items()},
            scoped=self.scoped.flat(),
            by_kind={kind: self._kind_now(kind) for kind in (*NODE_KINDS.values(), *EDGE_KINDS.values())},
            changed_kinds={},
            carried=self.carried,
        )

    def _kind_now(self, kind: type[Any]) -> tuple[Any, ...]:
        return Snapshot(self, None).of_kind(kind)


Pairs = list[tuple[Any, Any]]


def _reindexed(
    index: dict[type[Edge], Layer[tuple[Edge, ...]]], pairs: Pairs, end: Callable[[Edge], str]
) -> dict[type[Edge], Layer[tuple[Edge, ...]]]:
    by_kind: dict[type[Edge], list[tuple[str, Any, Any]]] = defaultdict(list)
    for before, after in pairs:
        if before is not None:
            by_kind[type(before)].append((end(before), before, None))
        if after is not None:
            by_kind[type(after)].append((end(after), None, after))
    moved = {kind: index[kind].changed(_moved(index[kind], moves)) for kind, moves in by_kind.items()}
    return {**index, **moved}


def _rescoped(index: Layer[tuple[Mandate, ...]], pairs: Pairs) -> Layer[tuple[Mandate, ...]]:
    moves: list[tuple[str, Any, Any]] = []
    for before, after in pairs:
        if isinstance(before, Mandate):
            moves.extend((organisation, before, None) for organisation in before.scope)
        if isinstance(after, Mandate):
            moves.extend((organisation, None, after) for organisation in after.scope)
    return index.changed(_moved(index, moves))


def _moved(layer: Layer[Any], moves: list[tuple[str, Any, Any]]) -> dict[str, Any]:
    """The new tuple of every key that loses or gains an edge."""
    changed: dict[str, dict[str, Any]] = defaultdict(dict)
    for key, before, _after in moves:
        if before is not None:
            changed[key][before.id] = None
    for key, _before, after in moves:
        if after is not None:
            changed[key][after.id] = after
    return {key: _merged(layer.get(key) or (), edges) for key, edges in changed.items()}


def _merged(base: tuple[Any, ...], changed: Mapping[str, Any]) -> tuple[Any, ...]:
    """Records by id: stretches of the base, with what changed between them; None = it is gone.

    Cost: a copy of the base. Thousands of mandates can be on one task, and every save makes this twice.
    """
    merged: list[Any] = []
    done = 0
    for record_id in sorted(changed):
        place = bisect_left(base, record_id, lo=done, key=_by_id)
        merged.extend(base[done:place])
        done = place + (place < len(base) and base[place].id == record_id)
        record = changed[record_id]
        if record is not None:
            merged.append(record)
    merged.extend(base[done:])
    return tuple(merged)


def _with_changed(
    known: Mapping[type[Any], frozenset[str]], records: Mapping[str, Record | None]
) -> Mapping[type[Any], frozenset[str]]:
    fresh: dict[type[Any], set[str]] = defaultdict(set)
    for record_id in records:
        fresh[_kind_of(record_id)].add(record_id)
    return {**known, **{kind: known.get(kind, frozenset()) | ids for kind, ids in fresh.items()}}


def _kind_of(record_id: str) -> type[Any]:
    word = kind_of_id(record_id)
    return NODE_KINDS[word] if word in NODE_KINDS else EDGE_KINDS[word.upper()]


def _indexes_of(records: Iterable[Record], carried: Carried | None) -> Indexes:
    by_kind: dict[type[Any], list[Any]] = defaultdict(list)
    for record in records:
        by_kind[type(record)].append(record)
    for found in by_kind.values():
        found.sort(key=_by_id)
    kinds = {kind: tuple(found) for kind, found in by_kind.items()}
    edges: dict[type[Any], tuple[Any, ...]] = {kind: kinds.get(kind, ()) for kind in EDGE_KINDS.values()}
    return Indexes(
        records=Layer({record.id: record for found in kinds.values() for record in found}),
        out={kind: Layer(_grouped((edge.from_id, edge) for edge in found)) for kind, found in edges.items()},
        into={kind: Layer(_grouped((edge.to_id, edge) for edge in found)) for kind, found in edges.items()},
        scoped=Layer(
            _grouped(
                (organisation, edge)
                for kind in sorted(_MANDATE_CLASSES, key=lambda kind: kind.kind.lower())  # as ids begin with it
                for edge in edges[kind]
                for organisation in edge.scope
            )
        ),
        by_kind=kinds,
        changed_kinds={},
        carried=carried,
    )


def _grouped(pairs: Iterable[tuple[str, Any]]) -> dict[str, tuple[Any, ...]]:
    groups: dict[str, list[Any]] = {}
    for key, edge in pairs:
        group = groups.get(key)
        if group is None:
            groups[key] = [edge]
        else:
            group.append(edge)
    return {key: tuple(group) for key, group in groups.items()}
