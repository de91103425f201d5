from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.analyses.common.deadline import Deadline
from graph.analyses.gaps.report import mandate_gaps
from graph.analyses.planning import repair as module
from graph.analyses.planning.repair import Learning, RepairPlan, RepairStep, Unrepaired, repair_plan
from graph.domain.changes import Put
from graph.domain.errors import DeadlineExceeded, InvalidInput, NotFound
from graph.domain.rules import check_all
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from tests.graphs import Plains, day, edge, node, norm, organisation, part_of, school, seat, snapshot_of

TODAY = day("2026-10-01")
GROUP, BRUG, DIJK = "organisation/groep", "organisation/brug", "organisation/dijk"
AN, BRAM, CAS, ELS = "person/an", "person/bram", "person/cas", "person/els"
WIFI, NET = "task/wifi", "expertise/net"

# An executes wifi at both schools. Bram belongs to De Brug and sits in its team, Els belongs to the group and has a
# seat there, Cas belongs to De Dijk and told nobody anything.
TWO_SCHOOLS: Plains = [
    organisation("groep", "school_group"),
    school("brug", under=["groep"]),
    school("dijk", under=["groep"]),
    [node(AN), node(BRAM), node(CAS), node(ELS), node(WIFI), node("body/team")],
    edge("AFFILIATED_WITH", BRAM, BRUG),
    edge("MEMBER_OF", BRAM, "body/team"),
    edge("AFFILIATED_WITH", CAS, DIJK),
    seat("role/ict", at=GROUP, held_by=[ELS]),
    edge("EXECUTES", AN, WIFI, scope=[BRUG]),
    edge("EXECUTES", AN, WIFI, scope=[DIJK]),
]
NEEDS_NET: Plains = [node(NET), edge("REQUIRES", WIFI, NET)]


def asked(plan: RepairPlan) -> list[tuple[str, tuple[str, ...]]]:
    return [(step.person, step.organisations) for step in plan.steps]


def plan_for(*plains: Plains, target: int = 2) -> RepairPlan:
    return repair_plan(snapshot_of(*plains), TODAY, GROUP, target=target)


def test_one_person_of_the_group_helps_two_schools_with_one_mandate() -> None:
    plan = plan_for(TWO_SCHOOLS)

    assert asked(plan) == [(ELS, (BRUG, DIJK))]
    assert (plan.short, plan.missing_now, plan.missing_after, plan.lower, plan.exact) == (2, 2, 0, 1, True)
    assert plan.unrepaired == ()
    assert plan.seconds is None


def test_who_told_nothing_and_holds_nothing_is_not_asked() -> None:
    plan = plan_for(TWO_SCHOOLS, edge("ABSENT_FROM", ELS, GROUP))

    assert asked(plan) == [(BRAM, (BRUG,))]
    assert plan.unrepaired == (
        Unrepaired(organisation=DIJK, subject=WIFI, mandate="EXECUTES", missing=1, reason="nobody_fits"),
    )


def test_a_person_of_another_school_is_not_asked() -> None:
    plan = plan_for(TWO_SCHOOLS, edge("KNOWS", CAS, "expertise/x", level=1), node("expertise/x"), target=3)

    assert {(step.person, step.organisations) for step in plan.steps} == {
        (ELS, (BRUG, DIJK)),
        (BRAM, (BRUG,)),
        (CAS, (DIJK,)),
    }


def test_only_who_knows_what_a_task_asks_for_is_asked() -> None:
    plan = plan_for(TWO_SCHOOLS, NEEDS_NET, edge("KNOWS", BRAM, NET, level=2), edge("KNOWS", ELS, NET, level=1))

    assert asked(plan) == [(BRAM, (BRUG,))]


def test_who_wants_to_learn_it_shadows_the_colleague_who_does_it_and_knows_it() -> None:
    plan = plan_for(TWO_SCHOOLS, NEEDS_NET, edge("KNOWS", AN, NET, level=4), edge("KNOWS", BRAM, NET, wants=True))

    assert asked(plan) == [(BRAM, (BRUG,))]
    assert plan.shadowings == plan.steps
    assert plan.steps[0].learns == (Learning(topic=NET, level=2, teacher=AN),)


def test_who_knows_it_is_asked_before_who_must_learn_it() -> None:
    wishes = [edge("KNOWS", AN, NET, level=4), edge("KNOWS", BRAM, NET, wants=True), edge("KNOWS", ELS, NET, level=3)]
    plan = repair_plan(snapshot_of(TWO_SCHOOLS, NEEDS_NET, wishes), TODAY, BRUG)

    assert asked(plan) == [(ELS, (BRUG,))]
    assert plan.shadowings == ()


def test_who_has_no_hours_left_is_not_asked() -> None:
    full = [
        edge("AFFILIATED_WITH", ELS, GROUP, fraction=0.5),
        edge("EXECUTES", ELS, "task/x", scope=[GROUP], hours_per_week=18),
    ]
    full += [node("task/x")]
    seats: Plains = [each for each in TWO_SCHOOLS if "role/ict" not in str(each)]

    assert ELS not in {
        step.person
        for step in plan_for(
            seats, full, edge("HOLDS", ELS, "role/u", hours_per_week=9, fraction=0.5), node("role/u")
        ).steps
    }


def test_a_maximum_is_never_overrun_and_said_when_it_keeps_people_out() -> None:
    plan = plan_for(TWO_SCHOOLS, norm("norm/one", WIFI, "EXECUTES", maximum=1, applies_to=[BRUG]))

    assert asked(plan) == [(ELS, (DIJK,))]
    assert [(each.organisation, each.reason) for each in plan.unrepaired] == [(BRUG, "norm_maximum")]


def test_a_mandate_from_above_may_not_overrun_a_maximum_below() -> None:
    # For the group itself wifi is nobody's: a mandate there would come down to De Brug, where one is the most.
    plan = plan_for(
        TWO_SCHOOLS,
        norm("norm/group", WIFI, "EXECUTES", applies_to_types=["school_group"]),
        norm("norm/one", WIFI, "EXECUTES", maximum=1, applies_to=[BRUG]),
    )

    assert GROUP not in {place for step in plan.steps for place in step.organisations}


def test_a_second_decider_is_somebody_who_decides_there_already() -> None:
    buy, lend = "decision/buy", "decision/lend"
    plan = repair_plan(
        snapshot_of(
            TWO_SCHOOLS,
            [node(buy), node(lend)],
            edge("DECIDES", AN, buy, scope=[BRUG]),
            edge("DECIDES", ELS, lend, scope=[BRUG]),
        ),
        TODAY,
        BRUG,
        mandates=["DECIDES"],
    )

    assert [(step.person, step.subject) for step in plan.steps] == [(ELS, buy)]


def test_a_gap_is_closed_as_far_as_the_norm_asks_also_above_the_target() -> None:
    graph = snapshot_of(TWO_SCHOOLS, norm("norm/two", WIFI, "EXECUTES", minimum=2, applies_to=[BRUG]))

    plan = repair_plan(graph, TODAY, BRUG, target=1)

    assert len(plan.steps) == 1
    after = graph.apply(plan.changes)
    assert [f.code for f in mandate_gaps(graph, TODAY, BRUG, intervals=False).findings] == ["under_norm"]
    assert mandate_gaps(after, TODAY, BRUG, intervals=False).findings == ()


def test_who_lacks_what_a_norm_couples_is_not_asked() -> None:
    coupled = [
        node("decision/koop"),
        norm("norm/a", WIFI, "EXECUTES", implies="norm/b", applies_to=[BRUG, DIJK]),
        norm("norm/b", "decision/koop", "DECIDES", minimum=0, applies_to=[BRUG, DIJK]),
        edge("DECIDES", BRAM, "decision/koop", scope=[BRUG]),
    ]
    plan = repair_plan(snapshot_of(TWO_SCHOOLS, coupled), TODAY, GROUP, mandates=["EXECUTES"])

    assert asked(plan) == [(BRAM, (BRUG,))]


def test_who_is_away_where_they_hold_what_is_coupled_can_be_asked() -> None:
    below_brug = [
        *school("kapel", under=["brug"]),
        node("decision/koop"),
        norm("norm/a", WIFI, "EXECUTES", implies="norm/b", applies_to=[BRUG]),
        norm("norm/b", "decision/koop", "DECIDES", minimum=0, applies_to=[BRUG]),
        edge("DECIDES", BRAM, "decision/koop", scope=[BRUG]),
        edge("ABSENT_FROM", BRAM, "organisation/kapel"),
    ]
    graph = snapshot_of(TWO_SCHOOLS, below_brug)
    plan = repair_plan(graph, TODAY, BRUG, mandates=["EXECUTES"])
    after = mandate_gaps(graph.apply(plan.changes), TODAY, BRUG, intervals=False).findings

    assert asked(plan) == [(BRAM, (BRUG,))]
    assert not any(BRAM in finding.persons for finding in after if finding.code == "missing_coupled")


def test_where_holders_must_be_independent_somebody_from_elsewhere_is_asked() -> None:
    apart = norm("norm/apart", WIFI, "EXECUTES", minimum=2, independent_of=["school"], applies_to=[BRUG])
    graph = snapshot_of(TWO_SCHOOLS, apart, edge("AFFILIATED_WITH", AN, BRUG))

    plan = repair_plan(graph, TODAY, BRUG)

    assert asked(plan) == [(ELS, (BRUG,))]
    assert mandate_gaps(graph.apply(plan.changes), TODAY, BRUG, intervals=False).findings == ()


def test_norms_that_ask_independence_of_other_things_are_each_judged_by_their_own() -> None:
    """An and Els share a school, Bram and Els a group: they are two by school, and two by group."""
    noord, zuid = "organisation/noord", "organisation/zuid"
    belonging = {AN: (DIJK, noord), BRAM: (zuid,), ELS: (DIJK, zuid)}
    graph = snapshot_of(
        TWO_SCHOOLS,
        [organisation("noord", "school_group"), organisation("zuid", "school_group")],
        [edge("AFFILIATED_WITH", who, place) for who, places in belonging.items() for place in places],
        [edge("EXECUTES", who, WIFI, scope=[BRUG]) for who in (BRAM, ELS)],
        norm("norm/a", WIFI, "EXECUTES", minimum=2, independent_of=["school"], applies_to=[BRUG]),
        norm("norm/b", WIFI, "EXECUTES", minimum=2, independent_of=["school_group"], applies_to=[BRUG]),
    )

    assert repair_plan(graph, TODAY, BRUG).short == 0
    assert not [each for each in mandate_gaps(graph, TODAY, BRUG).findings if each.code == "not_independent"]


def test_where_nobody_knows_it_one_who_does_is_added() -> None:
    graph = snapshot_of(
        TWO_SCHOOLS, NEEDS_NET, edge("KNOWS", AN, NET, level=1), edge("KNOWS", BRAM, NET, level=3),
    )  # fmt: skip

    plan = repair_plan(graph, TODAY, BRUG, target=1)

    assert asked(plan) == [(BRAM, (BRUG,))]


def test_a_plan_never_names_a_grantor() -> None:
    step = plan_for(TWO_SCHOOLS).steps[0]

    assert (step.edge.granted_by, step.edge.since, step.edge.scope) == (None, TODAY, (BRUG, DIJK))
    assert step.edge.id.startswith("executes/")


def test_an_organisation_without_any_cell_needs_nothing() -> None:
    plan = repair_plan(snapshot_of(school("leeg")), TODAY, "organisation/leeg")

    assert (plan.steps, plan.short, plan.missing_now, plan.lower, plan.exact) == ((), 0, 0, 0, True)


def test_when_everybody_is_absent_the_plan_says_that_nobody_fits() -> None:
    away = [edge("ABSENT_FROM", who, GROUP) for who in (AN, BRAM, CAS, ELS)]
    plan = plan_for(TWO_SCHOOLS, away)

    assert plan.steps == ()
    assert {(each.organisation, each.missing, each.reason) for each in plan.unrepaired} == {
        (BRUG, 2, "nobody_fits"),
        (DIJK, 2, "nobody_fits"),
    }


def test_what_cannot_be_asked_is_refused_with_a_sentence() -> None:
    graph = snapshot_of(TWO_SCHOOLS)

    with pytest.raises(NotFound):
        repair_plan(graph, TODAY, "organisation/nergens")
    with pytest.raises(InvalidInput, match="from 1 to 10"):
        repair_plan(graph, TODAY, GROUP, target=0)
    with pytest.raises(InvalidInput, match="no kind of mandate"):
        repair_plan(graph, TODAY, GROUP, mandates=["OWNS"])
    with pytest.raises(DeadlineExceeded):
        repair_plan(graph, TODAY, GROUP, deadline=Deadline(0))


def test_without_time_for_a_proof_the_plan_is_a_bound_and_says_so() -> None:
    class OverAfterTheOptions(Deadline):
        def check(self) -> None:
            return

    plan = repair_plan(snapshot_of(TWO_SCHOOLS), TODAY, GROUP, deadline=OverAfterTheOptions(0))

    assert (plan.missing_after, plan.lower, plan.upper) == (0, 1, 1)
    assert (plan.exact, plan.method) == (False, module.BOUNDED)
    assert plan.seconds is not None


# Against every set of requests that the conditions allow, on random small groups

PEOPLE = [f"person/p{number}" for number in range(4)]
KINDS = ["EXECUTES", "DECIDES"]


@st.composite
def groups(draw: st.DrawFn) -> Snapshot:
    plains: list[Plains] = [organisation("groep", "school_group"), school("brug", under=["groep"]), school("dijk")]
    plains += [part_of(DIJK, GROUP, inherits=draw(st.booleans())), node(WIFI), node(NET), node("body/team")]
    plains += [*(node(who) for who in PEOPLE), *(edge("MEMBER_OF", who, "body/team") for who in PEOPLE)]
    places = st.sampled_from([GROUP, BRUG, DIJK])
    homes = draw(st.lists(st.sets(places, max_size=1), min_size=4, max_size=4))
    plains += [edge("AFFILIATED_WITH", who, home) for who, own in zip(PEOPLE, homes, strict=True) for home in own]
    facts = st.sets(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(KINDS), places), max_size=4)
    plains += [edge(kind, who, WIFI, scope=[where]) for who, kind, where in sorted(draw(facts))]
    deciders = st.sets(st.tuples(st.sampled_from(PEOPLE), places), max_size=4)
    plains += [node("decision/koop")]
    plains += [edge("DECIDES", who, "decision/koop", scope=[where]) for who, where in sorted(draw(deciders))]
    away = st.sets(st.tuples(st.sampled_from(PEOPLE), places), max_size=1)
    plains += [edge("ABSENT_FROM", who, where) for who, where in sorted(draw(away))]
    if draw(st.booleans()):
        plains.append(edge("REQUIRES", WIFI, NET))
        levels = draw(st.lists(st.sampled_from([None, 1, 2]), min_size=4, max_size=4))
        plains += [edge("KNOWS", who, NET, level=level, wants=True) for who, level in zip(PEOPLE, levels, strict=True)]
    if draw(st.booleans()):
        maximum = draw(st.sampled_from([1, 2, None]))
        plains.append(norm("norm/n", WIFI, draw(st.sampled_from(KINDS)), maximum=maximum, applies_to=[draw(places)]))
    return snapshot_of(*plains)


Request = tuple[str, str, str]
"""A person, a kind of mandate and a place."""


def with_requests(graph: Snapshot, requests: tuple[Request, ...]) -> Snapshot:
    return graph.apply(granting(requests))


@cache
def granting(requests: tuple[Request, ...]) -> tuple[Put, ...]:
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for person, kind, place in requests:
        places[person, kind].append(place)
    edges = [edge(kind, who, WIFI, scope=sorted(own), since=TODAY) for (who, kind), own in places.items()]
    people = [node(who) for who in PEOPLE]
    made = snapshot_of(people, school("brug"), school("dijk"), school("groep"), node(WIFI), edges)
    return tuple(Put(record) for record in made.mandates())


def people_at(graph: Snapshot) -> dict[tuple[str, str], frozenset[str]]:
    coverage = Coverage.of(graph, TODAY)
    cells = [cell for place in (GROUP, BRUG, DIJK) for cell in coverage.evaluated(place) if cell.subject == WIFI]
    return {(cell.organisation, cell.mandate): cell.people for cell in cells}


def knows(graph: Snapshot, person: str) -> bool:
    asked = [e for e in graph.records() if e.id.startswith("requires/")]
    levels = [e.level for e in graph.records() if e.id.startswith("knows/") and e.from_id == person]  # type: ignore[union-attr]
    return not asked or any(level == 2 for level in levels)


def may_be_asked(graph: Snapshot, request: Request) -> bool:
    """The conditions, read off what changes when the request is granted."""
    person, kind, place = request
    coverage = Coverage.of(graph, TODAY)
    if not set(coverage.affiliations(person)) & coverage.above(place).keys():
        return False
    deciding = {who for cell in coverage.evaluated(place) if cell.mandate == "DECIDES" for who in cell.people}
    if kind == "DECIDES" and person not in deciding:
        return False
    now, then = people_at(graph), people_at(with_requests(graph, (request,)))
    if (place, kind) not in now or person in now[place, kind] or person not in then.get((place, kind), ()):
        return False
    joined = [key for key in then if person in then[key] - now.get(key, frozenset())]
    if over(with_requests(graph, (request,))) - over(graph):
        return False
    if kind == "EXECUTES" and not knows(graph, person):
        return all(any(knows(graph, other) for other in now[key]) for key in joined)
    return True


def over(graph: Snapshot) -> set[tuple[str, str]]:
    """The cells with more people than a norm allows."""
    coverage = Coverage.of(graph, TODAY)
    return {
        (place, kind)
        for (place, kind), people in people_at(graph).items()
        for each in coverage.norms_at(place, WIFI, kind)
        if each.maximum is not None and len(people) > each.maximum
    }


def needed(graph: Snapshot) -> dict[tuple[str, str], int]:
    coverage = Coverage.of(graph, TODAY)
    found = {}
    for (place, kind), people in people_at(graph).items():
        maximum = next((n.maximum for n in coverage.norms_at(place, WIFI, kind)), None)
        unknowing = kind == "EXECUTES" and bool(people) and not any(knows(graph, each) for each in people)
        missing = max(2 - len(people), int(unknowing))
        found[place, kind] = missing if maximum is None else max(0, min(missing, maximum - len(people)))
    return found


def still_missing(graph: Snapshot, requests: tuple[Request, ...]) -> int:
    now, then = people_at(graph), people_at(with_requests(graph, requests))
    total = 0
    for key, missing in needed(graph).items():
        joined = then[key] - now[key]
        unknowing = key[1] == "EXECUTES" and bool(now[key]) and not any(knows(graph, each) for each in now[key])
        expert = unknowing and missing and not any(knows(graph, each) for each in joined)
        total += max(0, missing - len(joined), int(expert))
    return total


@settings(max_examples=20)
@given(graph=groups())
def test_no_set_of_requests_does_better_than_the_plan(graph: Snapshot) -> None:
    triples = [(who, kind, place) for who in PEOPLE for kind in KINDS for place in (GROUP, BRUG, DIJK)]
    short = {key for key, missing in needed(graph).items() if missing}
    allowed = [each for each in triples if (each[2], each[1]) in short and may_be_asked(graph, each)]
    assume(len(allowed) <= 5)

    plan = repair_plan(graph, TODAY, GROUP)

    best = (10**6, 10**6)
    before = over(graph)
    for size in range(len(allowed) + 1):
        for requests in combinations(allowed, size):
            steps = len({each[:2] for each in requests})
            if not over(with_requests(graph, requests)) - before:
                best = min(best, (still_missing(graph, requests), steps))
    assert plan.exact
    left = [each.missing for each in plan.unrepaired if each.subject == WIFI and each.reason != "norm_maximum"]
    assert (sum(left), len([step for step in plan.steps if step.subject == WIFI])) == best


NEVER_OPENED = {"over_norm", "missing_coupled", "without_expertise", "overlapping", "outside_period", "stale", "vacant"}


@settings(max_examples=40)
@given(graph=groups(), target=st.sampled_from([1, 2, 3]))
def test_every_proposal_can_be_applied_and_does_what_the_plan_says(graph: Snapshot, target: int) -> None:
    plan = repair_plan(graph, TODAY, GROUP, target=target)
    after = Snapshot.of(tuple(graph.apply(plan.changes).records()))

    assert check_all(after) == ()
    people = people_at(after)
    left: Counter[tuple[str, str]] = Counter()
    for each in plan.unrepaired:
        left[each.organisation, each.mandate] += each.missing if each.subject == WIFI else 0
    assert people.keys() == people_at(graph).keys()
    for key, present in people.items():
        assert len(present) >= target - left[key]
    opened = {f.id: f.code for f in mandate_gaps(after, TODAY, intervals=False).findings}
    for finding in mandate_gaps(graph, TODAY, intervals=False).findings:
        opened.pop(finding.id, None)
    assert not NEVER_OPENED & set(opened.values())


@settings(max_examples=25)
@given(graph=groups())
def test_without_time_for_a_proof_the_plan_can_still_be_applied_and_its_bounds_hold(graph: Snapshot) -> None:
    class OverAfterTheOptions(Deadline):
        def check(self) -> None:
            return

    exact = repair_plan(graph, TODAY, GROUP)
    bounded = repair_plan(graph, TODAY, GROUP, deadline=OverAfterTheOptions(0))

    assert bounded.least_missing <= exact.missing_after <= bounded.missing_after
    if bounded.missing_after == exact.missing_after:
        assert bounded.lower <= len(exact.steps) <= bounded.upper
    assert over(graph.apply(bounded.changes)) <= over(graph)


def test_a_step_tells_whom_to_ask_for_what() -> None:
    step = plan_for(TWO_SCHOOLS).steps[0]

    assert isinstance(step, RepairStep)
    assert (step.subject, step.mandate, step.hours_per_week, step.is_shadowing) == (WIFI, "EXECUTES", None, False)
