"""Where a record lies: the organisations that a finding about it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from graph.domain.kinds import AffiliatedWith, At, BodyOf, Edge, Mandate, Serves, kind_of_id
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = ["edges_near", "places_of", "places_of_edge", "places_of_mandate"]


def edges_near(snapshot: Snapshot, organisations: Iterable[str]) -> list[Edge]:
    """Every edge that could lie at one of the organisations, by id.

    That is what touches them, the roles, bodies and people that ever lie there, and the mandates that name them.
    """
    places = set(organisations)
    nodes = set(places)
    found: dict[str, Edge] = {}
    for place in places:
        for kind in (At, Serves, BodyOf, AffiliatedWith):
            nodes.update(edge.from_id for edge in snapshot.into(kind, place))
        found.update((edge.id, edge) for edge in snapshot.scoped_to(place))
    for node in nodes:
        found.update((edge.id, edge) for edge in snapshot.touching(node))
    return [found[edge_id] for edge_id in sorted(found)]


def places_of_mandate(coverage: Coverage, edge: Mandate) -> tuple[str, ...]:
    """The organisations of a mandate, sorted: its scope that day, else those that it names on any day."""
    return coverage.scope_of(edge) or edge.scope or places_of(coverage, edge.from_id)


def places_of_edge(coverage: Coverage, edge: Edge) -> tuple[str, ...]:
    """The organisations of an edge: its scope, its organisation end, else where its ends lie.

    Of two organisations only the first end counts; an edge between two entries of a catalogue lies nowhere.
    """
    if isinstance(edge, Mandate):
        return places_of_mandate(coverage, edge)
    for end in (edge.from_id, edge.to_id):
        if kind_of_id(end) == "organisation":
            return (end,)
    for kind in ("role", "body", "person"):
        for end in (edge.from_id, edge.to_id):
            if kind_of_id(end) == kind and (found := places_of(coverage, end)):
                return found
    return ()


def places_of(coverage: Coverage, node_id: str) -> tuple[str, ...]:
    """Where a role, body or person lies, sorted: that day, else on any day."""
    look = _LOOK.get(kind_of_id(node_id))
    if look is None:
        return ()
    edges = look(coverage, node_id)
    today = [edge for edge in edges if coverage.in_force(edge)]
    return tuple(sorted({edge.to_id for edge in today or edges}))


def _of_role(coverage: Coverage, role: str) -> Iterable[Edge]:
    return coverage.snapshot.out(At, role) or coverage.snapshot.out(Serves, role)


def _of_body(coverage: Coverage, body: str) -> Iterable[Edge]:
    return coverage.snapshot.out(BodyOf, body)


def _of_person(coverage: Coverage, person: str) -> Iterable[Edge]:
    return coverage.snapshot.out(AffiliatedWith, person)


_LOOK: dict[str, Callable[[Coverage, str], Iterable[Edge]]] = {
    "role": _of_role,
    "body": _of_body,
    "person": _of_person,
}
