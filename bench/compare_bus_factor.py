"""Counts, single points and a rehearsal of ten leavers, against networkx on the same projection.

python -m bench.compare_bus_factor --scale f
"""

from __future__ import annotations

from random import Random

import networkx as nx

from bench.comparing import DAY, Comparison, scale_asked, snapshot_of_scale, timed
from bench.kernels import Incidence
from graph.domain.kinds import Organisation
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

LEAVERS = 10


def main() -> None:
    """Compare, and print a line a question."""
    keys, holders, minimum = cells_of(snapshot_of_scale(scale_asked()))
    graph = projection(keys, holders)
    kernel = Incidence(holders, minimum)
    for result in (
        counting(kernel, graph, keys, minimum),
        single_points(kernel, graph),
        leaving(kernel, graph, keys),
    ):
        print(result)


def cells_of(snapshot: Snapshot) -> tuple[list[str], list[frozenset[str]], list[int]]:
    """The evaluated cells, who holds each now, and what norms ask of it."""
    coverage = Coverage.of(snapshot, DAY)
    keys: list[str] = []
    holders: list[frozenset[str]] = []
    minimum: list[int] = []
    for organisation in snapshot.nodes(Organisation):
        for cell in coverage.evaluated(organisation.id):
            keys.append(f"{cell.organisation} {cell.subject} {cell.mandate}")
            holders.append(cell.people)
            minimum.append(0 if cell.demand is None else cell.demand.minimum)
    return keys, holders, minimum


def projection(keys: list[str], holders: list[frozenset[str]]) -> nx.MultiDiGraph[str]:
    """People and cells as a MultiDiGraph: an edge from each holder to each cell."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(keys)
    graph.add_edges_from((person, key) for key, own in zip(keys, holders, strict=True) for person in own)
    return graph


def counting(kernel: Incidence, graph: nx.MultiDiGraph[str], keys: list[str], minimum: list[int]) -> Comparison:
    """Cells that nobody or one person holds, or fewer than the norm asks."""

    def reading() -> tuple[int, int, int, int]:
        sizes = [len(set(graph.predecessors(key))) for key in keys]
        below = sum(0 < size < least for size, least in zip(sizes, minimum, strict=True))
        return sizes.count(0), sizes.count(1), below, sum(sizes)

    ours, ours_seconds = timed(kernel.counts, best_of=5)
    stated, seconds = timed(reading)
    assert ours == stated, (ours, stated)
    return Comparison(question="holders of every cell", ours_seconds=ours_seconds, networkx_seconds=seconds, wanted=100)


def single_points(kernel: Incidence, graph: nx.MultiDiGraph[str]) -> Comparison:
    """Per person, the cells that nobody else holds."""

    def reading() -> dict[str, int]:
        people = (node for node in graph if node.startswith(("person/", "body/", "organisation/")) and " " not in node)
        return {
            person: sum(1 for key in set(graph.successors(person)) if len(set(graph.predecessors(key))) == 1)
            for person in people
        }

    ours, ours_seconds = timed(kernel.single_points, best_of=5)
    stated, seconds = timed(reading)
    assert dict(zip(kernel.people, ours.tolist(), strict=True)) == stated
    return Comparison(
        question="bus factor with single points", ours_seconds=ours_seconds, networkx_seconds=seconds, wanted=100
    )


def leaving(kernel: Incidence, graph: nx.MultiDiGraph[str], keys: list[str]) -> Comparison:
    """What ten people who leave would leave to nobody, and to one colleague."""
    gone = sorted(Random(1).sample(kernel.people, min(LEAVERS, len(kernel.people))))

    def reading() -> tuple[list[int], list[int]]:
        after = graph.copy()
        after.remove_nodes_from(gone)
        sizes = [(len(set(graph.predecessors(key))), len(set(after.predecessors(key)))) for key in keys]
        orphaned = [place for place, (now, then) in enumerate(sizes) if now and not then]
        return orphaned, [place for place, (now, then) in enumerate(sizes) if now > 1 == then]

    (orphaned, at_risk), ours_seconds = timed(lambda: kernel.without(gone), best_of=20)
    stated, seconds = timed(reading)
    assert (orphaned.tolist(), at_risk.tolist()) == stated
    return Comparison(
        question="rehearsal of ten leavers", ours_seconds=ours_seconds, networkx_seconds=seconds, wanted=1_000
    )


if __name__ == "__main__":
    main()
