"""On which half days a holder is at which school."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from graph.domain.changes import Change, Put
from graph.domain.described import HalfDay, HoldingId, OrganisationId
from graph.domain.errors import InvalidInput
from graph.domain.kinds import At, Holds, Serves
from graph.domain.periods import in_force, overlap
from graph.domain.text import Named, Text
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import Changeable, Changed, Request, Shows, commit, known
from graph.usecases.viewer import Viewer
from graph.usecases.world import World

__all__ = ["PlanWeek", "WeekPart", "places_of_week", "plan_week"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPart:
    """The half days that somebody is at one school.

    Attributes:
        organisation: the school.
        days: half days there.
    """

    organisation: OrganisationId
    days: tuple[HalfDay, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWeek(Request):
    """Say on which half days a holder is where; of the holding that is there, never of a second one.

    Attributes:
        holding: whose week it is.
        parts: the half days for each school; a school that is not named has none.
    """

    holding: HoldingId
    parts: tuple[WeekPart, ...] = ()


async def plan_week(desk: Changeable, viewer: Viewer, request: PlanWeek) -> Annotated[Changed, Shows("holding", Holds)]:
    """Say on which half days a holder is where.

    Raises:
        NotFound: there is no such holding.
        InvalidInput: a half day is given twice, the function is not at one of the schools, or several people share
            the days of the function there.
    """
    today = desk.today()

    def make(snapshot: Snapshot) -> list[Change]:
        holding = known(snapshot, Holds, request.holding, "holding")
        served = [edge for edge in snapshot.out(Serves, holding.to_id) if in_force(edge, today)]
        asked = {part.organisation: part.days for part in request.parts if part.days}
        _check_week(snapshot, holding, served, asked)
        days = tuple(sorted({day for each in asked.values() for day in each}))
        there = [replace(edge, days=tuple(sorted(asked.get(edge.to_id, ())))) for edge in served]
        return [Put(replace(holding, days=days)), *map(Put, there)]

    return await commit(desk, viewer, request, make)


def _check_week(snapshot: Snapshot, holding: Holds, served: list[Serves], asked: Mapping[str, tuple[str, ...]]) -> None:
    given = [day for days in asked.values() for day in days]
    if len(given) > len(set(given)):
        raise _no_week(Text("Nobody is at two schools on one half day"), Text("Give each half day once"))
    places = {edge.to_id for edge in served} or {at.to_id for at in snapshot.out(At, holding.to_id)}
    for place in sorted(set(asked) - places):
        raise _no_week(
            Text("{role} is not at {place}", role=Named(holding.to_id), place=Named(place)),
            Text("Let the function serve that school first"),
        )
    others = [edge for edge in snapshot.into(Holds, holding.to_id) if edge.id != holding.id]
    if served and any(overlap(edge, holding) for edge in others):
        raise _no_week(
            Text("Several people have {role}, which has one week at each school", role=Named(holding.to_id)),
            Text("Give each of them a function of their own"),
        )


def _no_week(message: Text, remedy: Text) -> InvalidInput:
    return InvalidInput.because(message, remedy, field="parts")


def places_of_week(world: World, holding: Holds) -> Mapping[str, tuple[str, ...]]:
    """The schools where a holder is, each with its half days: those that the function serves, else where it is."""
    served = {edge.to_id: edge.days for edge in world.snapshot.out(Serves, holding.to_id) if in_force(edge, world.on)}
    if served:
        return served
    return {edge.to_id: holding.days for edge in world.snapshot.out(At, holding.to_id) if in_force(edge, world.on)}
