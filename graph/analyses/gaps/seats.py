"""Functions, as what codes are judged about: how many people hold the seats that they have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from graph.analyses.gaps.area import Area
from graph.analyses.gaps.code import Evidence, Matter, Where
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.places import places_of
from graph.domain.kinds import At, Holds, Role
from graph.model.bounds import Bounds

__all__ = ["SEATS", "holders_of", "seat_bounds", "seat_evidence"]


class _Seats(Matter[Role, Role]):
    """The functions that ever lie in an area."""

    def ever(self, area: Area) -> Iterable[Role]:
        return area.roles()

    def on(self, look: Look, key: Role) -> Role:
        return key

    def where(self, look: Look, key: Role) -> Where:
        places = places_of(look.coverage, key.id)
        return Where(organisation=places[0] if places else None, affects=places[1:])

    def bounds(self, bounds: Bounds, key: Role) -> frozenset[date]:
        return bounds.of_seats(key.id)

    def identity(self, key: Role) -> tuple[str, ...]:
        return (key.id,)


SEATS = _Seats()


def holders_of(look: Look, role: Role) -> tuple[str, ...] | None:
    """The people who hold a function, sorted: who acts for somebody takes no seat, who is absent keeps one.

    None when the function does not exist that day.
    """
    if not look.snapshot.exists(role.id, look.on):
        return None
    return tuple(sorted({edge.from_id for edge in _holdings(look, role)}))


def seat_bounds(bounds: Bounds, role: Role) -> frozenset[date]:
    """The dates on which a function starts or stops being, or being held."""
    return bounds.of_seats(role.id)


def seat_evidence(look: Look, role: Role, people: tuple[str, ...]) -> Evidence:
    """Who holds it and where it is."""
    edges = (*_holdings(look, role), *look.snapshot.out(At, role.id))
    return Evidence(records=[edge.id for edge in edges], persons=people, caused_by=role.id)


def _holdings(look: Look, role: Role) -> list[Holds]:
    snapshot = look.snapshot
    edges = snapshot.into(Holds, role.id)
    return [edge for edge in edges if edge.acting_for is None and snapshot.in_force(edge, look.on)]
