"""What a report of mandate gaps says: findings, each with its evidence, and a few notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from graph.analyses.gaps.table import code_words, title_of
from graph.domain.described import (
    AnyId,
    AnySubjectId,
    ExpertiseId,
    Headed,
    Long,
    MandateKind,
    Obligation,
    OneOf,
    OrganisationId,
    PersonId,
    WorkedOutId,
)
from graph.domain.text import N_, Text
from graph.words.titles import SEVERITY_TITLES

__all__ = [
    "SEVERITIES",
    "Acceptance",
    "Adopted",
    "Excepted",
    "Finding",
    "GapReport",
    "finding_order",
]

SEVERITIES = tuple(SEVERITY_TITLES)
"""From the gravest to the lightest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A finding that somebody knowingly left as it is.

    Attributes:
        id: id of the acceptance.
        reason: why, when it was given.
        accepted_by: who accepted it: a person, role or body.
        since: first day that it counts; None = it always did.
        until: first day that it no longer counts, and the finding is open again; None = no end.
    """

    id: WorkedOutId
    reason: str | None = None
    accepted_by: AnyId | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not arranged, on one date.

    Attributes:
        id: the same for the same defect, whatever the date and the texts.
        code: what is not arranged.
        severity: how grave it is.
        organisation: where; None when the records lie at no organisation.
        subject: the task, decision or task group, when it is about one.
        mandate: the kind of mandate, when it is about one.
        persons: the people concerned, sorted.
        since: first day of the longest interval around the date on which the same finding holds; None = it has no
            beginning, or intervals were not asked.
        until: first day after that interval; None = it has no end in sight, or intervals were not asked.
        caused_by: the person, role, mandate or absence behind it; findings with one cause belong together.
        affects: the other organisations concerned, sorted.
        missing: the expertise that nobody concerned has, sorted.
        fallback: the people with whom it ends up meanwhile, sorted.
        obligation: how binding the norms behind it are; None when it rests on no norm.
        accepted: the acceptance in force on the date.
        evidence: the edges and norms that it rests on, sorted.
        message: what it says to a person; it names functions and subjects, never people.
    """

    id: Annotated[WorkedOutId, Headed(N_("Code"))]
    code: Annotated[str, OneOf(code_words, title_of), Headed(N_("Point of attention"))]
    severity: Annotated[str, OneOf(SEVERITIES), Headed(N_("Severity"))]
    organisation: OrganisationId | None
    subject: AnySubjectId | None = None
    mandate: MandateKind | None = None
    persons: tuple[PersonId, ...] = ()
    since: Annotated[date | None, Headed(N_("From"))] = None
    until: Annotated[date | None, Headed(N_("Last day"))] = None
    caused_by: AnyId | None = None
    affects: Annotated[tuple[OrganisationId, ...], Headed(N_("Also affects"))] = ()
    missing: Annotated[tuple[ExpertiseId, ...], Headed(N_("Expertise needed"))] = ()
    fallback: Annotated[tuple[PersonId, ...], Headed(N_("Ends up meanwhile with"))] = ()
    obligation: Annotated[Obligation | None, Headed(N_("Minimum agreement"))] = None
    accepted: Annotated[Acceptance | None, Headed(N_("Knowingly left so"))] = None
    evidence: tuple[AnyId, ...] = ()
    message: Annotated[Text, Headed(N_("Explanation"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A profile that applies at an organisation and below it.

    Attributes:
        organisation: who adopts it.
        profile: the profile.
        evidence: id of the edge.
    """

    organisation: OrganisationId
    profile: AnyId
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Excepted:
    """A norm that does not apply at an organisation and below it.

    Attributes:
        organisation: who is excepted.
        norm: the norm.
        reason: why, when it was given.
        evidence: id of the edge.
    """

    organisation: OrganisationId
    norm: AnyId
    reason: str | None
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapReport:
    """What is not arranged at an organisation and below it, or anywhere, on one day, with what could not be judged.

    Attributes:
        on: the date asked.
        organisation: with everything below it; None = everything.
        findings: in the order of `finding_order`.
        expertise_not_known_yet: organisations with people whose tasks ask for expertise while none of theirs is
            recorded, sorted.
        grantors_not_recorded: whether no mandate of the graph says who granted it, so that `never_granted` was not
            judged.
        unnamed_absences: how many absences of the day say no longer who was away; what they left undone is not among
            the findings, which are then at least those.
        intervals: whether it was looked since when and until when each finding holds.
        without_norm: the tasks and decisions in use about which no norm that applies there says anything, sorted.
        profiles: the profiles that are adopted at, above or below the organisation asked, by organisation and id.
        exceptions: the norms from which those are excepted, by organisation and id.
        rules: the codes that were looked for, in the order of the table.
    """

    on: date
    organisation: OrganisationId | None
    findings: tuple[Finding, ...]
    expertise_not_known_yet: tuple[OrganisationId, ...] = ()
    grantors_not_recorded: bool = False
    without_norm: Annotated[tuple[AnySubjectId, ...], Long(100)] = ()
    profiles: Annotated[tuple[Adopted, ...], Long(100)] = ()
    exceptions: Annotated[tuple[Excepted, ...], Long(100)] = ()
    rules: tuple[str, ...] = field(default_factory=code_words)
    intervals: bool = True
    unnamed_absences: int = 0


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
