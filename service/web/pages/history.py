"""What changed: the latest revisions, the timeline of a record and of a school, and two days side by side."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from starlette.responses import Response

from graph.domain.days import day_if_asked
from graph.domain.errors import DeadlineExceeded, NotFound
from graph.domain.periods import school_year_of
from graph.domain.text import Text
from graph.usecases import read
from graph.usecases.gaps_over_time import gap_difference
from graph.usecases.matrix import changed_cells
from graph.usecases.nearby import home_of
from graph.usecases.overview import changes_concerning
from service.web.choices import organisation_choices
from service.web.findings import lines_of
from service.web.links import PAGES, Link
from service.web.pages.organisation import ShownCell, shown_cell
from service.web.revisions import shown_revision
from service.web.routes import PageRoute, Rest
from service.web.shown import paged
from service.web.visit import Crumb, Visit

if TYPE_CHECKING:
    from graph.analyses.answers.matrix import CellChange
    from graph.analyses.gaps.difference import GapDifference

__all__ = ["ROUTES"]

MOST_REVISIONS = 50
MOST_GAPS = 50
SECONDS_FOR_THE_LOG = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDifference:
    """One kind of mandate on one subject on two days."""

    subject: Link
    before: ShownCell
    after: ShownCell


async def latest(visit: Visit) -> Response:
    """The last revisions, newest first."""
    since = max(visit.desk.revision - MOST_REVISIONS, 0)
    found = await visit.desk.revisions(since)
    visible = [read.visible_revision(visit.world, revision) for revision in reversed(found)]
    return visit.page(
        "history.html",
        title=visit._("What changed?"),
        about=None,
        pager=paged(visit, tuple(shown_revision(visit, revision) for revision in visible), size=20),
        compare_href=visit.here("/geschiedenis/vergelijk"),
    )


async def of_record(visit: Visit) -> Response:
    """What became of a record and of everything that is said of it, newest first."""
    kind, key = visit.request.path_params["kind"], visit.request.path_params["key"]
    record_id = f"{kind}/{key}"
    record = read.get(visit.world, record_id)
    if kind not in PAGES or record is None:
        raise NotFound.record(record_id[:120])
    try:
        async with asyncio.timeout(SECONDS_FOR_THE_LOG):
            concerned = [
                one
                async for page in visit.desk.log_pages()
                for one in changes_concerning(visit.world, page, [record_id])
            ]
    except TimeoutError:
        raise DeadlineExceeded(Text("The log of changes is too long to read at once.")) from None
    concerned.sort(key=lambda revision: -revision.number)
    link = visit.link(record_id)
    return visit.page(
        "history.html",
        title=visit._("What changed?"),
        tab=link.text,
        crumbs=(Crumb(link.text, link.href or "/"),),
        about=link,
        pager=paged(visit, tuple(shown_revision(visit, one, about=[record_id]) for one in concerned), size=20),
        compare_href=visit.here("/geschiedenis/vergelijk", organisation=record_id) if kind == "organisation" else "",
    )


async def compare(visit: Visit) -> Rest:
    """Who did what at a school on two days, side by side; only what differs."""
    asked = visit.asked("organisation")
    place = read.organisation_named(visit.world, asked).id if asked else home_of(visit.world, visit.me)
    earlier = day_if_asked(visit.asked("from"), field="from") or _a_year_before(visit.world.on)
    later = visit.world.on
    found: tuple[CellChange, ...] = ()
    gaps: GapDifference | None = None
    if place is not None:
        found = await visit.remembered(("two days", place, earlier), lambda _: _changes(visit, place, earlier, later))
        gaps = await visit.remembered(
            ("two days, gaps", place, earlier),
            lambda deadline: gap_difference(visit.world.moved(earlier), visit.world, place, deadline=deadline),
        )
    return lambda: visit.page(
        "compare.html",
        title=visit._("Two days side by side"),
        crumbs=(Crumb(visit._("What changed?"), "/geschiedenis"),),
        choices=organisation_choices(visit, place),
        place_text=asked,
        place=visit.link(place) if place else None,
        earlier=earlier,
        later=later,
        opened=lines_of(visit, gaps.opened[:MOST_GAPS]) if gaps else (),
        closed=lines_of(visit.moved(earlier), gaps.closed[:MOST_GAPS]) if gaps else (),
        opened_number=len(gaps.opened) if gaps else 0,
        closed_number=len(gaps.closed) if gaps else 0,
        pager=paged(visit, tuple(_difference(visit, change) for change in found), size=100),
    )


def _changes(visit: Visit, place: str, earlier: date, later: date) -> tuple[CellChange, ...]:
    return changed_cells(visit.world.moved(earlier), visit.world.moved(later), place)


def _difference(visit: Visit, change: CellChange) -> ShownDifference:
    return ShownDifference(
        subject=visit.link(change.subject),
        before=shown_cell(visit, change.before),
        after=shown_cell(visit, change.after),
    )


def _a_year_before(day: date) -> date:
    """The first day of the school year, or of the one before when that is the day itself."""
    first = school_year_of(day).since
    return first if first < day else school_year_of(day - timedelta(days=1)).since


ROUTES = (
    PageRoute(path="/geschiedenis", answer=latest),
    PageRoute(path="/geschiedenis/vergelijk", answer=compare),
    PageRoute(path="/geschiedenis/{kind}/{key}", answer=of_record),
)
