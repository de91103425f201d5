"""Three instances that each hold a part of the register, behind HAProxy: together they answer as one that holds all."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.domain.kinds import Record
from graph.store.neo4j import store as neo4j_store
from graph.store.neo4j.store import Neo4jStore
from graph.usecases.desk import Desk
from graph.usecases.keys import NewKey, create_key
from graph.usecases.viewer import LOCAL_OWNER
from tests.conftest import Neo4jServer
from tests.contract.records import change_set, puts
from tests.faults.servers import ROOT, until
from tests.graphs import edge, node, organisation, records_of, school, seat
from tests.several.balanced import (
    HOST,
    NAMES,
    PATIENT,
    START_SECONDS,
    Instance,
    certificate,
    environment,
    haproxy,
    is_slow,
    is_told,
    placed,
    told,
)
from tests.signin.ports import free_port

pytestmark = [pytest.mark.neo4j, pytest.mark.haproxy]

SHIPPED = ROOT / "docs" / "operations" / "haproxy-parts.cfg"
ASKED = """
query ($school: ID!) {
  organisation(id: $school) { name roles { nodes { from { name holdings { nodes { from { name } } } } } } }
  responsibility(organisation: $school, subject: "task/wifi") { executors { holder { id } available } validUntil }
  findings(organisation: $school, first: 20) { nodes { code organisation { id } } }
  load(organisation: $school) { people { person { id } hours } }
}
"""
KNOWS = """{ findExpertise(topics: ["expertise/net"], level: 3) { person { name } organisations { id heldAt } } }"""
MAKE = "mutation ($i: CreateRoleInput!) { createRole(input: $i) { role { id } errors { code message } } }"


def register() -> tuple[Record, ...]:
    """Three groups of two schools; An works in a school of each of the first two."""
    return records_of(
        node("task/wifi"), node("expertise/net"), *(node(f"person/{name}") for name in ("an", "bo", "cis")),
        *(node(f"person/knows-{name}", share_expertise="everyone") for name in NAMES),
        *(organisation(f"groep-{name}", "school_group") for name in NAMES),
        *(school(f"{name}-{each}", under=[f"groep-{name}"]) for name in NAMES for each in ("a", "b")),
        seat("role/one", at="organisation/one-a", held_by=["person/an"]),
        seat("role/two", at="organisation/groep-two", held_by=["person/an", "person/bo"]),
        seat("role/three", at="organisation/three-b", held_by=["person/cis"]),
        *(edge("EXECUTES", f"role/{name}", "task/wifi", hours_per_week=4.0) for name in NAMES),
        *(edge("AFFILIATED_WITH", f"person/knows-{name}", f"organisation/{name}-a") for name in NAMES),
        *(edge("KNOWS", f"person/knows-{name}", "expertise/net", level=4) for name in NAMES),
        edge("ABSENT_FROM", "person/bo", "organisation/groep-two"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parts:
    """The balancer, what is behind it, and one that holds all."""

    address: str
    trust: ssl.SSLContext
    whole: Instance
    instances: tuple[Instance, ...]
    key: str

    def program(self, at: Instance | None = None) -> httpx.Client:
        shown = {"host": HOST, "authorization": f"Bearer {self.key}"}
        return httpx.Client(
            base_url=self.address if at is None else at.address, verify=self.trust, headers=shown, timeout=PATIENT
        )


@pytest.fixture(scope="module")
def parts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """Three instances with a group each, and one with all of them, over a Neo4j that was empty."""
    program = haproxy()
    server: Neo4jServer = request.getfixturevalue("neo4j_server")
    server.wipe()
    folder = tmp_path_factory.mktemp("parts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neo4j_store, "WRITE_SECONDS", START_SECONDS)
        key = asyncio.run(_filled(server))
    places = folder / "places.json"
    places.write_text(json.dumps({f"organisation/groep-{name}": f"https://{name}.{HOST}" for name in NAMES}))
    instances = tuple(_instance(server, folder, name, places) for name in NAMES)
    whole = _instance(server, folder, "whole", None)
    trusted, pem = certificate(folder)
    port, routes = free_port(), folder / "parts.map"
    routes.write_text("".join(f"organisation/groep-{name} {name}\n{name}.{HOST} {name}\n" for name in NAMES))
    shipped = SHIPPED.read_text().replace("/etc/haproxy/parts.map", str(routes))
    configuration = folder / "haproxy.cfg"
    configuration.write_text(placed(shipped, instances, port, pem))
    with contextlib.ExitStack() as stack:
        for instance in (whole, *instances):
            stack.callback(instance.kill)
            instance.start()
        for instance in (whole, *instances):
            instance.wait()
        log = stack.enter_context((folder / "haproxy.log").open("wb"))
        balancing = stack.enter_context(subprocess.Popen([program, "-f", configuration], stdout=log, stderr=log))
        stack.callback(balancing.kill)
        made = Parts(f"https://127.0.0.1:{port}", ssl.create_default_context(cadata=trusted), whole, instances, key)
        until(lambda: all(_is_there(made, name) for name in NAMES))
        yield made


def _instance(server: Neo4jServer, folder: Path, name: str, places: Path | None) -> Instance:
    settings = environment(server, folder, name)
    if places is not None:
        settings |= {
            "MANDAATWIJZER_WITHIN": f"organisation/groep-{name}",
            "MANDAATWIJZER_PLACES": str(places),
            "MANDAATWIJZER_NAMES": f"{name}.{HOST}",
        }
    return Instance(name, free_port(), settings, folder / f"{name}.log")


async def _filled(server: Neo4jServer) -> str:
    async with Desk(Neo4jStore(server.uri, user=server.user, password=server.password)) as desk:
        await desk._store.commit(change_set(*puts(*register()), key="first"))
        await desk.refresh()
        return (await create_key(desk, LOCAL_OWNER, NewKey(name="sync", scopes=("admin",)))).secret


def _is_there(parts: Parts, name: str) -> bool:
    with contextlib.suppress(httpx.TransportError), parts.program() as client:
        answer = client.get("/readyz", headers={"x-register-organisation": f"organisation/groep-{name}"})
        return answer.status_code == 200 and answer.json()["within"] == [f"organisation/groep-{name}"]
    return False


def asked(client: httpx.Client, name: str, query: str, **variables: Any) -> httpx.Response:
    """What the balancer answers to a program that says which group it asks about, and asks again while it is slow."""
    answers: list[httpx.Response] = []

    def ask() -> bool:
        answers.append(
            client.post(
                "/graphql",
                json={"query": query, "variables": variables},
                headers={"x-register-organisation": f"organisation/groep-{name}"},
            )
        )
        return not is_slow(answers[-1])

    until(ask)
    return answers[-1]


@pytest.mark.parametrize("name", NAMES)
def test_each_part_answers_about_its_own_as_one_that_holds_all(parts: Parts, name: str) -> None:
    with parts.program(parts.whole) as whole, parts.program() as client:
        for where in (f"groep-{name}", f"{name}-a", f"{name}-b"):
            answer = asked(client, name, ASKED, school=f"organisation/{where}")
            assert answer.headers["x-register-within"] == f"organisation/groep-{name}"
            assert is_told(answer)
            assert answer.json()["data"] == told(whole, ASKED, school=f"organisation/{where}")


def test_whoever_asks_the_wrong_one_is_told_where_to_ask(parts: Parts) -> None:
    with parts.program() as client:
        answer = asked(client, "one", ASKED, school="organisation/two-a")
        assert answer.status_code == 421
        assert answer.json()["errors"][0]["extensions"] == {
            "code": "NOT_HELD_HERE",
            "organisation": "organisation/two-a",
            "address": f"https://two.{HOST}",
        }
        client.headers["host"] = f"two.{HOST}"
        answer = client.post("/graphql", json={"query": ASKED, "variables": {"school": "organisation/two-a"}})
        assert is_told(answer)


def test_who_knows_something_elsewhere_is_told_with_the_place(parts: Parts) -> None:
    with parts.program(parts.whole) as whole, parts.program() as client:
        found = asked(client, "one", KNOWS).json()["data"]["findExpertise"]
        everything = told(whole, KNOWS)["findExpertise"]
        assert [one["person"] for one in found] == [one["person"] for one in everything]
        assert {place["heldAt"] for one in found for place in one["organisations"]} == {
            None, f"https://two.{HOST}", f"https://three.{HOST}",
        }  # fmt: skip


def test_what_one_part_writes_is_read_where_it_reaches(parts: Parts) -> None:
    new = {"name": "Secretariaat", "at": "organisation/three-a", "key": "new"}
    with parts.program() as client:
        wrong = asked(client, "one", MAKE, i=new).json()["data"]["createRole"]
        assert [error["code"] for error in wrong["errors"]] == ["NOT_HELD_HERE"]
        written = asked(client, "three", MAKE, i=new)
        assert is_told(written)
        role = written.json()["data"]["createRole"]["role"]["id"]
    with parts.program(parts.whole) as whole, parts.program(parts.instances[0]) as elsewhere:
        question = "query ($id: ID!) { node(id: $id) { id } }"
        until(lambda: told(whole, question, id=role)["node"] == {"id": role})
        revision = written.headers["x-register-revision"]
        answer = elsewhere.post(
            "/graphql",
            json={"query": question, "variables": {"id": role}},
            headers={"x-register-revision": revision},
        )
        assert answer.json()["data"]["node"] is None
