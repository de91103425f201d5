"""A real browser and real servers for the tests of the pages: each is started seldom."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn

from graph.domain.changes import ChangeSet, Put
from graph.domain.kinds import Record
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from graph.usecases.seeding import load_example
from graph.usecases.viewer import LOCAL_OWNER
from service.config import Settings
from service.http.app import create_app
from service.web.sessions import Sessions
from tests.api.clients import FixedClock, small_group

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
START_SECONDS = 60

Fill = Callable[[Desk], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Served:
    """Where a service listens, and the token that it printed."""

    address: str
    token: str

    @property
    def open_address(self) -> str:
        """The address that lets a browser change things, once."""
        return f"{self.address}/open?token={self.token}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window; skipped when it is missing, unless it is required.

    Of one module: while it is open its event loop runs, and no asynchronous test can.
    """
    if not os.path.exists(CHROMIUM):
        message = "Chromium is not installed: apt-get install chromium"
        if "browser" in os.environ.get("MANDAATWIJZER_REQUIRE", ""):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def small() -> Iterator[Served]:
    """The small school group of the API tests, only read."""
    with serving(lambda desk: put(desk, small_group())) as served:
        yield served


@pytest.fixture(scope="session")
def example() -> Iterator[Served]:
    """The example school group, only read."""
    with serving(load_example) as served:
        yield served


@contextmanager
def serving(fill: Fill) -> Iterator[Served]:
    """A service of its own on a free port of loopback, over a store in memory, on 15 October 2026."""
    listening = socket.create_server(("127.0.0.1", 0))
    sessions = Sessions()
    token = sessions.token
    started, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        async with Desk(SqliteStore(":memory:"), clock=FixedClock()) as desk:
            await fill(desk)
            app = create_app(desk, Settings(store="sqlite:///:memory:"), sessions=sessions)
            config = uvicorn.Config(app, log_level="warning", server_header=False, lifespan="off", ws="none")
            server = uvicorn.Server(config)
            answering = asyncio.create_task(server.serve(sockets=[listening]))
            while not server.started:  # noqa: ASYNC110 (the server has no event for it)
                await asyncio.sleep(0.01)
            started.set()
            await asyncio.to_thread(stop.wait)
            server.should_exit = True
            await answering

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert started.wait(START_SECONDS), "the server did not start"
    host, port = listening.getsockname()
    try:
        yield Served(f"http://{host}:{port}", token)
    finally:
        stop.set()
        thread.join(START_SECONDS)
    assert not thread.is_alive(), "the server did not stop"


async def put(desk: Desk, records: tuple[Record, ...]) -> None:
    """Commit records as the first revision."""
    changes = ChangeSet(changes=tuple(Put(record) for record in records), author="test", reason="first", key="first")
    await desk.commit(lambda _: changes.changes, viewer=LOCAL_OWNER, reason="first", key="first")


async def put_as_before(desk: Desk, records: tuple[Record, ...]) -> None:
    """Commit records as the first revision without looking at their values, as an older version did."""
    changes = tuple(Put(record) for record in records)
    await desk._store.commit(ChangeSet(changes=changes, author="test", reason="first", key="first"))
    await desk.refresh()
