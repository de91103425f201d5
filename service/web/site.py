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
    Forbidden,
    InvalidInput,
    MandaatwijzerError,
    NotFound,
    NotHeldHere,
    NotLetIn,
    Overloaded,
    SourceUnavailable,
    StoreError,
    TooOften,
)
from graph.usecases.analysing import Analyst
from graph.usecases.auditing import AuditAction, audited, denied, looks_noted
from graph.usecases.desk import Desk
from graph.usecases.looks import Looks
from graph.usecases.viewer import Viewer
from service.http.answer import as_response, problem_answer
from service.http.asking import Asking
from service.http.request import HttpProblem
from service.http.watch import seen_in
from service.memory import is_of_memory
from service.signin.doors import Doors
from service.web.cookies import bind
from service.web.language import language_of, texts_of
from service.web.links import address
from service.web.once import SentOnce
from service.web.pages import PAGE_ROUTES
from service.web.pages.signing_in import BROWSER_COOKIE, BROWSER_SECONDS, SENT_FORM, SIGN_IN, browser_of
from service.web.problem_page import problem_page
from service.web.problems import shown_error
from service.web.routes import NOT_OFFERED, SMALL_FORM, PageRoute
from service.web.sent_forms import SentForms
from service.web.sessions import CSRF_FIELD, Session, is_from_here, message_of, reader_of
from service.web.uploads import Tray
from service.web.visit import Visit, known_person

__all__ = ["Handler", "Site"]

SEEN = 200
_END = 8

Handler = Callable[[Request], Awaitable[Response]]

log = structlog.get_logger(__name__)


class Site:
    """The web application over a desk that is open.

    Args:
        desk: the running instance.
        asking: knows who asks.
        doors: the ways to sign in.
        analyst: the threads for what may take long.
        default_language: for readers whose browser asks for none that there is.
        deadline_seconds: how long a page may take.

    Attributes:
        looks: how often an answer was known already.
    """

    def __init__(
        self,
        desk: Desk,
        asking: Asking,
        doors: Doors,
        analyst: Analyst,
        *,
        default_language: str,
        deadline_seconds: float,
    ) -> None:
        self._desk = desk
        self._asking = asking
        self._sessions = asking.sessions
        self._doors = doors
        self._forms = SentForms()
        self._sent_once = SentOnce(desk)
        self._analyst = analyst
        self._uploads = Tray()
        self.looks = Looks()
        self._default_language = default_language
        self._deadline_seconds = deadline_seconds

    def routes(self) -> Iterable[tuple[str, Handler, list[str]]]:
        """Every address with its handler and method; a page that is read is also answered to HEAD."""
        for route in PAGE_ROUTES:
            yield route.path, self._handler(route), [route.method]

    def for_readers(self, handler: Handler) -> Handler:
        """The same for who is signed in, or a program that shows its key; others are led to where they can be."""

        async def handle(request: Request) -> Response:
            try:
                if await self._asking.by_key(request.scope) is not None:
                    return await handler(request)
            except HttpProblem as problem:
                return as_response(problem_answer(problem))
            visit = await self._visit(request)
            if not visit.session.is_signed_in:
                return visit.redirect(address(SIGN_IN, verder=visit.path_with_query))
            return await handler(request)

        return handle

    async def failed(self, request: Request, status: int) -> Response:
        """The page for an address that is not there, or that is asked in a way that it does not answer."""
        return problem_page(await self._visit(request), status)

    def _handler(self, route: PageRoute) -> Handler:
        async def handle(request: Request) -> Response:
            seen = seen_in(request.scope)
            seen.door, seen.operation = "page", f"{route.method} {route.path}"
            try:
                viewer = await self._asking.by_key(request.scope) if route.for_programs else None
                visit = await self._visit(request, day=request.query_params.get("on", "").strip(), viewer=viewer)
            except HttpProblem as problem:
                return as_response(problem_answer(problem))
            except MandaatwijzerError as error:
                return _expected(await self._visit(request), error)
            try:
                return await self._answered(route, visit)
            except MandaatwijzerError as error:
                if isinstance(error, Forbidden) and not error.refusals:  # those of a change are noted with it
                    await denied(self._desk, visit.viewer, detail=_what(route, visit))
                return _expected(visit, error)
            except HTTPException as error:
                page = problem_page(visit, error.status_code, megabytes=route.body_limit // 1_000_000)
                page.headers.update(error.headers or {})
                return page
            except Exception as error:
                if is_of_memory(error):
                    traceback.clear_frames(error.__traceback__)  # they hold what took the memory
                    log.error("too_little_memory", path=seen.operation)
                    return problem_page(visit, 503, details=(_too_little_memory(visit),))
                # As text: a traceback with the values of its variables would hold names of people.
                log.error("page failed", path=request.url.path, traceback=traceback.format_exc())
                return problem_page(visit, 500)
            finally:
                visit.analyses.stop()

        return handle

    async def _answered(self, route: PageRoute, visit: Visit) -> Response:
        if route.method == "GET":
            if not (route.is_public or visit.session.is_signed_in or route.is_open(visit)):
                return visit.redirect(address(SIGN_IN, verder=visit.path_with_query))
            _check_offered(route, visit)
            response = await route.answered(visit)
            if response.status_code == SEEN:
                await _note(route, visit)
            return response
        if not is_from_here(visit.request.scope):
            return problem_page(visit, 403)
        if not route.is_public and not visit.session.is_signed_in:
            return await self._sign_in_first(visit)
        _check_offered(route, visit)
        sent = visit.with_form(await _form(visit.request, route.body_limit))
        try:
            if visit.session.behind is not None and not route.for_onlookers:
                return problem_page(visit, 403, details=((visit._("You only look. Go back to yourself to do this."),),))
            if route.writes and not visit.session.is_form_of(sent.sent(CSRF_FIELD)):
                return visit.send_again(visit.path_with_query, _kept(sent.form), status=403)
            if route.once:
                return await self._sent_once.once(sent, lambda: route.answered(sent))
            return await route.answered(sent)
        finally:
            await sent.form.close()

    async def _sign_in_first(self, visit: Visit) -> Response:
        """The way to sign in, and from there back to the form that was sent; nothing of it is lost."""
        kept, token = await _kept_of(visit.request)
        if not kept:
            return visit.redirect(SIGN_IN)
        browser = browser_of(visit.request)
        key = self._forms.keep(browser, reader_of(token), visit.path_with_query, kept)
        response = visit.redirect(address(SIGN_IN, verder=f"{SENT_FORM}?key={key}"))
        bind(response, visit.request, BROWSER_COOKIE, browser, seconds=BROWSER_SECONDS)
        return response

    async def _visit(self, request: Request, *, day: str | None = None, viewer: Viewer | None = None) -> Visit:
        """The visit; without `day` that of a page about a failure, which reads nothing else of the address.

        Args:
            request: as it came in.
            day: that the address asks.
            viewer: who asks by a key; None = whoever the session is of.
        """
        moment = request.query_params.get("known_at", "").strip() if day is not None else ""
        analyses = self._analyst.within(self._deadline_seconds)
        session = await self._sessions.of(request.scope) if viewer is None else Session(viewer=viewer)
        world = await analyses.awaited(
            self._desk.world(
                session.viewer,
                on=day_if_asked(day, field="on"),
                known_at=asked_moment(moment, field="known_at") if moment else None,
            )
        )
        return Visit(
            request=request,
            desk=self._desk,
            world=world,
            texts=texts_of(language_of(request, self._default_language)),
            session=session,
            sessions=self._sessions,
            doors=self._doors,
            forms=self._forms,
            analyses=analyses,
            uploads=self._uploads,
            looks=self.looks,
            me=known_person(world, request),
            message=message_of(request, session),
        )


async def _note(route: PageRoute, visit: Visit) -> None:
    """Note what somebody gets, and at whom they look, before they get it.

    Raises:
        AuditUnavailable: it cannot be noted, so they do not get it.
    """
    what = _what(route, visit)
    if route.noted is AuditAction.PERSON_READ:
        visit.world.look_at(f"person/{visit.request.path_params['key']}")
    elif route.noted is not None:
        await audited(visit.desk, visit.noted_as, route.noted, detail=what)
    await looks_noted(visit.desk, visit.noted_as, visit.world, detail=what)


def _check_offered(route: PageRoute, visit: Visit) -> None:
    """Do nothing when the page is for this reader.

    Raises:
        Forbidden: it is for others.
    """
    if not route.is_offered(visit):
        raise Forbidden(NOT_OFFERED)


def _what(route: PageRoute, visit: Visit) -> str:
    """Which page, in a word that says nothing personal."""
    return visit.request.path_params.get("form") or route.path.rpartition("/")[2].replace("{key}", "page")


def _kept(form: FormData) -> tuple[tuple[str, str], ...]:
    """The fields of a form that was not accepted, so that they can be sent again; none when it holds a file."""
    fields = [(name, value) for name, value in form.multi_items() if name != CSRF_FIELD]
    texts = tuple((name, value) for name, value in fields if isinstance(value, str))
    return texts if len(texts) == len(fields) else ()


async def _kept_of(request: Request) -> tuple[tuple[tuple[str, str], ...], str]:
    """The same of a form that is still to be read, and its token: of whoever may not write, only what can be given back
    to them."""
    try:
        form = await _form(request, SMALL_FORM)
    except HTTPException:
        return (), ""
    try:
        return _kept(form), str(form.get(CSRF_FIELD, ""))
    finally:
        await form.close()


async def _form(request: Request, limit: int) -> FormData:
    """The form that was sent; whoever asks for it closes it.

    Raises:
        HTTPException: 413 when it is longer than the limit, 400 when it cannot be read, or breaks off: the parser
            leaves the part out in which it does.
    """
    body = _Limited(request.receive, limit)
    try:
        form = await Request(request.scope, body.receive).form()
    except (MultiPartException, HTTPException, ClientDisconnect, ValueError):
        raise HTTPException(413 if body.is_exceeded else 400) from None
    if request.headers.get("content-type", "").startswith("multipart/") and not body.end.rstrip().endswith(b"--"):
        await form.close()
        raise HTTPException(400)
    return form


class _Limited:
    """The same stream, broken off once it is longer than the limit.

    It breaks off as a malformed form does, because then the parser lets go of the files that it holds.

    Attributes:
        end: the last bytes that came.
    """

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit
        self.end = b""

    @property
    def is_exceeded(self) -> bool:
        """Whether it was longer."""
        return self._left < 0

    async def receive(self) -> Message:
        """The next message."""
        message = await self._receive()
        body = message.get("body", b"")
        self._left -= len(body)
        self.end = (self.end + body[-_END:])[-_END:]
        if self.is_exceeded:
            raise MultiPartException("The form is too large")
        return message


_STATUS: dict[type[MandaatwijzerError], int] = {
    NotLetIn: 401,
    TooOften: 429,
    Forbidden: 403,
    SourceUnavailable: 503,
}


def _expected(visit: Visit, error: MandaatwijzerError) -> Response:
    """The page for a failure that carries its own reason."""
    if isinstance(error, NotFound):
        return problem_page(visit, 404)
    if isinstance(error, Forbidden):
        return problem_page(visit, 403, title=visit._("You may not do this"), details=shown_error(visit, error))
    if isinstance(error, InvalidInput):
        return problem_page(visit, 400, details=shown_error(visit, error))
    if isinstance(error, Overloaded):
        busy = visit._("There is too much work at this moment. Try again in a minute.")
        page = problem_page(visit, 503, details=((busy,),))
        page.headers["retry-after"] = str(error.seconds)
        return page
    if isinstance(error, DeadlineExceeded):
        late = visit._("It took too long. Ask for one school, or try again.")
        return problem_page(visit, 503, details=((late,),))
    if isinstance(error, NotHeldHere):
        there = None if error.address is None else f"{error.address}{visit.path_with_query}"
        return problem_page(visit, 421, details=shown_error(visit, error), elsewhere=there)
    status = _STATUS.get(type(error)) or (503 if isinstance(error, StoreError) else 409)
    return problem_page(visit, status, details=shown_error(visit, error))


def _too_little_memory(visit: Visit) -> tuple[str, ...]:
    return (
        visit._("There is too little memory for this."),
        visit._("Ask or send less at once, or let whoever runs this service give it more."),
    )
