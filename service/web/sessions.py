"""Who may write: whoever opened the address with the one-time token on this machine.

There is no sign-in yet, so reading is open to everybody who can reach the service (loopback), and writing belongs to
whoever sees what it prints where it runs: the browser that opens the printed address. The secret and the sessions live
as long as the process; a restart ends every session. A cross-site page can neither read the cookie (SameSite=Strict)
nor guess the token of a form.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["ANONYMOUS", "CSRF_FIELD", "Session", "Sessions", "forget", "is_from_here", "remember"]

SESSION_COOKIE = "mandaatwijzer_session"
FLASH_COOKIE = "mandaatwijzer_message"
CSRF_FIELD = "csrf_token"
HOUR_SECONDS = 3600
YEAR_SECONDS = 365 * 24 * HOUR_SECONDS
IDLE_SECONDS = 12 * HOUR_SECONDS
"""A session that did nothing for so long has ended."""
LONGEST_SECONDS = 30 * 24 * HOUR_SECONDS
"""A session ends after so long, whatever it does."""
SECONDS_BETWEEN_TOKENS = 60.0


class Purpose(StrEnum):
    """What a signature is for: one that is made for one purpose says nothing for another."""

    SESSION = "session"
    FORM = "form"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What is known of a browser.

    Attributes:
        key: of the session; empty for a browser that only reads.
        csrf_token: what its forms carry; empty for a browser that only reads.
    """

    key: str = ""
    csrf_token: str = ""

    @property
    def may_write(self) -> bool:
        """Whether the browser opened the printed address."""
        return bool(self.key)


ANONYMOUS = Session()


class Sessions:
    """Gives out a session for the one-time token, and knows its sessions again as long as they live.

    Args:
        clock: seconds since some moment.

    Attributes:
        token: opens a session; empty once it was used.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._secret = secrets.token_bytes(32)
        self._clock = clock
        self._lives: dict[str, _Life] = {}
        self._announce: Callable[[str], None] | None = None
        self._announced_at = clock()
        self.token = secrets.token_urlsafe(24)

    def announce_with(self, announce: Callable[[str], None]) -> None:
        """Let a new token be told where the service runs, and nowhere else."""
        self._announce = announce

    def announce(self) -> bool:
        """Tell a token again where the service runs, a new one when the last was used; at most once a minute.

        Returns:
            Whether one can be found there now.
        """
        if self._announce is None:
            return False
        now = self._clock()
        if not self.token or now - self._announced_at >= SECONDS_BETWEEN_TOKENS:
            self._announced_at = now
            self.token = self.token or secrets.token_urlsafe(24)
            self._announce(self.token)
        return True

    def open(self, token: str) -> Session | None:
        """A new session for the one-time token; None when the token is wrong or was used."""
        if not self.token or not hmac.compare_digest(token.encode(), self.token.encode()):
            return None
        self.token = ""
        key, now = secrets.token_urlsafe(18), self._clock()
        self._lives = {known: life for known, life in self._lives.items() if life.lasts(now)}
        self._lives[key] = _Life(opened=now, seen=now)
        return self._session(key)

    def of(self, request: Request) -> Session:
        """The session of a request; that of a reader when it has ended."""
        key = self._signed_text(Purpose.SESSION, request.cookies.get(SESSION_COOKIE, ""))
        life, now = self._lives.get(key), self._clock()
        if life is None or not life.lasts(now):
            return ANONYMOUS
        self._lives[key] = _Life(opened=life.opened, seen=now)
        return self._session(key)

    def set_on(self, response: Response, session: Session) -> None:
        """Let the browser keep a session until it closes."""
        _keep(response, SESSION_COOKIE, self._signed(Purpose.SESSION, session.key))

    def is_form_of(self, session: Session, token: str) -> bool:
        """Whether a form with this token was shown to the session."""
        return session.may_write and hmac.compare_digest(token.encode(), session.csrf_token.encode())

    def leave_message(self, response: Response, text: str) -> None:
        """Show a text on the next page that the browser opens."""
        _keep(response, FLASH_COOKIE, self._signed(Purpose.MESSAGE, text), seconds=60)

    def message(self, request: Request) -> str:
        """The text that was left for this page; empty when there is none."""
        return self._signed_text(Purpose.MESSAGE, request.cookies.get(FLASH_COOKIE, ""))

    @staticmethod
    def take_message(response: Response) -> None:
        """Forget the text once it was shown."""
        forget(response, FLASH_COOKIE)

    def _session(self, key: str) -> Session:
        return Session(key=key, csrf_token=self._mark(Purpose.FORM, key))

    def _signed(self, purpose: Purpose, text: str) -> str:
        packed = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return f"{packed}.{self._mark(purpose, text)}"

    def _signed_text(self, purpose: Purpose, cookie: str) -> str:
        packed, _, mark = cookie.partition(".")
        try:
            text = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
        except (binascii.Error, ValueError):
            return ""
        return text if hmac.compare_digest(mark.encode(), self._mark(purpose, text).encode()) else ""

    def _mark(self, purpose: Purpose, text: str) -> str:
        return hmac.new(self._secret, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Life:
    """When a session was opened and last used, on the clock of its sessions."""

    opened: float
    seen: float

    def lasts(self, now: float) -> bool:
        return now - self.seen < IDLE_SECONDS and now - self.opened < LONGEST_SECONDS


def is_from_here(request: Request) -> bool:
    """Whether a page of this service sent the request, as far as the browser says."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def remember(response: Response, name: str, value: str) -> None:
    """Keep a preference of the reader for a year."""
    _keep(response, name, value, seconds=YEAR_SECONDS)


def forget(response: Response, name: str) -> None:
    """Keep something no longer."""
    response.delete_cookie(name, path="/", httponly=True, samesite="strict")


def _keep(response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """Set a cookie, until the browser closes when no time is given; the guard adds `Secure` to it behind TLS."""
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="strict", path="/")
