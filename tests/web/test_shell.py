"""What every page has: the reader's language, a way around it without a mouse, headers, and nothing from elsewhere."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.web.conftest import Served
from tests.web.visits import Visit

browsing = pytest.mark.browser


@browsing
@pytest.mark.parametrize(
    ("locale", "heading"), [("nl-BE", "Wie helpt waarmee op school?"), ("en-GB", "Who helps with what at school?")]
)
def test_a_page_speaks_the_language_of_its_reader(browser: Any, small: Served, locale: str, heading: str) -> None:
    with Visit(browser, small, locale=locale) as visit:
        visit.open()
        visit.page.get_by_role("heading", name=heading).wait_for()
        assert visit.page.locator("html").get_attribute("lang") == locale[:2]


@browsing
def test_the_language_is_switched_in_place_and_remembered(browser: Any, small: Served) -> None:
    with Visit(browser, small) as visit:
        visit.open("/zoeken?q=wifi")
        visit.page.get_by_role("button", name="English").click()
        assert visit.page.url.endswith("/zoeken?q=wifi")
        visit.page.get_by_role("heading", name="Found for").wait_for()
        visit.open("/api")
        visit.page.get_by_role("heading", name="For other programs").wait_for()


@browsing
def test_the_first_stop_of_the_keyboard_skips_to_the_content(browser: Any, small: Served) -> None:
    with Visit(browser, small) as visit:
        visit.open("/api")
        visit.page.keyboard.press("Tab")
        assert visit.page.locator(":focus").inner_text() == "Naar de inhoud"
        visit.page.keyboard.press("Enter")
        assert visit.page.evaluate("document.activeElement.id") == "content"


@browsing
def test_an_example_opens_in_graphiql_and_is_answered_there(browser: Any, small: Served) -> None:
    with Visit(browser, small, locale="en-GB") as visit:
        visit.open("/api")
        visit.page.locator("section", has_text="Intranet").get_by_role("link", name="Try in GraphiQL").click()
        visit.page.get_by_role("button", name="Execute query").click()
        answer = visit.page.locator(".result-window", has_text="responsibilities")
        answer.wait_for()
        assert "errors" not in answer.inner_text()


@browsing
def test_graphiql_knows_the_schema_offline(browser: Any, small: Served) -> None:
    with Visit(browser, small) as visit:
        visit.open("/graphiql")
        visit.page.get_by_role("button", name="Show Documentation Explorer").click()
        visit.page.locator(".graphiql-plugin", has_text="Mutation").wait_for()


def test_a_reader_gets_a_page_and_a_program_json_where_nothing_is(small: Served) -> None:
    with httpx.Client(base_url=small.address, cookies=small.cookies) as http:
        person = http.get("/nergens", headers={"accept": "text/html"})
        program = http.get("/nergens", headers={"accept": "application/json"})
        assert (person.status_code, program.status_code) == (404, 404)
        assert "Deze pagina bestaat niet" in person.text
        assert 'action="/zoeken"' in person.text
        assert program.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("accepted", ["text/html", "application/json"])
def test_an_address_that_is_asked_in_another_way_says_which_ways_there_are(small: Served, accepted: str) -> None:
    with httpx.Client(base_url=small.address, cookies=small.cookies) as http:
        answer = http.put("/zoeken", headers={"accept": accepted})
        assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})


@pytest.mark.parametrize(
    ("path", "ways"),
    [
        ("/mij", {"GET", "HEAD", "POST"}),
        ("/wijzigen/toevoegen", {"GET", "HEAD", "POST"}),
        ("/static/app.css", {"GET", "HEAD"}),
    ],
)
def test_an_address_that_several_routes_share_names_the_ways_of_all(small: Served, path: str, ways: set[str]) -> None:
    with httpx.Client(base_url=small.address, cookies=small.cookies) as http:
        answer = http.delete(path)
        assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, ways)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="lines"\r\n\r\nDe Br'),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=x", b"nothing of a form"),
    ],
)
def test_a_form_that_came_in_damaged_says_so(small: Served, kind: str, body: bytes) -> None:
    with httpx.Client(base_url=small.address, cookies=small.cookies) as http:
        answer = http.post("/taal", content=body, headers={"content-type": kind, "origin": small.address})
        assert answer.status_code == 400
        assert "<h1>Dit formulier kan niet gelezen worden</h1>" in answer.text
        assert "Er is niets overgenomen" in answer.text


@pytest.mark.parametrize("path", ["/?on=gisteren", "/?known_at=ooit", "/?known_at=99"])
def test_an_address_that_cannot_be_read_says_so_on_a_page(small: Served, path: str) -> None:
    with httpx.Client(base_url=small.address, cookies=small.cookies) as http:
        answer = http.get(path)
        assert answer.status_code in (400, 404)
        assert "<main" in answer.text


def test_every_page_carries_the_headers_against_misuse(small: Served) -> None:
    with httpx.Client(base_url=small.address, cookies=small.cookies) as http:
        for path in ("/", "/zoeken?q=wifi", "/nergens", "/api"):
            headers = http.get(path, headers={"accept": "text/html"}).headers
            policy = headers["content-security-policy"]
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
            assert headers["cache-control"] == "no-store"


def test_a_form_from_another_site_is_refused(small: Served) -> None:
    with httpx.Client(base_url=small.address, cookies=small.cookies) as http:
        sent = http.post("/taal", data={"language": "en"}, headers={"sec-fetch-site": "cross-site"})
        older = http.post("/taal", data={"language": "en"}, headers={"origin": "https://elders.example"})
        assert (sent.status_code, older.status_code) == (403, 403)
        assert "set-cookie" not in sent.headers


def test_a_message_is_no_session(small: Served) -> None:
    with httpx.Client(base_url=small.address, cookies=small.cookies) as http:
        left = http.post("/kwetsbaarheid/wat-als").cookies["mandaatwijzer_message"]
        http.cookies.clear()
        http.cookies.set("mandaatwijzer_session", left)
        assert 'href="/wijzigen"' not in http.get("/").text


def test_a_form_without_a_session_is_kept_and_sent_again_in_one(small: Served) -> None:
    form = {"keep": "organisation/brug", "drop": "<b>", "action": "save", "csrf_token": "old"}
    with httpx.Client(base_url=small.address, cookies=small.cookies, headers={"accept-language": "nl"}) as http:
        refused = http.post("/wijzigen/samenvoegen?x=1", data=form)
        assert refused.status_code == 403
        assert 'action="/wijzigen/samenvoegen?x=1"' in refused.text
        assert '<input type="hidden" name="keep" value="organisation/brug">' in refused.text
        assert 'name="drop" value="&lt;b&gt;"' in refused.text
        assert "old" not in refused.text.partition("<main")[2]


@pytest.mark.parametrize("back", ["https://elders.example/", "//elders.example", "/\\elders.example", "javascript:x"])
def test_the_way_back_after_a_choice_stays_on_this_service(small: Served, back: str) -> None:
    with httpx.Client(base_url=small.address, cookies=small.cookies) as http:
        answer = http.post("/taal", data={"language": "en", "back": back})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_the_printed_address_lets_one_browser_write_once(small: Served) -> None:
    with httpx.Client(base_url=small.address) as mine, httpx.Client(base_url=small.address) as other:
        assert mine.get("/").headers["location"] == "/aanmelden?verder=%2F"
        for look in (other.head, other.get, mine.head):  # a preview of the link spends nothing
            looked = look(small.open_address)
            assert (looked.status_code, "set-cookie" in looked.headers) == (200, False)
        assert f'name="token" value="{small.token}"' in mine.get(small.open_address).text
        opened = mine.post("/open", data={"token": small.token})
        assert (opened.status_code, opened.headers["location"]) == (303, "/")
        cookie = opened.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert 'href="/wijzigen"' in mine.get("/").text
        assert other.post("/open", data={"token": small.token}).status_code == 401
        assert other.get("/").status_code == 303


def test_an_everyday_word_of_another_language_is_shown_only_to_who_typed_it(small: Served) -> None:
    with httpx.Client(base_url=small.address, cookies=small.cookies, headers={"accept-language": "nl"}) as http:
        mistyped, typed = (http.get(f"/zoeken?q={text}").text for text in ("mainain", "maintain"))
        assert "Netwerk onderhouden" in mistyped
        assert "Maintain the network" not in mistyped
        assert "ook: Maintain the network" in typed
