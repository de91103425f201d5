"""Reports of gaps that were made already, for whoever sees the same graph and asks the same of the same day.

A report follows from the snapshot that a viewer sees, the day and the question, and from nothing else: these are its
key. So nobody is told what somebody else may see, and a change of the register, which is another graph, begins anew.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from graph.analyses.common.deadline import Deadline
from graph.analyses.gaps.findings import GapReport
from graph.analyses.gaps.report import mandate_gaps
from graph.analyses.gaps.table import known_codes
from graph.model.snapshot import Snapshot
from graph.usecases.weighed import Weighed
from graph.usecases.world import World

__all__ = ["report_of"]

MOST_FINDINGS = 40_000
"""Of all the reports that are kept of a graph, whoever sees it; a finding takes some 2 kB."""

_Key = tuple[Snapshot, date, str | None, bool | None, tuple[str, ...]]


def report_of(
    world: World,
    organisation: str | None,
    *,
    intervals: bool | None = None,
    rules: Collection[str] = (),
    deadline: Deadline | None = None,
) -> GapReport:
    """The report of a world; see `mandate_gaps`. Without rules it looks for all.

    Raises:
        NotFound: there is no such organisation.
        InvalidInput: there is no such rule.
        DeadlineExceeded: the time is over.
    """
    kept: Weighed[_Key, GapReport] = world.graph.kept("reports of gaps", _nothing_yet)
    codes = known_codes(rules or None)
    key = (world.snapshot, world.on, organisation, intervals, codes)
    found = kept.find(key)
    if found is None:
        found = mandate_gaps(
            world.snapshot, world.on, organisation, intervals=intervals, rules=codes, deadline=deadline
        )
        kept.keep(key, found)
    return found


def _nothing_yet() -> Weighed[_Key, GapReport]:
    return Weighed(MOST_FINDINGS, lambda _key, report: 1 + len(report.findings))
