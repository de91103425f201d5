"""How far apart schools and people are, as a cost of working together."""

from __future__ import annotations

from collections.abc import Collection
from math import asin, cos, radians, sin, sqrt

from graph.domain.kinds import Organisation
from graph.model.snapshot import Snapshot

__all__ = ["apart", "kilometres"]

EARTH_RADIUS_KM = 6371.0
_KM_PER_STEP = 25.0
"""So many kilometres cost as much as one more colleague in between."""

_UNKNOWN_PLACE = 1.0
"""Cost in steps between two places of which one is not known and that are not in the same municipality."""


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Distance over the earth's surface in kilometres, between places in degrees (haversine, 6,371 km)."""
    north, other_north = radians(latitude), radians(other_latitude)
    across = sin((other_north - north) / 2) ** 2
    along = cos(north) * cos(other_north) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(across + along)))


def apart(snapshot: Snapshot, some: Collection[str], others: Collection[str]) -> float:
    """Cost in steps of the distance between the nearest two of two sets of organisations.

    Nothing when they share one. Of two organisations: kilometres / 25 when both places are known, else nothing in
    the same municipality and 1 outside. Without organisations on a side nothing is known: 1.
    """
    if not set(some).isdisjoint(others):
        return 0.0
    costs = (_between(snapshot, one, other) for one in some for other in others)
    return min(costs, default=_UNKNOWN_PLACE)


def _between(snapshot: Snapshot, one_id: str, other_id: str) -> float:
    one, other = snapshot.find(Organisation, one_id), snapshot.find(Organisation, other_id)
    if one is None or other is None:
        return _UNKNOWN_PLACE
    here, there = _place(one), _place(other)
    if here is not None and there is not None:
        return kilometres(*here, *there) / _KM_PER_STEP
    same = one.municipality is not None and one.municipality == other.municipality
    return 0.0 if same else _UNKNOWN_PLACE


def _place(organisation: Organisation) -> tuple[float, float] | None:
    if organisation.latitude is None or organisation.longitude is None:
        return None
    return organisation.latitude, organisation.longitude
