"""Who holds which seat and who sits in which body, in person or by a seat, on a day."""

from __future__ import annotations

from graph.domain.kinds import At, BodyOf, Holds, MemberOf
from graph.model.coverage import Coverage

__all__ = ["bodies_of", "holdings_of", "members_of", "memberships"]


def holdings_of(coverage: Coverage, person: str) -> tuple[Holds, ...]:
    """The holdings of a person that are in force, temporary replacements included."""
    return coverage.out(Holds, person)


def memberships(coverage: Coverage, person: str) -> tuple[MemberOf, ...]:
    """The memberships of a person, in person or by a seat that they hold, by id."""
    seats = [person, *(edge.to_id for edge in holdings_of(coverage, person))]
    edges = {edge.id: edge for seat in seats for edge in coverage.out(MemberOf, seat)}
    return tuple(edges[key] for key in sorted(edges) if person in _seated(coverage, edges[key]))


def bodies_of(coverage: Coverage, person: str) -> tuple[str, ...]:
    """The bodies in which a person sits, sorted."""
    return tuple(sorted({edge.to_id for edge in memberships(coverage, person)}))


def members_of(coverage: Coverage, body: str) -> tuple[str, ...]:
    """The people who sit in a body, absent ones included, sorted."""
    return tuple(sorted({each for edge in coverage.into(MemberOf, body) for each in _seated(coverage, edge)}))


def _seated(coverage: Coverage, edge: MemberOf) -> frozenset[str]:
    """Who has a membership: an acting seat gives one while it counts, where the seat is or where the body belongs."""
    links = (*coverage.out(At, edge.from_id), *coverage.out(BodyOf, edge.to_id))
    places = [link.to_id for link in links] or [""]
    return frozenset().union(*(coverage.seated_at(edge.from_id, place) for place in places))
