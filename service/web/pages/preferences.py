"""What a reader chooses for themselves: the language, who they are, and the session that may write."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import Response

from graph.domain.kinds import Person
from graph.usecases.read import find
from graph.words.catalogue import LANGUAGES
from service.web.language import LANGUAGE_COOKIE
from service.web.routes import PageRoute
from service.web.sessions import forget, remember
from service.web.visit import ME_COOKIE, Visit

__all__ = ["ROUTES"]


async def choose_language(visit: Visit) -> Response:
    """Remember the language, and go back to the page where it was chosen."""
    response = visit.redirect(_back(visit.sent("back")))
    if visit.sent("language") in LANGUAGES:
        remember(response, LANGUAGE_COOKIE, visit.sent("language"))
    return response


async def choose_me(visit: Visit) -> Response:
    """Remember who the reader is. A preference: it shows their own page and opens nothing."""
    response = visit.redirect("/mij")
    person = find(visit.world, Person, visit.sent("person"))
    if person is not None:
        remember(response, ME_COOKIE, person.id)
    else:
        forget(response, ME_COOKIE)
    return response


async def ask_to_open(visit: Visit) -> Response:
    """The printed address: a button that opens the session. Looking at it, as the preview of a link does, spends
    nothing."""
    return visit.page("open.html", title=visit._("Change things in this browser"), token=visit.asked("token"))


async def open_session(visit: Visit) -> Response:
    """Let the browser that opens the printed address write."""
    session = visit.sessions.open(visit.sent("token"))
    if session is None:
        if visit.session.may_write:
            return visit.redirect("/")
        return visit.may_not_write(title=visit._("This address was used before"))
    response = visit.redirect("/", message=visit._("You can change things in this browser."))
    visit.sessions.set_on(response, session)
    return response


async def announce(visit: Visit) -> Response:
    """Print an address that opens a session, where the service runs."""
    told = visit.sessions.announce()
    return visit.page("announced.html", title=visit._("A new address"), told=told, status=200 if told else 503)


def _back(path: str) -> str:
    """The path when it is one of this service, else the start page."""
    parts = urlsplit(path)
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and "\\" not in path
    return path if own and path.isprintable() else "/"


ROUTES = (
    PageRoute(path="/taal", answer=choose_language, method="POST"),
    PageRoute(path="/mij", answer=choose_me, method="POST"),
    PageRoute(path="/open", answer=ask_to_open),
    PageRoute(path="/open", answer=open_session, method="POST"),
    PageRoute(path="/open/adres", answer=announce, method="POST"),
)
