"""The page of a school, group or other organisation: what is arranged there, by whom, and on which days."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from graph.domain.choices import LEVELS_OF_EDUCATION, ORGANISATION_TYPES, SCHOOL_TYPES, WEEKDAYS
from graph.domain.kinds import Holds, Organisation, Person, Serves
from graph.usecases import gaps, read
from graph.usecases.matrix import group_matrix, school_matrix
from graph.usecases.nearby import is_away, is_taken, schools_below
from graph.usecases.points import points_of
from graph.usecases.profiles import OrganisationProfile, organisation_profile
from graph.words.titles import HALF_TITLES, mandate_title, title
from service.web.answerers import shown_answerer, shown_channels
from service.web.findings import finding_lines
from service.web.links import Link
from service.web.pages.documents import documents_of
from service.web.routes import PageRoute, Rest
from service.web.shown import Fact, Pager, by_name, hours_and_minutes, outside_link, paged, shown_days
from service.web.visit import Crumb, Visit

if TYPE_CHECKING:
    from graph.analyses.answers.matrix import GroupMatrix, MatrixCell, SchoolMatrix, SchoolRow, TaskGroupPart
    from graph.analyses.common.deadline import Deadline
    from graph.analyses.gaps.report import GapReport

__all__ = ["ROUTES", "ShownCell", "ShownPart", "shown_cell"]

MOST_POINTS = 5
SINGLE_TYPES = (*SCHOOL_TYPES, "site", "partner")
SIGNS = {"covered": "✓", "too_few": "!", "fallback": "↪", "absent": "◌", "open": "✗", "none": "·"}
CLASSES = {
    "covered": "is-covered",
    "too_few": "is-waiting",
    "fallback": "is-waiting",
    "absent": "is-waiting",
    "open": "is-open",
    "none": "is-none",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """A place of the matrix.

    Attributes:
        mandate: the kind, in words.
        sign: one sign for the state.
        css: the class for its colour.
        state: the state in words.
        people: who covers it, or who is absent.
        note: what else to know.
    """

    mandate: str
    sign: str
    css: str
    state: str
    people: tuple[Link, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """A task or decision with its four cells, and the page that says who does what."""

    subject: Link
    who: str
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """The matrix of one task group; how many of its tasks are arranged, and how many are not or not wholly."""

    name: str
    arranged: int
    open: int
    rows: tuple[ShownRow, ...]
    silent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCell:
    """A school against a task group: how many tasks are arranged, and how many are not or not wholly."""

    arranged: int
    open: int
    css: str
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A school against all task groups."""

    school: Link
    cells: tuple[GroupCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A function at the organisation with who holds it.

    Attributes:
        role: the function.
        is_taken: whether anybody holds it.
        people: who holds it, as far as the reader may know.
        absent: who of them is absent there.
        days: which days, in words; empty when that was not said.
        week: per weekday the half days, in words.
        hours: hours a week there, in words; empty when that was not said.
    """

    role: Link
    is_taken: bool
    people: tuple[Link, ...]
    absent: tuple[str, ...]
    days: str
    week: tuple[str, ...]
    hours: str


async def organisation(visit: Visit) -> Rest:
    """What there is to know of an organisation."""
    profile = organisation_profile(visit.world, visit.record_id("organisation"))
    place = profile.organisation
    is_group = place.type not in SINGLE_TYPES and bool(profile.below)
    matrix = None if is_group else await visit.remembered(*_school_question(visit, place.id))
    schools = await _group_matrix(visit, place.id) if is_group else None
    report = await visit.compute(lambda deadline: gaps.gaps(visit.world, place.id, deadline=deadline))
    return lambda: _organisation_page(visit, profile, matrix, schools, report)


def _organisation_page(
    visit: Visit,
    profile: OrganisationProfile,
    matrix: SchoolMatrix | None,
    schools: ShownGroupMatrix | None,
    report: GapReport,
) -> Response:
    place = profile.organisation
    points = points_of(report.findings, with_accepted=False)
    seats = tuple(_seats(visit, profile))
    contact = tuple(shown_answerer(visit, one) for one in read.first_contacts(visit.world, place.id))
    return visit.page(
        "organisation.html",
        title=place.name_in(visit.language),
        crumbs=_crumbs(visit, profile),
        place=place,
        kind=title(ORGANISATION_TYPES, place.type, visit.texts),
        facts=tuple(_facts(visit, profile)),
        parts=_shown_matrix(visit, matrix) if matrix else (),
        schools=schools,
        points=finding_lines(visit, points[:MOST_POINTS]),
        more_points=max(len(points) - MOST_POINTS, 0),
        points_href=visit.here("/aandachtspunten", organisation=place.id),
        risk_href=visit.here("/kwetsbaarheid", organisation=place.id),
        history_href=visit.here(f"/geschiedenis/{place.id}"),
        documents=documents_of(visit, "organisation", place.id),
        contact=contact,
        channels=shown_channels(visit, profile.channels, said={channel for one in contact for channel in one.channels}),
        seats=seats,
        week=tuple(seat for seat in seats if any(seat.week)),
        weekdays=tuple(title(WEEKDAYS, day, visit.texts) for day in WEEKDAYS),
        bodies=by_name(visit, profile.bodies),
        below=by_name(visit, profile.below) if schools is None else (),
        opts_out=tuple((visit.link(edge.to_id), edge.reason or "") for edge in profile.opts_out),
        not_used=by_name(visit, profile.not_used),
        means=profile.means,
        links_out=tuple(outside_link(text) for text in place.links),
    )


def organisations(visit: Visit) -> Response:
    """Every organisation, to choose from."""
    wanted = visit.asked("q").casefold()
    nodes = visit.by_name(
        node for node in read.nodes(visit.world, Organisation) if wanted in node.name_in(visit.language).casefold()
    )
    page = paged(visit, nodes)
    rows = tuple(
        (visit.link(node.id), title(ORGANISATION_TYPES, node.type, visit.texts), node.municipality or "")
        for node in page.items
    )
    return visit.page(
        "organisations.html", title=visit._("Schools and groups"), pager=page, rows=rows, asked=visit.asked("q")
    )


def _shown_matrix(visit: Visit, matrix: SchoolMatrix) -> tuple[ShownPart, ...]:
    """The matrix of an organisation in words."""
    return tuple(_shown_part(visit, matrix.organisation, part) for part in matrix.parts)


def _shown_part(visit: Visit, organisation: str, part: TaskGroupPart) -> ShownPart:
    return ShownPart(
        name=visit.name(part.task_group) if part.task_group else visit._("Other tasks"),
        arranged=part.arranged,
        open=part.open,
        rows=tuple(
            ShownRow(
                subject=visit.link(row.subject),
                who=visit.here("/wie", organisation=organisation, subject=row.subject),
                cells=tuple(shown_cell(visit, cell) for cell in row.cells),
            )
            for row in part.rows
        ),
        silent=len(part.silent),
    )


def shown_cell(visit: Visit, cell: MatrixCell) -> ShownCell:
    """A place of the matrix in words."""
    people = cell.present or cell.absent or cell.answers
    return ShownCell(
        mandate=mandate_title(cell.mandate, visit.texts),
        sign=SIGNS[cell.state],
        css=CLASSES[cell.state],
        state=state_word(visit, cell.state),
        people=tuple(visit.link(holder) for holder in people),
        note=_note(visit, cell),
    )


def state_word(visit: Visit, state: str) -> str:
    """The state of a place of the matrix, in words."""
    return {
        "covered": visit._("arranged"),
        "too_few": visit._("too few people"),
        "fallback": visit._("nobody appointed, ends up with"),
        "absent": visit._("absent, no replacement"),
        "open": visit._("nobody appointed"),
        "none": visit._("nothing agreed"),
    }[state]


def _note(visit: Visit, cell: MatrixCell) -> str:
    if cell.state == "too_few":
        return visit._("{found} of {wanted}", found=len(cell.present), wanted=cell.minimum)
    return ""


def _school_question(visit: Visit, organisation: str) -> tuple[Hashable, Callable[[Deadline], SchoolMatrix]]:
    language, world = visit.language, visit.world
    return ("school matrix", organisation, language), lambda _: school_matrix(world, organisation, language=language)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownGroupMatrix:
    """The schools of a group against the task groups, a page at a time."""

    headings: tuple[str, ...]
    rows: tuple[GroupRow, ...]
    pager: Pager[str]


async def _group_matrix(visit: Visit, group: str) -> ShownGroupMatrix:
    below = [school.id for school in schools_below(visit.world, group)]
    below.sort(key=lambda place: visit.name(place).casefold())
    pager = paged(visit, below)

    def compute(deadline: Deadline) -> GroupMatrix:
        return group_matrix(visit.world, group, (group, *pager.items), deadline=deadline)

    found = await visit.remembered(("group matrix", group, pager.items), compute)
    headings = tuple(visit.name(one) if one else visit._("Other tasks") for one in found.task_groups)
    rows = (
        GroupRow(
            school=visit.link(row.organisation),
            cells=tuple(_group_cell(row, one) for one in found.task_groups),
        )
        for row in found.rows
    )
    return ShownGroupMatrix(headings=headings, rows=tuple(rows), pager=pager)


def _group_cell(row: SchoolRow, task_group: str | None) -> GroupCell:
    found = row.tallies.get(task_group)
    state = "none" if found is None or not (found.arranged or found.open) else "open" if found.open else "covered"
    return GroupCell(
        arranged=found.arranged if found else 0,
        open=found.open if found else 0,
        css=CLASSES[state],
        sign=SIGNS[state],
    )


def _facts(visit: Visit, profile: OrganisationProfile) -> Iterable[Fact]:
    place = profile.organisation
    yield Fact(word=visit._("Sort"), text=title(ORGANISATION_TYPES, place.type, visit.texts))
    if place.levels:
        words = [title(LEVELS_OF_EDUCATION, level, visit.texts) for level in place.levels]
        yield Fact(word=visit._("Level"), text=visit.texts.listing(words))
    if place.municipality:
        yield Fact(word=visit._("Where"), text=" ".join(part for part in (place.postcode, place.municipality) if part))
    if place.number:
        yield Fact(word=visit._("Institution number"), text=place.number)
    if place.pupils is not None:
        yield Fact(word=visit._("Pupils"), text=visit.texts.number(place.pupils))
    if profile.above:
        yield Fact(word=visit._("Part of"), links=by_name(visit, {edge.to_id for edge in profile.above}))


def _crumbs(visit: Visit, profile: OrganisationProfile) -> tuple[Crumb, ...]:
    above = sorted(
        (edge.to_id for edge in profile.above),
        key=lambda place: (_type(visit, place) != "school_group", place),
    )
    start = Crumb(visit._("Schools and groups"), "/organisaties")
    if not above:
        return (start,)
    link = visit.link(above[0])
    return (start, Crumb(link.text, link.href or "/"))


def _type(visit: Visit, place: str) -> str | None:
    node = read.find(visit.world, Organisation, place)
    return node.type if node else None


def _seats(visit: Visit, profile: OrganisationProfile) -> Iterable[Seat]:
    place = profile.organisation.id
    for role in by_role_name(visit, profile.roles):
        holdings = read.edges_to(visit.world, Holds, role)
        serves = [edge for edge in read.edges_from(visit.world, Serves, role) if edge.to_id == place]
        days = sorted({day for edge in serves for day in edge.days} or {day for edge in holdings for day in edge.days})
        away = [edge.from_id for edge in holdings if is_away(visit.world, edge.from_id, place)]
        yield Seat(
            role=visit.link(role),
            is_taken=is_taken(visit.world, role, place),
            people=by_name(visit, {edge.from_id for edge in holdings if _is_visible(visit, edge.from_id)}),
            absent=tuple(visit.name(person) for person in away),
            days=shown_days(visit, days),
            week=tuple(_halves(visit, day, days) for day in WEEKDAYS),
            hours=_hours(visit, serves),
        )


def _hours(visit: Visit, serves: Iterable[Serves]) -> str:
    hours = next((edge.hours_per_week for edge in serves if edge.hours_per_week is not None), None)
    return "" if hours is None else visit._("{hours} a week", hours=hours_and_minutes(visit, hours))


def by_role_name(visit: Visit, roles: Iterable[str]) -> list[str]:
    """Functions in order of their names."""
    return sorted(roles, key=lambda role: visit.name(role).casefold())


def _is_visible(visit: Visit, person: str) -> bool:
    return read.find(visit.world, Person, person) is not None


def _halves(visit: Visit, day: str, days: Iterable[str]) -> str:
    there = [half for half in HALF_TITLES if f"{day}_{half}" in days]
    if len(there) == 2:
        return visit._("all day")
    return title(HALF_TITLES, there[0], visit.texts) if there else ""


ROUTES = (
    PageRoute(path="/organisaties", answer=organisations),
    PageRoute(path="/organisatie/{key}", answer=organisation),
)
