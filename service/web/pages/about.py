"""The page for makers of other programs: the example queries, GraphiQL and the schema."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import Response

from graph.usecases.keys import may_keep_keys
from service.examples import example_queries
from service.web.pages.keys import KEYS
from service.web.routes import PageRoute
from service.web.visit import Visit

__all__ = ["ROUTES"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownExample:
    """A ready query as the page shows it."""

    title: str
    text: str
    href: str


def api(visit: Visit) -> Response:
    """How other programs ask the graph."""
    shown = tuple(
        ShownExample(
            title=example.titles.get(visit.language, example.name),
            text=example.text,
            href=f"/graphiql?query={quote(example.text)}",
        )
        for example in example_queries()
    )
    graphiql = any(getattr(route, "path", "") == "/graphiql" for route in visit.request.app.routes)
    return visit.page(
        "api.html",
        title=visit._("For other programs"),
        current="/api",
        examples=shown,
        graphiql=graphiql,
        keys_href=KEYS if may_keep_keys(visit.desk, visit.viewer) else "",
    )


ROUTES = (PageRoute(path="/api", answer=api),)
