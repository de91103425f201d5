"""Forms that make something secret, or send mail: made once, however often one is sent.

The second click of a double click is answered as the first one was: that is the answer which its reader sees, and a
secret is shown in no other. What was answered is kept in memory for a minute. That a form was sent, the store knows: an
instance that did not answer it makes nothing either, and says so.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from graph.usecases.desk import Desk
from service.web.problem_page import problem_page
from service.web.visit import Visit

__all__ = ["Answered"]

ONCE_FIELD = "once"
"""What each form carries that is sent once: at random, another one each time that it is shown."""
SECONDS = 60.0
MOST_ANSWERS = 200
KNOWN_AS_SENT = timedelta(days=1)


class Answered:
    """What forms were answered just now.

    Args:
        desk: the running instance, in whose store stands which forms were sent.
        clock: seconds since some moment.
    """

    def __init__(self, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        self._desk = desk
        self._clock = clock
        self._given: dict[str, _Given] = {}

    async def once(self, visit: Visit, make: Callable[[], Awaitable[Response]]) -> Response:
        """The answer to a form: made when it is sent for the first time, and the same one after that.

        Args:
            visit: with the form.
            make: makes the answer.
        """
        if not visit.sent(ONCE_FIELD):
            return await make()
        name = _name(visit)
        self._drop_old()
        if name not in self._given:
            self._given[name] = _Given(at=self._clock(), answer=asyncio.ensure_future(self._first(name, visit, make)))
        return await asyncio.shield(self._given[name].answer)

    async def _first(self, name: str, visit: Visit, make: Callable[[], Awaitable[Response]]) -> Response:
        if await self._desk.access.spend(f"form {name}", 1, self._desk.clock.now(), KNOWN_AS_SENT) > 1:
            said = visit._("What it made is not shown again. Open its page anew to see what there is now.")
            title = visit._("This form was sent already")
            return problem_page(visit, 409, title=title, details=((said,),))
        return await make()

    def _drop_old(self) -> None:
        now, given = self._clock(), self._given
        for name in [name for name, one in given.items() if now - one.at > SECONDS]:
            del given[name]
        while len(given) >= MOST_ANSWERS:
            del given[next(iter(given))]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """An answer, or that it is being made, and since when on the clock of what keeps it."""

    at: float
    answer: asyncio.Future[Response]


def _name(visit: Visit) -> str:
    """What tells one sending from another: with other words in it a form is another one."""
    sent = visit.session.key, visit.request.url.path, sorted(map(repr, visit.form.multi_items()))
    return hashlib.sha256(repr(sent).encode()).hexdigest()
