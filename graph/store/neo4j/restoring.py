"""Fill an empty database with the log of another store, and with the graph that it leads to.

The head says that this goes on until all is there, and nobody is served meanwhile. What was broken off is taken away
and begun again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from graph.domain.changes import RecordChange, Revision
from graph.domain.kinds import NODE_KINDS, Record
from graph.store.log import in_order_of_ends
from graph.store.neo4j.applying import Runs, apply_changes
from graph.store.neo4j.log import LABELS, PART, PARTS_AT_ONCE, add_parts, add_revision, packed

__all__ = ["fill"]

T = TypeVar("T")

AT_ONCE = PART * PARTS_AT_ONCE
"""Changes a transaction."""

_BEGUN = "MATCH (h:StoreHead {id: 'head'}) SET h.restoring = true, h.revision = 0, h.indexed = 0, h.indexed_parts = 0"
_DONE = "MATCH (h:StoreHead {id: 'head'}) SET h.revision = $number, h.restoring = null"
_HEAD = "MATCH (h:StoreHead {id: 'head'}) RETURN properties(h) AS head"
_OURS = " OR ".join(f"n:{label}" for label in (*LABELS, *(kind.labels[0] for kind in NODE_KINDS.values())))
_ANY = f"MATCH (n) WHERE {_OURS} RETURN n LIMIT 1"
_EMPTY = f"MATCH (n) WHERE {_OURS} WITH n LIMIT $most DETACH DELETE n RETURN count(*) AS number"

Transacted = Callable[[Callable[[Runs], Any]], Any]
"""Does something in a transaction of its own."""


def fill(write: Transacted, revisions: Iterable[Revision]) -> bool:
    """Write the log, and then the graph; whether there was room: the database was empty, or half filled like this."""
    if not write(_begin):
        return False
    while write(_empty):
        pass
    graph: dict[str, Record] = {}
    last = 0
    for batch in _batches(_followed(revisions, graph)):
        _add(write, batch)
        last = batch[-1].number
    whole = in_order_of_ends(RecordChange(before=None, after=record) for record in graph.values())
    for changes in _chunks(whole, AT_ONCE):
        write(partial(_apply, changes))
    write(partial(_end, last))
    return True


def _begin(run: Runs) -> bool:
    head = run.run(_HEAD).single(strict=True)["head"]
    if not head.get("restoring") and (head["revision"] or run.run(_ANY).single() is not None):
        return False
    run.run(_BEGUN).consume()
    return True


def _followed(revisions: Iterable[Revision], graph: dict[str, Record]) -> Iterator[Revision]:
    """The revisions, while the graph becomes what they lead to."""
    for revision in revisions:
        for change in revision.changes:
            if change.after is None:
                graph.pop(change.id, None)
            else:
                graph[change.id] = change.after
        yield revision


def _batches(revisions: Iterable[Revision]) -> Iterator[list[Revision]]:
    """Revisions that fit one transaction together; one that is larger comes alone."""
    batch: list[Revision] = []
    size = 0
    for revision in revisions:
        if batch and size + len(revision.changes) > AT_ONCE:
            yield batch
            batch, size = [], 0
        batch.append(revision)
        size += len(revision.changes) + 1
    if batch:
        yield batch


def _add(write: Transacted, batch: Sequence[Revision]) -> None:
    """Write some revisions; their parts come first, and nobody reaches these without them."""
    drafts = [(revision, secrets.token_hex(16)) for revision in batch]
    parts = [part for revision, draft in drafts for part in packed(draft, revision.changes)]
    for some in _chunks(parts, PARTS_AT_ONCE if len(batch) == 1 else len(parts) or 1):
        write(partial(_add_parts, some))
    write(partial(_add_revisions, drafts))


def _add_parts(parts: Sequence[dict[str, Any]], run: Runs) -> None:
    add_parts(run, parts)


def _add_revisions(drafts: Sequence[tuple[Revision, str]], run: Runs) -> None:
    for revision, draft in drafts:
        add_revision(run, {"indexed": revision.number - 1}, revision, draft)


def _apply(changes: Sequence[RecordChange], run: Runs) -> None:
    apply_changes(run, changes)


def _empty(run: Runs) -> bool:
    return bool(run.run(_EMPTY, {"most": AT_ONCE}).single(strict=True)["number"])


def _end(last: int, run: Runs) -> None:
    run.run(_DONE, {"number": last}).consume()


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(items)
    while chunk := list(islice(left, size)):
        yield chunk
