"""The names of the schools."""

from __future__ import annotations

from starlette.responses import Response

from graph.domain.choices import LEVELS_OF_EDUCATION
from graph.domain.errors import InvalidInput
from graph.usecases.first_hour import AddSchools, add_schools, preview_schools, progress
from graph.usecases.unfinished import drop_unfinished
from graph.words.titles import title
from service.web.differences import DifferenceGroup
from service.web.forms.halfway import at_step
from service.web.pages.first_hour.known_schools import known_school
from service.web.pages.first_hour.pasted import go_to_step, is_seen, print_of, understood_of
from service.web.pages.first_hour.steps import COLLEAGUES, MOST_LISTED, SCHOOLS, steps_of
from service.web.problems import ShownProblem, shown_problems
from service.web.visit import Visit

__all__ = ["schools", "schools_sent"]

LEVELS = ("basis", "secundair", "volwassenen")


async def schools(visit: Visit) -> Response:
    """The form for the names of the schools, with what was understood of those that were pasted."""
    step = await at_step(visit)
    if step is None:
        return _schools_page(visit)
    try:
        changes = preview_schools(visit.desk, _schools_in(step))
    except InvalidInput as error:
        return _schools_page(step, shown_problems(visit, error.problems), status=422)
    return _schools_page(step, understood=await understood_of(visit, changes))


async def schools_sent(visit: Visit) -> Response:
    """Take the schools in, once what was understood of them was shown."""
    if not is_seen(visit):
        return await go_to_step(visit, SCHOOLS)
    try:
        await add_schools(visit.desk, visit.viewer, _schools_in(visit))
    except InvalidInput:
        return await go_to_step(visit, SCHOOLS)
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
        steps=steps_of(visit, so_far, SCHOOLS),
        problems=problems,
        understood=understood,
        seen=print_of(visit),
        lines=visit.sent("lines"),
        group=group,
        level=_level(visit),
        levels=tuple((level, title(LEVELS_OF_EDUCATION, level, visit.texts)) for level in LEVELS),
        then=visit.sent("then") or visit.asked("then"),
        known=tuple(known_school(visit, so_far, school) for school in so_far.schools[:MOST_LISTED]),
    )
