"""A private way to reach somebody is given by no query to who is not of the team."""

from __future__ import annotations

import json
from contextlib import closing

import pytest

from graph.usecases.analysing import Analyst
from graph.usecases.viewer import LOCAL_OWNER, Viewer
from schema.build import executable
from schema.context import Context
from schema.execution import Engine
from tests.unit.usecases.desks import desk_over
from tests.unit.usecases.test_private_channels import STRANGERS, brug, is_told

QUERIES = {
    "by id": '{ node(id: "channel/mobile") { id ... on Channel { name address } } }',
    "of an organisation": '{ organisation(id: "organisation/brug") { channels { nodes { id to { id } } } } }',
    "of a function": '{ role(id: "role/ict") { channels { nodes { id to { id } } } } }',
    "of a body": '{ body(id: "body/team") { channels { nodes { id to { id } } } } }',
    "of a mandate": '{ node(id: "contact_point_for/wifi") { ... on Mandate { channel { id address } } } }',
    "of an answer": """{ responsibility(organisation: "organisation/brug", subject: "task/wifi") {
        contactPoints { channels { id address } } } }""",
    "of an answer to what is unknown": """{ responsibilities(
        pairs: [{organisation: "organisation/brug", subject: "task/x"}]) {
        problem { contactPoints { channels { id address } } } } }""",
    "in the log": '{ history(id: "contact_point_for/wifi") { nodes { before after } } }',
    "in the feed": "{ changes(since: 0) { nodes { changes { nodes { id before after } } } } }",
}


async def asked(viewer: Viewer, query: str) -> str:
    """The answer to a query, as text."""
    async with desk_over(*brug()) as desk:
        with closing(Analyst()) as analyst:
            engine = Engine(executable())
            context = await Context.for_request(desk, viewer, analyst.within(10), ())
            answer = await engine.run(engine.prepare(query, variables={}), context)
    assert "errors" not in answer
    return json.dumps(answer["data"], default=str)


@pytest.mark.parametrize("query", QUERIES)
@STRANGERS
async def test_no_query_gives_it_to_a_stranger(viewer: Viewer, query: str) -> None:
    assert not is_told(await asked(viewer, QUERIES[query]))


@pytest.mark.parametrize("query", QUERIES)
async def test_every_query_gives_it_to_the_owner(query: str) -> None:
    assert is_told(await asked(LOCAL_OWNER, QUERIES[query]))
