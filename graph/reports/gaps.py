"""A report of mandate gaps, for people in every format.

The findings with one cause stand together; their JSON keeps each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from graph.analyses.answers.task_group_counts import FindingCounts
from graph.analyses.gaps.causes import CauseGroup, by_cause
from graph.analyses.gaps.findings import SEVERITIES, Finding, GapReport
from graph.analyses.gaps.history import GapHistory
from graph.analyses.gaps.table import title_of
from graph.domain.kinds import kind_of_id
from graph.domain.periods import last_day
from graph.reports.columns import Column, Columns, columns, table
from graph.reports.count_pictures import finding_map, finding_map_table
from graph.reports.gap_norms import norm_blocks
from graph.reports.lists import MOST_ROWS, first_rows, where_the_rest_is
from graph.reports.model import Block, Cell, Facts, Heading, Paragraph, Report, Span, Table
from graph.reports.naming import Naming
from graph.reports.trend_picture import open_points
from graph.reports.unnamed import unnamed_note
from graph.words.catalogue import Texts
from graph.words.titles import SEVERITY_TITLES, SEVERITY_TONES, title

__all__ = ["FINDING_AT_A_GLANCE", "finding_columns", "findings_table", "gaps_report", "severity_span"]

FINDING_AT_A_GLANCE = ("severity", "code", "organisation", "subject", "mandate", "message")
"""The columns that say what a finding is; those after it say what is known of it."""


def gaps_report(
    report: GapReport,
    naming: Naming,
    *,
    counts: FindingCounts | None = None,
    history: GapHistory | None = None,
    has_norms: bool = True,
    is_history_late: bool = False,
) -> Report:
    """The report for people: counts, pictures, then what is open, the gravest first, one cause together.

    Args:
        report: the result.
        naming: what the reader may see named.
        counts: of the same report, for the picture of schools by task groups.
        history: of the same place, for the picture of how many points were open.
        has_norms: whether anything was agreed at all, so that nothing missing means something.
        is_history_late: whether that history was asked and did not come in time, so that the report says so.
    """
    texts = naming.texts
    place = naming(report.organisation) if report.organisation is not None else texts.gettext("all schools")
    picture = finding_map(counts, naming) if counts is not None else None
    trend = open_points(history, texts) if history is not None else None
    return Report(
        texts=texts,
        title=texts.gettext("Points of attention: {place}", place=place),
        about=texts.gettext("As of {day}", day=texts.day(report.on)),
        blocks=(
            *_summary(report, naming, has_norms=has_norms),
            *(_late(texts) if is_history_late else ()),
            *((picture,) if picture else ()),
            *((trend,) if trend else ()),
            *_sections(report, naming),
            *norm_blocks(report, naming),
        ),
        sheets=(
            findings_table(report.findings, naming),
            *((finding_map_table(counts, naming),) if counts is not None and picture else ()),
            *((trend.twin,) if trend is not None and isinstance(trend.twin, Table) else ()),
        ),
        wide=True,
    )


def findings_table(findings: Iterable[Finding], naming: Naming, *, caption: str = "") -> Table:
    """Every finding with all that is known of it, a row each."""
    texts = naming.texts
    return table(
        finding_columns(naming),
        findings,
        caption=caption or texts.gettext("Points of attention"),
        empty=texts.gettext("No points of attention: everything that was agreed is arranged."),
    )


def finding_columns(naming: Naming) -> Columns[Finding]:
    """What is known of a finding: what it is, where and about what first, then the rest as it is declared."""
    return columns(
        Finding,
        naming,
        [*FINDING_AT_A_GLANCE, ..., "id"],
        told={
            "severity": lambda finding: severity_span(finding.severity, naming.texts),
            "until": lambda finding: last_day(finding.until),
            "accepted": lambda finding: _accepted(finding, naming.texts),
        },
    )


def severity_span(severity: str, texts: Texts) -> Span:
    """A severity in its word and colour."""
    return Span(title(SEVERITY_TITLES, severity, texts), tone=SEVERITY_TONES[severity])


def _accepted(finding: Finding, texts: Texts) -> str:
    if finding.accepted is None:
        return ""
    until = texts.last_day(finding.accepted.until)
    detail = ", ".join(part for part in (until, finding.accepted.reason) if part)
    yes = texts.yes_or_no(True)
    return f"{yes}: {detail}" if detail else yes


# The page


def _summary(report: GapReport, naming: Naming, *, has_norms: bool) -> Iterator[Block]:
    texts = naming.texts
    if not report.findings and not has_norms:
        yield Paragraph.of(
            texts.gettext("Nothing was agreed yet, so nothing can be missing: choose a starting list first.")
        )
    elif not report.findings:
        yield Paragraph.of(texts.gettext("No points of attention: everything that was agreed is arranged."))
    else:
        yield Facts(tuple(_counts(report.findings, texts)))
    if report.expertise_not_known_yet:
        places = naming.listing(report.expertise_not_known_yet)
        yield Paragraph.of(texts.gettext("Not known yet which expertise there is: {places}.", places=places), note=True)
    if report.grantors_not_recorded:
        yield Paragraph.of(
            texts.gettext(
                "Nowhere is written who granted anything; so it was not checked what the head has not confirmed yet."
            ),
            note=True,
        )
    yield from unnamed_note(report.unnamed_absences, texts)
    if report.findings and not report.intervals:
        yield Paragraph.of(
            texts.gettext("It was not looked up since when each point is open; ask for one school group to see it."),
            note=True,
        )


def _late(texts: Texts) -> Iterator[Block]:
    yield Paragraph.of(
        texts.gettext("The picture of the past school years is not here: it took longer than the time allowed."),
        note=True,
    )


def _counts(findings: Sequence[Finding], texts: Texts) -> Iterator[tuple[str, Cell]]:
    for severity in SEVERITIES:
        number = sum(finding.severity == severity for finding in findings)
        if number:
            yield title(SEVERITY_TITLES, severity, texts), number
    accepted = sum(finding.accepted is not None for finding in findings)
    if accepted:
        yield texts.gettext("Knowingly left so"), accepted


def _sections(report: GapReport, naming: Naming) -> Iterator[Block]:
    texts = naming.texts
    for severity in SEVERITIES:
        found = [finding for finding in report.findings if finding.severity == severity]
        if found:
            yield Heading(f"{title(SEVERITY_TITLES, severity, texts)} ({texts.number(len(found))})")
            groups = by_cause(found)
            shown = groups[: _fitting(groups)]
            yield from _causes(shown, naming)
            if len(shown) < len(groups):
                yield where_the_rest_is(sum(len(group.findings) for group in shown), len(found), texts)


def _fitting(groups: Sequence[CauseGroup]) -> int:
    """How many groups have together no more findings than a page shows; at least one."""
    together = accumulate(len(group.findings) for group in groups)
    return max(1, sum(number <= MOST_ROWS for number in together))


def _causes(groups: Sequence[CauseGroup], naming: Naming) -> Iterator[Block]:
    """Those with a cause in common first, then those by themselves."""
    texts = naming.texts
    for group in groups:
        if len(group.findings) > 1:
            yield Heading(_cause(group, naming), 3)
            yield from first_rows(_open_table(group.findings, _cause(group, naming), naming), texts)
    alone = [group.findings[0] for group in groups if len(group.findings) == 1]
    by_itself = texts.gettext("Each by itself")
    if alone and len(alone) < len(groups):
        yield Heading(by_itself, 3)
    if alone:
        yield from first_rows(_open_table(alone, by_itself, naming), texts)


def _cause(group: CauseGroup, naming: Naming) -> str:
    """What they have in common, with the function behind it; never a person, and an edge has no name to show."""
    texts = naming.texts
    about = f": {naming(group.cause)}" if group.cause is not None and kind_of_id(group.cause) == "role" else ""
    count = texts.ngettext("{number} point of attention", "{number} points of attention", len(group.findings))
    return f"{texts.gettext(title_of(group.code))}{about} ({count})"


def _open_table(findings: Sequence[Finding], caption: str, naming: Naming) -> Table:
    """Where, what and since when; a column for what is knowingly left so where anything is."""
    texts = naming.texts
    accepted = ["accepted"] if any(finding.accepted is not None for finding in findings) else []
    shown: Columns[Finding] = (
        *columns(Finding, naming, ["organisation"]),
        Column(texts.gettext("What is not arranged?"), lambda finding: naming.say(finding.message)),
        Column(texts.gettext("Period"), lambda finding: texts.period(finding.since, finding.until)),
        *columns(Finding, naming, accepted, told={"accepted": lambda finding: _accepted(finding, texts)}),
    )
    return table(shown, findings, caption=caption)
