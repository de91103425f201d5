"""The verbs that change the graph: each reads its request, makes changes, and commits them through the desk.

A request carries an idempotency `key`: the same request with the same key is answered with its first revision.
Without a key a random one is made, so a repeat is a new change (which changes nothing when all is there).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from graph.domain.changes import Change, Put, Remove, Revision
from graph.domain.codec import canonical_json, read_record
from graph.domain.errors import Forbidden, InvalidInput, NotFound, Problem
from graph.domain.kinds import (
    AffiliatedWith,
    At,
    Edge,
    Holds,
    Knows,
    Mandate,
    Person,
    Record,
    Role,
)
from graph.domain.periods import in_force
from graph.domain.rules import check
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.usecases.desk import Desk
from graph.usecases.viewer import Viewer, ViewerKind

__all__ = [
    "ApplyChanges",
    "Appoint",
    "Changed",
    "ConfirmMandates",
    "EndHolding",
    "EndMandate",
    "GrantMandate",
    "NotUndone",
    "RecordExpertise",
    "RegisterAbsence",
    "Request",
    "RevertRevision",
    "apply_changes",
    "appoint",
    "confirm_mandates",
    "end_holding",
    "end_mandate",
    "fraction_of",
    "grant_mandate",
    "record_expertise",
    "register_absence",
    "revert_revision",
]

E = TypeVar("E", bound=Edge)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What every request to change carries.

    Attributes:
        key: idempotency key, chosen by the client; None = make one.
        reason: why, for the change log.
        expected_revision: the revision that the client looked at; None = any.
    """

    key: str | None = None
    reason: str = ""
    expected_revision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantMandate(Request):
    """Grant a mandate; the fields are those of the mandate edges."""

    kind: str
    holder: str
    subject: str
    scope: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    granted_by: str | None = None
    granted_in: str | None = None
    granted_on: date | None = None
    ceiling_eur: int | None = None
    hours_per_week: float | None = None
    channel: str | None = None
    rank: int | None = None
    acting_for: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndMandate(Request):
    """End a mandate: `until` is the first day that it no longer holds."""

    mandate: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmMandates(Request):
    """Confirm that mandates are still right; `on` None = today."""

    mandates: tuple[str, ...]
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint(Request):
    """Let a person hold a role, and belong to where it is.

    `fraction` is written as people do ("15/21", "0.5") and kept as written.
    """

    person: str
    role: str
    since: date | None = None
    until: date | None = None
    fraction: str | None = None
    hours_per_week: float | None = None
    days: tuple[str, ...] = ()
    acting_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndHolding(Request):
    """End a holding: `until` is the first day that the person no longer holds the role."""

    holding: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAbsence(Request):
    """A person is absent, never with a reason; without organisations: wherever the person belongs."""

    person: str
    since: date
    until: date | None = None
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordExpertise(Request):
    """Record what a person knows or wants; another level from a later day closes the former one."""

    person: str
    expertise: str
    level: int | None = None
    provenance: str = "declared"
    wants: bool = False
    since: date | None = None
    verified_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevertRevision(Request):
    """Undo a revision as far as later work allows."""

    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyChanges(Request):
    """Put records given in the native format, and remove records by id."""

    puts: tuple[Mapping[str, Any], ...] = ()
    removals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUndone:
    """A part of a revision that stays as it is.

    Attributes:
        record: id of the record.
        reason: why, in a sentence.
    """

    record: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a request did.

    Attributes:
        records: the records as they are now, of those that the request put.
        revision: the revision that holds the change; None when there was nothing to change.
        number: number of the revision in which the answer can be read.
        snapshot: the graph with the change.
        not_undone: for a revert, what was left as it is.
    """

    records: tuple[Record, ...]
    revision: Revision | None
    number: int
    snapshot: Snapshot
    not_undone: tuple[NotUndone, ...] = ()

    @property
    def record(self) -> Record | None:
        """The one record that the request was about."""
        return self.records[0] if self.records else None


async def grant_mandate(desk: Desk, viewer: Viewer, request: GrantMandate) -> Changed:
    """Grant a mandate.

    Raises:
        InvalidInput: a value does not fit, a record is missing, or the same mandate is there with other values.
    """
    names = {"holder": "from", "subject": "to"}
    plain = {names.get(key, key): value for key, value in _given(request).items()}
    mandate = _record_from(plain, "mandate")

    def make(snapshot: Snapshot) -> list[Change]:
        return [Put(_new_or_same(snapshot, mandate))]

    return await _commit(desk, viewer, request, make)


async def end_mandate(desk: Desk, viewer: Viewer, request: EndMandate) -> Changed:
    """End a mandate.

    Raises:
        NotFound: there is no such mandate.
        InvalidInput: the end lies before the start.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        mandate = _known(snapshot, Mandate, request.mandate, "mandate")
        return [Put(replace(mandate, until=request.until))]

    return await _commit(desk, viewer, request, make)


async def confirm_mandates(desk: Desk, viewer: Viewer, request: ConfirmMandates) -> Changed:
    """Confirm that mandates are still right.

    Raises:
        NotFound: one of the mandates does not exist; none is confirmed then.
    """
    on = request.on or desk.today()

    def make(snapshot: Snapshot) -> list[Change]:
        mandates = (_known(snapshot, Mandate, mandate, "mandates") for mandate in request.mandates)
        return [Put(replace(mandate, verified_on=on)) for mandate in mandates]

    return await _commit(desk, viewer, request, make)


async def appoint(desk: Desk, viewer: Viewer, request: Appoint) -> Changed:
    """Let a person hold a role, and belong to where the role is.

    Raises:
        NotFound: the person or the role does not exist.
        InvalidInput: a value does not fit, or the same holding is there with other values.
    """
    plain = _given(request)
    written = plain.pop("fraction", None)
    if written is not None:
        plain |= {"fraction": fraction_of(written), "fraction_as_written": written}
    plain |= {"kind": "HOLDS", "from": plain.pop("person"), "to": plain.pop("role")}
    holding = _record_from(plain, "holding")

    def make(snapshot: Snapshot) -> list[Change]:
        person = _known(snapshot, Person, request.person, "person")
        _known(snapshot, Role, request.role, "role")
        return [Put(_new_or_same(snapshot, holding)), *_affiliations(snapshot, person, request)]

    return await _commit(desk, viewer, request, make)


async def end_holding(desk: Desk, viewer: Viewer, request: EndHolding) -> Changed:
    """End a holding.

    Raises:
        NotFound: there is no such holding.
        InvalidInput: the end lies before the start.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        holding = _known(snapshot, Holds, request.holding, "holding")
        return [Put(replace(holding, until=request.until))]

    return await _commit(desk, viewer, request, make)


async def register_absence(desk: Desk, viewer: Viewer, request: RegisterAbsence) -> Changed:
    """Note that a person is absent.

    Raises:
        NotFound: the person does not exist.
        InvalidInput: a value does not fit, or the person belongs nowhere and no organisation was given.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        _known(snapshot, Person, request.person, "person")
        places = request.organisations or Coverage.of(snapshot, request.since).affiliations(request.person)
        if not places:
            raise InvalidInput.because(
                f"{request.person} belongs to no organisation on {request.since}",
                "Give `organisations`",
                field="organisations",
            )
        period = _plain({"since": request.since, "until": request.until})
        return [
            Put(_record_from({"kind": "ABSENT_FROM", "from": request.person, "to": place, **period}, "absence"))
            for place in places
        ]

    return await _commit(desk, viewer, request, make)


async def record_expertise(desk: Desk, viewer: Viewer, request: RecordExpertise) -> Changed:
    """Record what a person knows or wants.

    Raises:
        NotFound: the person does not exist.
        InvalidInput: a value does not fit, or neither a level nor a wish is given.
    """
    if request.level is None and not request.wants:
        raise InvalidInput.because(
            "Neither a level nor a wish is given", "Give `level`, `wants` or both", field="level"
        )
    since = request.since or desk.today()
    plain = {
        **_given(request),
        "kind": "KNOWS",
        "from": request.person,
        "to": request.expertise,
        "since": since.isoformat(),
        "verified_on": (request.verified_on or desk.today()).isoformat(),
    }
    for name in ("person", "expertise"):
        plain.pop(name)
    if viewer.person is not None and viewer.person != request.person:
        plain["entered_by"] = viewer.person
    knows = _record_from(plain, "expertise")

    def make(snapshot: Snapshot) -> list[Change]:
        _known(snapshot, Person, request.person, "person")
        former = [
            edge
            for edge in snapshot.out(Knows, request.person)
            if edge.to_id == request.expertise and edge.id != knows.id and in_force(edge, since)
        ]
        return [Put(knows), *(Put(replace(edge, until=since)) for edge in former)]

    return await _commit(desk, viewer, request, make)


async def revert_revision(desk: Desk, viewer: Viewer, request: RevertRevision) -> Changed:
    """Undo a revision with a new one; what later work changed or still uses stays, and is listed.

    Raises:
        NotFound: there is no such revision.
    """
    log = await desk.revisions(request.revision - 1) if request.revision > 0 else []
    if not log or log[0].number != request.revision:
        raise NotFound(f"Revision {request.revision}", "Look at the list of revisions")
    reverted = log[0]
    left: list[NotUndone] = []

    def make(snapshot: Snapshot) -> list[Change]:
        changes, not_undone = _undoing(snapshot, reverted)
        left[:] = not_undone
        return changes

    changed = await _commit(desk, viewer, request, make, reason=f"revert of revision {request.revision}")
    return replace(changed, not_undone=tuple(left))


async def apply_changes(desk: Desk, viewer: Viewer, request: ApplyChanges) -> Changed:
    """Put and remove records as they are given.

    Raises:
        InvalidInput: every problem of every record.
    """
    problems: list[Problem] = []
    records = [read_record(plain, f"puts[{index}]", problems) for index, plain in enumerate(request.puts)]
    if problems:
        raise InvalidInput(problems)
    puts = [Put(record) for record in records if record is not None]

    def make(snapshot: Snapshot) -> list[Change]:
        missing = [record for record in request.removals if snapshot.get(record) is None]
        if missing:
            raise InvalidInput(
                Problem(record=record, field="removals", message="There is no such record", remedy="Leave it out")
                for record in missing
            )
        return [*puts, *(Remove(record) for record in request.removals)]

    return await _commit(desk, viewer, request, make)


def fraction_of(written: str) -> float:
    """A fraction of full time as people write it: "15/21", "0.5", "0,5" or "50%".

    Raises:
        InvalidInput: it is none of these.
    """
    text = written.strip().replace(",", ".")
    try:
        return float(Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text.replace(" ", "")))
    except (ValueError, ZeroDivisionError):
        raise InvalidInput.because(
            f"{written[:40]!r} is not a fraction", "Write it as 15/21, 0.5 or 50%", field="fraction"
        ) from None


async def _commit(desk: Desk, viewer: Viewer, request: Request, make: Any, *, reason: str = "") -> Changed:
    if viewer.kind is not ViewerKind.LOCAL_OWNER:
        raise Forbidden("Only the owner of the store may change it. Ask the owner to make this change.")
    put: list[str] = []

    def noted(snapshot: Snapshot) -> list[Change]:
        changes: list[Change] = make(snapshot)
        put[:] = [change.id for change in changes if isinstance(change, Put)]
        return changes

    committed = await desk.commit(
        noted,
        author=viewer.name,
        reason=request.reason or reason,
        key=request.key or secrets.token_hex(16),
        request=_digest(viewer, request),
        expected_revision=request.expected_revision,
    )
    if not put and committed.revision is not None:
        put = [change.id for change in committed.revision.changes]
    found = (committed.snapshot.get(record_id) for record_id in put)
    return Changed(
        records=tuple(record for record in found if record is not None),
        revision=committed.revision,
        number=committed.number,
        snapshot=committed.snapshot,
    )


def _digest(viewer: Viewer, request: Request) -> str:
    content = {item.name: getattr(request, item.name) for item in fields(request)}
    for name in ("key", "expected_revision"):
        content.pop(name)
    plain = {"request": type(request).__name__, "by": viewer.name, **_plain(content)}
    return hashlib.sha256(canonical_json(plain)).hexdigest()


def _given(request: Request) -> dict[str, Any]:
    """The values of a request that were given, in plain form, without those that every request carries."""
    common = {item.name for item in fields(Request)}
    return _plain({item.name: getattr(request, item.name) for item in fields(request) if item.name not in common})


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
        for key, value in values.items()
        if value not in (None, ())
    }


def _record_from(plain: Mapping[str, Any], place: str) -> Any:
    problems: list[Problem] = []
    record = read_record(plain, place, problems)
    if problems:
        raise InvalidInput(problems)
    return record


def _known(snapshot: Snapshot, kind: type[Any], record_id: str, field: str) -> Any:
    record = snapshot.find(kind, record_id)
    if record is None:
        raise NotFound(f"{record_id[:120]!r} ({field})")
    return record


def _new_or_same(snapshot: Snapshot, edge: Edge) -> Edge:
    there = snapshot.edge(edge.id)
    if there is not None and there != edge:
        raise InvalidInput.because(
            f"{edge.id} is already there with other values", "End or correct that one, or begin on another day"
        )
    return edge


def _affiliations(snapshot: Snapshot, person: Person, request: Appoint) -> Iterable[Change]:
    day = request.since or date.min
    places = {at.to_id for at in snapshot.out(At, request.role)}
    homes = {edge.to_id for edge in snapshot.out(AffiliatedWith, person.id) if in_force(edge, day)}
    for place in sorted(places - homes):
        period = _plain({"since": request.since, "until": request.until})
        yield Put(
            _record_from(
                {"kind": "AFFILIATED_WITH", "from": person.id, "to": place, "capacity": person.type, **period},
                "affiliation",
            )
        )


def _undoing(snapshot: Snapshot, reverted: Revision) -> tuple[list[Change], list[NotUndone]]:
    """The changes that undo a revision, and what cannot be undone because of later work."""
    undo: dict[str, Change] = {}
    kept: list[NotUndone] = []
    for change in reverted.changes:
        if snapshot.get(change.id) != change.after:
            kept.append(NotUndone(record=change.id, reason="A later revision changed it"))
        else:
            undo[change.id] = Put(change.before) if change.before is not None else Remove(change.id)
    while undo:
        problems = check(snapshot.apply(undo.values()), undo)
        blocked = {problem.record: problem for problem in problems if problem.record in undo}
        if not blocked:
            break
        for record_id, problem in blocked.items():
            del undo[str(record_id)]
            kept.append(NotUndone(record=str(record_id), reason=problem.message))
    return list(undo.values()), kept
