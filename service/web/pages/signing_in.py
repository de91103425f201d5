"""Signing in and out: at a provider, with a personal link or a passkey, or by the address that was printed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from graph.domain.errors import MandaatwijzerError, NotFound, NotLetIn, SourceUnavailable, TooOften
from graph.domain.text import Quoted, Text
from graph.usecases import passkeys as kept_passkeys
from graph.usecases.attempts import ATTEMPT, FAILED, spend_attempt
from graph.usecases.auditing import AuditAction, audited
from graph.usecases.coming_in import (
    PASSKEY,
    begin_passkey,
    begin_sign_in,
    claim_ownership,
    connect,
    finish_sign_in,
    let_in,
)
from graph.usecases.personal_links import name_of, open_link, owner_of_link
from graph.usecases.sessions import checked_viewer
from service.http.asking import address_of_client
from service.signin.passkeys import asked_to_sign, challenge_of, checked_signature, key_of
from service.signin.provider import Provider
from service.web.cookies import bind, bound
from service.web.links import address, own_path
from service.web.problems import shown_error
from service.web.routes import PageRoute
from service.web.sessions import leave_message
from service.web.visit import Visit

__all__ = ["BROWSER_COOKIE", "BROWSER_SECONDS", "ROUTES", "SENT_FORM", "SIGN_IN", "begin_at", "browser_of"]

SIGN_IN = "/aanmelden"
SENT_FORM = "/aanmelden/formulier"
BROWSER_COOKIE = "mandaatwijzer_browser"
BROWSER_SECONDS = 1800
SECRET = re.compile(r"[A-Za-z0-9_-]{20,100}")
LINK = "link"
LOCAL = "local"


async def sign_in(visit: Visit) -> Response:
    """The ways to sign in; whoever is signed in goes on."""
    if visit.session.is_signed_in:
        return visit.redirect(_onward(visit.asked("verder")))
    left = visit.doors.providers.get(visit.asked("bij")) if visit.asked("klaar") else None
    way_out = None if left is None else await left.way_out()
    return _page(visit, onward=visit.asked("verder"), left=left, way_out=way_out)


async def begin(visit: Visit) -> Response:
    """Send the browser to a provider."""
    provider = _provider(visit)
    try:
        await spend_attempt(visit.desk, address_of_client(visit.request.scope), ATTEMPT)
        return await begin_at(visit, provider, onward=_onward(visit.sent("verder")))
    except (SourceUnavailable, TooOften) as error:
        return _page(visit, onward=visit.sent("verder"), error=error)


async def begin_at(visit: Visit, provider: Provider, *, onward: str, person: str | None = None) -> Response:
    """A page that leads to a provider: a form may not, by the policy of the pages.

    Args:
        visit: of the browser.
        provider: where it goes.
        onward: path to which it leads in the end.
        person: id of who connects an account to themselves.

    Raises:
        SourceUnavailable: the provider does not answer.
    """
    browser = browser_of(visit.request)
    begun = await begin_sign_in(visit.desk, provider.name, browser=browser, onward=onward, person=person)
    way = await provider.way(begun, _back(visit, provider))
    title = visit._("To {provider}", provider=provider.title)
    response = visit.page("sign_in_way.html", title=title, href=way, provider=provider.title)
    response.headers["refresh"] = f"0; url={way}"
    bind(response, visit.request, BROWSER_COOKIE, browser, seconds=BROWSER_SECONDS)
    return response


async def came_back(visit: Visit) -> Response:
    """Let in who comes back from a provider."""
    if visit.request.method != "GET":
        raise HTTPException(405, headers={"Allow": "GET"})
    provider = _provider(visit)
    given: dict[str, tuple[str, ...]] = {}
    for name, value in visit.request.query_params.multi_items():
        given[name] = (*given.get(name, ()), value)
    states = given.get("state", ())

    async def found() -> Response:
        begun = await finish_sign_in(
            visit.desk, provider.name, state=states[0] if len(states) == 1 else "", browser=_browser(visit.request)
        )
        claim = await provider.claim(given, begun, _back(visit, provider))
        if begun.person is None:
            person = await let_in(visit.desk, claim)
            await claim_ownership(visit.desk, claim, person)
            return await _come_in(visit, person, provider.name, begun.onward)
        if begun.person != visit.session.person:
            raise NotLetIn(Text("You signed out, or in as somebody else, in the meantime. Begin again."))
        await connect(visit.desk, claim, begun.person)
        return await _come_in(visit, begun.person, provider.name, begun.onward)

    return await _tried(visit, found)


async def show_link(visit: Visit) -> Response:
    """A personal link: a button that lets in. Looking at it, as the preview of a link does, spends nothing."""
    token = visit.asked("token")

    async def found() -> Response:
        await spend_attempt(visit.desk, address_of_client(visit.request.scope), ATTEMPT)
        person = await owner_of_link(visit.desk, token) if SECRET.fullmatch(token) else None
        if person is None:
            raise NotLetIn(_used())
        name = name_of(visit.desk, person)
        return visit.page("personal_link.html", title=visit._("Your personal link"), name=name, token=token)

    return await _tried(visit, found)


async def use_link(visit: Visit) -> Response:
    """Let in who has a personal link."""
    token = visit.sent("token")

    async def found() -> Response:
        if not SECRET.fullmatch(token):
            raise NotLetIn(_used())
        await spend_attempt(visit.desk, address_of_client(visit.request.scope), ATTEMPT)
        return await _come_in(visit, await open_link(visit.desk, token), LINK, "/mij/sessies")

    return await _tried(visit, found)


async def ask_passkey(visit: Visit) -> Response:
    """What a browser has to ask a passkey to sign."""
    await spend_attempt(visit.desk, address_of_client(visit.request.scope), ATTEMPT)
    browser = browser_of(visit.request)
    options, challenge = asked_to_sign(visit.doors.host(visit.request))
    await begin_passkey(visit.desk, challenge, browser=browser, onward=_onward(visit.sent("verder")))
    response = Response(options, media_type="application/json", headers={"cache-control": "no-store"})
    bind(response, visit.request, BROWSER_COOKIE, browser, seconds=BROWSER_SECONDS)
    return response


async def use_passkey(visit: Visit) -> Response:
    """Let in whose passkey signed."""
    given = visit.sent("answer")

    async def found() -> Response:
        challenge = challenge_of(given)
        begun = await finish_sign_in(visit.desk, PASSKEY, state=challenge, browser=_browser(visit.request))
        if begun.person is not None:
            raise NotLetIn(Text("That was asked to add a passkey, not to sign in. Begin again."))
        known = await kept_passkeys.passkey_with(visit.desk, key_of(given))
        signed = checked_signature(
            given,
            known,
            challenge=challenge,
            host=visit.doors.host(visit.request),
            origin=visit.doors.base(visit.request),
        )
        await kept_passkeys.passkey_used(visit.desk, known, signed.sign_count)
        return await _come_in(visit, known.person, PASSKEY, begun.onward)

    return await _tried(visit, found)


async def sign_out(visit: Visit) -> Response:
    """End the session of this browser."""
    await visit.sessions.end(visit.session.key)
    return signed_out(visit)


def signed_out(visit: Visit) -> Response:
    """To the page that says so, which offers to sign out at the provider too where they signed in with one."""
    by = visit.session.provider
    return visit.redirect(address(SIGN_IN, klaar=1, bij=by if by in visit.doors.providers else None))


def sent_form(visit: Visit) -> Response:
    """The form that was sent before somebody signed in, to be sent again."""
    form = visit.forms.find(_browser(visit.request), visit.session.reader, visit.asked("key"))
    if form is None:
        raise NotFound(Text("A form {key}", key=Quoted(visit.asked("key")[:20])), Text("Fill it in again"))
    return visit.send_again(form.path, form.fields)


# The address that is printed where the service runs


def show_printed(visit: Visit) -> Response:
    """The printed address: a button that opens the session. Looking at it spends nothing."""
    return visit.page("open.html", title=visit._("Open the register in this browser"), token=visit.asked("token"))


async def use_printed(visit: Visit) -> Response:
    """Let in who opens the printed address: the local owner."""
    printed = visit.doors.printed

    async def found() -> Response:
        await spend_attempt(visit.desk, address_of_client(visit.request.scope), ATTEMPT)
        if printed is None or not printed.spend(visit.sent("token")):
            if visit.session.is_signed_in:
                return visit.redirect("/")
            raise NotLetIn(Text("This address was used before. Let a new one be printed."))
        return await _come_in(visit, None, LOCAL, "/")

    return await _tried(visit, found)


def announce(visit: Visit) -> Response:
    """Print an address that opens a session, where the service runs."""
    told = visit.doors.printed is not None and visit.doors.printed.announce()
    return visit.page("announced.html", title=visit._("A new address"), told=told, status=200 if told else 503)


# What they share


async def _come_in(visit: Visit, person: str | None, way: str, onward: str) -> Response:
    viewer = checked_viewer(visit.desk, person)
    await audited(visit.desk, viewer, AuditAction.SIGNED_IN, detail=way)
    response = visit.redirect(onward)
    session = await visit.sessions.begin(visit.request, response, person=person, provider=way)
    if way == LINK:
        leave_message(response, visit.request, session, visit._("You are signed in. Add a passkey for the next time."))
    return response


async def _tried(visit: Visit, attempt: Callable[[], Awaitable[Response]]) -> Response:
    """The answer of an attempt; or the ways to sign in, with why it failed."""
    try:
        return await attempt()
    except NotLetIn as error:
        try:
            await spend_attempt(visit.desk, address_of_client(visit.request.scope), FAILED)
        except TooOften as late:
            return _page(visit, error=late)
        return _page(visit, error=error)
    except (SourceUnavailable, TooOften) as error:
        return _page(visit, error=error)


def _page(
    visit: Visit,
    *,
    onward: str = "",
    error: MandaatwijzerError | None = None,
    left: Provider | None = None,
    way_out: str | None = None,
) -> Response:
    status = 200 if error is None else {NotLetIn: 401, TooOften: 429}.get(type(error), 503)
    printed = visit.doors.printed
    return visit.page(
        "sign_in.html",
        title=visit._("Sign in"),
        status=status,
        here=address(SIGN_IN, verder=onward or None),  # not the one that was asked: it may hold a code
        onward=_onward(onward),
        providers=tuple(visit.doors.providers.values()),
        told=() if error is None else shown_error(visit, error),
        done=bool(visit.asked("klaar")),
        left="" if left is None else left.title,
        way_out=way_out,
        came_for=_onward(onward) != "/",
        printed=printed is not None and printed.is_told,
        public=bool(visit.doors.address),
    )


def _provider(visit: Visit) -> Provider:
    name = str(visit.request.path_params["name"])
    found = visit.doors.providers.get(name)
    if found is None:
        raise NotFound(Text("The provider {name}", name=Quoted(name[:40])), Text("Choose one that the page shows"))
    return found


def _back(visit: Visit, provider: Provider) -> str:
    """Where a provider sends the browser back: an address of this provider alone."""
    return f"{visit.doors.base(visit.request)}{SIGN_IN}/antwoord/{provider.name}"


def _onward(path: str) -> str:
    own = own_path(path)
    asked = own.partition("?")[0]
    return "/" if asked.startswith(SIGN_IN) and asked != SENT_FORM else own


def browser_of(request: Request) -> str:
    """The secret of a browser, a new one when it has none."""
    return _browser(request) or secrets.token_urlsafe(32)


def _browser(request: Request) -> str:
    known = bound(request.scope, BROWSER_COOKIE)
    return known if SECRET.fullmatch(known) else ""


def _used() -> Text:
    return Text("This link was used already, or is older than seven days. Ask whoever gave it to you for a new one.")


ROUTES = (
    PageRoute(path=SIGN_IN, answer=sign_in, is_public=True),
    PageRoute(path=f"{SIGN_IN}/bij/{{name}}", answer=begin, method="POST", is_public=True),
    PageRoute(path=f"{SIGN_IN}/antwoord/{{name}}", answer=came_back, is_public=True),
    PageRoute(path=f"{SIGN_IN}/link", answer=show_link, is_public=True),
    PageRoute(path=f"{SIGN_IN}/link", answer=use_link, method="POST", is_public=True),
    PageRoute(path=f"{SIGN_IN}/passkey/vraag", answer=ask_passkey, method="POST", is_public=True),
    PageRoute(path=f"{SIGN_IN}/passkey", answer=use_passkey, method="POST", is_public=True),
    PageRoute(path=SENT_FORM, answer=sent_form),
    PageRoute(path="/afmelden", answer=sign_out, method="POST", writes=True, for_onlookers=True),
    PageRoute(path="/open", answer=show_printed, is_public=True),
    PageRoute(path="/open", answer=use_printed, method="POST", is_public=True),
    PageRoute(path="/open/adres", answer=announce, method="POST", is_public=True),
)
