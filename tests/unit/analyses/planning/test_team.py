from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analyses.common.deadline import Deadline
from graph.analyses.expertise.finder import find_expertise
from graph.analyses.planning.team import Deciding, Team, find_team
from graph.domain.errors import DeadlineExceeded, InvalidInput, NotFound
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from tests.graphs import Plains, day, edge, node, school, snapshot_of

TODAY = day("2026-10-01")
BRUG = "organisation/brug"
AN, BRAM, ELS = "person/an", "person/bram", "person/els"
NET, CLOUD, PRINT = "expertise/net", "expertise/cloud", "expertise/print"
BUY = "decision/buy"

# An knows networks and the cloud, Bram networks and printers, Els printers only; Els decides on buying.
WORLD: Plains = [
    school("brug"),
    [node(AN), node(BRAM), node(ELS), node(NET), node(CLOUD), node(PRINT), node(BUY)],
    [edge("AFFILIATED_WITH", who, BRUG) for who in (AN, BRAM, ELS)],
    edge("KNOWS", AN, NET, level=3), edge("KNOWS", AN, CLOUD, level=2),
    edge("KNOWS", BRAM, NET, level=4), edge("KNOWS", BRAM, PRINT, level=3),
    edge("KNOWS", ELS, PRINT, level=2),
    edge("DECIDES", ELS, BUY, scope=[BRUG]),
]  # fmt: skip


def members(team: Team) -> list[tuple[str, tuple[str, ...]]]:
    return [(member.person, member.topics) for member in team.members]


def test_two_people_cover_three_topics() -> None:
    team = find_team(snapshot_of(WORLD), TODAY, [NET, CLOUD, PRINT])

    assert members(team) == [(AN, (NET, CLOUD)), (BRAM, (NET, PRINT))]
    assert (team.lower, team.exact, team.method, team.uncovered) == (2, True, "HiGHS", ())


def test_of_teams_of_the_same_size_the_one_with_the_best_scores_is_taken() -> None:
    assert members(find_team(snapshot_of(WORLD), TODAY, [NET])) == [(BRAM, (NET,))]


def test_on_request_somebody_of_the_team_may_decide() -> None:
    team = find_team(snapshot_of(WORLD), TODAY, [CLOUD, PRINT], deciding=Deciding(BRUG, BUY))

    assert [(member.person, member.decides) for member in team.members] == [(AN, False), (ELS, True)]


def test_who_decides_joins_also_when_they_know_none_of_it() -> None:
    team = find_team(snapshot_of(WORLD), TODAY, [CLOUD], deciding=Deciding(BRUG, BUY))

    assert members(team) == [(AN, (CLOUD,)), (ELS, ())]


def test_a_topic_that_nobody_covers_is_named_and_the_others_are_covered() -> None:
    graph = snapshot_of(WORLD, node("expertise/x"), node("decision/y"))
    team = find_team(graph, TODAY, [NET, "expertise/x"], deciding=Deciding(BRUG, "decision/y"))

    assert (members(team), team.uncovered, team.without_decider) == ([(BRAM, (NET,))], ("expertise/x",), True)


def test_without_any_expertise_the_team_is_empty() -> None:
    team = find_team(snapshot_of(node(NET)), TODAY, [NET])

    assert (team.members, team.uncovered, team.lower, team.exact) == ((), (NET,), 0, True)


def test_who_does_not_share_with_the_asker_is_not_in_a_team() -> None:
    graph = snapshot_of(WORLD, node("person/ivo"), node("organisation/ver", type="school"))

    team = find_team(graph, TODAY, [NET], asker="organisation/ver", deciding=Deciding(BRUG, BUY))

    assert [(member.person, member.topics) for member in team.members] == [(ELS, ())]
    assert team.uncovered == (NET,)


def test_what_cannot_be_asked_is_refused_with_a_sentence() -> None:
    graph = snapshot_of(WORLD)

    with pytest.raises(InvalidInput, match="Name at least one topic"):
        find_team(graph, TODAY, [])
    with pytest.raises(NotFound):
        find_team(graph, TODAY, ["expertise/nothing"])
    with pytest.raises(NotFound, match="Name a task or decision"):
        find_team(graph, TODAY, [NET], deciding=Deciding(BRUG, "task/nothing"))
    with pytest.raises(NotFound):
        find_team(graph, TODAY, [NET], deciding=Deciding("organisation/nergens", BUY))
    with pytest.raises(DeadlineExceeded):
        find_team(graph, TODAY, [NET], deadline=Deadline(0))


def test_without_time_for_a_proof_the_team_is_a_bound_and_says_so() -> None:
    class OverAfterTheSearch(Deadline):
        def check(self) -> None:
            return

    team = find_team(snapshot_of(WORLD), TODAY, [NET, CLOUD, PRINT], deadline=OverAfterTheSearch(0))

    assert {topic for member in team.members for topic in member.topics} == {NET, CLOUD, PRINT}
    assert (team.lower, team.exact, team.method) == (1, False, "one by one")


# Against every set of people, on random small groups

PEOPLE = [f"person/p{number}" for number in range(5)]
TOPICS = [NET, CLOUD, PRINT, "expertise/video"]


@st.composite
def groups(draw: st.DrawFn) -> Snapshot:
    plains: list[Plains] = [school("brug"), node(BUY), *(node(topic) for topic in TOPICS)]
    for person in PEOPLE:
        known = draw(st.dictionaries(st.sampled_from(TOPICS), st.integers(1, 5), max_size=3))
        plains += [node(person), edge("AFFILIATED_WITH", person, BRUG)]
        plains += [edge("KNOWS", person, topic, level=level) for topic, level in sorted(known.items())]
    plains += [edge("DECIDES", who, BUY, scope=[BRUG]) for who in draw(st.sets(st.sampled_from(PEOPLE), max_size=2))]
    return snapshot_of(*plains)


@settings(max_examples=50)
@given(graph=groups(), asked=st.lists(st.sampled_from(TOPICS), min_size=1, unique=True), decide=st.booleans())
def test_no_set_of_people_is_cheaper(graph: Snapshot, asked: list[str], decide: bool) -> None:
    scores = {topic: {found.person: found.score for found in find_expertise(graph, TODAY, [topic])} for topic in asked}
    deciders = set(Coverage.of(graph, TODAY).cell(BRUG, BUY, "DECIDES").people) if decide else set()

    def loss(person: str) -> float:
        return 100 - max([scores[topic][person] for topic in asked if person in scores[topic]], default=0.0)

    def does(team: tuple[str, ...]) -> bool:
        covered = all(not scores[topic] or scores[topic].keys() & set(team) for topic in asked)
        return covered and (not deciders or bool(deciders & set(team)))

    teams = [team for size in range(6) for team in combinations(PEOPLE, size) if does(team)]
    cheapest = min((len(team), round(sum(map(loss, team)), 2)) for team in teams)

    found = find_team(graph, TODAY, asked, deciding=Deciding(BRUG, BUY) if decide else None)

    assert found.exact
    persons = tuple(member.person for member in found.members)
    assert does(persons)
    assert (len(persons), round(sum(map(loss, persons)), 2)) == cheapest
    assert set(found.uncovered) == {topic for topic in asked if not scores[topic]}
