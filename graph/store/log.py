"""What every store does with its change log, whatever it is written in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from graph.domain.changes import ChangeSet, Put, RecordChange, Revision
from graph.domain.errors import NotFound
from graph.domain.kinds import NODE_KINDS, Record, kind_of_id
from graph.domain.text import Text

__all__ = [
    "EMPTY",
    "check_revision",
    "effective",
    "in_order_of_ends",
    "last_states",
    "logged_states",
    "next_time",
    "time_text",
    "undone",
]

EMPTY = Revision(number=0, at=datetime.min.replace(tzinfo=UTC), author="", reason="", key="", digest="", changes=())
"""What an empty store answers when there was nothing to write."""


def last_states(change_set: ChangeSet) -> dict[str, Record | None]:
    """The record that each id should have in the end; None = it goes."""
    return {change.id: change.record if isinstance(change, Put) else None for change in change_set.changes}


def effective(wanted: Mapping[str, Record | None], stored: Mapping[str, Record]) -> tuple[RecordChange, ...]:
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


def logged_states(revisions: Iterable[Revision], ids: Iterable[str]) -> dict[str, Record]:
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


def check_revision(number: int, current: int) -> None:
    """Do nothing when the store has had this revision.

    Raises:
        NotFound: it has not.
    """
    if not 0 <= number <= current:
        raise NotFound(
            Text("Revision {number}", number=number), Text("The store is at revision {current}", current=current)
        )


def next_time(last: datetime | None) -> datetime:
    """The time of the next revision: now, or just after the last one when a clock went back."""
    now = datetime.now(UTC)
    return now if last is None else max(now, last + timedelta(microseconds=1))


def time_text(moment: datetime) -> str:
    """An instant as text that sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
