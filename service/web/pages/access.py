"""My sessions and passkeys; and a personal link for somebody else."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno
from markupsafe import Markup
from starlette.responses import Response

from graph.domain.errors import InvalidInput, NotFound, NotLetIn, SourceUnavailable
from graph.domain.kinds import Person
from graph.domain.text import Text
from graph.usecases import passkeys as kept_passkeys
from graph.usecases import read
from graph.usecases.coming_in import PASSKEY, begin_passkey, finish_sign_in
from graph.usecases.personal_links import make_link
from graph.usecases.sessions import sessions_of
from service.signin.passkeys import asked_to_add, challenge_of, checked_new
from service.web.cookies import bind, bound
from service.web.links import address_of
from service.web.pages.signing_in import (
    BROWSER_COOKIE,
    BROWSER_SECONDS,
    LINK,
    LOCAL,
    SIGN_IN,
    begin_at,
    browser_of,
    signed_out,
)
from service.web.problems import shown_error
from service.web.routes import PageRoute
from service.web.shown import shown_moment
from service.web.visit import Crumb, Visit

if TYPE_CHECKING:
    from graph.domain.errors import MandaatwijzerError
    from graph.store.kept import Passkey, Session
    from service.signin.provider import Provider

__all__ = ["ROUTES"]

MY_SESSIONS = "/mij/sessies"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSession:
    """A session as its person reads it."""

    key: str
    agent: str
    way: str
    opened: str
    seen: str
    is_this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPasskey:
    """A passkey as its person reads it."""

    key: str
    name: str
    made: str
    used: str


async def mine(visit: Visit) -> Response:
    """Where somebody is signed in, and with what."""
    return await _page(visit)


async def end_one(visit: Visit) -> Response:
    """End a session of the reader's own."""
    own = await sessions_of(visit.desk, visit.session.person)
    for session in own:
        if session.key == visit.sent("session"):
            await visit.sessions.end(session.key)
    return visit.redirect(MY_SESSIONS, message=visit._("That session has ended."))


async def end_all(visit: Visit) -> Response:
    """End every session of the reader, this one too."""
    await visit.sessions.end_all(visit.session)
    return signed_out(visit)


async def connect_account(visit: Visit) -> Response:
    """Connect an account at a provider to the reader."""
    provider = visit.doors.providers.get(str(visit.request.path_params["name"]))
    person = _person(visit)
    if provider is None:
        raise NotFound(Text("That provider"), Text("Choose one that the page shows"))
    return await begin_at(visit, provider, onward=MY_SESSIONS, person=person)


# Passkeys


async def ask_new_passkey(visit: Visit) -> Response:
    """What a browser has to ask a device for a new passkey."""
    person = _person(visit)
    known = await kept_passkeys.passkeys_of(visit.desk, person)
    browser = browser_of(visit.request)
    options, challenge = asked_to_add(visit.doors.host(visit.request), person, visit.name(person), known)
    await begin_passkey(visit.desk, challenge, browser=browser, onward=MY_SESSIONS, person=person)
    response = Response(options, media_type="application/json", headers={"cache-control": "no-store"})
    bind(response, visit.request, BROWSER_COOKIE, browser, seconds=BROWSER_SECONDS)
    return response


async def add_passkey(visit: Visit) -> Response:
    """Keep the passkey that a device made."""
    person, given = _person(visit), visit.sent("answer")
    try:
        challenge = challenge_of(given)
        begun = await finish_sign_in(
            visit.desk, PASSKEY, state=challenge, browser=bound(visit.request.scope, BROWSER_COOKIE)
        )
        if begun.person != person:
            raise NotLetIn(Text("You signed out, or in as somebody else, in the meantime. Begin again."))
        made = checked_new(
            given, challenge=challenge, host=visit.doors.host(visit.request), origin=visit.doors.base(visit.request)
        )
        await kept_passkeys.add_passkey(
            visit.desk,
            person,
            key=made.key,
            public_key=made.public_key,
            sign_count=made.sign_count,
            name=visit.sent("name") or visit._("Passkey of {day}", day=visit.texts.day(visit.world.today)),
        )
    except (NotLetIn, InvalidInput) as error:
        return await _page(visit, error=error)
    return visit.redirect(MY_SESSIONS, message=visit._("The passkey was added. With it you can sign in the next time."))


async def rename_passkey(visit: Visit) -> Response:
    """Call a passkey something else."""
    await kept_passkeys.rename_passkey(visit.desk, _person(visit), visit.sent("passkey"), visit.sent("name"))
    return visit.redirect(MY_SESSIONS, message=visit._("Saved."))


async def remove_passkey(visit: Visit) -> Response:
    """Take a passkey away."""
    await kept_passkeys.remove_passkey(visit.desk, _person(visit), visit.sent("passkey"))
    return visit.redirect(MY_SESSIONS, message=visit._("The passkey was removed; nobody signs in with it any more."))


# A personal link for somebody else


async def personal_link(visit: Visit) -> Response:
    """Make a link that lets a colleague in once, shown here and never again."""
    person = visit.record_id("person")
    secret = await make_link(visit.desk, visit.viewer, person)
    href = f"{visit.doors.base(visit.request)}{SIGN_IN}/link?token={secret}"
    name, sent = visit.name(person), ""
    problem: tuple[tuple[str, ...], ...] = ()
    found = read.find(visit.world, Person, person)
    if visit.sent("mail") and visit.doors.mail is not None and found is not None and found.email:
        try:
            await visit.doors.mail.send(found.email, *_letter(visit, href))
            sent = found.email
        except SourceUnavailable as error:
            problem = shown_error(visit, error)
    return visit.page(
        "link_made.html",
        title=visit._("A personal link for {name}", name=name),
        crumbs=(Crumb(name, address_of(person) or "/"),),
        name=name,
        href=href,
        picture=_qr(href),
        sent=sent,
        problem=problem,
    )


def _letter(visit: Visit, href: str) -> tuple[str, str]:
    subject = visit._("Your personal link for the register")
    text = visit._(
        "With this link you come in, once, within seven days:\n\n{href}\n\n"
        "Did you not expect it? Throw this mail away.",
        href=href,
    )
    return subject, text


def _qr(text: str) -> Markup:
    out = io.BytesIO()
    segno.make(text, error="m").save(
        out, kind="svg", scale=5, border=2, xmldecl=False, omitsize=True, svgns=True, dark="#000", light="#fff"
    )
    return Markup(out.getvalue().decode())  # noqa: S704 (drawn here, from squares alone)


# What they share


async def _page(visit: Visit, *, error: MandaatwijzerError | None = None) -> Response:
    person = visit.session.person
    sessions = await sessions_of(visit.desk, person)
    passkeys = await kept_passkeys.passkeys_of(visit.desk, person) if person else ()
    return visit.page(
        "my_sessions.html",
        title=visit._("My sessions"),
        status=200 if error is None else 422,
        crumbs=(Crumb(visit._("My overview"), "/mij"),),
        told=() if error is None else shown_error(visit, error),
        sessions=tuple(_shown(visit, session) for session in sessions),
        passkeys=tuple(_shown_passkey(visit, passkey) for passkey in passkeys),
        person=person,
        providers=tuple(one for one in visit.doors.providers.values() if not _is_connected(visit, one)),
    )


def _is_connected(visit: Visit, provider: Provider) -> bool:
    found = read.find(visit.world, Person, visit.session.person or "")
    return found is not None and any(one.startswith(f"{provider.system}:") for one in found.identifiers)


def _shown(visit: Visit, session: Session) -> ShownSession:
    provider = visit.doors.providers.get(session.provider)
    ways = {
        LINK: visit._("personal link"),
        PASSKEY: visit._("passkey"),
        LOCAL: visit._("the address that was printed"),
    }
    return ShownSession(
        key=session.key,
        agent=session.agent or visit._("unknown browser"),
        way=provider.title if provider else ways.get(session.provider, session.provider),
        opened=shown_moment(visit, session.opened),
        seen=shown_moment(visit, session.seen),
        is_this=session.key == visit.session.key,
    )


def _shown_passkey(visit: Visit, passkey: Passkey) -> ShownPasskey:
    return ShownPasskey(
        key=passkey.key,
        name=passkey.name,
        made=shown_moment(visit, passkey.made),
        used=shown_moment(visit, passkey.used) if passkey.used else visit._("never"),
    )


def _person(visit: Visit) -> str:
    """Id of the reader.

    Raises:
        InvalidInput: it is the local owner, whom no account or passkey makes.
    """
    if visit.session.person is None:
        raise InvalidInput.because(
            Text("Whoever opened the printed address is nobody in the register"),
            Text("Let a personal link be made for yourself, and open it"),
        )
    return visit.session.person


ROUTES = (
    PageRoute(path=MY_SESSIONS, answer=mine),
    PageRoute(path=f"{MY_SESSIONS}/beeindigen", answer=end_one, method="POST", writes=True),
    PageRoute(path=f"{MY_SESSIONS}/alle", answer=end_all, method="POST", writes=True),
    PageRoute(path="/mij/account/{name}", answer=connect_account, method="POST", writes=True),
    PageRoute(path="/mij/passkeys/vraag", answer=ask_new_passkey, method="POST", writes=True),
    PageRoute(path="/mij/passkeys", answer=add_passkey, method="POST", writes=True, once=True),
    PageRoute(path="/mij/passkeys/naam", answer=rename_passkey, method="POST", writes=True),
    PageRoute(path="/mij/passkeys/weg", answer=remove_passkey, method="POST", writes=True),
    PageRoute(path="/persoon/{key}/link", answer=personal_link, method="POST", writes=True, once=True),
)
