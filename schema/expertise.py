"""Who knows what, how to reach them, and which expertise is scarce."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graph.analyses.expertise.finder import Candidate, DoesThis, KnownTopic
from graph.analyses.expertise.paths import Hop, Path, PathAnswer
from graph.analyses.planning.scarcity import Scarcity
from graph.domain.kinds import MAX_LEVEL
from graph.usecases import analyse, planning
from schema.arguments import EverythingBelow, Info, Known, Level, Near, Topics, Within, few, in_range
from schema.asking import answer_of, answers_of
from schema.declared import Answer, On
from schema.derive import as_declared, computed
from schema.paging import LARGEST_PAGE

__all__ = ["MOST_TOPICS", "ExpertiseQuery"]

MOST_PATHS = 10
MOST_TOPICS = 10

ENDS = {"from_id": "origin", "to_id": "destination"}

as_declared(KnownTopic, without=("edge",))
as_declared(DoesThis, without=("edge",))


as_declared(Hop, called=ENDS)
as_declared(Path, called=ENDS)
as_declared(PathAnswer, called=ENDS)
as_declared(Scarcity, without=("fewest_shown",))


@strawberry.type
class ExpertiseQuery:
    """Who knows what."""

    @computed(
        "The nearest people in other schools who know a topic, with the way to each; null when unknown.", cost=500
    )
    async def expertise_paths(
        self,
        info: Info,
        origin: Annotated[
            strawberry.ID, strawberry.argument(description="The person or organisation in need.", name="from")
        ],
        topic: Annotated[strawberry.ID, strawberry.argument(description="Id, name or keyword of a topic.")],
        level: Level = 2,
        limit: Annotated[int, strawberry.argument(description="How many people, 10 at most.")] = 3,
        on: On = None,
        known_at: Known = None,
    ) -> list[Answer[PathAnswer]] | None:
        world = info.context.world(on, known_at)
        in_range("level", level, MAX_LEVEL)
        in_range("limit", limit, MOST_PATHS)
        return await answers_of(
            info,
            world,
            lambda deadline: analyse.expertise_paths(world, origin, topic, level=level, limit=limit, deadline=deadline),
        )

    @computed("People who know or do everything that is asked, best first; null when something is unknown.", cost=200)
    async def find_expertise(
        self,
        info: Info,
        topics: Topics,
        level: Level = 2,
        within: Within = None,
        near: Near = None,
        room: Annotated[
            float | None, strawberry.argument(description="Hours that they must have left (hours per week).")
        ] = None,
        limit: Annotated[int, strawberry.argument(description="How many people, 100 at most.")] = 20,
        on: On = None,
        known_at: Known = None,
    ) -> list[Answer[Candidate]] | None:
        world = info.context.world(on, known_at)
        in_range("limit", limit, LARGEST_PAGE)
        in_range("level", level, MAX_LEVEL)
        asked = few(topics, "topics", most=MOST_TOPICS)
        return await answers_of(
            info,
            world,
            lambda _deadline: analyse.find_expertise(
                world, asked, level=level, within=within, near=near, room=room, limit=limit
            ),
        )

    @computed("What expertise is scarce, and where somebody wants to learn it; null when it is unknown.", cost=500)
    async def scarcity(
        self,
        info: Info,
        organisation: EverythingBelow = None,
        level: Level = 2,
        on: On = None,
        known_at: Known = None,
    ) -> Answer[Scarcity] | None:
        world = info.context.world(on, known_at)
        in_range("level", level, MAX_LEVEL)
        return await answer_of(
            info, world, lambda deadline: planning.scarcity(world, organisation, level=level, deadline=deadline)
        )
