from __future__ import annotations

import pytest

from graph.analyses.common.deadline import Deadline
from graph.analyses.planning.scarcity import ScarceTopic, WishesAt, scarcity, without_small_counts
from graph.domain.errors import DeadlineExceeded, InvalidInput, NotFound
from tests.graphs import Plains, day, edge, node, organisation, school, snapshot_of

TODAY = day("2026-10-01")
GROUP, BRUG, DIJK = "organisation/groep", "organisation/brug", "organisation/dijk"
AN, BRAM, CAS, ELS = "person/an", "person/bram", "person/cas", "person/els"
WIFI, NET, CLOUD, SWITCH = "task/wifi", "expertise/net", "expertise/cloud", "expertise/switch"

# Wifi needs networks and the cloud, at two schools. An of De Brug knows switches, which are networks; nobody knows the
# cloud, which three people of De Dijk want to learn.
WORLD: Plains = [
    organisation("groep", "school_group"), school("brug", under=["groep"]), school("dijk", under=["groep"]),
    [node(AN), node(BRAM), node(CAS), node(ELS), node(WIFI), node(NET), node(CLOUD), node(SWITCH)],
    edge("REQUIRES", WIFI, NET), edge("REQUIRES", WIFI, CLOUD), edge("BROADER", SWITCH, NET),
    edge("EXECUTES", AN, WIFI, scope=[BRUG, DIJK]),
    edge("AFFILIATED_WITH", AN, BRUG), edge("KNOWS", AN, SWITCH, level=3),
    *[[edge("AFFILIATED_WITH", who, DIJK), edge("KNOWS", who, CLOUD, wants=True)] for who in (BRAM, CAS, ELS)],
]  # fmt: skip


def test_what_is_missing_in_most_places_comes_first_with_where_it_is_wanted() -> None:
    assert scarcity(snapshot_of(WORLD), TODAY, GROUP).topics == (
        ScarceTopic(topic=CLOUD, needed_at=2, missing_at=2, known_by=0, wanted_by=3, wanted_at=(WishesAt(DIJK, 3),)),
        ScarceTopic(topic=NET, needed_at=2, missing_at=1, known_by=1, wanted_by=0, wanted_at=()),
    )


def test_outsiders_read_no_count_of_fewer_than_three_people() -> None:
    found = without_small_counts(scarcity(snapshot_of(WORLD), TODAY, GROUP))

    assert [(each.topic, each.known_by, each.wanted_by, each.wanted_at) for each in found.topics] == [
        (CLOUD, None, 3, (WishesAt(DIJK, 3),)),
        (NET, None, None, ()),
    ]


def test_a_place_where_two_want_it_is_not_named_to_outsiders() -> None:
    two = [each for each in WORLD if ELS not in str(each)] + [node(ELS), [node(AN), node(BRAM), node(CAS)]]
    names = [node(WIFI), node(NET), node(CLOUD), node(SWITCH)]

    found = without_small_counts(scarcity(snapshot_of(two, names), TODAY, GROUP))

    assert next((each.topic, each.wanted_by, each.wanted_at) for each in found.topics) == (CLOUD, None, ())


def test_what_every_place_knows_is_not_scarce() -> None:
    assert [each.topic for each in scarcity(snapshot_of(WORLD), TODAY, BRUG).topics] == [CLOUD]


def test_who_is_absent_does_not_know_it_there() -> None:
    found = scarcity(snapshot_of(WORLD, edge("ABSENT_FROM", AN, BRUG)), TODAY, BRUG)

    assert {each.topic for each in found.topics} == {CLOUD, NET}


def test_a_graph_without_expertise_has_nothing_scarce() -> None:
    assert scarcity(snapshot_of(school("brug")), TODAY).topics == ()


def test_what_cannot_be_asked_is_refused_with_a_sentence() -> None:
    graph = snapshot_of(WORLD)

    with pytest.raises(NotFound):
        scarcity(graph, TODAY, "organisation/nergens")
    with pytest.raises(InvalidInput, match="from 1 to 5"):
        scarcity(graph, TODAY, level=9)
    with pytest.raises(DeadlineExceeded):
        scarcity(graph, TODAY, deadline=Deadline(0))
