"""Rewriting the graph and the log in Neo4j, inside a transaction in which the head is locked."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from graph.domain.changes import Revision
from graph.domain.kinds import Record
from graph.store.neo4j import log
from graph.store.neo4j.applying import Runs, apply_changes
from graph.store.rewriting import Rewriting, note_of, rewritten_records, rewritten_revisions

__all__ = ["rewrite"]

_DRAFT_OF = "MATCH (r:Revision {number: $number}) RETURN r.draft AS draft"
_TAKE = "MATCH (r:Revision {number: $number}) DELETE r"
_MOVE = "MATCH (h:StoreHead {id: 'head'}) SET h.revision = $number, h.store_id = $store_id"
_BESIDE_THE_INDEX = {"indexed": -1}
"""Head for a revision that is written again: how far the log is found by record does not change by it."""


def rewrite(
    run: Runs,
    head: dict[str, Any],
    records: Iterable[Record],
    rewriting: Rewriting,
    *,
    author: str,
    reason: str,
    key: str,
) -> int:
    """Put what a rewriting gives in the place of everything; see `graph.store.port.Store.rewrite`."""
    book = log.Book(run, head["revision"])
    if book.number_of(key) is not None:
        return 0
    changes = rewritten_records(records, rewriting)
    revisions = list(rewritten_revisions(book.revisions(), rewriting))
    apply_changes(run, changes)
    for revision in revisions:
        _take(run, revision.number)
        _write(run, _BESIDE_THE_INDEX, revision)
    last = book.revision(book.current()) if book.current() else None
    note = note_of(last, author=author, reason=reason, key=key)
    _write(run, head, note)
    run.run(_MOVE, {"number": note.number, "store_id": secrets.token_hex(16)}).consume()
    return sum(change.after is not None for change in changes) + len(revisions)


def _take(run: Runs, number: int) -> None:
    draft = run.run(_DRAFT_OF, {"number": number}).single(strict=True)["draft"]
    while log.remove_leftover(run, draft):
        pass
    run.run(_TAKE, {"number": number}).consume()


def _write(run: Runs, head: dict[str, Any], revision: Revision) -> None:
    draft = secrets.token_hex(16)
    log.add_parts(run, log.packed(draft, revision.changes))
    log.add_revision(run, head, revision, draft)
