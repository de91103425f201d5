"""Who holds which seat and who sits in which body, in person or by a seat, on a day."""

from __future__ import annotations

from typing import TypeVar

from graph.domain.kinds import Edge, Holds, MemberOf, kind_of_id
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
    return tuple(edges[key] for key in sorted(edges))


def bodies_of(coverage: Coverage, person: str) -> tuple[str, ...]:
    """The bodies in which a person sits, sorted."""
    return tuple(sorted({edge.to_id for edge in memberships(coverage, person)}))


def members_of(coverage: Coverage, body: str) -> tuple[str, ...]:
    """The people who sit in a body, absent ones included, sorted."""
    seats = (edge.from_id for edge in edges_to(coverage, MemberOf, body))
    return tuple(sorted({person for seat in seats for person in _people_in(coverage, seat)}))


def _people_in(coverage: Coverage, seat: str) -> set[str]:
    if kind_of_id(seat) == "person":
        return {seat}
    return {edge.from_id for edge in edges_to(coverage, Holds, seat)}
