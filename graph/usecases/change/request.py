"""What every request to change carries, what it answers, and the one way to commit it.

A request carries an idempotency `key`: the same request with the same key is answered with its first revision.
Without a key a random one is made, so a repeat is a new change (which changes nothing when all is there).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Protocol

from graph.domain.changes import Change, Put, Revision
from graph.domain.codec import canonical_json, derived_edge_id, looks_derived, read_record, to_plain
from graph.domain.described import WorkedOutId
from graph.domain.errors import InvalidInput, NotFound, Problem
from graph.domain.kinds import Edge, Record, kind_of_id
from graph.domain.text import Named, Quoted, Text
from graph.model.snapshot import Snapshot
from graph.usecases.serving.committing import Committed, MakeChanges
from graph.usecases.viewer import Viewer, sees_everything
from graph.usecases.world import World

__all__ = [
    "LEFT_OUT",
    "Changeable",
    "Changed",
    "Lasting",
    "LeftOut",
    "Request",
    "Shows",
    "check_new_ids",
    "commit",
    "edge_asked",
    "ended",
    "ends_of",
    "given",
    "known",
    "new_or_same",
    "plain_values",
    "record_from",
]


_NATIVE: Mapping[str, str] = MappingProxyType({"from": "from", "to": "to"})
"""A request that gives records as they are calls the ends as these do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What every request to change carries.

    Attributes:
        key: idempotency key that the client chooses: the same request with the same key is done once and answered
            twice; None = make one.
        reason: why, for the change log.
        expected_revision: the revision that the client looked at: when the store is further, nothing changes and that
            is a conflict; None = any.
    """

    ends: ClassVar[Mapping[str, str]] = _NATIVE
    """By attribute of the request, which end of the edge that it makes it is: `from` or `to`."""

    key: str | None = None
    reason: str = ""
    expected_revision: int | None = None


def ends_of(*, from_: str | None = None, to: str | None = None) -> Mapping[str, str]:
    """The attributes of a request that are the ends of the edge that it makes; None = none is that one end alone."""
    given = {from_: "from", to: "to"}
    return MappingProxyType({name: end for name, end in given.items() if name is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting(Request):
    """A request for something that holds for a time.

    Attributes:
        since: first day.
        until: first day that it no longer holds.
    """

    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something that a change could not take along, and that stays as it is.

    Attributes:
        record: id of the record.
        reason: why it stays as it is, without a full stop.
    """

    record: WorkedOutId
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a request did.

    Attributes:
        records: the records as they are now, of those that the request put.
        revision: the revision that holds the change; None when there was nothing to change.
        number: number of the revision in which the answer can be read.
        snapshot: the graph with the change.
        left_out: what the request could not take along, such as the parts of a revision that later work needs.
    """

    records: tuple[Record, ...]
    revision: Revision | None
    number: int
    snapshot: Snapshot
    left_out: tuple[LeftOut, ...] = ()

    @property
    def record(self) -> Record | None:
        """The one record that the request was about."""
        return self.records[0] if self.records else None


@dataclass(frozen=True, slots=True)
class Shows:
    """What a door shows of what a change did, beside its revision; a verb says it where it says what it answers.

    Attributes:
        name: what it is called.
        kind: of what it is: the record that the change is about, of one kind or of several; `LeftOut`.
        several: whether there can be more than one.
    """

    name: str
    kind: type = object
    several: bool = False


LEFT_OUT = Shows("left_out", LeftOut, several=True)


class Changeable(Protocol):
    """Where changes go: the desk, or a draft that shows what they would do."""

    def today(self) -> date:
        """The calendar day now."""

    async def world(self, viewer: Viewer) -> World:
        """What somebody sees of the register as it is."""

    async def logged(self, number: int) -> Revision:
        """The revision with a number."""

    async def commit(
        self,
        make: MakeChanges,
        *,
        viewer: Viewer,
        reason: str,
        key: str,
        request: str | None = None,
        expected_revision: int | None = None,
    ) -> Committed:
        """Make changes, check them, and commit them whole."""


async def commit(desk: Changeable, viewer: Viewer, request: Request, make: Any, *, reason: str = "") -> Changed:
    put: list[str] = []

    def noted(snapshot: Snapshot) -> list[Change]:
        changes: list[Change] = make(snapshot)
        put[:] = [change.id for change in changes if isinstance(change, Put)]
        return changes

    try:
        committed = await desk.commit(
            noted,
            viewer=viewer,
            reason=request.reason or reason,
            key=request.key or secrets.token_hex(16),
            request=_digest(viewer, request),
            expected_revision=request.expected_revision,
        )
    except InvalidInput as error:
        raise _in_words_of(request, error, kind_of_id(put[0]) if put else "") from None
    found = [committed.snapshot.get(record_id) for record_id in put]
    if committed.revision is not None and (not found or None in found):
        # It was made before: what it put then is in the log, and may have another id than would be chosen now.
        found = [committed.snapshot.get(change.id) for change in committed.revision.changes]
        found.sort(key=lambda record: record is not None and record.is_edge)
    return Changed(
        records=tuple(record for record in found if record is not None),
        revision=committed.revision,
        number=committed.number,
        snapshot=committed.snapshot,
    )


def new_or_same(snapshot: Snapshot, edge: Edge) -> Edge:
    there = snapshot.edge(edge.id)
    if there is not None and there != edge:
        raise InvalidInput.because(
            Text("{record} is already there with other values", record=Named(edge.id)),
            Text("End or correct that one, or begin on another day"),
        )
    return edge


def check_new_ids(viewer: Viewer, snapshot: Snapshot, records: Iterable[Record]) -> None:
    """Do nothing when no edge that is new brings an id that another one would be given.

    The id that an edge is given follows from what it says. So whoever does not see everything could reckon the id of
    something hidden, and find by whether it is taken that it is there.

    Raises:
        InvalidInput: every edge that does.
    """
    if sees_everything(viewer):
        return
    new = [each for each in records if isinstance(each, Edge) and snapshot.get(each.id) is None]
    problems = [
        Problem(
            record=edge.id,
            field="id",
            message=Text("This is the id of something else"),
            remedy=Text("Leave the id out"),
        )
        for edge in new
        if looks_derived(edge.id) and edge.id != derived_edge_id(type(edge), to_plain(edge))
    ]
    if problems:
        raise InvalidInput(problems)


def known(snapshot: Snapshot, kind: type[Any], record_id: str, field: str) -> Any:
    record = snapshot.find(kind, record_id)
    if record is None:
        raise NotFound(Text("{text} ({field})", text=Quoted(record_id[:120]), field=field))
    return record


def record_from(plain: Mapping[str, Any], place: str) -> Any:
    problems: list[Problem] = []
    record = read_record(plain, place, problems)
    if problems:
        raise InvalidInput(problems)
    return record


def edge_asked(request: Request, kind: str, place: str, **more: Any) -> Any:
    """The edge that a request is about, with its ends as the request says that they are.

    Args:
        request: with the fields of the edge under their own names.
        kind: of the edge.
        place: how a problem names it.
        more: fields that the request does not give, or not in this form; None leaves one out.
    """
    values = {request.ends.get(key, key): value for key, value in (given(request) | more).items() if value is not None}
    try:
        return record_from({**values, "kind": kind}, place)
    except InvalidInput as error:
        raise _in_words_of(request, error, kind.lower()) from None


def _in_words_of(request: Request, error: InvalidInput, kind: str) -> InvalidInput:
    """The same problems, where they speak of an end of the edge that a request makes by what the request calls it."""
    names = {end: name for name, end in request.ends.items()}

    def told(problem: Problem) -> Problem:
        if problem.field is None or problem.field not in _NATIVE or request.ends is _NATIVE:
            return problem
        is_of_edge = problem.record is None or kind_of_id(problem.record) == kind
        return replace(problem, field=names.get(problem.field) if is_of_edge else None)

    return InvalidInput(map(told, error.problems))


def ended(snapshot: Snapshot, kind: type[Edge], edge_id: str, field: str, until: date) -> Put:
    """An edge of a kind that no longer holds from a day on; the request names it in a field."""
    return Put(replace(known(snapshot, kind, edge_id, field), until=until))


def given(request: Request) -> dict[str, Any]:
    """The values of a request that were given, in plain form, without those that every request carries."""
    common = {item.name for item in fields(Request)}
    return plain_values({item.name: getattr(request, item.name) for item in fields(request) if item.name not in common})


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain_value(value) for key, value in values.items() if value not in (None, ())}


def _digest(viewer: Viewer, request: Request) -> str:
    content = {item.name: getattr(request, item.name) for item in fields(request)}
    for name in ("key", "expected_revision"):
        content.pop(name)
    plain = {"request": type(request).__name__, "by": viewer.author, **plain_values(content)}
    return hashlib.sha256(canonical_json(plain)).hexdigest()


def _plain_value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain_value(one) for one in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
