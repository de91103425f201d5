"""My data in a browser of one's own: see mine, share, find and remove, take along, see who looked, be erased."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.formats.native.write import native_json
from graph.store.audit import AuditFile
from graph.usecases.change.expertise import RecordExpertise, record_expertise
from graph.usecases.desk import Desk
from tests.graphs import edge, node, records_of
from tests.signin.test_passkeys_in_a_browser import named
from tests.unit.usecases.groups import BEEK, GROUP, viewer_of
from tests.web.conftest import Served, put, serving
from tests.web.test_together import coming_in
from tests.web.visits import Visit, main, press, violations

pytestmark = pytest.mark.browser

MY = "/mij/gegevens"
ADDRESS = "lies@school.example"


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


@pytest.fixture
def desks() -> list[Desk]:
    """Where the desk of the service is laid, to look at what it exports."""
    return []


@pytest.fixture
def served(audit: Path, desks: list[Desk]) -> Iterator[Served]:
    """Lies, whose keeper Kim entered what she knows, and Piet of another school."""

    async def fill(desk: Desk) -> None:
        desks.append(desk)
        await put(desk, records_of(*GROUP, node("person/piet"), edge("AFFILIATED_WITH", "person/piet", BEEK)))
        level = RecordExpertise(person="person/lies", expertise="expertise/netwerk", level=4)
        await record_expertise(desk, viewer_of("kim"), level)

    with serving(fill, audit=AuditFile(audit)) as found:
        yield named(found)


def test_i_see_what_is_kept_and_who_looked(browser: Any, served: Served) -> None:
    with coming_in(browser, served, "kim") as kim:
        kim.open("/persoon/lies")
    with coming_in(browser, served, "lies") as lies:
        lies.open("/mij")
        with lies.page.expect_navigation():
            lies.page.locator("main").get_by_role("link", name="Mijn gegevens").first.click()
        page = main(lies)
        assert ADDRESS in page
        assert "ingevuld door kim" in page
        assert "zichtbaar voor alleen jij en de beheerder van het register" in page
        assert "kim bekeek" in page
        assert violations(lies.page) == []


def test_i_share_in_two_clicks_and_others_see_it_until_i_share_no_more(browser: Any, served: Served) -> None:
    with coming_in(browser, served, "lies") as lies, coming_in(browser, served, "piet") as piet:

        def piet_sees() -> bool:
            piet.open("/persoon/lies")
            return "netwerk" in main(piet)

        assert not piet_sees()
        lies.open(MY)
        choices = lies.page.locator(f"form[action='{MY}/delen'] button")
        for choice, is_seen in (("group", True), ("nobody", False)):
            with lies.page.expect_navigation():
                choices.and_(lies.page.locator(f"[value={choice}]")).click()
            assert lies.page.locator(f"button[value={choice}]").get_attribute("aria-pressed") == "true"
            assert piet_sees() is is_seen
            lies.open(f"{MY}/zo-ziet/andere-school")
            assert ("netwerk" in main(lies)) is is_seen
            lies.open(MY)


def test_i_find_who_entered_a_level_and_take_it_away(browser: Any, served: Served) -> None:
    with coming_in(browser, served, "lies") as lies:
        lies.open(MY)
        assert "ingevuld door kim" in main(lies)
        with lies.page.expect_navigation():
            lies.page.locator(f"form[action='{MY}/weg'] button").click()
        assert "ingevuld door kim" not in main(lies)


def test_i_take_it_along(browser: Any, served: Served) -> None:
    with coming_in(browser, served, "lies") as lies:
        lies.open(MY)
        with lies.page.expect_download() as given:
            lies.page.get_by_role("link", name="JSON", exact=True).click()
        assert json.loads(Path(given.value.path()).read_bytes())["person"]["email"] == ADDRESS
        with lies.page.expect_download() as given:
            lies.page.get_by_role("link", name="HTML", exact=True).click()
        assert ADDRESS in Path(given.value.path()).read_text(encoding="utf-8")


def test_i_am_erased_and_nothing_of_me_is_anywhere(
    browser: Any, served: Served, audit: Path, desks: list[Desk]
) -> None:
    with coming_in(browser, served, "kim") as kim:
        kim.open("/persoon/lies")
    with coming_in(browser, served, "lies") as lies:
        lies.open(MY)
        with lies.page.expect_navigation():
            lies.page.get_by_role("link", name="Mijn gegevens laten wissen").click()
        assert violations(lies.page) == []
        press(lies, "Wissen")
        assert "Er is nog niets gewist" in lies.page.inner_text("[role=alert]")
        lies.page.locator("input[name=sure]").check()
        press(lies, "Wissen")
        lies.open(MY)
        assert "/aanmelden" in lies.page.url, "she is signed out"
    with Visit(browser, served) as owner:
        for path in ("/persoon/erased-1", "/geschiedenis", "/organisatie/brug"):
            owner.open(path)
            assert not _names_lies(main(owner)), path
        owner.open("/zoeken?q=lies")
        assert "Niets heet zo" in main(owner)
        assert owner.open("/persoon/lies").status == 404
    assert not _names_lies(native_json(desks[0].snapshot.records()).decode())
    assert "erased" in audit.read_text(encoding="utf-8")
    assert not _names_lies(audit.read_text(encoding="utf-8"))


def _names_lies(text: str) -> bool:
    return "lies" in text.casefold()
