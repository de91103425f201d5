"""A report of mandate gaps as JSON, CSV and Markdown.

JSON keeps every finding; on a page the findings with one cause are one line with its cells inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from graph.reports.tables import csv_bytes, date_text, last_day_text, listing, markdown_table, markdown_text
from graph.reports.texts import CODE_TITLES, OBLIGATION_TITLES, SEVERITY_TITLES, mandate_title, title
from graph.reports.translations import texts_in

__all__ = ["FindingView", "GapReportView", "by_cause", "gaps_csv", "gaps_json", "gaps_markdown"]

Naming = Callable[[str, str], str]
"""The name of a record for people, from its id and a language."""


class MessageView(Protocol):
    """The texts of a finding."""

    @property
    def nl(self) -> str: ...
    @property
    def en(self) -> str: ...


class AcceptanceView(Protocol):
    """Why a finding is left as it is, and until when."""

    @property
    def id(self) -> str: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def until(self) -> date | None: ...


class FindingView(Protocol):
    """What a report reads of a finding."""

    @property
    def id(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def organisation(self) -> str | None: ...
    @property
    def subject(self) -> str | None: ...
    @property
    def mandate(self) -> str | None: ...
    @property
    def persons(self) -> tuple[str, ...]: ...
    @property
    def since(self) -> date | None: ...
    @property
    def until(self) -> date | None: ...
    @property
    def caused_by(self) -> str | None: ...
    @property
    def affects(self) -> tuple[str, ...]: ...
    @property
    def missing(self) -> tuple[str, ...]: ...
    @property
    def fallback(self) -> tuple[str, ...]: ...
    @property
    def obligation(self) -> str | None: ...
    @property
    def accepted(self) -> AcceptanceView | None: ...
    @property
    def evidence(self) -> tuple[str, ...]: ...
    @property
    def message(self) -> MessageView: ...


class GapReportView(Protocol):
    """What a report reads of the result of the analysis."""

    @property
    def on(self) -> date: ...
    @property
    def organisation(self) -> str | None: ...
    @property
    def findings(self) -> Sequence[FindingView]: ...
    @property
    def expertise_not_known_yet(self) -> tuple[str, ...]: ...
    @property
    def grantors_not_recorded(self) -> bool: ...


def gaps_json(report: GapReportView, *, known_at: str | int | None = None) -> dict[str, Any]:
    """The report as JSON values; every key is there, null where nothing applies.

    Args:
        report: the result.
        known_at: the revision or moment as of which the graph was read; None = now.
    """
    return {
        "on": report.on.isoformat(),
        "known_at": known_at,
        "organisation": report.organisation,
        "findings": [_finding_json(finding) for finding in report.findings],
        "expertise_not_known_yet": list(report.expertise_not_known_yet),
        "grantors_not_recorded": report.grantors_not_recorded,
    }


def gaps_csv(report: GapReportView, name: Naming, *, language: str = "nl") -> bytes:
    """The report as a CSV file, one line a finding, notes not included.

    Args:
        report: the result.
        name: the name of a record for people; who may not be named gets another text there.
        language: `nl` or `en`.
    """
    headings = [heading for heading, _ in _COLUMNS[language]]
    rows = ([read(finding, name) for _, read in _COLUMNS[language]] for finding in report.findings)
    return csv_bytes(headings, rows, language)


def gaps_markdown(report: GapReportView, name: Naming, *, language: str = "nl") -> str:
    """The report as a page: counts, then a section for each severity, findings with one cause together."""
    words = _WORDS[language]
    place = name(report.organisation, language) if report.organisation is not None else words["everything"]
    parts = [f"# {words['title']}: {markdown_text(place)}", f"{words['on']} {date_text(report.on, language)}"]
    parts.extend(_sections(report, name, language))
    parts.extend(f"- {note}" for note in _notes(report, name, language))
    return "\n\n".join(parts) + "\n"


def by_cause(findings: Iterable[FindingView]) -> tuple[tuple[FindingView, ...], ...]:
    """Findings with one cause and one code together, in the order of the first of each."""
    groups: dict[tuple[str, str], list[FindingView]] = {}
    for finding in findings:
        key = (finding.code, finding.caused_by) if finding.caused_by is not None else ("", finding.id)
        groups.setdefault(key, []).append(finding)
    return tuple(tuple(group) for group in groups.values())


def _finding_json(finding: FindingView) -> dict[str, Any]:
    accepted = finding.accepted
    return {
        "id": finding.id,
        "code": finding.code,
        "severity": finding.severity,
        "organisation": finding.organisation,
        "subject": finding.subject,
        "mandate": finding.mandate,
        "persons": list(finding.persons),
        "since": _iso(finding.since),
        "until": _iso(finding.until),
        "caused_by": finding.caused_by,
        "affects": list(finding.affects),
        "missing": list(finding.missing),
        "fallback": list(finding.fallback),
        "obligation": finding.obligation,
        "accepted": None
        if accepted is None
        else {"id": accepted.id, "reason": accepted.reason, "until": _iso(accepted.until)},
        "evidence": list(finding.evidence),
        "message": {"nl": finding.message.nl, "en": finding.message.en},
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# CSV


Reading = Callable[[FindingView, Naming], Any]


def _columns(language: str, headings: Sequence[str]) -> tuple[tuple[str, Reading], ...]:
    def named(ids: Iterable[str], name: Naming) -> str:
        return ", ".join(name(found, language) for found in ids)

    def maybe(found: str | None, name: Naming) -> str:
        return "" if found is None else name(found, language)

    readings: tuple[Reading, ...] = (
        lambda finding, name: title(SEVERITY_TITLES, finding.severity, texts_in(language)),
        lambda finding, name: title(CODE_TITLES, finding.code, texts_in(language)),
        lambda finding, name: maybe(finding.organisation, name),
        lambda finding, name: maybe(finding.subject, name),
        lambda finding, name: mandate_title(finding.mandate, texts_in(language)),
        lambda finding, name: _message(finding, language),
        lambda finding, name: named(finding.persons, name),
        lambda finding, name: finding.since,
        lambda finding, name: _last_day(finding.until),
        lambda finding, name: named(finding.affects, name),
        lambda finding, name: named(finding.missing, name),
        lambda finding, name: named(finding.fallback, name),
        lambda finding, name: title(OBLIGATION_TITLES, finding.obligation, texts_in(language)),
        lambda finding, name: _accepted(finding, language),
        lambda finding, name: finding.id,
    )
    return tuple(zip(headings, readings, strict=True))


def _message(finding: FindingView, language: str) -> str:
    return finding.message.nl if language == "nl" else finding.message.en


def _last_day(until: date | None) -> date | None:
    return None if until is None else date.fromordinal(until.toordinal() - 1)


def _accepted(finding: FindingView, language: str) -> str:
    if finding.accepted is None:
        return ""
    yes = "ja" if language == "nl" else "yes"
    until = last_day_text(finding.accepted.until, language)
    detail = ", ".join(part for part in (until, finding.accepted.reason) if part)
    return f"{yes}: {detail}" if detail else yes


_COLUMNS: Mapping[str, tuple[tuple[str, Reading], ...]] = {
    "nl": _columns(
        "nl",
        (
            "Ernst",
            "Aandachtspunt",
            "School of groep",
            "Taak of beslissing",
            "Wie doet wat",
            "Uitleg",
            "Mensen",
            "Vanaf",
            "T.e.m.",
            "Raakt ook",
            "Expertise nodig",
            "Komt nu terecht bij",
            "Minimumafspraak",
            "Bewust zo gelaten",
            "Code",
        ),
    ),
    "en": _columns(
        "en",
        (
            "Severity",
            "Finding",
            "Organisation",
            "Task or decision",
            "Mandate",
            "Explanation",
            "People",
            "From",
            "Up to and including",
            "Also affects",
            "Expertise needed",
            "Ends up with",
            "Obligation",
            "Left as it is",
            "Id",
        ),
    ),
}


# Markdown


_WORDS = {
    "nl": {
        "title": "Aandachtspunten",
        "everything": "alle scholen",
        "on": "Toestand op",
        "nothing": "Geen aandachtspunten: alles wat afgesproken is, is geregeld.",
        "what": "Wat is niet geregeld?",
        "mandate": "Wie doet wat",
        "period": "Periode",
        "accepted": "Bewust zo gelaten",
        "from": "vanaf",
        "one": "aandachtspunt",
        "several": "aandachtspunten",
        "expertise": "Nog niet gekend welke expertise er is:",
        "grantors": (
            "Nergens staat wie iets toewees; daarom is niet nagekeken wat nog niet bevestigd is door de directie."
        ),
    },
    "en": {
        "title": "Findings",
        "everything": "all schools",
        "on": "As of",
        "nothing": "No findings: everything that was agreed is arranged.",
        "what": "What is not arranged?",
        "mandate": "Mandate",
        "period": "Period",
        "accepted": "Left as it is",
        "from": "from",
        "one": "finding",
        "several": "findings",
        "expertise": "Expertise not known yet:",
        "grantors": ("No mandate says who granted it, so it was not judged which ones the head has not yet confirmed."),
    },
}


def _sections(report: GapReportView, name: Naming, language: str) -> Iterator[str]:
    words = _WORDS[language]
    if not report.findings:
        yield words["nothing"]
    for severity in SEVERITY_TITLES:
        found = [finding for finding in report.findings if finding.severity == severity]
        if found:
            yield f"## {title(SEVERITY_TITLES, severity, texts_in(language))} ({len(found)})"
            yield from _lines(found, name, language)


def _lines(findings: Sequence[FindingView], name: Naming, language: str) -> Iterator[str]:
    words = _WORDS[language]
    for group in by_cause(findings):
        first = group[0]
        if len(group) > 1:
            count = f"{len(group)} {words['several']}"
            cause = _cause(first, name, language)
            yield f"**{markdown_text(title(CODE_TITLES, first.code, texts_in(language)))}**{cause} ({count})"
        headings = (words["what"], words["period"], words["accepted"])
        rows = [
            (_message(finding, language), _period(finding, language), _accepted(finding, language)) for finding in group
        ]
        if len(group) > 1:
            yield markdown_table(headings, rows, language).rstrip("\n")
        else:
            yield _single(rows[0], language)


def _single(row: tuple[str, str, str], language: str) -> str:
    message, period, accepted = (markdown_text(part) for part in row)
    more = [part for part in (period, f"{_WORDS[language]['accepted']}: {accepted}" if accepted else "") if part]
    return f"- {message} ({'; '.join(more)})" if more else f"- {message}"


def _cause(finding: FindingView, name: Naming, language: str) -> str:
    """The function behind findings; never a person, and an edge has no name to show."""
    cause = finding.caused_by
    return f": {markdown_text(name(cause, language))}" if cause is not None and cause.startswith("role/") else ""


def _period(finding: FindingView, language: str) -> str:
    since = f"{_WORDS[language]['from']} {date_text(finding.since, language)}" if finding.since is not None else ""
    return " ".join(part for part in (since, last_day_text(finding.until, language)) if part)


def _notes(report: GapReportView, name: Naming, language: str) -> Iterator[str]:
    words = _WORDS[language]
    if report.expertise_not_known_yet:
        places = [name(place, language) for place in report.expertise_not_known_yet]
        yield f"{words['expertise']} {markdown_text(listing(places, language))}."
    if report.grantors_not_recorded:
        yield words["grantors"]
