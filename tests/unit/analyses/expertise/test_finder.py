from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analyses.expertise.finder import Candidate, expertise_overview, find_expertise, room_hours
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import AffiliatedWith, Knows, Organisation, Person
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from tests.graphs import Plains, day, edge, node, organisation, school, seat, snapshot_of
from tests.unit.analyses.expertise.towns import town

TODAY = day("2026-10-01")
INTUNE, MDM, WIFI = "expertise/intune", "expertise/mdm", "expertise/wifi"
AN, BRAM, ELS = "person/an", "person/bram", "person/els"
BRUG, DIJK = "organisation/brug", "organisation/dijk"

PLACES: Plains = [
    organisation("groep", "school_group"),
    school("brug", under=["groep"], municipality="Lokeren"),
    school("dijk", under=["groep"], latitude=51.0, longitude=4.0),
    school("kaai", latitude=51.0, longitude=4.7),
    node(INTUNE), node(MDM), node(WIFI),
    edge("BROADER", INTUNE, MDM),
]  # fmt: skip


def person(key: str, *homes: str, shares: str = "everyone", **knows: int) -> list[Plains]:
    own = f"person/{key}"
    return [
        node(own, share_expertise=shares),
        *(edge("AFFILIATED_WITH", own, f"organisation/{home}") for home in homes),
        *(edge("KNOWS", own, f"expertise/{topic}", level=level) for topic, level in knows.items()),
    ]


def found(*plains: Plains, topics: tuple[str, ...] = (INTUNE,), **asked: object) -> list[str]:
    return [candidate.person for candidate in candidates(*plains, topics=topics, **asked)]


def candidates(*plains: Plains, topics: tuple[str, ...] = (INTUNE,), **asked: object) -> tuple[Candidate, ...]:
    return find_expertise(snapshot_of(PLACES, *plains), TODAY, topics, **asked)  # type: ignore[arg-type]


def test_people_are_found_by_topic_from_a_level() -> None:
    people = [person("an", "brug", intune=3), person("bram", "dijk", intune=1), person("els", "dijk", wifi=5)]

    assert found(people) == [AN]
    assert found(people, level=1) == [AN, BRAM]
    assert found(people, level=4) == []


def test_a_narrower_topic_counts_for_the_broader_one_and_not_the_other_way() -> None:
    people = [person("an", "brug", intune=3), person("bram", "dijk", mdm=3)]

    assert found(people, topics=(MDM,)) == [AN, BRAM]
    assert found(people, topics=(INTUNE,)) == [AN]
    known = candidates(people, topics=(MDM,))[0].known[0]
    assert (known.topic, known.through, known.level) == (MDM, INTUNE, 3)


def test_of_several_topics_all_are_wanted() -> None:
    people = [person("an", "brug", intune=3, wifi=2), person("bram", "dijk", intune=5)]

    assert found(people, topics=(INTUNE, WIFI)) == [AN]


def test_who_executes_a_task_that_requires_the_topic_is_found_without_a_level() -> None:
    people = [person("an", "brug"), person("bram", "dijk")]
    tasks = [node("task/mdm"), edge("REQUIRES", "task/mdm", INTUNE, level=4)]
    seats = seat("role/ict", at=BRUG, held_by=[AN])

    does = candidates(people, tasks, seats, edge("EXECUTES", "role/ict", "task/mdm", id="executes/1"), topics=(MDM,))
    steers = candidates(people, tasks, seats, edge("STEERS", "role/ict", "task/mdm"))

    assert [(each.person, each.inferred, each.known) for each in does] == [(AN, True, ())]
    assert [(d.topic, d.task, d.organisation, d.edge) for d in does[0].does] == [(MDM, "task/mdm", BRUG, "executes/1")]
    assert does[0].parts.level == 0
    assert steers == ()


def test_who_executes_the_whole_task_group_is_found_too() -> None:
    assert found(
        person("an", "brug"),
        node("task/mdm"), node("task_group/net"),
        edge("IN_GROUP", "task/mdm", "task_group/net"),
        edge("REQUIRES", "task/mdm", INTUNE),
        edge("EXECUTES", AN, "task_group/net", scope=[BRUG]),
    ) == [AN]  # fmt: skip


def test_what_somebody_recorded_ranks_above_what_is_inferred() -> None:
    people = [person("an", "brug"), person("bram", "dijk", intune=2)]
    does = [node("task/mdm"), edge("REQUIRES", "task/mdm", INTUNE), edge("EXECUTES", AN, "task/mdm", scope=[BRUG])]

    assert found(people, does) == [BRAM, AN]


def test_a_scope_keeps_who_belongs_there_or_below_or_does_the_task_there() -> None:
    people = [person("an", "brug", intune=3), person("bram", "kaai", intune=3)]
    does = [node("task/mdm"), edge("REQUIRES", "task/mdm", INTUNE), edge("EXECUTES", BRAM, "task/mdm", scope=[BRUG])]

    assert found(people, within="organisation/groep") == [AN]
    assert found(people, within=BRUG) == [AN]
    assert found(people, within=DIJK) == []
    assert found(people, does, within=BRUG) == [AN, BRAM]


@pytest.mark.parametrize(
    ("shares", "asker", "seen"),
    [
        ("nobody", None, True),
        ("nobody", BRUG, False),
        ("school", DIJK, True),
        ("school", BRUG, False),
        ("group", BRUG, True),
        ("group", "organisation/kaai", False),
        ("everyone", "organisation/kaai", True),
    ],
)
def test_people_are_shown_as_they_share(shares: str, asker: str | None, seen: bool) -> None:
    does = [node("task/mdm"), edge("REQUIRES", "task/mdm", INTUNE), edge("EXECUTES", ELS, "task/mdm", scope=[DIJK])]

    people = found(
        person("bram", "dijk", shares=shares, intune=3), person("els", "dijk", shares=shares), does, asker=asker
    )

    assert people == ([BRAM, ELS] if seen else [])


def test_the_asker_is_not_found_themselves() -> None:
    assert found(person("an", "brug", intune=5), person("bram", "dijk", intune=2), asker=AN) == [BRAM]


def test_who_is_absent_everywhere_is_left_out() -> None:
    people = [person("an", "brug", "dijk", intune=3)]

    assert found(people, edge("ABSENT_FROM", AN, BRUG)) == [AN]
    assert found(people, edge("ABSENT_FROM", AN, BRUG), edge("ABSENT_FROM", AN, DIJK)) == []


def test_the_score_is_the_sum_of_parts_that_are_shown() -> None:
    (candidate,) = candidates(
        person("an", "brug"),
        edge("KNOWS", AN, INTUNE, level=4, provenance="endorsed", verified_on="2024-10-01", wants=True),
    )

    parts = candidate.parts
    assert (parts.level, parts.provenance, parts.wish, parts.distance) == (40.0, 12.0, 5.0, None)
    assert parts.age == pytest.approx(7.5, abs=0.01)
    assert candidate.score == pytest.approx(64.5, abs=0.01)


def test_confidence_halves_every_24_months_from_the_confirmation_or_else_the_record() -> None:
    def age(**fields: str) -> float:
        (candidate,) = candidates(person("an", "brug"), edge("KNOWS", AN, INTUNE, level=2, **fields))
        return candidate.parts.age

    assert age(verified_on="2026-10-01") == 15.0
    assert age(verified_on="2022-10-01") == pytest.approx(3.75, abs=0.01)
    assert age(since="2024-10-01") == pytest.approx(7.5, abs=0.01)
    assert age() == 7.5


def test_who_is_near_ranks_above_who_is_far() -> None:
    people = [person("an", "kaai", intune=3), person("bram", "dijk", intune=3)]

    near = candidates(people, near=DIJK)

    assert [candidate.person for candidate in near] == [BRAM, AN]
    assert near[0].parts.distance == 15.0
    # 0.7 degrees of longitude at 51 degrees north are 49 km: 15 / (1 + 49 / 25).
    assert near[1].parts.distance == pytest.approx(5.07, abs=0.02)


def test_room_is_what_the_appointment_leaves_and_is_not_known_when_one_side_is_not() -> None:
    def room(*plains: Plains) -> float | None:
        snapshot = snapshot_of(school("brug"), school("dijk"), node(AN), seat("role/ict", at=BRUG), plains)
        return room_hours(Coverage.of(snapshot, TODAY), AN)

    assert room() is None
    assert room(edge("HOLDS", AN, "role/ict", fraction=0.5)) is None
    assert room(edge("HOLDS", AN, "role/ict", fraction=0.5, hours_per_week=10)) == 8.0
    served = [edge("SERVES", "role/ict", BRUG, hours_per_week=4), edge("SERVES", "role/ict", DIJK, hours_per_week=6)]
    assert room(edge("HOLDS", AN, "role/ict", fraction=1), served) == 26.0
    assert room(edge("HOLDS", AN, "role/ict", hours_per_week=40), edge("AFFILIATED_WITH", AN, BRUG, fraction=1)) == -4.0


def test_who_is_known_to_have_too_little_room_is_left_out() -> None:
    busy = [person("an", "brug", intune=3), seat("role/ict", at=BRUG)]
    holds = edge("HOLDS", AN, "role/ict", fraction=0.5, hours_per_week=17)

    assert found(busy, holds, person("bram", "dijk", intune=2), room=2.0) == [BRAM]
    assert found(busy, holds, room=1.0) == [AN]


def test_a_limit_and_a_door_that_hides_people_are_respected() -> None:
    people = [person("an", "brug", intune=5), person("bram", "dijk", intune=3)]

    assert found(people, limit=1) == [AN]
    assert found(people, visible=lambda who: who != AN) == [BRAM]


def test_pupils_are_found_in_their_own_school_only() -> None:
    pupil = [
        node("person/pip", type="pupil", share_expertise="everyone"),
        edge("AFFILIATED_WITH", "person/pip", BRUG),
        edge("KNOWS", "person/pip", INTUNE, level=3),
    ]

    assert found(pupil, asker=BRUG) == ["person/pip"]
    assert found(pupil, asker=DIJK) == []


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(NotFound):
        found(topics=("expertise/none",))
    with pytest.raises(NotFound):
        found(within="organisation/none")
    with pytest.raises(InvalidInput):
        found(topics=())
    with pytest.raises(InvalidInput):
        found(level=0)


def test_the_overview_shows_every_topic_also_those_that_nobody_knows() -> None:
    snapshot = snapshot_of(PLACES, person("an", "brug", intune=3), person("bram", "kaai", wifi=2))

    overview = expertise_overview(snapshot, TODAY, "organisation/groep")

    assert [(row.topic, [each.person for each in row.candidates]) for row in overview.topics] == [
        (INTUNE, [AN]),
        (MDM, [AN]),
        (WIFI, []),
    ]


def found_by_definition(snapshot: Snapshot, asker: str) -> dict[str, bool]:
    """Who knows or does Intune and shares it with the asker, and whether that is only inferred."""
    coverage = Coverage.of(snapshot, TODAY)
    homes = {who.id: {e.to_id for e in snapshot.out(AffiliatedWith, who.id)} for who in snapshot.nodes(Person)}
    own = homes.get(asker, {asker})

    def groups(schools: set[str]) -> set[str]:
        return {up for each in schools for up in coverage.above(each) if up == "organisation/groep"}

    doing = {
        way.holder
        for where in snapshot.nodes(Organisation)
        for way in coverage.cell(where.id, "task/t1", "EXECUTES").ways
        if way.counts
    }
    found = {}
    for person in snapshot.nodes(Person):
        who, shares = person.id, person.share_expertise
        near, in_group = bool(homes[who] & own), bool(groups(homes[who]) & groups(own))
        shared = {"nobody": False, "school": near, "group": near or in_group, "everyone": True}[shares]
        away = bool(homes[who]) and all(coverage.absent(who, home) for home in homes[who])
        knows = any((e.level or 0) >= 2 for e in snapshot.out(Knows, who))
        if who != asker and shared and not away and (knows or who in doing):
            found[who] = not knows
    return found


@settings(max_examples=120)
@given(seed=st.integers(min_value=0, max_value=10**9))
def test_whoever_is_found_is_found_by_the_definition(seed: int) -> None:
    snapshot, asker = town(seed)

    found = find_expertise(snapshot, TODAY, [INTUNE], asker=asker)

    assert {each.person: each.inferred for each in found} == found_by_definition(snapshot, asker)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert all(each.score == pytest.approx(each.parts.total) for each in found)


@settings(max_examples=100)
@given(st.integers(0, 100_000))
def test_a_part_of_the_schools_gives_of_all_candidates_those_who_belong_or_do_the_task_there(seed: int) -> None:
    snapshot, _ = town(seed)
    everybody = find_expertise(snapshot, TODAY, [INTUNE])
    for place in ("organisation/s1", "organisation/groep"):
        below = set(Coverage.of(snapshot, TODAY).below(place))
        there = [one for one in everybody if below & {*one.organisations, *(does.organisation for does in one.does)}]
        assert list(find_expertise(snapshot, TODAY, [INTUNE], within=place)) == there
