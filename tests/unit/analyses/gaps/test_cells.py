"""The codes of one cell: their precedence and the details that decide."""

from __future__ import annotations

from typing import Any

import pytest

from graph.analyses.gaps.codes.ends_soon import horizon
from graph.analyses.gaps.codes.not_independent import independent_groups
from graph.analyses.gaps.findings import Finding
from graph.analyses.gaps.report import mandate_gaps
from graph.words.catalogue import texts_in
from tests.graphs import Plains, day, edge, node, norm, organisation, school, seat, snapshot_of

TODAY = day("2026-11-24")
BRUG = "organisation/brug"
WIFI = "task/wifi"
BASE: list[Plains] = [
    organisation("groep", "school_group"),
    school("brug", under=["groep"]),
    node(WIFI),
    *(node(f"person/{name}") for name in ("an", "tom", "els")),
]


def found(*plains: Plains, on: str = "2026-11-24", at: str = BRUG) -> list[Finding]:
    return list(mandate_gaps(snapshot_of(BASE, *plains), day(on), at).findings)


def codes(*plains: Plains, on: str = "2026-11-24") -> list[str]:
    return [finding.code for finding in found(*plains, on=on)]


def mandate(holder: str, kind: str = "EXECUTES", **fields: Any) -> Plains:
    granted = {"granted_by": "organisation/groep"} if kind in ("DECIDES", "CONTACT_POINT_FOR") else {}
    return edge(kind, holder, WIFI, **{"scope": [BRUG], "since": "2026-09-01", **granted, **fields})


def asks(kind: str = "EXECUTES", **fields: Any) -> Plains:
    return norm("norm/wifi", WIFI, kind, **{"applies_to": [BRUG], **fields})


def test_a_mandate_whose_holders_are_all_absent_is_reported_where_no_norm_applies() -> None:
    plain = [mandate("person/an"), edge("ABSENT_FROM", "person/an", BRUG)]
    assert codes(*plain) == ["absent_without_replacement"]


def test_a_present_colleague_covers_for_an_absent_one() -> None:
    assert codes(mandate("person/an"), mandate("person/tom"), edge("ABSENT_FROM", "person/an", BRUG), asks()) == []


def test_who_acts_for_an_absent_holder_closes_the_gap() -> None:
    plain = [
        mandate("person/an"),
        mandate("person/tom", acting_for="person/an"),
        edge("ABSENT_FROM", "person/an", BRUG),
        asks(),
    ]
    assert codes(*plain) == []


def test_an_absence_at_the_group_counts_at_the_school() -> None:
    plain = [mandate("person/an"), edge("ABSENT_FROM", "person/an", "organisation/groep"), asks()]
    assert codes(*plain) == ["absent_without_replacement"]


def fallback(*held_by: str) -> list[Plains]:
    return [
        node("role_type/directie"),
        seat("role/directeur", at=BRUG, held_by=held_by),
        edge("OF_TYPE", "role/directeur", "role_type/directie"),
    ]


def test_an_absence_says_which_fallback_answers_meanwhile() -> None:
    plain = [
        mandate("person/an"),
        edge("ABSENT_FROM", "person/an", BRUG),
        asks(fallback="role_type/directie"),
        fallback("person/tom"),
    ]
    (finding,) = found(*plain)
    assert (finding.code, finding.fallback) == ("absent_without_replacement", ("person/tom",))
    assert "Komt nu bij role/directeur terecht" in texts_in("nl").say(finding.message)


def test_a_fallback_without_a_holder_does_not_answer() -> None:
    assert set(codes(asks(fallback="role_type/directie"), fallback())) == {"unfilled_role", "vacant"}


def test_a_norm_with_minimum_zero_is_never_vacant() -> None:
    assert codes(asks(minimum=0)) == []


def test_a_norm_with_minimum_zero_has_no_use_for_a_fallback() -> None:
    assert codes(asks(minimum=0, fallback="role_type/directie"), fallback("person/an")) == []


def test_too_few_people_come_before_too_many() -> None:
    norms = [asks(minimum=3), norm("norm/most", WIFI, "EXECUTES", applies_to=[BRUG], maximum=1)]
    assert codes(mandate("person/an"), mandate("person/tom"), *norms) == ["under_norm"]


def test_too_many_people_come_before_too_alike_people() -> None:
    plain = [
        *(edge("AFFILIATED_WITH", f"person/{name}", BRUG) for name in ("an", "tom")),
        mandate("person/an"),
        mandate("person/tom"),
        asks(minimum=2, independent_of=["school"]),
        norm("norm/most", WIFI, "EXECUTES", applies_to=[BRUG], maximum=1),
    ]
    assert codes(*plain) == ["over_norm"]


def test_absent_people_do_not_make_it_too_many() -> None:
    plain = [mandate("person/an"), mandate("person/tom"), edge("ABSENT_FROM", "person/an", BRUG), asks(maximum=1)]
    assert codes(*plain) == []


def test_deciders_in_different_tiers_are_not_too_many() -> None:
    plain = [mandate("person/an", "DECIDES", ceiling_eur=1000), mandate("person/tom", "DECIDES")]
    assert codes(*plain, asks("DECIDES", maximum=1)) == []


def test_deciders_in_one_tier_are_too_many() -> None:
    plain = [mandate(f"person/{name}", "DECIDES", ceiling_eur=1000) for name in ("an", "tom")]
    (finding,) = found(*plain, mandate("person/els", "DECIDES"), asks("DECIDES", maximum=1))
    assert (finding.code, finding.persons) == ("over_norm", ("person/an", "person/tom"))


def test_a_decider_with_two_ceilings_belongs_to_the_highest_tier() -> None:
    plain = [
        mandate("person/an", "DECIDES", ceiling_eur=1000, id="decides/low"),
        mandate("person/tom", "DECIDES", ceiling_eur=1000),
        edge("DECIDES", "person/an", "task_group/techniek", scope=[BRUG], granted_by="organisation/groep"),
        node("task_group/techniek"),
        edge("IN_GROUP", WIFI, "task_group/techniek"),
    ]
    assert codes(*plain, asks("DECIDES", maximum=1)) == []


def test_a_partner_counts_as_one_holder() -> None:
    plain = [organisation("firma", "partner"), mandate("organisation/firma"), mandate("person/an")]
    assert codes(*plain, asks(minimum=2)) == []


# Independence


def belongs(person: str, place: str) -> Plains:
    return edge("AFFILIATED_WITH", person, f"organisation/{place}")


TWO_HOLDERS = [mandate("person/an"), mandate("person/tom"), asks(minimum=2, independent_of=["school"])]


def test_people_from_two_schools_are_independent() -> None:
    plain = [school("beek"), belongs("person/an", "brug"), belongs("person/tom", "beek")]
    assert codes(*plain, *TWO_HOLDERS) == []


def test_an_affiliation_of_another_type_does_not_bind() -> None:
    plain = [belongs("person/an", "groep"), belongs("person/tom", "groep")]
    assert codes(*plain, *TWO_HOLDERS) == []


def test_people_who_are_bound_through_a_third_count_once() -> None:
    plain = [
        school("beek"),
        belongs("person/an", "brug"),
        belongs("person/els", "brug"),
        belongs("person/els", "beek"),
        belongs("person/tom", "beek"),
        mandate("person/els"),
    ]
    assert codes(*plain, *TWO_HOLDERS) == ["not_independent"]


def test_a_partner_and_its_own_employee_are_not_independent() -> None:
    plain = [
        organisation("firma", "partner"),
        belongs("person/an", "firma"),
        mandate("person/an"),
        mandate("organisation/firma"),
        asks(minimum=2, independent_of=["partner"]),
    ]
    assert codes(*plain) == ["not_independent"]


def test_independence_is_judged_by_the_minimum_of_its_own_norm() -> None:
    plain = [
        belongs("person/an", "brug"),
        belongs("person/tom", "brug"),
        mandate("person/an"),
        mandate("person/tom"),
        asks(minimum=2),
        norm("norm/apart", WIFI, "EXECUTES", applies_to=[BRUG], minimum=1, independent_of=["school"]),
    ]
    assert codes(*plain) == []


def test_groups_without_labels_stand_alone_and_labels_connect_in_chains() -> None:
    labels = [frozenset("a"), frozenset("bc"), frozenset(), frozenset("ab"), frozenset()]
    assert independent_groups(labels) == 3
    assert independent_groups([]) == 0


# What ends soon


def test_what_ends_on_the_sixtieth_day_ends_soon_and_a_day_later_does_not() -> None:
    assert codes(mandate("person/an", until="2027-01-23"), asks()) == ["ends_soon"]
    assert codes(mandate("person/an", until="2027-01-24"), asks()) == []


@pytest.mark.parametrize(
    ("on", "last"),
    [
        ("2026-11-24", "2027-01-23"),
        ("2027-04-30", "2027-06-29"),
        ("2027-05-01", "2027-09-15"),
        ("2027-07-17", "2027-09-15"),
        ("2027-07-18", "2027-09-16"),
        ("2027-09-20", "2027-11-19"),
    ],
)
def test_the_horizon_is_sixty_days_and_from_may_at_least_the_middle_of_september(on: str, last: str) -> None:
    assert horizon(day(on)) == day(last)


def test_a_successor_from_the_next_day_on_means_that_nothing_ends() -> None:
    plain = [mandate("person/an", until="2027-01-01"), mandate("person/tom", since="2027-01-01"), asks()]
    assert codes(*plain) == []


def test_a_successor_who_stops_too_ends_soon() -> None:
    plain = [
        mandate("person/an", until="2027-01-01"),
        mandate("person/tom", since="2027-01-01", until="2027-01-10"),
        asks(),
    ]
    (finding,) = found(*plain)
    assert finding.code == "ends_soon"
    assert "9 januari 2027" in texts_in("nl").say(finding.message)


def test_a_holding_that_ends_ends_the_cells_of_its_role() -> None:
    plain = [
        node("role/ict"),
        edge("AT", "role/ict", BRUG),
        edge("HOLDS", "person/an", "role/ict", until="2027-01-01"),
        edge("EXECUTES", "role/ict", WIFI, since="2026-09-01"),
        asks(),
    ]
    assert codes(*plain) == ["ends_soon"]


def test_a_cell_that_is_no_longer_demanded_then_does_not_end() -> None:
    assert codes(mandate("person/an", until="2027-01-01"), asks(until="2027-01-01")) == []


def test_the_minimum_of_the_later_date_counts() -> None:
    norms = [asks(), norm("norm/two", WIFI, "EXECUTES", applies_to=[BRUG], minimum=2, since="2027-01-01")]
    assert codes(mandate("person/an"), *norms) == ["ends_soon"]


def test_an_absence_that_begins_later_does_not_end_a_cell() -> None:
    plain = [mandate("person/an"), edge("ABSENT_FROM", "person/an", BRUG, since="2027-01-01"), asks()]
    assert codes(*plain) == []


def test_who_is_absent_today_does_not_succeed_even_when_she_is_back_by_then() -> None:
    plain = [
        mandate("person/an", until="2027-01-01"),
        mandate("person/tom"),
        edge("ABSENT_FROM", "person/tom", BRUG, until="2026-12-15"),
        asks(),
    ]
    assert codes(*plain) == ["ends_soon"]


def test_what_a_coming_norm_asks_then_ends_soon() -> None:
    assert codes(mandate("person/an", until="2027-01-01"), asks(since="2027-01-01")) == ["ends_soon"]


def test_what_nobody_asks_does_not_end_soon() -> None:
    assert codes(mandate("person/an", until="2027-01-01")) == []
