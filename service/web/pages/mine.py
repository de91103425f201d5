"""My overview: what I do where, what waits for me, what ends and what changed; for a head the state of the school."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from graph.domain.changes import Revision
from graph.domain.kinds import MANDATE_KINDS, Mandate, Person
from graph.domain.periods import last_day
from graph.usecases import gaps, read
from graph.usecases.granting import delegated_by
from graph.usecases.keys import to_look_after
from graph.usecases.nearby import homes_of
from graph.usecases.notices import notices_of
from graph.usecases.overview import (
    HeadSummary,
    MyPlace,
    Overview,
    changes_concerning,
    head_summary,
    overview,
)
from graph.usecases.webhooks import resting_webhooks
from graph.words.titles import mandate_title
from service.web.cookies import remember
from service.web.findings import FindingLine, lines_of
from service.web.forms.editing import LONGER
from service.web.links import Link, address
from service.web.pages.people import shown_post
from service.web.pages.proposals import own_proposals, waiting_proposals
from service.web.pages.unfinished import shown_unfinished
from service.web.revisions import ShownRevision, shown_revision
from service.web.routes import PageRoute
from service.web.shown import hours_and_minutes, shown_days, shown_moment, shown_notices
from service.web.visit import Visit

if TYPE_CHECKING:
    from graph.analyses.gaps.findings import Finding, GapReport

__all__ = ["ROUTES"]

SEEN_COOKIE = "mandaatwijzer_seen"
MOST_REVISIONS_BACK = 200
MOST_SHOWN = 10
MOST_PEOPLE = 100
MOST_HEADED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ToConfirm:
    """A mandate that waits for the head: who, what, and from when."""

    mandate: str
    who: Link
    kind: str
    subject: Link
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHead:
    """An organisation in four sentences, for its head."""

    place: Link
    place_id: str
    summary: HeadSummary
    to_confirm: tuple[ToConfirm, ...]
    points_href: str
    risk_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegated:
    """What the head gave to somebody else of a task or decision, with its limits."""

    subject: Link
    kinds: tuple[str, ...]
    holder: Link
    limits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """A task of the reader against their schools: per school the kinds of mandate, in words."""

    subject: Link
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEnding:
    """Something of the reader that ends: what, its last day in words, and what one can do about it."""

    what: Link
    kind: str
    last_day: str
    longer: str
    other: str


async def mine(visit: Visit) -> Response:
    """The reader's own page; who did not say who they are, chooses first."""
    if visit.me is None or visit.asked("choose"):
        return await _choose(visit)
    own = overview(visit.world, visit.me)
    seen = _seen(visit)
    changed = await _changed(visit, own, seen)
    heads = [await _head(visit, place) for place in own.heads[:MOST_HEADED]]
    response = visit.page(
        "mine.html",
        title=visit._("My overview"),
        current="/mij",
        person=visit.link(visit.me),
        posts=tuple(shown_post(visit, post) for post in own.profile.posts),
        hours=_hours(visit, own),
        places=tuple(_place(visit, place) for place in own.places),
        columns=tuple(visit.link(place.organisation) for place in own.places[: len(own.rows[0].kinds)] if own.rows)
        if own.rows
        else (),
        rows=tuple(_rows(visit, own)),
        waiting=await _waiting(visit, own),
        endings=tuple(_endings(visit, own)),
        heads=tuple(heads),
        delegated=tuple(_delegated(visit, delegated_by(visit.world, visit.me))) if own.heads else (),
        changed=changed,
        first_visit=seen is None,
        notices=await _notices(visit),
        unfinished=await shown_unfinished(visit),
        proposals=await waiting_proposals(visit),
        proposed=(await own_proposals(visit))[:MOST_SHOWN],
        most_shown=MOST_SHOWN,
        ending_keys=tuple(
            (key.name, shown_moment(visit, key.ends)) for key in await to_look_after(visit.desk, visit.viewer)
        ),
        resting=await resting_webhooks(visit.desk, visit.viewer),
    )
    if seen is None:
        remember(response, SEEN_COOKIE, str(visit.world.known_at))
    return response


async def _notices(visit: Visit) -> tuple[tuple[str, str], ...]:
    """When and what was changed about how the reader signs in; nobody else is told."""
    if visit.viewer.person is None or visit.session.behind is not None:
        return ()
    return shown_notices(visit, await notices_of(visit.desk, visit.viewer.person))


def saw(visit: Visit) -> Response:
    """Remember that the reader saw what changed so far."""
    response = visit.redirect("/mij")
    remember(response, SEEN_COOKIE, str(visit.world.known_at))
    return response


async def _choose(visit: Visit) -> Response:
    wanted = visit.asked("name")
    if wanted:
        hits = await asyncio.to_thread(read.search, visit.world, wanted, kinds=(Person,), limit=20)
        people = [hit.record.id for hit in hits]
    else:
        few = read.number_of(visit.world, Person) <= MOST_PEOPLE
        people = [node.id for node in read.nodes(visit.world, Person)] if few else []
    staff = [person for person in people if _is_colleague(visit, person)]
    return visit.page(
        "choose_me.html",
        title=visit._("Who are you?"),
        current="/mij",
        wanted=wanted,
        people=tuple(
            (person, visit.name(person), ", ".join(visit.name(p) for p in homes_of(visit.world, person)))
            for person in sorted(staff, key=lambda one: family_name(visit, one))
        ),
    )


def family_name(visit: Visit, person: str) -> tuple[str, str]:
    """How people stand in order in Flanders: by family name, particles included."""
    found = read.find(visit.world, Person, person)
    if found is None:
        return ("", "")
    family = found.family_name or found.name.partition(" ")[2] or found.name
    return (family.casefold(), found.name.casefold())


def _is_colleague(visit: Visit, person: str) -> bool:
    found = read.find(visit.world, Person, person)
    return found is not None and found.is_colleague


def _seen(visit: Visit) -> int | None:
    text = visit.request.cookies.get(SEEN_COOKIE, "")
    return int(text) if text.isdecimal() and len(text) < 15 else None


async def _changed(visit: Visit, own: Overview, seen: int | None) -> tuple[ShownRevision, ...]:
    if seen is None or seen >= visit.desk.revision:
        return ()
    since = max(seen, visit.desk.revision - MOST_REVISIONS_BACK)
    concerned = [own.profile.person.id, *(post.holding.to_id for post in own.profile.posts)]
    concerned += [place.organisation for place in own.places]
    found: Iterable[Revision] = changes_concerning(visit.world, await visit.desk.revisions(since), concerned)
    return tuple(shown_revision(visit, revision) for revision in tuple(found)[:MOST_SHOWN])


async def _head(visit: Visit, place: str) -> ShownHead:
    summary = await visit.remembered(
        ("head", place), lambda deadline: head_summary(visit.world, place, deadline=deadline)
    )
    return ShownHead(
        place=visit.link(place),
        place_id=place,
        summary=summary,
        to_confirm=tuple(_to_confirm(visit, mandate) for mandate in summary.to_confirm),
        points_href=visit.here("/aandachtspunten", organisation=place),
        risk_href=visit.here("/kwetsbaarheid", organisation=place),
    )


def _to_confirm(visit: Visit, mandate: Mandate) -> ToConfirm:
    return ToConfirm(
        mandate=mandate.id,
        who=visit.link(mandate.from_id),
        kind=mandate_title(mandate.kind, visit.texts),
        subject=visit.link(mandate.to_id),
        since=visit._("since {day}", day=visit.texts.day(mandate.since)) if mandate.since else "",
    )


def _hours(visit: Visit, own: Overview) -> str:
    """The sum of the work against the appointment; with work of unknown hours it is a lower bound, and says so."""
    load = own.load
    planned = hours_and_minutes(visit, load.hours)
    if load.appointed_hours is None:
        return visit._("{planned} a week are known.", planned=planned) if load.hours else ""
    appointed = hours_and_minutes(visit, load.appointed_hours)
    if load.unknown_parts:
        return visit._("At least {planned} of your {hours} a week are divided.", planned=planned, hours=appointed)
    return visit._("{planned} of your {hours} a week are divided.", planned=planned, hours=appointed)


def _place(visit: Visit, place: MyPlace) -> tuple[Link, str, str]:
    hours = "" if place.hours is None else hours_and_minutes(visit, place.hours)
    return visit.link(place.organisation), hours, shown_days(visit, place.days)


def _rows(visit: Visit, own: Overview) -> Iterable[OwnRow]:
    rows = (
        OwnRow(
            subject=visit.link(row.subject),
            cells=tuple(tuple(mandate_title(kind, visit.texts) for kind in kinds) for kinds in row.kinds),
        )
        for row in own.rows
        if any(row.kinds)
    )
    return sorted(rows, key=lambda row: row.subject.text.casefold())


async def _waiting(visit: Visit, own: Overview) -> tuple[FindingLine, ...]:
    """The findings about the reader, or caused by a function of theirs, at the places where they work."""
    mine = {own.profile.person.id, *(post.holding.to_id for post in own.profile.posts)}
    found: dict[str, Finding] = {}
    for place in [one.organisation for one in own.places][:MOST_HEADED]:
        report = await _gaps(visit, place)
        for finding in report.findings:
            if finding.accepted is None and mine & {*finding.persons, finding.caused_by}:
                found[finding.id] = finding
    return lines_of(visit, found.values())


async def _gaps(visit: Visit, place: str) -> GapReport:
    return await visit.compute(lambda deadline: gaps.gaps(visit.world, place, deadline=deadline))


def _endings(visit: Visit, own: Overview) -> Iterable[OwnEnding]:
    for ending in own.endings:
        kind = mandate_title(ending.edge.kind, visit.texts) if ending.edge.kind in MANDATE_KINDS else ""
        last = (last_day(ending.until) or ending.until).isoformat()
        yield OwnEnding(
            what=visit.link(ending.edge.to_id),
            kind=kind,
            last_day=visit.texts.last_day(ending.until),
            longer=address(LONGER.path, record=ending.edge.id),
            other=address("/wijzigen/overdragen", person=visit.me, facts=ending.edge.id, last=last)
            if ending.edge.from_id == visit.me
            else "",
        )


def _delegated(visit: Visit, mandates: Iterable[Mandate]) -> Iterator[Delegated]:
    """A line for each task and holder; what has other limits has a line of its own."""
    lines: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for edge in mandates:
        lines[edge.to_id, edge.from_id, _limits(visit, edge)].append(mandate_title(edge.kind, visit.texts))
    for (subject, holder, limits), kinds in lines.items():
        yield Delegated(
            subject=visit.link(subject), kinds=tuple(dict.fromkeys(kinds)), holder=visit.link(holder), limits=limits
        )


def _limits(visit: Visit, edge: Mandate) -> str:
    ceiling = getattr(edge, "ceiling_eur", None)
    limit = visit._("up to and including {amount} (excl. VAT)", amount=visit.texts.euro(ceiling)) if ceiling else ""
    return ", ".join(part for part in (limit, visit.texts.last_day(edge.until)) if part)


ROUTES = (
    PageRoute(path="/mij", answer=mine),
    PageRoute(path="/mij/gezien", answer=saw, method="POST"),
)
