"""What hangs on people, told of functions: a person is named to themselves, their head and their keeper alone.

That somebody holds a task is a fact, and `World.snapshot` decides who may see it. That much hangs on them, or how many
hours they have, is worked out from facts that the viewer sees; who it is, is left out of what is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.analyses.common.deadline import Deadline
from graph.analyses.planning.scarcity import FEWEST_SHOWN
from graph.usecases.viewer import HIDDEN
from graph.usecases.world import World

if TYPE_CHECKING:
    from graph.analyses.fragility.bridges import Separation
    from graph.analyses.fragility.bus_factor import BusFactorReport
    from graph.analyses.fragility.items import Item
    from graph.analyses.load.hours import LoadPart, LoadReport, PersonLoad
    from graph.analyses.planning.rehearsal import ItemChange, Rehearsal
    from graph.analyses.planning.repair import RepairPlan, RepairStep

__all__ = ["bridge_told", "bus_factor_told", "item_told", "load_told", "plan_told", "rehearsal_told"]


def bus_factor_told(world: World, report: BusFactorReport) -> BusFactorReport:
    """Without expertise that few have: whose that is could be guessed."""
    if world.sees_everything:
        return report
    return replace(
        report,
        items=_items(world, report.items),
        single_points=tuple(
            replace(point, person=person, items=_items(world, point.items))
            for point in report.single_points
            for person in world.named([point.person])
        ),
        critical_set=replace(report.critical_set, persons=world.named(report.critical_set.persons)),
        core_team=replace(report.core_team, persons=world.named(report.core_team.persons)),
        shapley_cov=tuple((person, value) for person, value in report.shapley_cov if world.may_name(person)),
    )


def item_told(world: World, found: Item) -> Item | None:
    """With as many people; None for an expertise that few have."""
    if world.sees_everything:
        return found
    if found.expertise is not None and found.bus_factor < FEWEST_SHOWN:
        return None
    return replace(found, persons=world.named(found.persons))


def bridge_told(world: World, found: Separation) -> Separation:
    """With the schools that somebody joins, whoever that is."""
    return replace(found, person=world.named([found.person])[0])


def load_told(world: World, report: LoadReport, deadline: Deadline) -> LoadReport:
    """With the hours of functions; whose these are is told to themselves, their head and their keeper.

    Raises:
        DeadlineExceeded: it took too long.
    """
    return replace(report, people=tuple(_person_load(world, each) for each in deadline.over(report.people)))


def rehearsal_told(world: World, found: Rehearsal) -> Rehearsal:
    """With what would hang on fewer people, and on how many."""
    return replace(
        found,
        orphaned=_changes(world, found.orphaned),
        at_risk=_changes(world, found.at_risk),
        eased=_changes(world, found.eased),
        expertise_lost=_changes(world, found.expertise_lost),
        expertise_at_risk=_changes(world, found.expertise_at_risk),
    )


def plan_told(world: World, found: RepairPlan) -> RepairPlan:
    """Without whom to ask, where the viewer may not be told what others carry and know."""
    return replace(found, steps=tuple(_step(world, step) for step in found.steps))


def _items(world: World, found: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(told for item in found if (told := item_told(world, item)) is not None)


def _person_load(world: World, each: PersonLoad) -> PersonLoad:
    parts = tuple(_load_part(world, part) for part in each.parts)
    return replace(each, person=world.named([each.person])[0], parts=parts)


def _load_part(world: World, part: LoadPart) -> LoadPart:
    return replace(part, persons=world.named(part.persons))


def _changes(world: World, changes: Iterable[ItemChange]) -> tuple[ItemChange, ...]:
    return tuple(
        replace(
            each,
            before=None if each.before is None else world.named(each.before),
            after=None if each.after is None else world.named(each.after),
        )
        for each in changes
    )


def _step(world: World, step: RepairStep) -> RepairStep:
    learns = tuple(replace(each, teacher=world.named((each.teacher,))[0]) for each in step.learns)
    if world.may_name(step.person):
        return replace(step, learns=learns)
    hidden = replace(step.edge, id="", from_id=HIDDEN)
    return replace(step, person=HIDDEN, learns=learns, hours_per_week=None, edge=hidden)
