"""Findings and mandates counted per task group: what a table of schools, or of people, by task groups holds.

What is about no subject, or about one in no group, counts under `None`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from graph.analyses.common.task_groups import top_task_group
from graph.analyses.gaps.findings import SEVERITIES, Finding, GapReport
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

if TYPE_CHECKING:
    from graph.analyses.fragility.bus_factor import BusFactorReport
    from graph.analyses.fragility.items import Item

__all__ = [
    "FindingCount",
    "FindingCounts",
    "HeldCount",
    "HeldCounts",
    "count_findings",
    "count_held",
]

Group = str | None


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How many findings, and how grave the gravest of them is; None when there are none."""

    number: int = 0
    worst: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingCounts:
    """Findings per organisation and task group.

    A finding counts at its organisation and at each that it affects, as in the report of each of these.

    Attributes:
        groups: the task groups of the columns, sorted, `None` last when there is such a finding.
        rows: per organisation, the count of each column; most findings first, then by id.
        totals: per organisation, in the order of the rows, all its findings.
    """

    groups: tuple[Group, ...]
    rows: tuple[tuple[str, tuple[FindingCount, ...]], ...]
    totals: tuple[FindingCount, ...]


@dataclass(frozen=True, slots=True)
class HeldCount:
    """How many items somebody holds, and how many of these nobody else holds."""

    held: int = 0
    alone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldCounts:
    """Items of the bus factor per person and task group.

    Attributes:
        groups: the task groups of the columns, sorted, `None` last when there is such an item.
        rows: per person, the count of each column; who alone holds most first, then most held, then by id.
        totals: per person, in the order of the rows, all their items.
    """

    groups: tuple[Group, ...]
    rows: tuple[tuple[str, tuple[HeldCount, ...]], ...]
    totals: tuple[HeldCount, ...]


def count_findings(snapshot: Snapshot, report: GapReport) -> FindingCounts:
    """The findings of a report per organisation and task group."""
    group_of = _grouping(Coverage.of(snapshot, report.on))
    found: dict[str, dict[Group, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for finding in report.findings:
        for organisation in {finding.organisation, *finding.affects} - {None}:
            found[str(organisation)][group_of(finding.subject)].append(finding)
    groups = _columns(group for row in found.values() for group in row)
    totals = {place: _counted(one for some in row.values() for one in some) for place, row in found.items()}
    order = sorted(found, key=lambda place: (-totals[place].number, place))
    return FindingCounts(
        groups=groups,
        rows=tuple((place, tuple(_counted(found[place].get(group, ())) for group in groups)) for place in order),
        totals=tuple(totals[place] for place in order),
    )


def count_held(snapshot: Snapshot, report: BusFactorReport) -> HeldCounts:
    """The items of a report per person and task group."""
    group_of = _grouping(Coverage.of(snapshot, report.on))
    held: dict[str, dict[Group, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item in report.items:
        for person in dict.fromkeys(item.persons):
            held[person][group_of(item.subject)].append(item)
    groups = _columns(group for row in held.values() for group in row)
    totals = {person: _held(item for some in row.values() for item in some) for person, row in held.items()}
    order = sorted(held, key=lambda person: (-totals[person].alone, -totals[person].held, person))
    return HeldCounts(
        groups=groups,
        rows=tuple((person, tuple(_held(held[person].get(group, ())) for group in groups)) for person in order),
        totals=tuple(totals[person] for person in order),
    )


def _grouping(coverage: Coverage) -> Callable[[str | None], Group]:
    return cache(lambda subject: top_task_group(coverage, subject))


def _columns(groups: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(sorted(set(groups), key=lambda group: (group is None, group or "")))


def _counted(findings: Iterable[Finding]) -> FindingCount:
    severities = [finding.severity for finding in findings]
    return FindingCount(len(severities), min(severities, key=SEVERITIES.index, default=None))


def _held(items: Iterable[Item]) -> HeldCount:
    factors = [item.bus_factor for item in items]
    return HeldCount(len(factors), factors.count(1))
