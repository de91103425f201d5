"""Passkeys in a browser with a device of its own: added after a link, used the next time, renamed and removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.clients import small_group
from tests.web.conftest import Served, browser, put, serving
from tests.web.visits import Visit, main, press, violations

__all__ = ["browser"]

pytestmark = [pytest.mark.browser]


@pytest.fixture
def served() -> Iterator[Served]:
    """The small group."""
    with serving(lambda desk: put(desk, small_group())) as found:
        yield found


def with_device(visit: Visit) -> Any:
    """Give a browser a device that signs, and asks its owner, who says yes; and that can be asked what it did."""
    session = visit.context.new_cdp_session(visit.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return session, device


def named(served: Served) -> Served:
    """The same by its name: a passkey is for a name, not for a number."""
    return Served(served.address.replace("127.0.0.1", "localhost"), served.token, served.cookies)


def test_a_colleague_comes_in_by_a_link_and_the_next_time_by_a_passkey(browser: Any, served: Served) -> None:
    here = named(served)
    with Visit(browser, here) as owner:
        owner.open("/persoon/cis")
        press(owner, "Maak een persoonlijke link")
        assert violations(owner.page) == []
        link = owner.page.input_value("#link")
    with Visit(browser, here, storage_state=None) as visit:
        with_device(visit)
        page = visit.page
        page.goto(link)
        assert violations(page) == []
        press(visit, "Aanmelden als Cis Wouters")
        page.fill("#new-name", "mijn telefoon")
        press(visit, "Voeg een passkey toe")
        assert "De passkey is toegevoegd" in main(visit)
        assert violations(page) == []
        press(visit, "Afmelden")
        press(visit, "Aanmelden met een passkey")
        assert page.url == f"{here.address}/"
        assert page.get_by_role("banner").get_by_text("Cis Wouters").is_visible()
        visit.open("/mij/sessies")
        page.fill("#name-1", "oude telefoon")
        press(visit, "Hernoem (mijn telefoon)")
        assert page.input_value("#name-1") == "oude telefoon"
        press(visit, "Verwijder (oude telefoon)")
        press(visit, "Afmelden")
        press(visit, "Aanmelden met een passkey")
        assert "is hier niet meer bekend" in main(visit)


def test_a_device_whose_owner_says_no_lets_nobody_in(browser: Any, served: Served) -> None:
    with Visit(browser, named(served), storage_state=None) as visit:
        session, device = with_device(visit)
        session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
        visit.open("/aanmelden")
        visit.page.get_by_role("button", name="Aanmelden met een passkey").click()
        visit.page.get_by_text("De passkey gaf geen antwoord").wait_for()
