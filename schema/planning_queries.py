"""The questions that plan; they are part of `Query`. None of them writes, keeps or logs anything."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import strawberry

from graph.analyses.fragility.bus_factor import POPULATIONS
from graph.domain.errors import InvalidInput
from graph.domain.kinds import MAX_LEVEL
from graph.domain.text import Text
from graph.usecases import analyse, planning
from schema.answers import BusFactorPopulation, SmallestSet
from schema.arguments import EverythingBelow, Info, Known, Limit, in_range, or_null
from schema.connections import LARGEST_PAGE
from schema.declared import ENUMS, On
from schema.fields import computed
from schema.inputs import MOST_RECORDS
from schema.planning_answers import Bridge, Rehearsal, RepairPlan, Scarcity, Team
from schema.scalars import JSON
from schema.time_answers import show_all

__all__ = ["PlanningQuery"]

MandateKind = ENUMS["MandateKind"]
MOST_TOPICS = 10
MOST_PEOPLE = 100
MOST_TARGET = 10

OrganisationId = Annotated[
    strawberry.ID, strawberry.argument(description="Id, number (instellingsnummer) or identifier of an organisation.")
]
Level = Annotated[int, strawberry.argument(description="From which level a recorded expertise counts, 1-5.")]
Kinds = Annotated[
    list[MandateKind] | None,  # type: ignore[valid-type]
    strawberry.argument(description="Only these kinds of mandate."),
]


@strawberry.input(description="What would happen: one of these, or several together.")
class WhatIfInput:
    """What would happen."""

    leaves: list[strawberry.ID] | None = strawberry.field(
        description="People who leave (100 at most): id, e-mail address or identifier.", default=None
    )
    absent: list[strawberry.ID] | None = strawberry.field(
        description="People who are absent (100 at most): id, e-mail address or identifier.", default=None
    )
    organisation_leaves: strawberry.ID | None = strawberry.field(
        description="An organisation that leaves those above it.", default=None
    )
    puts: list[JSON] | None = strawberry.field(
        description="Records in the native format that would be added or replaced (5,000 at most).", default=None
    )
    removals: list[strawberry.ID] | None = strawberry.field(
        description="Ids of records that would be gone (5,000 at most).", default=None
    )
    since: date | None = strawberry.field(
        description="First day of it, and the day that is looked at; default: the day asked.", default=None
    )
    until: date | None = strawberry.field(description="First day after an absence; default: not known.", default=None)


@strawberry.type
class PlanningQuery:
    """What would happen, whom to ask, who could do it together, and what is scarce."""

    @computed(
        "What would open, close and hang on few people if something happened; null when what is named is unknown. "
        "It comes by POST only: its answer is about people and has no link.",
        cost=1000,
    )
    async def rehearse(
        self,
        info: Info,
        what_if: Annotated[WhatIfInput, strawberry.argument(description="What would happen.")],
        organisation: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="What is looked at, with all below; default: all that it can concern."),
        ] = None,
        on: On = None,
        known_at: Known = None,
    ) -> Rehearsal | None:
        if info.context.has_link:
            raise InvalidInput.because(Text("A rehearsal has no link that can be passed on"), Text("Send it by POST"))
        world = info.context.world(on, known_at)
        asked = _what_if(what_if)
        found = await or_null(
            info.context.analyses.run(lambda deadline: planning.rehearse(world, asked, organisation, deadline=deadline))
        )
        make: Any = Rehearsal
        return None if found is None else make(record=found, world=world)

    @computed(
        "The fewest requests to colleagues that bring every mandate to enough people; null when it is unknown.",
        cost=1000,
    )
    async def repair_plan(
        self,
        info: Info,
        organisation: OrganisationId,
        target: Annotated[int, strawberry.argument(description="How many people everything should have, 1-10.")] = 2,
        mandates: Kinds = None,
        on: On = None,
        known_at: Known = None,
    ) -> RepairPlan | None:
        world = info.context.world(on, known_at)
        in_range("target", target, MOST_TARGET)
        kinds = tuple(sorted({str(getattr(kind, "value", kind)) for kind in mandates or ()}))
        found = await or_null(
            info.context.analyses.run(
                lambda deadline: planning.repair_plan(
                    world, organisation, target=target, mandates=kinds, deadline=deadline
                )
            )
        )
        make: Any = RepairPlan
        return None if found is None else make(record=found, world=world)

    @computed(
        "The fewest people that together know several topics, and may decide; null when something is unknown.",
        cost=500,
    )
    async def team(
        self,
        info: Info,
        topics: Annotated[
            list[strawberry.ID], strawberry.argument(description="Ids, names or keywords of topics (10 at most).")
        ],
        decides: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="A task or decision in which somebody of the team must decide; with `at`."),
        ] = None,
        at: Annotated[
            strawberry.ID | None, strawberry.argument(description="The organisation where that is decided.")
        ] = None,
        level: Level = 2,
        within: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only people of this organisation and below it.")
        ] = None,
        near: Annotated[
            strawberry.ID | None, strawberry.argument(description="The organisation that asks, for the distance.")
        ] = None,
        on: On = None,
        known_at: Known = None,
    ) -> Team | None:
        world = info.context.world(on, known_at)
        in_range("level", level, MAX_LEVEL)
        _few(topics, "topics", MOST_TOPICS)
        found = await or_null(
            info.context.analyses.run(
                lambda deadline: planning.team(
                    world, topics, decides=decides, at=at, level=level, within=within, near=near, deadline=deadline
                )
            )
        )
        make: Any = Team
        return None if found is None else make(record=found, world=world)

    @computed("What expertise is scarce, and where somebody wants to learn it; null when it is unknown.", cost=500)
    async def scarcity(
        self,
        info: Info,
        organisation: EverythingBelow = None,
        level: Level = 2,
        on: On = None,
        known_at: Known = None,
    ) -> Scarcity | None:
        world = info.context.world(on, known_at)
        in_range("level", level, MAX_LEVEL)
        found = await or_null(
            info.context.analyses.run(
                lambda deadline: planning.scarcity(world, organisation, level=level, deadline=deadline)
            )
        )
        make: Any = Scarcity
        return None if found is None else make(record=found, world=world)

    @computed("The fewest people that keep everything held that is held now; null when it is unknown.", cost=500)
    async def core_team(
        self,
        info: Info,
        organisation: OrganisationId,
        items: Annotated[
            BusFactorPopulation,
            strawberry.argument(description="Of what it is counted how many people hold it."),
        ] = POPULATIONS[0],
        mandates: Kinds = None,
        on: On = None,
        known_at: Known = None,
    ) -> SmallestSet | None:
        world = info.context.world(on, known_at)
        population = str(getattr(items, "value", items))
        kinds = tuple(sorted({str(getattr(kind, "value", kind)) for kind in mandates or ()}))
        found = await or_null(
            info.context.analyses.run(
                lambda deadline: analyse.bus_factor(
                    world, organisation, items=population, mandates=kinds, deadline=deadline
                )
            )
        )
        make: Any = SmallestSet
        return None if found is None else make(record=found.core_team, world=world)

    @computed("Who alone joins schools that work together; null when it is unknown.", cost=500)
    async def bridges(
        self, info: Info, organisation: EverythingBelow = None, limit: Limit = 50, on: On = None, known_at: Known = None
    ) -> list[Bridge] | None:
        world = info.context.world(on, known_at)
        in_range("limit", limit, LARGEST_PAGE)
        found = await or_null(
            info.context.analyses.run(lambda deadline: analyse.bridges(world, organisation, deadline=deadline))
        )
        return None if found is None else show_all(Bridge, world, found[:limit])


def _what_if(given: WhatIfInput) -> planning.WhatIf:
    puts, removals = given.puts or [], given.removals or []
    _few(puts, "puts", MOST_RECORDS)
    _few(removals, "removals", MOST_RECORDS)
    return planning.WhatIf(
        leaves=_few(given.leaves or [], "leaves", MOST_PEOPLE),
        absent=_few(given.absent or [], "absent", MOST_PEOPLE),
        organisation_leaves=given.organisation_leaves,
        changes=planning.changes_of_records(puts, removals),  # type: ignore[arg-type]
        since=given.since,
        until=given.until,
    )


def _few(given: list[Any], name: str, most: int) -> tuple[Any, ...]:
    if len(given) > most:
        raise InvalidInput.because(
            Text("{number} {name} were given", number=len(given), name=name),
            Text("Give at most {most}", most=most),
            field=name,
        )
    return tuple(given)
