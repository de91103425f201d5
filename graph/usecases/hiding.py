"""Finished answers without what their viewer may not see: who that is decides `graph.usecases.viewer` alone.

Counts, places and functions stay; people go, or `HIDDEN` stands for them. Every verb whose answer can name somebody
gives it through one of these; whoever sees everything gets the answer itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

from graph.analyses.planning.scarcity import FEWEST_SHOWN, without_small_counts
from graph.domain.kinds import Channel
from graph.usecases.viewer import HIDDEN

if TYPE_CHECKING:
    from graph.analyses.answers.matrix import MatrixCell, MatrixRow, SchoolMatrix
    from graph.analyses.answers.responsibility import Answerer, Responsibility
    from graph.analyses.changes.record_differences import RecordDifference
    from graph.analyses.fragility.bus_factor import BusFactorReport, Item
    from graph.analyses.fragility.network import Separation
    from graph.analyses.gaps.acceptances import AcceptanceState
    from graph.analyses.gaps.findings import Finding, GapReport
    from graph.analyses.load.hours import LoadPart, LoadReport, PersonLoad
    from graph.analyses.planning.rehearsal import ItemChange, Rehearsal
    from graph.analyses.planning.repair import RepairPlan, RepairStep
    from graph.analyses.planning.scarcity import Scarcity
    from graph.domain.changes import RecordChange
    from graph.domain.kinds import Record
    from graph.usecases.world import World

__all__ = [
    "acceptance_as_seen",
    "answerers_as_seen",
    "bridge_as_seen",
    "bus_factor_as_seen",
    "change_as_seen",
    "difference_as_seen",
    "findings_as_seen",
    "gaps_as_seen",
    "item_as_seen",
    "load_as_seen",
    "matrix_as_seen",
    "plan_as_seen",
    "rehearsal_as_seen",
    "responsibility_as_seen",
    "row_as_seen",
    "scarcity_as_seen",
]

T = TypeVar("T")


def _unless_all_is_seen(hide: Callable[[World, T], T]) -> Callable[[World, T], T]:
    @wraps(hide)
    def as_seen(world: World, found: T) -> T:
        return found if world.sees_everything else hide(world, found)

    return as_seen


# What changed


def change_as_seen(world: World, change: RecordChange) -> RecordChange | None:
    """A change of the log without what the viewer may not see; None when the record is hidden, before or after."""
    before, after = _shown(world, change.before), _shown(world, change.after)
    if (before is None, after is None) != (change.before is None, change.after is None):
        return None
    is_whole = before is change.before and after is change.after
    return change if is_whole else replace(change, before=before, after=after)


def difference_as_seen(before: World, after: World, found: RecordDifference) -> RecordDifference | None:
    """A difference between two moments, likewise."""
    then, now = _shown(before, found.before), _shown(after, found.after)
    if (then is None, now is None) != (found.before is None, found.after is None):
        return None
    return replace(found, before=then, after=now, recorded=_shown(after, found.recorded))


def _shown(world: World, record: Record | None) -> Record | None:
    return None if record is None else world.shown(record)


# Who covers what


@_unless_all_is_seen
def responsibility_as_seen(world: World, answer: Responsibility) -> Responsibility:
    """Without hidden people and channels."""
    deciders = answerers_as_seen(world, answer.deciders)
    return replace(
        answer,
        deciders=deciders,
        first_available=next((one.holder for one in deciders if one.available), None),
        accountable=tuple(one for one in answer.accountable if world.get(one) is not None),
        executors=answerers_as_seen(world, answer.executors),
        steerers=answerers_as_seen(world, answer.steerers),
        contact_points=answerers_as_seen(world, answer.contact_points),
        parts=tuple(responsibility_as_seen(world, part) for part in answer.parts),
    )


@_unless_all_is_seen
def answerers_as_seen(world: World, answerers: tuple[Answerer, ...]) -> tuple[Answerer, ...]:
    """Those whom the viewer may see, with the channels that the viewer may use."""
    return tuple(
        replace(answerer, channels=tuple(one for one in answerer.channels if isinstance(world.get(one), Channel)))
        for answerer in answerers
        if world.get(answerer.holder) is not None
    )


@_unless_all_is_seen
def matrix_as_seen(world: World, matrix: SchoolMatrix) -> SchoolMatrix:
    """With as many people in each place."""
    parts = (replace(part, rows=tuple(row_as_seen(world, row) for row in part.rows)) for part in matrix.parts)
    return replace(matrix, parts=tuple(parts))


@_unless_all_is_seen
def row_as_seen(world: World, row: MatrixRow) -> MatrixRow:
    """Likewise, of one task or decision."""
    return replace(row, cells=tuple(_cell(world, cell) for cell in row.cells))


def _cell(world: World, cell: MatrixCell) -> MatrixCell:
    return replace(
        cell,
        present=_counted(world, cell.present),
        absent=_counted(world, cell.absent),
        answers=_counted(world, cell.answers),
    )


def _counted(world: World, holders: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(holder if world.get(holder) is not None else HIDDEN for holder in holders)


# What is not arranged


@_unless_all_is_seen
def gaps_as_seen(world: World, report: GapReport) -> GapReport:
    """With the gaps themselves, hidden people or not."""
    return replace(report, findings=findings_as_seen(world, report.findings))


@_unless_all_is_seen
def findings_as_seen(world: World, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Without hidden people, who leave the gap itself visible."""
    return tuple(_finding(world, finding) for finding in findings)


@_unless_all_is_seen
def acceptance_as_seen(world: World, state: AcceptanceState) -> AcceptanceState:
    """Without a hidden person who left it so, and with its finding as the viewer may see it."""
    return replace(
        state,
        acceptance=replace(state.acceptance, accepted_by=_accepted_by(world, state.acceptance.accepted_by)),
        finding=None if state.finding is None else _finding(world, state.finding),
    )


def _finding(world: World, finding: Finding) -> Finding:
    return replace(
        finding,
        persons=_visible(world, finding.persons),
        fallback=_visible(world, finding.fallback),
        accepted=finding.accepted
        and replace(finding.accepted, accepted_by=_accepted_by(world, finding.accepted.accepted_by)),
    )


def _visible(world: World, persons: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(person for person in persons if world.get(person) is not None)


def _accepted_by(world: World, person: str | None) -> str | None:
    return None if person is None or world.get(person) is None else person


# What hangs on somebody


@_unless_all_is_seen
def bus_factor_as_seen(world: World, report: BusFactorReport) -> BusFactorReport:
    """With only those people named whom the viewer may be told about, and no expertise that few have: whose that is
    could be guessed."""
    return replace(
        report,
        items=_items_as_seen(world, report.items),
        single_points=tuple(
            replace(point, person=person, items=_items_as_seen(world, point.items))
            for point in report.single_points
            for person in world.named([point.person])
        ),
        critical_set=replace(report.critical_set, persons=world.named(report.critical_set.persons)),
        core_team=replace(report.core_team, persons=world.named(report.core_team.persons)),
        shapley_cov=tuple((person, value) for person, value in report.shapley_cov if world.may_name(person)),
    )


def item_as_seen(world: World, found: Item) -> Item | None:
    """With as many people; None for an expertise that few have."""
    if world.sees_everything:
        return found
    return replace(found, persons=world.named(found.persons)) if _may_be_counted(found) else None


def _may_be_counted(found: Item) -> bool:
    return found.expertise is None or found.bus_factor >= FEWEST_SHOWN


def _items_as_seen(world: World, found: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(seen for item in found if (seen := item_as_seen(world, item)) is not None)


@_unless_all_is_seen
def bridge_as_seen(world: World, found: Separation) -> Separation:
    """With the schools that somebody joins, whoever that is."""
    return replace(found, person=world.named([found.person])[0])


@_unless_all_is_seen
def load_as_seen(world: World, report: LoadReport) -> LoadReport:
    """With the hours of functions; whose these are is told to themselves."""
    return replace(report, people=tuple(_person_load(world, each) for each in report.people))


def _person_load(world: World, each: PersonLoad) -> PersonLoad:
    parts = tuple(_load_part(world, part) for part in each.parts)
    return replace(each, person=world.named([each.person])[0], parts=parts)


def _load_part(world: World, part: LoadPart) -> LoadPart:
    return replace(part, persons=world.named(part.persons))


# Plans


@_unless_all_is_seen
def rehearsal_as_seen(world: World, found: Rehearsal) -> Rehearsal:
    """With only those people named whom the viewer may be told about."""
    return replace(
        found,
        opened=findings_as_seen(world, found.opened),
        closed=findings_as_seen(world, found.closed),
        orphaned=_item_changes(world, found.orphaned),
        at_risk=_item_changes(world, found.at_risk),
        eased=_item_changes(world, found.eased),
        expertise_lost=_item_changes(world, found.expertise_lost),
        expertise_at_risk=_item_changes(world, found.expertise_at_risk),
    )


def _item_changes(world: World, changes: Iterable[ItemChange]) -> tuple[ItemChange, ...]:
    return tuple(
        replace(
            each,
            before=None if each.before is None else world.named(each.before),
            after=None if each.after is None else world.named(each.after),
        )
        for each in changes
    )


@_unless_all_is_seen
def plan_as_seen(world: World, found: RepairPlan) -> RepairPlan:
    """Without whom to ask, where the viewer may not be told what others carry and know."""
    return replace(found, steps=tuple(_step(world, step) for step in found.steps))


def _step(world: World, step: RepairStep) -> RepairStep:
    learns = tuple(replace(each, teacher=world.named((each.teacher,))[0]) for each in step.learns)
    if world.may_name(step.person):
        return replace(step, learns=learns)
    hidden = replace(step.edge, id="", from_id=HIDDEN)
    return replace(step, person=HIDDEN, learns=learns, hours_per_week=None, edge=hidden)


@_unless_all_is_seen
def scarcity_as_seen(_world: World, found: Scarcity) -> Scarcity:
    """Without small counts."""
    return without_small_counts(found)
