"""The pages as one whole: which there are, how a request becomes a visit, and what a reader sees when it fails."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable, Iterable

import structlog
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive

from graph.domain.days import asked_moment, day_if_asked
from graph.domain.errors import (
    DeadlineExceeded,
    InvalidInput,
    MandaatwijzerError,
    NotFound,
    Overloaded,
    StoreError,
)
from graph.usecases.analysing import Analyst
from graph.usecases.desk import Desk
from graph.usecases.looks import Looks
from graph.usecases.viewer import LOCAL_OWNER
from service.http.watch import seen_in
from service.web.language import language_of, texts_of
from service.web.pages import PAGE_ROUTES
from service.web.problems import shown_error
from service.web.routes import SMALL_FORM, PageRoute
from service.web.sessions import CSRF_FIELD, Sessions, is_from_here
from service.web.uploads import Tray
from service.web.visit import Visit, known_person

__all__ = ["Site"]

Handler = Callable[[Request], Awaitable[Response]]

log = structlog.get_logger(__name__)


class Site:
    """The web application over a desk that is open.

    Args:
        desk: the running instance.
        sessions: who may write.
        analyst: the threads for what may take long.
        default_language: for readers whose browser asks for none that there is.
        deadline_seconds: how long a page may take.

    Attributes:
        looks: how often an answer was known already.
    """

    def __init__(
        self, desk: Desk, sessions: Sessions, analyst: Analyst, *, default_language: str, deadline_seconds: float
    ) -> None:
        self._desk = desk
        self._sessions = sessions
        self._analyst = analyst
        self._uploads = Tray()
        self.looks = Looks()
        self._default_language = default_language
        self._deadline_seconds = deadline_seconds

    def routes(self) -> Iterable[tuple[str, Handler, list[str]]]:
        """Every address with its handler and method; a page that is read is also answered to HEAD."""
        for route in PAGE_ROUTES:
            yield route.path, self._handler(route), [route.method]

    async def failed(self, request: Request, status: int) -> Response:
        """The page for an address that is not there, or that is asked in a way that it does not answer."""
        return _problem_page(await self._visit(request), status)

    def _handler(self, route: PageRoute) -> Handler:
        async def handle(request: Request) -> Response:
            seen = seen_in(request.scope)
            seen.door, seen.operation = "page", f"{route.method} {route.path}"
            try:
                visit = await self._visit(request, day=request.query_params.get("on", "").strip())
            except MandaatwijzerError as error:
                return _expected(await self._visit(request), error)
            try:
                return await self._answered(route, visit)
            except MandaatwijzerError as error:
                return _expected(visit, error)
            except HTTPException as error:
                return _problem_page(visit, error.status_code, megabytes=route.body_limit // 1_000_000)
            except Exception:
                # As text: a traceback with the values of its variables would hold names of people.
                log.error("page failed", path=request.url.path, traceback=traceback.format_exc())
                return _problem_page(visit, 500)
            finally:
                visit.analyses.stop()

        return handle

    async def _answered(self, route: PageRoute, visit: Visit) -> Response:
        if route.method == "GET":
            return await route.answer(visit)
        if not is_from_here(visit.request):
            return _problem_page(visit, 403)
        if route.writes and not visit.session.may_write:
            return visit.may_not_write(kept=await _kept_of(visit.request))
        sent = visit.with_form(await _form(visit.request, route.body_limit))
        try:
            if route.writes and not self._sessions.is_form_of(visit.session, sent.sent(CSRF_FIELD)):
                return visit.may_not_write(kept=_kept(sent.form))
            return await route.answer(sent)
        finally:
            await sent.form.close()

    async def _visit(self, request: Request, *, day: str | None = None) -> Visit:
        """The visit; without `day` that of a page about a failure, which reads nothing else of the address."""
        moment = request.query_params.get("known_at", "").strip() if day is not None else ""
        analyses = self._analyst.within(self._deadline_seconds)
        world = await analyses.awaited(
            self._desk.world(
                LOCAL_OWNER,
                on=day_if_asked(day, field="on"),
                known_at=asked_moment(moment, field="known_at") if moment else None,
            )
        )
        return Visit(
            request=request,
            desk=self._desk,
            world=world,
            texts=texts_of(language_of(request, self._default_language)),
            session=self._sessions.of(request),
            sessions=self._sessions,
            analyses=analyses,
            uploads=self._uploads,
            looks=self.looks,
            me=known_person(world, request),
            message=self._sessions.message(request),
        )


def _kept(form: FormData) -> tuple[tuple[str, str], ...]:
    """The fields of a form that was not accepted, so that they can be sent again; none when it holds a file."""
    fields = [(name, value) for name, value in form.multi_items() if name != CSRF_FIELD]
    texts = tuple((name, value) for name, value in fields if isinstance(value, str))
    return texts if len(texts) == len(fields) else ()


async def _kept_of(request: Request) -> tuple[tuple[str, str], ...]:
    """The same of a form that is still to be read: of whoever may not write, only what can be given back to them."""
    try:
        form = await _form(request, SMALL_FORM)
    except HTTPException:
        return ()
    try:
        return _kept(form)
    finally:
        await form.close()


async def _form(request: Request, limit: int) -> FormData:
    """The form that was sent; whoever asks for it closes it.

    Raises:
        HTTPException: 413 when it is longer than the limit, 400 when it cannot be read.
    """
    body = _Limited(request.receive, limit)
    try:
        return await Request(request.scope, body.receive).form()
    except (MultiPartException, HTTPException, ClientDisconnect, ValueError):
        raise HTTPException(413 if body.is_exceeded else 400) from None


class _Limited:
    """The same stream, broken off once it is longer than the limit.

    It breaks off as a malformed form does, because then the parser lets go of the files that it holds.
    """

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit

    @property
    def is_exceeded(self) -> bool:
        """Whether it was longer."""
        return self._left < 0

    async def receive(self) -> Message:
        """The next message."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self.is_exceeded:
            raise MultiPartException("The form is too large")
        return message


def _expected(visit: Visit, error: MandaatwijzerError) -> Response:
    """The page for a failure that carries its own reason."""
    if isinstance(error, NotFound):
        return _problem_page(visit, 404)
    if isinstance(error, InvalidInput):
        return _problem_page(visit, 400, details=shown_error(visit, error))
    if isinstance(error, Overloaded):
        busy = visit._("There is too much work at this moment. Try again in a minute.")
        page = _problem_page(visit, 503, details=((busy,),))
        page.headers["retry-after"] = str(error.seconds)
        return page
    if isinstance(error, DeadlineExceeded):
        late = visit._("It took too long. Ask for one school, or try again.")
        return _problem_page(visit, 503, details=((late,),))
    status = 503 if isinstance(error, StoreError) else 409
    return _problem_page(visit, status, details=shown_error(visit, error))


def _problem_page(
    visit: Visit, status: int, *, details: tuple[tuple[str, ...], ...] = (), megabytes: int = 1
) -> Response:
    titles = {
        400: visit._("This address does not say what you want"),
        403: visit._("This form cannot be accepted"),
        404: visit._("This page is not there"),
        405: visit._("This page is not there"),
        409: visit._("Somebody else changed this in the meantime"),
        413: visit._("This file is too large"),
        503: visit._("This does not work just now"),
    }
    title = titles.get(status, visit._("Something went wrong on our side"))
    return visit.page("problem.html", title=title, status=status, code=status, details=details, megabytes=megabytes)
