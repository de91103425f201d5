"""The analysing verbs: gaps, bus factor, hours, who knows what, and the way to them, as a viewer may see them.

Each is a plain function that may take seconds: a door runs it on a worker thread with a deadline.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Annotated

from graph.analyses.expertise.finder import Candidate, ExpertiseOverview, expertise_overview
from graph.analyses.expertise.finder import find_expertise as find_people
from graph.analyses.expertise.paths import PathAnswer
from graph.analyses.expertise.paths import expertise_paths as paths_from
from graph.analyses.fragility.bus_factor import BusFactorReport, Item
from graph.analyses.fragility.bus_factor import bridges as bridges_of
from graph.analyses.fragility.bus_factor import bus_factor as bus_factor_of
from graph.analyses.fragility.bus_factor import bus_factor_item as bus_factor_item_of
from graph.analyses.fragility.bus_factor import bus_factor_of_each as bus_factor_of_each_of
from graph.analyses.fragility.network import Separation
from graph.analyses.gaps.findings import GapReport
from graph.analyses.gaps.report import subjects_without_norm
from graph.analyses.load.hours import LoadReport
from graph.analyses.load.hours import load as load_of
from graph.domain.choices import SCHOOL_TYPES
from graph.domain.described import Spelled, Unit
from graph.domain.kinds import Organisation, is_id_of
from graph.usecases.kept_reports import report_of
from graph.usecases.nameless import bridge_told, bus_factor_told, item_told, load_told
from graph.usecases.parameters import HALF, Below, Level, MandateKinds, Near, Population, Share, Time, Topics, Within
from graph.usecases.read import organisation_named, person_named, place_named, topic_named
from graph.usecases.world import World

__all__ = [
    "bridges",
    "bus_factor",
    "bus_factor_item",
    "bus_factor_of_each",
    "expertise",
    "expertise_paths",
    "find_expertise",
    "gaps",
    "load",
    "without_norm",
]


def gaps(
    world: World,
    organisation: Below = None,
    *,
    accepted: Annotated[bool | None, Spelled("--accepted/--open")] = None,
    rules: Annotated[Collection[str], Spelled("--rule", "CODE")] = (),
    intervals: bool | None = None,
    deadline: Time = None,
) -> GapReport:
    """What is not arranged, and what to do about it.

    Args:
        accepted: only what is, or is not, knowingly left as it is.
        rules: look for these codes only.
        intervals: look since when each point is open; if absent, up to 500 organisations.

    Raises:
        NotFound: the organisation is unknown.
        InvalidInput: there is no such rule.
        DeadlineExceeded: it took too long.
    """
    place = place_named(world, organisation)
    report = report_of(world, place, intervals=intervals, rules=rules, deadline=deadline)
    if accepted is not None:
        report = replace(report, findings=tuple(f for f in report.findings if (f.accepted is not None) == accepted))
    return report


def without_norm(world: World, organisation: str | None = None) -> tuple[str, ...]:
    """The tasks and decisions in use about which no norm says anything.

    Raises:
        NotFound: the organisation is unknown.
    """
    place = place_named(world, organisation)
    return subjects_without_norm(world.snapshot, world.on, place)


def bus_factor(
    world: World,
    organisation: Below = None,
    *,
    items: Population = "mandates",
    mandates: MandateKinds = (),
    task_groups: Annotated[Collection[str], Spelled("--task-group")] = (),
    roles: Annotated[Collection[str], Spelled("--role")] = (),
    topics: Annotated[Collection[str], Spelled("--topic")] = (),
    share: Share = HALF,
    min_level: Level = 2,
    deadline: Time = None,
) -> BusFactorReport:
    """What hangs on one colleague, and the smallest group that leaves a share of it unfilled.

    Args:
        items: what is counted.
        task_groups: only below this task group.
        roles: only what this function holds.
        topics: only this topic and the narrower ones.

    Raises:
        NotFound: something named is unknown.
        InvalidInput: the share lies outside (0, 1], or a choice does not exist.
        DeadlineExceeded: not even a bound came in time.
    """
    place = place_named(world, organisation)
    report = bus_factor_of(
        world.snapshot,
        world.on,
        place,
        items=items,
        mandates=mandates,
        task_groups=task_groups,
        roles=roles,
        topics=tuple(topic_named(world, topic).id for topic in topics),
        share=share,
        min_level=min_level,
        deadline=deadline,
    )
    return bus_factor_told(world, report)


def bus_factor_of_each(
    world: World,
    organisation: Below = None,
    *,
    items: Population = "mandates",
    share: Share = HALF,
    deadline: Time = None,
) -> tuple[BusFactorReport, ...]:
    """What hangs on one colleague in each school and centre by itself: of an organisation and below, or of all.

    Args:
        items: what is counted.

    Raises:
        NotFound: the organisation is unknown.
        InvalidInput: the share lies outside (0, 1], or there is no such population.
        DeadlineExceeded: the time was over before every school had its items; sets that come late are bounds.
    """
    schools = None
    if organisation is not None:
        below = world.coverage.below(organisation_named(world, organisation).id)
        nodes = (world.snapshot.find(Organisation, each) for each in below)
        schools = [node.id for node in nodes if node is not None and node.type in SCHOOL_TYPES]
    found = bus_factor_of_each_of(world.snapshot, world.on, schools, items=items, share=share, deadline=deadline)
    return tuple(bus_factor_told(world, report) for report in found)


def bus_factor_item(
    world: World,
    population: str,
    organisation: str,
    *,
    subject: str | None = None,
    mandate: str | None = None,
    expertise: str | None = None,
    min_level: int = 2,
) -> Item | None:
    """The one item of a population that is about these, as the viewer may see it; None when there is none.

    Raises:
        NotFound: the organisation is unknown.
        InvalidInput: there is no such population.
    """
    found = bus_factor_item_of(
        world.snapshot,
        world.on,
        population,
        organisation,
        subject=subject,
        mandate=mandate,
        expertise=expertise,
        min_level=min_level,
    )
    return None if found is None else item_told(world, found)


def bridges(world: World, organisation: Below = None, *, deadline: Time = None) -> tuple[Separation, ...]:
    """Who alone joins schools that work together.

    Raises:
        NotFound: the organisation is unknown.
        DeadlineExceeded: it took too long.
    """
    place = place_named(world, organisation)
    found = bridges_of(world.snapshot, world.on, place, deadline=deadline)
    return tuple(bridge_told(world, each) for each in found)


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
        near=place_named(world, near),
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


def load(world: World, organisation: Below = None, *, deadline: Time = None) -> LoadReport:
    """How many hours the work asks, against the appointments.

    Whose hours these are is told to themselves, their head and their keeper; others see the functions.

    Raises:
        NotFound: the organisation is unknown.
        DeadlineExceeded: it took too long.
    """
    place = place_named(world, organisation)
    return load_told(world, load_of(world.snapshot, world.on, place, deadline=deadline))


def _others_sharing(world: World) -> Callable[[str], bool]:
    """Tells who shares with the viewer, who does not look for themselves."""
    return lambda person: person != world.viewer.person and world.shares(person)
