"""What if somebody drops out, and whom to ask so that it matters less.

A rehearsal is answered to a POST, shown once and kept nowhere: it has no address to pass on. A solution asks people,
it appoints nobody; it can be taken along as a file that the import takes in after somebody looked at it.
"""

from __future__ import annotations

from starlette.responses import Response

from graph.domain.errors import NotFound
from graph.domain.kinds import Person
from graph.domain.text import Text
from graph.reports.render.html import html_blocks
from graph.usecases import planning, read
from graph.usecases.questions.registry import named
from service.web.choices import organisation_choices
from service.web.routes import PageRoute
from service.web.visit import Crumb, Visit

__all__ = ["ROUTES"]

MOST_PEOPLE = 50
MOST_TARGET = 5


async def what_if(visit: Visit) -> Response:
    """What would stay undone without the people that were ticked."""
    ticked = (one for one in visit.sent_all("person") if read.find(visit.world, Person, one))
    people = tuple(dict.fromkeys((*ticked, *_also(visit))))[:MOST_PEOPLE]
    place = visit.sent("organisation") or None
    if not people:
        return visit.redirect(visit.here("/kwetsbaarheid", organisation=place), message=_tick_somebody(visit))
    answered = await visit.compute(
        lambda deadline: named("rehearse").asked(visit.world, leaves=people, organisation=place, deadline=deadline)
    )
    found, report = answered.found, answered.report(visit.texts)
    names = visit.texts.listing([visit.name(person) for person in people])
    return visit.page(
        "what_if.html",
        title=visit._("What if {names} drops out?", names=names)
        if len(people) == 1
        else visit._("What if {names} drop out?", names=names),
        current="/kwetsbaarheid",
        crumbs=(Crumb(visit._("Vulnerability"), visit.here("/kwetsbaarheid", organisation=place)),),
        people=tuple(visit.link(person) for person in people),
        about=report.about,
        blocks=html_blocks(report.blocks, visit.texts),
        solution_href=visit.here("/kwetsbaarheid/oplossing", organisation=place or _first(found.organisations)),
    )


async def solution(visit: Visit) -> Response:
    """Whom to ask for what, so that everything at an organisation has enough people."""
    asked = visit.asked("organisation")
    if not asked:
        return visit.page(
            "solution.html",
            title=visit._("Find a solution"),
            current="/kwetsbaarheid",
            choices=organisation_choices(visit, None),
            place_text="",
            place=None,
            target=2,
            targets=tuple(range(1, MOST_TARGET + 1)),
        )
    place = read.organisation_named(visit.world, asked).id
    target = _target(visit)
    answered = await visit.compute(
        lambda deadline: named("repair").asked(visit.world, organisation=place, target=target, deadline=deadline)
    )
    plan, report = answered.found, answered.report(visit.texts)
    return visit.page(
        "solution.html",
        title=visit._("Find a solution"),
        current="/kwetsbaarheid",
        crumbs=(Crumb(visit._("Vulnerability"), visit.here("/kwetsbaarheid", organisation=place)),),
        choices=organisation_choices(visit, place),
        place_text=asked,
        place=visit.link(place),
        target=target,
        targets=tuple(range(1, MOST_TARGET + 1)),
        steps=len(plan.steps),
        about=report.about,
        blocks=html_blocks(report.blocks, visit.texts),
        file_href=visit.here("/kwetsbaarheid/oplossing/bestand", organisation=place, target=target),
    )


async def solution_file(visit: Visit) -> Response:
    """The solution as a file that the import takes in."""
    asked = visit.asked("organisation")
    if not asked:
        raise NotFound(Text("This file"))
    target = _target(visit)
    plan = await visit.compute(
        lambda deadline: planning.repair_plan(visit.world, asked, target=target, deadline=deadline)
    )
    headers = {"content-disposition": 'attachment; filename="oplossing.json"', "cache-control": "no-store"}
    return Response(planning.change_file(plan), media_type="application/json", headers=headers)


def _target(visit: Visit) -> int:
    asked = visit.asked("target")
    return int(asked) if asked in {str(number) for number in range(1, MOST_TARGET + 1)} else 2


def _also(visit: Visit) -> tuple[str, ...]:
    """The people whose names or addresses were typed.

    Raises:
        NotFound: somebody who is not there, or whose name several have.
    """
    typed = (text.strip() for text in visit.sent("also").split(","))
    return tuple(read.person_named(visit.world, text).id for text in typed if text)


def _tick_somebody(visit: Visit) -> str:
    return visit._("Tick at least one colleague.")


def _first(places: tuple[str, ...]) -> str | None:
    return places[0] if places else None


ROUTES = (
    PageRoute(path="/kwetsbaarheid/wat-als", answer=what_if, method="POST", for_onlookers=True),
    PageRoute(path="/kwetsbaarheid/oplossing", answer=solution),
    PageRoute(path="/kwetsbaarheid/oplossing/bestand", answer=solution_file),
)
