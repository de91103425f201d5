"""The first hour in a real browser: from an empty store to a contact card, left and taken up again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from graph.usecases.desk import Desk
from tests.web.conftest import Served, serving
from tests.web.visits import Visit, main, press, violations
from tests.web.writers import client_of, session_of, token_of

browsing = pytest.mark.browser

MOST_FIELDS = 25
MOST_POINTS = 5
HOSTILE = "<img src=x onerror=alert(1)>"
SCHOOLS = "Basisschool De Brug; 012345; Lokeren"
COLLEAGUES = (
    "An Peeters\tan@brug.example\tDe Brug\tdirecteur\n"
    "Bo Claes\tbo@brug.example\tDe Brug\ttechnisch ICT-coördinator\n"
    f"Mis Maes\tmis@brug.example\tDe Brug\t{HOSTILE}\n"
)
PAGES = (
    "/begin/scholen",
    "/begin/collegas",
    "/begin/school/basisschool-de-brug",
    "/begin/kaart/basisschool-de-brug",
)
FIELDS = "main form :is(input:not([type=hidden]), select, textarea)"


async def nothing(desk: Desk) -> None:
    """An empty store."""


@pytest.fixture
def empty() -> Iterator[Served]:
    with serving(nothing) as service:
        yield service


def looked_at(visit: Visit, where: str) -> list[str]:
    """What is wrong with the page as it stands: wide and light, and narrow and dark."""
    found = []
    for scheme, width in (("light", 1280), ("dark", 320)):
        visit.page.emulate_media(color_scheme=scheme)
        visit.page.set_viewport_size({"width": width, "height": 800})
        found += [f"{where} ({scheme}, {width}): {problem}" for problem in violations(visit.page)]
        if visit.width() > width:
            found.append(f"{where} has to be scrolled sideways at {width}")
    visit.page.set_viewport_size({"width": 1280, "height": 800})
    return found


@browsing
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_three_pages_lead_to_a_contact_card_on_the_wall(browser: Any, empty: Served, scripts: bool) -> None:
    found: list[str] = []
    fields = 0
    with Visit(browser, empty, storage_state=session_of(empty), java_script_enabled=scripts) as visit:
        visit.open("/")
        found += looked_at(visit, "start") if scripts else []
        with visit.page.expect_navigation():
            visit.page.get_by_role("link", name="Begin", exact=True).click()

        fields += visit.page.locator(FIELDS).count()
        visit.page.locator("textarea").fill(SCHOOLS)
        found += looked_at(visit, "schools") if scripts else []
        press(visit, UNDERSTOOD)
        assert "Basisschool De Brug" in visit.page.get_by_role("status").inner_text()
        found += looked_at(visit, "schools understood") if scripts else []
        press(visit, "Bewaar en ga verder")

        fields += visit.page.locator(FIELDS).count()
        visit.page.locator("textarea").fill(COLLEAGUES)
        found += looked_at(visit, "colleagues") if scripts else []
        press(visit, UNDERSTOOD)
        assert "Bo Claes" in visit.page.get_by_role("status").inner_text()
        found += looked_at(visit, "colleagues understood") if scripts else []
        press(visit, "Bewaar en ga verder")

        fields += visit.page.locator(FIELDS).count()
        rows = visit.page.locator("table.arrange tbody tr")
        for row in range(rows.count()):
            decides, executes, contact = (rows.nth(row).locator("select").nth(column) for column in range(3))
            assert decides.locator("option:checked").inner_text() == "Directeur (An Peeters)"
            executes.select_option(label="Technisch ICT-coördinator (Bo Claes)")
            contact.select_option(label="Technisch ICT-coördinator (Bo Claes)")
        visit.page.get_by_role("checkbox", name="Directeur (An Peeters)").check()
        found += looked_at(visit, "grid") if scripts else []
        press(visit, "Bewaar en toon de contactkaart")

        visit.page.get_by_role("heading", name="ICT-aanspreekpunten: Basisschool De Brug").wait_for()
        assert visit.page.locator(".contact-card tbody tr", has_text="Bo Claes").count() >= 5
        assert visit.page.locator("section .rows > li").count() <= MOST_POINTS
        found += looked_at(visit, "card") if scripts else []
        visit.page.set_extra_http_headers({"accept-language": "en"})
        for path in (
            ("scholen", "collegas", "school/basisschool-de-brug", "kaart/basisschool-de-brug") if scripts else ()
        ):
            visit.open(f"/begin/{path}")
            found += looked_at(visit, f"{path} in English")
        visit.page.set_extra_http_headers({"accept-language": "nl"})
        visit.open("/begin/kaart/basisschool-de-brug")
        visit.page.emulate_media(media="print")
        assert not visit.page.get_by_role("link", name="Pas aan wie wat doet").is_visible()
        visit.page.locator(".contact-card").wait_for()
    assert fields <= MOST_FIELDS
    assert not found, "\n".join(found)


@browsing
def test_it_is_taken_up_where_the_data_end(browser: Any, empty: Served) -> None:
    with Visit(browser, empty, storage_state=session_of(empty)) as visit:
        visit.open("/begin")
        assert visit.page.url.endswith("/begin/scholen")
        visit.page.locator("textarea").fill(f"{SCHOOLS}\n;099\n")
        press(visit, UNDERSTOOD)
        assert "regel 2: Deze regel heeft geen naam." in main(visit)
        assert visit.page.locator("textarea").input_value().strip() == f"{SCHOOLS}\n;099"
        visit.page.locator("textarea").fill(f"{SCHOOLS}\nAtheneum Lokeren")
        press(visit, UNDERSTOOD)
        press(visit, "Bewaar en ga verder")
        visit.open("/begin")
        assert visit.page.url.endswith("/begin/collegas")
        visit.page.locator("textarea").fill(COLLEAGUES + "Eva Smets\teva@veer.example\tHet Veer\tleraar\n")
        press(visit, UNDERSTOOD)
        assert "Welke organisatie is “Het Veer”?" in main(visit)
        assert "regel 4" in main(visit)
        visit.page.get_by_role("radio", name="Een andere school").check()
        visit.page.get_by_role("combobox").fill("Atheneum Lokeren")
        press(visit, "Bewaar en ga verder")
        visit.open("/begin")
        assert visit.page.url.endswith("/begin/school/atheneum-lokeren")
        visit.open("/begin/collegas")
        assert HOSTILE in main(visit)
        assert "Eva Smets\nLeraar, Atheneum Lokeren" in main(visit)


def test_the_example_is_loaded_into_an_empty_store_only(empty: Served) -> None:
    with client_of(empty, session_of(empty)) as http:
        data = {"csrf_token": token_of(http.get("/").text)}
        loaded = http.post("/begin/voorbeeld", data=data, follow_redirects=True)
        assert "iedereen erin is verzonnen" in loaded.text
        assert "Er is nog niets ingevuld" not in loaded.text
        again = http.post("/begin/voorbeeld", data=data)
        assert again.status_code == 400


UNDERSTOOD = "Toon wat begrepen is"
GRID = "/begin/school/basisschool-de-brug"


def paste(http: httpx.Client, path: str, **typed: str) -> httpx.Response:
    """Paste a list, look at what is understood of it, and save it."""
    data = {"csrf_token": token_of(http.get(path).text), **typed}
    shown = http.post(path, data=data, follow_redirects=True).text
    seen = shown.partition('name="seen" value="')[2].partition('"')[0]
    return http.post(path, data={**data, "seen": seen, "action": "save"})


def grid_of(http: httpx.Client) -> tuple[dict[str, str], str]:
    """Bring in schools and colleagues: the token of the session, and the page on which tasks are divided."""
    token = {"csrf_token": token_of(http.get("/begin/scholen").text)}
    paste(http, "/begin/scholen", lines=SCHOOLS, level="basis")
    paste(http, "/begin/collegas", lines=COLLEAGUES)
    return token, http.get(GRID).text


def person_in(shown: str, name: str) -> str:
    """The id of somebody who can be chosen."""
    return shown.partition(f"{name})</option>")[0].rpartition('value="')[2].partition('"')[0]


def test_a_grid_that_is_older_than_the_data_keeps_what_was_chosen_and_asks_again(empty: Served) -> None:
    with client_of(empty, session_of(empty)) as http:
        token, shown = grid_of(http)
        bo = person_in(shown, "Bo Claes")
        chosen = {**token, "EXECUTES task_group/technisch": bo, "revision": "1"}
        stale = http.post(GRID, data=chosen, follow_redirects=True)
        assert stale.status_code == 409
        assert "Wat je koos, staat er nog" in stale.text
        assert f'<option value="{bo}" selected>' in stale.text
        assert http.post(GRID, data={**chosen, "revision": "3"}).headers["location"].startswith("/begin/kaart/")


def test_a_stale_grid_keeps_what_a_colleague_chose_where_its_reader_chose_nothing(empty: Served) -> None:
    with client_of(empty, session_of(empty)) as http:
        token, shown = grid_of(http)
        ids = re.findall(r'<option value="([^"]+)"[^>]*>[^<]*\)</option>', shown)
        an, bo = ids[0], ids[1]
        decides, executes = "DECIDES task_group/technisch", "EXECUTES task_group/technisch"
        stood = dict(re.findall(r'name="(stood [^"]+|revision)" value="([^"]*)"', shown))
        grid = {name.removeprefix("stood "): was for name, was in stood.items()}
        assert http.post(GRID, data={**token, **stood, **grid, decides: an, executes: an}).status_code == 303
        stale = http.post(GRID, data={**token, **stood, **grid, executes: bo}, follow_redirects=True)
        assert stale.status_code == 409
        cells = dict(
            re.findall(
                r'<select name="([^"]+)".*?</select>(?:\s*<span class="hint"><bdi>([^<]*))?', stale.text, re.DOTALL
            )
        )
        chosen = dict(
            re.findall(r'<select name="([^"]+)"(?:(?!</select>).)*?value="([^"]+)" selected', stale.text, re.DOTALL)
        )
        assert (chosen[decides], chosen[executes]) == (an, bo)
        assert cells[executes].startswith("intussen: ")


def test_a_second_click_on_the_grid_is_no_change_of_somebody_else(empty: Served) -> None:
    with client_of(empty, session_of(empty)) as http:
        token, shown = grid_of(http)
        bo = person_in(shown, "Bo Claes")
        hidden = dict(re.findall(r'name="(key|revision)" value="([^"]*)"', shown))
        for _ in range(2):
            saved = http.post(GRID, data={**token, **hidden, "EXECUTES task_group/technisch": bo})
            assert saved.headers["location"].startswith("/begin/kaart/")
        typed = {**token, **hidden, "DECIDES task_group/technisch": bo}
        other = http.post(GRID, data=typed, follow_redirects=True)
        assert other.status_code == 409


def test_who_may_only_read_changes_nothing(empty: Served) -> None:
    with httpx.Client(base_url=empty.address, cookies=empty.cookies) as http:
        for path in ("voorbeeld", "scholen", "collegas", "school/x"):
            assert http.post(f"/begin/{path}", data={"lines": "De Brug"}).status_code == 403
        assert http.get("/begin/school/nergens").status_code == 404
        assert "Revisie 0" in http.get("/begin/scholen", headers={"accept-language": "nl"}).text


def test_the_takenoverzicht_follows_after_the_schools(empty: Served) -> None:
    with client_of(empty, session_of(empty)) as http:
        saved = paste(http, "/begin/scholen", lines="De Brug", level="basis", then="import")
        assert saved.headers["location"] == "/invoeren"
