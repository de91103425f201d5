"""The counting kernels against networkx, on random graphs."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.kernels import Incidence, Links, nearest, two_paths

PEOPLE = [f"p{number}" for number in range(6)]
HOLDERS = st.lists(st.sets(st.sampled_from(PEOPLE), max_size=4), min_size=1, max_size=12)
NODES = [f"n{number}" for number in range(8)]
EDGES = st.sets(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda pair: pair[0] < pair[1]))


def bipartite(holders: list[set[str]]) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(f"item{number}" for number in range(len(holders)))
    graph.add_edges_from((f"item{number}", person) for number, own in enumerate(holders) for person in own)
    return graph


@settings(max_examples=60)
@given(holders=HOLDERS, minimum=st.integers(0, 3))
def test_counts_and_single_points_are_those_of_the_degrees(holders: list[set[str]], minimum: int) -> None:
    graph = bipartite(holders)
    degrees = [graph.degree(f"item{number}") for number in range(len(holders))]
    kernel = Incidence(holders, [minimum] * len(holders))

    assert kernel.counts() == (
        degrees.count(0),
        degrees.count(1),
        sum(0 < degree < minimum for degree in degrees),
        graph.number_of_edges(),
    )
    alone = {person: sum(graph.degree(item) == 1 for item in graph[person]) for person in kernel.people}
    assert dict(zip(kernel.people, kernel.single_points().tolist(), strict=True)) == alone


@settings(max_examples=60)
@given(holders=HOLDERS, gone=st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=3))
def test_leaving_is_removing_from_a_copy(holders: list[set[str]], gone: set[str]) -> None:
    kernel = Incidence(holders)
    known = gone & set(kernel.people)
    if not known:
        return
    before, after = bipartite(holders), bipartite(holders)
    after.remove_nodes_from(known)

    orphaned, at_risk = kernel.without(sorted(known))

    changed = [number for number in range(len(holders)) if before.degree(f"item{number}") > 0]
    assert orphaned.tolist() == [number for number in changed if after.degree(f"item{number}") == 0]
    assert at_risk.tolist() == [
        number for number in changed if after.degree(f"item{number}") == 1 < before.degree(f"item{number}")
    ]


@settings(max_examples=60)
@given(edges=EDGES.filter(bool), sources=st.sets(st.sampled_from(NODES), min_size=1, max_size=2))
def test_the_nearest_source_is_that_of_dijkstra(edges: set[tuple[str, str]], sources: set[str]) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from((one, other, 0.5 if one < "n4" else 1.0) for one, other in edges)
    links = Links((one, other, 0.5 if one < "n4" else 1.0) for one, other in edges)
    there = sources & set(graph)

    found = nearest(links, {"topic": sources}, links.names)[0]

    stated = nx.multi_source_dijkstra_path_length(graph, there) if there else {}
    assert np.array_equal(found, [stated.get(name, np.inf) for name in links.names])


@settings(max_examples=80)
@given(edges=EDGES.filter(bool), end=st.sampled_from(NODES))
def test_two_paths_are_shortest_and_share_nobody(edges: set[tuple[str, str]], end: str) -> None:
    graph: nx.Graph[str] = nx.Graph(list(edges))
    links = Links((one, other, 1.0) for one, other in edges)
    start = min(graph)
    if end not in graph or end == start:
        return

    first, second = two_paths(links, start, [end])

    if not nx.has_path(graph, start, end):
        assert first == second == []
        return
    assert nx.is_path(graph, first)
    assert len(first) - 1 == nx.shortest_path_length(graph, start, end)
    rest = graph.copy()
    rest.remove_nodes_from(first[1:-1])
    if len(first) > 2:
        assert bool(second) == nx.has_path(rest, start, end)
    if second:
        assert set(first[1:-1]).isdisjoint(second[1:-1])
        assert len(list(nx.node_disjoint_paths(graph, start, end))) >= 2
