"""Sessions, the token of their forms, and the texts that are left for the next page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from service.web.sessions import ANONYMOUS, Sessions, is_from_here


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
