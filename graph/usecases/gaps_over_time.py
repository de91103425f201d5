"""The verbs about gaps over time: their history, what opened and closed, what is coming, what was accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from graph.analyses.changes.record_differences import RecordDifference, record_differences
from graph.analyses.changes.what_changed import ChangedRecord, WhatChanged
from graph.analyses.common.deadline import Deadline
from graph.analyses.gaps.acceptances import AcceptanceState
from graph.analyses.gaps.acceptances import acceptances as acceptances_of
from graph.analyses.gaps.difference import GapDifference
from graph.analyses.gaps.difference import gap_difference as difference_of
from graph.analyses.gaps.findings import GapReport
from graph.analyses.gaps.history import GapHistory
from graph.analyses.gaps.history import gap_history as history_of
from graph.domain.changes import Revision
from graph.domain.errors import InvalidInput
from graph.domain.kinds import Organisation
from graph.domain.periods import next_school_year, school_year_of
from graph.domain.text import Text
from graph.model.seen import is_stand_in
from graph.reports.changes import changes_report
from graph.reports.model import Report
from graph.reports.naming import Naming
from graph.reports.plain import plain
from graph.usecases.desk import Desk
from graph.usecases.kept_reports import report_of
from graph.usecases.parameters import Below, Time
from graph.usecases.read import place_named
from graph.usecases.world import World
from graph.words.catalogue import Texts, texts_in

__all__ = [
    "acceptances",
    "changed_between",
    "changes_as_values",
    "changes_told",
    "earlier_world",
    "gap_difference",
    "gap_history",
    "next_school_year_of",
    "next_year",
    "signed",
    "what_changed",
]

SCHOOL_YEARS_SHOWN = 3
"""How many school years a history shows when no first day is given, the one that runs included."""


def gap_history(
    world: World,
    organisation: Below = None,
    *,
    since: date | None = None,
    until: date | None = None,
    deadline: Time = None,
) -> GapHistory:
    """When each gap was open, and open days per school and school year; July and August left out.

    Args:
        since: first day; three school years if absent, the one that runs included.
        until: first day after the span; the day after the one asked if absent.

    Raises:
        NotFound: the organisation is unknown.
        InvalidInput: the span holds no day, or too many.
        DeadlineExceeded: it took too long.
    """
    last = until or _day_after(world.on)
    first = since or date(max(1, school_year_of(last).first_year - SCHOOL_YEARS_SHOWN + 1), 9, 1)
    return history_of(world.snapshot, first, last, place_named(world, organisation), deadline=deadline)


def earlier_world(world: World, since: date | None, past: World | None = None) -> World:
    """The earlier moment to hold a later one against.

    Args:
        world: the later moment.
        since: the earlier day; default: with `past` the same day, else 1 September before the later day.
        past: the graph as it was known earlier; None = as it is known at the later moment.

    Raises:
        InvalidInput: the earlier moment lies after the later one.
    """
    day = since or (world.on if past is not None else school_year_of(_day_before(world.on)).since)
    if day > world.on:
        raise InvalidInput.because(
            Text("{day} lies after {since}", day=day, since=world.on),
            Text("Give an earlier day to compare with"),
            field="since",
        )
    before = (past or world).moved(day)
    if before.known_at > world.known_at:
        raise InvalidInput.because(
            Text("Revision {number} comes after revision {other}", number=before.known_at, other=world.known_at),
            Text("Give an earlier revision to compare with"),
            field="since_revision",
        )
    return before


def next_school_year_of(world: World) -> World:
    """The same at the start of the next school year."""
    return world.moved(next_school_year(world.on))


def gap_difference(
    before: World, after: World, organisation: str | None = None, *, deadline: Deadline | None = None
) -> GapDifference:
    """Which gaps opened, closed and stayed between two moments.

    An organisation that did not exist yet had no gaps.

    Raises:
        NotFound: the organisation is unknown at both moments.
        DeadlineExceeded: it took too long.
    """
    place = place_named(after, organisation)
    return difference_of(_report(before, place, deadline), _report(after, place, deadline))


def next_year(world: World, organisation: Below = None, *, deadline: Time = None) -> GapDifference:
    """What will be open on the next 1 September, against the day asked.

    Raises:
        NotFound: the organisation is unknown.
        DeadlineExceeded: it took too long.
    """
    return gap_difference(world, next_school_year_of(world), organisation, deadline=deadline)


def acceptances(world: World, *, deadline: Deadline | None = None) -> tuple[AcceptanceState, ...]:
    """Every acceptance with what became of it.

    Raises:
        DeadlineExceeded: it took too long.
    """
    return acceptances_of(world.snapshot, world.on, deadline=deadline)


async def what_changed(
    desk: Desk, before: World, after: World, organisation: str | None = None, *, deadline: Deadline | None = None
) -> WhatChanged:
    """What changed in the division of tasks between two moments, by whom and why, and what that opened and closed.

    Records that the viewer may not see are left out.

    Raises:
        NotFound: the organisation is unknown.
        DeadlineExceeded: it took too long.
    """
    return await signed(desk, changed_between(before, after, organisation, deadline=deadline))


async def signed(desk: Desk, changed: WhatChanged) -> WhatChanged:
    """The same with who last wrote each record down, when and why."""
    log = await desk.history({each.difference.id for each in changed.records})
    written = _last_written(log, changed.after_known_at)
    records = tuple(replace(each, revision=written.get(each.difference.id)) for each in changed.records)
    return replace(changed, records=records)


def changed_between(
    before: World,
    after: World,
    organisation: str | None = None,
    *,
    deadline: Deadline | None = None,
) -> WhatChanged:
    """The same without who wrote it down; takes seconds, so a service runs it on a thread."""
    place = place_named(after, organisation)
    differences = record_differences(before.coverage, after.coverage, place, deadline=deadline)
    found = [_readable(after, difference) for difference in differences if not is_stand_in(difference.id)]
    return WhatChanged(
        organisation=place,
        before=before.on,
        before_known_at=before.known_at,
        after=after.on,
        after_known_at=after.known_at,
        records=tuple(ChangedRecord(difference=each, revision=None) for each in found),
        gaps=gap_difference(before, after, place, deadline=deadline),
    )


def _readable(world: World, found: RecordDifference) -> RecordDifference:
    """A difference without the ids of stand-ins."""
    then, now, recorded = (
        None if each is None else world.shown(each) for each in (found.before, found.after, found.recorded)
    )
    return replace(found, before=then, after=now, recorded=recorded)


def changes_told(before: World, after: World, found: WhatChanged, texts: Texts) -> Report:
    """What changed between two moments as a report; records that are gone are called as they were."""
    return changes_report(found, _naming_of_both(before, after, texts), after.timezone)


def changes_as_values(before: World, after: World, found: WhatChanged) -> Any:
    """The same as JSON values."""
    return plain(found, _naming_of_both(before, after, texts_in()))


def _naming_of_both(before: World, after: World, texts: Texts) -> Naming:
    return replace(after.naming(texts), earlier=before.snapshot)


def _last_written(log: list[Revision], known_at: int) -> dict[str, Revision]:
    """The last revision that touched each record, without its changes."""
    written: dict[str, Revision] = {}
    for revision in log:
        if revision.number <= known_at:
            head = replace(revision, changes=())
            written.update((change.id, head) for change in revision.changes)
    return written


def _report(world: World, place: str | None, deadline: Deadline | None) -> GapReport:
    if place is not None and world.snapshot.find(Organisation, place) is None:
        return GapReport(on=world.on, organisation=place, findings=())
    return report_of(world, place, intervals=False, deadline=deadline)


def _day_before(day: date) -> date:
    return date.fromordinal(max(day.toordinal() - 1, 1))


def _day_after(day: date) -> date:
    return date.fromordinal(min(day.toordinal() + 1, date.max.toordinal()))
