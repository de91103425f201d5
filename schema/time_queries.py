"""The questions about time and load; they are part of `Query`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import strawberry

from graph.usecases import analyse, gaps_over_time
from graph.usecases.world import World
from schema.arguments import EverythingBelow, Info, Known, Limit, in_range, or_null
from schema.connections import LARGEST_PAGE
from schema.declared import On
from schema.fields import computed
from schema.scalars import KnownAt
from schema.time_answers import (
    AcceptanceState,
    FindingsDifference,
    GapHistory,
    LoadReport,
    WhatChanged,
    show_all,
    show_difference,
)

__all__ = ["TimeQuery"]

Since = Annotated[
    date | None,
    strawberry.argument(
        description="The earlier day; default: with `sinceKnownAt` the same day, else 1 September before the day."
    ),
]
SinceKnownAt = Annotated[
    KnownAt | None, strawberry.argument(description="The earlier moment as known then; default: as known later.")
]


@strawberry.type
class TimeQuery:
    """What was, what opened and closed, what is coming, and how many hours it asks."""

    @computed(
        "When each gap was open, and open gap-days per organisation and school year; null when it is unknown.",
        cost=1000,
    )
    async def gap_history(
        self,
        info: Info,
        organisation: EverythingBelow = None,
        since: Annotated[
            date | None,
            strawberry.argument(description="First day; default: 1 September, so that three school years are shown."),
        ] = None,
        until: Annotated[
            date | None, strawberry.argument(description="First day after the span; default: tomorrow.")
        ] = None,
        on: On = None,
        known_at: Known = None,
    ) -> GapHistory | None:
        world = info.context.world(on, known_at)
        return await _shown(
            GapHistory,
            world,
            info.context.analyses.run(
                lambda deadline: gaps_over_time.gap_history(
                    world, organisation, since=since, until=until, deadline=deadline
                )
            ),
        )

    @computed("Which findings opened, closed and stayed since an earlier moment; null when it is unknown.", cost=1000)
    async def findings_difference(
        self,
        info: Info,
        organisation: EverythingBelow = None,
        since: Since = None,
        since_known_at: SinceKnownAt = None,
        on: On = None,
        known_at: Known = None,
    ) -> FindingsDifference | None:
        later = info.context.world(on, known_at)
        earlier = _earlier(info, later, since, since_known_at)
        return await _difference(
            earlier,
            later,
            info.context.analyses.run(
                lambda deadline: gaps_over_time.gap_difference(earlier, later, organisation, deadline=deadline)
            ),
        )

    @computed(
        "What will be open at the start of the next school year, against the day; null when it is unknown.", cost=1000
    )
    async def findings_next_school_year(
        self, info: Info, organisation: EverythingBelow = None, on: On = None, known_at: Known = None
    ) -> FindingsDifference | None:
        world = info.context.world(on, known_at)
        return await _difference(
            world,
            gaps_over_time.next_school_year_of(world),
            info.context.analyses.run(
                lambda deadline: gaps_over_time.next_year(world, organisation, deadline=deadline)
            ),
        )

    @computed(
        "What changed in the division of tasks since an earlier moment, by whom and why; null when it is unknown.",
        cost=1000,
    )
    async def what_changed(
        self,
        info: Info,
        organisation: EverythingBelow = None,
        since: Since = None,
        since_known_at: SinceKnownAt = None,
        on: On = None,
        known_at: Known = None,
    ) -> WhatChanged | None:
        later = info.context.world(on, known_at)
        earlier = _earlier(info, later, since, since_known_at)
        log = await info.context.desk.revisions()
        found = await or_null(
            info.context.analyses.run(
                lambda deadline: gaps_over_time.changed_between(log, earlier, later, organisation, deadline=deadline)
            )
        )
        make: Any = WhatChanged
        return None if found is None else make(record=found, world=later, earlier=earlier)

    @computed("Findings that were left as they are, and what became of that; those that count first.", cost=500)
    async def acceptances(
        self, info: Info, limit: Limit = 100, on: On = None, known_at: Known = None
    ) -> list[AcceptanceState]:
        world = info.context.world(on, known_at)
        in_range("limit", limit, LARGEST_PAGE)
        found = await info.context.analyses.run(lambda deadline: gaps_over_time.acceptances(world, deadline=deadline))
        return show_all(AcceptanceState, world, found[:limit])

    @computed("How many hours the work of people asks, against their appointment; null when it is unknown.", cost=500)
    async def load(
        self, info: Info, organisation: EverythingBelow = None, on: On = None, known_at: Known = None
    ) -> LoadReport | None:
        world = info.context.world(on, known_at)
        return await _shown(
            LoadReport,
            world,
            info.context.analyses.run(lambda deadline: analyse.load(world, organisation, deadline=deadline)),
        )


def _earlier(info: Info, later: World, since: date | None, known_at: object) -> World:
    past = None if known_at is None else info.context.world(None, known_at)
    return gaps_over_time.earlier_world(later, since, past)


async def _shown(kind: Any, world: World, asked: Any) -> Any:
    found = await or_null(asked)
    return None if found is None else kind(record=found, world=world)


async def _difference(earlier: World, later: World, asked: Any) -> Any:
    found = await or_null(asked)
    return None if found is None else show_difference(earlier, later, found)
