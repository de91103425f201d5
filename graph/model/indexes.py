"""What a snapshot looks its records up in, in layers: an overlay shares the one below and holds what differs."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from operator import attrgetter
from typing import Any, Generic, TypeVar

from graph.domain.changes import Change, Put
from graph.domain.kinds import (
    EDGE_KINDS,
    KINDS,
    MANDATE_KINDS,
    NODE_KINDS,
    Edge,
    Kind,
    Mandate,
    Record,
    kind_of_id,
    mandate_class,
)

__all__ = ["Carried", "Indexes", "Layer", "indexes_of"]

V = TypeVar("V")
T = TypeVar("T")

_by_id = attrgetter("id")


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

    __slots__ = ("by_kind", "carried", "changed_kinds", "into", "is_told", "is_whole", "out", "records", "scoped")

    def __init__(
        self,
        *,
        records: Layer[Record],
        out: dict[type[Edge], Layer[tuple[Edge, ...]]],
        into: dict[type[Edge], Layer[tuple[Edge, ...]]],
        scoped: Layer[tuple[Mandate, ...]],
        by_kind: Mapping[Kind, tuple[Any, ...]],
        changed_kinds: Mapping[Kind, frozenset[str]],
        carried: Carried | None = None,
        is_told: Callable[[str], bool] | None = None,
        is_whole: Callable[[Kind], bool] | None = None,
    ) -> None:
        self.records = records
        self.out = out
        self.into = into
        self.scoped = scoped
        self.by_kind = by_kind
        self.changed_kinds = changed_kinds
        self.carried = carried or Carried()
        self.is_told = is_told
        self.is_whole = is_whole

    def carried_over(self, kind: Kind, key: Hashable, make: Callable[[], T], renew: Callable[[T], T] | None) -> T:
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
            is_whole=self.is_whole,
        )

    def flat(self) -> Indexes:
        return Indexes(
            records=self.records.flat(),
            out={kind: layer.flat() for kind, layer in self.out.items()},
            into={kind: layer.flat() for kind, layer in self.into.items()},
            scoped=self.scoped.flat(),
            by_kind={kind: self.of_kind(kind) for kind in KINDS},
            changed_kinds={},
            carried=self.carried,
            is_told=self.is_told,
            is_whole=self.is_whole,
        )

    def of_kind(self, kind: Kind) -> tuple[Any, ...]:
        """All records of a kind, by id. Cost: where some of them changed, a copy."""
        base = self.by_kind.get(kind, ())
        changed = self.changed_kinds.get(kind)
        return _merged(base, {each: self.records.get(each) for each in changed}) if changed else base


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
    known: Mapping[Kind, frozenset[str]], records: Mapping[str, Record | None]
) -> Mapping[Kind, frozenset[str]]:
    fresh: dict[Kind, set[str]] = defaultdict(set)
    for record_id in records:
        fresh[_kind_of(record_id)].add(record_id)
    return {**known, **{kind: known.get(kind, frozenset()) | ids for kind, ids in fresh.items()}}


def _kind_of(record_id: str) -> Kind:
    word = kind_of_id(record_id)
    return NODE_KINDS[word] if word in NODE_KINDS else EDGE_KINDS[word.upper()]


def indexes_of(records: Iterable[Record], carried: Carried | None) -> Indexes:
    by_kind: dict[Kind, list[Any]] = defaultdict(list)
    for record in records:
        by_kind[type(record)].append(record)
    for found in by_kind.values():
        found.sort(key=_by_id)
    kinds = {kind: tuple(found) for kind, found in by_kind.items()}
    edges: dict[type[Edge], tuple[Any, ...]] = {kind: kinds.get(kind, ()) for kind in EDGE_KINDS.values()}
    return Indexes(
        records=Layer({record.id: record for found in kinds.values() for record in found}),
        out={kind: Layer(_grouped((edge.from_id, edge) for edge in found)) for kind, found in edges.items()},
        into={kind: Layer(_grouped((edge.to_id, edge) for edge in found)) for kind, found in edges.items()},
        scoped=Layer(_grouped((organisation, edge) for edge in _mandates(edges) for organisation in edge.scope)),
        by_kind=kinds,
        changed_kinds={},
        carried=carried,
    )


def _mandates(edges: Mapping[type[Edge], tuple[Any, ...]]) -> list[Mandate]:
    """By id."""
    return sorted((edge for word in MANDATE_KINDS for edge in edges[mandate_class(word)]), key=_by_id)


def _grouped(pairs: Iterable[tuple[str, Any]]) -> dict[str, tuple[Any, ...]]:
    groups: dict[str, list[Any]] = {}
    for key, edge in pairs:
        group = groups.get(key)
        if group is None:
            groups[key] = [edge]
        else:
            group.append(edge)
    return {key: tuple(group) for key, group in groups.items()}
