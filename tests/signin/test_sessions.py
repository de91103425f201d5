"""Sessions of a browser: how they begin, what they are worth, how they end; and what is closed without one."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx
import pytest

from graph.store.kept import Session
from graph.usecases.keys import NewKey, create_key
from graph.usecases.viewer import LOCAL_OWNER
from service.config import Settings
from service.http.app import create_app
from service.signin.doors import Doors
from tests.graphs import edge, node
from tests.signed_in import signed_in
from tests.signin.counterpart import ADDRESS, CLIENT, ISSUER, Counterpart, Service, service

SESSION = "__Host-mandaatwijzer_session"
AN, CIS = "person/an", "person/cis"


def token_of(page: str) -> str:
    """The token that the forms of a page carry."""
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


async def come_in(served: Service, client: httpx.AsyncClient, person: str | None = AN) -> str:
    """Sign somebody in in a browser; the secret of the session."""
    (secret,) = (await signed_in(served.desk, person)).values()
    client.cookies.set(SESSION, secret, domain="mandaten.vaart.example", path="/")
    return secret


async def kept(served: Service, person: str = AN) -> list[Session]:
    """The sessions of a person in the store."""
    return await served.desk.access.all(Session, served.clock.now(), about=person)


# How they begin


async def test_every_sign_in_begins_a_session_of_its_own_and_ends_the_one_that_the_browser_had() -> None:
    async with service() as served:
        planted = await come_in(served, served.browser, CIS)
        await served.sign_in()
        mine = served.browser.cookies.get(SESSION, domain="mandaten.vaart.example")
        assert mine
        assert mine != planted
        assert await kept(served, CIS) == [], "whoever planted it has nothing"
        assert len(await kept(served)) == 1


async def test_the_cookie_of_a_session_is_only_for_this_host_over_tls_and_for_no_script() -> None:
    async with service() as served:
        answer = await served.sign_in()
        (cookie,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith(SESSION)]
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert parts == {"httponly", "path=/", "samesite=lax", "secure"}


async def test_the_store_and_the_pages_hold_no_secret_of_a_session() -> None:
    async with service() as served:
        secret = await come_in(served, served.browser)
        page = (await served.browser.get("/mij/sessies")).text
        (session,) = await kept(served)
        assert secret not in page
        assert secret not in repr(session)


FORGED: dict[str, str] = {
    "is empty": "",
    "is guessed": "A" * 43,
    "is too long": "A" * 5_000,
    "is no text": "\x80\xff",
    "is a signed message": "SGFsbG8.0000",
    "is the name of somebody": "person/an",
}


@pytest.mark.parametrize("cookie", FORGED)
async def test_nobody_is_let_in_by_a_cookie_that(cookie: str) -> None:
    async with service() as served:
        headers = [(b"cookie", f"{SESSION}={FORGED[cookie]}".encode("latin-1"))]
        assert (await served.browser.get("/mij/sessies", headers=headers)).status_code == 303


async def test_a_cookie_that_another_host_of_the_domain_could_set_is_nothing() -> None:
    async with service() as served:
        secret = await come_in(served, served.browser)
        tossed = {"cookie": f"mandaatwijzer_session={secret}"}
        assert (await served.other.get("/mij/sessies", headers=tossed)).status_code == 303


async def test_the_key_of_a_session_in_the_store_is_not_its_secret() -> None:
    async with service() as served:
        await come_in(served, served.browser)
        (session,) = await kept(served)
        assert (await served.other.get("/mij", headers={"cookie": f"{SESSION}={session.key}"})).status_code == 303


# How they end


async def test_signing_out_ends_the_session_and_not_only_the_cookie() -> None:
    async with service() as served:
        secret = await come_in(served, served.browser)
        token = token_of((await served.browser.get("/mij/sessies")).text)
        answer = await served.browser.post("/afmelden", data={"csrf_token": token})
        assert answer.headers["location"] == "/aanmelden?klaar=1"
        assert (await served.other.get("/mij", headers={"cookie": f"{SESSION}={secret}"})).status_code == 303
        assert await kept(served) == []


async def test_nobody_signs_somebody_else_out() -> None:
    async with service() as served:
        await come_in(served, served.browser)
        for data, headers in (({}, {}), ({"csrf_token": "x"}, {}), ({}, {"sec-fetch-site": "cross-site"})):
            answer = await served.browser.post("/afmelden", data=data, headers=headers)
            assert answer.status_code == 403
        assert await served.who() == 200


async def test_a_person_sees_their_sessions_and_ends_one_or_all() -> None:
    async with service() as served:
        await come_in(served, served.browser)
        await come_in(served, served.other)
        page = (await served.browser.get("/mij/sessies")).text
        other = next(key for key in re.findall('name="session" value="([^"]+)"', page))
        keys = re.findall(r'action="/mij/sessies/beeindigen".*?name="session" value="([^"]+)"', page)
        assert (len(keys), other in page) == (1, True)
        await served.browser.post("/mij/sessies/beeindigen", data={"csrf_token": token_of(page), "session": keys[0]})
        assert (await served.who(served.other), await served.who()) == (303, 200)
        await served.browser.post("/mij/sessies/alle", data={"csrf_token": token_of(page)})
        assert await served.who() == 303


async def test_nobody_ends_a_session_of_somebody_else() -> None:
    async with service() as served:
        await come_in(served, served.browser)
        await come_in(served, served.other, CIS)
        (theirs,) = await kept(served, CIS)
        page = (await served.browser.get("/mij/sessies")).text
        await served.browser.post("/mij/sessies/beeindigen", data={"csrf_token": token_of(page), "session": theirs.key})
        assert await served.who(served.other) == 200


async def test_a_session_ends_after_twelve_hours_without_a_request_and_after_thirty_days() -> None:
    async with service() as served:
        await come_in(served, served.browser)
        for hours in range(0, 30 * 24, 11):
            served.clock.ahead = hours * 3600
            forget(served)
            assert await served.who() == 200
        served.clock.ahead = 30 * 24 * 3600
        forget(served)
        assert await served.who() == 303
        served.clock.ahead = 0
        await come_in(served, served.other)
        served.clock.ahead = 12 * 3600
        forget(served)
        assert await served.who(served.other) == 303


def forget(served: Service) -> None:
    """What an instance knows of sessions is a second old; here no time goes by for it."""
    transport: Any = served.browser._transport
    transport.app.state.sessions._forget()


async def test_who_leaves_the_register_is_out_at_once() -> None:
    async with service(node("person/els", name="Els")) as served:
        from graph.domain.changes import Remove

        await come_in(served, served.browser, "person/els")
        assert await served.who() == 200
        await served.desk.commit(lambda _: [Remove("person/els")], viewer=LOCAL_OWNER, reason="weg", key="weg")
        assert await served.who() == 303


async def test_who_has_no_school_any_more_is_out() -> None:
    ended = edge("AFFILIATED_WITH", "person/dirk", "organisation/brug", capacity="staff", until="2026-01-01")
    async with service(ended) as served:
        await come_in(served, served.browser, "person/dirk")
        assert await served.who() == 303
        assert await kept(served, "person/dirk") == []


async def test_two_instances_know_the_same_sessions_and_what_one_ends_the_other_refuses() -> None:
    async with service() as served:
        app = create_app(
            served.desk, Settings(store="sqlite:///:memory:", address=ADDRESS), doors=Doors(address=ADDRESS)
        )
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as second:
            await served.sign_in()
            secret = served.browser.cookies.get(SESSION, domain="mandaten.vaart.example")
            second.cookies.set(SESSION, str(secret), domain="mandaten.vaart.example", path="/")
            page = await second.get("/mij/sessies")
            assert page.status_code == 200
            saved = await second.post("/mij", data={"person": CIS, "csrf_token": token_of(page.text)})
            assert saved.status_code == 303, "a form of one counts at the other"
            await served.browser.post("/afmelden", data={"csrf_token": token_of(page.text)})
            app.state.sessions._forget()  # as a second later
            assert (await second.get("/mij/sessies")).status_code == 303


# What is closed, and what is lost by nobody


PUBLIC_PATHS = {
    "/aanmelden": 200,
    "/aanmelden/link?token=x": 401,
    "/open?token=x": 200,
    "/healthz": 200,
    "/readyz": 200,
    "/report.css": 200,
    "/static/app.css": 200,
    "/static/passkeys.js": 200,
    "/nergens": 404,
}


@pytest.mark.parametrize("path", PUBLIC_PATHS)
async def test_without_a_session_a_reader_sees_how_to_get_one(path: str) -> None:
    async with service() as served:
        answer = await served.browser.get(path, headers={"accept": "text/html"})
        assert answer.status_code == PUBLIC_PATHS[path]
        assert "An Peeters" not in answer.text
        assert 'href="/geschiedenis"' not in answer.text


async def test_every_other_page_leads_to_the_sign_in_page_and_back() -> None:
    async with service() as served:
        transport: Any = served.browser._transport
        paths = {route.path for route in transport.app.routes if "GET" in (getattr(route, "methods", None) or ())}
        public = {path.partition("?")[0] for path in PUBLIC_PATHS} | {"/graphql", "/aanmelden/antwoord/{name}"}
        for path in sorted(paths - public):
            asked = re.sub(r"\{\w+(:\w+)?\}", "an", path)
            answer = await served.browser.get(asked, params={"a": "b"})
            assert (answer.status_code, httpx.URL(answer.headers["location"]).params["verder"]) == (303, f"{asked}?a=b")
            assert (await served.browser.head(asked)).status_code == 303


CARD = "/organisatie/open/contactkaart"


async def test_a_contact_card_is_read_without_a_session_where_its_school_opened_it_and_only_as_it_is_today() -> None:
    opened = node("organisation/open", type="school", name="De Open Deur", contact_card_public=True)
    async with service(opened) as served:
        for path in (CARD, f"{CARD}?bare=1"):
            answer = await served.browser.get(path)
            assert (answer.status_code, "De Open Deur" in answer.text) == (200, True)
            assert "mandaatwijzer_session" not in answer.headers.get("set-cookie", "")
        closed = (
            f"{CARD}?on=2026-01-01",
            f"{CARD}?known_at=1",
            "/organisatie/open",
            "/organisatie/open/bellijst",
            "/organisatie/brug/contactkaart",
            "/organisatie/nergens/contactkaart",
        )
        for path in closed:
            assert (await served.browser.get(path)).headers["location"].startswith("/aanmelden?verder="), path


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_graphql_without_a_session_or_a_key_is_answered_401(method: str) -> None:
    async with service(get_queries=True, untrusted_documents=True) as served:
        asked = {"params": {"query": "{__typename}"}} if method == "GET" else {"json": {"query": "{__typename}"}}
        answer = await served.browser.request(method, "/graphql", **asked)  # type: ignore[arg-type]
        assert answer.status_code == 401
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


SHOWN = {
    "no key": "Bearer",
    "a key that is guessed": f"Bearer mw_{'0' * 16}_{'A' * 43}",
    "a key without end": f"Bearer mw_{'A' * 10_000}",
    "a signed token": "Bearer eyJhbGciOiJub25lIn0.e30.",
}


@pytest.mark.parametrize("what", SHOWN)
async def test_no_program_is_let_in_that_shows(what: str) -> None:
    async with service(untrusted_documents=True) as served:
        await come_in(served, served.browser)  # a session beside it helps nobody
        answer = await served.browser.post(
            "/graphql", json={"query": "{__typename}"}, headers={"authorization": SHOWN[what]}
        )
        assert (answer.status_code, "www-authenticate" in answer.headers) == (401, True)


async def test_a_program_with_a_key_is_let_in_and_a_page_with_a_key_sees_nothing() -> None:
    async with service(untrusted_documents=True) as served:
        made = await create_key(served.desk, LOCAL_OWNER, NewKey(name="helpdesk", scopes=("read",)))
        headers = {"authorization": f"Bearer {made.secret}"}
        answer = await served.browser.post("/graphql", json={"query": "{__typename}"}, headers=headers)
        assert answer.json() == {"data": {"__typename": "Query"}}
        assert (await served.browser.get("/wie", headers=headers)).status_code == 303


async def test_a_form_that_was_sent_after_the_session_ended_waits_until_its_reader_signed_in() -> None:
    async with service() as served:
        await come_in(served, served.browser)
        shown = token_of((await served.browser.get("/wijzigen/toewijzen")).text)
        await served.browser.post("/afmelden", data={"csrf_token": shown})
        typed = {"organisation": "organisation/brug", "note": "op dinsdag <b>", "action": "preview"}
        answer = await served.browser.post("/wijzigen/toewijzen", data={**typed, "csrf_token": shown})
        onward = httpx.URL(answer.headers["location"]).params["verder"]
        await served.sign_in(onward)
        page = (await served.browser.get(onward)).text
        assert 'name="note" value="op dinsdag &lt;b&gt;"' in page
        assert 'action="/wijzigen/toewijzen"' in page
        sent = {**typed, "csrf_token": token_of(page)}
        answer = await served.browser.post("/wijzigen/toewijzen", data=sent, follow_redirects=True)
        assert answer.status_code in (200, 422), "it was taken, and is shown with what is still to be filled in"
        await come_in(served, served.other)
        assert (await served.other.get(onward)).status_code == 404, "in no other browser"
        await come_in(served, served.browser, CIS)
        assert (await served.browser.get(onward)).status_code == 404, "and nobody else who signs in here"


# Against a network


async def test_behind_tls_a_browser_is_told_to_come_back_over_tls_alone() -> None:
    async with service() as served:
        for path in ("/aanmelden", "/healthz", "/nergens"):
            headers = (await served.browser.get(path)).headers
            assert headers["strict-transport-security"] == "max-age=31536000"
            assert headers["x-frame-options"] == "DENY"
            assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_under_its_own_name_the_service_is_over_tls_whatever_stands_before_it() -> None:
    async with service() as served:
        transport: Any = served.browser._transport
        async with httpx.AsyncClient(transport=transport, base_url="http://mandaten.vaart.example") as plain:
            answer = await plain.post("/aanmelden/bij/school")
            assert "__Host-" in answer.headers["set-cookie"]
            assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("name", ["evil.example", "mandaten.vaart.example.evil.example", ""])
async def test_under_another_name_nothing_is_answered(name: str) -> None:
    async with service() as served:
        assert (await served.browser.get("/aanmelden", headers={"host": name})).status_code == 421


async def test_no_header_of_a_stranger_says_where_people_come_back() -> None:
    async with service() as served:
        headers = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example", "x-forwarded-proto": "http"}
        answer = await served.browser.post("/aanmelden/bij/school", headers=headers)
        way = httpx.URL(answer.headers["refresh"].partition("url=")[2])
        assert way.params["redirect_uri"] == f"{ADDRESS}/aanmelden/antwoord/school"


async def test_who_guesses_has_to_wait_and_who_signs_in_rightly_does_not() -> None:
    async with service() as served:
        statuses = [
            (await served.browser.post("/aanmelden/link", data={"token": "A" * 43})).status_code for _ in range(21)
        ]
        assert (statuses[:19], statuses[-1]) == ([401] * 19, 429)
        assert (await served.browser.post("/aanmelden/bij/school")).status_code == 429
        served.clock.ahead = 601
        assert (await served.browser.post("/aanmelden/bij/school")).status_code == 200


async def test_who_guesses_keys_has_to_wait() -> None:
    async with service() as served:
        headers = {"authorization": f"Bearer mw_{'0' * 16}_{'A' * 43}"}
        statuses = [(await served.browser.post("/graphql", json={}, headers=headers)).status_code for _ in range(21)]
        assert (statuses[:20], statuses[-1]) == ([401] * 20, 429)


async def test_a_stranger_cannot_pass_the_wait_by_naming_another_address() -> None:
    async with service() as served:
        for number in range(20):
            headers = {"x-forwarded-for": f"10.0.0.{number}", "forwarded": f"for=10.0.0.{number}"}
            await served.browser.post("/aanmelden/link", data={"token": "A" * 43}, headers=headers)
        assert (await served.browser.post("/aanmelden/bij/school")).status_code == 429


OPEN_AT_HOME = ["graphiql", "introspection", "suggestions", "get_queries", "untrusted_documents"]


async def test_what_is_handy_to_develop_with_is_open_on_this_machine_alone_and_where_it_is_set() -> None:
    at_home = Settings(store="sqlite:///:memory:")
    abroad = Settings(store="sqlite:///:memory:", address=ADDRESS)
    opened = Settings(store="sqlite:///:memory:", address=ADDRESS, **dict.fromkeys(OPEN_AT_HOME, True))
    closed = Settings(store="sqlite:///:memory:", **dict.fromkeys(OPEN_AT_HOME, False))
    for settings, is_open in ((at_home, True), (abroad, False), (opened, True), (closed, False)):
        assert [settings.is_open(getattr(settings, name)) for name in OPEN_AT_HOME] == [is_open] * 5


async def test_on_a_network_only_the_documents_that_are_known_are_answered() -> None:
    async with service() as served:
        await come_in(served, served.browser)
        answer = await served.browser.post("/graphql", json={"query": "{ __schema { types { name } } }"})
        assert answer.status_code == 400
        assert (await served.browser.get("/graphql", params={"query": "{__typename}"})).status_code == 405
        assert (await served.browser.get("/graphiql")).status_code == 404


# Out at the provider too


async def left(served: Service) -> httpx.Response:
    """The page after signing out."""
    token = token_of((await served.browser.get("/mij/sessies")).text)
    answer = await served.browser.post("/afmelden", data={"csrf_token": token})
    return await served.browser.get(answer.headers["location"])


@pytest.mark.parametrize(
    ("published", "offered"),
    [
        ({"end_session_endpoint": f"{ISSUER}/logout"}, f"{ISSUER}/logout?client_id={CLIENT}"),
        ({"end_session_endpoint": f"{ISSUER}/logout?p=1"}, f"{ISSUER}/logout?p=1&client_id={CLIENT}"),
        ({"end_session_endpoint": "javascript:alert(1)"}, None),
        ({}, None),
    ],
)
async def test_who_signed_out_is_offered_to_do_so_at_the_provider_where_it_has_a_way(
    published: dict[str, str], offered: str | None
) -> None:
    counterpart = Counterpart()
    counterpart.configuration = published
    async with service(counterpart=counterpart) as served:
        await served.sign_in()
        text = unescape((await left(served)).text)
        assert await served.who() == 303
    assert ("Ook afmelden bij School" in text) == (offered is not None)
    assert offered is None or f'href="{offered}"' in text
    assert "javascript:" not in text


async def test_who_came_in_otherwise_or_only_says_so_is_offered_nothing() -> None:
    async with service() as served:
        for path in ("/aanmelden?klaar=1", "/aanmelden?klaar=1&bij=elders", "/aanmelden?bij=school"):
            assert "Ook afmelden" not in (await served.browser.get(path)).text
