"""Since when and until when a finding holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analyses.gaps.findings import Finding
from graph.analyses.gaps.intervals import interval_around
from graph.analyses.gaps.report import MOST_WITH_INTERVALS, mandate_gaps
from tests.graphs import Plains, day, edge, node, norm, organisation, school, snapshot_of

BRUG = "organisation/brug"
WIFI = "task/wifi"
BASE: list[Plains] = [school("brug"), node(WIFI), node("person/an"), node("person/tom")]


def executes(person: str = "person/an", **fields: Any) -> Plains:
    return edge("EXECUTES", person, WIFI, **{"scope": [BRUG], **fields})


def asks(**fields: Any) -> Plains:
    return norm("norm/wifi", WIFI, "EXECUTES", **fields)


def finding(code: str, *plains: Plains, on: str = "2026-11-24") -> Finding:
    report = mandate_gaps(snapshot_of(BASE, *plains), day(on))
    (found,) = [found for found in report.findings if found.code == code]
    return found


def period(code: str, *plains: Plains, on: str = "2026-11-24") -> tuple[str | None, str | None]:
    found = finding(code, *plains, on=on)
    return str(found.since) if found.since else None, str(found.until) if found.until else None


def test_a_gap_that_always_was_and_stays_has_no_bounds() -> None:
    assert period("vacant", asks()) == (None, None)


def test_a_gap_runs_from_the_end_of_one_mandate_to_the_start_of_the_next() -> None:
    plain = [executes(until="2026-10-01"), executes("person/tom", since="2027-02-01"), asks()]
    assert period("vacant", *plain) == ("2026-10-01", "2027-02-01")


def test_a_gap_begins_when_its_norm_begins() -> None:
    assert period("vacant", asks(since="2026-09-01", until="2027-09-01")) == ("2026-09-01", "2027-09-01")


def test_a_gap_goes_on_over_changes_that_do_not_close_it() -> None:
    plain = [asks(minimum=3), executes(since="2026-09-01"), executes("person/tom", since="2026-11-01")]
    assert period("under_norm", *plain) == ("2026-09-01", None)


def test_a_gap_begins_when_the_school_does() -> None:
    plain = [node("organisation/nieuw", type="school", since="2026-09-01"), asks(applies_to=["organisation/nieuw"])]
    assert period("vacant", *plain) == ("2026-09-01", None)


def test_an_absence_bounds_the_gap_that_it_leaves() -> None:
    plain = [executes(), edge("ABSENT_FROM", "person/an", BRUG, since="2026-11-10", until="2026-12-10")]
    assert period("absent_without_replacement", *plain) == ("2026-11-10", "2026-12-10")


def test_what_ends_soon_is_seen_sixty_days_ahead_until_the_day_that_it_ends() -> None:
    plain = [executes(until="2027-01-01"), asks()]
    assert period("ends_soon", *plain) == ("2026-11-02", "2027-01-01")


def test_what_ends_with_the_summer_is_seen_from_may() -> None:
    plain = [executes(since="2026-09-01", until="2027-09-01"), asks()]
    assert period("ends_soon", *plain, on="2027-06-15") == ("2027-05-01", "2027-09-01")


def test_expertise_is_missing_until_it_is_there() -> None:
    plain = [
        node("expertise/netwerk"),
        edge("REQUIRES", WIFI, "expertise/netwerk"),
        edge("KNOWS", "person/an", "expertise/netwerk", level=1),
        edge("KNOWS", "person/an", "expertise/netwerk", level=2, since="2027-01-01"),
        executes(since="2026-09-01"),
    ]
    assert period("without_expertise", *plain) == ("2026-09-01", "2027-01-01")


def asking_for_wireless(**topic: Any) -> list[Plains]:
    """An knows something else; the task asks for wireless networks, of which a narrower topic counts."""
    return [
        node("expertise/draadloos", **topic),
        node("expertise/mail"),
        edge("REQUIRES", WIFI, "expertise/draadloos"),
        edge("KNOWS", "person/an", "expertise/mail", level=3),
        executes(since="2026-09-01"),
    ]


def test_expertise_is_missing_for_as_long_as_the_topic_asked_is_a_topic() -> None:
    plain = asking_for_wireless(since="2026-10-01", until="2027-02-01")
    assert period("without_expertise", *plain) == ("2026-10-01", "2027-02-01")


def test_expertise_is_missing_again_when_the_narrower_topic_that_is_known_is_none_any_more() -> None:
    plain = [
        *asking_for_wireless(),
        node("expertise/eduroam", until="2026-11-01"),
        edge("BROADER", "expertise/eduroam", "expertise/draadloos"),
        edge("KNOWS", "person/an", "expertise/eduroam", level=3),
    ]
    assert period("without_expertise", *plain) == ("2026-11-01", None)


def test_a_coupled_mandate_is_missing_until_it_is_there() -> None:
    plain = [
        norm("norm/execute", WIFI, "EXECUTES", applies_to=[BRUG], implies="norm/steer"),
        norm("norm/steer", WIFI, "STEERS", applies_to_types=["site"]),
        executes(since="2026-09-01"),
        edge("STEERS", "person/an", WIFI, scope=[BRUG], since="2027-01-01"),
    ]
    assert period("missing_coupled", *plain) == ("2026-09-01", "2027-01-01")


def test_a_mandate_is_to_be_confirmed_as_long_as_it_runs() -> None:
    plain = [
        organisation("groep", "school_group"),
        executes(granted_by="organisation/groep"),
        edge("DECIDES", "person/an", WIFI, scope=[BRUG], since="2026-09-01", until="2027-09-01"),
    ]
    assert period("never_granted", *plain) == ("2026-09-01", "2027-09-01")


def test_a_report_without_intervals_has_the_same_findings_without_bounds() -> None:
    snapshot = snapshot_of(BASE, executes(until="2026-10-01"), asks())
    (whole,) = mandate_gaps(snapshot, day("2026-11-24")).findings
    (bare,) = mandate_gaps(snapshot, day("2026-11-24"), intervals=False).findings
    assert (whole.id, whole.since, bare.since) == (bare.id, date(2026, 10, 1), None)


@pytest.mark.parametrize("on", ["2026-10-01", "2026-12-31", "2027-01-31"])
def test_every_day_of_an_interval_gives_the_same_interval(on: str) -> None:
    plain = [executes(until="2026-10-01"), executes("person/tom", since="2027-02-01"), asks()]
    assert period("vacant", *plain, on=on) == ("2026-10-01", "2027-02-01")


FIRST = date(2026, 1, 1)
DAYS = st.integers(min_value=0, max_value=40)


@settings(max_examples=150)
@given(on=DAYS, spans=st.lists(st.tuples(DAYS, DAYS)))
def test_the_interval_is_the_run_of_days_around_the_day(on: int, spans: list[tuple[int, int]]) -> None:
    spans = [*spans, (on, on + 1)]
    holding = {number for start, stop in spans for number in range(start, stop)}
    bounds = [FIRST + timedelta(days=number) for span in spans for number in span]

    since, until = interval_around(FIRST + timedelta(days=on), bounds, lambda found: (found - FIRST).days in holding)

    first = on
    while first - 1 in holding:
        first -= 1
    after = on
    while after in holding:
        after += 1
    assert (since, until) == (FIRST + timedelta(days=first), FIRST + timedelta(days=after))


WINDOW = 40
SPAN = st.tuples(st.none() | st.integers(0, WINDOW), st.none() | st.integers(0, WINDOW)).filter(
    lambda span: None in span or span[0] < span[1]
)


def dated(span: tuple[int | None, int | None]) -> dict[str, date | None]:
    since, until = (None if number is None else FIRST + timedelta(days=number) for number in span)
    return {"since": since, "until": until}


@settings(max_examples=30)
@given(
    on=st.integers(0, WINDOW),
    mandates=st.lists(
        st.tuples(st.sampled_from(["an", "tom"]), SPAN), max_size=3, unique_by=lambda one: (one[0], one[1][0])
    ),
    holding=SPAN,
    absence=SPAN,
    asked=SPAN,
    minimum=st.integers(1, 2),
)
def test_an_interval_is_the_run_of_days_on_which_the_report_has_the_finding(
    on: int,
    mandates: list[tuple[str, tuple[int | None, int | None]]],
    holding: tuple[int | None, int | None],
    absence: tuple[int | None, int | None],
    asked: tuple[int | None, int | None],
    minimum: int,
) -> None:
    snapshot = snapshot_of(
        BASE,
        node("role/ict"),
        edge("AT", "role/ict", BRUG),
        edge("HOLDS", "person/an", "role/ict", **dated(holding)),
        edge("EXECUTES", "role/ict", WIFI),
        (executes(f"person/{name}", **dated(span)) for name, span in mandates),
        edge("ABSENT_FROM", "person/an", BRUG, **dated(absence)),
        asks(minimum=minimum, **dated(asked)),
    )
    days = [FIRST + timedelta(days=number) for number in range(-70, WINDOW + 2)]
    found = {day: {one.id for one in mandate_gaps(snapshot, day, intervals=False).findings} for day in days}

    for one in mandate_gaps(snapshot, FIRST + timedelta(days=on)).findings:
        first = after = FIRST + timedelta(days=on)
        while first > days[0] and one.id in found[first - timedelta(days=1)]:
            first -= timedelta(days=1)
        while after <= days[-1] and one.id in found[after]:
            after += timedelta(days=1)
        assert one.since == (first if first > days[0] else None), one.code
        assert one.until == (after if after <= days[-1] else None), one.code


def test_a_report_of_very_many_organisations_looks_at_no_periods_unless_it_is_asked() -> None:
    schools = [school(f"s{number}") for number in range(MOST_WITH_INTERVALS)]
    begun = norm("norm/wifi", WIFI, "EXECUTES", since="2026-09-01")
    just = snapshot_of(node(WIFI), begun, schools)
    more = snapshot_of(node(WIFI), begun, schools, school("one-more"))
    september = day("2026-09-01")
    for graph, asked, since in [(just, None, september), (more, None, None), (more, True, september)]:
        report = mandate_gaps(graph, day("2026-11-24"), intervals=asked)
        assert report.intervals is (since is not None)
        assert {found.since for found in report.findings} == {since}
    small = mandate_gaps(more, day("2026-11-24"), "organisation/one-more")
    assert [found.since for found in small.findings] == [september]
