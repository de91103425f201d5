"""Findings that somebody knowingly left as they are: what was accepted, until when, and whether it still occurs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph.analyses.common.deadline import Deadline
from graph.analyses.gaps.findings import Finding
from graph.analyses.gaps.report import mandate_gaps
from graph.domain.described import OneOf
from graph.domain.kinds import Acceptance
from graph.domain.periods import in_force
from graph.model.snapshot import Snapshot

__all__ = ["STATES", "AcceptanceState", "acceptances"]

STATES = ("in_force", "superfluous", "ended", "coming")
"""Counts for a finding that is there; counts, but the finding no longer is; counted until earlier; will count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceState:
    """A finding that was left as it is, and what became of that.

    Attributes:
        acceptance: the acceptance.
        state: what became of it.
        finding: the finding on the day; None when it does not occur.
    """

    acceptance: Acceptance
    state: Annotated[str, OneOf(STATES)]
    finding: Finding | None


def acceptances(snapshot: Snapshot, on: date, *, deadline: Deadline | None = None) -> tuple[AcceptanceState, ...]:
    """Every acceptance with what became of it, by id.

    A finding opens again by itself when its acceptance ended. What a finding of a school group gathers is a finding
    of the group: an acceptance for one of its schools alone is superfluous then.

    Raises:
        DeadlineExceeded: the time is over.

    Cost: that of the report of the whole graph without intervals, when there is any acceptance.
    """
    known = snapshot.nodes(Acceptance)
    if not known:
        return ()
    report = mandate_gaps(snapshot, on, intervals=False, deadline=deadline)
    findings = {finding.id: finding for finding in report.findings}
    return tuple(_judged(each, on, findings.get(each.finding)) for each in known)


def _judged(acceptance: Acceptance, on: date, found: Finding | None) -> AcceptanceState:
    is_there = found is not None and acceptance.organisation in (None, found.organisation)
    finding = found if is_there else None
    return AcceptanceState(acceptance=acceptance, state=_state(acceptance, on, finding), finding=finding)


def _state(acceptance: Acceptance, on: date, finding: Finding | None) -> str:
    if in_force(acceptance, on):
        return "superfluous" if finding is None else "in_force"
    return "coming" if acceptance.since is not None and on < acceptance.since else "ended"
