"""Who holds which seat and who sits in which body, in person or by a seat, on a day."""

from __future__ import annotations

from graph.domain.kinds import Holds, MemberOf, kind_of_id
from graph.model.coverage import Coverage

__all__ = ["bodies_of", "holdings_of", "members_of", "memberships"]


def holdings_of(coverage: Coverage, person: str) -> tuple[Holds, ...]:
    """The holdings of a person that are in force, temporary replacements included."""
    snapshot, on = coverage.snapshot, coverage.on
    return tuple(edge for edge in snapshot.out(Holds, person) if snapshot.in_force(edge, on))


def memberships(coverage: Coverage, person: str) -> tuple[MemberOf, ...]:
    """The memberships of a person, in person or by a seat that they hold, by id."""
    snapshot, on = coverage.snapshot, coverage.on
    seats = [person, *(edge.to_id for edge in holdings_of(coverage, person))]
    edges = {edge.id: edge for seat in dict.fromkeys(seats) for edge in snapshot.out(MemberOf, seat)}
    return tuple(edges[key] for key in sorted(edges) if snapshot.in_force(edges[key], on))


def bodies_of(coverage: Coverage, person: str) -> tuple[str, ...]:
    """The bodies in which a person sits, sorted."""
    return tuple(sorted({edge.to_id for edge in memberships(coverage, person)}))


def members_of(coverage: Coverage, body: str) -> tuple[str, ...]:
    """The people who sit in a body, absent ones included, sorted."""
    snapshot, on = coverage.snapshot, coverage.on
    people: set[str] = set()
    for edge in snapshot.into(MemberOf, body):
        if snapshot.in_force(edge, on):
            people.update(_people_in(coverage, edge.from_id))
    return tuple(sorted(people))


def _people_in(coverage: Coverage, seat: str) -> set[str]:
    if kind_of_id(seat) == "person":
        return {seat}
    snapshot, on = coverage.snapshot, coverage.on
    return {edge.from_id for edge in snapshot.into(Holds, seat) if snapshot.in_force(edge, on)}
