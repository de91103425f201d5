"""The GraphQL endpoint: read, prepare, run, answer; and stop when the client is gone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from inspect import isawaitable
from traceback import format_exception

import structlog
from starlette.types import Receive, Scope, Send

from graph.domain.errors import DeadlineExceeded, Forbidden, MandaatwijzerError, NotHeldHere
from graph.usecases.analysing import Analyses, Analyst
from graph.usecases.auditing import looks_noted
from graph.usecases.desk import Desk
from schema.context import Context
from schema.errors import INTERNAL, UNAVAILABLE, Refused
from schema.execution import LARGE_DOCUMENT, Engine, OperationResult, Prepared
from service.http.answer import GRAPHQL_JSON, PLAIN_JSON, Answer, answer, media_type_for, problem_answer, retry_after
from service.http.asking import Asking
from service.http.closing import Closing
from service.http.head import head_of
from service.http.request import GraphQLRequest, HttpProblem, read_graphql_request
from service.http.watch import Seen, seen_in
from service.web.sessions import is_from_here

__all__ = ["GraphQLEndpoint"]

CLIENT_CLOSED_REQUEST = 499
MISDIRECTED = 421

log = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class GraphQLEndpoint:
    """Answers GraphQL over HTTP; an ASGI application, for most of what a small question costs is HTTP.

    Attributes:
        desk: the running instance.
        asking: knows who asks.
        closing: how far the process is with stopping.
        engine: prepares and runs documents.
        analyst: the threads in which analyses run.
        deadline_seconds: time for the analyses of one request.
        body_limit: most bytes of a request.
        get_queries: whether queries may come by GET.
        trusted: documents by their id.
        only_trusted: whether other documents are refused.
    """

    desk: Desk
    asking: Asking
    closing: Closing
    engine: Engine
    analyst: Analyst
    deadline_seconds: float
    body_limit: int = 1_000_000
    get_queries: bool = True
    trusted: Mapping[str, str] = field(default_factory=dict)
    only_trusted: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        told = await self._told(scope, receive, seen_in(scope))
        await told(scope, receive, send)

    async def _told(self, scope: Scope, receive: Receive, seen: Seen) -> Answer:
        media_type = PLAIN_JSON
        seen.door = "graphql"
        try:
            media_type = media_type_for(head_of(scope))
            return await self._answered(scope, receive, seen, media_type)
        except HttpProblem as problem:
            seen.outcome = problem.code
            return problem_answer(problem, media_type=media_type)
        except Refused as refused:
            seen.outcome = str(refused.errors[0]["extensions"]["code"])
            status = 400 if media_type == GRAPHQL_JSON else 200
            return answer({"errors": refused.errors}, media_type=media_type, status=status)
        except MandaatwijzerError as error:
            seen.outcome = error.code
            return answer(
                {"errors": [{"message": str(error), "extensions": {"code": error.code}}]},
                media_type=media_type,
                status=503 if error.code == UNAVAILABLE else 400,
                headers=retry_after(error),
            )
        except Exception as error:
            seen.outcome = INTERNAL
            log.error("request_failed", trace="".join(format_exception(error)))
            failed = HttpProblem(500, "Something went wrong on our side; the log of the service has it.", code=INTERNAL)
            return problem_answer(failed, media_type=media_type)

    async def _answered(self, scope: Scope, receive: Receive, seen: Seen, media_type: str) -> Answer:
        is_get = scope["method"] == "GET"
        if not is_get and not is_from_here(scope):
            raise HttpProblem(
                403, "A page of another site sent this. Only pages of this service may.", code=Forbidden.code
            )
        session = await self.asking.session(scope)
        if is_get and not self.get_queries:
            raise HttpProblem(405, "Send a POST with JSON.", headers={"Allow": "POST"})
        asked = await read_graphql_request(
            scope, receive, body_limit=self.body_limit, trusted=self.trusted, only_trusted=self.only_trusted
        )
        analyses = self.analyst.within(self.deadline_seconds)
        prepared = await self._prepared(asked, analyses)
        analyses.weight = prepared.cost
        seen.operation = prepared.name
        if is_get and not prepared.is_query:
            raise HttpProblem(405, "A change comes by POST.", headers={"Allow": "POST"})
        if session.behind is not None and not prepared.is_query:
            raise HttpProblem(403, "You only look. Go back to yourself to do this.", code=Forbidden.code)
        context = await Context.for_request(self.desk, session.viewer, analyses, prepared.moments, has_link=is_get)
        outcome = await self._outcome(prepared, context, receive)
        if outcome is None:
            seen.outcome = "left"
            return answer({}, media_type=media_type, status=CLIENT_CLOSED_REQUEST)
        await looks_noted(self.desk, session.behind or session.viewer, *context.worlds, detail="api")
        if "errors" in outcome:
            seen.outcome = str(outcome["errors"][0]["extensions"]["code"])
        return answer(outcome, media_type=media_type, status=_status(outcome))

    async def _prepared(self, asked: GraphQLRequest, analyses: Analyses) -> Prepared:
        def prepare() -> Prepared:
            return self.engine.prepare(asked.query, operation_name=asked.operation_name, variables=asked.variables)

        return await analyses.beside(prepare) if len(asked.query) >= LARGE_DOCUMENT else prepare()

    async def _outcome(self, prepared: Prepared, context: Context, receive: Receive) -> OperationResult | None:
        """The answer; None when the client left before it was there."""
        answered = self._large(prepared, context) if prepared.is_large else self.engine.begin(prepared, context)
        if not isawaitable(answered):  # nothing was waited for: nobody had the time to leave
            return answered
        running = asyncio.ensure_future(answered)
        leaving = asyncio.create_task(_disconnected(receive))
        stopping = asyncio.create_task(self.closing.time_is_up())
        try:
            await asyncio.wait({running, leaving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                return running.result()
            if stopping.done():
                raise HttpProblem(
                    503,
                    "The service stops. Ask again in a moment; a change with the same `key` is made once.",
                    code=UNAVAILABLE,
                )
            return None
        finally:
            context.analyses.stop()
            for task in (running, leaving, stopping):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await task

    async def _large(self, prepared: Prepared, context: Context) -> OperationResult:
        """The answer to a large query, from a thread with an event loop of its own, where it keeps nobody waiting."""
        try:
            return await context.analyses.beside(lambda: asyncio.run(self.engine.run(prepared, context)))
        except DeadlineExceeded as late:
            return {"data": None, "errors": [{"message": str(late), "extensions": {"code": late.code}}]}


def _status(outcome: OperationResult) -> int:
    """421 when nothing was answered because another instance holds it, so that a balancer and a program see it."""
    if "errors" not in outcome:
        return 200
    codes = {error["extensions"]["code"] for error in outcome["errors"]}
    is_empty = not any(value is not None for value in (outcome["data"] or {}).values())
    return MISDIRECTED if is_empty and codes == {NotHeldHere.code} else 200


async def _disconnected(receive: Receive) -> None:
    """Wait until the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
