from __future__ import annotations

import networkx as nx

from graph.analyses.networks.sharing import AT, GOAL, STAY, PathCosts, Place, SharingNetwork, Weight
from graph.analyses.networks.unfolding import Unfolding
from graph.model.coverage import Coverage
from tests.graphs import day, edge, node, school, snapshot_of

TODAY = day("2026-10-01")
AN, BRAM, ELS = "person/an", "person/bram", "person/els"
WEIGHT = "weight"


def network(**options: object) -> SharingNetwork:
    """An, Els and Bram in a row: An and Els in one body, Els and Bram in another; all of one school."""
    snapshot = snapshot_of(
        school("a"),
        [node(AN), node(BRAM), node(ELS), node("body/one"), node("body/two")],
        edge("MEMBER_OF", AN, "body/one"),
        edge("MEMBER_OF", ELS, "body/one"),
        edge("MEMBER_OF", ELS, "body/two"),
        edge("MEMBER_OF", BRAM, "body/two"),
    )
    asked = {"may_meet": lambda person: True, "costs": PathCosts(), **options}
    return SharingNetwork(Coverage.of(snapshot, TODAY), AN, **asked)  # type: ignore[arg-type]


def test_weights_add_up_from_nothing_and_break_ties_by_hops_and_then_by_id() -> None:
    one, other = Weight((500, 1, ("at", "b"))), Weight((500, 0, ("body", "a")))

    assert 0 + one == one
    assert one + other == (1000, 1, ("at", "b", "body", "a"))
    assert one + STAY == one
    assert sorted([one, other, Weight((500, 1, ("at", "a")))]) == [other, (500, 1, ("at", "a")), one]


def test_only_what_a_walk_comes_by_is_unfolded() -> None:
    sharing = network()

    path = nx.dijkstra_path(Unfolding(sharing), sharing.start, Place(AT, ELS), weight=WEIGHT)

    assert [place.id for place in path] == [AN, "body/one", ELS]
    assert Place(AT, ELS) not in list(sharing)
    assert not any(place.id == "body/two" for place in sharing)


def test_what_was_unfolded_is_kept_for_the_next_walk() -> None:
    sharing = network()

    assert sharing[sharing.start] is sharing[sharing.start]
    assert len(sharing) == 1


def test_whoever_may_not_be_met_is_not_in_it_and_nothing_leads_back_to_the_start() -> None:
    through = Place("body", "body/one", frozenset())

    assert set(network()[through]) == {Place(AT, ELS)}
    assert set(network(may_meet=lambda person: person != ELS)[through]) == set()


def test_every_person_may_be_the_goal() -> None:
    sharing = network()

    assert sharing[sharing.start][GOAL] == {"weight": STAY}
    assert GOAL not in sharing[Place("body", "body/one", frozenset())]
