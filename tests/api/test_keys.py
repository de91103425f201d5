"""Programs that show a key: what lets them in, where, and what an answer never tells."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.domain.changes import ChangeSet, Put
from graph.store.audit import AuditFile
from graph.store.sqlite.store import SqliteStore
from graph.usecases.auditing import audit_entries, who_looked_at
from graph.usecases.desk import Desk
from graph.usecases.keys import NewKey, create_key, revoke_key
from graph.usecases.viewer import LOCAL_OWNER
from service.config import Settings
from service.http.app import create_app
from service.signin.doors import Doors
from service.signin.printed import PrintedAddress
from tests.api.clients import BRUG, small_group
from tests.clocks import HandClock
from tests.signed_in import signed_in

QUERY = {"query": "{ schools { totalCount } }"}
ADMIN = NewKey(name="helpdesk", scopes=("admin",))


@asynccontextmanager
async def served(
    folder: Path, printed: PrintedAddress | None = None, store: SqliteStore | None = None
) -> AsyncIterator[tuple[Desk, httpx.AsyncClient]]:
    """A service over the small school group, and a client that nobody knows."""
    kept = store or SqliteStore(":memory:")
    puts = tuple(Put(record) for record in small_group())
    await kept.commit(ChangeSet(changes=puts, author="test", reason="first", key="first"))
    async with Desk(kept, clock=HandClock(), audit_file=AuditFile(folder / "audit.jsonl")) as desk:
        app = create_app(desk, Settings(store="sqlite:///:memory:"), doors=Doors(printed=printed))
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            yield desk, client


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


async def asked(client: httpx.AsyncClient, **headers: str) -> httpx.Response:
    return await client.post("/graphql", json=QUERY, headers=headers)


def code_of(response: httpx.Response) -> Any:
    return response.json()["errors"][0]["extensions"]["code"]


async def test_without_a_key_or_a_session_nothing_is_read_or_written(tmp_path: Path) -> None:
    async with served(tmp_path) as (desk, client):
        for response in (
            await asked(client),
            await client.get("/graphql", params=QUERY),
            await client.post("/graphql", json={"query": "mutation { revertRevision(input: {revision: 1}) { key } }"}),
        ):
            assert (response.status_code, code_of(response)) == (401, "UNAUTHENTICATED")
            assert response.headers["www-authenticate"].startswith("Bearer")
        assert desk.revision == 1


async def test_a_key_reads_by_post_and_by_get_and_a_session_still_does(tmp_path: Path) -> None:
    async with served(tmp_path) as (desk, client):
        key = (await create_key(desk, LOCAL_OWNER, ADMIN)).secret
        for response in (
            await asked(client, **bearer(key)),
            await asked(client, authorization=f"bearer   {key} "),
            await client.get("/graphql", params=QUERY, headers=bearer(key)),
        ):
            assert response.json() == {"data": {"schools": {"totalCount": 2}}}
        client.cookies.update(await signed_in(desk))
        assert (await asked(client)).json() == {"data": {"schools": {"totalCount": 2}}}


async def test_a_revoked_key_is_refused_and_so_is_whoever_shows_it_beside_a_session(tmp_path: Path) -> None:
    async with served(tmp_path) as (desk, client):
        made = await create_key(desk, LOCAL_OWNER, ADMIN)
        await revoke_key(desk, LOCAL_OWNER, made.info.key)
        refused = await asked(client, **bearer(made.secret))
        assert (refused.status_code, code_of(refused)) == (401, "UNAUTHENTICATED")
        client.cookies.update(await signed_in(desk))
        assert (await asked(client, **bearer(made.secret))).status_code == 401
        assert (await asked(client, authorization="Basic cHJveHk6eA==")).status_code == 200


async def test_an_answer_to_a_wrong_key_says_the_same_whatever_is_wrong(tmp_path: Path) -> None:
    async with served(tmp_path) as (desk, client):
        made = await create_key(desk, LOCAL_OWNER, ADMIN)
        await revoke_key(desk, LOCAL_OWNER, made.info.key)
        public, bits = made.secret.split("_", 2)[1:]
        wrong = [made.secret, f"mw_{public}_{bits[::-1]}", f"mw_{'0' * 16}_{bits}", "mw_", "é", "x" * 5_000]
        answers = {(await client.post("/graphql", json=QUERY, headers=_raw(key))).text for key in wrong}
        assert len(answers) == 1
        assert not any(bits in text for text in answers)


def _raw(key: str) -> dict[bytes, bytes]:
    return {b"authorization": b"Bearer " + key.encode()}


async def test_two_keys_are_none(tmp_path: Path) -> None:
    async with served(tmp_path) as (desk, client):
        key = (await create_key(desk, LOCAL_OWNER, ADMIN)).secret
        twice = [("authorization", f"Bearer {key}"), ("authorization", f"Bearer {key}")]
        response = await client.post("/graphql", json=QUERY, headers=twice)
        assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


async def test_a_key_in_the_address_is_no_key(tmp_path: Path) -> None:
    async with served(tmp_path) as (desk, client):
        key = (await create_key(desk, LOCAL_OWNER, ADMIN)).secret
        for name in ("access_token", "key", "authorization"):
            assert (await client.post(f"/graphql?{name}={key}", json=QUERY)).status_code == 401


async def test_whoever_guesses_has_to_wait_and_whoever_has_a_key_in_use_has_not(tmp_path: Path) -> None:
    async with served(tmp_path) as (desk, client):
        key = (await create_key(desk, LOCAL_OWNER, ADMIN)).secret
        assert (await asked(client, **bearer(key))).status_code == 200
        statuses = [(await asked(client, **bearer("mw_guess"))).status_code for _ in range(25)]
        assert statuses[0] == 401
        assert statuses[-1] == 429
        assert (await asked(client, **bearer(key))).status_code == 200


async def test_a_wrong_key_is_noted_without_what_was_shown(tmp_path: Path) -> None:
    async with served(tmp_path) as (desk, client):
        await asked(client, **bearer("mw_guess"))
        (entry,) = await audit_entries(desk)
        assert (entry.actor, entry.action, entry.detail) == ("public", "denied", "key")


async def test_the_printed_key_is_the_local_owner_as_long_as_the_process_lives(tmp_path: Path) -> None:
    printed = PrintedAddress()
    async with served(tmp_path, printed) as (desk, client):
        assert (await asked(client, **bearer(printed.key))).status_code == 200
        assert await audit_entries(desk) == ()
    async with served(tmp_path, PrintedAddress()) as (_desk, client):
        assert (await asked(client, **bearer(printed.key))).status_code == 401


async def test_a_change_is_logged_by_the_name_of_the_program_and_its_key(tmp_path: Path) -> None:
    async with served(tmp_path) as (desk, client):
        made = await create_key(desk, LOCAL_OWNER, ADMIN)
        change = """mutation { applyChanges(input: {
            changes: [{put: {kind: "task", id: "task/x", name: "X"}}], reason: "test"
        }) { errors { message } } }"""
        response = await client.post("/graphql", json={"query": change}, headers=bearer(made.secret))
        assert response.json() == {"data": {"applyChanges": {"errors": []}}}
        (revision,) = await desk.revisions(1)
        assert revision.author == f"helpdesk (mw_{made.info.key})"


@pytest.mark.parametrize("path", ["/aandachtspunten/csv", "/organisatie/brug/contactkaart", "/schema.graphql"])
async def test_files_are_for_programs_too(tmp_path: Path, path: str) -> None:
    async with served(tmp_path) as (desk, client):
        key = (await create_key(desk, LOCAL_OWNER, ADMIN)).secret
        assert (await client.get(path, params={"organisation": BRUG}, headers=bearer(key))).status_code == 200
        assert (await client.get(path, headers=bearer("mw_guess"))).status_code == 401
        assert (await client.get(path)).status_code == 303


@pytest.mark.parametrize("path", ["/mij/sessies", "/mij", "/wijzigen", "/persoon/an", "/sleutels"])
async def test_pages_of_people_are_not(tmp_path: Path, path: str) -> None:
    async with served(tmp_path) as (desk, client):
        key = (await create_key(desk, LOCAL_OWNER, ADMIN)).secret
        assert (await client.get(path, headers=bearer(key))).status_code == 303


async def test_who_looks_at_somebody_is_noted_and_not_who_looks_at_themselves(tmp_path: Path) -> None:
    async with served(tmp_path) as (desk, client):
        for path, person in (
            ("/persoon/an", "person/an"),
            ("/persoon/nobody", "person/cis"),
            ("/persoon/an", "person/cis"),
            ("/persoon/an/overdrachtsblad", None),
        ):
            client.cookies.update(await signed_in(desk, person))
            await client.get(path)
        noted = [(each.actor, each.action, each.about, each.detail) for each in await audit_entries(desk)]
    assert noted == [
        ("person/cis", "person_read", "person/an", "page"),
        ("local owner", "person_read", "person/an", "overdrachtsblad"),
    ]


@pytest.mark.parametrize(
    "asked",
    [
        '{ person(id: "person/an") { name } }',
        '{ person(id: "an@vaart.example") { name } }',
        '{ node(id: "person/an") { id } }',
        '{ nodes(ids: ["person/an", "person/nobody", "role/ict"]) { id } }',
        '{ history(id: "person/an") { totalCount } }',
        '{ person(id: "person/an", knownAt: 0) { name } node(id: "person/an") { id } }',
    ],
)
async def test_who_asks_the_api_for_somebody_is_noted_once(tmp_path: Path, asked: str) -> None:
    async with served(tmp_path) as (desk, client):
        client.cookies.update(await signed_in(desk, "person/cis"))
        assert (await client.post("/graphql", json={"query": asked})).status_code == 200
        noted = [(each.actor, each.action, each.about, each.detail) for each in await audit_entries(desk)]
        assert noted == [("person/cis", "person_read", "person/an", "api")]
        client.cookies.update(await signed_in(desk, "person/an"))
        assert "person_read" not in {each.action for each in (await audit_entries(desk))[1:]}
        assert [each.actor for each in await who_looked_at(desk, "person/an")] == ["person/cis"]


async def test_a_rehearsal_and_a_list_are_noted_of_nobody(tmp_path: Path) -> None:
    async with served(tmp_path) as (desk, client):
        client.cookies.update(await signed_in(desk, "person/cis"))
        for asked in ('{ rehearse(whatIf: {leaves: ["person/an"]}) { __typename } }', "{ persons { nodes { name } } }"):
            await client.post("/graphql", json={"query": asked})
        assert await audit_entries(desk) == ()


async def test_what_cannot_be_noted_the_api_does_not_tell(tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").mkdir()
    async with served(tmp_path) as (desk, client):
        client.cookies.update(await signed_in(desk))
        response = await client.post("/graphql", json={"query": '{ person(id: "person/an") { email } }'})
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert "an@vaart.example" not in response.text


async def test_who_is_refused_is_noted(tmp_path: Path) -> None:
    async with served(tmp_path) as (desk, client):
        client.cookies.update(await signed_in(desk, "person/cis"))
        assert (await client.get("/sleutels")).status_code == 403
        change = """mutation { applyChanges(input: {
            changes: [{put: {kind: "task", id: "task/x", name: "X"}}], reason: "test"
        }) { errors { code } } }"""
        answer = (await client.post("/graphql", json={"query": change})).json()
        assert answer["data"]["applyChanges"]["errors"] == [{"code": "FORBIDDEN"}]
        noted = [(each.actor, each.action, each.detail) for each in await audit_entries(desk)]
    assert noted == [("person/cis", "denied", "sleutels"), ("person/cis", "denied", "change")]


async def test_what_cannot_be_noted_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").mkdir()
    async with served(tmp_path) as (desk, client):
        client.cookies.update(await signed_in(desk))
        response = await client.get("/persoon/an")
        assert response.status_code == 503
        assert "an@vaart.example" not in response.text
