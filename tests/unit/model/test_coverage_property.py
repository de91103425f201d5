"""Coverage against the brute-force reading of its definition, on random small graphs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Holds, Mandate, Record
from graph.domain.rules import check_all
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from tests.drawing import one
from tests.unit.model.oracle import KINDS, Held, World

START = date(2026, 9, 1)
LAST = 7

ORGANISATIONS = [f"organisation/{n}" for n in range(5)]
PARTNER = "organisation/partner"
PEOPLE = [f"person/{n}" for n in range(4)]
ROLES = [f"role/{n}" for n in range(3)]
BODIES = ["body/0", "body/1"]
SUBJECTS = ["decision/0", "task/0", "task/1"]
GROUPS = ["task_group/0", "task_group/1"]
NORMS = ["norm/0", "norm/1", "norm/2"]
ROLE_TYPES = ["role_type/0", "role_type/1"]
PROFILE = "profile/0"

periods = st.one_of(
    st.just((None, None)),
    st.tuples(
        st.one_of(st.none(), st.integers(0, 4)),
        st.one_of(st.none(), st.integers(5, LAST)),
    ),
    st.integers(0, LAST - 1).flatmap(lambda n: st.tuples(st.just(n), st.integers(n + 1, LAST))),
)
mostly_always = st.one_of(st.just((None, None)), st.just((None, None)), st.just((None, None)), periods)


def upward(ids: list[str]) -> st.SearchStrategy[tuple[str, str]]:
    """Two of the ids, the first one before the second: what is drawn from it has no cycle."""
    return st.tuples(st.sampled_from(range(len(ids) - 1)), st.integers(1, len(ids))).map(
        lambda pair: (ids[pair[0]], ids[min(pair[0] + pair[1], len(ids) - 1)])
    )


NOTHING: st.SearchStrategy[dict[str, Any]] = st.just({})
acting = st.one_of(st.none(), st.none(), one(*PEOPLE))
scopes = st.one_of(st.just(()), st.sets(one(*ORGANISATIONS), min_size=1, max_size=2).map(lambda s: tuple(sorted(s))))


def ends(froms: list[str], tos: list[str]) -> st.SearchStrategy[tuple[str, str]]:
    return st.tuples(st.sampled_from(froms), st.sampled_from(tos))


EDGES: dict[str, tuple[st.SearchStrategy[tuple[str, str]], st.SearchStrategy[dict[str, Any]], int]] = {
    "PART_OF": (
        upward(ORGANISATIONS),
        st.fixed_dictionaries({"inherits": st.sampled_from([True, True, True, False])}),
        6,
    ),
    "IN_GROUP": (upward([*SUBJECTS, *GROUPS]).filter(lambda pair: pair[1] in GROUPS), NOTHING, 4),
    "AT": (ends(ROLES, ORGANISATIONS), NOTHING, 4),
    "SERVES": (ends(ROLES, ORGANISATIONS), NOTHING, 2),
    "OF_TYPE": (ends(ROLES, ROLE_TYPES), NOTHING, 3),
    "HOLDS": (ends(PEOPLE, ROLES), st.fixed_dictionaries({"acting_for": acting}), 6),
    "ABSENT_FROM": (ends(PEOPLE, ORGANISATIONS), NOTHING, 3),
    "MEMBER_OF": (ends([*PEOPLE, *ROLES], BODIES), NOTHING, 3),
    "BODY_OF": (ends(BODIES, ORGANISATIONS), NOTHING, 2),
    "CONSULTED_ON": (ends(BODIES, [*SUBJECTS, *GROUPS]), NOTHING, 1),
    "OPTS_OUT": (ends(ORGANISATIONS, [*SUBJECTS, *GROUPS]), NOTHING, 2),
    "NOT_USED_AT": (ends([*SUBJECTS, *GROUPS], ORGANISATIONS), NOTHING, 1),
    "ADOPTS": (ends(ORGANISATIONS, [PROFILE]), NOTHING, 2),
    "EXCEPTED_FROM": (ends(ORGANISATIONS, NORMS), NOTHING, 1),
}


@st.composite
def mandates(draw: st.DrawFn, number: int) -> Record:
    kind = draw(one("DECIDES", "EXECUTES"))
    holder = draw(one(*ROLES, *ROLES, *PEOPLE, *PEOPLE, *BODIES, PARTNER))
    scope = draw(scopes)
    if not scope and not holder.startswith(("role/", "body/")):
        scope = (draw(one(*ORGANISATIONS)),)
    extra: dict[str, Any] = {}
    if kind == "DECIDES":
        extra["ceiling_eur"] = draw(one(None, 100, 500))
    return record(
        EDGE_KINDS[kind],
        draw(periods),
        id=f"{kind.lower()}/{number}",
        from_id=holder,
        to_id=draw(one(*SUBJECTS, *GROUPS)),
        scope=scope,
        acting_for=draw(acting),
        rank=draw(one(None, 1, 2)),
        granted_by=draw(one(None, *ROLES, *PEOPLE, "organisation/4")),
        **extra,
    )


@st.composite
def norms(draw: st.DrawFn, norm_id: str) -> Record:
    return record(
        NODE_KINDS["norm"],
        draw(periods),
        id=norm_id,
        name=norm_id,
        subject=draw(one(*SUBJECTS, *GROUPS)),
        mandate=draw(one("DECIDES", "EXECUTES")),
        minimum=draw(st.integers(0, 2)),
        maximum=draw(one(None, 2, 3)),
        applies_to=draw(scopes),
        applies_to_types=draw(one((), (), ("school",), ("site",))),
        applies_to_levels=draw(one((), (), ("basis",))),
        fallback=draw(one(None, *ROLE_TYPES)),
        obligation=draw(one("law", "recommended", "own")),
        profile=draw(one(None, None, PROFILE)),
    )


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Record, ...]:
    """A graph that keeps the rules, with every kind of edge that coverage knows."""
    found: list[Record] = []
    for place in ORGANISATIONS:
        kind = draw(one("school", "school_group", "site", "board"))
        levels = draw(one((), ("basis",), ("secundair",)))
        found.append(node(place, draw(mostly_always), type=kind, levels=levels))
    found.append(node(PARTNER, draw(mostly_always), type="partner"))
    plain = [*PEOPLE, *ROLES, *SUBJECTS[1:], *GROUPS, *ROLE_TYPES, PROFILE]
    found.extend(node(each, draw(mostly_always)) for each in plain)
    found.append(node(SUBJECTS[0], draw(mostly_always), grants_mandates=True))
    for body in BODIES:
        unnamed = draw(one(0, 0, 3))
        found.append(node(body, draw(mostly_always), type="ict_team", unnamed_members=unnamed))
    found.extend(draw(norms(each)) for each in NORMS)
    for kind, (pairs, extra, most) in EDGES.items():
        for number in range(draw(st.integers(0, most))):
            start, end = draw(pairs)
            edge_id = f"{kind.lower()}/{number}"
            found.append(record(EDGE_KINDS[kind], draw(periods), id=edge_id, from_id=start, to_id=end, **draw(extra)))
    found.extend(draw(mandates(number)) for number in range(draw(st.integers(1, 6))))
    return without_circles(found)


@st.composite
def stand_ins(draw: st.DrawFn) -> tuple[Record, ...]:
    """A school under a group with one role and one task, and many who act for one another."""
    school, group, role, task = ORGANISATIONS[0], ORGANISATIONS[1], ROLES[0], SUBJECTS[1]
    always = (None, None)
    found = [node(school, always, type="school"), node(group, always, type="school_group"), node(role, always)]
    found += [node(each, always) for each in (task, *PEOPLE)]
    links = [("PART_OF", school, group), ("AT", role, group)]
    found += [record(EDGE_KINDS[k], always, id=f"{k.lower()}/0", from_id=a, to_id=b) for k, a, b in links]
    replaced = st.one_of(st.none(), one(*PEOPLE[1:]), one(*PEOPLE[1:]))
    for number, who in enumerate(draw(st.lists(one(*PEOPLE), max_size=6))):
        ends_of_it = {"id": f"holds/{number}", "from_id": who, "to_id": role}
        found.append(record(Holds, draw(periods), acting_for=draw(replaced), **ends_of_it))
    for number, who in enumerate(draw(st.lists(one(*PEOPLE, role, role), max_size=5))):
        ends_of_it = {"id": f"executes/{number}", "from_id": who, "to_id": task, "scope": (group,)}
        found.append(record(EDGE_KINDS["EXECUTES"], draw(periods), acting_for=draw(replaced), **ends_of_it))
    for number, who in enumerate(draw(st.lists(one(*PEOPLE), max_size=4))):
        ends_of_it = {"id": f"absent_from/{number}", "from_id": who, "to_id": draw(one(school, group))}
        found.append(record(EDGE_KINDS["ABSENT_FROM"], draw(periods), **ends_of_it))
    return without_circles(found)


def node(node_id: str, period: tuple[int | None, int | None], **fields: Any) -> Record:
    return record(NODE_KINDS[node_id.partition("/")[0]], period, id=node_id, name=node_id, **fields)


def record(kind: Any, period: tuple[int | None, int | None], **fields: Any) -> Record:
    since, until = (None if n is None else START + timedelta(days=n) for n in period)
    made: Record = kind(since=since, until=until, **fields)
    return made


def without_circles(records: list[Record]) -> tuple[Record, ...]:
    """The records without acting edges that would stand in for themselves: those are refused on the way in."""
    order = {person: place for place, person in enumerate(PEOPLE)}
    seated: dict[str, list[int]] = {role: [] for role in ROLES}
    kept: list[Record] = []
    for each in records:
        if isinstance(each, Holds) and each.acting_for and order[each.from_id] >= order[each.acting_for]:
            continue
        if isinstance(each, Holds):
            seated[each.to_id].append(order[each.from_id])
        if isinstance(each, Mandate) and each.acting_for:
            who = seated.get(each.from_id, [order.get(each.from_id, -1)])
            if any(place >= order[each.acting_for] for place in who):
                continue
        kept.append(each)
    return tuple(kept)


DAYS = [START + timedelta(days=n) for n in range(-1, LAST + 2)]
cells = st.tuples(st.sampled_from(ORGANISATIONS), st.sampled_from(SUBJECTS))
modest = settings(max_examples=120, suppress_health_check=list(HealthCheck))


@modest
@given(graphs())
def test_the_random_graphs_keep_the_rules(records: tuple[Record, ...]) -> None:
    broken = [
        problem for problem in check_all(Snapshot.of(records)) if "already says the same" not in str(problem.message)
    ]
    assert broken == []


@modest
@given(graphs(), st.sampled_from(DAYS))
def test_every_cell_of_a_day_is_as_defined(records: tuple[Record, ...], on: date) -> None:
    coverage, world = Coverage.of(Snapshot.of(records), on), World(records, on)
    for organisation in ORGANISATIONS:
        for subject in SUBJECTS:
            for kind in ("DECIDES", "EXECUTES"):
                cell = coverage.cell(organisation, subject, kind)
                place = (organisation, subject, kind)
                assert {as_held(way) for way in cell.ways} == world.ways(*place)
                assert len(cell.ways) == len(world.ways(*place))
                assert set(cell.holders) == world.holders(*place)
                assert set(cell.present) == world.present(*place)
                assert cell.people == world.people(*place)
                assert as_demand(cell.demand) == world.demand(*place)
                assert cell.evaluated == world.evaluated(*place)
                assert as_fallback(cell.fallback) == world.fallback(*place)


@modest
@given(stand_ins())
def test_who_acts_for_whom_is_as_defined(records: tuple[Record, ...]) -> None:
    snapshot = Snapshot.of(records)
    for on in DAYS:
        world = World(records, on)
        for organisation in ORGANISATIONS[:2]:
            cell = Coverage.of(snapshot, on).cell(organisation, SUBJECTS[1], "EXECUTES")
            assert {as_held(way) for way in cell.ways} == world.ways(organisation, SUBJECTS[1], "EXECUTES")


@modest
@given(stand_ins())
def test_who_acts_for_whom_does_not_change_before_the_date_that_is_given(records: tuple[Record, ...]) -> None:
    snapshot = Snapshot.of(records)
    place = (ORGANISATIONS[0], SUBJECTS[1])
    answers = [World(records, on).answer(*place) for on in DAYS]
    for now, on in enumerate(DAYS):
        until = Coverage.of(snapshot, on).changes_after(*place)
        for day, answer in zip(DAYS[now:], answers[now:], strict=True):
            assert answer == answers[now] or (until is not None and until <= day)


@modest
@given(graphs(), st.sampled_from(DAYS))
def test_the_evaluated_cells_of_an_organisation_are_all_of_them(records: tuple[Record, ...], on: date) -> None:
    coverage, world = Coverage.of(Snapshot.of(records), on), World(records, on)
    for organisation in ORGANISATIONS:
        asked = [(subject, kind) for subject in SUBJECTS for kind in sorted(KINDS)]
        expected = [place for place in asked if world.evaluated(organisation, *place)]
        assert [(cell.subject, cell.mandate) for cell in coverage.evaluated(organisation)] == expected


@modest
@given(graphs(), st.sampled_from(DAYS))
def test_a_mandate_comes_down_by_a_shortest_open_way(records: tuple[Record, ...], on: date) -> None:
    coverage, world = Coverage.of(Snapshot.of(records), on), World(records, on)
    given_mandates = [each for each in records if isinstance(each, Mandate)]
    for mandate in given_mandates:
        assert set(coverage.scope_of(mandate)) == world.scope(mandate)
        for organisation in ORGANISATIONS:
            for subject in SUBJECTS:
                chain = coverage.reach(mandate, organisation, subject)
                assert (None if chain is None else len(chain) - 1) == world.distance(mandate, organisation, subject)
                if chain is not None:
                    assert chain[0] == organisation
                    assert chain[-1] in world.scope(mandate)


@modest
@given(graphs(), st.sampled_from(DAYS), cells, st.sampled_from([None, 100, 101, 501]))
def test_deciders_and_bodies_to_consult_are_as_defined(
    records: tuple[Record, ...], on: date, place: tuple[str, str], amount: int | None
) -> None:
    coverage, world = Coverage.of(Snapshot.of(records), on), World(records, on)
    tiers = coverage.tiers(coverage.cell(*place, "DECIDES"), amount)
    found = [(float("inf") if t.ceiling_eur is None else t.ceiling_eur, {way.holder for way in t.ways}) for t in tiers]
    assert found == world.tiers(*place, amount)
    assert {edge.id for edge in coverage.consulted(*place)} == world.consulted(*place)


@modest
@given(graphs(), st.integers(0, len(DAYS) - 2), cells)
def test_an_answer_does_not_change_before_the_date_that_it_gives(
    records: tuple[Record, ...], start: int, place: tuple[str, str]
) -> None:
    snapshot = Snapshot.of(records)
    coverage = Coverage.of(snapshot, DAYS[start])
    until = coverage.changes_after(*place)
    now = everything_said(coverage, records, place)
    assert until is None or until > DAYS[start]
    for day in DAYS[start + 1 :]:
        if until is not None and day >= until:
            break
        assert everything_said(Coverage.of(snapshot, day), records, place) == now


def everything_said(coverage: Coverage, records: tuple[Record, ...], place: tuple[str, str]) -> Any:
    deciding = [each for each in records if isinstance(each, Mandate) and each.kind == "DECIDES"]
    held = {way.mandate.id for way in coverage.cell(*place, "DECIDES").ways}
    accountable = [coverage.accountable(each, place[0]) for each in deciding if each.id in held]
    return World(records, coverage.on).answer(*place), accountable


def as_held(way: Any) -> Held:
    assert way.counts == way.present
    assert way.scope == way.chain[-1]
    return Held(
        holder=way.holder,
        mandate=way.mandate.id,
        distance=len(way.chain) - 1,
        through=way.through,
        role=way.role,
        holding=way.holding and way.holding.id,
        acting_for=way.acting_for,
        present=way.present,
    )


def as_demand(demand: Any) -> Any:
    if demand is None:
        return None
    return (
        tuple(norm.id for norm in demand.norms),
        demand.minimum,
        demand.maximum,
        demand.fallback,
        demand.obligation,
    )


def as_fallback(fallback: Any) -> Any:
    return None if fallback is None else (fallback.organisation, fallback.role, fallback.persons)
