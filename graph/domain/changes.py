"""Changes, change sets and revisions: how known time is made.

Ending closes a period, correcting replaces a value; both are puts, and every revision keeps before and after.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from graph.domain.codec import canonical_json, to_plain
from graph.domain.kinds import Record

__all__ = ["Change", "ChangeSet", "FieldChange", "Put", "RecordChange", "Remove", "Revision", "Version"]


@dataclass(frozen=True, slots=True)
class Put:
    """Add a record, or replace the one with the same id."""

    record: Record

    @property
    def id(self) -> str:
        """The id of the record that it concerns."""
        return self.record.id


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a record away; for a fact that ended, put it again with `until` instead."""

    id: str


Change = Put | Remove


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """Ordered changes that are committed whole or not at all.

    Attributes:
        changes: in order; a later change of the same record wins.
        author: who makes them.
        reason: why, in the author's words.
        key: idempotency key; the same key with the same content is answered with the first revision.
        request: digest of the request that led to the changes, when the changes of a repeated request may
            differ because the graph moved on; None = the changes themselves are the content.
    """

    changes: tuple[Change, ...]
    author: str
    reason: str = ""
    key: str
    request: str | None = None

    def digest(self) -> str:
        """SHA-256 of the content: what `KEY_REUSED` compares. Cost: linear in the changes."""
        if self.request is not None:
            return self.request
        running = hashlib.sha256()
        for change in self.changes:
            running.update(_line(change))
        return running.hexdigest()


def _line(change: Change) -> bytes:
    if isinstance(change, Put):
        return b"+" + canonical_json(to_plain(change.record)) + b"\n"
    return b"-" + json.dumps(change.id).encode() + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """What happens to one field; None stands for absent. Values are in plain form."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What one revision did to one record, or would do: added (no before), replaced, or removed (no after)."""

    before: Record | None
    after: Record | None

    @property
    def record(self) -> Record:
        """The record as it is after, else as it was."""
        record = self.after or self.before
        if record is None:
            raise ValueError("a record change needs a record before or after")
        return record

    @property
    def id(self) -> str:
        """The id of the record."""
        return self.record.id

    @property
    def kind(self) -> str:
        """The kind of the record."""
        return self.record.kind

    @property
    def effect(self) -> str:
        """`added`, `removed`, `ended` when the record only gets an end or an earlier one, else `changed`."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        only_the_end = [change.field for change in self.fields] == ["until"]
        return "ended" if only_the_end and _is_earlier(self.after.until, self.before.until) else "changed"

    @property
    def fields(self) -> tuple[FieldChange, ...]:
        """The fields that change, by name, without id and kind; all of an added record, none of one that goes away."""
        if self.after is None:
            return ()
        old = {} if self.before is None else to_plain(self.before)
        new = to_plain(self.after)
        names = sorted((old.keys() | new.keys()) - {"id", "kind"})
        changed = (name for name in names if old.get(name) != new.get(name))
        return tuple(FieldChange(field=name, before=old.get(name), after=new.get(name)) for name in changed)

    @property
    def change(self) -> Change:
        """What makes it."""
        return Put(self.after) if self.after is not None else Remove(self.id)

    def inverse(self) -> RecordChange:
        """What would undo it."""
        return RecordChange(before=self.after, after=self.before)


def _is_earlier(end: date | None, other: date | None) -> bool:
    return end is not None and (other is None or end < other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One entry of the change log.

    Attributes:
        number: 1 for the first; 0 stands for the empty store.
        at: when, in UTC, strictly increasing with the number.
        author: who.
        reason: why.
        key: idempotency key of the change set.
        digest: of the change set as it was given.
        changes: what it did, at most one entry a record.
    """

    number: int
    at: datetime
    author: str
    reason: str
    key: str
    digest: str
    changes: tuple[RecordChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Where a store stands.

    Attributes:
        revision: number of its last revision.
        store_id: random id given when the store was made; a restored copy keeps its own.
        token: opaque; moves whenever anybody commits. Compare for equality only.
    """

    revision: int
    store_id: str
    token: str
