"""The questions that have no page of their own, such as those of plug-ins: each as its report."""

from __future__ import annotations

from dataclasses import MISSING
from typing import Any

from starlette.responses import Response

from graph.domain.errors import NotFound
from graph.domain.plugins import brought
from graph.domain.text import Text
from graph.reports.render import MEDIA_TYPES, rendered
from graph.reports.render.html import html_blocks
from graph.usecases.questions.question import Question
from service.web.choices import organisation_choices
from service.web.links import Link
from service.web.routes import PageRoute
from service.web.visit import Visit

__all__ = ["ROUTES", "further_questions"]

FILES = ("docx", "xlsx", "csv")


def further_questions(visit: Visit) -> tuple[Link, ...]:
    """The questions that only have the page here."""
    return tuple(
        Link(text=visit.texts.gettext(each.meaning), href=visit.here(f"/vragen/{each.name}")) for each in _questions()
    )


async def question(visit: Visit) -> Response:
    """The answer to a question, at an organisation where it takes one."""
    asked = next((one for one in _questions() if one.name == visit.request.path_params["name"]), None)
    if asked is None:
        raise NotFound(Text("This question"))
    takes_place = any(each.name == "organisation" for each in asked.parameters)
    place = visit.asked("organisation") if takes_place else ""
    given: dict[str, Any] = {"organisation": place} if place else {}
    answered = await visit.compute(lambda deadline: asked.asked(visit.world, **given, deadline=deadline))
    report = answered.report(visit.texts)
    if visit.asked("form"):
        return await _file(visit, asked, report)
    here = f"/vragen/{asked.name}"
    return visit.page(
        "question.html",
        title=report.title,
        about=report.about,
        blocks=html_blocks(report.blocks, visit.texts),
        choices=organisation_choices(visit, place or None) if takes_place else (),
        place_text=place,
        takes_place=takes_place,
        files=tuple((form.upper(), visit.here(here, organisation=place or None, form=form)) for form in FILES),
    )


async def _file(visit: Visit, asked: Question[Any], report: Any) -> Response:
    form = visit.asked("form")
    if form not in FILES:
        raise NotFound(Text("This file"))
    body = await visit.compute(lambda _: rendered(report, form))
    headers = {"content-disposition": f'attachment; filename="{asked.name}.{form}"', "cache-control": "no-store"}
    return Response(body, media_type=MEDIA_TYPES[form], headers=headers)


def _questions() -> tuple[Question[Any], ...]:
    """Those of plug-ins that need nothing to be told."""
    return tuple(each for each in brought("QUESTIONS") if all(one.default is not MISSING for one in each.parameters))


ROUTES = (PageRoute(path="/vragen/{name}", answer=question, for_programs=True),)
