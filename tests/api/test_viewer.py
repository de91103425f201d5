"""Who asks by the API, what they may, and what they are told when they may not."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from graph.usecases.analysing import Analyst
from graph.usecases.viewer import LOCAL_OWNER, Viewer
from schema.build import executable
from schema.context import Context
from schema.execution import Engine
from tests.unit.usecases.desks import desk_over
from tests.unit.usecases.groups import BEEK, BRUG, GROEP, GROUP, VER, viewer_of

WHO = "{ viewer { kind person { id } may { everything own grantAt { id } keepAt { id } } } }"
GRANT = """mutation { grantMandate(input: {
    kind: CONTACT_POINT_FOR, holder: "person/lies", subject: "task/wifi", scope: ["organisation/brug"]
}) { errors { code message record ask { id } } revision { author authorPerson { name } } } }"""


async def asked(viewer: Viewer, query: str) -> Any:
    """The data of the answer to a query."""
    async with desk_over(*GROUP) as desk:
        with closing(Analyst()) as analyst:
            engine = Engine(executable())
            context = await Context.for_request(desk, viewer, analyst.within(10), ())
            answer = await engine.run(engine.prepare(query, variables={}), context)
    assert "errors" not in answer
    return answer["data"]


def ids(nodes: list[Any]) -> list[str]:
    return [node["id"] for node in nodes]


async def test_a_keeper_reads_where_she_keeps() -> None:
    viewer = (await asked(viewer_of("kaat"), WHO))["viewer"]
    assert (viewer["kind"], viewer["person"]) == ("PERSON", {"id": "person/kaat"})
    assert (viewer["may"]["everything"], viewer["may"]["own"]) == (False, True)
    assert (ids(viewer["may"]["grantAt"]), ids(viewer["may"]["keepAt"])) == ([], [BEEK, BRUG, GROEP])


async def test_the_owner_may_everything_everywhere() -> None:
    viewer = (await asked(LOCAL_OWNER, WHO))["viewer"]
    assert (viewer["kind"], viewer["person"], viewer["may"]["everything"]) == ("OWNER", None, True)
    assert ids(viewer["may"]["grantAt"]) == [BEEK, BRUG, GROEP, VER]


async def test_who_may_not_is_told_by_whom_it_may_be_done() -> None:
    (error,) = (await asked(viewer_of("lies"), GRANT))["grantMandate"]["errors"]
    assert (error["code"], ids(error["ask"])) == (
        "FORBIDDEN", ["role/secretariaat", "person/kaat", "role/directeur"],
    )  # fmt: skip
    assert error["message"].startswith(f"You may not change this at {BRUG}. Ask role/secretariaat")


async def test_a_change_names_the_person_who_made_it() -> None:
    done = (await asked(viewer_of("kim"), GRANT))["grantMandate"]
    assert done["errors"] == []
    assert done["revision"] == {"author": "person/kim", "authorPerson": {"name": "kim"}}
