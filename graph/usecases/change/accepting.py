"""Leaving a finding as it is, knowingly and for a time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph.analyses.gaps.findings import Finding
from graph.analyses.gaps.report import mandate_gaps
from graph.domain.changes import Change, Put
from graph.domain.described import AnyHolderId, OrganisationId, WorkedOutId
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import Acceptance
from graph.domain.periods import ends_after_start, overlap
from graph.domain.text import Named, Quoted, Text
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import Changeable, Changed, Request, Shows, commit, plain_values, record_from
from graph.usecases.viewer import Viewer
from graph.words.catalogue import texts_in
from graph.words.names import said_in

__all__ = ["AcceptFinding", "accept_finding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptFinding(Request):
    """Leave a finding as it is, knowingly.

    `reason` is needed: it says why, in the acceptance as well as in the change log. From `until` on the finding is open
    again by itself; to open it sooner, end the acceptance (`EndRecord`).

    Attributes:
        finding: its id, as the report of the first day has it.
        organisation: in whose report it is, which is quicker to find; None = look everywhere.
        accepted_by: the person, role or body who accepts it.
        since: first day; None = today.
        until: first day that it is open again; None = until the acceptance is ended.
    """

    finding: WorkedOutId
    accepted_by: AnyHolderId | None = None
    since: date | None = None
    until: date | None = None
    organisation: OrganisationId | None = None


async def accept_finding(
    desk: Changeable, viewer: Viewer, request: AcceptFinding
) -> Annotated[Changed, Shows("acceptance", Acceptance)]:
    """Leave a finding as it is.

    Raises:
        NotFound: no report has the finding on the first day, or there is no such organisation.
        InvalidInput: no reason is given, a value does not fit, or the finding is accepted already in those days.

    Cost: that of the report of the organisation, or of everything, on the first day.
    """
    if not request.reason.strip():
        raise InvalidInput.because(
            Text("No reason is given"), Text("Say in `reason` why it may stay as it is"), field="reason"
        )
    since = request.since or desk.today()
    if request.until is not None and not ends_after_start(since, request.until):
        raise InvalidInput.because(
            Text("The acceptance would end on {until}, not after {since}", until=request.until, since=since),
            Text("Give a later `until`"),
            field="until",
        )

    def make(snapshot: Snapshot) -> list[Change]:
        acceptance = _acceptance(snapshot, request, since, request.accepted_by or viewer.person)
        _refuse_second(snapshot, acceptance)
        return [Put(acceptance)]

    return await commit(desk, viewer, request, make)


def _found(snapshot: Snapshot, request: AcceptFinding, since: date) -> Finding:
    report = mandate_gaps(snapshot, since, request.organisation, intervals=False)
    found = next((each for each in report.findings if each.id == request.finding), None)
    if found is None:
        raise NotFound(
            Text("The finding {finding} on {day}", finding=Quoted(request.finding[:40]), day=since),
            Text("Take the id from the report of that day"),
        )
    return found


def _acceptance(snapshot: Snapshot, request: AcceptFinding, since: date, accepted_by: str | None) -> Acceptance:
    finding = _found(snapshot, request, since)
    message = finding.message
    digest = hashlib.sha256(f"{request.finding}\n{since}".encode()).hexdigest()[:20]
    values = {
        "kind": "acceptance",
        "id": f"acceptance/{digest}",
        "name": _name(snapshot, message, "nl"),
        "names": {"en": _name(snapshot, message, "en")},
        "finding": request.finding,
        "organisation": finding.organisation,
        "reason": request.reason.strip(),
        "accepted_by": accepted_by,
        "since": since,
        "until": request.until,
    }
    acceptance: Acceptance = record_from(plain_values(values), "acceptance")
    return acceptance


def _name(snapshot: Snapshot, message: Text, language: str) -> str:
    return texts_in(language).gettext("Left as it is: {finding}", finding=said_in(message, snapshot, language))


def _refuse_second(snapshot: Snapshot, acceptance: Acceptance) -> None:
    for other in snapshot.nodes(Acceptance):
        if other != acceptance and other.finding == acceptance.finding and overlap(other, acceptance):
            raise InvalidInput.because(
                Text("{finding} is accepted already by {record}", finding=acceptance.finding, record=Named(other.id)),
                Text("End that acceptance first"),
                field="finding",
            )
