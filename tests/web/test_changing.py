"""The forms that change things, as somebody with a browser uses them: look first, save then, undo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest

from graph.domain.kinds import Record
from service.web.pages.changing import FORMS
from tests.api.clients import BRUG, small_group
from tests.graphs import edge, node, norm, records_of
from tests.web.conftest import Served, put, serving
from tests.web.visits import Visit, violations

pytestmark = pytest.mark.browser


def school_with_a_gap() -> tuple[Record, ...]:
    """The small group, where An may decide on granting and a hostile colleague works at De Brug."""
    more = records_of(
        *({"kind": "organisation", "id": BRUG, "name": "x", "type": "school"},),
        node("person/evil", name="<script>alert(1)</script>\u202eEvil", share_expertise="everyone"),
        edge("AFFILIATED_WITH", "person/evil", BRUG, capacity="staff"),
        node("decision/grant", name="Mandaten toekennen", grants_mandates=True),
        node("role/head", name="Directeur De Brug"),
        edge("AT", "role/head", BRUG),
        norm("norm/print-contact", "decision/grant", "DECIDES", applies_to=[BRUG], name="Iemand beslist"),
    )
    return (*small_group(), *(record for record in more if record.id != BRUG))


@pytest.fixture
def editable() -> Iterator[Served]:
    """A service of its own, so that what is changed disturbs nobody."""
    with serving(lambda desk: put(desk, school_with_a_gap())) as served:
        yield served


def opened(browser: Any, served: Served, **context: Any) -> Visit:
    """A reader who opened the printed address and may change things."""
    visit = Visit(browser, served, storage_state=None, **context)
    visit.page.goto(served.open_address)
    with visit.page.expect_navigation():
        visit.page.locator("main button").click()
    return visit


def assign_printers(visit: Visit) -> Any:
    """Fill in the form: An's function executes the printers at De Brug."""
    visit.open("/wijzigen/toewijzen")
    page = visit.page
    page.select_option("#f-organisation", label="Basisschool De Brug")
    page.select_option("#f-subject", label="Printers beheren")
    page.check("input[name=kind][value=EXECUTES]")
    page.select_option("#f-holder", label="ICT-coördinator")
    return page


def send(page: Any, button: str) -> None:
    """Send the form, and wait for the page that answers it."""
    with page.expect_navigation():
        page.click(button)


class TestAssigning:
    def test_the_effect_is_shown_before_anything_is_saved(self, browser: Any, editable: Served) -> None:
        with opened(browser, editable) as visit:
            page = assign_printers(visit)
            send(page, "text=Toon wat dit doet")
            assert "Dit sluit 1 aandachtspunt en opent er" in page.inner_text("#effect")
            assert "Revisie 1" in page.inner_text("footer")
            send(page, "button[value=save]")
            assert "Bewaard" in page.inner_text("[role=status]")
            assert "Revisie 2" in page.inner_text("footer")

    def test_everything_works_without_scripts(self, browser: Any, editable: Served) -> None:
        with opened(browser, editable, java_script_enabled=False) as visit:
            page = assign_printers(visit)
            send(page, "button[value=preview]")
            send(page, "button[value=save]")
            assert "Revisie 2" in page.inner_text("footer")

    def test_all_problems_stand_beside_their_fields_and_nothing_typed_is_lost(
        self, browser: Any, editable: Served
    ) -> None:
        with opened(browser, editable) as visit:
            page = assign_printers(visit)
            page.fill("#f-since", "2026-12-01")
            page.fill("#f-last", "2026-11-01")
            page.fill("#f-ceiling", "veel")
            send(page, "button[value=preview]")
            assert "ligt voor de eerste" in page.inner_text("#e-last")
            assert "geheel getal" in page.inner_text("#e-ceiling")
            assert page.input_value("#f-ceiling") == "veel"
            assert page.input_value("#f-since") == "2026-12-01"
            assert violations(page) == []

    def test_a_second_click_does_it_once(self, browser: Any, editable: Served) -> None:
        with opened(browser, editable) as visit:
            page = assign_printers(visit)
            send(page, "button[value=preview]")
            sent = page.eval_on_selector("form.form", "form => new URLSearchParams(new FormData(form)).toString()")
            cookies = {one["name"]: one["value"] for one in visit.context.cookies()}
        answers = [
            httpx.post(
                f"{editable.address}/wijzigen/toewijzen",
                content=f"{sent}&action=save",
                headers={"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"},
                cookies=cookies,
            )
            for _ in range(2)
        ]
        assert [answer.status_code for answer in answers] == [303, 303]
        assert (
            "Revisie 2"
            in httpx.get(f"{editable.address}/", cookies=editable.cookies, headers={"accept-language": "nl"}).text
        )

    def test_a_change_of_somebody_else_in_between_loses_nothing(self, browser: Any, editable: Served) -> None:
        with opened(browser, editable) as visit:
            page = assign_printers(visit)
            page.fill("#f-note", "ook op dinsdag")
            send(page, "button[value=preview]")
            token = page.input_value("input[name=csrf_token]")
            other = visit.context.request.post(
                f"{editable.address}/wijzigen/niet-bij-ons",
                form={"csrf_token": token, "organisation": BRUG, "subject": "decision/buy", "action": "save"},
                headers={"sec-fetch-site": "same-origin"},
            )
            assert other.ok
            send(page, "button[value=save]")
            assert "Iemand anders wijzigde intussen iets" in page.inner_text("[role=alert]")
            assert page.input_value("#f-note") == "ook op dinsdag"
            send(page, "button[value=preview]")
            send(page, "button[value=save]")
            assert "Revisie 3" in page.inner_text("footer")


class TestOtherChanges:
    def test_somebody_is_not_available_and_a_colleague_takes_over(self, browser: Any, editable: Served) -> None:
        with opened(browser, editable) as visit:
            visit.open("/wijzigen/niet-beschikbaar?person=person/an")
            page = visit.page
            page.fill("#f-since", "2026-10-15")
            page.fill("#f-last", "2026-10-31")
            page.select_option("[id='f-work:organisation/vaart:task_group/tech']", label="Cis Wouters")
            assert page.locator("textarea").count() == 0
            send(page, "button[value=preview]")
            send(page, "button[value=save]")
            visit.open(f"/wie?organisation={quote(BRUG)}&subject=task/wifi")
            assert "Cis Wouters" in page.inner_text("main")
            assert "31 oktober 2026" in page.inner_text("main")

    def test_a_point_is_left_as_it_is_until_a_day(self, browser: Any, editable: Served) -> None:
        with opened(browser, editable) as visit:
            visit.open("/aandachtspunten")
            page = visit.page
            with page.expect_navigation():
                page.locator("a", has_text="Bewust zo laten").first.click()
            page.fill("#f-why", "De nieuwe collega start in januari")
            page.fill("#f-last", "2027-01-31")
            send(page, "button[value=preview]")
            send(page, "button[value=save]")
            assert "bewust zo" in page.inner_text("[role=status]")

    def test_what_is_there_already_is_said_in_the_words_of_the_reader(self, browser: Any, editable: Served) -> None:
        with opened(browser, editable) as visit:
            page = assign_printers(visit)
            send(page, "button[value=preview]")
            send(page, "button[value=save]")
            page = assign_printers(visit)
            page.fill("#f-note", "anders")
            send(page, "button[value=preview]")
            told = page.inner_text("[role=alert]")
            assert "‘ICT-coördinator voert “Printers beheren” uit’ bestaat al, met andere gegevens." in told
            assert "executes/" not in told
            assert page.locator("[role=alert] [lang=en]").count() == 0
            assert page.title().startswith("Nog niet bewaard - ")

    def test_a_copy_names_what_does_not_come_along(self, browser: Any, editable: Served) -> None:
        with opened(browser, editable) as visit:
            page = assign_printers(visit)
            page.select_option("#f-holder", label="An Peeters")
            send(page, "button[value=preview]")
            send(page, "button[value=save]")
            visit.open(f"/wijzigen/kopieren?source={quote(BRUG)}&target=organisation/sluis")
            send(page, "button[value=preview]")
            assert "‘An Peeters voert “Printers beheren” uit’" in page.inner_text("#effect")
            assert "mensen gaan niet mee" in page.inner_text("#effect")
            assert page.locator("#effect a", has_text="Toewijzen").count() == 0, "it would lead away from the form"

    def test_undoing_shows_what_comes_back(self, browser: Any, editable: Served) -> None:
        with opened(browser, editable) as visit:
            page = assign_printers(visit)
            send(page, "button[value=preview]")
            send(page, "button[value=save]")
            visit.open("/wijzigen/ongedaan-maken?number=2")
            send(page, "button[value=preview]")
            assert "Dit opent 1 aandachtspunt." in page.inner_text("#effect")
            send(page, "button[value=save]")
            assert "Ongedaan gemaakt" in page.inner_text("[role=status]")

    def test_one_click_says_that_a_list_is_still_right(self, browser: Any, editable: Served) -> None:
        with opened(browser, editable) as visit:
            visit.be("person/an")
            visit.open("/mij")
            with visit.page.expect_navigation():
                visit.page.locator("button", has_text="Klopt nog").first.click()
            assert "Bevestigd" in visit.page.inner_text("[role=status]")


class TestWhoMayNot:
    def test_without_the_printed_address_nothing_is_saved(self, editable: Served) -> None:
        answer = httpx.post(
            f"{editable.address}/wijzigen/samenvoegen",
            data={"keep": BRUG, "drop": "organisation/sluis", "action": "save"},
            headers={"sec-fetch-site": "same-origin"},
        )
        assert (answer.status_code, answer.headers["location"][:18]) == (303, "/aanmelden?verder=")

    def test_a_form_of_another_page_is_refused(self, browser: Any, editable: Served) -> None:
        with opened(browser, editable) as visit:
            answer = visit.context.request.post(
                f"{editable.address}/wijzigen/samenvoegen",
                form={"keep": BRUG, "drop": "organisation/sluis", "action": "save"},
                headers={"sec-fetch-site": "same-origin"},
            )
            assert answer.status == 403


@pytest.mark.parametrize(("language", "scheme", "width"), [("nl-BE", "light", 1280), ("en-GB", "dark", 320)])
def test_every_form_is_accessible_and_shows_hostile_names_harmless(
    browser: Any, editable: Served, language: str, scheme: str, width: int
) -> None:
    viewport = {"width": width, "height": 800}
    of_an = {record.kind: record.id for record in small_group() if getattr(record, "from_id", "") == "person/an"}
    about = {
        "organisation": BRUG,
        "about": BRUG,
        "person": "person/an",
        "holder": "role/ict",
        "record": "executes/wifi",
        "kind": "task",
        "subject": "task/wifi",
        "finding": "finding",
        "holding": of_an["HOLDS"],
        "membership": of_an["MEMBER_OF"],
    }
    with opened(browser, editable, locale=language, color_scheme=scheme, viewport=viewport) as visit:
        for path in ["/wijzigen", *(form.path for form in FORMS)]:
            assert visit.open(f"{path}?{urlencode(about)}").status == 200, path
            assert violations(visit.page) == [], path
            assert visit.width() <= width, path
