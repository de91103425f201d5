"""Who a program or a page asks for: the service key that it shows, else the session of its browser."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from graph.domain.errors import NotLetIn, TooOften
from graph.usecases.attempts import FAILED, LOOK, spend_attempt
from graph.usecases.desk import Desk
from graph.usecases.keys import LONGEST_KEY, KeyRing
from graph.usecases.viewer import Viewer
from service.http.request import HttpProblem
from service.web.sessions import Sessions

__all__ = ["Asking", "address_of_client"]


@dataclass(frozen=True, slots=True)
class Asking:
    """Knows who asks.

    Attributes:
        desk: the running instance.
        sessions: of browsers.
        keys: of programs.
    """

    desk: Desk
    sessions: Sessions
    keys: KeyRing

    async def viewer(self, request: Request) -> Viewer:
        """Who asks.

        Raises:
            HttpProblem: nobody is known by what the request shows.
        """
        shown = request.headers.getlist("authorization")
        if shown:
            return await self._by_key(request, shown)
        session = await self.sessions.of(request)
        if not session.is_signed_in:
            raise _not_let_in(
                "Nobody is signed in. Sign in at /aanmelden, or send a key: `Authorization: Bearer mw_...`."
            )
        return session.viewer

    async def _by_key(self, request: Request, shown: list[str]) -> Viewer:
        scheme, _, key = shown[0].partition(" ")
        address = address_of_client(request)
        try:
            await spend_attempt(self.desk, address, LOOK)
            fits = len(shown) == 1 and scheme.lower() == "bearer" and len(key) <= LONGEST_KEY
            found = await self.keys.viewer(key.strip()) if fits else None
            if found is None:
                await spend_attempt(self.desk, address, FAILED)
        except TooOften as error:
            raise HttpProblem(429, str(error), code=error.code, headers={"Retry-After": "600"}) from None
        if found is None:
            raise _not_let_in("This key lets nobody in: it is unknown, has ended, or was revoked.")
        return found


def address_of_client(request: Request) -> str:
    """Where a request comes from; behind a proxy that is believed, the address that it names."""
    return request.client.host if request.client is not None else ""


def _not_let_in(message: str) -> HttpProblem:
    return HttpProblem(401, message, code=NotLetIn.code, headers={"WWW-Authenticate": 'Bearer realm="Mandaatwijzer"'})
