"""A reader with a browser, who notes everything that goes wrong on the way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.web.conftest import Served

__all__ = ["Visit", "main", "press", "violations"]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


class Visit:
    """A page that notes every request elsewhere and every error.

    Attributes:
        page: of Playwright.
        address: of the service; the reader is its local owner unless the context says otherwise.
        elsewhere: what was asked of another host.
        errors: of scripts and of the security policy; a page that is not there is no error of the browser.
    """

    def __init__(self, browser: Any, served: Served, **context: Any) -> None:
        self.context = browser.new_context(**{"locale": "nl-BE", "storage_state": served.state, **context})
        self.page = self.context.new_page()
        self.address = served.address
        self.elsewhere: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", self._note)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self._complain(message.type, message.text))

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self.check()
        self.context.close()

    def open(self, path: str = "/") -> Any:
        """Go to a path; gives the answer."""
        return self.page.goto(f"{self.address}{path}")

    def be(self, person: str) -> None:
        """Let the pages know who reads."""
        self.context.add_cookies([{"name": "mandaatwijzer_me", "value": person, "url": self.address}])

    def check(self) -> None:
        """Nothing was asked elsewhere and nothing failed."""
        assert self.elsewhere == []
        assert self.errors == []

    def width(self) -> int:
        """How wide the page is, in pixels."""
        found: int = self.page.evaluate("document.documentElement.scrollWidth")
        return found

    def _note(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def _complain(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:
            self.errors.append(text)


def press(visit: Visit, name: str) -> None:
    """Send a form, and wait for the page that answers it."""
    with visit.page.expect_navigation():
        visit.page.get_by_role("button", name=name, exact=True).click()


def main(visit: Visit) -> str:
    """The text of the page, without what stands around it."""
    text: str = visit.page.locator("main").inner_text()
    return text


def violations(page: Any, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, each as the rule with the first place.

    Args:
        page: as it is shown.
        rules: those to look at; none given = all.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    wanted = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": RULES}
    answer = page.evaluate("wanted => axe.run(document, {runOnly: wanted, resultTypes: ['violations']})", wanted)
    return [f"{found['id']}: {found['nodes'][0]['html'][:160]}" for found in answer["violations"]]


@cache
def _axe() -> str:
    import axe_playwright_python

    folder = Path(axe_playwright_python.__file__).parent
    return next(folder.rglob("axe.min.js")).read_text(encoding="utf-8")
