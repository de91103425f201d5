"""What a report of mandate gaps says: findings, each with its evidence, and a few notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from graph.analyses.gaps.table import code_words
from graph.domain.text import Text

__all__ = [
    "SEVERITIES",
    "Acceptance",
    "Adopted",
    "Excepted",
    "Finding",
    "GapReport",
    "finding_order",
]

SEVERITIES = ("critical", "high", "medium", "low")
"""From the gravest to the lightest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Somebody knowingly left the finding as it is.

    Attributes:
        id: of the acceptance node.
        reason: why, when it was given.
        accepted_by: id of the person, role or body who accepted it, when that was given and may be seen.
        since: first day that it counts; None = it always did.
        until: first day that it no longer counts and the finding is open again; None = no end.
    """

    id: str
    reason: str | None = None
    accepted_by: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not arranged, on one date.

    Attributes:
        id: the same for the same defect, whatever the date and the texts.
        code: the word of a code of the table.
        severity: one of `SEVERITIES`.
        organisation: where; None when the records lie at no organisation.
        subject: the task, decision or task group, when it is about one.
        mandate: the kind of mandate, when it is about one.
        persons: ids of the people concerned, sorted.
        since: first day of the longest interval around the date on which the same finding holds; None = it
            has no beginning, or intervals were not asked.
        until: first day after that interval; None = it has no end in sight, or intervals were not asked.
        caused_by: id of the person, role, mandate or absence behind it; findings with one cause belong together.
        affects: ids of the other organisations concerned, sorted.
        missing: ids of the expertise that nobody concerned has, sorted.
        fallback: ids of the people with whom it ends up meanwhile, sorted.
        obligation: how binding the norms behind it are; None when it rests on no norm.
        accepted: the acceptance in force on the date.
        evidence: ids of the edges and norms that it rests on, sorted.
        message: what it says to a person; it names functions and subjects, never people.
    """

    id: str
    code: str
    severity: str
    organisation: str | None
    subject: str | None = None
    mandate: str | None = None
    persons: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    caused_by: str | None = None
    affects: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    obligation: str | None = None
    accepted: Acceptance | None = None
    evidence: tuple[str, ...] = ()
    message: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A profile that applies at an organisation and below it.

    Attributes:
        organisation: who adopts it.
        profile: its id.
        evidence: id of the edge.
    """

    organisation: str
    profile: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Excepted:
    """A norm that does not apply at an organisation and below it.

    Attributes:
        organisation: who is excepted.
        norm: its id.
        reason: why, when it was given.
        evidence: id of the edge.
    """

    organisation: str
    norm: str
    reason: str | None
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapReport:
    """The findings of an organisation with everything below it, or of the whole graph, on one date.

    Attributes:
        on: the date asked.
        organisation: the one asked; None = everything.
        findings: in the order of `finding_order`.
        expertise_not_known_yet: organisations with people whose tasks ask for expertise while none of theirs
            is recorded, sorted.
        grantors_not_recorded: no mandate of the graph says who granted it, so `never_granted` was not judged.
        without_norm: ids of the tasks and decisions in use at these organisations about which no norm that applies
            there says anything, sorted.
        profiles: the profiles that are adopted at, above or below the organisation asked, by organisation and id.
        exceptions: the norms from which those are excepted, by organisation and id.
        rules: the codes that were looked for, in the order of the table.
        intervals: whether it was looked since when and until when each finding holds.
    """

    on: date
    organisation: str | None
    findings: tuple[Finding, ...]
    expertise_not_known_yet: tuple[str, ...] = ()
    grantors_not_recorded: bool = False
    without_norm: tuple[str, ...] = ()
    profiles: tuple[Adopted, ...] = ()
    exceptions: tuple[Excepted, ...] = ()
    rules: tuple[str, ...] = field(default_factory=code_words)
    intervals: bool = True


def finding_order(finding: Finding) -> tuple[int, str, str, str, str, str]:
    """The order of the findings of a report: gravest first, then by organisation, subject, mandate, code and id."""
    return (
        SEVERITIES.index(finding.severity),
        finding.organisation or "",
        finding.subject or "",
        finding.mandate or "",
        finding.code,
        finding.id,
    )
