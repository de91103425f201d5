"""Findings as people read them: one line for each cause, with its places inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.domain.choices import OBLIGATIONS
from graph.domain.kinds import Edge
from graph.usecases import read
from graph.usecases.points import code_titles, points_of
from graph.usecases.rights import Right
from graph.words.titles import SEVERITY_TITLES, SEVERITY_TONES, mandate_title, title
from service.web.links import Link, address
from service.web.visit import Visit

if TYPE_CHECKING:
    from graph.analyses.gaps.causes import CauseGroup
    from graph.analyses.gaps.findings import Finding

__all__ = ["FindingLine", "ShownFinding", "finding_lines", "lines_of"]

MOST_INSIDE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFinding:
    """One finding.

    Attributes:
        id: of the finding.
        place: where.
        subject: about which task or decision.
        mandate: the kind of mandate, in words.
        message: what it says.
        period: from when to when.
        people: who is concerned.
        affects: the other schools concerned.
        obligation: how binding, in a word.
        accepted: why and until when it is left as it is; empty when it is not.
        who: the page that says who does what there; None when it is about no cell, or for who may not.
        assign: the form that would arrange it; None when it is about no cell, or for who may not.
        accept: the form to leave it as it is for a while; None for who may not, or when it is left so already.
    """

    id: str
    place: Link | None
    subject: Link | None
    mandate: str
    message: str
    period: str
    people: tuple[Link, ...]
    affects: tuple[Link, ...]
    obligation: str
    accepted: str
    who: str | None
    assign: str | None
    accept: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """The findings with one cause.

    Attributes:
        title: what sort of finding.
        severity: how serious the gravest is, in a word.
        css: class of its colour.
        cause: the function or person behind it.
        summary: the message of a single finding, or how many there are.
        findings: the findings inside, at most `MOST_INSIDE`.
        more: how many others there are.
    """

    title: str
    severity: str
    css: str
    cause: Link | None
    summary: str
    findings: tuple[ShownFinding, ...]
    more: int

    @property
    def single(self) -> bool:
        """Whether there is one finding in it."""
        return len(self.findings) == 1


def finding_lines(visit: Visit, groups: Iterable[CauseGroup]) -> tuple[FindingLine, ...]:
    """Findings with one cause as lines, in order. Cost: linear in what is shown, so give only that."""
    return tuple(_line(visit, group) for group in groups)


def lines_of(visit: Visit, findings: Iterable[Finding]) -> tuple[FindingLine, ...]:
    """A few findings as lines, those with one cause and one code together."""
    return finding_lines(visit, points_of(findings))


def _line(visit: Visit, group: CauseGroup) -> FindingLine:
    first, number = group.findings[0], len(group.findings)
    several = visit.texts.ngettext("{number} point", "{number} points", number)
    return FindingLine(
        title=title(code_titles(), group.code, visit.texts),
        severity=title(SEVERITY_TITLES, group.severity, visit.texts),
        css=SEVERITY_TONES[group.severity],
        cause=_cause(visit, group.cause),
        summary=visit.texts.say(first.message, visit.name) if number == 1 else several,
        findings=tuple(shown_finding(visit, finding) for finding in group.findings[:MOST_INSIDE]),
        more=max(number - MOST_INSIDE, 0),
    )


def shown_finding(visit: Visit, finding: Finding) -> ShownFinding:
    """A finding in the reader's language."""
    cell = finding.organisation and finding.subject and finding.mandate
    return ShownFinding(
        id=finding.id,
        place=visit.link(finding.organisation) if finding.organisation else None,
        subject=visit.link(finding.subject) if finding.subject else None,
        mandate=mandate_title(finding.mandate, visit.texts),
        message=visit.texts.say(finding.message, visit.name),
        period=visit.texts.period(finding.since, finding.until),
        people=tuple(visit.link(person) for person in finding.persons),
        affects=tuple(visit.link(place) for place in finding.affects),
        obligation=title(OBLIGATIONS, finding.obligation, visit.texts),
        accepted=_accepted(visit, finding),
        who=visit.here("/wie", organisation=finding.organisation, subject=finding.subject) if cell else None,
        assign=_assign(visit, finding) if cell and _may(visit, Right.APPOINT, finding) else None,
        accept=_accept(visit, finding) if finding.accepted is None and _may(visit, Right.AGREE, finding) else None,
    )


def _cause(visit: Visit, record_id: str | None) -> Link | None:
    """The record behind findings; of an edge where it starts."""
    record = read.get(visit.world, record_id) if record_id else None
    if record is None:
        return None
    return visit.link(record.from_id if isinstance(record, Edge) else record.id)


def _accepted(visit: Visit, finding: Finding) -> str:
    if finding.accepted is None:
        return ""
    parts = (finding.accepted.reason or "", visit.texts.last_day(finding.accepted.until))
    return ", ".join(part for part in parts if part) or visit._("left as it is")


def _may(visit: Visit, right: Right, finding: Finding) -> bool:
    """Whether the reader has a right where a finding is; one that is nowhere is for who may everything."""
    if finding.organisation is None:
        return visit.offer.rights.everything
    return visit.may(right, finding.organisation)


def _accept(visit: Visit, finding: Finding) -> str:
    return visit.to_change(address("/wijzigen/bewust-zo-laten", finding=finding.id, organisation=finding.organisation))


def _assign(visit: Visit, finding: Finding) -> str:
    about = {"organisation": finding.organisation, "subject": finding.subject, "kind": finding.mandate}
    return visit.to_change(address("/wijzigen/toewijzen", **about))
