"""The graph of a day as networks of networkx, for every algorithm that there is.

| projection | nodes | joined when |
|---|---|---|
| `holders_and_cells` | who covers something, and cells | a holder covers the cell, present and counted |
| `people_and_topics` | people and topics | the person knows the topic at the level |
| `sharing_network` | people, and hubs where they meet | one reaches the other over a fact, at a cost |
| `collaboration_graph` | people, organisations and bodies | a present person belongs, holds or sits there |

Every node has the attributes `kind` (of the record that it stands for, or `cell`) and `name` (of that record). A node
stands for the record with its id, unless its function says otherwise. A person whom `may_see` refuses is not in a
network, nor is any link of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.membership import bodies_of
from graph.analyses.common.sharing import Sharing
from graph.analyses.networks.sharing import AT, GOAL, MICRO, PathCosts, Place, SharingNetwork
from graph.domain.kinds import AffiliatedWith, Knows, Person, Record, body_of_unnamed, kind_of_id
from graph.model.coverage import Coverage

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["MaySee", "collaboration_graph", "holders_and_cells", "people_and_topics", "sharing_network"]

MaySee = Callable[[Record], bool]
"""Whether a record may be shown."""

HOLDER, HELD = 0, 1
"""The two sides of a network in which every link joins one with the other: the attribute `bipartite` of networkx."""


def holders_and_cells(
    coverage: Coverage, organisations: Iterable[str], *, may_see: MaySee | None = None
) -> nx.Graph[str]:
    """Who covers what now: holders on one side, cells on the other.

    The cells are those that a norm demands or the scope of a mandate names; one that nobody covers stands alone. A
    holder is whoever counts for the bus factor: a present person, in person or in a body, an organisation, or
    `body/x#unnamed` for the members whom a body does not name.

    Nodes:
        a holder: `bipartite` 0.
        a cell, named "organisation MANDATE subject": `bipartite` 1, `organisation`, `mandate`, `subject`, and
            `is_demanded`: whether a norm asks for it.

    Args:
        coverage: who covers what that day.
        organisations: whose cells.
        may_see: what may be shown; None = everything.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    for cell in (cell for organisation in organisations for cell in coverage.evaluated(organisation)):
        own = f"{cell.organisation} {cell.mandate} {cell.subject}"
        graph.add_node(
            own,
            kind="cell",
            name=f"{_name(coverage, cell.subject)} ({_name(coverage, cell.organisation)})",
            bipartite=HELD,
            organisation=cell.organisation,
            mandate=cell.mandate,
            subject=cell.subject,
            is_demanded=cell.demand is not None,
        )
        for holder in sorted(cell.people):
            if _sees(coverage, holder, may_see):
                graph.add_node(holder, **_about(coverage, holder), bipartite=HOLDER)
                graph.add_edge(holder, own)
    return graph


def people_and_topics(coverage: Coverage, *, min_level: int = 1, may_see: MaySee | None = None) -> nx.Graph[str]:
    """Who knows what: people on one side, topics on the other; as recorded, broader topics do not come with it.

    Nodes:
        a person: `bipartite` 0.
        a topic that somebody knows: `bipartite` 1.

    Links: `level` (1-5), `provenance`, and `edge`, the id of the record.

    Args:
        coverage: of the day.
        min_level: from which a recorded level counts, 1-5; a mere wish has none.
        may_see: what may be shown; None = everything.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    for edge in coverage.snapshot.edges(Knows):
        known = edge.level is not None and edge.level >= min_level and coverage.in_force(edge)
        if known and (may_see is None or may_see(edge)) and _sees(coverage, edge.from_id, may_see):
            graph.add_node(edge.from_id, **_about(coverage, edge.from_id), bipartite=HOLDER)
            graph.add_node(edge.to_id, **_about(coverage, edge.to_id), bipartite=HELD)
            graph.add_edge(edge.from_id, edge.to_id, level=edge.level, provenance=edge.provenance, edge=edge.id)
    return graph


def sharing_network(
    coverage: Coverage, *, costs: PathCosts | None = None, may_see: MaySee | None = None
) -> nx.DiGraph[str]:
    """Over which facts people reach each other: the network that paths to expertise go by, as anybody may walk it.

    A hop between two people goes through the hub where they meet, with half its cost on each side. The kilometres
    between two people, which a path adds, are not in it: they depend on both ends. Who is absent everywhere is not.

    Nodes:
        a person, or an organisation that serves: by id.
        a hub, named "SORT id": `hub` is its sort. `organisation`: everybody who belongs there; `body`: who sits in
            it; `served_by`: on the way from an organisation to whoever serves it; `serves` and `contact`: on the
            way from whoever serves an organisation to the people there; `out`: on the way from the people of an
            organisation to those whom it serves.

    Links, one way each: `weight`, in steps.

    Args:
        coverage: of the day.
        costs: of each sort of hop, in steps.
        may_see: what may be shown; None = everything.
    """
    import networkx as nx

    is_there = Sharing(coverage, None).is_there
    network = SharingNetwork(
        coverage,
        start="",
        may_meet=lambda person: is_there(person) and _sees(coverage, person, may_see),
        costs=costs or PathCosts(),
        counts_kilometres=False,
    )
    people = (person.id for person in coverage.snapshot.nodes(Person))
    waiting = [place for person in people if network.may_pass(place := Place(AT, person))]
    graph: nx.DiGraph[str] = nx.DiGraph()
    unfolded: set[Place] = set()
    while waiting:
        place = waiting.pop()
        if place in unfolded:
            continue
        unfolded.add(place)
        graph.add_node(_called(place), **_about(coverage, place.id), **({} if place.hub == AT else {"hub": place.hub}))
        for following, link in network[place].items():
            if following is not GOAL:
                graph.add_edge(_called(place), _called(following), weight=link["weight"].micros / MICRO)
                waiting.append(following)
    return graph


def collaboration_graph(
    coverage: Coverage,
    organisations: Collection[str],
    *,
    may_see: MaySee | None = None,
    deadline: Deadline | None = None,
) -> nx.Graph[str]:
    """Who works where and with whom: schools, joined by the people and bodies that they share.

    A person is linked with the organisations that they belong to, unless absent there; with those where they hold an
    evaluated cell now; and with the bodies in which they sit. Partner organisations and bodies are linked with the
    organisations where they hold an evaluated cell.

    Links: `belongs`, `holds` or `sits`, each True where it is so.

    Args:
        coverage: who covers what that day.
        organisations: whose people and cells are taken.
        may_see: what may be shown; None = everything.
        deadline: time for the answer.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    for organisation in sorted(organisations):
        if deadline is not None:
            deadline.check()
        graph.add_node(organisation)
        present = _only_seen(coverage, _present_people(coverage, organisation), may_see)
        graph.add_edges_from(((person, organisation) for person in present), belongs=True)
        holders = _only_seen(coverage, _holders(coverage, organisation), may_see)
        graph.add_edges_from(((holder, organisation) for holder in holders), holds=True)
    for person in sorted(node for node in graph if kind_of_id(node) == "person"):
        graph.add_edges_from(((person, body) for body in bodies_of(coverage, person)), sits=True)
    for node, attributes in graph.nodes(data=True):
        attributes.update(_about(coverage, node))
    return graph


def _present_people(coverage: Coverage, organisation: str) -> Iterable[str]:
    for edge in coverage.into(AffiliatedWith, organisation):
        if not coverage.absent(edge.from_id, organisation):
            yield edge.from_id


def _holders(coverage: Coverage, organisation: str) -> set[str]:
    people = {person for cell in coverage.evaluated(organisation) for person in cell.people}
    return {body_of_unnamed(person) or person for person in people} - {organisation}


def _only_seen(coverage: Coverage, ids: Iterable[str], may_see: MaySee | None) -> Iterable[str]:
    return ids if may_see is None else (each for each in ids if _sees(coverage, each, may_see))


def _sees(coverage: Coverage, node_id: str, may_see: MaySee | None) -> bool:
    node = coverage.snapshot.node(node_id)
    return may_see is None or node is None or may_see(node)


def _about(coverage: Coverage, node_id: str) -> dict[str, str]:
    return {"kind": kind_of_id(node_id), "name": _name(coverage, node_id)}


def _name(coverage: Coverage, node_id: str) -> str:
    node = coverage.snapshot.node(body_of_unnamed(node_id) or node_id)
    return node_id if node is None else node.name


def _called(place: Place) -> str:
    return place.id if place.hub == AT else f"{place.hub} {place.id}"
