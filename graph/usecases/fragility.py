"""The verbs about what hangs on one colleague, as a viewer may see it.

Each is a plain function that may take seconds: a door runs it on a worker thread with a deadline.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from graph.analyses.fragility.bridges import Separation
from graph.analyses.fragility.bridges import bridges as bridges_of
from graph.analyses.fragility.bus_factor import BusFactorReport
from graph.analyses.fragility.bus_factor import bus_factor as bus_factor_of
from graph.analyses.fragility.bus_factor import bus_factor_item as bus_factor_item_of
from graph.analyses.fragility.bus_factor import bus_factor_of_each as bus_factor_of_each_of
from graph.analyses.fragility.items import Item
from graph.domain.choices import SCHOOL_TYPES
from graph.domain.described import Spelled
from graph.domain.kinds import Organisation
from graph.usecases.nameless import bridge_told, bus_factor_told, item_told
from graph.usecases.parameters import HALF, Below, Level, MandateKinds, Population, Share, Time
from graph.usecases.read import organisation_named, place_named, topic_named
from graph.usecases.world import World

__all__ = ["bridges", "bus_factor", "bus_factor_item", "bus_factor_of_each"]


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
