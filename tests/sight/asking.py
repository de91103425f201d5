"""Everything that can be asked of a register, found in what the doors are made of: a new door is asked too.

An argument without an example fails here, so that it gets one.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from functools import cache

import httpx
from graphql import (
    DocumentNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_composite_type,
    is_required_argument,
    parse,
)

from graph.domain.changes import ChangeSet, Put, Remove
from graph.domain.kinds import Record
from graph.model.seen import StandIns
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from graph.usecases.serving.past import KnownAt
from graph.usecases.viewer import Viewer
from graph.usecases.world import World
from schema.build import executable
from service.config import Settings
from service.http.app import create_app
from service.web.pages import PAGE_ROUTES
from tests.clocks import HandClock
from tests.graphs import node, records_of
from tests.sight.random_registers import BODIES, PEOPLE, PLACES, ROLES

__all__ = ["addresses", "client_of", "desk_for", "documents"]

DEEPEST = 2
EXAMPLES: dict[str, tuple[str, ...]] = {
    "amountEur": ("100",),
    "from": ('"organisation/brug"', '"person/an"'),
    "id": tuple(f'"{one}"' for one in (*PEOPLE, *PLACES, *ROLES, *BODIES, "channel/gsm", "task/wifi", "decision/grant",
                                      "expertise/net", "acceptance/a", "allotment/a", "norm/wifi", "revision/1")),
    "ids": ('["person/an", "person/bo", "person/cis", "channel/gsm", "role/ict", "person/niemand"]',),
    "limit": ("10",),
    "organisation": ('"organisation/brug"', '"organisation/groep"', '"organisation/ver"'),
    "pairs": ('[{organisation: "organisation/brug", subject: "task/wifi"}, {organisation: "x", subject: "y"}]',),
    "since": ("0",),
    "subject": ('"task/wifi"', '"draadloos"', '"niets"'),
    "text": ('"an"', '"naam bo"', '"cis@school.example"', '"stamboek"', '"0470"', '"els77"', '"dirkk"'),
    "topic": ('"expertise/net"',),
    "topics": ('["expertise/net"]',),
    "whatIf": ('{leaves: ["person/an"]}', '{absent: ["cis@school.example"]}', '{organisationLeaves: "012345"}'),
}  # fmt: skip
"""Of each required argument what may be asked."""

PARAMETERS = {
    "q": "naam", "organisation": "organisation/brug", "subject": "task/wifi", "at": "organisation/brug",
    "topic": "expertise/net", "from": "organisation/brug", "name": "naam", "items": "expertise", "level": "1",
    "within": "organisation/groep", "person": "person/bo",
}  # fmt: skip
RECORDS = (
    *PEOPLE[:3],
    *PLACES[1:4],
    *ROLES,
    "body/team",
    "task/wifi",
    "decision/grant",
    "expertise/net",
    "channel/gsm",
)
NOT_RECORDS = {"/invoeren/bestand/{key}", "/invoeren/klaar/{key}", "/aandachtspunten/{form}"}


class _ForOne(Desk):
    """Whoever asks, gives what one viewer sees."""

    viewer: Viewer

    async def world(self, viewer: Viewer, *, on: date | None = None, known_at: KnownAt | None = None) -> World:
        return await super().world(self.viewer, on=on, known_at=known_at)


@asynccontextmanager
async def desk_for(
    viewer: Viewer, then: tuple[Record, ...], now: tuple[Record, ...], stand_ins: StandIns
) -> AsyncIterator[Desk]:
    """A desk of two revisions, of which everybody is given what the viewer sees."""
    store = SqliteStore(":memory:")
    later = records_of(node("task/later"))  # so that there is a second revision whatever is hidden of it
    gone = {record.id for record in then} - {record.id for record in now}
    for number, changes in enumerate(
        (list(map(Put, then)), [*map(Put, (*now, *later)), *map(Remove, sorted(gone))]), 1
    ):
        await store.commit(ChangeSet(changes=tuple(changes), author="test", reason="", key=f"key{number}"))
    desk = _ForOne(store, clock=HandClock(), refresh_seconds=3600)
    desk.viewer, desk._stand_ins = viewer, stand_ins
    async with desk:
        yield desk


@asynccontextmanager
async def client_of(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """A reader of the pages of a desk."""
    app = create_app(desk, Settings(store="sqlite:///:memory:"))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        yield http


# The API


@cache
def documents() -> dict[str, DocumentNode]:
    """A query of every root field, with every example of what it asks, and everything below it: as text, and read."""
    query = executable().query_type
    assert query is not None
    texts = (
        f"{{ {name}{given}{_below(field, DEEPEST)} }}"
        for name, field in query.fields.items()
        for given in _given(name, field)
    )
    return {text: parse(text) for text in texts}


def _given(name: str, field: GraphQLField) -> Iterator[str]:
    needed = [arg for arg, is_of in field.args.items() if _is_needed(arg, is_of)]
    choices = [_examples(f"{name}.{arg}", arg) for arg in needed]
    for number in range(max(map(len, choices), default=1)):
        chosen = [examples[number % len(examples)] for examples in choices]
        more = [f"{arg}: {value}" for arg, value in zip(needed, chosen, strict=True)]
        for moment in (None, "knownAt: 1") if "knownAt" in field.args else (None,):
            told = ", ".join([*more, *([moment] if moment else [])])
            yield f"({told})" if told else ""


def _is_needed(name: str, argument: GraphQLArgument) -> bool:
    return is_required_argument(argument) or name == "organisation"


def _examples(where: str, name: str) -> tuple[str, ...]:
    assert name in EXAMPLES, f"give an example of {where}"
    kind, examples = where.partition(".")[0], EXAMPLES[name]
    return tuple(one for one in examples if one.startswith(f'"{kind}/')) or examples if name == "id" else examples


def _below(field: GraphQLField, deep: int) -> str:
    kind = get_named_type(field.type)
    if not is_composite_type(kind):
        return ""
    kinds = [kind] if isinstance(kind, GraphQLObjectType) else list(executable().get_possible_types(kind))
    if len(kinds) == 1:
        return f" {{ {' '.join(_fields(kinds[0], deep))} }}"
    parts = (f"... on {one.name} {{ {' '.join(_fields(one, 0, f'{one.name}_'))} }}" for one in kinds)
    return f" {{ __typename {' '.join(parts)} }}"


def _fields(kind: GraphQLObjectType, deep: int, alias: str = "") -> Iterator[str]:
    yield "__typename"
    for name, field in kind.fields.items():
        is_leaf = not is_composite_type(get_named_type(field.type))
        if any(map(is_required_argument, field.args.values())) or (not is_leaf and deep == 0):
            continue
        called = f"{alias}{name}: {name}" if alias else name
        yield called + _below(field, deep - 1)


# The pages


def addresses() -> Iterator[str]:
    """Every page that is read, of every record that it may be about, with what may be asked of it."""
    asked = httpx.QueryParams(PARAMETERS)
    for route in PAGE_ROUTES:
        if route.method == "GET":
            for path in _paths(route.path):
                yield f"{path}?{asked}"
                yield f"{path}?{asked.set('known_at', '1')}"


def _paths(path: str) -> Iterator[str]:
    if "{" not in path:
        yield path
    elif path not in NOT_RECORDS:
        for record in RECORDS:
            kind, _, key = record.partition("/")
            if "{kind}" in path or kind in _kinds_of(path):
                yield path.replace("{kind}", kind).replace("{key}", key).replace("{name}", "gaps")


def _kinds_of(path: str) -> tuple[str, ...]:
    pages = {"organisatie": "organisation", "persoon": "person", "functie": "role", "overleg": "body", "taak": "task",
             "beslissing": "decision", "expertise": "expertise", "begin": "organisation", "vragen": "task"}  # fmt: skip
    first = re.split("/", path)[1]
    return (pages[first],) if first in pages else ()
