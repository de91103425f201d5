"""The planning verbs: rehearse what would happen, look for whom to ask, put a team together, see what is scarce.

Each is a plain function that may take seconds, like the verbs of `graph.usecases.gaps`, and writes nothing. What
hangs on somebody is told to those who may be told of that person; others read of a colleague, or are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, cast

from graph.analyses.common.deadline import Deadline
from graph.analyses.gaps.codes.ends_soon import ENDS_SOON
from graph.analyses.gaps.findings import Finding
from graph.analyses.planning.rehearsal import (
    Rehearsal,
    absent,
    leaving,
    organisation_leaving,
)
from graph.analyses.planning.rehearsal import rehearse as rehearse_changes
from graph.analyses.planning.repair import RepairPlan
from graph.analyses.planning.repair import repair_plan as plan_of
from graph.analyses.planning.scarcity import Scarcity, without_small_counts
from graph.analyses.planning.scarcity import scarcity as scarcity_of
from graph.analyses.planning.team import Deciding, Team, find_team
from graph.domain.changes import Change, Put, Remove
from graph.domain.codec import read_record
from graph.domain.described import Between, Names
from graph.domain.errors import Forbidden, InvalidInput, NotFound, Problem
from graph.domain.kinds import SUBJECT_KINDS, Edge, Mandate, kind_of_id
from graph.domain.rules import check
from graph.domain.text import Text
from graph.formats.native.read import read_native
from graph.formats.native.write import native_json
from graph.formats.reading.result import NamedBytes
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.usecases.expertise import others_sharing
from graph.usecases.nameless import plan_told, rehearsal_told
from graph.usecases.parameters import Below, Level, MandateKinds, Near, Place, Time, Topics, Within
from graph.usecases.read import organisation_named, person_named, place_named, subject_named, topic_named
from graph.usecases.world import World

__all__ = [
    "NamedBytes",
    "WhatIf",
    "change_file",
    "changes_in_file",
    "changes_of_records",
    "rehearse",
    "repair_plan",
    "scarcity",
    "team",
    "without_returns",
]

MOST_TARGET = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What is rehearsed: one of these, or several together.

    Attributes:
        leaves: people who leave, by id, address or identifier.
        absent: people who are absent.
        organisation_leaves: an organisation that leaves those above it.
        changes: any other changes, made first.
        since: first day of it, and the day that is looked at; None = the day asked.
        until: first day after an absence; None = not known.
    """

    leaves: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    organisation_leaves: str | None = None
    changes: tuple[Change, ...] = ()
    since: date | None = None
    until: date | None = None


def rehearse(
    world: World, what_if: WhatIf, organisation: str | None = None, *, deadline: Deadline | None = None
) -> Rehearsal:
    """What would open, close and hang on few people; nothing is written, kept or logged.

    Args:
        world: where and when.
        what_if: what would happen.
        organisation: what is looked at, with everything below it; None = everything that it can concern, with the
            findings that open or close anywhere.
        deadline: time allowed.

    Raises:
        NotFound: somebody or something named is unknown.
        InvalidInput: nothing would happen, an absence ends before it begins, or the changes break rules: every
            problem.
        Forbidden: the viewer may not be told what hangs on somebody concerned.
        DeadlineExceeded: it took too long.
    """
    day = what_if.since or world.on
    if what_if.until is not None and what_if.until <= day:
        raise InvalidInput.because(
            Text("The absence would end on {until}, before it begins on {day}", until=what_if.until, day=day),
            Text("Give a first day afterwards that lies later"),
            field="until",
        )
    changes, about = _happening(world, what_if, day)
    for person in sorted(_people_in(world.snapshot, changes)):
        if not world.may_name(person):
            raise Forbidden(Text("You may only rehearse what concerns yourself. Ask the head of the school to do it."))
    places = () if organisation is None else (organisation_named(world, organisation).id,)
    found = rehearse_changes(world.snapshot, day, changes, places, about=about, deadline=deadline)
    return rehearsal_told(world, found)


def without_returns(opened: Iterable[Finding], changes: Iterable[Change], after: Snapshot) -> Iterator[Finding]:
    """What would open, but for the end of who stands in, on the day that whoever they stand in for is back.

    A report keeps the absences of its own day, so it tells such an end; whoever notes the absence knows better.

    Args:
        opened: what would open.
        changes: what would be changed.
        after: the graph with them.
    """
    mandates = (change.record for change in changes if isinstance(change, Put) and isinstance(change.record, Mandate))
    standing_in = [each for each in mandates if each.acting_for is not None and each.until is not None]
    for finding in opened:
        if finding.code != ENDS_SOON.code or not any(_ends_by_return(finding, each, after) for each in standing_in):
            yield finding


def _ends_by_return(finding: Finding, mandate: Mandate, after: Snapshot) -> bool:
    if finding.mandate != mandate.kind or finding.organisation is None or finding.subject is None:
        return False
    back = cast("date", mandate.until)
    before, then = (
        Coverage.of(after, day).cell(finding.organisation, finding.subject, mandate.kind).people
        for day in (back - timedelta(days=1), back)
    )
    return mandate.from_id in before and mandate.acting_for in then


def repair_plan(
    world: World,
    organisation: Place,
    *,
    target: Annotated[int, Between(1, MOST_TARGET)] = 2,
    mandates: MandateKinds = (),
    deadline: Time = None,
) -> RepairPlan:
    """Look for a solution: the fewest questions to colleagues that bring everything to enough people.

    It proposes, and grants nothing.

    Args:
        target: how many people everything should have.

    Raises:
        NotFound: the organisation is unknown.
        InvalidInput: the target or a kind of mandate is none.
        DeadlineExceeded: not even a bound came in time.
    """
    place = organisation_named(world, organisation).id
    found = plan_of(world.snapshot, world.on, place, target=target, mandates=mandates, deadline=deadline)
    return plan_told(world, found)


def team(
    world: World,
    topics: Topics,
    *,
    decides: Annotated[str | None, Names(SUBJECT_KINDS)] = None,
    at: Annotated[str | None, Names(("organisation",))] = None,
    level: Level = 2,
    within: Within = None,
    near: Near = None,
    deadline: Time = None,
) -> Team:
    """The fewest people that together know several topics, and may decide when that is asked.

    Args:
        decides: somebody of the team decides on this task or decision now.
        at: with `decides`: at this organisation.

    Raises:
        NotFound: something named is unknown.
        InvalidInput: no topic is given, the level is none, or `decides` comes without `at`.
        DeadlineExceeded: not even a bound came in time.
    """
    return find_team(
        world.snapshot,
        world.on,
        [topic_named(world, topic).id for topic in topics],
        deciding=_deciding(world, decides, at),
        level=level,
        within=place_named(world, within),
        near=organisation_named(world, near).id if near else None,
        visible=others_sharing(world),
        deadline=deadline,
    )


def scarcity(world: World, organisation: Below = None, *, level: Level = 2, deadline: Time = None) -> Scarcity:
    """Which expertise is scarce, and where somebody wants to learn it; small counts are for the owner only.

    Missing is what nobody there has who shares it with the viewer; counted are all, where they are enough.

    Raises:
        NotFound: the organisation is unknown.
        InvalidInput: the level is none.
        DeadlineExceeded: it took too long.
    """
    place = place_named(world, organisation)
    found = scarcity_of(world.snapshot, world.on, place, level=level, counted=world.counted, deadline=deadline)
    return found if world.sees_everything else without_small_counts(found)


# Changes from outside, and to a file


def changes_in_file(world: World, file: NamedBytes) -> tuple[Change, ...]:
    """The changes that importing a file in the native format would make.

    Raises:
        InvalidInput: every problem of the file.
    """
    read = read_native([file], world.snapshot)
    if read.problems:
        raise InvalidInput(read.problems)
    return tuple(read.changes)


def changes_of_records(puts: Iterable[Mapping[str, Any]], removals: Iterable[str] = ()) -> tuple[Change, ...]:
    """The changes that put records given in the native form, and remove records by id.

    Raises:
        InvalidInput: every problem of every record.
    """
    problems: list[Problem] = []
    records = [read_record(plain, f"puts[{index}]", problems) for index, plain in enumerate(puts)]
    if problems:
        raise InvalidInput(problems)
    return (*(Put(record) for record in records if record is not None), *(Remove(each) for each in removals))


def change_file(plan: RepairPlan) -> bytes:
    """A plan as a file in the native format, which an import takes in as it is."""
    return native_json(step.edge for step in plan.steps)


# What would happen


def _happening(world: World, what_if: WhatIf, day: date) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """All changes in order, and the people and organisations that they are about; none = they could be any."""
    leaves = [person_named(world, each).id for each in what_if.leaves]
    away = [person_named(world, each).id for each in what_if.absent]
    apart = organisation_named(world, what_if.organisation_leaves).id if what_if.organisation_leaves else None
    changes = list(what_if.changes)
    if not (changes or leaves or away or apart):
        raise InvalidInput.because(
            Text("Nothing would happen"),
            Text("Name people who leave or are absent, an organisation that leaves, or changes"),
        )
    _check_rules(world.snapshot, changes)
    if leaves:
        changes += leaving(world.snapshot.apply(changes), leaves, day)
    if away:
        changes += absent(world.snapshot.apply(changes), away, day, what_if.until)
    if apart:
        changes += organisation_leaving(world.snapshot.apply(changes), apart, day)
    about = () if what_if.changes else (*leaves, *away, *([apart] if apart else []))
    return tuple(changes), about


def _check_rules(snapshot: Snapshot, changes: Sequence[Change]) -> None:
    broken = check(snapshot.apply(changes), [change.id for change in changes])
    if broken:
        raise InvalidInput(broken)


def _people_in(snapshot: Snapshot, changes: Iterable[Change]) -> set[str]:
    """The people whom changes are about, before or after."""
    records = [record for change in changes for record in (snapshot.get(change.id), getattr(change, "record", None))]
    ids = [record.id for record in records if record is not None]
    ends = [end for record in records if isinstance(record, Edge) for end in (record.from_id, record.to_id)]
    return {each for each in (*ids, *ends) if kind_of_id(each) == "person" and snapshot.node(each) is not None}


def _deciding(world: World, decides: str | None, at: str | None) -> Deciding | None:
    if decides is None:
        return None
    if at is None:
        raise InvalidInput.because(Text("A decision is taken somewhere"), Text("Say at which organisation"), field="at")
    place = organisation_named(world, at).id
    subject = subject_named(world, decides, organisation=place).id
    if kind_of_id(subject) == "task_group":
        raise NotFound(Text("{text}", text=decides), Text("Name one task or decision, not a group"))
    return Deciding(place, subject)
