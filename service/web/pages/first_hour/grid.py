"""Who does what at a school: a grid of task groups and kinds of mandate."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from starlette.responses import Response

from graph.domain.errors import Conflict, InvalidInput, KeyReused, NotFound
from graph.domain.kinds import AffiliatedWith, At, Holds, Organisation, Role, kind_of_id
from graph.domain.periods import next_school_year
from graph.domain.text import Text
from graph.usecases import read
from graph.usecases.change.draft import Draft
from graph.usecases.first_hour import (
    ASKED_KINDS,
    ArrangeSchool,
    Assignable,
    GridCell,
    GridRow,
    RoleSuggestion,
    SchoolGrid,
    arrange_school,
    progress,
    school_grid,
)
from graph.usecases.unfinished import drop_unfinished
from graph.words.titles import mandate_title
from service.web.forms.halfway import at_step
from service.web.forms.meanwhile import STOOD
from service.web.links import Link
from service.web.pages.first_hour.known_schools import known_school
from service.web.pages.first_hour.pasted import go_to_step
from service.web.pages.first_hour.steps import MOST_LISTED, card_of, grid_of, own_schools, steps_of
from service.web.problems import ShownProblem, shown_problems
from service.web.visit import Visit

__all__ = ["arrange", "arrange_sent", "school_of"]


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


async def arrange(visit: Visit) -> Response:
    """The grid of a school; as it was sent, with why it could not be saved."""
    school = school_of(visit)
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
    school = school_of(visit)
    grid = school_grid(visit.world, school)
    try:
        await arrange_school(visit.desk, visit.viewer, _arranged(visit, grid))
    except (Conflict, KeyReused, InvalidInput):
        return await go_to_step(visit, visit.here(grid_of(school)))
    await drop_unfinished(visit.desk, visit.viewer, visit.here(grid_of(school)), "")
    return visit.redirect(
        visit.here(card_of(school)), message=visit._("Saved. This is the contact card that you can hang up.")
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


def school_of(visit: Visit) -> str:
    """The id of the school that a visit is about."""
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
        steps=steps_of(visit, so_far, grid_of(grid.school)),
        problems=problems,
        action=visit.here(grid_of(grid.school)),
        here_without_day=grid_of(grid.school),
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
            known_school(visit, so_far, one) for one in own_schools(visit, so_far)[:MOST_LISTED] if one != grid.school
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
