"""Who a request comes from: the session of its browser, as the store knows it.

The browser carries the secret of its session; the store has its hash. What else the service signs for a browser, the
token of a form or a text for the next page, is signed with that secret for one purpose: so every instance can tell,
and what was signed for one session or purpose says nothing for another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from graph.usecases import sessions as kept_sessions
from graph.usecases.desk import Desk
from graph.usecases.viewer import PUBLIC, Viewer, ViewerKind
from service.http.head import head_of
from service.web.cookies import bind, bound, unbind

if TYPE_CHECKING:
    from graph.store.kept import Session as KeptSession

__all__ = [
    "ANONYMOUS",
    "CSRF_FIELD",
    "Session",
    "Sessions",
    "is_from_here",
    "leave_message",
    "look_as",
    "message_of",
    "reader_of",
    "take_message",
]

SESSION_COOKIE = "mandaatwijzer_session"
FLASH_COOKIE = "mandaatwijzer_message"
AS_COOKIE = "mandaatwijzer_as"
CSRF_FIELD = "csrf_token"
SECONDS_BETWEEN_LOOKS = 1.0
"""A session that ended on another instance ends here within this time."""
MOST_KNOWN = 20_000
LONGEST_SECRET = 100


class Purpose(StrEnum):
    """What a signature is for."""

    FORM = "form"
    MESSAGE = "message"
    LOOKING_AS = "looking_as"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What is known of a browser.

    Attributes:
        secret: of the session; empty for a browser that is not signed in.
        key: under which the store knows it.
        viewer: who it makes of its reader.
        provider: how they signed in.
        behind: the owner who looks at the register as the viewer sees it, and changes nothing at any door; None =
            nobody does.
    """

    secret: str = ""
    key: str = ""
    viewer: Viewer = PUBLIC
    provider: str = ""
    behind: Viewer | None = None

    @property
    def is_signed_in(self) -> bool:
        """Whether the service knows who it is."""
        return self.viewer.kind is not ViewerKind.PUBLIC

    @property
    def person(self) -> str | None:
        """Id of the person who signed in; None = the local owner, or nobody."""
        return self.viewer.person

    @property
    def csrf_token(self) -> str:
        """What its forms carry; empty for a browser that is not signed in."""
        return f"{_mark(self.secret, Purpose.FORM, '')}.{self.reader}" if self.secret else ""

    @property
    def reader(self) -> str:
        """What tells the forms of one reader from those of another one in the same browser, also after the session."""
        return hashlib.sha256((self.person or self.viewer.kind).encode()).hexdigest()

    def is_form_of(self, token: str) -> bool:
        """Whether a form with this token was shown to the session."""
        return bool(self.secret) and hmac.compare_digest(token.encode(), self.csrf_token.encode())


ANONYMOUS = Session()


class Sessions:
    """Begins and ends sessions, and knows them again.

    Args:
        desk: the running instance, in whose store they are.
        clock: seconds since some moment.
    """

    def __init__(self, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        self._desk = desk
        self._clock = clock
        self._known: dict[str, _Known] = {}

    async def of(self, scope: Scope) -> Session:
        """The session of a request; that of nobody when there is none, or it ended."""
        secret = bound(scope, SESSION_COOKIE)
        if not 0 < len(secret) <= LONGEST_SECRET:
            return ANONYMOUS
        known = await self._look_up(secret)
        if known.session is None:
            return ANONYMOUS
        viewer = kept_sessions.viewer_of(self._desk, known.session.person, owner=known.is_owner)
        if viewer is None:
            await self.end(known.session.key)
            return ANONYMOUS
        session = Session(secret=secret, key=known.session.key, viewer=viewer, provider=known.session.provider)
        return self._as_somebody(scope, session) if viewer.kind is ViewerKind.OWNER else session

    def _as_somebody(self, scope: Scope, session: Session) -> Session:
        """The session of an owner who looks at the register as somebody else sees it."""
        person, _, mark = bound(scope, AS_COOKIE).rpartition(".")
        if not person:
            return session
        wanted = _mark(session.secret, Purpose.LOOKING_AS, person)
        if not hmac.compare_digest(mark.encode(), wanted.encode()):
            return session
        viewer = kept_sessions.viewer_of(self._desk, person, owner=False)
        return session if viewer is None else replace(session, viewer=viewer, behind=session.viewer)

    async def begin(self, request: Request, response: Response, *, person: str | None, provider: str) -> Session:
        """Begin a session in a browser, with a new secret; the one that it had ends.

        Args:
            request: of the browser.
            response: that lets it carry the secret.
            person: id of who comes in; None = the local owner.
            provider: how they signed in.
        """
        await self.end((await self.of(request.scope)).key)
        secret = await kept_sessions.begin_session(
            self._desk, person=person, provider=provider, agent=_agent(request.headers.get("user-agent", ""))
        )
        bind(response, request, SESSION_COOKIE, secret)
        return Session(secret=secret)

    async def end(self, key: str) -> None:
        """End a session, here at once and elsewhere within `SECONDS_BETWEEN_LOOKS`."""
        if key:
            await kept_sessions.end_session(self._desk, key)
            self._forget()

    async def end_all(self, session: Session) -> None:
        """End every session of the reader, this one too."""
        await kept_sessions.end_sessions(self._desk, session.person)
        self._forget()

    def _forget(self) -> None:
        """What was known may have changed; what is being looked up just now, too."""
        self._known = {}

    async def _look_up(self, secret: str) -> _Known:
        now, all_known = self._clock(), self._known
        known = all_known.get(secret)
        if known is not None and now - known.looked_at < SECONDS_BETWEEN_LOOKS:
            return known
        session = await kept_sessions.session_of(self._desk, secret)
        owner = session is not None and await kept_sessions.is_owner(self._desk, session.person)
        while len(all_known) >= MOST_KNOWN:
            del all_known[next(iter(all_known))]
        found = all_known[secret] = _Known(session=session, is_owner=owner, looked_at=now)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the store said of a secret, and when on the clock of its sessions."""

    session: KeptSession | None
    is_owner: bool
    looked_at: float


def leave_message(response: Response, request: Request, session: Session, text: str) -> None:
    """Show a text on the next page that the browser of a session opens."""
    packed = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    bind(response, request, FLASH_COOKIE, f"{packed}.{_mark(session.secret, Purpose.MESSAGE, text)}", seconds=60)


def message_of(request: Request, session: Session) -> str:
    """The text that was left for this page; empty when there is none."""
    packed, _, mark = bound(request.scope, FLASH_COOKIE).partition(".")
    try:
        text = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""
    wanted = _mark(session.secret, Purpose.MESSAGE, text)
    return text if session.secret and hmac.compare_digest(mark.encode(), wanted.encode()) else ""


def take_message(response: Response, request: Request) -> None:
    """Forget the text once it was shown."""
    unbind(response, request, FLASH_COOKIE)


def look_as(response: Response, request: Request, session: Session, person: str | None) -> None:
    """Let an owner look at the register as a person sees it, until the browser closes; as themselves again for None."""
    if person is None:
        unbind(response, request, AS_COOKIE)
    else:
        bind(response, request, AS_COOKIE, f"{person}.{_mark(session.secret, Purpose.LOOKING_AS, person)}")


def is_from_here(scope: Scope) -> bool:
    """Whether a page of this service sent the request, as far as the browser says."""
    asked = head_of(scope)
    if "sec-fetch-site" in asked:
        return asked.get("sec-fetch-site") in ("same-origin", "none")
    if "origin" not in asked:
        return True
    origin = urlsplit(asked.get("origin"))
    is_clear = scope["scheme"] == "https" and origin.scheme != "https"  # whoever is on the way can write such a page
    return origin.netloc == asked.get("host") and not is_clear


def reader_of(token: str) -> str:
    """The `reader` of the session to which a form with this token was shown."""
    return token.rpartition(".")[2]


def _mark(secret: str, purpose: Purpose, text: str) -> str:
    return hmac.new(secret.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


_BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
_SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS X", "CrOS", "Linux")
_SHOWN = {"Edg": "Edge", "OPR": "Opera", "Mac OS X": "Mac", "CrOS": "Chromebook"}


def _agent(header: str) -> str:
    """The browser and the system of a long line, in two words; other letters of it are not kept."""
    found = (next((one for one in known if one in header), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(_SHOWN.get(one, one) for one in found if one)
