"""Points of attention: the findings of a report that a reader looks for, a point for each cause behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from graph.analyses.gaps.causes import CauseGroup, by_cause
from graph.analyses.gaps.codes.absent_without_replacement import ABSENT_WITHOUT_REPLACEMENT
from graph.analyses.gaps.findings import SEVERITIES, Finding, GapReport
from graph.analyses.gaps.table import gap_codes
from graph.usecases.world import World

__all__ = ["ABSENCE_CODE", "FindingChoice", "chosen_findings", "code_titles", "has_as_grave_as", "points_of"]

ABSENCE_CODE = ABSENT_WITHOUT_REPLACEMENT.code
"""Of the finding that everybody who was appointed is away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChoice:
    """Which findings to keep; an empty choice keeps all.

    Attributes:
        codes: sorts of finding.
        severities: how serious.
        obligations: how binding the norm behind it; a finding without a norm is kept by none of them.
        mandates: kinds of mandate.
        task_group: id of a task group; keeps what is about it or about something in it.
        with_accepted: whether findings that are left as they are stay in.
    """

    codes: frozenset[str] = frozenset()
    severities: frozenset[str] = frozenset()
    obligations: frozenset[str] = frozenset()
    mandates: frozenset[str] = frozenset()
    task_group: str | None = None
    with_accepted: bool = False


def chosen_findings(world: World, report: GapReport, choice: FindingChoice) -> GapReport:
    """The report with only the findings of the choice; the notes stay."""
    kept = tuple(finding for finding in report.findings if _keeps(world, choice, finding))
    return replace(report, findings=kept)


def points_of(findings: Iterable[Finding], *, with_accepted: bool = True) -> tuple[CauseGroup, ...]:
    """Findings with one cause and one code together, in the order of the first of each.

    Args:
        findings: of a report, or of what opened or closed.
        with_accepted: whether those that are left as they are count.
    """
    return by_cause(finding for finding in findings if with_accepted or finding.accepted is None)


def code_titles() -> Mapping[str, str]:
    """What each sort of finding is called, English as in the catalogue, by its code."""
    return {code.code: code.title for code in gap_codes()}


def has_as_grave_as(report: GapReport, severity: str) -> bool:
    """Whether a finding that is not left as it is, is as grave as a severity or graver."""
    worst = SEVERITIES[: SEVERITIES.index(severity) + 1]
    return any(finding.accepted is None and finding.severity in worst for finding in report.findings)


def _keeps(world: World, choice: FindingChoice, finding: Finding) -> bool:
    wanted = (
        (choice.codes, finding.code),
        (choice.severities, finding.severity),
        (choice.obligations, finding.obligation),
        (choice.mandates, finding.mandate),
    )
    if any(values and value not in values for values, value in wanted):
        return False
    if choice.task_group is not None and not _is_about(world, finding, choice.task_group):
        return False
    return choice.with_accepted or finding.accepted is None


def _is_about(world: World, finding: Finding, task_group: str) -> bool:
    return finding.subject is not None and task_group in world.coverage.groups_above(finding.subject)
