from __future__ import annotations

import networkx as nx
import pytest

from graph.analyses.common.deadline import Deadline
from graph.analyses.fragility.network import Separation, collaboration_graph, separating_people
from graph.domain.errors import DeadlineExceeded
from graph.model.coverage import Coverage
from tests.graphs import day, edge, node, school, snapshot_of

TODAY = day("2026-10-01")
A, B, C, D = (f"organisation/{key}" for key in "abcd")


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


def test_the_part_with_most_schools_stays_and_the_others_are_cut_off() -> None:
    graph: nx.Graph[str] = nx.Graph([("person/p", A), ("person/p", B), (B, "person/q"), ("person/q", C)])

    assert separating_people(graph, [A, B, C]) == (
        Separation(person="person/p", cut_off=(A,)),
        Separation(person="person/q", cut_off=(C,)),
    )


def test_among_parts_of_equal_size_the_one_with_the_smallest_id_stays() -> None:
    graph: nx.Graph[str] = nx.Graph([("person/p", A), ("person/p", B), ("person/p", C)])

    assert separating_people(graph, [A, B, C]) == (Separation(person="person/p", cut_off=(B, C)),)


def test_only_schools_that_are_asked_can_be_cut_off_and_only_people_separate_them() -> None:
    graph: nx.Graph[str] = nx.Graph([(A, "body/x"), ("body/x", B), (B, "person/p"), ("person/p", D)])

    assert separating_people(graph, [A, B]) == ()


def test_a_search_without_time_left_stops() -> None:
    graph: nx.Graph[str] = nx.Graph([("person/p", A), ("person/p", B)])

    with pytest.raises(DeadlineExceeded):
        separating_people(graph, [A, B], deadline=Deadline(0))
