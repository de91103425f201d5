"""What a page module offers: addresses with what answers them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from inspect import iscoroutinefunction
from typing import cast

from starlette.responses import Response

from graph.domain.text import Text
from graph.usecases.auditing import AuditAction
from service.web.rendering import Page
from service.web.visit import Visit

__all__ = ["NOT_OFFERED", "SMALL_FORM", "Answer", "PageRoute", "PlainAnswer", "Rest", "for_keepers"]

Rest = Callable[[], Response]
"""What is left to make of an answer when all is there that it waited for."""
Answer = Callable[[Visit], Awaitable[Response | Rest]]
PlainAnswer = Callable[[Visit], Response]
"""An answer that waits for nothing. It is made beside the event loop, as a `Rest` is: no other request waits for it."""

SMALL_FORM = 1_000_000
"""Most bytes of a form without files."""

NOT_OFFERED = Text("This is done by whoever keeps the register, or by the head. Ask them, or the owner.")


def for_keepers(visit: Visit) -> bool:
    """Whether the reader keeps the register of some organisation."""
    return visit.offer.rights.is_keeper_anywhere()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRoute:
    """An address of a page.

    Attributes:
        path: with `{key}` for the key of a record.
        answer: makes the page.
        method: GET, or POST for what a form sends.
        writes: whether it changes something that is kept: only a session may, with the token that its forms carry. A
            POST that does not write only has to come from a page of this service.
        is_public: whether it answers who is not signed in.
        is_open: whether it answers this reader who is not signed in.
        is_offered: whether this reader may do what it is for; others are told whom to ask.
        once: whether sending the same form again makes nothing more, and is answered as it was the first time: of a
            form that makes something secret or sends mail.
        for_onlookers: whether it also answers an owner who looks as somebody else, of what is sent with a form.
        for_programs: whether it also answers a program that shows its key; only what is read.
        noted: what the audit file notes when somebody gets it; of a person it is the one whose key the path has.
        body_limit: most bytes of a form.
    """

    path: str
    answer: Answer | PlainAnswer
    method: str = "GET"
    writes: bool = False
    is_public: bool = False
    is_open: Callable[[Visit], bool] = lambda visit: False
    is_offered: Callable[[Visit], bool] = lambda visit: True
    once: bool = False
    for_onlookers: bool = False
    for_programs: bool = False
    noted: AuditAction | None = None
    body_limit: int = SMALL_FORM

    async def answered(self, visit: Visit) -> Response:
        """The answer, rendered; what it computes itself without waiting for anything, beside the event loop."""
        waits = iscoroutinefunction(self.answer)
        made = await cast(Answer, self.answer)(visit) if waits else partial(cast(PlainAnswer, self.answer), visit)
        response = made if isinstance(made, Response) else await asyncio.to_thread(made)
        if isinstance(response, Page):
            await response.rendered()
        return response
