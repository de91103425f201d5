"""The verb about how many hours the work asks, as a viewer may see it."""

from __future__ import annotations

from graph.analyses.common.deadline import Deadline
from graph.analyses.load.hours import LoadReport
from graph.analyses.load.hours import load as load_of
from graph.usecases.nameless import load_told
from graph.usecases.parameters import Below, Time
from graph.usecases.read import place_named
from graph.usecases.world import World

__all__ = ["load"]


def load(world: World, organisation: Below = None, *, deadline: Time = None) -> LoadReport:
    """How many hours the work asks, against the appointments.

    Whose hours these are is told to themselves, their head and their keeper; others see the functions.

    Raises:
        NotFound: the organisation is unknown.
        DeadlineExceeded: it took too long.
    """
    place = place_named(world, organisation)
    limit = deadline or Deadline()
    return load_told(world, load_of(world.snapshot, world.on, place, deadline=limit), limit)
