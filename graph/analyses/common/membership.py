"""Who holds which seat and who sits in which body, in person or by a seat, on a day."""

from __future__ import annotations

from typing import TypeVar

from graph.domain.kinds import At, BodyOf, Edge, Holds, MemberOf
from graph.model.coverage import Coverage

__all__ = ["bodies_of", "edges_from", "edges_to", "holdings_of", "members_of", "memberships"]

E = TypeVar("E", bound=Edge)


def edges_from(coverage: Coverage, kind: type[E], node_id: str) -> tuple[E, ...]:
    """The edges of a kind that start at a node and are in force that day."""
    snapshot, on = coverage.snapshot, coverage.on
    return tuple(edge for edge in snapshot.out(kind, node_id) if snapshot.in_force(edge, on))


def edges_to(coverage: Coverage, kind: type[E], node_id: str) -> tuple[E, ...]:
    """The edges of a kind that end at a node and are in force that day."""
    snapshot, on = coverage.snapshot, coverage.on
    return tuple(edge for edge in snapshot.into(kind, node_id) if snapshot.in_force(edge, on))


def holdings_of(coverage: Coverage, person: str) -> tuple[Holds, ...]:
    """The holdings of a person that are in force, temporary replacements included."""
    return edges_from(coverage, Holds, person)


def memberships(coverage: Coverage, person: str) -> tuple[MemberOf, ...]:
    """The memberships of a person, in person or by a seat that they hold, by id."""
    seats = [person, *(edge.to_id for edge in holdings_of(coverage, person))]
    edges = {edge.id: edge for seat in seats for edge in edges_from(coverage, MemberOf, seat)}
    return tuple(edges[key] for key in sorted(edges) if person in _seated(coverage, edges[key]))


def bodies_of(coverage: Coverage, person: str) -> tuple[str, ...]:
    """The bodies in which a person sits, sorted."""
    return tuple(sorted({edge.to_id for edge in memberships(coverage, person)}))


def members_of(coverage: Coverage, body: str) -> tuple[str, ...]:
    """The people who sit in a body, absent ones included, sorted."""
    return tuple(sorted({each for edge in edges_to(coverage, MemberOf, body) for each in _seated(coverage, edge)}))


def _seated(coverage: Coverage, edge: MemberOf) -> frozenset[str]:
    """Who has a membership: an acting seat gives one while it counts, where the seat is or where the body belongs."""
    links = (*edges_from(coverage, At, edge.from_id), *edges_from(coverage, BodyOf, edge.to_id))
    places = [link.to_id for link in links] or [""]
    return frozenset().union(*(coverage.seated_at(edge.from_id, place) for place in places))
