"""Look at the register as somebody else sees it: for an owner, to read and to change nothing."""

from __future__ import annotations

from starlette.responses import Response

from graph.domain.errors import NotFound
from graph.domain.text import Text
from graph.usecases import read
from graph.usecases.onlookers import SORTS, onlookers
from graph.usecases.viewer import ViewerKind
from service.web.links import own_path
from service.web.routes import PageRoute
from service.web.sessions import look_as
from service.web.visit import Visit

__all__ = ["ROUTES"]


async def choose(visit: Visit) -> Response:
    """As whom one can look."""
    _check_owner(visit)
    found = await visit.compute(lambda deadline: onlookers(visit.world, deadline=deadline))
    return visit.page(
        "looking_as.html",
        title=visit._("Look at it as ..."),
        sorts=tuple((visit.texts.gettext(SORTS[sort]), person, visit.link(person)) for sort, person in found.items()),
    )


def chosen(visit: Visit) -> Response:
    """Look as somebody from now on, or as oneself again; and go on where one was."""
    if not visit.sent("person"):
        response = visit.redirect(own_path(visit.sent("back")))
        look_as(response, visit.request, visit.session, None)
        return response
    _check_owner(visit)
    person = read.person_named(visit.world, visit.sent("person"))
    response = visit.redirect("/")
    look_as(response, visit.request, visit.session, person.id)
    return response


def _check_owner(visit: Visit) -> None:
    if visit.session.viewer.kind is not ViewerKind.OWNER:
        raise NotFound(Text("This page"))


ROUTES = (
    PageRoute(path="/bekijk-als", answer=choose),
    PageRoute(path="/bekijk-als", answer=chosen, method="POST", for_onlookers=True),
)
