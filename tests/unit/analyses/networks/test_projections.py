"""Every projection, counted by hand on a graph small enough to draw."""

from __future__ import annotations

import networkx as nx
import pytest

from graph.analyses.common.deadline import Deadline
from graph.analyses.networks.projections import (
    collaboration_graph,
    holders_and_cells,
    people_and_topics,
    sharing_network,
)
from graph.domain.errors import DeadlineExceeded
from graph.domain.kinds import Person, Record
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from tests.graphs import day, edge, node, norm, organisation, school, seat, snapshot_of
from tests.nearest import nearest

TODAY = day("2026-10-01")
A, B = "organisation/a", "organisation/b"
AN, BRAM, ELS, PIP = "person/an", "person/bram", "person/els", "person/pip"


def of(snapshot: Snapshot) -> Coverage:
    return Coverage.of(snapshot, TODAY)


def not_pip(record: Record) -> bool:
    return not (isinstance(record, Person) and record.id == PIP)


def links(graph: nx.Graph[str]) -> set[tuple[str, ...]]:
    return {tuple(sorted(pair)) for pair in graph.edges}


def test_people_are_linked_with_where_they_belong_what_they_hold_and_where_they_sit() -> None:
    snapshot = snapshot_of(
        school("a"),
        school("b"),
        [node("person/an"), node("person/els"), node("task/wifi"), node("body/ict"), node("role/net")],
        edge("AFFILIATED_WITH", "person/an", A),
        edge("EXECUTES", "person/an", "task/wifi", scope=[B]),
        edge("AFFILIATED_WITH", "person/els", B),
        edge("HOLDS", "person/els", "role/net"),
        edge("MEMBER_OF", "role/net", "body/ict"),
    )

    graph = collaboration_graph(Coverage.of(snapshot, TODAY), [A, B])

    assert links(graph) == {
        (A, "person/an"),
        (B, "person/an"),
        (B, "person/els"),
        ("body/ict", "person/els"),
    }


def test_who_is_absent_is_not_linked_with_the_place_where_they_are_absent() -> None:
    snapshot = snapshot_of(
        school("a"),
        school("b"),
        node("person/an"),
        edge("AFFILIATED_WITH", "person/an", A),
        edge("AFFILIATED_WITH", "person/an", B),
        edge("ABSENT_FROM", "person/an", A),
    )

    assert links(collaboration_graph(Coverage.of(snapshot, TODAY), [A, B])) == {(B, "person/an")}


def test_a_search_for_collaboration_without_time_left_stops() -> None:
    with pytest.raises(DeadlineExceeded):
        collaboration_graph(of(snapshot_of(school("a"))), [A], deadline=Deadline(0))


def test_a_link_says_whether_somebody_belongs_holds_or_sits_there() -> None:
    snapshot = snapshot_of(
        school("a", name="De Brug"),
        [node(AN, name="An Peeters"), node("task/wifi"), node("body/ict")],
        edge("AFFILIATED_WITH", AN, A),
        edge("EXECUTES", AN, "task/wifi", scope=[A]),
        edge("MEMBER_OF", AN, "body/ict"),
    )

    graph = collaboration_graph(of(snapshot), [A])

    assert graph.edges[AN, A] == {"belongs": True, "holds": True}
    assert graph.edges[AN, "body/ict"] == {"sits": True}
    assert graph.nodes[AN] == {"kind": "person", "name": "An Peeters"}
    assert graph.nodes[A] == {"kind": "organisation", "name": "De Brug"}


# Holders and cells: An does wifi at a and b, Bram does it at b too; nobody does the backup that a norm asks at a.

COVERED = snapshot_of(
    school("a"),
    school("b"),
    [node(AN), node(BRAM), node("task/wifi"), node("task/backup")],
    edge("EXECUTES", AN, "task/wifi", scope=[A, B]),
    seat("role/net", at=B, held_by=[BRAM]),
    edge("EXECUTES", "role/net", "task/wifi"),
    norm("norm/backup", "task/backup", "EXECUTES", applies_to=[A]),
)
WIFI_A, WIFI_B, BACKUP_A = f"{A} EXECUTES task/wifi", f"{B} EXECUTES task/wifi", f"{A} EXECUTES task/backup"


def test_holders_are_joined_with_the_cells_that_they_cover_and_an_orphan_stands_alone() -> None:
    graph = holders_and_cells(of(COVERED), [A, B])

    assert links(graph) == {(WIFI_A, AN), (WIFI_B, AN), (WIFI_B, BRAM)}
    assert list(nx.isolates(graph)) == [BACKUP_A]
    assert nx.bipartite.is_bipartite(graph)
    assert {each for each, side in graph.nodes(data="bipartite") if side == 0} == {AN, BRAM}
    assert graph.nodes[BACKUP_A] == {
        "kind": "cell", "name": "backup (a)", "bipartite": 1, "organisation": A, "mandate": "EXECUTES",
        "subject": "task/backup", "is_demanded": True,
    }  # fmt: skip
    assert graph.nodes[WIFI_A]["is_demanded"] is False


def test_whoever_may_not_be_seen_is_in_no_network() -> None:
    snapshot = snapshot_of(
        school("a"),
        [node(PIP, share_expertise="everyone"), node("task/wifi"), node("expertise/wifi"), node("body/ict")],
        edge("AFFILIATED_WITH", PIP, A),
        edge("EXECUTES", PIP, "task/wifi", scope=[A]),
        edge("KNOWS", PIP, "expertise/wifi", level=3),
        edge("MEMBER_OF", PIP, "body/ict"),
    )
    coverage = of(snapshot)

    for graph in (
        holders_and_cells(coverage, [A], may_see=not_pip),
        people_and_topics(coverage, may_see=not_pip),
        sharing_network(coverage, may_see=not_pip),
        collaboration_graph(coverage, [A], may_see=not_pip),
    ):
        assert PIP not in graph
    assert PIP in sharing_network(coverage)


def test_people_are_joined_with_what_they_know_at_the_level() -> None:
    snapshot = snapshot_of(
        [node(AN), node(BRAM), node(ELS), node("expertise/wifi"), node("expertise/intune")],
        edge("KNOWS", AN, "expertise/wifi", id="knows/1", level=3, provenance="endorsed"),
        edge("KNOWS", AN, "expertise/intune", level=1),
        edge("KNOWS", BRAM, "expertise/wifi", level=2),
        edge("KNOWS", ELS, "expertise/intune", wants=True),
    )

    everything, able = people_and_topics(of(snapshot)), people_and_topics(of(snapshot), min_level=2)

    assert links(everything) == {("expertise/wifi", AN), ("expertise/intune", AN), ("expertise/wifi", BRAM)}
    assert links(able) == {("expertise/wifi", AN), ("expertise/wifi", BRAM)}
    assert able.edges[AN, "expertise/wifi"] == {"level": 3, "provenance": "endorsed", "edge": "knows/1"}
    assert able.nodes["expertise/wifi"] == {"kind": "expertise", "name": "wifi", "bipartite": 1}


# The sharing network: An and Els in one school, Els and Bram in one body, Bram at another school.

MEETING = snapshot_of(
    school("a", municipality="Lokeren"),
    school("b", municipality="Lokeren"),
    [node(who, share_expertise="everyone") for who in (AN, BRAM, ELS)],
    [node("body/ict"), node("expertise/wifi")],
    edge("AFFILIATED_WITH", AN, A),
    edge("AFFILIATED_WITH", ELS, A),
    edge("AFFILIATED_WITH", BRAM, B),
    edge("MEMBER_OF", ELS, "body/ict"),
    edge("MEMBER_OF", BRAM, "body/ict"),
    edge("KNOWS", BRAM, "expertise/wifi", level=3),
)


def test_people_meet_in_hubs_with_half_the_cost_on_each_side() -> None:
    graph = sharing_network(of(MEETING))

    weighed = {(one, other, weight) for one, other, weight in graph.edges(data="weight") if weight}
    assert weighed == {
        (AN, f"organisation {A}", 0.5), (f"organisation {A}", AN, 0.5),
        (ELS, f"organisation {A}", 0.5), (f"organisation {A}", ELS, 0.5),
        (BRAM, f"organisation {B}", 0.5), (f"organisation {B}", BRAM, 0.5),
        (ELS, "body body/ict", 0.5), ("body body/ict", ELS, 0.5),
        (BRAM, "body body/ict", 0.5), ("body body/ict", BRAM, 0.5),
    }  # fmt: skip
    assert graph.nodes["body body/ict"] == {"kind": "body", "name": "ict", "hub": "body"}
    assert graph.nodes[AN] == {"kind": "person", "name": "an"}


def test_the_shortest_way_in_it_is_the_path_that_is_answered_where_kilometres_cost_nothing() -> None:
    answer = nearest(MEETING, TODAY, AN, "expertise/wifi")

    assert answer is not None
    assert nx.dijkstra_path_length(sharing_network(of(MEETING)), AN, BRAM) == answer.cost == 2.0


def test_services_and_support_are_ways_too() -> None:
    snapshot = snapshot_of(
        school("a"),
        school("b"),
        organisation("netfix", "partner"),
        [node(AN), node(BRAM), node("task/wifi")],
        edge("AFFILIATED_WITH", AN, A),
        edge("AFFILIATED_WITH", BRAM, B),
        edge("SUPPORTS", B, A, cost=2.0),
        edge("EXECUTES", "organisation/netfix", "task/wifi", scope=[A]),
    )

    graph = sharing_network(of(snapshot))

    assert nx.dijkstra_path(graph, AN, BRAM) == [AN, f"organisation {A}", f"organisation {B}", BRAM]
    assert nx.dijkstra_path_length(graph, AN, BRAM) == 3.0
    assert not nx.has_path(graph, BRAM, AN)
    assert nx.dijkstra_path_length(graph, AN, "organisation/netfix") == 1.0


def test_a_network_leaves_the_graph_as_it_is() -> None:
    before = list(COVERED.records())

    holders_and_cells(of(COVERED), [A, B]).clear()

    assert list(COVERED.records()) == before
