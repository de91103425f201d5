"""What nobody expected: masked for the client and logged, late answers, clients that leave."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from structlog.testing import capture_logs

from graph.usecases import gaps, read
from tests.api.clients import Api, api_over, small_group

SLOW = "{ slow: findings { totalCount } }"


async def test_an_unexpected_error_is_masked_with_a_number_that_the_log_has(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: Any, **_more: Any) -> Any:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(read, "responsible", fails)
    with capture_logs() as logged:
        body = await api.answer('{ responsibility(organisation: "x", subject: "y") { on } task(id: "wifi") { id } }')
    (error,) = body["errors"]
    assert body["data"] == {"responsibility": None, "task": {"id": "task/wifi"}}
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "secret" not in str(body)
    (entry,) = logged
    assert entry["correlation_id"] == error["extensions"]["correlationId"]
    assert "secret detail" in entry["trace"]


async def test_an_analysis_that_is_late_is_a_timeout_of_its_field_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def waits(*_given: Any, **_more: Any) -> Any:
        release.wait(10)

    monkeypatch.setattr(gaps, "gaps", waits)
    async with api_over(small_group(), deadline_seconds=0.05) as api:
        body = await api.answer('{ slow: findings { totalCount } task(id: "wifi") { id } }')
        release.set()
    assert body["data"] == {"slow": None, "task": {"id": "task/wifi"}}
    assert [error["extensions"]["code"] for error in body["errors"]] == ["TIMEOUT"]


async def test_other_questions_are_answered_while_an_analysis_runs(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, release = threading.Event(), threading.Event()

    def waits(*_given: Any, **_more: Any) -> Any:
        begun.set()
        release.wait(10)
        raise RuntimeError("over")

    monkeypatch.setattr(gaps, "gaps", waits)
    slow = asyncio.create_task(api.answer(SLOW))
    await asyncio.to_thread(begun.wait, 10)
    assert (await api.http.get("/healthz")).status_code == 200
    assert await api.ask("{ __typename }") == {"__typename": "Query"}
    assert not slow.done()
    release.set()
    with capture_logs():
        await slow


async def test_a_client_that_leaves_ends_the_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    def until_stopped(*_given: Any, deadline: Any, **_more: Any) -> Any:
        begun.set()
        try:
            while not ended.wait(0.005):
                deadline.check()
        finally:
            ended.set()

    monkeypatch.setattr(gaps, "gaps", until_stopped)
    async with api_over(small_group(), deadline_seconds=60.0) as api:
        app = api.http._transport.app  # type: ignore[attr-defined]
        leave = asyncio.Event()
        asked = [{"type": "http.request", "body": b'{"query": "{ findings { totalCount } }"}', "more_body": False}]

        async def receive() -> Any:
            if asked:
                return asked.pop()
            await leave.wait()
            return {"type": "http.disconnect"}

        async def send(_message: Any) -> None: ...

        cookie = "; ".join(f"{name}={value}" for name, value in api.http.cookies.items())
        headers = [(b"host", b"localhost"), (b"content-type", b"application/json"), (b"cookie", cookie.encode())]
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/graphql",
            "raw_path": b"/graphql",
            "query_string": b"",
            "root_path": "",
            "headers": headers,
            "http_version": "1.1",
            "scheme": "http",
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        running = asyncio.create_task(app(scope, receive, send))
        await asyncio.to_thread(begun.wait, 10)
        leave.set()
        await asyncio.wait_for(running, 10)
        assert await asyncio.to_thread(ended.wait, 10)
