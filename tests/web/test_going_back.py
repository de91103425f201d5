"""Back, Forward and Reload work on every step of a form, of a pasted list and of an import, as the browser has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.conftest import Served, serving
from tests.web.test_changing import assign_printers, opened, send
from tests.web.test_changing import editable as editable
from tests.web.visits import Visit, main, press, violations
from tests.web.writers import session_of

pytestmark = pytest.mark.browser

PREVIEW, SAVE = "button[value=preview]", "button[value=save]"


@pytest.fixture
def empty() -> Iterator[Served]:
    async def nothing(_: object) -> None:
        return None

    with serving(nothing) as served:
        yield served


def around(page: Any) -> None:
    """Reload, go back and come forward again; each is answered, also with what is wrong in it."""
    before = page.url, page.locator("main").inner_text()
    for move in (page.reload, page.go_back, page.go_forward):
        answer = move()
        assert answer is None or answer.status in (200, 422), answer.status
    assert (page.url, page.locator("main").inner_text()) == before


def test_each_step_of_a_form_is_there_when_its_reader_goes_back(browser: Any, editable: Served) -> None:
    with opened(browser, editable) as visit:
        page = assign_printers(visit)
        page.fill("#f-note", "op maandag")
        send(page, PREVIEW)
        around(page)
        page.fill("#f-note", "op dinsdag")
        send(page, PREVIEW)
        page.go_back()
        assert page.input_value("#f-note") == "op maandag"
        assert "Dit sluit 1 aandachtspunt" in page.inner_text("#effect")
        page.go_forward()
        assert page.input_value("#f-note") == "op dinsdag"
        send(page, SAVE)
        assert "Revisie 2" in page.inner_text("footer")
        page.go_back()
        assert "Zo staat het er nu" in main(visit)
        assert page.url.endswith("/wijzigen/toewijzen")
        page.go_forward()
        assert "Revisie 2" in page.inner_text("footer")


def test_what_is_wrong_is_still_said_after_a_reload(browser: Any, editable: Served) -> None:
    with opened(browser, editable) as visit:
        page = assign_printers(visit)
        page.fill("#f-ceiling", "veel")
        send(page, PREVIEW)
        told = page.inner_text("#e-ceiling")
        page.reload()
        page.go_back()
        page.go_forward()
        assert (page.inner_text("#e-ceiling"), page.input_value("#f-ceiling")) == (told, "veel")
        page.fill("#f-ceiling", "")
        send(page, PREVIEW)
        around(page)
        assert page.locator("#e-ceiling").count() == 0


def test_nothing_is_saved_by_looking_again(browser: Any, editable: Served) -> None:
    with opened(browser, editable) as visit:
        page = assign_printers(visit)
        page.fill("#f-ceiling", "veel")
        send(page, PREVIEW)
        step = page.url
        page.fill("#f-ceiling", "")
        send(page, PREVIEW)
        for address in (step, page.url):
            page.goto(f"{address}&action=save")
            page.reload()
        assert "Revisie 1" in page.inner_text("footer")


def test_a_pasted_list_and_what_was_understood_of_it_are_there_on_the_way_back(browser: Any, empty: Served) -> None:
    with Visit(browser, empty, storage_state=session_of(empty)) as visit:
        page = visit.page
        visit.open("/begin/scholen")
        page.locator("textarea").fill("Basisschool De Brug; 012345; Lokeren")
        press(visit, "Toon wat begrepen is")
        around(page)
        assert "Basisschool De Brug" in page.get_by_role("status").inner_text()
        page.locator("textarea").fill("Basisschool De Brug; 012345; Lokeren\nAtheneum Lokeren")
        press(visit, "Bewaar en ga verder")
        assert "Atheneum Lokeren" in page.get_by_role("status").inner_text(), "what was not shown is not saved"
        assert violations(page) == []
        press(visit, "Bewaar en ga verder")
        assert page.url.endswith("/begin/collegas")
        page.locator("textarea").fill("An Peeters; an@school.example; De Brugge; directeur")
        press(visit, "Toon wat begrepen is")
        around(page)
        assert "De Brugge" in page.locator("textarea").input_value()


def test_an_import_goes_back_over_its_questions(browser: Any, editable: Served) -> None:
    file = {"name": "lijst.csv", "mimeType": "text/csv", "buffer": b"naam;school\nMia Maes;De Brug\nJo Bos;De Brug\n"}
    with opened(browser, editable) as visit:
        page = visit.page
        visit.open("/invoeren")
        page.set_input_files("input[type=file]", file)
        send(page, "main form button:not([name])")
        around(page)
        asked = main(visit)
        send(page, "button[value=take]")
        around(page)
        assert main(visit) != asked
        page.go_back()
        assert main(visit) == asked
        page.go_forward()
        send(page, SAVE)
        assert "Mia Maes" in main(visit)
        around(page)
