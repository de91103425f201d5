"""Fields that are asked directly answer as they do with strawberry around them, to the byte."""

from __future__ import annotations

import asyncio
from datetime import date
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_required_argument,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.domain.kinds import Node, kind_of_id
from graph.model.seen import StandIns
from graph.model.snapshot import Snapshot
from graph.usecases.analysing import Analyst
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World
from schema.build import executable, made
from schema.context import Context
from schema.declared import type_showing
from schema.execution import Engine
from schema.scalars import write_cursor
from service.examples import ExampleQuery, example_queries
from tests.api.clients import api_over
from tests.api.test_examples import example_records

DIRECT = Engine(schema=executable())
WRAPPED = Engine(schema=made()._schema)
DAY = date(2026, 10, 15)
GRAPH = Snapshot.of(example_records())
STAND_INS = StandIns()
COLLEAGUE = Viewer(kind=ViewerKind.PERSON, name="Joris", person="person/joris-peeters")
NODES = sorted(record.id for record in GRAPH.records() if isinstance(record, Node))
GIVEN = {
    "Int": ("null", "-1", "0", "1", "2", "100", "101"),
    "Date": ("null", '"2020-01-01"', '"2026-10-15"', '"2031-01-01"'),
    "Cursor": ("null", f'"{write_cursor(("affiliated_with/1",))}"', f'"{write_cursor(("organisation/k",))}"'),
}
"""What is asked of arguments by their type."""
DEEPEST = 3


async def told(engine: Engine, query: str, context: Context) -> bytes:
    return orjson.dumps(await engine.run(engine.prepare(query, variables={}), context))


@pytest.mark.parametrize("example", example_queries(), ids=lambda example: example.name)
async def test_every_example_query_is_answered_to_the_byte(example: ExampleQuery) -> None:
    analyst = Analyst()
    async with api_over(example_records()) as api:
        context = await Context.for_request(api.desk, LOCAL_OWNER, analyst.within(60), ())
        assert await told(DIRECT, example.text, context) == await told(WRAPPED, example.text, context)
    analyst.close()


@st.composite
def selections(draw: st.DrawFn, kind: Any, deep: int = DEEPEST) -> str:
    """Some fields of a type with what they are asked, and of what they lead to."""
    if not isinstance(kind, GraphQLObjectType):
        kinds = draw(st.lists(st.sampled_from(executable().get_possible_types(kind)), max_size=3, unique=True))
        parts = (f"... on {one.name} {draw(selections(one, deep))}" for one in kinds)
        return f"{{ __typename {' '.join(parts)} }}"
    names = [name for name, field in kind.fields.items() if deep or not is_composite_type(get_named_type(field.type))]
    chosen = draw(st.lists(st.sampled_from(names), max_size=4, unique=True)) if names else []
    parts = (f"{kind.name}_{name}: {name}{draw(asked(kind.fields[name], deep))}" for name in chosen)
    return f"{{ __typename {' '.join(parts)} }}"


@st.composite
def asked(draw: st.DrawFn, field: GraphQLField, deep: int) -> str:
    """What is asked of a field, and of what it leads to."""
    told = []
    for name, argument in field.args.items():
        values = GIVEN.get(getattr(get_nullable_type(argument.type), "name", ""), ())
        if values and (is_required_argument(argument) or draw(st.booleans())):
            told.append(f"{name}: {draw(st.sampled_from(values))}")
    kind = get_named_type(field.type)
    below = f" {draw(selections(kind, deep - 1))}" if is_composite_type(kind) else ""
    return f"({', '.join(told)}){below}" if told else below


@st.composite
def documents(draw: st.DrawFn) -> str:
    """What is told of a record."""
    record = draw(st.sampled_from(NODES))
    kind: Any = type_showing(kind_of_id(record))
    name = kind.__strawberry_definition__.name
    return f'{{ node(id: "{record}") {{ ... on {name} {draw(selections(executable().type_map[name]))} }} }}'


@given(query=documents(), viewer=st.sampled_from((LOCAL_OWNER, COLLEAGUE)))
@settings(deadline=None)
def test_random_documents_are_answered_to_the_byte(query: str, viewer: Viewer) -> None:
    world = World(graph=GRAPH, on=DAY, today=DAY, viewer=viewer, known_at=1, stand_ins=STAND_INS)
    context: Any = SimpleNamespace(world=lambda on, _known_at: world.moved(on), check_time=lambda: None)
    assert asyncio.run(told(DIRECT, query, context)) == asyncio.run(told(WRAPPED, query, context))


def test_relations_are_asked_directly() -> None:
    assert DIRECT.schema.type_map["Organisation"].fields["roles"].resolve.__module__ == "schema.direct"
    assert WRAPPED.schema.type_map["Organisation"].fields["roles"].resolve.__module__ != "schema.direct"
