"""A part of a report, chosen by what a reader looks for; what is shown and what is exported is the same choice."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph.analyses.gaps.findings import Finding, GapReport
from graph.usecases.world import World

__all__ = ["FindingChoice", "chosen_findings"]


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
