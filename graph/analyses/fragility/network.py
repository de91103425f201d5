"""Small networkx projections of the graph, each made for one question."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import networkx as nx

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.membership import bodies_of, edges_to
from graph.domain.kinds import AffiliatedWith, body_of_unnamed, kind_of_id
from graph.model.coverage import Coverage

__all__ = ["Separation", "collaboration_graph", "separating_people"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """Somebody whose leaving takes schools apart that are connected now.

    Attributes:
        person: who.
        cut_off: the schools that would no longer be connected with the largest part, sorted.
    """

    person: str
    cut_off: tuple[str, ...]


def collaboration_graph(
    coverage: Coverage, organisations: Collection[str], *, deadline: Deadline | None = None
) -> nx.Graph[str]:
    """Who works where and with whom: people, organisations and bodies as nodes.

    A person is linked with the organisations that they belong to, unless absent there; with those where they hold an
    evaluated cell now; and with the bodies in which they sit. Partner organisations and bodies are linked with the
    organisations where they hold an evaluated cell.

    Args:
        coverage: who covers what that day.
        organisations: whose people and cells are taken.
        deadline: time for the answer.
    """
    graph: nx.Graph[str] = nx.Graph()
    for organisation in sorted(organisations):
        if deadline is not None:
            deadline.check()
        graph.add_node(organisation)
        graph.add_edges_from((person, organisation) for person in _present_people(coverage, organisation))
        graph.add_edges_from((holder, organisation) for holder in _holders(coverage, organisation))
    for person in sorted(node for node in graph if kind_of_id(node) == "person"):
        graph.add_edges_from((person, body) for body in bodies_of(coverage, person))
    return graph


def separating_people(
    graph: nx.Graph[str], schools: Collection[str], *, deadline: Deadline | None = None
) -> tuple[Separation, ...]:
    """The people whose removal leaves schools in different parts that are in one part now.

    Args:
        graph: from `collaboration_graph`.
        schools: the nodes that must stay connected.
        deadline: time for the answer.

    Returns:
        By id of the person. The largest part is the one with most schools; among equals the one with the smallest id.
    """
    found = []
    for person in sorted(node for node in nx.articulation_points(graph) if kind_of_id(node) == "person"):
        if deadline is not None:
            deadline.check()
        parts = _schools_without(graph, person, schools)
        if len(parts) > 1:
            parts.sort(key=lambda part: (-len(part), part))
            cut_off = sorted(school for part in parts[1:] for school in part)
            found.append(Separation(person=person, cut_off=tuple(cut_off)))
    return tuple(found)


def _schools_without(graph: nx.Graph[str], person: str, schools: Collection[str]) -> list[list[str]]:
    """The schools of each part into which the person's own part of the graph falls."""
    own = nx.node_connected_component(graph, person) - {person}
    parts = nx.connected_components(graph.subgraph(own))
    of_schools = (sorted(part.intersection(schools)) for part in parts)
    return [part for part in of_schools if part]


def _present_people(coverage: Coverage, organisation: str) -> Iterable[str]:
    for edge in edges_to(coverage, AffiliatedWith, organisation):
        if not coverage.absent(edge.from_id, organisation):
            yield edge.from_id


def _holders(coverage: Coverage, organisation: str) -> set[str]:
    people = {person for cell in coverage.evaluated(organisation) for person in cell.people}
    return {body_of_unnamed(person) or person for person in people} - {organisation}
