"""An owner looks at the register as somebody else sees it, and changes nothing meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.api.test_examples import example_records
from tests.web.conftest import put, serving
from tests.web.writers import client_of, session_of, token_of


@pytest.fixture(scope="module")
def owner() -> Iterator[httpx.Client]:
    """A program in the session of the printed address, over the example group."""
    with serving(lambda desk: put(desk, example_records())) as served, client_of(served, session_of(served)) as client:
        yield client


@pytest.fixture(autouse=True)
def oneself(owner: httpx.Client) -> Iterator[None]:
    yield
    owner.post("/bekijk-als", data={"back": "/"})


def people_offered(owner: httpx.Client) -> list[str]:
    page = owner.get("/bekijk-als").text
    return [part.partition('"')[0] for part in page.split('name="person" value="')[1:]]


def looking_as(owner: httpx.Client, person: str) -> None:
    assert owner.post("/bekijk-als", data={"person": person}).status_code == 303


def test_a_head_a_keeper_a_colleague_and_a_guest_are_offered(owner: httpx.Client) -> None:
    page = owner.get("/bekijk-als").text
    assert len(people_offered(owner)) == 4
    for word in (
        "een directeur",
        "iemand die het register bijhoudt",
        "een collega",
        "iemand van buiten de scholengroep",
    ):
        assert word in page


def test_every_page_says_as_whom_one_looks_until_one_goes_back(owner: httpx.Client) -> None:
    looking_as(owner, people_offered(owner)[2])
    assert "Terug naar jezelf" in owner.get("/").text
    assert owner.get("/bekijk-als").status_code == 404
    owner.post("/bekijk-als", data={"back": "/wie"})
    assert "Terug naar jezelf" not in owner.get("/").text


def test_a_guest_sees_less_than_the_owner(owner: httpx.Client) -> None:
    person = people_offered(owner)[0]
    name = f"/persoon/{person.partition('/')[2]}"
    assert owner.get(name).status_code == 200
    everybody = owner.get("/zoeken", params={"q": "Peeters"}).text
    looking_as(owner, people_offered(owner)[3])
    assert owner.get("/zoeken", params={"q": "Peeters"}).text != everybody


def test_who_looks_changes_nothing(owner: httpx.Client) -> None:
    person = people_offered(owner)[0]
    token = token_of(owner.get("/wijzigen/aanduiden").text)
    looking_as(owner, person)
    sent = {"csrf_token": token, "person": person, "action": "save"}
    refused = owner.post("/wijzigen/aanduiden", data=sent)
    assert refused.status_code == 403
    assert "Je kijkt alleen" in refused.text
    assert "Revisie 1" in owner.get("/").text


def test_who_looks_changes_nothing_by_the_api_either(owner: httpx.Client) -> None:
    looking_as(owner, person := people_offered(owner)[0])
    change = "mutation($i: ChangePersonInput!) { changePerson(input: $i) { revision { author } } }"
    sent = {"query": change, "variables": {"i": {"record": person, "shareExpertise": "EVERYONE"}}}
    refused = owner.post("/graphql", json=sent)
    assert refused.status_code == 403
    assert "You only look" in refused.text
    assert "Revisie 1" in owner.get("/").text
    asked = owner.post("/graphql", json={"query": "{ viewer { person { id } } }"})
    assert asked.json() == {"data": {"viewer": {"person": {"id": person}}}}


def test_nobody_looks_as_somebody_else_by_making_up_a_cookie(owner: httpx.Client) -> None:
    person = people_offered(owner)[0]
    owner.cookies.set("mandaatwijzer_as", f"{person}.{'0' * 64}")
    assert "Terug naar jezelf" not in owner.get("/").text
    owner.cookies.delete("mandaatwijzer_as")


def test_a_function_whose_holder_a_guest_may_not_know_is_taken_by_a_colleague(owner: httpx.Client) -> None:
    school = "/organisatie/de-sluis-mechelen"
    before = owner.get(school).text
    looking_as(owner, people_offered(owner)[3])
    seen = owner.get(school).text
    assert "Els Van Damme" in before
    assert "Els Van Damme" not in seen
    assert seen.count("niet ingevuld") == before.count("niet ingevuld")
    assert "een collega" in seen
