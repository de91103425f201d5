"""What a report of mandate gaps says: findings, each with its evidence, and a few notes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph.domain.described import (
    AnyId,
    AnySubjectId,
    ExpertiseId,
    Long,
    MandateKind,
    Obligation,
    OneOf,
    OrganisationId,
    PersonId,
    WorkedOutId,
)
from graph.domain.kinds import GRANTED_KINDS

__all__ = [
    "CELL_CODES",
    "CODES",
    "MISSING_CODES",
    "SEVERITIES",
    "Acceptance",
    "Adopted",
    "Excepted",
    "Finding",
    "GapReport",
    "Message",
    "cell_finding_id",
    "record_finding_id",
    "severity_of",
]

SEVERITIES = ("critical", "high", "medium", "low")
"""From the gravest to the lightest."""

MISSING_CODES = ("vacant", "absent_without_replacement", "fallback_only")
"""The codes of a cell that nobody covers; at a group they gather the cells below it."""

CELL_CODES = (*MISSING_CODES, "under_norm", "over_norm", "not_independent", "ends_soon", "without_expertise")
"""The codes that are about one cell."""

_SEVERITY = {
    "vacant": "high",
    "absent_without_replacement": "high",
    "fallback_only": "high",
    "under_norm": "high",
    "over_norm": "high",
    "unfilled_role": "high",
    "not_independent": "medium",
    "ends_soon": "medium",
    "never_granted": "medium",
    "without_expertise": "medium",
    "missing_coupled": "medium",
    "outside_period": "low",
    "overlapping": "low",
    "stale": "low",
}

CODES = tuple(_SEVERITY)
"""Every code, in the order of the report's key."""


class Message:
    """What a finding says to a person, per language; it names functions and subjects, never people.

    The texts are written when somebody reads them: a report of all Flanders has more findings than readers.

    Args:
        nl: the Dutch text.
        en: the English text.
        write: gives the text in a language, instead of `nl` and `en`.
    """

    __slots__ = ("_texts", "_write")

    def __init__(self, *, nl: str = "", en: str = "", write: Callable[[str], str] | None = None) -> None:
        self._texts = {} if write is not None else {"nl": nl, "en": en}
        self._write = write

    @property
    def nl(self) -> str:
        """The Dutch text."""
        return self.text("nl")

    @property
    def en(self) -> str:
        """The English text."""
        return self.text("en")

    def text(self, language: str) -> str:
        """The text in Dutch for `nl`, else in English."""
        key = "nl" if language == "nl" else "en"
        if key not in self._texts and self._write is not None:
            self._texts[key] = self._write(key)
        return self._texts[key]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.nl, self.en) == (other.nl, other.en)

    def __hash__(self) -> int:
        return hash((self.nl, self.en))

    def __repr__(self) -> str:
        return f"Message(nl={self.nl!r}, en={self.en!r})"


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
        message: what it says to a person.
    """

    id: WorkedOutId
    code: Annotated[str, OneOf(CODES)]
    severity: Annotated[str, OneOf(SEVERITIES)]
    organisation: OrganisationId | None
    subject: AnySubjectId | None = None
    mandate: MandateKind | None = None
    persons: tuple[PersonId, ...] = ()
    since: date | None = None
    until: date | None = None
    caused_by: AnyId | None = None
    affects: tuple[OrganisationId, ...] = ()
    missing: tuple[ExpertiseId, ...] = ()
    fallback: tuple[PersonId, ...] = ()
    obligation: Obligation | None = None
    accepted: Acceptance | None = None
    evidence: tuple[AnyId, ...] = ()
    message: Message


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
        findings: gravest first, then by organisation, subject, mandate, code and id.
        expertise_not_known_yet: organisations with people whose tasks ask for expertise while none of theirs is
            recorded, sorted.
        grantors_not_recorded: whether no mandate of the graph says who granted it, so that `never_granted` was not
            judged.
        intervals: whether it was looked since when and until when each finding holds.
        without_norm: the tasks and decisions in use about which no norm that applies there says anything, sorted.
        profiles: the profiles that are adopted at, above or below the organisation asked, by organisation and id.
        exceptions: the norms from which those are excepted, by organisation and id.
        rules: the codes that were looked for, in the order of `CODES`.
    """

    on: date
    organisation: OrganisationId | None
    findings: tuple[Finding, ...]
    expertise_not_known_yet: tuple[OrganisationId, ...] = ()
    grantors_not_recorded: bool = False
    without_norm: Annotated[tuple[AnySubjectId, ...], Long(100)] = ()
    profiles: Annotated[tuple[Adopted, ...], Long(100)] = ()
    exceptions: Annotated[tuple[Excepted, ...], Long(100)] = ()
    rules: tuple[str, ...] = CODES
    intervals: bool = True


def severity_of(code: str, mandate: str | None = None) -> str:
    """How grave a code is: a cell without anybody weighs most where people decide or are the contact point."""
    if code in ("vacant", "absent_without_replacement") and mandate in GRANTED_KINDS:
        return "critical"
    return _SEVERITY[code]


def cell_finding_id(code: str, organisation: str, subject: str, mandate: str, *about: str) -> str:
    """The id of a finding about a cell, and about the records `about` in it when there are any."""
    return _finding_id(code, organisation, subject, mandate, *sorted(about))


def record_finding_id(code: str, *record_ids: str) -> str:
    """The id of a finding about records rather than a cell."""
    return _finding_id(code, *sorted(record_ids))


def _finding_id(*parts: str) -> str:
    return f"finding/{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:16]}"
