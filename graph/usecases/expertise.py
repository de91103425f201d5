"""The verbs about who knows what, and the way to them, as a viewer may see it.

Each is a plain function that may take seconds: a door runs it on a worker thread with a deadline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated

from graph.analyses.expertise.finder import Candidate, ExpertiseOverview, expertise_overview
from graph.analyses.expertise.finder import find_expertise as find_people
from graph.analyses.expertise.paths import PathAnswer
from graph.analyses.expertise.paths import expertise_paths as paths_from
from graph.domain.described import Unit
from graph.domain.kinds import is_id_of
from graph.store.port import Knowing
from graph.usecases.desk import Desk
from graph.usecases.parameters import Below, Level, Near, Time, Topics, Within
from graph.usecases.read import organisation_named, person_named, place_named, topic_named
from graph.usecases.world import World

__all__ = ["expertise", "expertise_paths", "find_expertise", "others_sharing", "searched"]


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
        visible=others_sharing(world),
        room=room,
        limit=limit,
        deadline=deadline,
    )


async def searched(
    desk: Desk,
    world: World,
    topics: Iterable[str],
    *,
    level: int = 2,
    within: str | None = None,
    asker: str | None = None,
) -> World:
    """The world in which it is answered who knows what: of an instance that holds a part, with who knows it elsewhere.

    Elsewhere only those are found who recorded that they know it.

    Args:
        desk: the running instance.
        world: what is asked.
        topics: what somebody must know.
        level: from which somebody counts.
        within: where they must belong; what is held answers that alone.
        asker: the person or organisation from which a way is wanted.

    Raises:
        NotFound: a topic or the asker is unknown.
        NotHeldHere: the store cannot search, or another instance holds the asker.
    """
    if world.held is None or within:
        return world
    known = [topic_named(world, topic) for topic in topics]
    words = {word for topic in known for word in (topic.name, *(text for _language, text in topic.names))}
    origin = None if asker is None else _asker(world, asker)
    sought = Knowing(words=tuple(sorted(words)), level=level, of_everybody=world.sees_everything, origin=origin)
    return await desk.searched(world, sought)


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
        visible=others_sharing(world),
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
        NotHeldHere: a part is held here, and the rest was not searched.
        DeadlineExceeded: it took too long.
    """
    if world.held is not None:
        world.held.check_all()
    return paths_from(
        world.snapshot,
        world.on,
        _asker(world, asker),
        topic_named(world, topic).id,
        level=level,
        limit=limit,
        visible=world.shares,
        deadline=deadline,
    )


def _asker(world: World, text: str) -> str:
    start = person_named(world, text) if is_id_of("person", text) or "@" in text else None
    return start.id if start is not None else organisation_named(world, text).id


def others_sharing(world: World) -> Callable[[str], bool]:
    """Tells who shares with the viewer, who does not look for themselves."""
    return lambda person: person != world.viewer.person and world.shares(person)
