"""Who a program or a page asks for: the service key that it shows, else the session of its browser."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import Scope

from graph.domain.errors import NotLetIn, TooOften
from graph.usecases.attempts import FAILED, LOOK, spend_attempt
from graph.usecases.auditing import denied
from graph.usecases.desk import Desk
from graph.usecases.keys import KeyRing
from graph.usecases.viewer import LOCAL_OWNER, PUBLIC, Viewer
from service.http.head import head_of
from service.http.request import HttpProblem
from service.signin.printed import PrintedAddress
from service.web.sessions import Session, Sessions

__all__ = ["Asking", "address_of_client"]

BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class Asking:
    """Knows who asks.

    Attributes:
        desk: the running instance.
        sessions: of browsers.
        keys: of programs.
        printed: what is printed where the service runs; None = nothing is.
    """

    desk: Desk
    sessions: Sessions
    keys: KeyRing
    printed: PrintedAddress | None = None

    async def session(self, scope: Scope) -> Session:
        """Who asks: a session of its own for a key, else that of the browser.

        Raises:
            HttpProblem: nobody is known by what the request shows.
        """
        by_key = await self.by_key(scope)
        if by_key is not None:
            return Session(viewer=by_key)
        session = await self.sessions.of(scope)
        if not session.is_signed_in:
            raise _not_let_in(
                "Nobody is signed in. Sign in at /aanmelden, or send a key: `Authorization: Bearer mw_...`."
            )
        return session

    async def by_key(self, scope: Scope) -> Viewer | None:
        """Who asks by the key that the request shows; None when it shows none.

        Raises:
            HttpProblem: the key lets nobody in, or wrong keys came from there too often.
        """
        shown = [value.partition(" ") for value in head_of(scope).every("authorization")]
        keys = [text.strip() for scheme, _, text in shown if scheme.lower() == BEARER]
        if not keys:
            return None  # what else stands there is for a proxy
        if len(keys) > 1:
            raise HttpProblem(400, "The request shows more than one key. Send one `Authorization`.")
        if self.printed is not None and self.printed.fits(keys[0]):
            return LOCAL_OWNER
        return self.keys.viewer_at_once(keys[0]) or await self._looked_up(keys[0], address_of_client(scope))

    async def _looked_up(self, key: str, address: str) -> Viewer:
        try:
            await spend_attempt(self.desk, address, LOOK)
            found = await self.keys.viewer(key)
            if found is None:
                await denied(self.desk, PUBLIC, detail="key")
                await spend_attempt(self.desk, address, FAILED)
        except TooOften as error:
            raise HttpProblem(429, str(error), code=error.code, headers={"Retry-After": "600"}) from None
        if found is None:
            raise _not_let_in("This key lets nobody in: it is unknown, has ended, or was revoked.")
        return found


def address_of_client(scope: Scope) -> str:
    """Where a request comes from; behind a proxy that is believed, the address that it names."""
    client: tuple[str, int] | None = scope.get("client")
    return "" if client is None else client[0]


def _not_let_in(message: str) -> HttpProblem:
    return HttpProblem(401, message, code=NotLetIn.code, headers={"WWW-Authenticate": 'Bearer realm="Mandaatwijzer"'})
