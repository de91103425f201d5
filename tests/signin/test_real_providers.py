"""Signing in at real providers: Keycloak by its own page in a browser, and a strict one by its forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from service.config import Settings
from tests.api.clients import small_group
from tests.components import lacks
from tests.signin.ports import free_port
from tests.signin.real_providers import (
    CLIENT,
    SECRET,
    keycloak,
    oidc_provider,
    why_no_keycloak,
    why_no_oidc_provider,
)
from tests.web.conftest import Served, browser, put, serving

__all__ = ["browser"]

pytestmark = [pytest.mark.identity]


def there(reason: str | None) -> None:
    """Go on when a provider can run here."""
    if reason is not None:
        lacks("identity", reason)


def settings_for(port: int, issuer: str) -> Settings:
    """A service on a port, whose people sign in at an issuer."""
    provider = {
        "kind": "openid",
        "title": "School",
        "issuer": issuer,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "domains": ["vaart.example"],
    }
    return Settings(store="sqlite:///:memory:", port=port, providers={"school": provider})


@pytest.fixture(scope="module")
def with_keycloak() -> Iterator[Served]:
    """The small group, whose people sign in at a Keycloak."""
    there(why_no_keycloak())
    port = free_port()
    with (
        keycloak(f"http://127.0.0.1:{port}/aanmelden/antwoord/school") as issuer,
        serving(lambda desk: put(desk, small_group()), settings_for(port, issuer)) as served,
    ):
        yield served


@pytest.fixture
def with_strict() -> Iterator[Served]:
    """The small group, whose people sign in at a provider that keeps to the letter."""
    there(why_no_oidc_provider())
    port = free_port()
    with (
        oidc_provider(f"http://127.0.0.1:{port}/aanmelden/antwoord/school") as issuer,
        serving(lambda desk: put(desk, small_group()), settings_for(port, issuer)) as served,
    ):
        yield served


def give(page: Any, name: str) -> None:
    """Fill in the page of Keycloak."""
    page.fill("#username", name)
    page.fill("#password", f"sesam-open-u-{name}")
    page.click("#kc-login")


@pytest.mark.browser
def test_a_colleague_signs_in_at_keycloak_and_out_here(browser: Any, with_keycloak: Served) -> None:
    context = browser.new_context(locale="nl-BE")
    page = context.new_page()
    page.goto(f"{with_keycloak.address}/wie?organisation=organisation/brug")
    page.get_by_role("button", name="Aanmelden met School").click()
    page.wait_for_url("**/realms/school/**")
    give(page, "an")
    page.wait_for_url("**/wie?organisation=**")
    assert page.get_by_role("banner").get_by_text("An Peeters").is_visible()
    page.goto(f"{with_keycloak.address}/mij/sessies")
    assert "met School" in page.inner_text("main")
    page.get_by_role("banner").get_by_role("button", name="Afmelden").click()
    page.wait_for_url("**/aanmelden?klaar=1&bij=school")
    page.get_by_role("link", name="Ook afmelden bij School").click()
    page.wait_for_url("**/realms/school/protocol/openid-connect/logout**")
    page.click("#kc-logout")
    page.goto(f"{with_keycloak.address}/mij")
    assert "/aanmelden?verder=" in page.url
    context.close()


@pytest.mark.browser
def test_who_is_not_in_the_register_is_told_whom_to_ask(browser: Any, with_keycloak: Served) -> None:
    context = browser.new_context(locale="nl-BE")
    page = context.new_page()
    page.goto(f"{with_keycloak.address}/")
    page.get_by_role("button", name="Aanmelden met School").click()
    page.wait_for_url("**/realms/school/**")
    give(page, "niemand")
    page.wait_for_url("**/aanmelden/antwoord/**")
    assert "Vraag aan wie het register van je school bijhoudt" in page.inner_text("[role=alert]")
    context.close()


def test_a_colleague_signs_in_at_a_strict_provider(with_strict: Served) -> None:
    with httpx.Client(base_url=with_strict.address) as mine, httpx.Client(follow_redirects=False) as theirs:
        begun = mine.post("/aanmelden/bij/school", data={"verder": "/wie"})
        at = theirs.get(begun.headers["refresh"].partition("url=")[2])
        for form in ({"prompt": "login", "login": "an", "password": "x"}, {"prompt": "consent"}):
            page = theirs.get(_next(at))
            action = re.search(r'action="([^"]+)"', page.text)
            assert action is not None, page.text
            at = theirs.get(_next(theirs.post(action[1], data=form)))
        back = httpx.URL(_next(at))
        assert set(back.params) == {"code", "state", "iss"}
        assert mine.get(back).headers["location"] == "/wie"
        assert "An Peeters" in mine.get("/mij").text
        assert mine.get(back).status_code == 401, "an answer counts once"


def _next(answer: httpx.Response) -> str:
    assert answer.status_code in (302, 303), answer.text
    return str(answer.request.url.join(answer.headers["location"]))
