"""The names of the colleagues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.responses import Response

from graph.domain.kinds import AffiliatedWith, Holds, Person
from graph.usecases import read
from graph.usecases.first_hour import add_colleagues, preview_colleagues, progress
from graph.usecases.importing import Doubt
from graph.usecases.unfinished import drop_unfinished
from service.web.differences import DifferenceGroup
from service.web.doubts import Answers, answers_of, lists_for, shown_questions
from service.web.forms.halfway import at_step
from service.web.links import Link
from service.web.pages.first_hour.pasted import go_to_step, is_seen, pasted_in, print_of, understood_of
from service.web.pages.first_hour.steps import COLLEAGUES, MOST_LISTED, next_grid, steps_of
from service.web.problems import ShownProblem, shown_problems
from service.web.visit import Visit

__all__ = ["colleagues", "colleagues_sent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownColleague:
    """Somebody who was taken in, with schools and functions in words."""

    link: Link
    places: str
    roles: str


async def colleagues(visit: Visit) -> Response:
    """The form for the names of the colleagues, with what was understood of what was pasted, and what is asked."""
    step = await at_step(visit)
    if step is None:
        return _colleagues_page(visit)
    answers = answers_of(step)
    found = await preview_colleagues(visit.desk, visit.viewer, pasted_in(step), answers.given)
    if found.problems:
        return _colleagues_page(step, shown_problems(visit, found.problems), status=422)
    asked = [*found.doubts, *(doubt for doubt in found.answered if doubt.id in answers.chosen)]
    return _colleagues_page(step, doubts=asked, answers=answers, understood=await understood_of(visit, found.changes))


async def colleagues_sent(visit: Visit) -> Response:
    """Take the colleagues in, once what was understood was shown; what is unclear is left out when it stays open."""
    text, answers = pasted_in(visit), answers_of(visit)
    found = await preview_colleagues(visit.desk, visit.viewer, text, answers.given)
    unseen = [doubt for doubt in found.doubts if doubt.id not in answers.chosen]
    if not is_seen(visit) or found.problems or answers.errors or unseen:
        return await go_to_step(visit, COLLEAGUES)
    outcome = await add_colleagues(visit.desk, visit.viewer, text, answers.given)
    await drop_unfinished(visit.desk, visit.viewer, COLLEAGUES, "")
    message = _taken_in(visit, len(outcome.imported.doubts))
    following = next_grid(visit, progress(await visit.desk.world(visit.viewer)))
    return visit.redirect(following or COLLEAGUES, message=message)


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
        steps=steps_of(visit, so_far, COLLEAGUES),
        problems=problems,
        understood=understood,
        seen=print_of(visit),
        lines=pasted_in(visit),
        questions=shown,
        lists=lists_for(visit, shown),
        has_schools=bool(so_far.schools),
        total=total,
        known=tuple(_known_colleague(visit, person) for person in known),
        next_href=next_grid(visit, so_far) if so_far.colleagues else None,
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
