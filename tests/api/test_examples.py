"""The ready queries on the example school group, with the answers that its files lead a reader to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator
from functools import cache
from typing import Any

import pytest

import seed_data
from graph.domain.kinds import Record
from graph.formats.native.read import read_native
from graph.formats.reading.result import NamedBytes
from graph.model.snapshot import Snapshot
from service.examples import example_queries
from tests.api.clients import Api, api_over
from tests.seed_files import ANSWERS

GROUP = "organisation/scholengroep-de-vaart"
SLUIS = "organisation/de-sluis-mechelen"
HELPDESK = {"type": "TICKETING", "address": "https://helpdesk.devaart.example"}


@cache
def example_records() -> tuple[Record, ...]:
    files = (*seed_data.catalogue_files(), *seed_data.example_files())
    read = read_native([NamedBytes(name=file.name, content=file.read_bytes()) for file in files], Snapshot.of(()))
    snapshot = Snapshot.of(()).apply(read.changes)
    return tuple(snapshot.records())


@pytest.fixture
async def group() -> AsyncIterator[Api]:
    """The API over the example school group, on 15 October 2026."""
    async with api_over(example_records()) as api:
        yield api


async def answer_of(api: Api, name: str, **variables: Any) -> Any:
    (text,) = (example.text for example in example_queries() if example.name == name)
    return await api.ask(text, **variables)


def names(answerers: list[dict]) -> list[str]:
    return [one["holder"]["name"] for one in answerers]


async def test_the_helpdesk_gets_the_contact_points_for_the_word_wifi(group: Api) -> None:
    answer = (await answer_of(group, "helpdesk"))["responsibility"]
    assert answer["subject"] == {"id": "task/t02", "name": "Netwerk onderhouden"}
    assert names(answer["contactPoints"]) == names(answer["executors"]) == ["Joris Peeters", "Soufiane El Amrani"]
    assert answer["contactPoints"][0]["channels"] == [HELPDESK]
    assert answer["contactPoints"][0]["reason"]["nl"] == (
        "als Centrale technische ICT-coördinator, via Scholengroep De Vaart"
    )
    assert (answer["problem"], answer["fallback"], answer["validUntil"]) == (None, [], None)


async def test_a_word_that_nobody_knows_leads_the_helpdesk_to_suggestions_and_a_general_contact(group: Api) -> None:
    answer = (await answer_of(group, "helpdesk", words="netwerkk"))["responsibility"]
    assert (answer["subject"], answer["executors"]) == (None, [])
    assert "task/t02" in [one["id"] for one in answer["problem"]["suggestions"]]
    assert "Sofie Michiels" in names(answer["problem"]["contactPoints"])


async def test_the_account_sync_gets_the_staff_of_a_school_and_no_parents(group: Api) -> None:
    data = await answer_of(group, "account_sync")
    persons = data["persons"]
    assert (persons["totalCount"], persons["pageInfo"]["hasNextPage"]) == (6, False)
    assert sorted(f"{one['familyName']}, {one['givenName']}" for one in persons["nodes"]) == [
        *("Benali, Amina", "Cools, Martine", "De Wit, Koen", "Michiels, Sofie", "Van Damme, Els", "Willems, Jonas")
    ]
    (head,) = (one for one in persons["nodes"] if one["familyName"] == "Van Damme")
    assert head["email"] == "els.vandamme@devaart.example"
    assert [holding["to"]["name"] for holding in head["holdings"]["nodes"]] == ["Directeur De Sluis"]
    assert data["revision"]["number"] == 1


async def test_the_account_sync_hears_what_changed_since_it_last_asked(group: Api) -> None:
    assert (await answer_of(group, "account_changes", since=1))["changes"]["nodes"] == []
    change = {"put": {"kind": "person", "id": "person/nieuw123", "name": "Nele Nieuw", "type": "staff"}}
    await group.ask(
        "mutation($c: [ChangeInput!]!) { applyChanges(input: {changes: $c}) { errors { message } } }", c=[change]
    )
    (revision,) = (await answer_of(group, "account_changes", since=1))["changes"]["nodes"]
    (touched,) = revision["changes"]["nodes"]
    assert (revision["number"], touched["recordId"], touched["after"]["name"]) == (2, "person/nieuw123", "Nele Nieuw")


async def test_the_intranet_shows_who_does_what_at_a_school(group: Api) -> None:
    data = await answer_of(group, "intranet")
    assert data["organisation"]["name"] == "Basisschool De Sluis"
    assert [one["from"]["name"] for one in data["organisation"]["bodies"]["nodes"]] == ["Klankbordgroep De Sluis"]
    first_line, accounts, devices = data["responsibilities"]
    assert names(first_line["contactPoints"]) == ["Sofie Michiels"]
    assert first_line["contactPoints"][0]["channels"][0]["type"] == "SMARTSCHOOL"
    assert names(accounts["executors"]) == ["Joris Peeters", "Soufiane El Amrani"]
    assert [(one["holder"]["name"], one["ceilingEur"]) for one in devices["deciders"]] == [
        ("Els Van Damme", 5000),
        ("Bart Van den Broeck", 15000),
        ("Hilde Verbruggen", None),
    ]


async def test_what_is_not_arranged_is_what_the_answers_of_the_example_group_say(group: Api) -> None:
    found = (await answer_of(group, "what_is_not_arranged"))["findings"]
    (expected,) = (
        question["answer"]
        for question in json.loads(ANSWERS.read_text(encoding="utf-8"))["questions"]
        if question["id"] == "findings-group"
    )
    assert Counter(one["code"].lower() for one in found["nodes"]) == Counter(expected["counts"])
    assert found["totalCount"] == len(expected["findings"])
    first = found["nodes"][0]
    assert (first["severity"], first["organisation"]["name"]) == ("CRITICAL", "Technisch Instituut De Klinker")
    assert first["message"]["nl"] == (
        "Niemand aangeduid om te beslissen over “Afspraken over AI-gebruik vastleggen” "
        "bij Technisch Instituut De Klinker."
    )


async def test_who_knows_wifi_and_how_a_school_reaches_them(group: Api) -> None:
    data = await answer_of(group, "who_knows")
    assert data["findExpertise"][0] == {
        "person": {"name": "Joris Peeters"},
        "organisations": [{"name": "Scholengroep De Vaart"}],
        "score": 82.62,
        "inferred": False,
        "known": [{"level": 4, "provenance": "CERTIFIED"}],
    }
    nearest = data["expertisePaths"][0]
    assert (nearest["destination"]["name"], nearest["cost"], nearest["bridge"]) == ("Joris Peeters", 1.0, None)
    (hop,) = nearest["hops"]
    assert (hop["origin"]["name"], hop["fact"]) == ("Basisschool De Sluis", "contact_point")


def test_every_example_is_tested_here() -> None:
    tested = {"helpdesk", "account_sync", "account_changes", "intranet", "what_is_not_arranged", "who_knows"}
    assert {example.name for example in example_queries()} == tested
