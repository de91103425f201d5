"""Findings with one cause as one line: the one place where reports, pages and the API group them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from graph.analyses.gaps.findings import SEVERITIES, Finding
from graph.analyses.gaps.table import code_words
from graph.domain.described import AnyId, Long, OneOf, OrganisationId

__all__ = ["CauseGroup", "by_cause"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseGroup:
    """Findings of one code behind which the same record stands; a finding without a cause is a group by itself.

    Attributes:
        code: of each of them.
        severity: the gravest of theirs.
        cause: the person, role, mandate or absence behind them; None when there is none.
        organisations: the organisations concerned, sorted.
        findings: the findings, in the order of the report; at least one.
    """

    code: Annotated[str, OneOf(code_words)]
    severity: Annotated[str, OneOf(SEVERITIES)]
    cause: AnyId | None
    findings: Annotated[tuple[Finding, ...], Long(20, "count")]

    @property
    def organisations(self) -> tuple[OrganisationId, ...]:
        """Ids of the organisations concerned, sorted."""
        places = {finding.organisation for finding in self.findings if finding.organisation is not None}
        return tuple(sorted(places.union(*(finding.affects for finding in self.findings))))


def by_cause(findings: Iterable[Finding]) -> tuple[CauseGroup, ...]:
    """Findings with one cause and one code together, in the order of the first of each."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.code, finding.caused_by) if finding.caused_by is not None else ("", finding.id)
        groups.setdefault(key, []).append(finding)
    return tuple(_group(group) for group in groups.values())


def _group(findings: list[Finding]) -> CauseGroup:
    first = findings[0]
    return CauseGroup(
        code=first.code,
        severity=min((finding.severity for finding in findings), key=SEVERITIES.index),
        cause=first.caused_by,
        findings=tuple(findings),
    )
