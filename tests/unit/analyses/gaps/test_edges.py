"""Single edges: dates that do not fit, double entries, mandates not confirmed for long."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.analyses.gaps.codes.stale import confirmed_since
from graph.analyses.gaps.findings import Finding
from graph.analyses.gaps.report import mandate_gaps
from graph.words.catalogue import texts_in
from tests.graphs import Plains, day, edge, node, organisation, school, seat, snapshot_of

BRUG = "organisation/brug"
BEEK = "organisation/beek"
WIFI = "task/wifi"
BASE: list[Plains] = [school("brug"), school("beek"), node(WIFI), node("person/an"), node("person/tom")]


def found(*plains: Plains, on: str = "2026-11-24") -> list[Finding]:
    return list(mandate_gaps(snapshot_of(BASE, *plains), day(on)).findings)


def codes(*plains: Plains, on: str = "2026-11-24") -> list[str]:
    return [finding.code for finding in found(*plains, on=on)]


def executes(**fields: Any) -> Plains:
    return edge("EXECUTES", "person/an", WIFI, **{"scope": [BRUG], "since": "2026-09-01", **fields})


# Dates that do not fit


def between(
    *, edge_period: tuple[str | None, str | None], person_period: tuple[str | None, str | None]
) -> list[Plains]:
    return [
        node("person/els", since=person_period[0], until=person_period[1]),
        edge("AFFILIATED_WITH", "person/els", BRUG, since=edge_period[0], until=edge_period[1]),
    ]


@pytest.mark.parametrize(
    ("edge_period", "person_period", "expected"),
    [
        (("2026-08-15", None), ("2026-09-01", None), ["outside_period"]),
        ((None, "2027-02-01"), (None, "2027-01-01"), ["outside_period"]),
        (("2026-10-01", None), (None, "2026-09-01"), ["outside_period"]),
        (("2026-09-01", None), (None, "2026-09-01"), ["outside_period"]),
        ((None, "2027-01-01"), ("2027-01-01", None), ["outside_period"]),
        (("2026-09-01", "2027-01-01"), ("2026-09-01", "2027-01-01"), []),
        ((None, None), ("2026-09-01", "2027-01-01"), []),
        (("2026-09-01", None), ("2026-08-01", "2027-01-01"), []),
    ],
)
def test_a_bound_that_is_written_down_may_not_lie_beyond_one_of_an_end(
    edge_period: tuple[str | None, str | None], person_period: tuple[str | None, str | None], expected: list[str]
) -> None:
    assert codes(*between(edge_period=edge_period, person_period=person_period)) == expected


def test_an_edge_that_is_over_on_the_date_is_not_looked_at() -> None:
    plain = between(edge_period=("2026-08-15", "2026-11-01"), person_period=("2026-09-01", None))
    assert codes(*plain, on="2026-10-31") == ["outside_period"]
    assert codes(*plain, on="2026-11-01") == []


def test_an_edge_of_a_catalogue_lies_at_no_organisation() -> None:
    plain = [
        node("task_group/techniek", since="2026-09-01"),
        edge("IN_GROUP", WIFI, "task_group/techniek", since="2026-08-01"),
    ]
    (finding,) = found(*plain)
    assert (finding.code, finding.organisation) == ("outside_period", None)


def test_a_holding_is_named_by_the_organisation_of_its_role() -> None:
    plain = [
        node("role/ict", since="2026-09-01"),
        edge("AT", "role/ict", BEEK),
        edge("HOLDS", "person/an", "role/ict", since="2026-08-01"),
    ]
    (finding,) = found(*plain)
    assert (finding.organisation, finding.caused_by, finding.persons) == (BEEK, "role/ict", ("person/an",))
    assert (finding.since, finding.until) == (date(2026, 8, 1), None)


# Double entries


def test_the_same_holding_twice_overlaps() -> None:
    plain = [
        seat("role/ict", at=BRUG, held_by=["person/an"]),
        edge("HOLDS", "person/an", "role/ict", since="2026-10-01", until="2027-01-01"),
    ]
    (finding,) = found(*plain)
    assert (finding.code, finding.organisation, len(finding.evidence)) == ("overlapping", BRUG, 2)
    assert (finding.since, finding.until) == (date(2026, 10, 1), date(2027, 1, 1))


def test_holdings_that_follow_each_other_do_not_overlap() -> None:
    plain = [
        node("role/ict"),
        edge("AT", "role/ict", BRUG),
        edge("HOLDS", "person/an", "role/ict", until="2026-10-01"),
        edge("HOLDS", "person/an", "role/ict", since="2026-10-01"),
    ]
    assert codes(*plain) == []


def test_acting_never_overlaps() -> None:
    assert codes(executes(), executes(acting_for="person/tom")) == []


def test_mandates_for_other_schools_do_not_overlap() -> None:
    assert codes(executes(), executes(scope=[BEEK])) == []


def test_mandates_with_a_common_school_overlap_there() -> None:
    (finding,) = found(executes(), executes(scope=[BEEK, BRUG]))
    assert (finding.code, finding.organisation, finding.affects) == ("overlapping", BRUG, ())


def test_deciding_up_to_two_ceilings_overlaps() -> None:
    plain = [
        organisation("groep", "school_group"),
        edge("PART_OF", BRUG, "organisation/groep"),
        *(
            edge(
                "DECIDES",
                "person/an",
                WIFI,
                scope=[BRUG],
                since="2026-09-01",
                ceiling_eur=ceiling,
                granted_by="organisation/groep",
            )
            for ceiling in (500, 1000)
        ),
    ]
    assert codes(*plain) == ["overlapping"]


# Not confirmed for long


@pytest.mark.parametrize(
    ("on", "since"),
    [
        ("2026-09-01", "2025-09-01"),
        ("2026-10-31", "2025-09-01"),
        ("2026-11-01", "2026-09-01"),
        ("2027-08-31", "2026-09-01"),
    ],
)
def test_from_november_on_the_school_year_that_runs_must_be_confirmed(on: str, since: str) -> None:
    assert confirmed_since(day(on)) == day(since)


def test_a_mandate_of_last_school_year_becomes_stale_in_november() -> None:
    plain = executes(since="2025-09-01")
    assert codes(plain, on="2026-10-31") == []
    assert codes(plain, on="2026-11-01") == ["stale"]


@pytest.mark.parametrize("field", ["verified_on", "granted_on"])
def test_a_later_confirmation_counts(field: str) -> None:
    assert codes(executes(since="2025-09-01", **{field: "2026-09-01"})) == []


def test_a_mandate_without_any_date_is_not_stale() -> None:
    assert codes(executes(since=None)) == []


def test_a_mandate_is_stale_from_the_first_november_until_it_ends() -> None:
    (finding,) = found(executes(since="2024-09-01", until="2027-07-01"))
    assert (finding.since, finding.until) == (date(2025, 11, 1), date(2027, 7, 1))


def test_other_edges_are_never_stale() -> None:
    assert codes(edge("AFFILIATED_WITH", "person/an", BRUG, since="2010-09-01")) == []


# Functions


def test_an_absent_holder_still_fills_the_seat() -> None:
    plain = [seat("role/ict", at=BRUG, held_by=["person/an"]), edge("ABSENT_FROM", "person/an", BRUG)]
    assert codes(*plain) == []


def test_who_acts_fills_no_seat() -> None:
    plain = [seat("role/ict", at=BRUG), edge("HOLDS", "person/an", "role/ict", acting_for="person/tom")]
    assert codes(*plain) == ["unfilled_role"]


def test_one_person_fills_one_of_two_seats() -> None:
    (finding,) = found(seat("role/ict", at=BRUG, held_by=["person/an"], seats=2))
    assert (finding.code, finding.persons, finding.caused_by) == ("unfilled_role", ("person/an",), "role/ict")
    assert "1 van de 2" in texts_in("nl").say(finding.message)


def test_two_people_in_one_seat_are_one_too_many() -> None:
    (finding,) = found(seat("role/ict", at=BRUG, held_by=["person/an", "person/tom"]))
    assert (finding.code, finding.severity, finding.caused_by) == ("overfilled_role", "medium", "role/ict")
    assert finding.persons == ("person/an", "person/tom")


def test_one_person_with_two_holdings_takes_one_seat() -> None:
    plain = [
        seat("role/ict", at=BRUG, held_by=["person/an"]),
        edge("HOLDS", "person/an", "role/ict", since="2025-09-01", until="2026-11-01"),
    ]
    assert codes(*plain) == []


def test_a_function_has_one_too_many_while_both_hold_it() -> None:
    plain = [
        seat("role/ict", at=BRUG, held_by=["person/an"]),
        edge("HOLDS", "person/tom", "role/ict", since="2026-10-01", until="2027-01-01"),
    ]
    (finding,) = found(*plain)
    assert (finding.code, finding.since, finding.until) == ("overfilled_role", date(2026, 10, 1), date(2027, 1, 1))


def test_a_function_is_unfilled_from_the_day_that_its_holder_leaves() -> None:
    plain = [
        node("role/ict"),
        edge("AT", "role/ict", BRUG),
        edge("HOLDS", "person/an", "role/ict", until="2026-10-01"),
        edge("HOLDS", "person/tom", "role/ict", since="2027-01-01"),
    ]
    (finding,) = found(*plain)
    assert (finding.since, finding.until) == (date(2026, 10, 1), date(2027, 1, 1))


# Coupled norms


def coupled(*more: Plains) -> list[Plains]:
    return [
        node("norm/execute", subject=WIFI, mandate="EXECUTES", applies_to=[BRUG], implies="norm/steer"),
        node("norm/steer", subject=WIFI, mandate="STEERS", applies_to_types=["site"]),
        executes(),
        *more,
    ]


def test_who_holds_both_lacks_nothing() -> None:
    assert codes(*coupled(edge("STEERS", "person/an", WIFI, scope=[BRUG], since="2026-09-01"))) == []


def test_holding_the_other_through_a_body_is_enough() -> None:
    plain = [
        node("body/team"),
        edge("BODY_OF", "body/team", BRUG),
        edge("MEMBER_OF", "person/an", "body/team"),
        edge("STEERS", "body/team", WIFI, since="2026-09-01"),
    ]
    assert codes(*coupled(*plain)) == []


def standing_in() -> list[Plains]:
    """The team steers; a seat in it is held by Tom, for whom An stands in."""
    return [
        node("body/team"),
        edge("BODY_OF", "body/team", BRUG),
        seat("role/ict", at=BRUG, held_by=["person/tom"]),
        edge("HOLDS", "person/an", "role/ict", acting_for="person/tom"),
        edge("MEMBER_OF", "role/ict", "body/team"),
        edge("STEERS", "body/team", WIFI, since="2026-09-01"),
    ]


def test_a_seat_in_a_body_that_one_stands_in_for_gives_nothing_while_its_holder_is_there() -> None:
    (finding,) = found(*coupled(*standing_in()))
    assert (finding.code, finding.persons) == ("missing_coupled", ("person/an",))


def test_a_seat_in_a_body_that_one_stands_in_for_gives_it_while_its_holder_is_away() -> None:
    assert codes(*coupled(*standing_in(), edge("ABSENT_FROM", "person/tom", BRUG))) == []


def test_a_colleague_who_holds_the_other_is_not_enough() -> None:
    (finding,) = found(*coupled(edge("STEERS", "person/tom", WIFI, scope=[BRUG], since="2026-09-01")))
    assert (finding.code, finding.persons, finding.mandate) == ("missing_coupled", ("person/an",), "STEERS")


def test_an_absent_holder_must_have_the_other_too() -> None:
    plain = coupled(edge("ABSENT_FROM", "person/an", BRUG))
    assert codes(*plain) == ["absent_without_replacement", "missing_coupled"]


def test_each_holder_who_lacks_the_other_is_a_finding_of_its_own() -> None:
    plain = coupled(edge("EXECUTES", "person/tom", WIFI, scope=[BRUG], since="2026-09-01"))
    assert [finding.persons for finding in found(*plain)] in (
        [("person/an",), ("person/tom",)],
        [("person/tom",), ("person/an",)],
    )
    assert len({finding.id for finding in found(*plain)}) == 2


def test_where_the_norm_does_not_apply_nothing_is_coupled() -> None:
    plain = [*coupled(), edge("EXCEPTED_FROM", BRUG, "norm/execute")]
    assert codes(*plain) == []
