"""Gaps over time, as a report for people."""

from __future__ import annotations

from collections.abc import Sequence

from graph.analyses.gaps.findings import SEVERITIES
from graph.analyses.gaps.history import FindingHistory, GapDays, GapHistory
from graph.domain.periods import last_day
from graph.reports.columns import Column, Columns, columns, table
from graph.reports.model import Heading, Paragraph, Report, Table
from graph.reports.naming import Naming
from graph.reports.trend_picture import open_points
from graph.reports.unnamed import unnamed_note
from graph.words.catalogue import Texts
from graph.words.titles import SEVERITY_TITLES, title

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
            *unnamed_note(history.unnamed_absences, texts),
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
    found = (
        *columns(GapDays, naming, without=() if places else ("organisation",)),
        *(_days_of(word, texts) for word in SEVERITIES),
    )
    return table(found, rows, caption=caption, empty=texts.gettext("Nothing was open in these years."))


def _days_of(severity: str, texts: Texts) -> Column[GapDays]:
    return Column(title(SEVERITY_TITLES, severity, texts), lambda row: dict(row.by_severity).get(severity, 0))


def _findings_table(findings: Sequence[FindingHistory], caption: str, naming: Naming) -> Table:
    texts = naming.texts
    found: Columns[FindingHistory] = (
        *columns(FindingHistory, naming, ["organisation", "code", ...], without=("severity",)),
        Column(texts.gettext("First day open"), lambda finding: finding.intervals[0].since),
        Column(texts.gettext("Last day open"), lambda finding: last_day(finding.intervals[-1].until)),
    )
    return table(found, findings, caption=caption, empty=texts.gettext("Nothing was open in these years."))
