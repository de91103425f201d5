"""The verbs about who knows what, and the way to them, as a viewer may see it.

Each is a plain function that may take seconds: a door runs it on a worker thread with a deadline.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from graph.analyses.expertise.finder import Candidate, ExpertiseOverview, expertise_overview
from graph.analyses.expertise.finder import find_expertise as find_people
from graph.analyses.expertise.paths import PathAnswer
from graph.analyses.expertise.paths import expertise_paths as paths_from
from graph.domain.described import Unit
from graph.domain.kinds import is_id_of
from graph.usecases.parameters import Below, Level, Near, Time, Topics, Within
from graph.usecases.read import organisation_named, person_named, place_named, topic_named
from graph.usecases.world import World

__all__ = ["expertise", "expertise_paths", "find_expertise"]


def find_expertise(
    world: World,
    topics: Topics,
    *,
    level: Level = 2,
    within: Within = None,
    near: Near = None,
    room: Annotated[float | None, Unit("hours per week")] = None,
    limit: int = 50,
    deadline: Time = None,
) -> tuple[Candidate, ...]:
    """Who knows what: people who know or do everything that is asked, best first.

    Args:
        room: what they must have left.
        limit: most people.

    Raises:
        NotFound: something named is unknown.
        InvalidInput: no topic is given, or the level is no level.
        DeadlineExceeded: it took too long.
    """
    return find_people(
        world.snapshot,
        world.on,
        [topic_named(world, topic).id for topic in topics],
        level=level,
        within=place_named(world, within),
        near=organisation_named(world, near).id if near else None,
        visible=_others_sharing(world),
        room=room,
        limit=limit,
        deadline=deadline,
    )


def expertise(
    world: World, organisation: Below = None, *, level: Level = 1, deadline: Time = None
) -> ExpertiseOverview:
    """Which topics are known, and by how many; named are those who share it with the viewer.

    Raises:
        NotFound: the organisation is unknown.
        DeadlineExceeded: it took too long.
    """
    place = place_named(world, organisation)
    return expertise_overview(
        world.snapshot,
        world.on,
        place,
        level=level,
        visible=_others_sharing(world),
        deadline=deadline,
    )


def expertise_paths(
    world: World, asker: str, topic: str, *, level: Level = 2, limit: int = 5, deadline: Time = None
) -> tuple[PathAnswer, ...]:
    """The nearest people in other schools who know a topic, with the way to each.

    A way asked for somebody else goes only by people who share their expertise with the viewer as well.

    Args:
        asker: the person or organisation in need, by id, number, address or identifier.
        topic: what is needed, by id, name or keyword.
        limit: most people.

    Raises:
        NotFound: the asker or the topic is unknown.
        DeadlineExceeded: it took too long.
    """
    start = person_named(world, asker) if is_id_of("person", asker) or "@" in asker else None
    from_id = start.id if start is not None else organisation_named(world, asker).id
    return paths_from(
        world.snapshot,
        world.on,
        from_id,
        topic_named(world, topic).id,
        level=level,
        limit=limit,
        visible=world.shares,
        deadline=deadline,
    )


def _others_sharing(world: World) -> Callable[[str], bool]:
    """Tells who shares with the viewer, who does not look for themselves."""
    return lambda person: person != world.viewer.person and world.shares(person)
