"""More than can be answered in time: the rest is turned away at once with when to ask again, and the small goes on."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from graph.usecases import analysing, gaps, waiting
from graph.usecases.analysing import Analyst
from graph.usecases.serving.loading import Reading
from schema.build import sdl
from tests.api.clients import api_over, small_group
from tests.faults.servers import until

SLOW = {"query": "{ findings { totalCount } }"}
ROOM = 3


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Every report of gaps waits until it is let go; and few find room in the line."""
    release = threading.Event()

    def waits(*_given: Any, **_more: Any) -> Any:
        release.wait(60)
        raise RuntimeError("over")

    monkeypatch.setattr(gaps, "gaps", waits)
    monkeypatch.setattr(waiting, "MOST_WAITING", ROOM)
    yield release
    release.set()


async def test_what_finds_no_room_gets_503_at_once_with_when_to_ask_again(held: threading.Event) -> None:
    analyst = Analyst()
    async with api_over(small_group(), analyst=analyst, deadline_seconds=60) as api:
        asked = [asyncio.create_task(api.http.post("/graphql", json=SLOW)) for _ in range(analysing.THREADS + ROOM)]
        await asyncio.to_thread(until, lambda: analyst.questions.running + analyst.questions.waiting == len(asked))
        refused = await api.http.post("/graphql", json=SLOW)
        assert (refused.status_code, int(refused.headers["retry-after"]) >= 1) == (503, True)
        assert refused.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert await api.ask("{ __typename }") == {"__typename": "Query"}
        assert (await api.http.get("/healthz")).status_code == 200
        held.set()
        answered = await asyncio.gather(*asked)
        assert {answer.status_code for answer in answered} == {200}


async def test_a_page_says_so_in_words(held: threading.Event) -> None:
    analyst = Analyst()
    async with api_over(small_group(), analyst=analyst, deadline_seconds=60) as api:
        line = analyst.analyses
        for _ in range(analysing.THREADS + ROOM):
            line.join(lambda: held.wait(60), weight=0, seconds=None)
        page = await api.http.get("/aandachtspunten", headers={"accept": "text/html", "accept-language": "en"})
        assert (page.status_code, "There is too much work at this moment" in page.text) == (503, True)
        assert int(page.headers["retry-after"]) >= 1
        held.set()


async def test_a_look_at_the_past_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    async with api_over(small_group(), deadline_seconds=0.05) as api:
        begun = Reading.loaded

        async def slow(reading: Reading, at: Any = None) -> Any:
            await asyncio.sleep(60)
            return await begun(reading, at)

        monkeypatch.setattr(Reading, "loaded", slow)
        body = await api.answer("{ organisations(knownAt: 0) { totalCount } }")
        assert [error["extensions"]["code"] for error in body["errors"]] == ["TIMEOUT"]


async def test_two_that_look_at_the_same_moment_load_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with api_over(small_group()) as api:
        loads: list[Any] = []
        load = Reading.loaded

        async def counted(reading: Reading, at: Any = None) -> Any:
            loads.append(at)
            return await load(reading, at)

        monkeypatch.setattr(Reading, "loaded", counted)
        question = "{ organisations(knownAt: 0) { totalCount } }"
        answers = await asyncio.gather(*(api.ask(question) for _ in range(5)))
        assert (answers, loads) == ([{"organisations": {"totalCount": 0}}] * 5, [0])


async def test_the_schema_is_printed_once() -> None:
    async with api_over(small_group()) as api:
        assert (await api.http.get("/schema.graphql")).text == sdl()
    assert sdl() is sdl()
