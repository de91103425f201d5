"""How the server stops, how long it waits for a client, and what a client sees of that, over real sockets."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from graph.domain.errors import InvalidInput
from graph.usecases import gaps
from service import serving
from service.config import Settings
from service.http import bodies
from service.http.app import create_app
from service.http.closing import Closing
from service.serving import Server, listen
from tests.api.clients import api_over, small_group
from tests.signed_in import signed_in
from tests.waiting import comes_about

SLOW = {"query": "{ findings { totalCount } }"}


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Findings that come only when the test says so, or when their deadline comes."""
    begun, release = threading.Event(), threading.Event()
    real = gaps.gaps

    def waits(*given: Any, deadline: Any, **more: Any) -> Any:
        begun.set()
        while not release.wait(0.005):
            deadline.check()
        return real(*given, deadline=deadline, **more)

    monkeypatch.setattr(gaps, "gaps", waits)
    yield begun, release
    release.set()


@asynccontextmanager
async def served(
    *, drain_seconds: float = 0.0, proxies: str = ""
) -> AsyncIterator[tuple[httpx.AsyncClient, asyncio.Task[None]]]:
    """The small group behind a server of its own that listens to signals; a client, and the running server."""
    async with api_over(small_group()) as api:
        closing = Closing()
        app = create_app(api.desk, Settings(store="sqlite:///:memory:"), closing=closing)
        server = Server(app, closing, drain_seconds=drain_seconds, proxies=proxies)
        listening = listen("127.0.0.1", 0)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        await comes_about(lambda: server.started)
        host, port = listening.getsockname()
        cookies = await signed_in(api.desk)
        async with httpx.AsyncClient(base_url=f"http://{host}:{port}", timeout=20, cookies=cookies) as http:
            yield http, running
        if not running.done():
            signal.raise_signal(signal.SIGINT)
        await asyncio.wait_for(running, 20)


def cookie_of(http: httpx.AsyncClient) -> str:
    """The header with which a client says who it is."""
    return f"cookie: {'; '.join(f'{name}={value}' for name, value in http.cookies.items())}\r\n"


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP])
async def test_told_to_stop_it_is_not_ready_and_still_answers_what_was_asked(slow: Any, told: signal.Signals) -> None:
    begun, release = slow
    async with served(drain_seconds=60) as (http, running):  # nothing here waits for its end, however busy the machine
        asked = asyncio.create_task(http.post("/graphql", json=SLOW))
        await asyncio.to_thread(begun.wait, 10)
        signal.raise_signal(told)
        await asyncio.sleep(0)
        ready = await http.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (503, "stopping")
        assert (await http.get("/healthz")).status_code == 200
        release.set()
        assert "errors" not in (await asked).json()
        signal.raise_signal(told)
        await asyncio.wait_for(running, 20)


async def test_when_its_time_to_drain_is_over_it_ends_by_itself() -> None:
    async with served(drain_seconds=0.05) as (_http, running):
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(running, 20)


async def test_what_runs_longer_than_the_grace_is_told_that_the_service_stops(
    slow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "GRACE_SECONDS", 0.2)
    begun, _release = slow
    async with served() as (http, running):
        asked = asyncio.create_task(http.post("/graphql", json=SLOW))
        await asyncio.to_thread(begun.wait, 10)
        signal.raise_signal(signal.SIGTERM)
        answer = await asked
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "UNAVAILABLE")
        await asyncio.wait_for(running, 20)


async def test_a_second_signal_ends_it_at_once(slow: Any) -> None:
    begun, _release = slow
    async with served(drain_seconds=60) as (http, running):
        asked = asyncio.create_task(http.post("/graphql", json=SLOW))
        await asyncio.to_thread(begun.wait, 10)
        signal.raise_signal(signal.SIGTERM)
        await asyncio.sleep(0)
        signal.raise_signal(signal.SIGTERM)
        assert (await asked).status_code == 503
        await asyncio.wait_for(running, 20)


async def test_a_client_that_leaves_ends_its_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    def until_stopped(*_given: Any, deadline: Any, **_more: Any) -> Any:
        begun.set()
        try:
            while not ended.wait(0.005):
                deadline.check()
        finally:
            ended.set()

    monkeypatch.setattr(gaps, "gaps", until_stopped)
    async with served() as (http, _running):
        asked = asyncio.create_task(http.post("/graphql", json=SLOW))
        await asyncio.to_thread(begun.wait, 10)
        asked.cancel()
        assert await asyncio.to_thread(ended.wait, 10)


@pytest.mark.parametrize(
    "sent",
    [b"", b"POST /graphql HTTP/1.1\r\nhost: loc", b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\nGET /healthz HT"],
    ids=["nothing", "half a head", "a request and half of the next"],
)
async def test_a_client_that_never_ends_its_head_is_let_go(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    async with served() as (http, _running):
        with monkeypatch.context() as patch:
            patch.setattr(serving, "HEAD_SECONDS", 0.1)
            reader, writer = await asyncio.open_connection(http.base_url.host, http.base_url.port)
            writer.write(sent)
            answered = await asyncio.wait_for(reader.read(), 10)
        assert answered.startswith(b"HTTP/1.1 200") is sent.startswith(b"GET")
        writer.close()
        assert (await http.get("/healthz")).status_code == 200


@pytest.mark.parametrize("path", ["/graphql", "/taal"])
async def test_a_body_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(bodies, "SECONDS_FOR_A_BODY", 0.1)
    async with served() as (http, _running):
        reader, writer = await asyncio.open_connection(http.base_url.host, http.base_url.port)
        kind = "application/json" if path == "/graphql" else "application/x-www-form-urlencoded"
        head = f"POST {path} HTTP/1.1\r\nhost: localhost\r\n{cookie_of(http)}content-type: {kind}\r\n"
        writer.write(head.encode())
        writer.write(b"content-length: 100\r\n\r\n{")
        answered = await asyncio.wait_for(reader.read(), 10)  # up to the end of the connection
        assert answered.startswith(b"HTTP/1.1 408")
        writer.close()


LARGE = 64 * 1_048_576
"""Bytes of an answer that fills every buffer on its way."""


@asynccontextmanager
async def answering_much() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.Event]]:
    """A server whose answers are large, a client that asked for one and reads nothing yet; whether it was let go."""
    let_go = asyncio.Event()

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % LARGE)]})
        await send({"type": "http.response.body", "body": bytes(LARGE - 1), "more_body": True})
        await send({"type": "http.response.body", "body": b"."})
        let_go.set()

    server = Server(app, Closing(), drain_seconds=0.0)
    listening = listen("127.0.0.1", 0)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    reader, writer = await asyncio.open_connection(*listening.getsockname())
    writer.write(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
    try:
        yield reader, let_go
    finally:
        writer.transport.abort()
        server.should_exit = True
        await asyncio.wait_for(running, 20)


async def test_a_client_that_reads_nothing_of_its_answer_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "UNREAD_SECONDS", 0.1)
    async with answering_much() as (reader, let_go):
        await asyncio.wait_for(let_go.wait(), 20)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await reader.readexactly(LARGE)


async def test_a_client_that_reads_slowly_gets_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "UNREAD_SECONDS", 0.5)
    async with answering_much() as (reader, _let_go):
        read = 0
        while some := await reader.read(1_048_576):
            read += len(some)
            if read % 7 == 0:
                await asyncio.sleep(0.02)
        assert read > LARGE


async def test_a_body_may_take_longer_as_long_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SECONDS_FOR_A_BODY", 0.3)
    monkeypatch.setattr(bodies, "SLOWEST_BYTES_PER_SECOND", 1)  # every byte gives a second more

    async def drips() -> AsyncIterator[bytes]:
        for part in (b'{"query":', b'"{__type', b'name}"', b"}"):
            yield part
            await asyncio.sleep(0.15)

    async with served() as (http, _running):
        answer = await http.post("/graphql", content=drips(), headers={"content-type": "application/json"})
        assert answer.json() == {"data": {"__typename": "Query"}}


async def test_a_body_that_nobody_reads_holds_no_connection() -> None:
    async with served() as (http, _running):
        reader, writer = await asyncio.open_connection(http.base_url.host, http.base_url.port)
        writer.write(b"POST /healthz HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{")
        assert b"\r\nconnection: close\r\n" in await asyncio.wait_for(reader.read(), 10)
        writer.close()


@pytest.mark.parametrize(("proxies", "secure"), [("", False), ("127.0.0.1", True), ("10.0.0.7", False)])
async def test_only_a_named_proxy_is_believed_about_https(proxies: str, secure: bool) -> None:
    async with served(proxies=proxies) as (http, _running):
        told = await http.post("/taal", data={"language": "en"}, headers={"x-forwarded-proto": "https"})
        assert told.headers["set-cookie"].endswith("; Secure") is secure


async def test_a_body_that_is_too_large_is_read_to_its_end_so_that_the_client_sees_the_refusal() -> None:
    async with served() as (http, _running):
        body = b'{"query": "' + b" " * 5_000_000 + b'{ __typename }"}'
        reader, writer = await asyncio.open_connection(http.base_url.host, http.base_url.port)
        head = f"POST /graphql HTTP/1.1\r\nhost: localhost\r\n{cookie_of(http)}content-type: application/json\r\n"
        writer.write(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()  # all of it is sent before anything is read
        assert (await reader.readline()).startswith(b"HTTP/1.1 413")
        writer.close()


def test_a_port_that_is_taken_is_a_mistake_with_a_way_out() -> None:
    with listen("127.0.0.1", 0) as first:
        first.listen()
        host, port = first.getsockname()
        with pytest.raises(InvalidInput, match=rf"{host}:{port} cannot be used \(Address already in use\).*--port 0"):
            listen(host, port)
