"""What every store does with its change log, whatever it is written in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from graph.domain.changes import ChangeSet, Put, RecordChange, Revision
from graph.domain.codec import load_record, to_plain
from graph.domain.errors import Conflict, InvalidInput, KeyReused, NotFound
from graph.domain.kinds import NODE_KINDS, Record, kind_named, kind_of_id
from graph.domain.text import Text

__all__ = [
    "Book",
    "Planned",
    "changes_of",
    "check_revision",
    "holds_something",
    "in_order_of_ends",
    "next_time",
    "pairs_of",
    "planned",
    "time_text",
    "undone",
]

_EMPTY = Revision(number=0, at=datetime.min.replace(tzinfo=UTC), author="", reason="", key="", digest="", changes=())
"""What an empty store answers when there was nothing to write."""


class Book(Protocol):
    """What a store has written so far, as one of its own transactions sees it."""

    def number_of(self, key: str) -> int | None:
        """The revision with an idempotency key; None when there is none."""

    def revision(self, number: int) -> Revision:
        """A revision that is there."""

    def revisions(self) -> Iterable[Revision]:
        """All of them, oldest first."""

    def current(self) -> int:
        """The number of the last one; 0 in an empty store."""

    def time_of(self, number: int) -> datetime:
        """When a revision that is there was made."""

    def stored(self, ids: Iterable[str]) -> Mapping[str, Record]:
        """Those of the records that are in the graph, by id."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What a commit comes down to.

    Attributes:
        revision: the answer.
        is_new: whether it has yet to be written; else it was written before, or nothing changes.
    """

    revision: Revision
    is_new: bool


def planned(book: Book, change_set: ChangeSet, expected: int | None, *, apply: bool) -> Planned:
    """What a change set comes down to in a store: the rules of `Store.commit` and `Store.adopt`, for every store.

    Args:
        book: what the store holds; it must stay so until the plan is written.
        change_set: what is wanted.
        expected: the revision that it was validated against; None = any.
        apply: whether the graph has yet to be changed; else a hand did that, and the log tells what was before.

    Raises:
        KeyReused: the key belongs to other content.
        Conflict: the store is at another revision than expected.
    """
    digest = change_set.digest()
    known = book.number_of(change_set.key)
    if known is not None:
        written = book.revision(known)
        if written.digest != digest:
            raise KeyReused(key=change_set.key, revision=known)
        return Planned(written, is_new=False)
    current = book.current()
    if expected is not None and expected != current:
        raise Conflict(expected=expected, current=current)
    wanted = _last_states(change_set)
    changes = _effective(wanted, book.stored(wanted) if apply else _logged_states(book.revisions(), wanted))
    if not changes:
        return Planned(book.revision(current) if current else _EMPTY, is_new=False)
    revision = Revision(
        number=current + 1,
        at=next_time(book.time_of(current) if current else None),
        author=change_set.author,
        reason=change_set.reason,
        key=change_set.key,
        digest=digest,
        changes=changes,
    )
    return Planned(revision, is_new=True)


def _last_states(change_set: ChangeSet) -> dict[str, Record | None]:
    """The record that each id should have in the end; None = it goes."""
    return {change.id: change.record if isinstance(change, Put) else None for change in change_set.changes}


def _effective(wanted: Mapping[str, Record | None], stored: Mapping[str, Record]) -> tuple[RecordChange, ...]:
    """What changes, one entry a record, without those that stay as they are."""
    return in_order_of_ends(
        RecordChange(before=stored.get(key), after=after) for key, after in wanted.items() if stored.get(key) != after
    )


def in_order_of_ends(changes: Iterable[RecordChange]) -> tuple[RecordChange, ...]:
    """Nodes before the edges that need them, and removed edges before removed nodes."""

    def rank(change: RecordChange) -> int:
        is_node = kind_of_id(change.id) in NODE_KINDS
        return (0 if is_node else 1) if change.after is not None else (3 if is_node else 2)

    return tuple(sorted(changes, key=rank))


def undone(records: Iterable[Record], revisions: Iterable[Revision]) -> list[Record]:
    """The records as they were before the revisions, which are given oldest first."""
    now = {record.id: record for record in records}
    for revision in reversed(list(revisions)):
        for change in revision.changes:
            if change.before is None:
                now.pop(change.id, None)
            else:
                now[change.id] = change.before
    return list(now.values())


def _logged_states(revisions: Iterable[Revision], ids: Iterable[str]) -> dict[str, Record]:
    """What the log says that some records are; a record that it removed or never had is left out."""
    wanted = set(ids)
    found: dict[str, Record] = {}
    for revision in revisions:
        for change in revision.changes:
            if change.id in wanted:
                if change.after is None:
                    found.pop(change.id, None)
                else:
                    found[change.id] = change.after
    return found


def pairs_of(changes: Iterable[RecordChange]) -> list[list[dict[str, Any] | None]]:
    """Changes in plain form: each what was before and what is after."""
    return [[None if record is None else to_plain(record) for record in (c.before, c.after)] for c in changes]


def changes_of(pairs: Iterable[Sequence[dict[str, Any] | None]]) -> list[RecordChange]:
    """Changes from their plain form.

    Raises:
        KeyError, TypeError, ValueError: they are not what `pairs_of` gives.
    """
    return [RecordChange(before=_record(before), after=_record(after)) for before, after in pairs]


def _record(plain: dict[str, Any] | None) -> Record | None:
    return None if plain is None else load_record(kind_named(plain["kind"]), plain)


def check_revision(number: int, current: int) -> None:
    """Do nothing when the store has had this revision.

    Raises:
        NotFound: it has not.
    """
    if not 0 <= number <= current:
        raise NotFound(
            Text("Revision {number}", number=number), Text("The store is at revision {current}", current=current)
        )


def holds_something(store: str) -> InvalidInput:
    """Why nothing is restored into a store."""
    return InvalidInput.because(
        Text("The store {store} holds something already", store=store),
        Text("Restore into an empty one: give another address, or empty it yourself"),
        field="--store",
    )


def next_time(last: datetime | None) -> datetime:
    """The time of the next revision: now, or just after the last one when a clock went back."""
    now = datetime.now(UTC)
    return now if last is None else max(now, last + timedelta(microseconds=1))


def time_text(moment: datetime) -> str:
    """An instant as text that sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
