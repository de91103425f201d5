"""Who may write: whoever opened the address with the one-time token on this machine.

There is no sign-in yet, so reading is open to everybody who can reach the service (loopback), and writing belongs to
one browser: the one that opened the printed address. The secret lives as long as the process; a restart ends every
session. A cross-site page can neither read the cookie (SameSite=Strict) nor guess the token of a form.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["ANONYMOUS", "CSRF_FIELD", "Session", "Sessions", "is_from_here", "remember"]

SESSION_COOKIE = "mandaatwijzer_session"
FLASH_COOKIE = "mandaatwijzer_message"
CSRF_FIELD = "csrf_token"
YEAR_SECONDS = 365 * 24 * 3600


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
    """Gives out one session for the one-time token, and knows its sessions again.

    Attributes:
        token: opens the first session; empty once it was used.
    """

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self.token = secrets.token_urlsafe(24)

    def open(self, token: str) -> Session | None:
        """A new session for the one-time token; None when the token is wrong or was used."""
        if not self.token or not hmac.compare_digest(token.encode(), self.token.encode()):
            return None
        self.token = ""
        return self._session(secrets.token_urlsafe(18))

    def of(self, request: Request) -> Session:
        """The session of a request."""
        key = self._signed_text(request.cookies.get(SESSION_COOKIE, ""))
        return self._session(key) if key else ANONYMOUS

    def set_on(self, response: Response, session: Session) -> None:
        """Let the browser keep a session until it closes."""
        response.set_cookie(SESSION_COOKIE, self._signed(session.key), httponly=True, samesite="strict", path="/")

    def is_form_of(self, session: Session, token: str) -> bool:
        """Whether a form with this token was shown to the session."""
        return session.may_write and hmac.compare_digest(token.encode(), session.csrf_token.encode())

    def leave_message(self, response: Response, text: str) -> None:
        """Show a text on the next page that the browser opens."""
        response.set_cookie(FLASH_COOKIE, self._signed(text), httponly=True, samesite="strict", path="/", max_age=60)

    def message(self, request: Request) -> str:
        """The text that was left for this page; empty when there is none."""
        return self._signed_text(request.cookies.get(FLASH_COOKIE, ""))

    @staticmethod
    def take_message(response: Response) -> None:
        """Forget the text once it was shown."""
        response.delete_cookie(FLASH_COOKIE, path="/", httponly=True, samesite="strict")

    def _session(self, key: str) -> Session:
        return Session(key=key, csrf_token=self._mark(f"csrf:{key}"))

    def _signed(self, text: str) -> str:
        packed = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return f"{packed}.{self._mark(f'cookie:{text}')}"

    def _signed_text(self, cookie: str) -> str:
        packed, _, mark = cookie.partition(".")
        try:
            text = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
        except (binascii.Error, ValueError):
            return ""
        return text if hmac.compare_digest(mark.encode(), self._mark(f"cookie:{text}").encode()) else ""

    def _mark(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()


def is_from_here(request: Request) -> bool:
    """Whether a page of this service sent the request, as far as the browser says."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def remember(response: Response, name: str, value: str) -> None:
    """Keep a preference of the reader for a year."""
    response.set_cookie(name, value, max_age=YEAR_SECONDS, httponly=True, samesite="strict", path="/")
