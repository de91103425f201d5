"""The pages of a person, a function and a body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response

from graph.domain.choices import BODY_TYPES, CAPACITIES, MEMBER_CAPACITIES, STAGES
from graph.domain.kinds import Holds, Knows, Serves, kind_of_id
from graph.reports.render.html import html_blocks
from graph.usecases.auditing import AuditAction
from graph.usecases.nearby import is_away
from graph.usecases.networks import picture_around
from graph.usecases.personal_links import may_make_link
from graph.usecases.profiles import (
    BodyProfile,
    PersonProfile,
    Post,
    RoleProfile,
    body_profile,
    person_profile,
    role_profile,
)
from graph.words.titles import LEVEL_TITLES, PROVENANCE_TITLES, title
from service.web.answerers import shown_channels
from service.web.links import Link, address, address_of
from service.web.pages.documents import documents_of
from service.web.routes import PageRoute
from service.web.shown import Fact, by_name, hours_and_minutes, outside_link, shown_days, shown_work
from service.web.visit import Crumb, Visit

__all__ = ["ROUTES", "ShownKnowledge", "ShownPost", "person_page", "shown_post"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPost:
    """A function that somebody holds, as people read it.

    Attributes:
        role: the function.
        at: where it is.
        appointment: the fraction with its hours: "15/21 = 25 u 43"; empty when not recorded.
        places: the schools that it serves, each with hours and days in words.
        days: half days of the holding, in words.
        holding: its id, for the forms.
        more: replacement and last day, in words.
    """

    role: Link
    at: tuple[Link, ...]
    appointment: str
    places: tuple[tuple[Link, str], ...]
    days: str
    holding: str
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKnowledge:
    """A topic that somebody knows or wants to learn; `id` is that of the fact."""

    id: str
    topic: Link
    level: str
    provenance: str
    verified: str
    entered_by: Link | None
    wants: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHolder:
    """Who holds a function, and how; `holding` is the id of the fact."""

    holding: str
    person: Link
    more: str
    absent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMember:
    """A seat in a body: the people, through which function, as what; `id` is that of the fact."""

    id: str
    people: tuple[Link, ...]
    role: Link | None
    capacity: str


async def person(visit: Visit) -> Response:
    """What there is to know of a colleague."""
    return await person_page(visit, visit.record_id("person"))


async def person_page(visit: Visit, person_id: str, *, seen_as: str = "") -> Response:
    """The page of a person.

    Args:
        visit: of the reader.
        person_id: whose page.
        seen_as: as whom the page is shown to its own person, in words; empty = as the reader.

    Raises:
        NotFound: the reader may not see them, or there is no such person.
    """
    profile = person_profile(visit.world, person_id)
    return visit.page(
        "person.html",
        title=profile.person.name_in(visit.language),
        crumbs=(_search_crumb(visit),),
        person=profile.person,
        documents=documents_of(visit, "person", profile.person.id),
        is_me=visit.me == profile.person.id,
        facts=tuple(_person_facts(visit, profile)),
        posts=tuple(shown_post(visit, post) for post in profile.posts),
        work=shown_work(visit, profile.work),
        bodies=by_name(visit, {edge.to_id for edge in profile.memberships}),
        knowledge=tuple(_shown_knowledge(visit, edge) for edge in profile.knows),
        absences=tuple(
            (visit.link(edge.to_id), visit.texts.period(edge.since, edge.until), edge.id) for edge in profile.absences
        ),
        network=_network(visit, profile.person.id),
        history_href=visit.here(f"/geschiedenis/{profile.person.id}"),
        link_for=await _link_for(visit, profile.person.id),
        mails=visit.doors.mail is not None and bool(profile.person.email),
        links_out=tuple(outside_link(text) for text in profile.person.links),
        seen_as=seen_as,
        may_erase=visit.offer.rights.everything,
    )


async def _link_for(visit: Visit, person_id: str) -> str:
    """Where a personal link for them is made; empty for who may make none."""
    may = await may_make_link(visit.desk, visit.viewer, person_id)
    return f"{address_of(person_id)}/link" if may else ""


def _network(visit: Visit, person_id: str) -> Markup:
    picture = picture_around(visit.world, person_id, visit.texts)
    return html_blocks((picture,), visit.texts) if picture is not None else Markup("")


def role(visit: Visit) -> Response:
    """What there is to know of a function."""
    profile = role_profile(visit.world, visit.record_id("role"))
    return visit.page(
        "role.html",
        title=profile.role.name_in(visit.language),
        role_id=profile.role.id,
        crumbs=_place_crumbs(visit, profile.at),
        facts=tuple(_role_facts(visit, profile)),
        holders=tuple(_holder(visit, edge, profile.at) for edge in profile.holdings),
        free_seats=profile.free_seats,
        documents=documents_of(visit, "role", profile.role.id),
        places=tuple(zip(_served(visit, profile.serves), (edge.id for edge in profile.serves), strict=True)),
        work=shown_work(visit, profile.work),
        bodies=by_name(visit, {edge.to_id for edge in profile.memberships}),
        channels=shown_channels(visit, profile.channels),
        history_href=visit.here(f"/geschiedenis/{profile.role.id}"),
    )


def body(visit: Visit) -> Response:
    """What there is to know of a body."""
    profile = body_profile(visit.world, visit.record_id("body"))
    return visit.page(
        "body.html",
        title=profile.body.name_in(visit.language),
        crumbs=_place_crumbs(visit, profile.organisations),
        body=profile.body,
        facts=tuple(_body_facts(visit, profile)),
        members=_members(visit, profile),
        consulted=tuple(
            (visit.link(edge.to_id), title(STAGES, edge.stage, visit.texts), edge.id) for edge in profile.consulted_on
        ),
        work=shown_work(visit, profile.work),
        channels=shown_channels(visit, profile.channels),
        history_href=visit.here(f"/geschiedenis/{profile.body.id}"),
    )


def shown_post(visit: Visit, post: Post) -> ShownPost:
    """A function that somebody holds, in the reader's language."""
    holding = post.holding
    return ShownPost(
        role=visit.link(holding.to_id),
        holding=holding.id,
        at=by_name(visit, post.at),
        appointment=_appointment(visit, post),
        places=_served(visit, post.serves),
        days=shown_days(visit, holding.days),
        more=_holding_words(visit, holding),
    )


def _shown_knowledge(visit: Visit, edge: Knows) -> ShownKnowledge:
    """What somebody knows of a topic, in the reader's language."""
    return ShownKnowledge(
        id=edge.id,
        topic=visit.link(edge.to_id),
        level=title(LEVEL_TITLES, edge.level, visit.texts),
        provenance=title(PROVENANCE_TITLES, edge.provenance, visit.texts) if edge.level else "",
        verified=visit.texts.day(edge.verified_on) if edge.verified_on else "",
        entered_by=visit.link(edge.entered_by) if edge.entered_by else None,
        wants=edge.wants,
    )


def _appointment(visit: Visit, post: Post) -> str:
    hours = post.appointed_hours
    if hours is None:
        return ""
    written = post.holding.fraction_as_written or visit.texts.percent(post.holding.fraction or 0)
    return f"{written} = {hours_and_minutes(visit, hours)}"


def _served(visit: Visit, serves: Iterable[Serves]) -> tuple[tuple[Link, str], ...]:
    return tuple((visit.link(edge.to_id), _place_words(visit, edge.hours_per_week, edge.days)) for edge in serves)


def _place_words(visit: Visit, hours: float | None, days: Iterable[str]) -> str:
    parts = (hours_and_minutes(visit, hours) if hours is not None else "", shown_days(visit, days))
    return ", ".join(part for part in parts if part)


def _holding_words(visit: Visit, holding: Holds) -> str:
    acting = visit._("replaces {name}", name=visit.name(holding.acting_for)) if holding.acting_for else ""
    return ", ".join(part for part in (acting, visit.texts.period(holding.since, holding.until)) if part)


def _holder(visit: Visit, holding: Holds, places: Iterable[str]) -> ShownHolder:
    return ShownHolder(
        holding=holding.id,
        person=visit.link(holding.from_id),
        more=_holding_words(visit, holding),
        absent=any(is_away(visit.world, holding.from_id, place) for place in places),
    )


def _members(visit: Visit, profile: BodyProfile) -> tuple[ShownMember, ...]:
    shown = (
        ShownMember(
            id=member.edge.id,
            people=by_name(visit, member.people),
            role=visit.link(member.edge.from_id) if kind_of_id(member.edge.from_id) == "role" else None,
            capacity=title(MEMBER_CAPACITIES, member.edge.capacity or "member", visit.texts),
        )
        for member in sorted(profile.members, key=lambda one: (one.edge.capacity in (None, "member"), one.edge.id))
    )
    return tuple(shown)


def _person_facts(visit: Visit, profile: PersonProfile) -> Iterable[Fact]:
    places = by_name(visit, {edge.to_id for edge in profile.affiliations})
    if places:
        yield Fact(word=visit._("Belongs to"), links=places)
    if profile.person.email:
        href = f"mailto:{profile.person.email}" if "@" in profile.person.email else None
        yield Fact(word=visit._("E-mail"), links=(Link(text=profile.person.email, href=href),))
    if profile.person.type != "staff":
        yield Fact(word=visit._("Capacity"), text=title(CAPACITIES, profile.person.type, visit.texts))
    if profile.room_hours is not None:
        yield Fact(word=visit._("Room left"), text=hours_and_minutes(visit, profile.room_hours))


def _role_facts(visit: Visit, profile: RoleProfile) -> Iterable[Fact]:
    yield Fact(word=visit._("Where"), links=by_name(visit, profile.at))
    if profile.types:
        yield Fact(word=visit._("Sort"), text=visit.texts.listing([visit.name(one) for one in profile.types]))
    yield Fact(word=visit._("Seats"), text=visit.texts.number(profile.role.seats))


def _body_facts(visit: Visit, profile: BodyProfile) -> Iterable[Fact]:
    yield Fact(word=visit._("Sort"), text=title(BODY_TYPES, profile.body.type, visit.texts))
    if profile.organisations:
        yield Fact(word=visit._("Of"), links=by_name(visit, profile.organisations))
    if profile.body.purpose:
        yield Fact(word=visit._("What for"), text=profile.body.purpose)
    if profile.body.rhythm:
        yield Fact(word=visit._("How often"), text=profile.body.rhythm)
    if profile.body.unnamed_members:
        yield Fact(word=visit._("Members without a name"), text=visit.texts.number(profile.body.unnamed_members))


def _place_crumbs(visit: Visit, places: Iterable[str]) -> tuple[Crumb, ...]:
    return tuple(Crumb(link.text, link.href or "/") for link in by_name(visit, places)[:1])


def _search_crumb(visit: Visit) -> Crumb:
    return Crumb(visit._("Search"), address("/zoeken"))


ROUTES = (
    PageRoute(path="/persoon/{key}", answer=person, noted=AuditAction.PERSON_READ),
    PageRoute(path="/functie/{key}", answer=role),
    PageRoute(path="/overleg/{key}", answer=body),
)
