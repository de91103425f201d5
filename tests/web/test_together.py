"""Several people at once, each with a browser of their own: two keepers and a head of one school."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.graphs import records_of
from tests.signin.test_passkeys_in_a_browser import named, with_device
from tests.unit.usecases.groups import BRUG, GROUP
from tests.web.conftest import Served, put, serving
from tests.web.visits import Visit, main, press, violations

pytestmark = pytest.mark.browser

CORRECT = f"/wijzigen/verbeteren?record={BRUG}"
LOOK, SAVE = "Toon wat dit doet", "Bewaren"


@pytest.fixture
def served() -> Iterator[Served]:
    """De Brug with its head (dir) and keepers (kim, and kaat of the group above it)."""
    with serving(lambda desk: put(desk, records_of(*GROUP))) as found:
        yield named(found)


@contextmanager
def coming_in(browser: Any, served: Served, name: str) -> Iterator[Visit]:
    """A browser in which somebody opened the personal link that the owner made for them."""
    with Visit(browser, served) as owner:
        owner.open(f"/persoon/{name}")
        press(owner, "Maak een persoonlijke link")
        link = owner.page.input_value("#link")
    with Visit(browser, served, storage_state=None) as visit:
        with_device(visit)
        visit.page.goto(link)
        press(visit, f"Aanmelden als {name}")
        yield visit


def lines_of(visit: Visit) -> list[str]:
    """What the page of changes says, the newest first, each entry on one line."""
    visit.open("/geschiedenis")
    return [
        " ".join(entry.split()) for entry in visit.page.locator("main ol > li, main ul.rows > li").all_inner_texts()
    ]


def test_the_second_of_two_keepers_sees_both_values_and_goes_on(browser: Any, served: Served) -> None:
    with coming_in(browser, served, "kim") as kim, coming_in(browser, served, "kaat") as kaat:
        for keeper in (kim, kaat):
            keeper.open(CORRECT)
        kaat.page.fill("#f-name", "De Nieuwe Brug")
        kaat.page.fill("#f-postcode", "2800")
        press(kaat, LOOK)
        press(kaat, SAVE)
        kim.page.fill("#f-name", "De Oude Brug")
        kim.page.fill("#f-municipality", "Mechelen")
        press(kim, LOOK)
        told = kim.page.inner_text("[role=alert]")
        assert "Iemand anders wijzigde intussen iets" in told
        assert "Intussen maakte kaat hiervan: De Nieuwe Brug. Wat jij typte, staat hier nog" in told
        assert "Intussen maakte kaat hiervan: 2800. Dat staat hier nu." in kim.page.inner_text("#m-postcode")
        typed = {name: kim.page.input_value(f"#f-{name}") for name in ("name", "municipality", "postcode")}
        assert typed == {"name": "De Oude Brug", "municipality": "Mechelen", "postcode": "2800"}
        assert violations(kim.page) == []
        press(kim, LOOK)
        press(kim, SAVE)
        assert kim.page.get_by_role("heading", level=1, name="De Oude Brug").is_visible()
        last, before, *_ = lines_of(kim)
        assert "kim" in last
        assert "De Nieuwe Brug" in last
        assert "De Oude Brug" in last
        assert "2800" not in last, "what the other keeper did stays theirs"
        assert "kaat" in before


def test_a_change_between_looking_and_saving_is_told_before_anything_is_saved(browser: Any, served: Served) -> None:
    with coming_in(browser, served, "kim") as kim, coming_in(browser, served, "kaat") as kaat:
        kim.open(CORRECT)
        kim.page.fill("#f-name", "De Oude Brug")
        press(kim, LOOK)
        kaat.open(CORRECT)
        kaat.page.fill("#f-name", "De Nieuwe Brug")
        press(kaat, LOOK)
        press(kaat, SAVE)
        press(kim, SAVE)
        assert "Intussen maakte kaat hiervan: De Nieuwe Brug." in kim.page.inner_text("#m-name")
        assert kim.page.input_value("#f-name") == "De Oude Brug"
        assert "De Oude Brug" not in lines_of(kim)[0]


def test_a_keeper_whose_right_ends_meanwhile_is_told_whom_to_ask_and_loses_nothing(
    browser: Any, served: Served
) -> None:
    with coming_in(browser, served, "kim") as kim, coming_in(browser, served, "dir") as head:
        kim.open(f"/wijzigen/toewijzen?organisation={BRUG}&subject=task/wifi&kind=EXECUTES&holder=person/lies")
        kim.page.fill("#f-note", "elke dinsdag")
        head.open("/wijzigen/stopzetten?mandate=executes/kim")
        head.page.fill("#f-last", "2026-10-14")
        press(head, LOOK)
        press(head, "Stopzetten")
        press(kim, LOOK)
        assert "Vraag het aan" in kim.page.inner_text("[role=alert]")
        assert kim.page.locator("button[value=save]").count() == 0
        assert kim.page.input_value("#f-note") == "elke dinsdag"
        assert violations(kim.page) == []
        entry = lines_of(head)[0]
        assert "dir" in entry
        assert "14 oktober 2026" in entry


def test_a_session_that_is_ended_elsewhere_leads_to_sign_in_and_back_to_what_was_typed(
    browser: Any, served: Served
) -> None:
    with coming_in(browser, served, "kim") as at_school:
        at_school.page.fill("#new-name", "laptop")
        press(at_school, "Voeg een passkey toe")
        with coming_in(browser, served, "kim") as at_home:
            at_school.open(CORRECT)
            at_school.page.fill("#f-name", "De Oude Brug")
            at_home.open("/mij/sessies")
            with at_home.page.expect_navigation():
                at_home.page.locator("form[action='/mij/sessies/beeindigen'] button").click()
        press(at_school, LOOK)
        assert "/aanmelden?verder=" in at_school.page.url
        press(at_school, "Aanmelden met een passkey")
        assert "De Oude Brug" in at_school.page.locator("details").text_content()
        press(at_school, "Verstuur opnieuw")
        assert at_school.page.input_value("#f-name") == "De Oude Brug"
        press(at_school, SAVE)
        assert at_school.page.get_by_role("heading", level=1, name="De Oude Brug").is_visible()
        assert "kim" in lines_of(at_school)[0]
        assert "De Oude Brug" in main(at_school)
