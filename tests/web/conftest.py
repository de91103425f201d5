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
from urllib.parse import urlsplit

import pytest
import uvicorn

from graph.domain.changes import ChangeSet, Put
from graph.domain.kinds import Record
from graph.store.audit import AuditFile
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from graph.usecases.seeding import load_example
from graph.usecases.viewer import LOCAL_OWNER
from service.config import Settings
from service.http.app import create_app
from service.signin.doors import doors_of
from service.signin.printed import PrintedAddress
from tests.api.clients import small_group
from tests.clocks import HandClock
from tests.components import lacks
from tests.signed_in import signed_in
from tests.waiting import comes_about

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
START_SECONDS = 60

Fill = Callable[[Desk], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Served:
    """Where a service listens, the token that it printed, and the cookies of the local owner."""

    address: str
    token: str
    cookies: dict[str, str]

    @property
    def state(self) -> dict[str, Any]:
        """What a browser context starts with to be that of the local owner."""
        host = urlsplit(self.address).hostname
        found = [{"name": name, "value": value, "domain": host, "path": "/"} for name, value in self.cookies.items()]
        return {"cookies": found, "origins": []}

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
        lacks("browser", "Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
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
def serving(fill: Fill, settings: Settings | None = None, audit: AuditFile | None = None) -> Iterator[Served]:
    """A service of its own on loopback, over a store in memory, on 15 October 2026.

    Args:
        fill: puts something in the store.
        settings: those of a provider, with a port; without them any free one.
        audit: the audit file; None = nothing is noted.
    """
    chosen = settings or Settings(store="sqlite:///:memory:", port=0)
    listening = socket.create_server(("127.0.0.1", chosen.port))
    printed, cookies = PrintedAddress(), dict[str, str]()
    token = printed.token
    printed.announce_with(lambda _: None)
    started, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        async with Desk(SqliteStore(":memory:"), clock=HandClock(), audit_file=audit) as desk:
            await fill(desk)
            cookies.update(await signed_in(desk))
            app = create_app(desk, chosen, doors=doors_of(chosen, printed))
            config = uvicorn.Config(app, log_level="warning", server_header=False, lifespan="off", ws="none")
            server = uvicorn.Server(config)
            answering = asyncio.create_task(server.serve(sockets=[listening]))
            await comes_about(lambda: server.started)
            started.set()
            await asyncio.to_thread(stop.wait)
            server.should_exit = True
            await answering

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert started.wait(START_SECONDS), "the server did not start"
    host, port = listening.getsockname()
    try:
        yield Served(f"http://{host}:{port}", token, cookies)
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
