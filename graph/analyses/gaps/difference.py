"""What opened and closed between two reports of gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.analyses.gaps.findings import Finding, GapReport
from graph.domain.described import OrganisationId, WorkedOutId

__all__ = ["GapDifference", "gap_difference"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapDifference:
    """Which findings opened, closed and stayed between two moments; a finding is the same when its id is.

    The two differ in the day, in what was known, or in both; people, dates and texts of a finding may differ.

    Attributes:
        organisation: with everything below it; None = everything.
        before: the earlier day.
        after: the later day.
        opened: findings that only the later report has, in its order.
        closed: findings that only the earlier report has, in its order.
        still_open: findings of both, as the later report has them.
        newly_accepted: ids of those of both that are accepted now and were not before, sorted.
        reopened: ids of those of both that were accepted and are not any more, sorted.
    """

    organisation: OrganisationId | None
    before: date
    after: date
    opened: tuple[Finding, ...]
    closed: tuple[Finding, ...]
    still_open: tuple[Finding, ...]
    newly_accepted: tuple[WorkedOutId, ...]
    reopened: tuple[WorkedOutId, ...]


def gap_difference(before: GapReport, after: GapReport) -> GapDifference:
    """What opened, closed and stayed between two reports of the same organisation.

    Raises:
        ValueError: the reports are of two organisations.
    """
    if before.organisation != after.organisation:
        raise ValueError(f"a report of {before.organisation} cannot be held against one of {after.organisation}")
    earlier = {finding.id: finding for finding in before.findings}
    later = {finding.id: finding for finding in after.findings}
    both = earlier.keys() & later.keys()
    return GapDifference(
        organisation=after.organisation,
        before=before.on,
        after=after.on,
        opened=tuple(finding for finding in after.findings if finding.id not in both),
        closed=tuple(finding for finding in before.findings if finding.id not in both),
        still_open=tuple(finding for finding in after.findings if finding.id in both),
        newly_accepted=tuple(sorted(each for each in both if later[each].accepted and not earlier[each].accepted)),
        reopened=tuple(sorted(each for each in both if earlier[each].accepted and not later[each].accepted)),
    )
