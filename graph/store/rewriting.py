"""Rewriting what a store holds and once held: the one thing for which a log does not stay as it was written.

Erasing a person, and forgetting what is past its time, take facts out of the graph and out of every revision. Nothing
else may: whoever only wants another value commits a change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from graph.domain.changes import RecordChange, Revision
from graph.domain.kinds import Record
from graph.store.log import in_order_of_ends, next_time

__all__ = ["Rewriting", "note_of", "rewritten_records", "rewritten_revisions"]

REWRITTEN = "rewritten"
"""Digest of a revision that is no longer what was asked: the same request again is refused, never answered with it."""


class Rewriting(Protocol):
    """What takes the place of what; the same for the same, and another id for each id that goes."""

    @property
    def new(self) -> tuple[Record, ...]:
        """Nodes that the graph does not have and that other records will need; they come into the first revision."""

    def record(self, record: Record) -> Record:
        """What a record becomes, wherever it stands; itself when it stays."""

    def head(self, revision: Revision) -> Revision:
        """A revision with the author, the reason and the key that it becomes; its changes are asked apart."""


def rewritten_records(records: Iterable[Record], rewriting: Rewriting) -> tuple[RecordChange, ...]:
    """What a rewriting does to the graph, in an order in which it can be made."""
    changes = [RecordChange(before=None, after=record) for record in rewriting.new]
    for record in records:
        after = rewriting.record(record)
        if after.id != record.id:
            changes += [RecordChange(before=None, after=after), RecordChange(before=record, after=None)]
        elif after != record:
            changes.append(RecordChange(before=record, after=after))
    return in_order_of_ends(changes)


def rewritten_revisions(revisions: Iterable[Revision], rewriting: Rewriting) -> Iterable[Revision]:
    """Those revisions that a rewriting changes, as they become."""
    new = tuple(RecordChange(before=None, after=record) for record in rewriting.new)
    for revision in revisions:
        first = new if revision.number == 1 else ()
        changes = (*first, *(_change(change, rewriting) for change in revision.changes))
        after = replace(rewriting.head(revision), changes=changes)
        if after != revision:
            yield replace(after, digest=REWRITTEN)


def note_of(last: Revision | None, *, author: str, reason: str, key: str) -> Revision:
    """The revision without changes that says in the log that it was rewritten, by whom and why."""
    number, before = (0, None) if last is None else (last.number, last.at)
    return Revision(
        number=number + 1,
        at=next_time(before),
        author=author,
        reason=reason,
        key=key,
        digest=REWRITTEN,
        changes=(),
    )


def _change(change: RecordChange, rewriting: Rewriting) -> RecordChange:
    before = None if change.before is None else rewriting.record(change.before)
    after = None if change.after is None else rewriting.record(change.after)
    same = before is change.before and after is change.after
    return change if same else RecordChange(before=before, after=after)
