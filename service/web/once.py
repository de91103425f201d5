"""Forms that make something secret, or send mail: made once, however often one is sent.

The second click of a double click is answered as the first one was: that is the answer which its reader sees, and a
secret is shown in no other. What was answered is kept in memory for a minute. That a form was sent, the store knows: an
instance that did not answer it makes nothing either, and says so. A form of which nothing came counts as not sent: who
sends it again, or corrects it, is answered anew.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from graph.domain.errors import StoreError
from graph.usecases.desk import Desk
from graph.usecases.sent_once import note_sent, take_back_sent
from service.web.problem_page import problem_page
from service.web.visit import Visit

__all__ = ["SentOnce"]

ONCE_FIELD = "once"
"""What each form carries that is sent once: at random, another one each time that it is shown."""
SECONDS = 60.0
MOST_ANSWERS = 200
FAILED = 400
"""From this status on an answer says that nothing was made."""


class SentOnce:
    """What forms were answered just now.

    Args:
        desk: the running instance, in whose store stands which forms were sent.
        clock: seconds since some moment.
    """

    def __init__(self, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        self._desk = desk
        self._clock = clock
        self._given: dict[str, _Given] = {}
        self._not_made: set[str] = set()  # what the store still takes for sent, because it did not answer

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
        if not await self._is_first(name):
            said = visit._("What it made is not shown again. Open its page anew to see what there is now.")
            title = visit._("This form was sent already")
            return problem_page(visit, 409, title=title, details=((said,),))
        try:
            answer = await make()
        except BaseException:
            await self._was_not_sent(name)
            raise
        if answer.status_code >= FAILED:
            await self._was_not_sent(name)
        return answer

    async def _is_first(self, name: str) -> bool:
        if name in self._not_made:
            self._not_made.discard(name)
            return True
        return await note_sent(self._desk, name)

    async def _was_not_sent(self, name: str) -> None:
        try:
            await take_back_sent(self._desk, name)
        except StoreError:
            self._not_made.add(name)

    def _drop_old(self) -> None:
        now, given = self._clock(), self._given
        for name in [name for name, one in given.items() if one.is_of_nothing or now - one.at > SECONDS]:
            del given[name]
        while len(given) >= MOST_ANSWERS:
            del given[next(iter(given))]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """An answer, or that it is being made, and since when on the clock of what keeps it."""

    at: float
    answer: asyncio.Future[Response]

    @property
    def is_of_nothing(self) -> bool:
        """Whether it says that nothing was made."""
        answer = self.answer
        if not answer.done():
            return False
        return answer.cancelled() or answer.exception() is not None or answer.result().status_code >= FAILED


def _name(visit: Visit) -> str:
    """What tells one sending from another: with other words in it a form is another one."""
    sent = visit.session.key, visit.request.url.path, sorted(map(repr, visit.form.multi_items()))
    return hashlib.sha256(repr(sent).encode()).hexdigest()
