"""Two instances over one store share who is signed in, who failed to sign in how often, and what was just written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest

from graph.usecases import keys
from graph.usecases.attempts import FAILED, MOST_OF_ONE
from graph.usecases.desk import Desk
from graph.usecases.keys import NewKey, create_key, revoke_key
from graph.usecases.viewer import LOCAL_OWNER
from service.config import Settings
from service.http.app import create_app
from service.signin.doors import Doors
from service.web import sessions
from tests.api.clients import small_group
from tests.conftest import Neo4jServer
from tests.contract.places import Neo4jPlace
from tests.contract.records import change_set, puts
from tests.signed_in import signed_in
from tests.web.writers import token_of

pytestmark = pytest.mark.neo4j

NEVER = 3_600.0
ADDRESS = "https://mandaten.vaart.example"
SESSION = "__Host-mandaatwijzer_session"
LIKE_A_BROWSER = {"accept-language": "nl", "sec-fetch-site": "same-origin"}


@dataclass(frozen=True, slots=True)
class Instance:
    """One of them: its desk, and a browser that asks it."""

    desk: Desk
    browser: httpx.AsyncClient


@asynccontextmanager
async def instance(place: Neo4jPlace) -> AsyncIterator[Instance]:
    """An instance that looks at the store only when it is asked for a revision that it does not know."""
    settings = Settings(store="sqlite:///:memory:", address=ADDRESS, untrusted_documents=True)
    async with Desk(place.open(), refresh_seconds=NEVER) as desk:
        app = create_app(desk, settings, doors=Doors(address=ADDRESS))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=LIKE_A_BROWSER) as browser:
            yield Instance(desk, browser)


@pytest.fixture
async def two(empty_neo4j: Neo4jServer) -> AsyncIterator[tuple[Instance, Instance]]:
    """Two instances over one Neo4j with the small group."""
    place = Neo4jPlace(empty_neo4j)
    await place.open().commit(change_set(*puts(*small_group()), key="first"))
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(instance(place)) for _ in range(2)]
        yield one, other
    await place.close()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an instance knows of sessions and keys is asked again each time, as a second later."""
    monkeypatch.setattr(sessions, "SECONDS_BETWEEN_LOOKS", 0.0)
    monkeypatch.setattr(keys, "SECONDS_BETWEEN_LOOKS", 0.0)


def test_what_ends_on_one_is_refused_by_the_others_within_2_seconds() -> None:
    assert max(sessions.SECONDS_BETWEEN_LOOKS, keys.SECONDS_BETWEEN_LOOKS) < 2


@pytest.mark.usefixtures("at_once")
async def test_who_signed_in_on_one_is_served_by_the_other_until_the_session_ends_on_either(
    two: tuple[Instance, Instance],
) -> None:
    one, other = two
    (secret,) = (await signed_in(one.desk, "person/an")).values()
    for each in two:
        each.browser.cookies.set(SESSION, secret, domain="mandaten.vaart.example", path="/")
    form = await one.browser.get("/mij/sessies")
    assert form.status_code == 200
    assert (await other.browser.get("/mij/sessies")).status_code == 200
    ended = await other.browser.post("/afmelden", data={"csrf_token": token_of(form.text)})
    assert ended.headers["location"] == "/aanmelden?klaar=1", "a form of one counts at the other"
    refused = await one.browser.get("/mij/sessies")
    assert (refused.status_code, refused.headers["location"]) == (303, "/aanmelden?verder=%2Fmij%2Fsessies")


@pytest.mark.usefixtures("at_once")
async def test_a_key_that_one_made_is_taken_by_the_other_until_either_revokes_it(
    two: tuple[Instance, Instance],
) -> None:
    one, other = two
    made = await create_key(one.desk, LOCAL_OWNER, NewKey(name="helpdesk", scopes=("read",)))
    shown = {"authorization": f"Bearer {made.secret}"}

    async def asked() -> int:
        answer = await other.browser.post("/graphql", json={"query": "{ __typename }"}, headers=shown)
        return answer.status_code

    assert await asked() == 200
    await revoke_key(one.desk, LOCAL_OWNER, made.info.key)
    assert await asked() == 401


async def test_who_guesses_at_both_has_to_wait_as_if_at_one(two: tuple[Instance, Instance]) -> None:
    tried: list[int] = []
    while 429 not in tried and len(tried) <= 2 * MOST_OF_ONE // FAILED:
        for each in two:
            answer = await each.browser.post(
                "/aanmelden/link", data={"token": f"{len(tried):A<43}"}, headers={"sec-fetch-site": "same-origin"}
            )
            tried.append(answer.status_code)
    assert tried.index(429) < MOST_OF_ONE // FAILED
    waiting = [await each.browser.post("/aanmelden/link", data={"token": "x" * 43}) for each in two]
    assert [answer.status_code for answer in waiting] == [429, 429]


async def test_who_hands_back_the_revision_of_a_write_reads_it_on_the_other(two: tuple[Instance, Instance]) -> None:
    one, other = two
    made = await create_key(one.desk, LOCAL_OWNER, NewKey(name="sync", scopes=("admin",)))
    shown = {"authorization": f"Bearer {made.secret}"}
    written = await one.browser.post(
        "/graphql",
        json={"query": 'mutation { createPerson(input: {name: "Bo Claes"}) { person { id } } }'},
        headers=shown,
    )
    person, revision = written.json()["data"]["createPerson"]["person"]["id"], written.headers["x-register-revision"]
    question = {"query": "query ($id: ID!) { node(id: $id) { id } }", "variables": {"id": person}}
    before = await other.browser.post("/graphql", json=question, headers=shown)
    assert (before.headers["x-register-revision"], before.json()["data"]["node"]) == ("1", None)
    after = await other.browser.post("/graphql", json=question, headers={**shown, "x-register-revision": revision})
    assert (after.headers["x-register-revision"], after.json()["data"]["node"]) == (revision, {"id": person})
