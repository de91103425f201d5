"""The web service: the pages, GraphQL, GraphiQL and the health checks, over one running instance."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Match, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from graph.reports.render.html import stylesheet
from graph.usecases.analysing import Analyst
from graph.usecases.backups import NightlyBackups
from graph.usecases.desk import Desk
from graph.usecases.keys import KeyRing
from schema.build import executable, sdl
from schema.execution import Engine
from schema.limits import Limits
from service.config import Settings
from service.examples import example_queries
from service.http.abreast import Abreast
from service.http.answer import as_response, problem_answer
from service.http.asking import Asking
from service.http.closing import Closing
from service.http.graphql import GraphQLEndpoint
from service.http.guard import Guard
from service.http.head import Head
from service.http.health import Health
from service.http.request import HttpProblem, document_id
from service.http.watch import Around, Seen, Watch
from service.metrics import Meters, Running
from service.signin.doors import Doors, doors_of
from service.traces import Traces
from service.web.sessions import Sessions
from service.web.site import Handler, Site

__all__ = ["ApiOptions", "create_app"]

STATIC = Path(__file__).parents[1] / "web" / "static"
NOT_SO = 405
CODES = {404: "NOT_FOUND", NOT_SO: "BAD_REQUEST"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiOptions:
    """How open the API is; the defaults suit a machine of one's own.

    Attributes:
        graphiql: whether the page with GraphiQL is served.
        introspection: whether documents may ask for the schema.
        suggestions: whether a misspelt name is answered with names that exist.
        get_queries: whether queries may come by GET.
        only_trusted: whether other documents than the trusted ones are refused.
        trusted: more trusted documents, by id; the examples always are.
        body_limit: most bytes of a request.
        limits: what a document may cost.
        hosts: names under which the service may be asked, against pages elsewhere that point their own name to
            this machine; empty = any name.
    """

    graphiql: bool = True
    introspection: bool = True
    suggestions: bool = True
    get_queries: bool = True
    only_trusted: bool = False
    trusted: Mapping[str, str] = field(default_factory=dict)
    body_limit: int = 1_000_000
    limits: Limits = field(default_factory=Limits)
    hosts: frozenset[str] = frozenset({"localhost", "127.0.0.1", "[::1]"})

    @classmethod
    def of(cls, settings: Settings) -> ApiOptions:
        """As the settings say; what they do not say is open on this machine alone."""
        return cls(
            graphiql=settings.is_open(settings.graphiql),
            introspection=settings.is_open(settings.introspection),
            suggestions=settings.is_open(settings.suggestions),
            get_queries=settings.is_open(settings.get_queries),
            only_trusted=not settings.is_open(settings.untrusted_documents),
        )


def create_app(
    desk: Desk,
    settings: Settings,
    options: ApiOptions | None = None,
    doors: Doors | None = None,
    closing: Closing | None = None,
    analyst: Analyst | None = None,
    meters: Meters | None = None,
    nightly: NightlyBackups | None = None,
    traces: Traces | None = None,
) -> FastAPI:
    """The application over a desk that is open.

    Args:
        desk: the running instance; whoever opened it closes it.
        settings: of this process.
        options: how open the API is; as the settings say when absent.
        doors: the ways to sign in; those of the settings when absent, and then no address is printed.
        closing: how far the process is with stopping.
        analyst: the threads for what may take long.
        meters: count what is asked.
        nightly: makes backups, which are looked at by who counts.
        traces: make a span of what is asked.
    """
    stopping = closing or Closing()
    chosen = options or ApiOptions.of(settings)
    threads = analyst or Analyst()
    sessions, open_doors = Sessions(desk), doors or doors_of(settings)
    asking = Asking(desk, sessions, KeyRing(desk), open_doors.printed)
    site = Site(
        desk,
        asking,
        open_doors,
        threads,
        default_language=settings.language,
        deadline_seconds=settings.deadline_seconds,
    )
    app = FastAPI(title="Mandaatwijzer", docs_url=None, redoc_url=None, openapi_url=None)
    engine = Engine(
        schema=executable(),
        limits=chosen.limits,
        introspection=chosen.introspection,
        suggestions=chosen.suggestions,
    )
    endpoint = _endpoint(desk, settings, chosen, asking, threads, stopping, engine)
    app.router.routes.append(Route("/graphql", endpoint))
    for path, handler, methods in _routes(site, Health(desk, stopping), chosen):
        app.add_route(path, handler, methods=methods)
    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_exception_handler(HTTPException, _refusal(site))
    app.state.sessions = sessions
    app.add_middleware(lambda inner: Abreast(inner, desk=desk))
    app.add_middleware(_guarded(chosen, settings))
    tell: Callable[[Seen], None] = _tell_nobody
    if meters is not None:
        tell = meters.request
        meters.follow(Running(desk=desk, analyst=threads, documents=engine.looks, answers=site.looks, nightly=nightly))
    around: Around = _nothing_around if traces is None else traces.request
    app.add_middleware(lambda inner: Watch(inner, tell=tell, around=around, access_log=settings.access_log))
    return app


def _routes(site: Site, health: Health, options: ApiOptions) -> Iterator[tuple[str, Handler, list[str]]]:
    """Every address beside that of the API and of files that do not change."""
    yield "/schema.graphql", site.for_readers(_schema), ["GET"]
    yield "/report.css", _report_style, ["GET"]
    yield "/healthz", health.live, ["GET"]
    yield "/readyz", health.ready, ["GET"]
    yield from site.routes()
    if options.graphiql:
        yield "/graphiql", site.for_readers(_graphiql), ["GET"]


def _endpoint(
    desk: Desk,
    settings: Settings,
    options: ApiOptions,
    asking: Asking,
    analyst: Analyst,
    closing: Closing,
    engine: Engine,
) -> GraphQLEndpoint:
    return GraphQLEndpoint(
        desk=desk,
        asking=asking,
        closing=closing,
        engine=engine,
        analyst=analyst,
        deadline_seconds=settings.deadline_seconds,
        body_limit=options.body_limit,
        get_queries=options.get_queries,
        trusted={document_id(one.text): one.text for one in example_queries()} | dict(options.trusted),
        only_trusted=options.only_trusted,
    )


def _tell_nobody(_seen: Seen) -> None:
    """Nobody counts."""


def _nothing_around(_asked: Head, _seen: Seen) -> AbstractContextManager[None]:
    return nullcontext()


def _guarded(options: ApiOptions, settings: Settings) -> Callable[[ASGIApp], Guard]:
    hosts = options.hosts | settings.hosts if options.hosts else options.hosts
    framed_by = tuple(settings.framed_by.split())
    public = urlsplit(settings.address)
    secure_name = (public.hostname or "") if public.scheme == "https" else ""
    return lambda app: Guard(app, hosts=hosts, framed_by=framed_by, secure_name=secure_name)


async def _schema(_request: Request) -> Response:
    return PlainTextResponse(sdl())


async def _report_style(_request: Request) -> Response:
    return PlainTextResponse(stylesheet(), media_type="text/css")


async def _graphiql(_request: Request) -> Response:
    return FileResponse(STATIC / "graphiql.html", media_type="text/html")


def _refusal(site: Site) -> Callable[[Request, Exception], Awaitable[Response]]:
    """What is said about an address that is not there: a page to a person, JSON to a program."""

    async def refuse(request: Request, error: Exception) -> Response:
        status, headers = getattr(error, "status_code", 500), getattr(error, "headers", None)
        if status == NOT_SO:
            headers = {"Allow": ", ".join(sorted(_ways_of(request)))}
        if "text/html" in request.headers.get("accept", ""):
            page = await site.failed(request, status)
            page.headers.update(headers or {})
            return page
        message = f"{getattr(error, 'detail', '')}. Programs ask /graphql; /schema.graphql says what can be asked."
        problem = HttpProblem(status, message, code=CODES.get(status, "BAD_REQUEST"), headers=headers)
        return as_response(problem_answer(problem))

    return refuse


def _ways_of(request: Request) -> set[str]:
    """The methods that an address answers, of all routes that share it; files are only read."""
    same = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return {method for route in same if isinstance(route, Route) for method in route.methods or ()} or {"GET", "HEAD"}
