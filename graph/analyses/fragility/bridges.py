"""The people who alone hold schools together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.within import organisations_within
from graph.analyses.networks.projections import collaboration_graph
from graph.domain.choices import SCHOOL_TYPES
from graph.domain.described import Headed, OrganisationId, PersonId
from graph.domain.kinds import Organisation, kind_of_id
from graph.domain.text import N_
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Separation", "bridges", "separating_people"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """Somebody without whom schools that work together would no longer be connected.

    Attributes:
        person: who, when the viewer may be told.
        cut_off: the schools that would no longer be connected with the largest part, sorted.
    """

    person: PersonId
    cut_off: Annotated[tuple[OrganisationId, ...], Headed(N_("Would no longer be connected"))]


def bridges(
    snapshot: Snapshot, on: date, organisation: str | None = None, *, deadline: Deadline | None = None
) -> tuple[Separation, ...]:
    """The people without whom schools that work together now would no longer be connected.

    Two schools work together when a chain of present people joins them, each linked to the next by an organisation
    that both belong to or hold an evaluated cell at, or by a body in which both sit.

    Args:
        snapshot: the graph.
        on: the day.
        organisation: with everything below it; None = the whole store.
        deadline: time for the answer.

    Raises:
        NotFound: there is no such organisation.
        DeadlineExceeded: the time is over.
    """
    coverage = Coverage.of(snapshot, on)
    asked = organisations_within(coverage, organisation)
    graph = collaboration_graph(coverage, asked, deadline=deadline)
    nodes = (snapshot.find(Organisation, each) for each in asked)
    schools = [node.id for node in nodes if node is not None and node.type in SCHOOL_TYPES]
    return separating_people(graph, schools, deadline=deadline)


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
    import networkx as nx  # only this question needs it

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
    import networkx as nx

    own = nx.node_connected_component(graph, person) - {person}
    parts = nx.connected_components(graph.subgraph(own))
    of_schools = (sorted(part.intersection(schools)) for part in parts)
    return [part for part in of_schools if part]
