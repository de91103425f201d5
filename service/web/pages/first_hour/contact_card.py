"""The contact card of a school, with the first points of attention."""

from __future__ import annotations

from starlette.responses import Response

from graph.reports.render.html import html_blocks
from graph.usecases import documents, gaps
from graph.usecases.first_hour import progress
from graph.usecases.points import points_of
from graph.usecases.rights import Right
from service.web.findings import finding_lines
from service.web.links import address
from service.web.pages.first_hour.grid import school_of
from service.web.pages.first_hour.steps import MOST_LISTED, card_of, grid_of, next_school, steps_of
from service.web.visit import Visit

__all__ = ["card"]

MOST_POINTS = 5


async def card(visit: Visit) -> Response:
    """The contact card of a school, to print, with the first points of attention."""
    school = school_of(visit)
    so_far = progress(visit.world)
    following = next_school(visit, so_far)
    report = documents.document(visit.world, "contact-card", school, visit.texts)
    found = await visit.compute(lambda deadline: gaps.gaps(visit.world, school, accepted=False, deadline=deadline))
    causes = points_of(found.findings)
    others = [one for one in so_far.schools if one in so_far.arranged and one != school]
    return visit.page(
        "first_card.html",
        title=report.title,
        steps=steps_of(visit, so_far, card_of(school)),
        about=report.about,
        card=html_blocks(report.blocks, visit.texts),
        points=finding_lines(visit, causes[:MOST_POINTS]),
        more_points=max(len(causes) - MOST_POINTS, 0),
        points_href=address("/aandachtspunten", organisation=school),
        grid=grid_of(school) if visit.may(Right.APPOINT, school) else None,
        next_school=visit.link(following) if following else None,
        next_grid=grid_of(following) if following else None,
        others=tuple((visit.name(one), card_of(one)) for one in others[:MOST_LISTED]),
    )
