"""How many hours the work of people asks, against their appointment."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analyses.common.deadline import Deadline
from graph.analyses.load.hours import LoadReport, PersonLoad, load
from graph.domain.errors import DeadlineExceeded, NotFound
from graph.model.snapshot import Snapshot
from tests.graphs import Plain, Plains, day, edge, node, organisation, records_of, school, snapshot_of

TODAY = day("2026-10-15")
GROUP, BRUG, DIJK = "organisation/groep", "organisation/brug", "organisation/dijk"
AN, TOM, ICT = "person/an", "person/tom", "role/ict"
BASE: list[Plains] = [
    organisation("groep", "school_group"),
    school("brug", under=["groep"]),
    school("dijk", under=["groep"]),
    node(AN),
    node(TOM),
    node(ICT),
    edge("AT", ICT, BRUG),
    node("task_group/techniek"),
    node("task/wifi"),
    edge("IN_GROUP", "task/wifi", "task_group/techniek"),
    node("task/printers"),
]


def asked(*plains: Plains, at: str | None = None) -> LoadReport:
    return load(snapshot_of(*BASE, *plains), TODAY, at)


def of(person: str, report: LoadReport) -> PersonLoad:
    (found,) = [each for each in report.people if each.person == person]
    return found


def an_holds(**fields: Any) -> Plain:
    return edge("HOLDS", AN, ICT, **fields)


def test_the_hours_of_a_holding_stand_for_its_schools_and_its_tasks() -> None:
    an = of(
        AN,
        asked(
            an_holds(hours_per_week=18, fraction=0.5),
            edge("SERVES", ICT, BRUG, hours_per_week=10),
            edge("EXECUTES", ICT, "task/wifi", hours_per_week=6),
        ),
    )
    assert (an.hours, an.unknown_parts, an.room_hours, an.overloaded) == (18.0, 0, 0.0, False)


def test_without_hours_of_their_own_the_schools_that_are_served_count() -> None:
    served = [edge("SERVES", ICT, BRUG, hours_per_week=10), edge("SERVES", ICT, DIJK, hours_per_week=4)]
    report = asked(an_holds(fraction=1), *served, edge("EXECUTES", ICT, "task/wifi", hours_per_week=20))
    assert of(AN, report).hours == 14.0
    assert [(row.organisation, row.hours) for row in report.organisations] == [(BRUG, 10.0), (DIJK, 4.0)]


def test_without_those_the_single_tasks_count_and_are_known_per_task_group() -> None:
    report = asked(
        an_holds(fraction=1),
        edge("EXECUTES", ICT, "task/wifi", hours_per_week=6),
        edge("EXECUTES", AN, "task/printers", scope=[DIJK], hours_per_week=2),
    )
    assert of(AN, report).hours == 8.0
    assert [(row.task_group, row.hours) for row in report.task_groups] == [("task_group/techniek", 6.0), (None, 2.0)]


def test_what_is_not_known_is_counted_as_unknown_and_leaves_no_room_known() -> None:
    an = of(AN, asked(an_holds(fraction=1), edge("EXECUTES", AN, "task/wifi", scope=[BRUG])))
    assert (an.hours, an.unknown_parts, an.room_hours) == (0.0, 2, None)


def test_known_hours_above_the_appointment_are_too_much_even_while_others_are_unknown() -> None:
    an = of(AN, asked(an_holds(hours_per_week=20, fraction=0.5), edge("EXECUTES", AN, "task/wifi", scope=[BRUG])))
    assert (an.appointed_hours, an.overloaded, an.room_hours) == (18.0, True, None)


def test_hours_of_a_function_that_two_people_hold_count_once_and_are_of_neither_alone() -> None:
    report = asked(an_holds(), edge("HOLDS", TOM, ICT), edge("SERVES", ICT, BRUG, hours_per_week=10))
    assert [(each.person, each.hours, each.unknown_parts) for each in report.people] == [(AN, 0.0, 1), (TOM, 0.0, 1)]
    assert [(row.hours, row.people) for row in report.organisations] == [(10.0, 2)]


def test_hours_of_a_function_that_nobody_holds_are_unfilled() -> None:
    (row,) = asked(edge("SERVES", ICT, BRUG, hours_per_week=10)).organisations
    assert (row.hours, row.unfilled_hours, row.people) == (0.0, 10.0, 0)


def test_work_for_several_schools_together_is_of_none_of_them_alone() -> None:
    served = [edge("SERVES", ICT, BRUG), edge("SERVES", ICT, DIJK)]
    report = asked(an_holds(hours_per_week=18), *served)
    assert [(row.organisation, row.hours) for row in report.organisations] == [(None, 18.0)]


def test_somebody_of_two_schools_is_shown_at_each_with_all_their_hours_and_those_here() -> None:
    served = [edge("SERVES", ICT, BRUG, hours_per_week=10), edge("SERVES", ICT, DIJK, hours_per_week=4)]
    an = of(AN, asked(an_holds(fraction=1), *served, at=DIJK))
    assert (an.hours, an.hours_here) == (14.0, 4.0)


def test_the_fraction_of_where_somebody_belongs_stands_in_for_that_of_a_holding() -> None:
    an = of(AN, asked(an_holds(hours_per_week=9), edge("AFFILIATED_WITH", AN, BRUG, fraction=0.25)))
    assert (an.appointed_hours, an.room_hours) == (9.0, 0.0)


def test_who_has_most_too_much_comes_first_and_who_is_not_known_last() -> None:
    report = asked(
        an_holds(),
        edge("HOLDS", TOM, "role/helpdesk", hours_per_week=20, fraction=0.5),
        node("role/helpdesk"),
        edge("AT", "role/helpdesk", BRUG),
    )
    assert [each.person for each in report.people] == [TOM, AN]


def test_the_hours_that_a_school_was_allotted_this_school_year_stand_beside_what_is_used() -> None:
    allotted = [
        node("allotment/nu", school_year="2026-2027", ict_hours=12),
        node("allotment/toen", school_year="2025-2026", ict_hours=30),
        edge("ALLOTTED_TO", "allotment/nu", BRUG),
        edge("ALLOTTED_TO", "allotment/toen", BRUG),
    ]
    assert [(row.organisation, row.allotted_hours) for row in asked(*allotted).organisations] == [(BRUG, 12.0)]


def test_a_school_without_anybody_has_no_load() -> None:
    report = load(snapshot_of(school("leeg")), TODAY, "organisation/leeg")
    assert (report.people, report.organisations, report.task_groups) == ((), (), ())


def test_before_any_data_there_is_no_load() -> None:
    holds = an_holds(hours_per_week=18, since="2026-09-01")
    assert load(snapshot_of(*BASE, holds), day("1990-01-01"), GROUP).people == ()


def test_an_unknown_organisation_is_refused() -> None:
    with pytest.raises(NotFound):
        load(snapshot_of(*BASE), TODAY, "organisation/nergens")


def test_time_that_is_over_is_said() -> None:
    with pytest.raises(DeadlineExceeded):
        load(snapshot_of(*BASE), TODAY, deadline=Deadline(0))


def test_the_clock_is_looked_at_for_each_colleague_however_few_functions_they_share() -> None:
    class Counted(Deadline):
        looks = 0

        def check(self) -> None:
            Counted.looks += 1

    many = [node(f"person/p{number}") for number in range(50)]
    load(snapshot_of(*BASE, *many, *(edge("HOLDS", each["id"], ICT) for each in many)), TODAY, deadline=Counted())
    assert Counted.looks > len(many)


# Held against a second reading, by the plain records alone


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6))
def test_the_hours_are_those_of_a_second_reading(seed: int) -> None:
    plains = town_at_work(Random(seed))
    report = load(Snapshot.of(records_of(*BASE, *plains)), TODAY)
    hours, unknown, total = read_again([*plains, edge("AT", ICT, BRUG)])
    assert {each.person: (each.hours, each.unknown_parts) for each in report.people} == {
        person: (hours[person], unknown[person]) for person in hours.keys() | unknown.keys()
    }
    assert sum(row.hours for row in report.organisations) == total
    assert sum(row.hours for row in report.task_groups) == total


def town_at_work(dice: Random) -> list[Plain]:
    """People, functions, schools and tasks with and without hours, in whole numbers so that sums are exact."""

    def hours() -> int | None:
        return dice.choice([None, None, 1, 2, 4, 8])

    plains = [node("role/helpdesk"), edge("AT", "role/helpdesk", DIJK)]
    for role in (ICT, "role/helpdesk"):
        plains += [edge("HOLDS", who, role, hours_per_week=hours()) for who in (AN, TOM) if dice.random() < 0.6]
        plains += [edge("SERVES", role, at, hours_per_week=hours()) for at in (BRUG, DIJK) if dice.random() < 0.4]
        plains += [
            edge("EXECUTES", role, task, hours_per_week=hours())
            for task in ("task/wifi", "task/printers")
            if dice.random() < 0.5
        ]
    plains += [
        edge("EXECUTES", who, "task/printers", scope=[BRUG], hours_per_week=hours())
        for who in (AN, TOM)
        if dice.random() < 0.3
    ]
    return plains


def read_again(plains: list[Plain]) -> tuple[dict[str, float], dict[str, int], float]:
    """Hours and unknown parts per person, and all hours that somebody has."""
    hours: dict[str, float] = defaultdict(float)
    unknown: dict[str, int] = defaultdict(int)
    total = 0.0

    def give(people: list[str], amount: int | None) -> None:
        nonlocal total
        total += (amount or 0) if people else 0
        for person in people:
            if amount is not None and len(people) == 1:
                hours[person] += amount
            else:
                unknown[person] += 1

    for role in (ICT, "role/helpdesk"):
        own = {each["from"]: each.get("hours_per_week") for each in plains if each.get("to") == role}
        served = [e.get("hours_per_week") for e in plains if e["kind"] == "SERVES" and e["from"] == role]
        tasks = [e.get("hours_per_week") for e in plains if e["kind"] == "EXECUTES" and e["from"] == role]
        if any(own.values()):
            for person, amount in own.items():
                give([person], amount)
        elif any(served) or any(tasks):
            for amount in served if any(served) else tasks:
                give(sorted(own), amount)
        else:
            for person in own:
                give([person], None)
    for each in plains:
        if each["kind"] == "EXECUTES" and each["from"] in (AN, TOM):
            give([each["from"]], each.get("hours_per_week"))
    return hours, unknown, total
