"""Any record, field by field: add it, correct it, let it become different from a day on, take it away.

What a record may hold is what its kind declares; the values come and go in the native format.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any

from graph.domain.changes import Change, Put, Remove
from graph.domain.codec import to_plain
from graph.domain.described import AnyId
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Edge, Node, Record
from graph.domain.text import Quoted, Text
from graph.formats.reading.text import slug
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import Changeable, Changed, Request, Shows, check_new_ids, commit, record_from
from graph.usecases.knowable import OF_PEOPLE
from graph.usecases.viewer import Viewer

__all__ = [
    "BELONGS_BY",
    "AddRecord",
    "ChangeFrom",
    "CorrectRecord",
    "RemoveRecord",
    "add_record",
    "belongs_to",
    "change_from",
    "correct_record",
    "remove_record",
]

BELONGS_BY: Mapping[str, str] = MappingProxyType(
    {
        "organisation": "PART_OF",
        "person": "AFFILIATED_WITH",
        "role": "AT",
        "body": "BODY_OF",
        "channel": "REACHED_BY",
        "task": "IN_GROUP",
        "decision": "IN_GROUP",
        "task_group": "IN_GROUP",
        "expertise": "BROADER",
    }
)
"""By which kind of edge a new record of a kind is joined to what it is made at."""


def belongs_to(kind: str) -> tuple[str, ...]:
    """The kinds of record to which a new one of a kind can belong; none for what stands by itself."""
    if kind not in BELONGS_BY:
        return ()
    edge = EDGE_KINDS[BELONGS_BY[kind]]
    return edge.to_kinds if kind in edge.from_kinds else edge.from_kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRecord(Request):
    """Add a node, joined to what it belongs to, or an edge.

    Attributes:
        kind: of the record, such as `task` or `MEMBER_OF`.
        values: its fields in the native format; a node without an `id` is given one.
        at: of a node, the record that it belongs to.
    """

    kind: str
    values: Mapping[str, Any]
    at: AnyId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectRecord(Request):
    """Correct fields that were wrong, or that have no period of their own; the log keeps what they were.

    Attributes:
        record: its id.
        values: the fields in the native format; null takes one away.
    """

    record: AnyId
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFrom(Request):
    """Let an edge become different from a day on: it ends, and another begins with the new values.

    Attributes:
        record: id of the edge.
        since: first day of the new values.
        values: the fields that differ, in the native format; null takes one away.
    """

    record: AnyId
    since: date
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveRecord(Request):
    """Take away a record that never was right, with the edges at it; what merely ended gets an end.

    Attributes:
        record: its id.
    """

    record: AnyId


async def add_record(desk: Changeable, viewer: Viewer, request: AddRecord) -> Annotated[Changed, Shows("record")]:
    """Add a node, joined to what it belongs to, or an edge.

    Raises:
        NotFound: what it should belong to does not exist.
        InvalidInput: there is no such kind, a value does not fit, it cannot belong there, or it is there already.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        values = dict(request.values)
        if request.kind in NODE_KINDS and not values.get("id"):
            values["id"] = _new_id(snapshot, request.kind, str(values.get("name") or ""))
        record = record_from({**values, "kind": request.kind}, "values")
        check_new_ids(viewer, snapshot, (record,))
        if snapshot.get(record.id) is not None:
            raise InvalidInput.because(Text("This is there already"), Text("Correct or end that one"), field="values")
        joined = [] if request.at is None else [Put(_joining(snapshot, record, request.at))]
        return [Put(record), *joined]

    return await commit(desk, viewer, request, make)


async def correct_record(
    desk: Changeable, viewer: Viewer, request: CorrectRecord
) -> Annotated[Changed, Shows("record")]:
    """Correct fields of a record.

    Raises:
        NotFound: there is no such record.
        InvalidInput: a value does not fit.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        return [Put(_with_values(_there(snapshot, request.record), request.values))]

    return await commit(desk, viewer, request, make)


async def change_from(
    desk: Changeable, viewer: Viewer, request: ChangeFrom
) -> Annotated[Changed, Shows("records", several=True)]:
    """Let an edge become different from a day on; values that it has already change nothing.

    Raises:
        NotFound: there is no such edge.
        InvalidInput: a value does not fit, or the edge does not hold on that day.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        edge = _there(snapshot, request.record)
        if not isinstance(edge, Edge):
            raise InvalidInput.because(
                Text("Only what joins two records has a period for each value"),
                Text("Correct the record; the log keeps what it was"),
                field="record",
            )
        begins, ends = edge.since or date.min, edge.until or date.max
        if not begins < request.since < ends:
            raise InvalidInput.because(
                Text("It does not hold on the day before {day}", day=request.since),
                Text("Give a later day than its first, or correct it"),
                field="since",
            )
        if _with_values(edge, request.values) == edge:
            return [Put(edge)]  # which changes nothing, and is judged: not everybody may be told that it is so
        until = {} if edge.until is None else {"until": edge.until.isoformat()}
        values = {**request.values, "id": None, "since": request.since.isoformat()}
        return [Put(replace(edge, until=request.since)), Put(_with_values(edge, until | values))]

    return await commit(desk, viewer, request, make)


async def remove_record(desk: Changeable, viewer: Viewer, request: RemoveRecord) -> Changed:
    """Take away a record and the edges at it.

    Raises:
        NotFound: there is no such record.
        InvalidInput: another record speaks of it.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        record = _there(snapshot, request.record)
        return [Remove(record.id), *(Remove(edge.id) for edge in hanging_on(snapshot, record))]

    return await commit(desk, viewer, request, make)


def hanging_on(snapshot: Snapshot, record: Record) -> tuple[Edge, ...]:
    """The edges that cannot be without a record, by id; none of an edge."""
    if isinstance(record, Edge):
        return ()
    edges = {edge.id: edge for edge in snapshot.touching(record.id)}
    return tuple(edges[edge_id] for edge_id in sorted(edges))


def _there(snapshot: Snapshot, record_id: str) -> Record:
    record = snapshot.get(record_id)
    if record is None:
        raise NotFound(Text("{text}", text=Quoted(record_id[:120])))
    return record


def _with_values(record: Record, values: Mapping[str, Any]) -> Record:
    plain = {**to_plain(record), **values, "kind": record.kind}
    changed: Record = record_from({key: value for key, value in plain.items() if value is not None}, "values")
    return changed


def _joining(snapshot: Snapshot, record: Record, at: str) -> Record:
    """The edge by which a new node belongs to what it is made at."""
    place = _there(snapshot, at)
    kind = EDGE_KINDS[BELONGS_BY[record.kind]] if record.kind in BELONGS_BY else None
    if not isinstance(place, Node) or kind is None:
        raise _cannot_belong()
    if record.kind in kind.from_kinds and place.kind in kind.to_kinds:
        ends = {"from": record.id, "to": place.id}
    elif record.kind in kind.to_kinds and place.kind in kind.from_kinds:
        ends = {"from": place.id, "to": record.id}
    else:
        raise _cannot_belong()
    since = {} if record.since is None else {"since": record.since.isoformat()}
    joining: Record = record_from({"kind": kind.kind, **ends, **since}, "at")
    return joining


def _cannot_belong() -> InvalidInput:
    return InvalidInput.because(
        Text("Such a record does not belong to that"), Text("Give another record, or leave it out"), field="at"
    )


def _new_id(snapshot: Snapshot, kind: str, name: str) -> str:
    """An id of its own: one that says nothing for what may be hidden, else from the name, with a number when taken."""
    if kind in OF_PEOPLE or not name:
        return f"{kind}/{secrets.token_hex(6)}"
    wanted = f"{kind}/{slug(name)}"
    number = 2
    found = wanted
    while snapshot.get_or_merged(found) is not None:
        found = f"{wanted}-{number}"
        number += 1
    return found
