"""What a reader chooses for themselves: the language, and the local owner who they are."""

from __future__ import annotations

from starlette.responses import Response

from graph.domain.kinds import Person
from graph.usecases.read import find
from graph.words.catalogue import LANGUAGES
from service.web.cookies import forget, remember
from service.web.language import LANGUAGE_COOKIE
from service.web.links import own_path
from service.web.routes import PageRoute
from service.web.visit import ME_COOKIE, Visit

__all__ = ["ROUTES"]


def choose_language(visit: Visit) -> Response:
    """Remember the language, and go back to the page where it was chosen."""
    response = visit.redirect(own_path(visit.sent("back")))
    if visit.sent("language") in LANGUAGES:
        remember(response, LANGUAGE_COOKIE, visit.sent("language"))
    return response


def choose_me(visit: Visit) -> Response:
    """Remember who the reader is. A preference: it shows their own page and opens nothing."""
    response = visit.redirect("/mij")
    person = find(visit.world, Person, visit.sent("person"))
    if person is not None:
        remember(response, ME_COOKIE, person.id)
    else:
        forget(response, ME_COOKIE)
    return response


ROUTES = (
    PageRoute(path="/taal", answer=choose_language, method="POST", is_public=True, for_onlookers=True),
    PageRoute(path="/mij", answer=choose_me, method="POST"),
)
