from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analyses.common.deadline import Deadline
from graph.analyses.fragility.bridges import Separation, bridges
from graph.analyses.fragility.bus_factor import BusFactorReport, bus_factor
from graph.domain.errors import DeadlineExceeded, InvalidInput, NotFound
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from tests.graphs import Plains, day, edge, node, norm, organisation, part_of, school, seat, snapshot_of

TODAY = day("2026-10-01")
GROUP, BRUG, DIJK = "organisation/groep", "organisation/brug", "organisation/dijk"
AN, BRAM, ELS = "person/an", "person/bram", "person/els"
WIFI, PRINT = "task/wifi", "task/print"

# A group of two schools. An and Bram do wifi at De Brug, Els alone does printers there; An alone does wifi at De Dijk,
# where nobody is contact point for it.
TWO_SCHOOLS: Plains = [
    organisation("groep", "school_group"),
    school("brug", under=["groep"]),
    school("dijk", under=["groep"]),
    node(AN), node(BRAM), node(ELS),
    node(WIFI), node(PRINT), node("task_group/net"),
    edge("IN_GROUP", WIFI, "task_group/net"),
    edge("EXECUTES", AN, WIFI, scope=[BRUG, DIJK]),
    edge("EXECUTES", BRAM, WIFI, scope=[BRUG]),
    edge("EXECUTES", ELS, PRINT, scope=[BRUG]),
    norm("norm/contact", WIFI, "CONTACT_POINT_FOR", applies_to=[DIJK]),
]  # fmt: skip


def items_of(report: BusFactorReport) -> list[tuple[str | None, ...]]:
    return [(item.organisation, item.subject, item.mandate, item.expertise, *item.persons) for item in report.items]


def test_the_items_are_the_evaluated_cells_with_the_people_who_hold_them() -> None:
    report = bus_factor(snapshot_of(TWO_SCHOOLS), TODAY, GROUP)

    assert items_of(report) == [
        (BRUG, PRINT, "EXECUTES", None, ELS),
        (BRUG, WIFI, "EXECUTES", None, AN, BRAM),
        (DIJK, WIFI, "EXECUTES", None, AN),
        (DIJK, WIFI, "CONTACT_POINT_FOR", None),
    ]
    assert [item.bus_factor for item in report.items] == [1, 2, 1, 0]
    assert (len(report.orphans), len(report.at_risk)) == (1, 2)


def test_single_points_come_with_their_items_and_their_share_of_all_items_at_risk() -> None:
    extra = [edge("EXECUTES", AN, PRINT, scope=[DIJK])]
    report = bus_factor(snapshot_of(TWO_SCHOOLS, extra), TODAY, GROUP)

    assert [(point.person, len(point.items), point.share) for point in report.single_points] == [
        (AN, 2, Fraction(2, 3)),
        (ELS, 1, Fraction(1, 3)),
    ]
    assert [item.organisation for item in report.single_points[0].items] == [DIJK, DIJK]


def test_the_sets_and_values_are_about_the_items_that_have_a_holder() -> None:
    report = bus_factor(snapshot_of(TWO_SCHOOLS), TODAY, GROUP)

    assert (report.critical_set.items, report.critical_set.needed, report.critical_set.size) == (3, 2, 2)
    assert report.critical_set.reached >= 2
    assert report.core_team.persons == (AN, ELS)
    assert dict(report.shapley_cov) == {AN: Fraction(3, 2), BRAM: Fraction(1, 2), ELS: Fraction(1)}


def test_another_share_needs_another_set() -> None:
    report = bus_factor(snapshot_of(TWO_SCHOOLS), TODAY, GROUP, share=Fraction(1, 3))

    assert (report.critical_set.needed, report.critical_set.size) == (1, 1)


def test_an_organisation_is_asked_with_everything_below_it_each_cell_once() -> None:
    snapshot = snapshot_of(TWO_SCHOOLS, organisation("bestuur", "board"), part_of(BRUG, "organisation/bestuur"))

    assert [item.organisation for item in bus_factor(snapshot, TODAY, BRUG).items] == [BRUG, BRUG]
    assert len(bus_factor(snapshot, TODAY, GROUP).items) == 4
    assert items_of(bus_factor(snapshot, TODAY)) == items_of(bus_factor(snapshot, TODAY, GROUP))


def test_who_is_absent_does_not_count_and_leaves_an_orphan() -> None:
    report = bus_factor(snapshot_of(TWO_SCHOOLS, edge("ABSENT_FROM", ELS, BRUG)), TODAY, BRUG)

    assert items_of(report) == [(BRUG, PRINT, "EXECUTES", None), (BRUG, WIFI, "EXECUTES", None, AN, BRAM)]


def test_a_fallback_does_not_count() -> None:
    report = bus_factor(
        snapshot_of(
            school("brug"),
            node(AN),
            node(WIFI),
            node("role_type/head"),
            seat("role/head", at=BRUG, held_by=[AN]),
            edge("OF_TYPE", "role/head", "role_type/head"),
            norm("norm/wifi", WIFI, "EXECUTES", fallback="role_type/head"),
        ),
        TODAY,
        BRUG,
    )

    assert items_of(report) == [(BRUG, WIFI, "EXECUTES", None)]


def test_a_body_stands_for_its_present_members_and_one_without_a_name() -> None:
    report = bus_factor(
        snapshot_of(
            school("brug"),
            node(AN),
            node(BRAM),
            node(WIFI),
            node("body/digi", unnamed_members=12),
            edge("BODY_OF", "body/digi", BRUG),
            edge("MEMBER_OF", AN, "body/digi"),
            edge("MEMBER_OF", BRAM, "body/digi"),
            edge("ABSENT_FROM", BRAM, BRUG),
            edge("EXECUTES", "body/digi", WIFI),
        ),
        TODAY,
        BRUG,
    )

    assert items_of(report) == [(BRUG, WIFI, "EXECUTES", None, "body/digi#unnamed", AN)]


def test_kinds_of_mandate_and_task_groups_restrict_the_items() -> None:
    snapshot = snapshot_of(TWO_SCHOOLS)

    contact = bus_factor(snapshot, TODAY, GROUP, mandates=["CONTACT_POINT_FOR"])
    net = bus_factor(snapshot, TODAY, GROUP, task_groups=["task_group/net"], mandates=["EXECUTES"])

    assert items_of(contact) == [(DIJK, WIFI, "CONTACT_POINT_FOR", None)]
    assert items_of(net) == [(BRUG, WIFI, "EXECUTES", None, AN, BRAM), (DIJK, WIFI, "EXECUTES", None, AN)]


def test_organisations_restrict_the_items_with_everything_below_them() -> None:
    snapshot = snapshot_of(TWO_SCHOOLS)

    assert {item.organisation for item in bus_factor(snapshot, TODAY, GROUP, organisations=[DIJK]).items} == {DIJK}
    assert len(bus_factor(snapshot, TODAY, BRUG, organisations=[GROUP]).items) == 2
    assert bus_factor(snapshot, TODAY, BRUG, organisations=[DIJK]).items == ()


def test_roles_and_role_types_keep_the_cells_that_their_mandates_reach_held_or_not() -> None:
    seats = [
        seat("role/net", at=GROUP),
        node("role_type/net"),
        edge("OF_TYPE", "role/net", "role_type/net"),
        edge("EXECUTES", "role/net", "task_group/net"),
    ]
    snapshot = snapshot_of(TWO_SCHOOLS, seats)

    expected = [
        (BRUG, WIFI, "EXECUTES", None, AN, BRAM),
        (DIJK, WIFI, "EXECUTES", None, AN),
        (GROUP, WIFI, "EXECUTES", None),
    ]
    assert items_of(bus_factor(snapshot, TODAY, GROUP, roles=["role/net"])) == expected
    assert items_of(bus_factor(snapshot, TODAY, GROUP, roles=["role_type/net"])) == expected


KNOWN: Plains = [
    node("expertise/net"), node("expertise/wlan"), node("expertise/print"),
    edge("BROADER", "expertise/wlan", "expertise/net"),
    edge("AFFILIATED_WITH", AN, BRUG),
    edge("AFFILIATED_WITH", BRAM, BRUG),
    edge("AFFILIATED_WITH", BRAM, DIJK),
    edge("AFFILIATED_WITH", ELS, GROUP),
    edge("KNOWS", AN, "expertise/wlan", level=3),
    edge("KNOWS", BRAM, "expertise/net", level=2),
    edge("KNOWS", BRAM, "expertise/print", level=1),
    edge("KNOWS", ELS, "expertise/print", wants=True),
]  # fmt: skip


def test_expertise_is_counted_per_school_with_narrower_topics() -> None:
    report = bus_factor(snapshot_of(TWO_SCHOOLS, KNOWN), TODAY, GROUP, items="expertise")

    assert items_of(report) == [
        (BRUG, None, None, "expertise/net", AN, BRAM),
        (BRUG, None, None, "expertise/wlan", AN),
        (DIJK, None, None, "expertise/net", BRAM),
    ]


def test_a_lower_level_brings_more_expertise_and_a_wish_none() -> None:
    report = bus_factor(snapshot_of(TWO_SCHOOLS, KNOWN), TODAY, GROUP, items="expertise", min_level=1)

    assert [item.organisation for item in report.items if item.expertise == "expertise/print"] == [BRUG, DIJK]


def test_expertise_of_somebody_absent_is_an_orphan() -> None:
    report = bus_factor(
        snapshot_of(TWO_SCHOOLS, KNOWN, edge("ABSENT_FROM", BRAM, DIJK)), TODAY, GROUP, items="expertise"
    )

    assert (DIJK, None, None, "expertise/net") in items_of(report)
    assert (BRUG, None, None, "expertise/net", AN, BRAM) in items_of(report)


def test_a_branch_of_expertise_restricts_each_population() -> None:
    snapshot = snapshot_of(TWO_SCHOOLS, KNOWN, edge("REQUIRES", WIFI, "expertise/wlan"))

    def with_branch(items: str) -> list[tuple[str | None, ...]]:
        return items_of(bus_factor(snapshot, TODAY, BRUG, items=items, topics=["expertise/net"]))

    assert with_branch("expertise") == [
        (BRUG, None, None, "expertise/net", AN, BRAM),
        (BRUG, None, None, "expertise/wlan", AN),
    ]
    assert with_branch("mandates") == [(BRUG, WIFI, "EXECUTES", None, AN, BRAM)]
    assert with_branch("crossed") == [(BRUG, WIFI, "EXECUTES", "expertise/wlan", AN)]


def test_crossed_items_count_the_holders_who_know_what_the_task_requires() -> None:
    snapshot = snapshot_of(
        TWO_SCHOOLS,
        KNOWN,
        edge("REQUIRES", WIFI, "expertise/net", level=3),
        edge("REQUIRES", WIFI, "expertise/print"),
    )

    report = bus_factor(snapshot, TODAY, GROUP, items="crossed")

    assert items_of(report) == [
        (BRUG, WIFI, "EXECUTES", "expertise/net", AN),
        (BRUG, WIFI, "EXECUTES", "expertise/print"),
        (DIJK, WIFI, "EXECUTES", "expertise/net", AN),
        (DIJK, WIFI, "EXECUTES", "expertise/print"),
        (DIJK, WIFI, "CONTACT_POINT_FOR", "expertise/net"),
        (DIJK, WIFI, "CONTACT_POINT_FOR", "expertise/print"),
    ]


def test_another_date_gives_another_answer() -> None:
    snapshot = snapshot_of(TWO_SCHOOLS, edge("EXECUTES", BRAM, PRINT, scope=[BRUG], since="2026-11-01"))

    before = bus_factor(snapshot, TODAY, BRUG)
    after = bus_factor(snapshot, day("2026-11-01"), BRUG)

    assert items_of(before)[0] == (BRUG, PRINT, "EXECUTES", None, ELS)
    assert items_of(after)[0] == (BRUG, PRINT, "EXECUTES", None, BRAM, ELS)


def test_what_does_not_exist_or_fit_is_refused() -> None:
    snapshot = snapshot_of(TWO_SCHOOLS)

    with pytest.raises(NotFound):
        bus_factor(snapshot, TODAY, "organisation/nowhere")
    with pytest.raises(NotFound):
        bus_factor(snapshot, TODAY, GROUP, roles=["role/none"])
    with pytest.raises(NotFound):
        bus_factor(snapshot, TODAY, GROUP, items="expertise", topics=["expertise/none"])
    for wrong in (
        {"items": "people"},
        {"mandates": ["OWNS"]},
        {"items": "expertise", "mandates": ["DECIDES"]},
        {"share": Fraction(2)},
    ):
        with pytest.raises(InvalidInput):
            bus_factor(snapshot, TODAY, GROUP, **wrong)  # type: ignore[arg-type]


def test_items_that_are_not_ready_in_time_stop_the_answer() -> None:
    with pytest.raises(DeadlineExceeded):
        bus_factor(snapshot_of(TWO_SCHOOLS), TODAY, GROUP, deadline=Deadline(0))


# Bridges


def people_of(*homes: tuple[str, ...]) -> list[Plains]:
    plains: list[Plains] = []
    for index, schools in enumerate(homes):
        plains.append(node(f"person/p{index}"))
        plains += [edge("AFFILIATED_WITH", f"person/p{index}", f"organisation/{key}") for key in schools]
    return plains


def test_who_alone_joins_two_schools_is_a_bridge() -> None:
    snapshot = snapshot_of(school("a"), school("b"), school("c"), people_of(("a", "b"), ("b", "c"), ("c",)))

    assert bridges(snapshot, TODAY) == (
        Separation(person="person/p0", cut_off=("organisation/a",)),
        Separation(person="person/p1", cut_off=("organisation/c",)),
    )


def test_two_people_who_join_the_same_schools_are_no_bridge() -> None:
    snapshot = snapshot_of(school("a"), school("b"), people_of(("a", "b"), ("a", "b")))

    assert bridges(snapshot, TODAY) == ()


def test_a_body_with_people_of_two_schools_joins_them() -> None:
    schools = [school("a"), school("b"), people_of(("a",), ("b",), ("b",))]
    meets = [node("body/x"), *(edge("MEMBER_OF", f"person/p{index}", "body/x") for index in (0, 1, 2))]

    assert [found.person for found in bridges(snapshot_of(schools, meets), TODAY)] == ["person/p0"]
    assert bridges(snapshot_of(schools), TODAY) == ()


def test_who_only_has_own_tasks_or_bodies_behind_them_is_no_bridge() -> None:
    lonely = [node("body/x"), edge("MEMBER_OF", "person/p0", "body/x")]

    assert (
        bridges(snapshot_of(school("a"), school("b"), people_of(("a",), ("a", "b"), ("a", "b")), lonely), TODAY) == ()
    )


def test_a_mandate_at_another_school_joins_the_two() -> None:
    snapshot = snapshot_of(
        school("a"), school("b"), people_of(("a",), ("b",)), node(WIFI),
        edge("EXECUTES", "person/p0", WIFI, scope=["organisation/b"]),
    )  # fmt: skip

    assert [found.person for found in bridges(snapshot, TODAY)] == ["person/p0"]


@settings(max_examples=60)
@given(homes=st.lists(st.sets(st.sampled_from("abcd"), max_size=3), max_size=6))
def test_bridges_are_those_whose_removal_separates_schools(homes: list[set[str]]) -> None:
    snapshot = snapshot_of([school(key) for key in "abcd"], people_of(*(tuple(sorted(each)) for each in homes)))

    def joined(left_out: int | None) -> set[tuple[str, str]]:
        links = {(a, b) for i, each in enumerate(homes) if i != left_out for a in each for b in each}
        for by in "abcd":
            links |= {(a, b) for a in "abcd" for b in "abcd" if (a, by) in links and (by, b) in links}
        return {(a, b) for a, b in links if a < b}

    expected = {f"person/p{index}" for index in range(len(homes)) if joined(index) != joined(None)}

    assert {found.person for found in bridges(snapshot, TODAY)} == expected


# Against the definition, on random small groups


@st.composite
def groups(draw: st.DrawFn) -> Snapshot:
    people = [f"person/p{number}" for number in range(4)]
    schools = [BRUG, DIJK]
    plains: list[Plains] = [organisation("groep", "school_group"), school("brug", under=["groep"])]
    plains += [school("dijk", under=["groep"]), node(WIFI), node(PRINT), *(node(who) for who in people)]
    facts = st.sets(
        st.tuples(
            st.sampled_from(people),
            st.sampled_from(["EXECUTES", "DECIDES"]),
            st.sampled_from([WIFI, PRINT]),
            st.sampled_from([*schools, GROUP]),
        ),
        max_size=7,
    )
    plains += [edge(kind, who, task, scope=[where]) for who, kind, task, where in sorted(draw(facts))]
    away = draw(st.sets(st.tuples(st.sampled_from(people), st.sampled_from([*schools, GROUP])), max_size=2))
    plains += [edge("ABSENT_FROM", who, where) for who, where in sorted(away)]
    return snapshot_of(*plains)


@settings(max_examples=80)
@given(snapshot=groups(), share=st.fractions(min_value=Fraction(1, 6), max_value=1, max_denominator=6))
def test_the_report_is_that_of_the_definition(snapshot: Snapshot, share: Fraction) -> None:
    coverage = Coverage.of(snapshot, TODAY)
    cells = [cell for each in (BRUG, DIJK, GROUP) for cell in coverage.evaluated(each)]
    held = [cell.people for cell in cells if cell.people]
    alone = Counter(next(iter(people)) for people in held if len(people) == 1)

    report = bus_factor(snapshot, TODAY, GROUP, share=share)

    assert {(i.organisation, i.subject, i.mandate): set(i.persons) for i in report.items} == {
        (cell.organisation, cell.subject, cell.mandate): set(cell.people) for cell in cells
    }
    assert {point.person: len(point.items) for point in report.single_points} == alone
    everybody = sorted({person for people in held for person in people})
    needed = -(-share.numerator * len(held) // share.denominator)
    sizes = (
        size
        for size in range(len(everybody) + 1)
        for gone in combinations(everybody, size)
        if sum(1 for people in held if people <= set(gone)) >= needed
    )
    assert (report.critical_set.needed, report.critical_set.size) == (needed, next(sizes))
    assert sum(value for _, value in report.shapley_cov) == len(held)
