"""The first hour: from an empty store to a contact card on the wall, in steps that can be left and taken up again."""

from __future__ import annotations

from starlette.responses import Response

from graph.usecases.first_hour import progress
from graph.usecases.rights import Right
from graph.usecases.seeding import load_example
from service.web.pages.first_hour.colleague_list import colleagues, colleagues_sent
from service.web.pages.first_hour.contact_card import card
from service.web.pages.first_hour.grid import arrange, arrange_sent
from service.web.pages.first_hour.school_list import schools, schools_sent
from service.web.pages.first_hour.steps import COLLEAGUES, SCHOOLS, START, card_of, next_grid, own_schools
from service.web.routes import PageRoute, for_keepers
from service.web.visit import Visit

__all__ = ["COLLEAGUES", "ROUTES", "SCHOOLS"]

LARGE_FORM = 4_000_000
"""Bytes of a form with a long list in it, whose letters with accents take six bytes each on the way."""


def start(visit: Visit) -> Response:
    """Go on where the data end."""
    so_far = progress(visit.world)
    if not so_far.schools:
        return visit.redirect(SCHOOLS)
    if not so_far.colleagues:
        return visit.redirect(COLLEAGUES)
    return visit.redirect(next_grid(visit, so_far) or card_of(own_schools(visit, so_far)[0]))


async def example(visit: Visit) -> Response:
    """Put the example school group into the empty store."""
    await load_example(visit.desk, visit.viewer)
    message = visit._("The example school group is here. Look around: everybody in it is made up.")
    return visit.redirect("/", message=message)


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
