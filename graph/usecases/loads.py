"""The verb about hours: what the work of people asks, as a viewer may see it."""

from __future__ import annotations

from graph.analyses.common.deadline import Deadline
from graph.analyses.load.hours import LoadReport
from graph.analyses.load.hours import load as load_of
from graph.usecases.hiding import load_as_seen
from graph.usecases.read import organisation_named
from graph.usecases.world import World

__all__ = ["load"]


def load(world: World, organisation: str | None = None, *, deadline: Deadline | None = None) -> LoadReport:
    """How many hours the work of people asks, against their appointment.

    Whose hours these are is told to themselves and to the owner; others see the functions.

    Raises:
        NotFound: the organisation is unknown.
        DeadlineExceeded: it took too long.
    """
    place = organisation_named(world, organisation).id if organisation else None
    return load_as_seen(world, load_of(world.snapshot, world.on, place, deadline=deadline))
