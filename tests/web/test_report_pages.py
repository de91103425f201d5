"""The HTML pages of reports in a real browser: accessible in light and dark, wide and narrow, and asking nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graph.reports.render import rendered
from graph.words.catalogue import texts_in
from tests.example_reports import REPORTS, SCHOOL, Asked, example, hostile, world
from tests.web.visits import violations

pytestmark = pytest.mark.browser

LOOKS = [("nl", "light", 1280), ("en", "dark", 320)]
SHOWN = ("gaps", "bus-factor", "expertise", "load", "path")


@cache
def page_of(name: str, language: str, *, with_hostile_names: bool = False) -> bytes:
    snapshot = hostile() if with_hostile_names else example()
    return rendered(REPORTS[name](Asked(world(snapshot), texts_in(language), SCHOOL)), "html")


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens a page of a report from a file, and collects what it asks from elsewhere and complains about."""
    contexts: list[Any] = []

    def open_page(content: bytes, scheme: str = "light", width: int = 1280) -> tuple[Any, list[str]]:
        file = tmp_path / "report.html"
        file.write_bytes(content)
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
        contexts.append(context)
        page, noticed = context.new_page(), []
        page.on("request", lambda request: noticed.append(request.url))
        page.on("console", lambda message: noticed.append(message.text))
        page.on("dialog", lambda dialog: (noticed.append(dialog.message), dialog.dismiss()))
        page.goto(file.as_uri())
        noticed.remove(file.as_uri())
        return page, noticed

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_has_no_problem_of_access_in_any_look(opened: Any, name: str) -> None:
    for language, scheme, width in LOOKS:
        page, noticed = opened(page_of(name, language), scheme, width)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert violations(page) == [], (language, scheme, width)
        assert noticed == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (
            "the page itself does not scroll sideways"
        )


@pytest.mark.parametrize("name", SHOWN)
def test_names_that_try_something_do_nothing(opened: Any, name: str) -> None:
    page, noticed = opened(page_of(name, "nl", with_hostile_names=True))
    assert noticed == []
    assert page.locator("script").count() == 0
    assert page.locator("h1").count() == 1


def test_a_picture_opens_its_table_with_the_keyboard(opened: Any) -> None:
    page, _ = opened(page_of("gaps", "nl"))
    table = page.locator("details table").first
    assert not table.is_visible()
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert table.is_visible()


def test_on_paper_the_pictures_stay_and_what_only_a_screen_needs_goes(opened: Any) -> None:
    page, _ = opened(page_of("gaps", "nl"), "dark")
    page.emulate_media(media="print")
    assert page.locator("svg").first.is_visible()
    assert not page.locator("summary").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
