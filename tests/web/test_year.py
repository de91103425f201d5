"""A year in the life of a school, without a file or a command: once with the mouse, once with the keyboard alone."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from graph.usecases.seeding import load_example
from tests.web.conftest import serving
from tests.web.visits import Visit, main

pytestmark = pytest.mark.browser

SLUIS = "organisation/de-sluis-mechelen"
SCHOOL = "/organisatie/de-sluis-mechelen"
HEAD, TOM = "person/kh6y8cee", "/persoon/k7m2q9xa"
MOST_STEPS = 150


class Hands(Protocol):
    """How somebody gives a page what they want."""

    def follow(self, text: str) -> None:
        """Open a link of the page."""

    def send(self, text: str) -> None:
        """Press a button, and wait for the page that answers."""

    def type(self, field: str, text: str) -> None:
        """Let a text stand in a field."""

    def choose(self, field: str, text: str) -> None:
        """Choose from a list."""

    def tick(self, text: str) -> None:
        """Tick a box, or choose one of a few."""


class Mouse:
    """Clicks."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def follow(self, text: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("link", name=text, exact=True).first.click()

    def send(self, text: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=text, exact=True).click()

    def type(self, field: str, text: str) -> None:
        self.page.locator(field).fill(text)

    def choose(self, field: str, text: str) -> None:
        self.page.locator(field).select_option(label=text)

    def tick(self, text: str) -> None:
        self.page.get_by_label(text, exact=True).check()


class Keyboard:
    """Presses Tab, Enter, Space and letters; sees at each step that the focus can be seen and goes on in order."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def follow(self, text: str) -> None:
        self._go_to("a", text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def send(self, text: str) -> None:
        self._go_to("button", text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Space")

    def type(self, field: str, text: str) -> None:
        self._go_to(field, "")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, field: str, text: str) -> None:
        self._go_to(field, "")
        self.page.keyboard.type(text)
        assert self.page.eval_on_selector(field, "list => list.selectedOptions[0].text") == text

    def tick(self, text: str) -> None:
        """Of a few of which one is chosen, Tab leads to the first or the chosen one, and the arrows to the others."""
        self._go_to("input[type=checkbox], input[type=radio]", text, others="ArrowDown")
        if not self.page.evaluate("document.activeElement.checked"):
            self.page.keyboard.press("Space")
        assert self.page.get_by_label(text, exact=True).is_checked()

    def _go_to(self, selector: str, text: str, *, others: str = "") -> None:
        for _ in range(MOST_STEPS):
            is_radio = others and self.page.evaluate("document.activeElement.type === 'radio'")
            self.page.keyboard.press(others if is_radio else "Tab")
            if self.page.evaluate(REACHED, [selector, text]):
                assert self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
                return
        raise AssertionError(f"Tab does not reach {text or selector} on {self.page.url}")


REACHED = """([selector, text]) => {
  const now = document.activeElement;
  const said = (now.labels?.[0] ?? now).textContent.trim().replace(/\\s+/g, ' ');
  return now.matches(selector) && (!text || said === text) && Boolean(now.closest('main'));
}"""
POSITIVE_STEPS = 'document.querySelectorAll(\'[tabindex]:not([tabindex="0"], [tabindex="-1"])\').length'


@pytest.mark.parametrize("hands", [Mouse, Keyboard])
def test_a_year_in_the_life_of_a_school(browser: Any, hands: type[Mouse | Keyboard]) -> None:
    with serving(load_example) as served, Visit(browser, served) as visit:
        visit.be(HEAD)
        year = Year(visit, hands(visit.page))
        year.a_new_colleague()
        year.another_phone_number()
        year.somebody_is_ill()
        year.somebody_leaves()
        year.the_division_of_the_next_school_year()
        year.a_task_that_nobody_had()


class Year:
    """What happens at Basisschool De Sluis, each on the page where somebody would look for it."""

    def __init__(self, visit: Visit, hands: Hands) -> None:
        self.visit = visit
        self.page = visit.page
        self.hands = hands

    def a_new_colleague(self) -> None:
        self.visit.open(SCHOOL)
        self.hands.follow("+ collega")
        self.hands.type("#f-name", "Nora Van den Bossche")
        self.hands.type("#f-email", "nora.vandenbossche@devaart.example")
        self._look_and_save("Bewaren")
        self.page.get_by_role("heading", level=1, name="Nora Van den Bossche").wait_for()
        self.visit.open(SCHOOL)
        self.hands.follow("+ functie")
        self.hands.type("#f-name", "Mediacoach De Sluis")
        self._look_and_save("Bewaren")
        self.hands.follow("Aanduiden")
        self.hands.choose("#f-person", "Nora Van den Bossche")
        self._look_and_save("Aanduiden")
        assert "Mediacoach De Sluis" in main(self.visit)

    def another_phone_number(self) -> None:
        self.visit.open(SCHOOL)
        self.hands.follow("Wijzig (015 00 00 21)")
        self.hands.type("#f-address", "015 00 00 99")
        self._look_and_save("Bewaren")
        assert self.page.url.endswith(SCHOOL)
        assert "015 00 00 99" in main(self.visit)

    def somebody_is_ill(self) -> None:
        self.visit.open(TOM)
        self.hands.follow("Niet beschikbaar")
        self.hands.choose("#f-everything", "Tom Mertens")
        self.hands.send("Toon wat dit doet")
        self._sees_what_is_wrong("Niemand vervangt zichzelf.")
        self.hands.choose("#f-everything", "Joris Peeters")
        self._look_and_save("Bewaren")
        told = self._who_does("Eerstelijnsproblemen oplossen")
        assert "nu afwezig" in told.partition("Tom Mertens")[2]
        assert "Joris Peeters" in told

    def somebody_leaves(self) -> None:
        self.visit.open(SCHOOL)
        self.hands.follow("Sofie Michiels")
        self.hands.follow("Overdragen")
        self.hands.choose("#f-to", "Nora Van den Bossche")
        self.hands.tick("Deze collega vertrekt en hoort na die dag bij geen enkele school meer")
        self._look_and_save("Overdragen")
        told = self._who_does("Eerstelijnsproblemen oplossen", on="2026-10-16")
        assert "Nora Van den Bossche" in told
        assert "Sofie Michiels" not in told

    def the_division_of_the_next_school_year(self) -> None:
        self.visit.open(SCHOOL)
        self.hands.follow("Taken verdelen")
        self.hands.follow("Vanaf 1 september 2027")
        self.hands.choose("select[name='EXECUTES task_group/technisch']", "Mediacoach De Sluis (Nora Van den Bossche)")
        self.hands.send("Bewaar en toon de contactkaart")
        assert "Nora Van den Bossche" in self._executes("Netwerk", on="2027-09-01")
        assert "Nora Van den Bossche" not in self._executes("Netwerk", on="2027-08-31")

    def a_task_that_nobody_had(self) -> None:
        self.visit.open("/zoeken?q=Lasersnijder+onderhouden")
        self.hands.follow("Voeg de taak toe")
        assert self.page.locator("#f-name").input_value() == "Lasersnijder onderhouden"
        self.hands.choose("#f-at", "Technisch")
        self._look_and_save("Bewaren")
        self.hands.follow("Toewijzen")
        self.hands.tick("Voert uit")
        self.hands.choose("#f-holder", "Mediacoach De Sluis")
        self._look_and_save("Toewijzen")
        assert "Nora Van den Bossche" in self._executes("Lasersnijder onderhouden")

    def _look_and_save(self, button: str) -> None:
        """See what a form does, and save it; the keyboard goes on from what was shown."""
        self.hands.send("Toon wat dit doet")
        assert self.page.evaluate("document.activeElement.id") == "effect"
        assert self.page.evaluate(POSITIVE_STEPS) == 0
        self.hands.send(button)
        assert self.page.evaluate("document.activeElement.matches('[role=status]')")

    def _sees_what_is_wrong(self, text: str) -> None:
        """What is wrong has the focus, and leads to its field."""
        wrong = self.page.get_by_role("alert")
        assert text in wrong.inner_text()
        assert self.page.evaluate("document.activeElement.matches('[role=alert]')")

    def _who_does(self, task: str, *, on: str = "") -> str:
        self.visit.open(f"/wie?organisation={SLUIS}&subject={task}&on={on}")
        return main(self.visit)

    def _executes(self, task: str, *, on: str = "") -> str:
        self._who_does(task, on=on)
        card = self.page.locator("li.card", has=self.page.get_by_role("heading", name="Voert uit")).first
        text: str = card.inner_text()
        return text
