"""Who is asked first: dragged to its place, moved by a button, with the keyboard and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.graphs import edge, node, records_of, school
from tests.web.conftest import Served, put, serving
from tests.web.visits import Visit, main, press, violations

browsing = pytest.mark.browser

SCHOOL = "organisation/haven"
FORM = f"/wijzigen/volgorde?organisation={SCHOOL}&subject=task/beamer&kind=CONTACT_POINT_FOR"
NAMES = ("Ada", "Bea", "Cas")


@pytest.fixture
def asked() -> Iterator[Served]:
    """Three colleagues who are asked about beamers, in the order of their names."""
    names = tuple(node(f"person/{name.casefold()}", name=name) for name in NAMES)
    contacts = (edge("CONTACT_POINT_FOR", one["id"], "task/beamer", scope=[SCHOOL]) for one in names)
    records = records_of([school("haven"), node("task/beamer", name="Beamers nakijken"), *names, *contacts])
    with serving(lambda desk: put(desk, records)) as served:
        yield served


def listed(visit: Visit) -> list[str]:
    """The names in the form, from first to last."""
    found: list[str] = visit.page.locator("[data-ordered] strong").all_inner_texts()
    return found


def saved(visit: Visit) -> list[str]:
    """Look at the effect, save, and read who is asked first."""
    press(visit, "Toon wat dit doet")
    press(visit, "Bewaren")
    card = visit.page.locator("li.card", has=visit.page.get_by_role("heading", name="Aanspreekpunt"))
    found: list[str] = card.locator(".who-name").all_inner_texts()
    return found


@browsing
def test_somebody_is_dragged_to_the_front(browser: Any, asked: Served) -> None:
    with Visit(browser, asked) as visit:
        visit.open(f"/wie?organisation={SCHOOL}&subject=task/beamer")
        visit.page.get_by_role("link", name="Volgorde wijzigen").click()
        visit.page.locator("[data-ordered]").wait_for()
        assert listed(visit) == ["Ada", "Bea", "Cas"]
        rows = visit.page.locator("[data-ordered] > li")
        rows.nth(2).drag_to(rows.nth(0), source_position={"x": 60, "y": 10}, target_position={"x": 60, "y": 2})
        assert listed(visit) == ["Cas", "Ada", "Bea"]
        assert violations(visit.page) == []
        assert saved(visit) == ["Cas", "Ada", "Bea"]


@browsing
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_button_moves_a_row_and_keeps_the_focus(browser: Any, asked: Served, scripts: bool) -> None:
    with Visit(browser, asked, java_script_enabled=scripts) as visit:
        visit.open(FORM)
        for _ in range(3):
            visit.page.get_by_role("button", name="Omhoog: Cas").focus()
            visit.page.keyboard.press("Enter")
            visit.page.get_by_role("button", name="Omhoog: Cas").and_(visit.page.locator(":focus")).wait_for()
        assert listed(visit) == ["Cas", "Ada", "Bea"]
        visit.page.get_by_role("button", name="Omlaag: Ada").press("Space")
        visit.page.locator("[data-ordered] > li:nth-child(2)", has_text="Bea").wait_for()
        assert saved(visit) == ["Cas", "Bea", "Ada"]


@browsing
def test_an_order_that_was_left_half_way_is_offered_again(browser: Any, asked: Served) -> None:
    with Visit(browser, asked) as visit:
        visit.open(FORM)
        visit.page.get_by_role("button", name="Omhoog: Cas").click()
        assert listed(visit) == ["Ada", "Cas", "Bea"]
        visit.open("/")
        for _ in range(50):
            if "Je was bezig met" in main(visit):
                break
            visit.page.reload()  # what is sent on leaving can come in after the next page was asked
        visit.page.get_by_role("main").get_by_role("link", name="Ga verder").click()
        visit.page.locator("[data-ordered]").wait_for()
        assert listed(visit) == ["Ada", "Cas", "Bea"]
