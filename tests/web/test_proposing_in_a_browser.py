"""A colleague proposes a new number and a mandate; the keeper accepts the one, the head declines the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from graph.usecases.desk import Desk
from tests.graphs import edge, node, records_of
from tests.signed_in import signed_in
from tests.unit.usecases.groups import BRUG, GROUP, WIFI
from tests.web.conftest import Served, put, serving
from tests.web.visits import Visit, main, press, violations

pytestmark = pytest.mark.browser

PHONE = (
    node("channel/brug", name="Telefoon De Brug", type="phone", address="+3215000001"),
    edge("REACHED_BY", BRUG, "channel/brug"),
)


class People:
    """A service in which some colleagues are signed in."""

    def __init__(self) -> None:
        self.served: Served | None = None
        self.cookies: dict[str, dict[str, str]] = {}

    async def fill(self, desk: Desk) -> None:
        """Put the group in the store, and sign everybody in."""
        await put(desk, records_of(*GROUP, *PHONE))
        self.cookies = {name: await signed_in(desk, f"person/{name}", "link") for name in ("lies", "kim", "dir")}

    def visit(self, browser: Any, name: str) -> Visit:
        """The browser of one of them."""
        assert self.served is not None
        host = urlsplit(self.served.address).hostname
        cookies = [
            {"name": cookie, "value": value, "domain": host, "path": "/"}
            for cookie, value in self.cookies[name].items()
        ]
        return Visit(browser, self.served, storage_state={"cookies": cookies, "origins": []})


@pytest.fixture
def people() -> Iterator[People]:
    found = People()
    with serving(found.fill) as served:
        found.served = served
        yield found


def follow(visit: Visit, name: str) -> None:
    """Follow a link of the page itself."""
    with visit.page.expect_navigation():
        visit.page.locator("main").get_by_role("link", name=name).first.click()


def test_one_is_accepted_and_one_is_declined_with_a_word(browser: Any, people: People) -> None:
    with people.visit(browser, "lies") as lies:
        lies.open("/organisatie/brug")
        follow(lies, "Stel een wijziging voor")
        follow(lies, "Telefoon De Brug")
        follow(lies, "Wijzig")
        lies.page.fill("#f-address", "+3215000002")
        press(lies, "Toon wat dit doet")
        lies.page.fill("#f-why-proposed", "de centrale is vervangen")
        assert violations(lies.page) == []
        press(lies, "Stel voor")
        assert "Bedankt om het te melden" in lies.page.inner_text("[role=status]")
        assert "Dit gaat naar kim" in main(lies)
        assert violations(lies.page) == []

        lies.open(f"/wijzigen/toewijzen?organisation={BRUG}&subject={WIFI}")
        lies.page.check("input[name=kind][value=DECIDES]")
        lies.page.select_option("#f-holder", label="lies")
        press(lies, "Toon wat dit doet")
        press(lies, "Stel voor")

    with people.visit(browser, "kim") as kim:
        kim.open("/mij")
        assert "2 voorstellen wachten op je antwoord" in main(kim)
        assert violations(kim.page) == []
        follow(kim, "Telefoon De Brug")
        assert "+3215000001 → +3215000002" in main(kim)
        press(kim, "Aanvaard")
        kim.open("/organisatie/brug")
        assert "+32 15 00 00 02" in main(kim) or "+3215000002" in main(kim)

    with people.visit(browser, "dir") as head:
        head.open("/mij")
        assert "1 voorstel wacht op je antwoord" in main(head)
        follow(head, "lies")
        head.page.fill("#word", "dat doet de groep")
        assert violations(head.page) == []
        press(head, "Wijs af")

    with people.visit(browser, "lies") as lies:
        lies.open("/voorstellen")
        told = main(lies)
        assert "aanvaard" in told
        assert "afgewezen" in told
        assert "dat doet de groep" in told
        lies.open("/geschiedenis")
        assert "voorgesteld door lies: de centrale is vervangen" in main(lies)


def test_what_was_typed_and_not_sent_is_offered_when_one_is_back(browser: Any, people: People) -> None:
    with people.visit(browser, "kim") as kim:
        kim.open("/wijzigen/verbeteren?record=channel/brug")
        kim.page.fill("#f-address", "+3215000009")
        kim.open("/")
        for _ in range(50):
            if "Je was bezig met" in main(kim):
                break
            kim.page.reload()  # what is sent on leaving can come in after the next page was asked
        assert violations(kim.page) == []
        follow(kim, "Ga verder")
        assert kim.page.input_value("#f-address") == "+3215000009"
        kim.open("/mij")
        press(kim, "Gooi weg (Wijzig Telefoon De Brug.)")
        assert "Je was bezig met" not in main(kim)
