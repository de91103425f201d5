"""Sessions, the token of their forms, and the texts that are left for the next page."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import Response

from service.web.sessions import ANONYMOUS, Sessions, forget, is_from_here, remember


def request(**headers: str) -> Request:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": pairs})


def cookie_of(response: Response) -> str:
    return response.headers["set-cookie"].partition(";")[0]


def test_a_session_is_known_again_by_its_cookie_and_only_by_the_service_that_gave_it() -> None:
    here, elsewhere = Sessions(), Sessions()
    session = here.open(here.token)
    assert session is not None
    response = Response()
    here.set_on(response, session)
    asked = request(cookie=cookie_of(response))
    assert here.of(asked) == session
    assert elsewhere.of(asked) == ANONYMOUS
    assert here.of(request(cookie=cookie_of(response)[:-1] + "0")) in (ANONYMOUS, session)
    assert here.of(request(cookie="mandaatwijzer_session=é.x")) == ANONYMOUS


def test_a_form_belongs_to_its_session() -> None:
    sessions = Sessions()
    session = sessions.open(sessions.token)
    assert session is not None
    assert sessions.is_form_of(session, session.csrf_token)
    assert not sessions.is_form_of(session, "")
    assert not sessions.is_form_of(ANONYMOUS, ANONYMOUS.csrf_token)


def test_a_token_opens_once() -> None:
    sessions = Sessions()
    token = sessions.token
    assert sessions.open("anders") is None
    assert sessions.open(token) is not None
    assert sessions.open(token) is None
    assert sessions.open("") is None


def test_a_text_for_the_next_page_cannot_be_forged() -> None:
    sessions = Sessions()
    response = Response()
    sessions.leave_message(response, "Bewaard: <b>é</b>")
    assert sessions.message(request(cookie=cookie_of(response))) == "Bewaard: <b>é</b>"
    assert sessions.message(request(cookie="mandaatwijzer_message=SGFsbG8.0000")) == ""


def test_where_a_form_came_from_is_what_the_browser_says() -> None:
    assert is_from_here(request(sec_fetch_site="same-origin"))
    assert not is_from_here(request(sec_fetch_site="same-site"))
    assert is_from_here(request(host="localhost:1", origin="http://localhost:1"))
    assert not is_from_here(request(host="localhost:1", origin="null"))
    assert is_from_here(request(host="localhost:1"))


class Clock:
    """Seconds that go by when somebody says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def opened(sessions: Sessions) -> Request:
    """A request of a browser that just opened the printed address."""
    session = sessions.open(sessions.token)
    assert session is not None
    response = Response()
    sessions.set_on(response, session)
    return request(cookie=cookie_of(response))


def test_a_session_ends_after_twelve_hours_without_a_request() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    mine = opened(sessions)
    clock.now += 11 * 3600
    assert sessions.of(mine).may_write
    clock.now += 11 * 3600
    assert sessions.of(mine).may_write
    clock.now += 12 * 3600
    assert sessions.of(mine) == ANONYMOUS


def test_a_session_ends_after_thirty_days_however_busy() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    mine = opened(sessions)
    for _ in range(30 * 4 - 1):
        clock.now += 6 * 3600
        assert sessions.of(mine).may_write
    clock.now += 6 * 3600
    assert sessions.of(mine) == ANONYMOUS


def test_a_message_says_nothing_as_a_session_nor_a_session_as_a_message() -> None:
    sessions = Sessions()
    mine = opened(sessions)
    session = sessions.of(mine)
    left = Response()
    sessions.leave_message(left, session.key)
    value = cookie_of(left).partition("=")[2]
    assert sessions.of(request(cookie=f"mandaatwijzer_session={value}")) == ANONYMOUS
    own = mine.cookies["mandaatwijzer_session"]
    assert sessions.message(request(cookie=f"mandaatwijzer_message={own}")) == ""


def test_a_new_address_is_told_where_the_service_runs_once_a_minute_and_opens() -> None:
    clock = Clock()
    told: list[str] = []
    sessions = Sessions(clock)
    assert not sessions.announce(), "nobody looks"
    sessions.announce_with(told.append)
    opened(sessions)
    assert sessions.announce()
    assert sessions.announce()
    assert told == [sessions.token]
    clock.now += 60
    assert sessions.announce()
    assert told == [sessions.token, sessions.token]
    assert sessions.open(told[0]) is not None
    assert sessions.open(told[0]) is None


@pytest.mark.parametrize("name", ["mandaatwijzer_session", "mandaatwijzer_message", "taal", "weg"])
def test_no_cookie_is_read_by_a_script_or_sent_from_another_site(name: str) -> None:
    sessions, response = Sessions(), Response()
    session = sessions.open(sessions.token)
    assert session is not None
    sessions.set_on(response, session)
    sessions.leave_message(response, "x")
    remember(response, "taal", "nl")
    forget(response, "weg")
    (cookie,) = [one for one in response.headers.getlist("set-cookie") if one.startswith(f"{name}=")]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
