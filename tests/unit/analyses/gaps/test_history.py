"""When each gap was open, and for how many school days."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analyses.common.deadline import Deadline
from graph.analyses.gaps.findings import SEVERITIES
from graph.analyses.gaps.history import FindingHistory, GapHistory, gap_history
from graph.analyses.gaps.report import mandate_gaps
from graph.analyses.gaps.table import finding_id, gap_code
from graph.domain.errors import DeadlineExceeded, InvalidInput, NotFound
from graph.domain.periods import school_year_of
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from tests.graphs import Plains, day, edge, node, norm, organisation, school, snapshot_of
from tests.unit.analyses.gaps.histories import FIRST, GROUP, WEEKS, group_through_time

BRUG = "organisation/brug"
WIFI = "task/wifi"
BASE: list[Plains] = [school("brug"), node(WIFI), node("person/an"), norm("norm/wifi", WIFI, "EXECUTES")]


def history(*plains: Plains, since: str = "2025-09-01", until: str = "2027-09-01") -> GapHistory:
    return gap_history(snapshot_of(*BASE, *plains), day(since), day(until), BRUG)


def intervals(found: GapHistory, code: str) -> list[tuple[str, str]]:
    (one,) = [finding for finding in found.findings if finding.code == code]
    return [(str(interval.since), str(interval.until)) for interval in one.intervals]


def an_executes(since: str | None = None, until: str | None = None) -> Plains:
    return edge("EXECUTES", "person/an", WIFI, scope=[BRUG], since=since, until=until)


def test_a_gap_that_closed_and_opened_again_has_two_intervals() -> None:
    found = history(an_executes("2026-01-05", "2026-05-01"))
    assert intervals(found, "vacant") == [("2025-09-01", "2026-01-05"), ("2026-05-01", "2027-09-01")]


def test_july_and_august_are_no_gap_days() -> None:
    found = history(until="2026-09-01")
    assert [(row.organisation, str(row.school_year), row.days, row.gap_days) for row in found.gap_days] == [
        (BRUG, "2025-2026", 303, 303)
    ]


def test_a_school_year_without_gaps_stays_in_the_totals_with_none() -> None:
    found = history(an_executes("2026-09-01"))
    assert [(str(row.school_year), row.gap_days, row.by_code) for row in found.totals] == [
        ("2025-2026", 303, (("vacant", 303),)),
        ("2026-2027", 0, ()),
    ]


def test_days_are_counted_per_severity_and_code() -> None:
    found = history(an_executes("2025-10-01", "2026-06-01"), until="2026-07-01")
    (row,) = found.totals
    assert row.by_code == (("vacant", 30 + 30), ("ends_soon", 60))
    assert row.by_severity == (("high", 60), ("medium", 60))


def test_what_is_missing_at_a_group_is_a_gap_of_each_school_too_and_counts_in_the_totals_per_organisation() -> None:
    snapshot = snapshot_of(
        organisation("groep", "school_group"),
        school("a", under=["groep"]),
        school("b", under=["groep"]),
        node(WIFI),
        norm("norm/wifi", WIFI, "EXECUTES"),
    )
    found = gap_history(snapshot, day("2026-09-01"), day("2026-09-11"), GROUP)
    assert [(row.organisation, row.gap_days) for row in found.gap_days] == [
        ("organisation/a", 10),
        ("organisation/b", 10),
        (GROUP, 10),
    ]
    assert found.totals[0].gap_days == 30


def test_a_school_that_leaves_the_group_is_no_longer_counted() -> None:
    snapshot = snapshot_of(
        organisation("groep", "school_group"),
        school("brug"),
        edge("PART_OF", BRUG, "organisation/groep", until="2026-09-06"),
        node(WIFI),
        norm("norm/wifi", WIFI, "EXECUTES", applies_to_types=["school"]),
    )
    found = gap_history(snapshot, day("2026-09-01"), day("2026-09-11"), "organisation/groep")
    assert [(row.organisation, row.gap_days) for row in found.gap_days] == [(BRUG, 5)]


def test_the_open_counts_step_on_the_days_on_which_they_change() -> None:
    found = history(an_executes("2026-01-05"), until="2026-03-01")
    assert [(str(count.on), count.total) for count in found.open_counts] == [("2025-09-01", 1), ("2026-01-05", 0)]


def test_the_day_on_which_a_mandate_should_have_been_confirmed_opens_a_point() -> None:
    found = history(an_executes("2024-09-01"))
    assert intervals(found, "stale") == [("2025-11-01", "2027-09-01")]


def test_before_any_data_nothing_is_open() -> None:
    found = gap_history(snapshot_of(school("brug", since="2020-09-01")), day("1999-01-01"), day("1999-02-01"), BRUG)
    assert (found.findings, found.gap_days, found.totals[0].gap_days) == ((), (), 0)


def test_a_graph_without_anything_has_an_empty_history() -> None:
    found = gap_history(Snapshot.of(()), day("2026-09-01"), day("2026-09-02"))
    assert (found.findings, [count.total for count in found.open_counts]) == ((), [0])


@pytest.mark.parametrize("until", ["2025-09-01", "2025-08-01"])
def test_a_span_without_a_day_is_refused(until: str) -> None:
    with pytest.raises(InvalidInput, match="holds no day"):
        history(until=until)


def test_a_span_of_centuries_is_refused() -> None:
    with pytest.raises(InvalidInput, match="30 school years at most"):
        history(since="1800-01-01")


def test_an_unknown_organisation_is_refused() -> None:
    with pytest.raises(NotFound):
        gap_history(snapshot_of(*BASE), day("2026-09-01"), day("2026-10-01"), "organisation/nergens")


def test_time_that_is_over_is_said() -> None:
    with pytest.raises(DeadlineExceeded):
        gap_history(snapshot_of(*BASE), day("2026-09-01"), day("2026-10-01"), deadline=Deadline(0))


# Held against the reports of all its days


LAST = FIRST + timedelta(weeks=WEEKS)


@settings(max_examples=40)
@given(seed=st.integers(0, 10**6), organisation_id=st.sampled_from([GROUP, "organisation/a", None]))
def test_a_finding_is_open_on_the_days_whose_report_has_it(seed: int, organisation_id: str | None) -> None:
    snapshot = group_through_time(seed)
    found = gap_history(snapshot, FIRST, LAST, organisation_id)

    open_days: dict[str, list[date]] = defaultdict(list)
    place_days: dict[tuple[str, str], int] = defaultdict(int)
    code_days: dict[tuple[str, str], int] = defaultdict(int)
    for on in days():
        gaps = gaps_of_report(snapshot, on, organisation_id)
        assert dict(open_on(found, on)) == {gap_id: gap_code(code).severity_of(kind) for (gap_id, code, kind) in gaps}
        for (gap_id, code, _kind), places in gaps.items():
            open_days[gap_id].append(on)
            if on.month not in (7, 8):
                code_days[str(school_year_of(on)), code] += 1
                for place in places:
                    place_days[place, str(school_year_of(on))] += 1

    assert {one.id: days_of(one) for one in found.findings} == open_days
    assert {one.id: one.gap_days for one in found.findings} == {
        gap_id: sum(on.month not in (7, 8) for on in ons) for gap_id, ons in open_days.items()
    }
    assert {(row.organisation, str(row.school_year)): row.gap_days for row in found.gap_days} == place_days
    assert {(str(row.school_year), code): n for row in found.totals for code, n in row.by_code} == code_days
    for on in days():
        shown = [count for count in found.open_counts if count.on <= on][-1].by_severity
        there = [severity for _, severity in open_on(found, on)]
        assert shown == tuple(there.count(word) for word in SEVERITIES)


def days() -> list[date]:
    return [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days)]


def days_of(finding: FindingHistory) -> list[date]:
    return [on for on in days() if is_open(finding, on)]


def open_on(found: GapHistory, on: date) -> list[tuple[str, str]]:
    return [(one.id, one.severity) for one in found.findings if is_open(one, on)]


def is_open(finding: FindingHistory, on: date) -> bool:
    return any(one.since <= on < one.until for one in finding.intervals)


def gaps_of_report(
    snapshot: Snapshot, on: date, organisation_id: str | None
) -> dict[tuple[str, str, str | None], set[str]]:
    """The findings of one day's report with their organisations, what a group gathers as gaps of their own."""
    report = mandate_gaps(snapshot, on, organisation_id, intervals=False)
    within = None if organisation_id is None else set(Coverage.of(snapshot, on).below(organisation_id))
    gaps: dict[tuple[str, str, str | None], set[str]] = {}
    for one in report.findings:
        places = {*one.affects, *([one.organisation] if one.organisation else [])}
        if within is not None:
            places &= within
        code = gap_code(one.code)
        if code.gathers:
            for place in places:
                gap_id = finding_id(code, (place, one.subject or "", one.mandate or ""))
                gaps[gap_id, one.code, one.mandate] = {place}
        else:
            gaps[one.id, one.code, one.mandate] = places
    return gaps
