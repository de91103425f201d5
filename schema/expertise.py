"""Who knows what, how to reach them, and which expertise is scarce."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import strawberry

from graph.analyses.expertise.finder import Candidate, DoesThis, KnownTopic
from graph.analyses.expertise.paths import Hop, Path, PathAnswer
from graph.analyses.planning.scarcity import Scarcity
from graph.domain.described import Between
from graph.domain.errors import NotFound
from graph.usecases import expertise
from graph.usecases.parameters import MOST_TOPICS
from graph.usecases.world import World
from schema.arguments import Info, Level, Near, Topics, Within, few
from schema.asking import answers_of
from schema.declared import Answer
from schema.derive import as_declared, computed
from schema.paging import LARGEST_PAGE

__all__ = ["ExpertiseQuery"]

MOST_PATHS = 10

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
        world: World,
        origin: Annotated[
            strawberry.ID, strawberry.argument(description="The person or organisation in need.", name="from")
        ],
        topic: Annotated[strawberry.ID, strawberry.argument(description="Id, name or keyword of a topic.")],
        level: Level = 2,
        limit: Annotated[
            int, Between(1, MOST_PATHS), strawberry.argument(description="How many people, 10 at most.")
        ] = 3,
    ) -> list[Answer[PathAnswer]] | None:
        world = await _searched(info, world, [topic], level, asker=origin)
        return await answers_of(
            info,
            world,
            lambda deadline: expertise.expertise_paths(
                world, origin, topic, level=level, limit=limit, deadline=deadline
            ),
        )

    @computed("People who know or do everything that is asked, best first; null when something is unknown.", cost=200)
    async def find_expertise(
        self,
        info: Info,
        world: World,
        topics: Topics,
        level: Level = 2,
        within: Within = None,
        near: Near = None,
        room: Annotated[
            float | None, strawberry.argument(description="Hours that they must have left (hours per week).")
        ] = None,
        limit: Annotated[
            int, Between(1, LARGEST_PAGE), strawberry.argument(description="How many people, 100 at most.")
        ] = 20,
    ) -> list[Answer[Candidate]] | None:
        asked = few(topics, "topics", most=MOST_TOPICS)
        world = await _searched(info, world, asked, level, within=within)
        return await answers_of(
            info,
            world,
            lambda deadline: expertise.find_expertise(
                world, asked, level=level, within=within, near=near, room=room, limit=limit, deadline=deadline
            ),
        )


async def _searched(
    info: Info,
    world: World,
    topics: Sequence[str],
    level: int,
    *,
    within: str | None = None,
    asker: str | None = None,
) -> World:
    """The world with who knows it elsewhere; what is unknown is for the question itself to tell."""
    try:
        return await expertise.searched(info.context.desk, world, topics, level=level, within=within, asker=asker)
    except NotFound:
        return world
