"""Nearest holders for every topic and school, and a second path, against networkx on the same projection.

    python -m bench.compare_paths --scale f

Then how long the product itself takes for ways to expertise.

The projection joins people with the organisations that they belong to and the bodies in which they sit, half a step on
each side, as the hubs of `graph.analyses.networks.sharing`; kilometres and services are left out on both sides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from random import Random

import networkx as nx
import numpy as np

from bench.comparing import DAY, Comparison, scale_asked, snapshot_of_scale, timed
from bench.kernels import Links, nearest, two_paths
from graph.analyses.common.membership import bodies_of
from graph.analyses.expertise.paths import expertise_paths
from graph.domain.kinds import AffiliatedWith, Expertise, Knows, Organisation, Person
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.model.topics import broader_topics

LEVEL = 2
HALF = 0.5
ASKED = 2
WAYS_ASKED = 24
TOPICS_WITH_NETWORKX = 3
"""Of all topics, how many networkx answers; its time is linear in them."""


def main() -> None:
    """Compare, and print a line a question."""
    snapshot = snapshot_of_scale(scale_asked())
    edges = list(joined(snapshot))
    links = Links(edges)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from(edges)
    holders = knowing(snapshot)
    schools = [node.id for node in snapshot.nodes(Organisation) if node.type == "school" and node.id in links.number]
    print(nearest_holders(links, graph, holders, schools))
    print(second_paths(links, graph, holders, schools))
    for limit in (1, 5):
        print(ways(snapshot, sorted(holders), schools, limit))


def joined(snapshot: Snapshot) -> Iterator[tuple[str, str, float]]:
    """Who belongs where and sits in what, each once."""
    coverage = Coverage.of(snapshot, DAY)
    for edge in snapshot.edges(AffiliatedWith):
        if snapshot.in_force(edge, DAY):
            yield edge.from_id, edge.to_id, HALF
    for person in snapshot.nodes(Person):
        for body in bodies_of(coverage, person.id):
            yield person.id, body, HALF


def knowing(snapshot: Snapshot) -> dict[str, set[str]]:
    """Who knows each topic or a narrower one."""
    broader = {topic.id: broader_topics(snapshot, DAY, topic.id) for topic in snapshot.nodes(Expertise)}
    found: dict[str, set[str]] = defaultdict(set)
    for edge in snapshot.edges(Knows):
        if edge.level is not None and edge.level >= LEVEL and snapshot.in_force(edge, DAY):
            for topic in broader[edge.to_id]:
                found[topic].add(edge.from_id)
    return found


def nearest_holders(links: Links, graph: nx.Graph[str], holders: dict[str, set[str]], schools: list[str]) -> Comparison:
    """How far every school is from the nearest holder of every topic."""
    found, ours_seconds = timed(lambda: nearest(links, holders, schools))
    topics = sorted(holders)
    few = topics[:: max(1, len(topics) // TOPICS_WITH_NETWORKX)]

    def reading() -> list[list[float]]:
        rows = []
        for topic in few:
            costs = nx.multi_source_dijkstra_path_length(graph, holders[topic] & graph.nodes)
            rows.append([costs.get(school, np.inf) for school in schools])
        return rows

    stated, seconds = timed(reading)
    assert np.array_equal(found[[topics.index(topic) for topic in few]], np.array(stated))
    return Comparison(
        question=f"nearest holder, {len(topics)} topics and {len(schools)} schools",
        ours_seconds=ours_seconds,
        networkx_seconds=seconds * len(topics) / len(few),
        wanted=20,
        note=f"networkx measured on {len(few)} topics",
    )


def second_paths(links: Links, graph: nx.Graph[str], holders: dict[str, set[str]], schools: list[str]) -> Comparison:
    """From some schools, two paths to one far holder that share nobody between the ends."""
    chance = Random(1)
    everybody = sorted(set().union(*holders.values()) & graph.nodes)
    pairs = [(chance.choice(schools), chance.choice(everybody)) for _ in range(ASKED)]
    found, ours_seconds = timed(lambda: [two_paths(links, start, [end]) for start, end in pairs], best_of=3)

    def reading() -> list[int]:
        return [_disjoint(graph, start, end) for start, end in pairs]

    stated, seconds = timed(reading)
    for (first, second), number in zip(found, stated, strict=True):
        assert bool(first) == (number > 0)
        assert not second or number > 1
        assert not second or set(first[1:-1]).isdisjoint(second[1:-1])
    return Comparison(
        question=f"two paths that share nobody, {ASKED} pairs",
        ours_seconds=ours_seconds,
        networkx_seconds=seconds,
        wanted=500,
    )


def ways(snapshot: Snapshot, topics: list[str], schools: list[str], limit: int) -> str:
    """What the product takes for so many nearest holders of a topic, with second ways and bridges."""
    chance = Random(3)
    took = sorted(
        timed(lambda: expertise_paths(snapshot, DAY, chance.choice(schools), chance.choice(topics), limit=limit))[1]
        for _ in range(WAYS_ASKED)
    )
    return f"{limit} nearest, {WAYS_ASKED} questions: median {took[WAYS_ASKED // 2]:.3f} s, slowest {took[-1]:.3f} s"


def _disjoint(graph: nx.Graph[str], start: str, end: str) -> int:
    """How many of two paths that share no node networkx finds."""
    try:
        return len(list(nx.node_disjoint_paths(graph, start, end, cutoff=2)))
    except nx.NetworkXNoPath:
        return 0


if __name__ == "__main__":
    main()
