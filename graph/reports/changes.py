"""What changed between two moments, for people in every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, tzinfo

from graph.analyses.changes.record_differences import ACTS, RecordDifference
from graph.analyses.changes.what_changed import ChangedRecord, WhatChanged
from graph.analyses.gaps.difference import GapDifference
from graph.analyses.gaps.findings import Finding
from graph.domain.changes import Revision
from graph.domain.choices import THEMES
from graph.domain.periods import last_day
from graph.domain.text import N_
from graph.reports.gaps import findings_table, severity_span
from graph.reports.lists import first_rows
from graph.reports.model import Block, Cell, Facts, Heading, Report, Table
from graph.reports.naming import Naming
from graph.words.catalogue import Texts
from graph.words.records import field_words, sentence
from graph.words.titles import author_name, mandate_title, reason_text

__all__ = ["changes_report"]

ACT_TITLES: Mapping[str, str] = {
    "added": N_("New"),
    "ended": N_("Ended"),
    "changed": N_("Changed"),
}


def changes_report(changes: WhatChanged, naming: Naming, timezone: tzinfo = UTC) -> Report:
    """The changes for people: what opened and closed, then what holds differently, theme by theme.

    Args:
        changes: between two moments.
        naming: what the reader may see named.
        timezone: in which a moment has its day.
    """
    texts = naming.texts
    place = naming(changes.organisation) if changes.organisation is not None else texts.gettext("all schools")
    return Report(
        texts=texts,
        title=texts.gettext("What changed: {place}", place=place),
        about=_between(changes, texts),
        blocks=(
            _summary(changes, texts),
            *_findings(texts.gettext("Opened"), changes.gaps.opened, naming),
            *_findings(texts.gettext("Closed"), changes.gaps.closed, naming),
            *_themes(changes, naming, timezone),
        ),
        sheets=(
            _records_table(changes, naming, timezone),
            *_finding_sheets(changes.gaps, naming),
        ),
        wide=True,
    )


def _between(changes: WhatChanged, texts: Texts) -> str:
    days = texts.gettext(
        "Between {before} and {after}", before=texts.day(changes.before), after=texts.day(changes.after)
    )
    if changes.before_known_at == changes.after_known_at:
        return days
    return texts.gettext(
        "{days}; as known at revision {before} and at revision {after}",
        days=days,
        before=changes.before_known_at,
        after=changes.after_known_at,
    )


def _summary(changes: WhatChanged, texts: Texts) -> Facts:
    acts = [changed.difference.act for changed in changes.records]
    return Facts(
        (
            (texts.gettext("Points opened"), len(changes.gaps.opened)),
            (texts.gettext("Points closed"), len(changes.gaps.closed)),
            (texts.gettext("Points still open"), len(changes.gaps.still_open)),
            *((texts.gettext(ACT_TITLES[act]), acts.count(act)) for act in ACTS),
        )
    )


def _findings(heading: str, findings: Sequence[Finding], naming: Naming) -> Iterator[Block]:
    texts = naming.texts
    yield Heading(f"{heading} ({texts.number(len(findings))})")
    found = Table(
        caption=heading,
        headings=(
            texts.gettext("School or group"),
            texts.gettext("What is not arranged?"),
            texts.gettext("Who does what"),
            texts.gettext("Severity"),
        ),
        rows=tuple(
            (
                naming(finding.organisation),
                naming.say(finding.message),
                mandate_title(finding.mandate, texts),
                severity_span(finding.severity, texts),
            )
            for finding in findings
        ),
        empty=texts.gettext("None."),
    )
    yield from first_rows(found, texts)


def _finding_sheets(gaps: GapDifference, naming: Naming) -> Iterator[Table]:
    texts = naming.texts
    for caption, findings in (
        (texts.gettext("Opened"), gaps.opened),
        (texts.gettext("Closed"), gaps.closed),
        (texts.gettext("Still open"), gaps.still_open),
    ):
        yield findings_table(findings, naming, caption=caption)


def _themes(changes: WhatChanged, naming: Naming, timezone: tzinfo) -> Iterator[Block]:
    texts = naming.texts
    if not changes.records:
        yield Heading(texts.gettext("What holds differently"))
        yield Table(caption="", headings=(), rows=(), empty=texts.gettext("Nothing holds differently."))
    for theme in THEMES:
        found = [changed for changed in changes.records if changed.difference.theme == theme]
        if found:
            title = texts.gettext(THEMES[theme])
            yield Heading(f"{title} ({texts.number(len(found))})")
            table = Table(
                caption=title,
                headings=(
                    texts.gettext("What"),
                    texts.gettext("How"),
                    texts.gettext("Period"),
                    texts.gettext("Where"),
                    texts.gettext("Last written by"),
                ),
                rows=tuple(_row(changed, naming, timezone) for changed in found),
            )
            yield from first_rows(table, texts)


def _row(changed: ChangedRecord, naming: Naming, timezone: tzinfo) -> tuple[Cell, ...]:
    texts, difference = naming.texts, changed.difference
    record = difference.recorded or difference.record
    return (
        sentence(difference.record, texts, naming),
        _how(difference, texts),
        texts.period(record.since, record.until),
        naming.listing(difference.places),
        _written(changed.revision, naming, timezone),
    )


def _how(difference: RecordDifference, texts: Texts) -> str:
    act = texts.gettext(ACT_TITLES[difference.act])
    return f"{act}: {field_words(type(difference.record), difference.fields, texts)}" if difference.fields else act


def _written(revision: Revision | None, naming: Naming, timezone: tzinfo) -> str:
    if revision is None:
        return ""
    texts = naming.texts
    said = [
        author_name(revision.author, texts, naming),
        texts.day(revision.at.astimezone(timezone).date()),
        reason_text(revision.reason, texts, naming),
    ]
    return ", ".join(part for part in said if part)


def _records_table(changes: WhatChanged, naming: Naming, timezone: tzinfo) -> Table:
    texts = naming.texts
    return Table(
        caption=texts.gettext("What holds differently"),
        headings=(
            texts.gettext("Theme"),
            texts.gettext("What"),
            texts.gettext("How"),
            texts.gettext("Changed fields"),
            texts.gettext("From"),
            texts.gettext("Last day"),
            texts.gettext("Where"),
            texts.gettext("Last written by"),
            texts.gettext("Day written"),
            texts.gettext("Reason"),
            texts.gettext("Revision"),
            texts.gettext("Code"),
        ),
        rows=tuple(_record_row(changed, naming, timezone) for changed in changes.records),
        empty=texts.gettext("Nothing holds differently."),
    )


def _record_row(changed: ChangedRecord, naming: Naming, timezone: tzinfo) -> tuple[Cell, ...]:
    texts, difference, revision = naming.texts, changed.difference, changed.revision
    record = difference.recorded or difference.record
    return (
        texts.gettext(THEMES[difference.theme]),
        sentence(difference.record, texts, naming),
        texts.gettext(ACT_TITLES[difference.act]),
        field_words(type(difference.record), difference.fields, texts),
        record.since,
        last_day(record.until),
        naming.all_of(difference.places),
        author_name(revision.author, texts, naming) if revision is not None else None,
        revision.at.astimezone(timezone).date() if revision is not None else None,
        revision.reason if revision is not None else None,
        revision.number if revision is not None else None,
        difference.id,
    )
