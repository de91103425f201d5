"""The printed address, the texts that are left for the next page, cookies, and where a form came from."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import Response

from service.signin.printed import PrintedAddress
from service.web.cookies import bind, bound, forget, remember, unbind
from service.web.links import own_path
from service.web.sessions import ANONYMOUS, Session, is_from_here, leave_message, message_of


def request(scheme: str = "http", **headers: str) -> Request:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "scheme": scheme, "server": ("localhost", 80), "path": "/", "headers": pairs})


def cookie_of(response: Response) -> str:
    return response.headers["set-cookie"].partition(";")[0]


def test_a_token_opens_once() -> None:
    printed = PrintedAddress()
    token = printed.token
    assert not printed.spend("anders")
    assert printed.spend(token)
    assert not printed.spend(token)
    assert not printed.spend("")


def test_a_new_address_is_told_where_the_service_runs_once_a_minute_and_opens() -> None:
    moment = [1_000.0]
    told: list[str] = []
    printed = PrintedAddress(lambda: moment[0])
    assert not printed.announce(), "nobody looks"
    printed.announce_with(told.append)
    assert printed.spend(printed.token)
    assert printed.announce()
    assert printed.announce()
    assert told == [printed.token]
    moment[0] += 60
    assert printed.announce()
    assert told == [printed.token, printed.token]
    assert printed.spend(told[0])
    assert not printed.spend(told[0])


def test_a_text_for_the_next_page_is_for_its_session_alone_and_cannot_be_forged() -> None:
    mine, other = Session(secret="een geheim"), Session(secret="een ander")
    response = Response()
    leave_message(response, request(), mine, "Bewaard: <b>é</b>")
    asked = request(cookie=cookie_of(response))
    assert message_of(asked, mine) == "Bewaard: <b>é</b>"
    assert message_of(asked, other) == message_of(asked, ANONYMOUS) == ""
    assert message_of(request(cookie="mandaatwijzer_message=SGFsbG8.0000"), mine) == ""
    assert message_of(request(cookie="mandaatwijzer_message=é.x"), mine) == ""


def test_what_was_signed_for_a_form_says_nothing_as_a_message() -> None:
    mine = Session(secret="een geheim")
    assert message_of(request(cookie=f"mandaatwijzer_message=.{mine.csrf_token}"), mine) == ""
    assert not ANONYMOUS.is_form_of(ANONYMOUS.csrf_token)


def test_where_a_form_came_from_is_what_the_browser_says() -> None:
    assert is_from_here(request(sec_fetch_site="same-origin").scope)
    assert not is_from_here(request(sec_fetch_site="same-site").scope)
    assert is_from_here(request(host="localhost:1", origin="http://localhost:1").scope)
    assert not is_from_here(request(host="localhost:1", origin="null").scope)
    assert is_from_here(request(host="localhost:1").scope)
    assert is_from_here(request("https", host="school.example", origin="https://school.example").scope)
    assert not is_from_here(request("https", host="school.example", origin="http://school.example").scope)


@pytest.mark.parametrize(("scheme", "name"), [("http", "naam"), ("https", "__Host-naam")])
def test_a_cookie_on_which_access_hangs_has_a_protected_name_behind_tls(scheme: str, name: str) -> None:
    response, gone = Response(), Response()
    bind(response, request(scheme), "naam", "waarde")
    unbind(gone, request(scheme), "naam")
    assert cookie_of(response) == f"{name}=waarde"
    assert cookie_of(gone).startswith(f"{name}=")
    assert bound(request(scheme, cookie=f"{name}=waarde").scope, "naam") == "waarde"
    assert "HttpOnly" in response.headers["set-cookie"]
    assert "SameSite=lax" in response.headers["set-cookie"]


def test_a_preference_is_not_sent_from_another_site() -> None:
    response = Response()
    remember(response, "taal", "nl")
    forget(response, "weg")
    for cookie in response.headers.getlist("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie


@pytest.mark.parametrize("path", ["/", "/wie?organisation=organisation/brug", "/persoon/an#een"])
def test_a_path_of_this_service_stays(path: str) -> None:
    assert own_path(path) == path
