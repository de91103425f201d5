"""The verb about hours: what the work of people asks, as a viewer may see it."""

from __future__ import annotations

from dataclasses import replace

from graph.analyses.common.deadline import Deadline
from graph.analyses.load.hours import LoadPart, LoadReport, PersonLoad
from graph.analyses.load.hours import load as load_of
from graph.usecases.read import organisation_named
from graph.usecases.seen import named_to
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
    report = load_of(world.snapshot, world.on, place, deadline=deadline)
    if world.is_owner:
        return report
    return replace(report, people=tuple(_as_seen(world, each) for each in report.people))


def _as_seen(world: World, each: PersonLoad) -> PersonLoad:
    parts = tuple(_part_as_seen(world, part) for part in each.parts)
    return replace(each, person=named_to(world, [each.person])[0], parts=parts)


def _part_as_seen(world: World, part: LoadPart) -> LoadPart:
    return replace(part, persons=named_to(world, part.persons))
