"""The first hour: from an empty store to a contact card on the wall, in steps that can be left and taken up again."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from zlib import crc32

from starlette.responses import Response

from graph.domain.changes import Change
from graph.domain.choices import LEVELS_OF_EDUCATION
from graph.domain.errors import Conflict, InvalidInput, KeyReused, NotFound
from graph.domain.kinds import Adopts, AffiliatedWith, At, Holds, Organisation, Person, Role, kind_of_id
from graph.domain.periods import next_school_year
from graph.domain.text import Text
from graph.model.differences import changes_against
from graph.reports.render.html import html_blocks
from graph.usecases import documents, gaps, read
from graph.usecases.change.draft import Draft
from graph.usecases.first_hour import (
    ASKED_KINDS,
    AddSchools,
    ArrangeSchool,
    Assignable,
    GridCell,
    GridRow,
    Progress,
    RoleSuggestion,
    SchoolGrid,
    add_colleagues,
    add_schools,
    arrange_school,
    preview_colleagues,
    preview_schools,
    progress,
    school_grid,
)
from graph.usecases.importing import Doubt
from graph.usecases.points import points_of
from graph.usecases.rights import Right
from graph.usecases.seeding import load_example
from graph.usecases.unfinished import drop_unfinished
from graph.words.titles import mandate_title, title
from service.web.differences import DifferenceGroup, difference_groups
from service.web.doubts import Answers, answers_of, lists_for, shown_questions
from service.web.findings import finding_lines
from service.web.forms.halfway import NOT_KEPT, at_step, kept_step
from service.web.forms.meanwhile import STOOD
from service.web.links import Link, address
from service.web.problems import ShownProblem, shown_problems
from service.web.routes import PageRoute, for_keepers
from service.web.visit import Visit

__all__ = ["COLLEAGUES", "ROUTES", "SCHOOLS"]

START = "/begin"
SCHOOLS, COLLEAGUES = f"{START}/scholen", f"{START}/collegas"
MOST_POINTS = 5
MOST_LISTED = 200
LARGE_FORM = 4_000_000
"""Bytes of a form with a long list in it, whose letters with accents take six bytes each on the way."""
LEVELS = ("basis", "secundair", "volwassenen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the first hour, as the row of steps shows it."""

    text: str
    href: str | None
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSchool:
    """A school that was taken in: its levels and starting lists in words, and where its grid is."""

    link: Link
    levels: str
    lists: str
    grid: str
    is_arranged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownColleague:
    """Somebody who was taken in, with schools and functions in words."""

    link: Link
    places: str
    roles: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAssignable:
    """Somebody who can be chosen in a cell."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """A cell of the grid.

    Attributes:
        name: of its field.
        label: what is chosen, in words, for who hears the page.
        kind: the kind of mandate, in words.
        chosen: id of who stands in it: as it was typed, else as it is.
        stands: id of who it is today; sent along, so that what nobody touched follows what others change.
        hint: who usually does it, who else has it, or that it is not saved yet.
        nobody: what stands there while nobody is chosen for the whole group.
    """

    name: str
    label: str
    kind: str
    chosen: str
    stands: str
    hint: str
    nobody: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownUsual:
    """What a function usually does: its id and name, and per kind of mandate the tasks."""

    role: str
    text: str
    number: int
    works: tuple[tuple[str, tuple[str, ...]], ...]


def start(visit: Visit) -> Response:
    """Go on where the data end."""
    so_far = progress(visit.world)
    if not so_far.schools:
        return visit.redirect(SCHOOLS)
    if not so_far.colleagues:
        return visit.redirect(COLLEAGUES)
    return visit.redirect(_next_grid(visit, so_far) or _card_of(_own_schools(visit, so_far)[0]))


async def example(visit: Visit) -> Response:
    """Put the example school group into the empty store."""
    await load_example(visit.desk, visit.viewer)
    message = visit._("The example school group is here. Look around: everybody in it is made up.")
    return visit.redirect("/", message=message)


# Schools


async def schools(visit: Visit) -> Response:
    """The form for the names of the schools, with what was understood of those that were pasted."""
    step = await at_step(visit)
    if step is None:
        return _schools_page(visit)
    try:
        changes = preview_schools(visit.desk, _schools_in(step))
    except InvalidInput as error:
        return _schools_page(step, shown_problems(visit, error.problems), status=422)
    return _schools_page(step, understood=await _understood(visit, changes))


async def schools_sent(visit: Visit) -> Response:
    """Take the schools in, once what was understood of them was shown."""
    if not _is_seen(visit):
        return await _step(visit, SCHOOLS)
    try:
        await add_schools(visit.desk, visit.viewer, _schools_in(visit))
    except InvalidInput:
        return await _step(visit, SCHOOLS)
    await drop_unfinished(visit.desk, visit.viewer, SCHOOLS, "")
    message = visit._("The schools are in, each with the starting list that fits.")
    return visit.redirect("/invoeren" if visit.sent("then") == "import" else COLLEAGUES, message=message)


def _schools_in(visit: Visit) -> AddSchools:
    return AddSchools(lines=visit.sent("lines"), group=visit.sent("group")[:200], usual_level=_level(visit))


def _level(visit: Visit) -> str:
    return visit.sent("level") if visit.sent("level") in LEVELS else LEVELS[0]


def _schools_page(
    visit: Visit,
    problems: tuple[ShownProblem, ...] = (),
    *,
    understood: tuple[DifferenceGroup, ...] | None = None,
    status: int = 200,
) -> Response:
    so_far = progress(visit.world)
    group = visit.sent("group") or (visit.name(so_far.group) if so_far.group else "")
    return visit.page(
        "first_schools.html",
        title=visit._("Your schools"),
        status=status,
        steps=_steps(visit, so_far, SCHOOLS),
        problems=problems,
        understood=understood,
        seen=_print_of(visit),
        lines=visit.sent("lines"),
        group=group,
        level=_level(visit),
        levels=tuple((level, title(LEVELS_OF_EDUCATION, level, visit.texts)) for level in LEVELS),
        then=visit.sent("then") or visit.asked("then"),
        known=tuple(_known_school(visit, so_far, school) for school in so_far.schools[:MOST_LISTED]),
    )


def _known_school(visit: Visit, so_far: Progress, school: str) -> ShownSchool:
    node = read.find(visit.world, Organisation, school)
    levels = node.levels if node is not None else ()
    lists = read.edges_from(visit.world, Adopts, school)
    return ShownSchool(
        link=visit.link(school),
        levels=", ".join(title(LEVELS_OF_EDUCATION, level, visit.texts) for level in levels),
        lists=", ".join(visit.name(edge.to_id) for edge in lists),
        grid=_grid_of(school),
        is_arranged=school in so_far.arranged,
    )


# Colleagues


async def colleagues(visit: Visit) -> Response:
    """The form for the names of the colleagues, with what was understood of what was pasted, and what is asked."""
    step = await at_step(visit)
    if step is None:
        return _colleagues_page(visit)
    answers = answers_of(step)
    found = await preview_colleagues(visit.desk, visit.viewer, _pasted(step), answers.given)
    if found.problems:
        return _colleagues_page(step, shown_problems(visit, found.problems), status=422)
    asked = [*found.doubts, *(doubt for doubt in found.answered if doubt.id in answers.chosen)]
    return _colleagues_page(step, doubts=asked, answers=answers, understood=await _understood(visit, found.changes))


async def colleagues_sent(visit: Visit) -> Response:
    """Take the colleagues in, once what was understood was shown; what is unclear is left out when it stays open."""
    text, answers = _pasted(visit), answers_of(visit)
    found = await preview_colleagues(visit.desk, visit.viewer, text, answers.given)
    unseen = [doubt for doubt in found.doubts if doubt.id not in answers.chosen]
    if not _is_seen(visit) or found.problems or answers.errors or unseen:
        return await _step(visit, COLLEAGUES)
    outcome = await add_colleagues(visit.desk, visit.viewer, text, answers.given)
    await drop_unfinished(visit.desk, visit.viewer, COLLEAGUES, "")
    message = _taken_in(visit, len(outcome.imported.doubts))
    next_grid = _next_grid(visit, progress(await visit.desk.world(visit.viewer)))
    return visit.redirect(next_grid or COLLEAGUES, message=message)


# What was pasted


async def _step(visit: Visit, path: str) -> Response:
    """Go to the page with what was sent to an address, and what was understood of it."""
    fields = ((name, text) for name, text in visit.form.multi_items() if isinstance(text, str))
    step = await kept_step(visit, path, "", path=path, fields=(one for one in fields if one[0] not in NOT_KEPT))
    too_long = Text("What you pasted is too long"), Text("Paste it in two parts, or import the file")
    if step is None:
        raise InvalidInput.because(*too_long)
    return visit.redirect(step)


def _is_seen(visit: Visit) -> bool:
    """Whether the reader saw what was understood of what is sent, and wants to save it."""
    return visit.sent("action") == "save" and visit.sent("seen") == _print_of(visit)


def _print_of(visit: Visit) -> str:
    """Tells what was pasted apart from anything else."""
    pasted = "\n".join((*_pasted(visit).splitlines(), visit.sent("group"), visit.sent("level")))
    return f"{crc32(pasted.encode()):x}"


async def _understood(visit: Visit, changes: Iterable[Change]) -> tuple[DifferenceGroup, ...]:
    """What was understood of a list, as what it would change."""
    made, before = tuple(changes), visit.desk.snapshot
    return await asyncio.to_thread(
        difference_groups, visit, changes_against(before, made), before.apply(made, before.version)
    )


def _pasted(visit: Visit) -> str:
    """What was pasted, with the tabs in it."""
    value = visit.form.get("lines")
    return value if isinstance(value, str) else ""


def _taken_in(visit: Visit, left_open: int) -> str:
    done = visit._("Your colleagues are in.")
    if not left_open:
        return done
    left = visit.texts.ngettext("{number} question was left open.", "{number} questions were left open.", left_open)
    return f"{done} {left}"


def _colleagues_page(
    visit: Visit,
    problems: tuple[ShownProblem, ...] = (),
    *,
    doubts: Iterable[Doubt] = (),
    answers: Answers | None = None,
    understood: tuple[DifferenceGroup, ...] | None = None,
    status: int = 200,
) -> Response:
    so_far = progress(visit.world)
    shown = shown_questions(visit, doubts, answers or Answers())
    total = read.number_of(visit.world, Person)
    known = sorted(read.nodes(visit.world, Person), key=_by_family) if total <= MOST_LISTED else []
    return visit.page(
        "first_colleagues.html",
        title=visit._("Your colleagues"),
        status=status,
        steps=_steps(visit, so_far, COLLEAGUES),
        problems=problems,
        understood=understood,
        seen=_print_of(visit),
        lines=_pasted(visit),
        questions=shown,
        lists=lists_for(visit, shown),
        has_schools=bool(so_far.schools),
        total=total,
        known=tuple(_known_colleague(visit, person) for person in known),
        next_href=_next_grid(visit, so_far) if so_far.colleagues else None,
    )


def _by_family(person: Person) -> tuple[str, str]:
    family = person.family_name or person.name.partition(" ")[2] or person.name
    return family.casefold(), person.name.casefold()


def _known_colleague(visit: Visit, person: Person) -> ShownColleague:
    places = {edge.to_id for edge in read.edges_from(visit.world, AffiliatedWith, person.id)}
    roles = {edge.to_id for edge in read.edges_from(visit.world, Holds, person.id)}
    return ShownColleague(
        link=visit.link(person.id),
        places=", ".join(sorted(map(visit.name, places))),
        roles=", ".join(sorted(map(visit.name, roles))),
    )


# Who does what


async def arrange(visit: Visit) -> Response:
    """The grid of a school; as it was sent, with why it could not be saved."""
    school = _school(visit)
    grid = school_grid(visit.world, school)
    step = await at_step(visit)
    if step is None:
        return _grid_page(visit, grid)
    try:
        await arrange_school(Draft(visit.desk), visit.viewer, replace(_arranged(step, grid), expected_revision=None))
    except InvalidInput as error:
        return _grid_page(step, grid, shown_problems(visit, error.problems), status=422)
    return _grid_page(step, grid, changed_meanwhile=True, status=409)


async def arrange_sent(visit: Visit) -> Response:
    """Take the grid over, and show the contact card."""
    school = _school(visit)
    grid = school_grid(visit.world, school)
    try:
        await arrange_school(visit.desk, visit.viewer, _arranged(visit, grid))
    except (Conflict, KeyReused, InvalidInput):
        return await _step(visit, visit.here(_grid_of(school)))
    await drop_unfinished(visit.desk, visit.viewer, visit.here(_grid_of(school)), "")
    return visit.redirect(
        visit.here(_card_of(school)), message=visit._("Saved. This is the contact card that you can hang up.")
    )


def _arranged(visit: Visit, grid: SchoolGrid) -> ArrangeSchool:
    """What was chosen in the grid."""
    cells = tuple(
        (row.group, cell.kind, visit.sent(_field(row, cell)) or None)
        for row in grid.rows
        for cell in row.cells
        if _field(row, cell) in visit.form
    )
    usual = tuple(one.role for one in grid.suggestions if one.role in visit.sent_all("usual"))
    seen = visit.sent("revision")
    expected = int(seen) if seen.isdecimal() and len(seen) < 12 else None
    return ArrangeSchool(
        school=grid.school,
        since=visit.world.on,
        cells=cells,
        usual=usual,
        expected_revision=expected,
        key=visit.sent("key")[:100] or None,
    )


def _school(visit: Visit) -> str:
    school = read.find(visit.world, Organisation, visit.record_id("organisation"))
    if school is None:
        raise NotFound(Text("The school"))
    read.check_held(visit.world, school.id)
    return school.id


def _field(row: GridRow, cell: GridCell) -> str:
    return f"{cell.kind} {row.group}"


def _grid_page(
    visit: Visit,
    grid: SchoolGrid,
    problems: tuple[ShownProblem, ...] = (),
    *,
    changed_meanwhile: bool = False,
    status: int = 200,
) -> Response:
    so_far = progress(visit.world)
    known = {one.id for one in grid.candidates}
    placed = {cell.holder for row in grid.rows for cell in row.cells if cell.holder}
    extra = tuple(ShownAssignable(id=one, text=visit.name(one)) for one in sorted(placed - known))
    near = tuple(_option(visit, one) for one in grid.candidates if one.is_near)
    far = tuple(_option(visit, one) for one in grid.candidates if not one.is_near)
    place = visit.name(grid.school)
    return visit.page(
        "first_arrange.html",
        title=visit._("Who does what at {school}?", school=place),
        status=status,
        steps=_steps(visit, so_far, _grid_of(grid.school)),
        problems=problems,
        action=visit.here(_grid_of(grid.school)),
        here_without_day=_grid_of(grid.school),
        day=visit.world.on.isoformat(),
        next_year=_next_year(visit),
        changed_meanwhile=changed_meanwhile,
        key=secrets.token_hex(16),
        revision=visit.desk.revision,
        ticked=visit.sent_all("usual"),
        kinds=tuple(mandate_title(kind, visit.texts) for kind in ASKED_KINDS),
        rows=tuple((visit.link(row.group), tuple(_cell(visit, row, cell) for cell in row.cells)) for row in grid.rows),
        options=((place, (*near, *extra)), (visit._("Elsewhere in the group"), far)),
        suggestions=tuple(_suggestion(visit, one) for one in grid.suggestions),
        has_people=bool(grid.candidates),
        others=tuple(
            _known_school(visit, so_far, one) for one in _own_schools(visit, so_far)[:MOST_LISTED] if one != grid.school
        ),
    )


def _next_year(visit: Visit) -> Link | None:
    """The grid from the first day of the next school year on, unless it is shown."""
    first = next_school_year(visit.world.today)
    if visit.world.on == first:
        return None
    return Link(text=visit._("From {day} on", day=visit.texts.day(first)), href=f"?on={first.isoformat()}")


def _option(visit: Visit, one: Assignable) -> ShownAssignable:
    """A function with who holds it and where it is, or a person with where they belong."""
    name = visit.name(one.id)
    if kind_of_id(one.id) == "role":
        people = ", ".join(dict.fromkeys(map(visit.name, one.people))) or visit._("not filled")
        places = () if one.is_near else read.edges_from(visit.world, At, one.id)
        where = "".join(f", {visit.name(edge.to_id)}" for edge in places)
        return ShownAssignable(id=one.id, text=f"{name} ({people}{where})")
    homes = () if one.is_near else read.edges_from(visit.world, AffiliatedWith, one.id)
    where = ", ".join(dict.fromkeys(visit.name(edge.to_id) for edge in homes))
    return ShownAssignable(id=one.id, text=f"{name} ({where})" if where else name)


def _cell(visit: Visit, row: GridRow, cell: GridCell) -> ShownCell:
    kind = mandate_title(cell.kind, visit.texts)
    name, stands = _field(row, cell), cell.chosen or ""
    typed, stood = visit.sent(name), visit.sent(f"{STOOD} {name}")
    is_touched = name in visit.form and typed != stood
    return ShownCell(
        name=name,
        label=f"{kind}: {visit.name(row.group)}",
        kind=kind,
        chosen=typed if is_touched else stands,
        stands=stands,
        hint=_meanwhile(visit, stands) if is_touched and stands not in (typed, stood) else _hint(visit, cell),
        nobody=visit._("nobody yet") if cell.is_untouched else visit._("task by task"),
    )


def _meanwhile(visit: Visit, stands: str) -> str:
    holder = visit.name(stands) if stands else visit._("nobody yet")
    return visit._("in the meantime: {holder}", holder=holder)


def _hint(visit: Visit, cell: GridCell) -> str:
    if cell.holder is None and cell.chosen is not None:
        return visit._("suggestion; not saved yet")
    if cell.others:
        return visit._("and {number} more", number=cell.others)
    if cell.proposed and cell.holder is None and cell.chosen is None:
        return visit._("usually: {role}", role=visit.name(cell.proposed))
    return ""


def _suggestion(visit: Visit, one: RoleSuggestion) -> ShownUsual:
    role = read.find(visit.world, Role, one.role)
    holders = read.edges_to(visit.world, Holds, one.role)
    people = ", ".join(dict.fromkeys(visit.name(edge.from_id) for edge in holders))
    kinds = dict.fromkeys(kind for _, kind in one.works)
    name = role.name_in(visit.language) if role is not None else one.role
    return ShownUsual(
        role=one.role,
        text=f"{name} ({people})" if people else name,
        number=len(one.works),
        works=tuple(
            (mandate_title(kind, visit.texts), tuple(visit.name(task) for task, of in one.works if of == kind))
            for kind in kinds
        ),
    )


# The card


async def card(visit: Visit) -> Response:
    """The contact card of a school, to print, with the first points of attention."""
    school = _school(visit)
    so_far = progress(visit.world)
    following = _next_school(visit, so_far)
    report = documents.document(visit.world, "contact-card", school, visit.texts)
    found = await visit.compute(lambda deadline: gaps.gaps(visit.world, school, accepted=False, deadline=deadline))
    causes = points_of(found.findings)
    others = [one for one in so_far.schools if one in so_far.arranged and one != school]
    return visit.page(
        "first_card.html",
        title=report.title,
        steps=_steps(visit, so_far, _card_of(school)),
        about=report.about,
        card=html_blocks(report.blocks, visit.texts),
        points=finding_lines(visit, causes[:MOST_POINTS]),
        more_points=max(len(causes) - MOST_POINTS, 0),
        points_href=address("/aandachtspunten", organisation=school),
        grid=_grid_of(school) if visit.may(Right.APPOINT, school) else None,
        next_school=visit.link(following) if following else None,
        next_grid=_grid_of(following) if following else None,
        others=tuple((visit.name(one), _card_of(one)) for one in others[:MOST_LISTED]),
    )


# The steps


def _steps(visit: Visit, so_far: Progress, current: str) -> tuple[Step, ...]:
    """The steps, each with a link when the reader may take it."""
    keeps = for_keepers(visit)
    own = _own_schools(visit, so_far)
    grid = _next_grid(visit, so_far) or (_grid_of(own[0]) if own and visit.may(Right.APPOINT, own[0]) else None)
    carded = next((school for school in own if school in so_far.arranged), None)
    steps = (
        (visit._("Schools"), SCHOOLS if keeps else None, bool(so_far.schools), current == SCHOOLS),
        (
            visit._("Colleagues"),
            COLLEAGUES if keeps and so_far.schools else None,
            bool(so_far.colleagues),
            current == COLLEAGUES,
        ),
        (
            visit._("Who does what"),
            grid if so_far.colleagues else None,
            bool(so_far.arranged) and _next_school(visit, so_far) is None,
            current.startswith(f"{START}/school/"),
        ),
        (
            visit._("Contact card"),
            _card_of(carded) if carded else None,
            carded is not None,
            current.startswith(f"{START}/kaart/"),
        ),
    )
    return tuple(
        Step(text=text, href=None if now else href, is_done=done, is_current=now) for text, href, done, now in steps
    )


def _own_schools(visit: Visit, so_far: Progress) -> tuple[str, ...]:
    """The schools at which the reader says who does what; all of them for who says it nowhere."""
    return tuple(school for school in so_far.schools if visit.may(Right.APPOINT, school)) or so_far.schools


def _next_school(visit: Visit, so_far: Progress) -> str | None:
    """The first school at which nobody has any work yet and the reader may say who does."""
    open_ones = (school for school in so_far.schools if school not in so_far.arranged)
    return next((school for school in open_ones if visit.may(Right.APPOINT, school)), None)


def _next_grid(visit: Visit, so_far: Progress) -> str | None:
    school = _next_school(visit, so_far)
    return _grid_of(school) if school else None


def _grid_of(school: str) -> str:
    return f"{START}/school/{school.partition('/')[2]}"


def _card_of(school: str) -> str:
    return f"{START}/kaart/{school.partition('/')[2]}"


def _for_who_appoints(visit: Visit) -> bool:
    return visit.may(Right.APPOINT, visit.record_id("organisation"))


ROUTES = (
    PageRoute(path=START, answer=start),
    PageRoute(path=f"{START}/voorbeeld", answer=example, method="POST", writes=True),
    PageRoute(path=SCHOOLS, answer=schools, is_offered=for_keepers),
    PageRoute(path=SCHOOLS, answer=schools_sent, is_offered=for_keepers, method="POST", writes=True),
    PageRoute(path=COLLEAGUES, answer=colleagues, is_offered=for_keepers),
    PageRoute(
        path=COLLEAGUES,
        answer=colleagues_sent,
        is_offered=for_keepers,
        method="POST",
        writes=True,
        body_limit=LARGE_FORM,
    ),
    PageRoute(path=f"{START}/school/{{key}}", answer=arrange, is_offered=_for_who_appoints),
    PageRoute(
        path=f"{START}/school/{{key}}", answer=arrange_sent, is_offered=_for_who_appoints, method="POST", writes=True
    ),
    PageRoute(path=f"{START}/kaart/{{key}}", answer=card),
)
