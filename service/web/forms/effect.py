"""What a change would do to the points of attention, shown before it is saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.domain.changes import Change, Put
from graph.domain.errors import DeadlineExceeded
from graph.model.snapshot import Snapshot
from graph.usecases import planning
from graph.usecases.alike import alike
from graph.usecases.change.draft import number_changed
from graph.usecases.nearby import group_above
from service.web.choices import group_of_reader
from service.web.findings import ShownFinding, shown_finding
from service.web.links import Link
from service.web.revisions import record_link
from service.web.visit import Visit

if TYPE_CHECKING:
    from graph.analyses.common.deadline import Deadline
    from graph.analyses.gaps.findings import Finding
    from graph.analyses.planning.rehearsal import Rehearsal

__all__ = ["Effect", "effect_of"]

SECONDS = 5.0
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a change would do.

    Attributes:
        sentence: the counts, in words.
        closed: the points that it would close, gravest first.
        opened: the points that it would open, gravest first.
        more: how many of both are not shown.
        records: how many records it would change.
        alike: what is there already and has the name, address or number of something that it makes, with which it has.
    """

    sentence: str
    closed: tuple[ShownFinding, ...] = ()
    opened: tuple[ShownFinding, ...] = ()
    more: int = 0
    records: int
    alike: tuple[tuple[Link, str], ...] = ()


async def effect_of(visit: Visit, changes: tuple[Change, ...], after: Snapshot, place: str | None) -> Effect:
    """What changes would do on the day on which they begin, in the group of a place; without one, anywhere."""
    records = number_changed(visit.world, changes)
    if not records:
        return Effect(sentence=visit._("Nothing would change: this is recorded already."), records=0)
    alikes = await visit.compute(lambda _: alike(visit.world, changes))
    there = tuple((record_link(visit, one.record), visit.texts.say(one.why)) for one in alikes)
    try:
        found = await visit.compute(lambda deadline: _rehearsed(visit, changes, place, deadline))
    except DeadlineExceeded:
        return Effect(
            sentence=visit._("It takes too long to work out here what this does."), records=records, alike=there
        )
    opens = tuple(planning.without_returns(found.opened, changes, after))
    opened = tuple(shown_finding(_at(visit, after), one) for one in opens[:MOST_SHOWN])
    closed = tuple(shown_finding(visit, one) for one in found.closed[:MOST_SHOWN])
    return Effect(
        sentence=_sentence(visit, found.closed, opens),
        closed=closed,
        opened=opened,
        more=len(found.closed) + len(opens) - len(closed) - len(opened),
        records=records,
        alike=there,
    )


def _rehearsed(visit: Visit, changes: tuple[Change, ...], place: str | None, deadline: Deadline) -> Rehearsal:
    days = [change.record.since for change in changes if isinstance(change, Put) and change.record.since is not None]
    today = visit.world.today
    begins = max((day for day in days if day > today), default=today)
    what_if = planning.WhatIf(changes=changes, since=begins)
    return planning.rehearse(visit.world, what_if, _group_of(visit, place), deadline=deadline.at_most(SECONDS))


def _group_of(visit: Visit, place: str | None) -> str | None:
    """The school group above a place, else the place itself: what a change at a school can touch."""
    if place is None:
        return group_of_reader(visit)
    return group_above(visit.world, place) or place


def _sentence(visit: Visit, closed: Iterable[Finding], opened: Iterable[Finding]) -> str:
    closes, opens = len(tuple(closed)), len(tuple(opened))
    if not closes and not opens:
        return visit._("This closes and opens no points of attention.")
    if not closes:
        return visit.texts.ngettext(
            "This opens {number} point of attention.", "This opens {number} points of attention.", opens
        )
    closing = visit.texts.ngettext(
        "This closes {number} point of attention", "This closes {number} points of attention", closes
    )
    opening = visit.texts.ngettext("opens {number}", "opens {number}", opens) if opens else visit._("opens none")
    return visit._("{closing} and {opening}.", closing=closing, opening=opening)


def _at(visit: Visit, after: Snapshot) -> Visit:
    """The visit as it would be: what is new has a name there."""
    return replace(visit, world=visit.world.over(after))
