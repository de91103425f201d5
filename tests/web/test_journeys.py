"""What readers come for, with a keyboard alone, without scripts, and with names that were made to do harm."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from graph.domain.kinds import Record
from tests.api.clients import small_group
from tests.graphs import edge, node, records_of, school
from tests.web.conftest import Served, put_as_before, serving
from tests.web.visits import Visit, violations

browsing = pytest.mark.browser

SLUIS, KADE = "organisation/de-sluis-mechelen", "organisation/de-kade-wijgmaal"
SCRIPT = "<script>document.title='stuk'</script>"
REVERSED = "Jan\u202etoT"
HOSTILE = (SCRIPT, REVERSED, '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "An %(x)s {y}")


@pytest.fixture(scope="module")
def hostile() -> Iterator[Served]:
    """A school whose people, functions, tasks and topics have names that try to break a page."""
    with serving(lambda desk: put_as_before(desk, hostile_records())) as served:
        yield served


# What no longer comes in, and a store of an older version may hold.
FROM_BEFORE: dict[str, dict[str, Any]] = {
    "organisation/kwaad": {"links": ("klik <javascript:alert(1)>",)},
    "person/h1": {"name": REVERSED},
    "channel/kwaad": {"address": "a@b.example?bcc=c@d.example"},
}


def hostile_records() -> tuple[Record, ...]:
    """The records, with what an older version took."""
    return tuple(replace(record, **FROM_BEFORE.get(record.id, {})) for record in records_that_come_in())


def records_that_come_in() -> tuple[Record, ...]:
    people = [node(f"person/h{number}", name=name) for number, name in enumerate(HOSTILE)]
    return (
        *small_group(),
        *records_of(
            school("kwaad", under=[], name=SCRIPT, municipality=REVERSED),
            *people,
            *(edge("AFFILIATED_WITH", person["id"], "organisation/kwaad") for person in people),
            node("task/kwaad", name=HOSTILE[2], keywords={"nl": [SCRIPT]}),
            node("expertise/kwaad", name=HOSTILE[3]),
            node("channel/kwaad", name="x", type="mail", address="a@b.example"),
            edge("KNOWS", "person/h1", "expertise/kwaad", level=3),
            *(
                edge("CONTACT_POINT_FOR", person["id"], "task/kwaad", scope=["organisation/kwaad"], rank=number)
                for number, person in enumerate(people)
            ),
            edge(
                "EXECUTES",
                "person/h2",
                "task/kwaad",
                scope=["organisation/kwaad"],
                channel="channel/kwaad",
                note=SCRIPT,
            ),
        ),
    )


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until the element has the focus, and see that one can see it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert style != "none", "the focus cannot be seen"
            return
    raise AssertionError(f"Tab does not reach {selector}")


@browsing
def test_who_decides_is_found_with_the_keyboard_alone(browser: Any, example: Served) -> None:
    with Visit(browser, example) as visit:
        visit.open()
        tab_to(visit.page, "#q-hero")
        visit.page.keyboard.type("nieuwe toestellen")
        visit.page.locator("#s-hero a").first.wait_for()
        tab_to(visit.page, "#s-hero a")
        visit.page.keyboard.press("Enter")
        visit.page.get_by_role("heading", level=1, name="toestellen").wait_for()
        tab_to(visit.page, "tbody th a[href*='de-sluis']")
        visit.page.keyboard.press("Enter")
        visit.page.get_by_role("heading", name="Beslist").wait_for()
        deciders = visit.page.locator("li.card", has=visit.page.get_by_role("heading", name="Beslist"))
        assert "Els Van Damme" in deciders.inner_text()
        assert "excl. btw" in deciders.inner_text()


@browsing
def test_the_points_of_a_school_are_filtered_and_exported_with_the_keyboard(browser: Any, example: Served) -> None:
    with Visit(browser, example) as visit:
        visit.open(f"/aandachtspunten?organisation={KADE}")
        tab_to(visit.page, "#severity")
        visit.page.keyboard.type("Hoog")
        visit.page.keyboard.press("Tab")
        visit.page.get_by_role("button", name="Tonen").press("Enter")
        visit.page.wait_for_url("**severity=high**")
        shown = visit.page.locator("ul.rows.panel > li").count()
        tab_to(visit.page, "a[href^='/aandachtspunten/csv']")
        with visit.page.expect_download() as download:
            visit.page.keyboard.press("Enter")
        rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig")), delimiter=";"))
        assert len(rows) - 1 == shown > 0


@browsing
def test_a_colleague_is_found_and_the_way_to_them_opened_with_the_keyboard(browser: Any, example: Served) -> None:
    with Visit(browser, example) as visit:
        visit.be("person/kh6y8cee")
        visit.open("/expertise")
        tab_to(visit.page, "#topic")
        visit.page.keyboard.type("wifi")
        visit.page.keyboard.press("Enter")
        visit.page.get_by_role("heading", name="collega's").wait_for()
        tab_to(visit.page, "a[href^='/weg']")
        visit.page.keyboard.press("Enter")
        visit.page.get_by_role("heading", name="De kortste weg").first.wait_for()
        visit.page.locator("svg[role=img]").first.wait_for()
        assert visit.page.locator("ol.hops li").count() >= 2


@browsing
def test_somebody_who_drops_out_is_tried_and_forgotten(browser: Any, example: Served) -> None:
    with Visit(browser, example) as visit:
        visit.open(f"/kwetsbaarheid?organisation={SLUIS}")
        visit.page.get_by_role("checkbox", name="Zonder").first.check()
        visit.page.get_by_role("button", name="Wat als ze wegvallen?").click()
        visit.page.get_by_role("heading", level=1, name="Wat als").wait_for()
        assert visit.page.url.endswith("/kwetsbaarheid/wat-als")
        assert "person" not in visit.page.url
        assert visit.open("/kwetsbaarheid/wat-als").status == 405


@browsing
def test_everything_that_is_read_works_without_scripts(browser: Any, example: Served) -> None:
    with Visit(browser, example, java_script_enabled=False) as visit:
        visit.open()
        visit.page.get_by_role("searchbox").first.fill("paswoord")
        visit.page.get_by_role("button", name="Zoeken").first.click()
        visit.page.get_by_role("heading", level=1, name="paswoord").wait_for()
        visit.page.get_by_role("link", name="Wie doet dit?").first.click()
        visit.page.get_by_label("School of groep").select_option(SLUIS)
        visit.page.get_by_role("button", name="Wie doet dit?").click()
        visit.page.get_by_role("heading", name="Voert uit").wait_for()
        visit.page.get_by_role("button", name="English").click()
        visit.page.get_by_role("heading", name="Executes").wait_for()
        visit.open("/mij?choose=1")
        visit.page.get_by_role("button", name="Tom Mertens").click()
        visit.page.get_by_text("25 h 43").first.wait_for()


@browsing
def test_names_that_want_to_do_harm_are_shown_as_they_are(browser: Any, hostile: Served) -> None:
    pages = ("/organisatie/kwaad", "/persoon/h0", "/persoon/h2", "/taak/kwaad", "/expertise/kwaad", "/organisaties")
    with Visit(browser, hostile) as visit:
        for path in (*pages, "/wie?organisation=organisation/kwaad&subject=task/kwaad", f"/zoeken?q={SCRIPT}"):
            visit.open(path)
            assert visit.page.title() != "stuk", path
            assert visit.page.locator("main script, main img[onerror]").count() == 0, path
        visit.open("/wie?organisation=organisation/kwaad&subject=task/kwaad")
        shown = visit.page.locator("main").inner_text()
        assert all(name in shown for name in HOSTILE)
        visit.page.locator("bdi", has_text="Jan").first.wait_for()
        assert visit.page.locator("a[href^='javascript']").count() == 0
        assert visit.page.locator("a[href*='bcc=']").count() == 0


@browsing
def test_what_somebody_types_is_only_text(browser: Any, small: Served) -> None:
    with Visit(browser, small) as visit:
        for path in (
            "/zoeken?q=",
            "/wie?organisation=organisation/brug&subject=",
            "/expertise?topic=",
            "/mij?choose=1&name=",
        ):
            visit.page.goto(f"{small.address}{path}{SCRIPT}")
            assert visit.page.title() != "stuk", path
            assert SCRIPT in visit.page.content() or "&lt;script&gt;" in visit.page.content()


def test_a_coordinator_of_five_schools_sees_all_of_them_without_scrolling(browser: Any, example: Served) -> None:
    with Visit(browser, example, viewport={"width": 1280, "height": 800}) as visit:
        visit.be("person/k7m2q9xa")
        visit.open("/mij")
        assert "Basisschool Klim-Op" in visit.page.inner_text(".scroll thead")
        hidden = visit.page.eval_on_selector(".scroll", "table => table.scrollWidth - table.clientWidth")
        assert hidden <= 0


def test_the_page_of_a_group_says_each_way_to_reach_it_once(example: Served) -> None:
    page = httpx.get(f"{example.address}/organisatie/scholengroep-de-vaart", cookies=example.cookies).text
    assert page.count("<bdi>helpdesk.devaart.example</bdi>") == 1


def test_the_contact_card_of_a_school_is_one_sheet_on_paper(browser: Any, example: Served) -> None:
    with Visit(browser, example) as visit:
        for form in ("", "?bare=1"):
            visit.open(f"/organisatie/de-kade-wijgmaal/contactkaart{form}")
            assert re.findall(rb"/Count (\d+)", visit.page.pdf(format="A4")) == [b"1"]


def test_an_unknown_word_ends_at_the_contact_point_of_the_school(example: Served) -> None:
    with httpx.Client(base_url=example.address, cookies=example.cookies) as http:
        found = http.get("/zoeken", params={"q": "qzxqzx", "at": SLUIS}).text
        assert "Je eerste aanspreekpunt voor ICT in Basisschool De Sluis" in found
        asked = http.get("/wie", params={"organisation": SLUIS, "subject": "qzxqzx"}).text
        assert "Vraag het aan je eerste aanspreekpunt" in asked


def test_what_is_exported_is_what_is_shown(example: Served) -> None:
    with httpx.Client(base_url=example.address, cookies=example.cookies, timeout=30) as http:
        asked = {"organisation": KADE, "severity": "high", "code": "unfilled_role"}
        page = http.get("/aandachtspunten", params=asked).text
        listed = http.get("/aandachtspunten/json", params=asked).json()["findings"]
        assert {finding["code"] for finding in listed} == {"unfilled_role"}
        assert page.count("Functie niet ingevuld:") == len(listed) > 0
        workbook = http.get("/aandachtspunten/xlsx", params=asked)
        assert workbook.content.startswith(b"PK")
        assert http.get("/aandachtspunten/exe", params=asked).status_code == 404


def test_no_page_lists_more_than_two_hundred_rows(example: Served) -> None:
    with httpx.Client(base_url=example.address, cookies=example.cookies, timeout=30) as http:
        for path in ("/aandachtspunten", "/kwetsbaarheid", "/organisaties", "/expertise?topic=wifi&level=1"):
            page = http.get(path).text
            assert max(table.count("<tr") for table in page.split("<table")) <= 201, path
            assert max(part.count("<li") for part in page.split("<ul")) <= 200, path


@browsing
def test_what_is_otherwise_from_a_day_on_is_told_with_the_keyboard_alone(browser: Any, example: Served) -> None:
    with Visit(browser, example) as visit:
        visit.open("/functie/secretariaat-de-sluis")
        tab_to(visit.page, "a[href^='/gegevens?record=holds']")
        visit.page.keyboard.press("Enter")
        visit.page.get_by_role("heading", level=1, name="Wat moet er anders?").wait_for()
        for width in (1280, 320):
            visit.page.set_viewport_size({"width": width, "height": 800})
            assert violations(visit.page) == []
            assert visit.width() <= width
        tab_to(visit.page, "a[href^='/wijzigen/wijzigen-vanaf']")
        visit.page.keyboard.press("Enter")
        visit.page.locator("form[action='/wijzigen/wijzigen-vanaf']").wait_for()
        assert violations(visit.page) == []
