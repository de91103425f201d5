"""The start page and GraphiQL in a real browser: they work offline and ask nobody else for anything."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from tests.api.clients import api_over, small_group

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of its own with the small school group, on a free port of loopback."""
    listening = socket.create_server(("127.0.0.1", 0))
    started, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        async with api_over(small_group()) as api:
            app = api.http._transport.app  # type: ignore[attr-defined]
            config = uvicorn.Config(app, log_level="warning", server_header=False, lifespan="off", ws="none")
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            while not server.started:  # noqa: ASYNC110 (the server has no event for it)
                await asyncio.sleep(0.01)
            started.set()
            await asyncio.to_thread(stop.wait)
            server.should_exit = True
            await serving

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert started.wait(20), "the server did not start"
    host, port = listening.getsockname()
    yield f"http://{host}:{port}"
    stop.set()
    thread.join(20)
    assert not thread.is_alive(), "the server did not stop"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window; skipped when it is missing, unless it is required."""
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


class Visit:
    """A page that notes every request elsewhere and every error."""

    def __init__(self, browser: Any, address: str, **context: Any) -> None:
        self.page = browser.new_context(**context).new_page()
        self.address = address
        self.elsewhere: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def _note(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def check(self) -> None:
        """Nothing was asked elsewhere and nothing failed."""
        assert self.elsewhere == []
        assert self.errors == []


@pytest.mark.parametrize(
    ("language", "heading"), [("nl-BE", "Voorbeelden om meteen te proberen"), ("en-GB", "Examples to try at once")]
)
def test_the_start_page_speaks_the_language_of_its_reader(
    browser: Any, address: str, language: str, heading: str
) -> None:
    visit = Visit(browser, address, locale=language)
    visit.page.goto(address)
    assert visit.page.get_by_role("heading", name=heading).is_visible()
    assert visit.page.locator("html").get_attribute("lang") == language[:2]
    visit.check()


def test_the_language_can_be_switched(browser: Any, address: str) -> None:
    visit = Visit(browser, address, locale="nl-BE")
    visit.page.goto(address)
    visit.page.get_by_role("link", name="English").click()
    assert visit.page.get_by_role("heading", name="Examples to try at once").is_visible()
    visit.check()


def test_an_example_opens_in_graphiql_and_is_answered_there(browser: Any, address: str) -> None:
    visit = Visit(browser, address, locale="en-GB")
    visit.page.goto(address)
    visit.page.locator("section", has_text="Intranet").get_by_role("link", name="Try in GraphiQL").click()
    visit.page.get_by_role("button", name="Execute query").click()
    answer = visit.page.locator(".result-window", has_text="responsibilities")
    answer.wait_for()
    assert "errors" not in answer.inner_text()
    visit.check()


def test_graphiql_knows_the_schema_offline(browser: Any, address: str) -> None:
    visit = Visit(browser, address)
    visit.page.goto(f"{address}/graphiql")
    visit.page.get_by_role("button", name="Show Documentation Explorer").click()
    visit.page.locator(".graphiql-plugin", has_text="Mutation").wait_for()
    visit.check()


def test_the_page_fits_a_narrow_screen(browser: Any, address: str) -> None:
    visit = Visit(browser, address, viewport={"width": 320, "height": 640})
    visit.page.goto(address)
    width = visit.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
    visit.check()
