"""Who hands in a revision is shown no older graph, and is refused when it does not come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse

from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from service.http.abreast import WAITED_SECONDS, Abreast
from tests.contract.records import change_set, people, puts

NEVER = 3_600.0


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    """A store in which others write too."""
    return SqliteStore(str(tmp_path / "store.db"))


@pytest.fixture
async def desk(store: SqliteStore, tmp_path: Path) -> AsyncIterator[Desk]:
    """An instance at the first revision, that does not look by itself."""
    await store.commit(change_set(*puts(*people("an")), key="an"))
    async with Desk(SqliteStore(str(tmp_path / "store.db")), refresh_seconds=NEVER) as opened:
        yield opened
    await store.close()


async def asked(desk: Desk, *revisions: str) -> httpx.Response:
    """The answer to a request that hands in revisions, by an instance that waits for hardly any time."""
    app = Abreast(PlainTextResponse("yes"), desk=desk, waited_seconds=0.2)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as http:
        return await http.get("/", headers=[("x-register-revision", one) for one in revisions])


def test_a_request_waits_for_two_seconds_at_most() -> None:
    assert WAITED_SECONDS == 2


@pytest.mark.parametrize("revisions", [(), ("0",), ("1",), ("0", "1")])
async def test_what_is_there_is_answered_with_its_revision(desk: Desk, revisions: tuple[str, ...]) -> None:
    answer = await asked(desk, *revisions)
    assert (answer.text, answer.headers["x-register-revision"]) == ("yes", "1")


async def test_what_another_wrote_is_fetched_before_it_is_answered(store: SqliteStore, desk: Desk) -> None:
    await store.commit(change_set(*puts(*people("bo")), key="bo"))
    assert (await asked(desk, "2", "1")).headers["x-register-revision"] == "2"


async def test_what_does_not_come_is_refused_and_worth_asking_again(desk: Desk) -> None:
    answer = await asked(desk, "3")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert error["message"].startswith("This instance stands at revision 1, not yet at 3.")


@pytest.mark.parametrize("revision", ["", "-1", "1.0", "1" * 16, "latest"])
async def test_what_is_no_revision_is_refused(desk: Desk, revision: str) -> None:
    answer = await asked(desk, revision)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
