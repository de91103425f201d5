"""A snapshot in which only that is which somebody may see: everything else is not there, whatever is asked of it.

It is made at no cost and unfolds as it is read: each read takes what the whole snapshot has and lets a `Sight` say what
of it there is. What may be reckoned with and not read, such as a colleague without a name, is there under the id of a
stand-in. So counts and cells stay right, and no way leads from a stand-in to what it stands for.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from hashlib import blake2b
from operator import attrgetter, is_
from typing import Protocol, TypeVar, cast

from graph.domain.kinds import (
    EDGE_KINDS,
    KINDS,
    MANDATE_KINDS,
    Edge,
    Kind,
    Node,
    Record,
    kind_of_id,
    mandate_class,
)
from graph.model.bounded import Bounded
from graph.model.indexes import Carried, Indexes, Layer
from graph.model.snapshot import Snapshot

__all__ = ["Sight", "StandIns", "is_stand_in", "seen"]

E = TypeVar("E", bound=Edge)
R = TypeVar("R", bound=Record)
N = TypeVar("N", bound=Node)
T = TypeVar("T")
V = TypeVar("V")

MOST_FOUND = 16_384
"""So much of what somebody sees is kept: records, and the edges of a kind at a node; it takes 4 MB at most."""
Found = Bounded[tuple[object, str], object]
"""What is kept for all layers together, so that no world grows with what is asked of it."""
_WORD = "hidden"
_by_id = attrgetter("id")


class Sight(Protocol):
    """What somebody may see of a graph, record by record."""

    def form(self, record: R) -> R | None:
        """The record as it is seen: itself, without some of its values, a stand-in, or None."""

    def seen_id(self, node_id: str) -> str | None:
        """Under which id a node is seen: its own, that of its stand-in, or None."""

    def original(self, record_id: str) -> str | None:
        """The id of what is seen under an id; None = nothing is."""

    def listed(self, node: N) -> N | None:
        """A node as it is seen under its own id, and so in lists of its kind; None = not so."""

    def near(self, kind: Kind) -> frozenset[str] | None:
        """The ids of the nodes of a kind that may be seen otherwise than from far; None = all of them may."""

    def changes(self, kind: Kind) -> bool:
        """Whether records of a kind may be seen otherwise than they are."""

    def is_told(self, person: str) -> bool:
        """Whether what the person knows is seen."""


class StandIns:
    """The ids under which hidden records are reckoned with: the same for a secret, in whatever process.

    They are made with it so that nobody finds out by trying which record one stands for.

    Args:
        secret: of the instances on one store; a new one when absent.
    """

    def __init__(self, secret: bytes | None = None) -> None:
        self._secret = secret or secrets.token_bytes(16)
        self._originals: dict[str, str] = {}

    def of(self, record_id: str) -> str:
        """The id of the stand-in of a record."""
        digest = blake2b(record_id.encode(), digest_size=8, key=self._secret).hexdigest()
        stand_in = f"{kind_of_id(record_id)}/{_WORD}-{digest}"
        self._originals[stand_in] = record_id
        return stand_in

    def original(self, stand_in: str) -> str | None:
        """What an id that was given stands for."""
        return self._originals.get(stand_in)


def is_stand_in(record_id: str) -> bool:
    """Whether an id is that of a stand-in: of somebody or something that may be reckoned with, and not read."""
    _kind, _slash, key = record_id.partition("/")
    return key == _WORD or key.startswith(f"{_WORD}-")


def seen(snapshot: Snapshot, sight: Sight, far: Snapshot | None = None) -> Snapshot:
    """The snapshot as somebody sees it. Cost: none; each read costs a little more than of the whole.

    Args:
        snapshot: the whole.
        sight: what they see of it.
        far: the same as whoever is near to nothing sees it: long lists are taken from it but for what is near.
    """

    def out(kind: type[Edge]) -> Callable[[str], tuple[Edge, ...]]:
        return lambda node_id: snapshot.out(kind, node_id)

    def into(kind: type[Edge]) -> Callable[[str], tuple[Edge, ...]]:
        return lambda node_id: snapshot.into(kind, node_id)

    found: Found = Bounded(MOST_FOUND)
    indexes = Indexes(
        records=_records(snapshot, sight, found),
        out={kind: _edges(out(kind), sight, (kind,), found) for kind in EDGE_KINDS.values()},
        into={kind: _edges(into(kind), sight, (kind,), found) for kind in EDGE_KINDS.values()},
        scoped=_edges(snapshot.scoped_to, sight, map(mandate_class, MANDATE_KINDS), found),
        by_kind=_Kinds(snapshot, sight, far),
        changed_kinds={},
        carried=_CarriedOver(snapshot, sight),
        is_told=sight.is_told,
        is_whole=lambda kind: not sight.changes(kind),
    )
    return Snapshot(indexes, snapshot.version)


class _Unfolding(Layer[V]):
    """A layer that holds nothing itself and finds what is asked."""

    __slots__ = ("_find", "_found")

    def __init__(self, find: Callable[[str], V | None], found: Found) -> None:
        super().__init__({})
        self._find = find
        self._found = found

    def get(self, key: str) -> V | None:
        return self._found.get((self, key), self._made)  # type: ignore[return-value]

    def _made(self, asked: tuple[object, str]) -> V | None:
        return self._find(asked[1])

    def changed(self, changes: Mapping[str, V | None]) -> Layer[V]:
        return Layer(self, changes) if changes else self


def _records(snapshot: Snapshot, sight: Sight, found: Found) -> Layer[Record]:
    """The records by id: what is seen under it, stand-ins too."""

    def find(record_id: str) -> Record | None:
        original = sight.original(record_id)
        record = None if original is None else snapshot.get(original)
        if isinstance(record, Node) and not is_stand_in(record_id):
            return sight.listed(record)
        form = None if record is None else sight.form(record)
        return form if form is not None and form.id == record_id else None

    return _Unfolding(find, found)


def _edges(
    whole: Callable[[str], tuple[E, ...]], sight: Sight, kinds: Iterable[type[Edge]], found: Found
) -> Layer[tuple[E, ...]]:
    """The edges at a node, by id."""
    is_changing = any(map(sight.changes, kinds))

    def find(node_id: str) -> tuple[E, ...]:
        original = sight.original(node_id)
        if original is None or sight.seen_id(original) != node_id:
            return ()
        edges = whole(original)
        return _forms(edges, sight.form) if is_changing else edges

    return _Unfolding(find, found)


class _Kinds(Mapping[Kind, tuple[Record, ...]]):
    """The records of each kind, by id, as they are listed."""

    def __init__(self, snapshot: Snapshot, sight: Sight, far: Snapshot | None) -> None:
        self._snapshot = snapshot
        self._sight = sight
        self._far = far
        self._found: Bounded[Kind, tuple[Record, ...]] = Bounded(len(KINDS) + 1)

    def __getitem__(self, kind: Kind) -> tuple[Record, ...]:
        return self._found.get(kind, self._find)

    def __iter__(self) -> Iterator[Kind]:
        return iter(KINDS)

    def __len__(self) -> int:
        return len(KINDS)

    def _find(self, kind: Kind) -> tuple[Record, ...]:
        whole: tuple[Record, ...] = self._snapshot.of_kind(kind)
        if not self._sight.changes(kind):
            return whole
        if issubclass(kind, Edge):  # those that may be reckoned with are in lists, nodes without a name are not
            return _forms(whole, self._sight.form)
        near = self._sight.near(kind)
        if self._far is None or near is None:
            return _forms(whole, self._sight.listed)  # type: ignore[arg-type]
        own = map(self._snapshot.node, near)
        forms = (self._sight.listed(node) for node in own if node is not None)
        rest = (node for node in self._far.of_kind(kind) if node.id not in near)
        return tuple(sorted((*rest, *filter(None, forms)), key=_by_id))


class _CarriedOver(Carried):
    """What depends on one kind alone: of a kind that is seen as it is, what the whole snapshot has."""

    __slots__ = ("_sight", "_snapshot")

    def __init__(self, snapshot: Snapshot, sight: Sight) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._sight = sight

    def value(
        self, key: Hashable, made_of: tuple[object, ...], make: Callable[[], T], renew: Callable[[T], T] | None
    ) -> T:
        kind, what = cast(tuple[Kind, Hashable], key)
        if self._sight.changes(kind):
            return super().value(key, made_of, make, renew)
        return self._snapshot.kept_with(kind, what, make, renew=renew)


def _forms(records: tuple[R, ...], form_of: Callable[[R], R | None]) -> tuple[R, ...]:
    """The records as they are seen, by id; the very same tuple where nothing is otherwise."""
    forms = list(map(form_of, records))
    if all(map(is_, forms, records)):
        return records
    there = [form for form in forms if form is not None]
    return tuple(sorted(there, key=_by_id)) if any(is_stand_in(form.id) for form in there) else tuple(there)
