"""Gaps over time, as a report for people."""

from __future__ import annotations

from collections.abc import Sequence

from graph.analyses.gaps.findings import SEVERITIES
from graph.analyses.gaps.history import FindingHistory, GapDays, GapHistory
from graph.analyses.gaps.table import title_of
from graph.domain.periods import last_day
from graph.reports.model import Heading, Paragraph, Report, Table
from graph.reports.naming import Naming
from graph.reports.trend_picture import open_points
from graph.words.titles import SEVERITY_TITLES, mandate_title, title

__all__ = ["gap_history_report"]

MOST_ON_A_PAGE = 25


def gap_history_report(history: GapHistory, naming: Naming) -> Report:
    """The history for people: days per school year, per school, and what was open longest."""
    texts = naming.texts
    place = naming(history.organisation) if history.organisation is not None else texts.gettext("all schools")
    totals = _days_table(history.totals, texts.gettext("Open days per school year"), naming, places=False)
    rows = _days_table(history.gap_days, texts.gettext("Open days per school and school year"), naming, places=True)
    longest = history.findings[:MOST_ON_A_PAGE]
    trend = open_points(history, texts)
    return Report(
        texts=texts,
        title=texts.gettext("Points of attention through time: {place}", place=place),
        about=texts.period(history.since, history.until),
        blocks=(
            Paragraph.of(
                texts.gettext(
                    "Each point of attention counts the days on which it was open, added up over all points; July and "
                    "August do not count. What is missing at a group counts for each of its schools too."
                ),
                note=True,
            ),
            *((trend,) if trend else ()),
            Heading(totals.caption),
            totals,
            Heading(rows.caption),
            rows,
            Heading(texts.gettext("Open longest")),
            _findings_table(longest, texts.gettext("Open longest"), naming),
        ),
        sheets=(rows, totals, _findings_table(history.findings, texts.gettext("Points of attention"), naming)),
        wide=True,
    )


def _days_table(rows: Sequence[GapDays], caption: str, naming: Naming, *, places: bool) -> Table:
    texts = naming.texts
    severities = tuple(title(SEVERITY_TITLES, word, texts) for word in SEVERITIES)
    first = (texts.gettext("School or group"),) if places else ()
    return Table(
        caption=caption,
        headings=(*first, texts.gettext("School year"), texts.gettext("Open days"), *severities),
        rows=tuple(
            (
                *((naming(row.organisation),) if places else ()),
                str(row.school_year),
                row.gap_days,
                *(dict(row.by_severity).get(word, 0) for word in SEVERITIES),
            )
            for row in rows
        ),
        empty=texts.gettext("Nothing was open in these years."),
    )


def _findings_table(findings: Sequence[FindingHistory], caption: str, naming: Naming) -> Table:
    texts = naming.texts
    return Table(
        caption=caption,
        headings=(
            texts.gettext("School or group"),
            texts.gettext("Point of attention"),
            texts.gettext("Task or decision"),
            texts.gettext("Who does what"),
            texts.gettext("Open days"),
            texts.gettext("Times opened"),
            texts.gettext("First day open"),
            texts.gettext("Last day open"),
        ),
        rows=tuple(
            (
                naming(finding.organisation),
                texts.gettext(title_of(finding.code)),
                naming(finding.subject),
                mandate_title(finding.mandate, texts),
                finding.gap_days,
                len(finding.intervals),
                finding.intervals[0].since,
                last_day(finding.intervals[-1].until),
            )
            for finding in findings
        ),
        empty=texts.gettext("Nothing was open in these years."),
    )
