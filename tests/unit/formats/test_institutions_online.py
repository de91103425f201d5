"""The institution data are fetched whole or not at all, whatever the service does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graph.domain.errors import InvalidInput, MandaatwijzerError, SourceUnavailable
from graph.domain.kinds import Organisation
from graph.formats.institutions.online import TRIES, InstitutionsApi, fetch_institutions, filters_of
from graph.formats.institutions.read import read_institutions
from graph.model.snapshot import Snapshot
from tests.unit.formats.institution_server import KEY, Behaviour, institution_server


def institution(number: int, **more: Any) -> dict[str, Any]:
    return {"instelling_nummer": number, "instelling_naam": f"School {number}", "instelling_niveau": "SO", **more}


def location(number: int) -> dict[str, Any]:
    return {
        "instelling_nummer": number,
        "instellingslocatie_vestigingsnummer": "01",
        "instellingslocatie_postcode": "2500",
    }


def service(**more: Any) -> Behaviour:
    schools = [
        institution(number, instelling_bestuur={"instellingsnummer": number % 2 + 1}) for number in range(101, 108)
    ]
    boards = [
        {"instelling_nummer": number, "instelling_naam": f"Bestuur {number}", "instelling_type": 300}
        for number in (1, 2)
    ]
    return Behaviour(institutions=[*schools, *boards], locations=[location(n) for n in range(101, 109)], **more)


def fetched(behaviour: Behaviour, *filters: str, key: str = KEY, **options: Any) -> tuple[dict[str, Any], list[float]]:
    pauses: list[float] = []
    boards = options.pop("boards", ())
    with institution_server(behaviour) as url:
        api = InstitutionsApi(url=url, key=key, size=3, sleep=pauses.append, **options)
        file = fetch_institutions(api, filters_of(filters), boards=boards)
    document: dict[str, Any] = json.loads(file.content)
    return document, pauses


def test_every_page_is_fetched_once_by_page_and_size_and_never_by_number() -> None:
    behaviour = service()
    document, pauses = fetched(behaviour, "instelling_niveau=SO")
    assert [item["instelling_nummer"] for item in document["instelling"]] == list(range(101, 108))
    assert [item["instelling_nummer"] for item in document["bestuur"]] == [1, 2]
    assert pauses == []
    schools = [params for path, params in behaviour.asked if params.get("filter_instelling_niveau") == "SO"]
    assert [params["page"] for params in schools] == ["1", "2", "3"]
    assert not any("number" in params for _, params in behaviour.asked)


def test_sites_of_institutions_that_were_not_asked_are_left_out() -> None:
    document, _ = fetched(service(), "instelling_niveau=SO")
    assert {item["instelling_nummer"] for item in document["instellingslocatie"]} == set(range(101, 108))


def test_only_what_lies_under_a_board_is_kept_when_one_is_named() -> None:
    document, _ = fetched(service(), boards=["000002"])
    assert [item["instelling_nummer"] for item in document["instelling"]] == [101, 103, 105, 107]
    assert document["query"] == {"bestuur": "000002"}


def test_what_was_fetched_comes_in_with_its_boards_and_a_second_time_changes_nothing() -> None:
    with institution_server(service()) as url:
        file = fetch_institutions(InstitutionsApi(url=url, key=KEY, size=4), {"instelling_niveau": "SO"})
    imported = read_institutions([file], Snapshot.of([]))
    assert imported.problems == ()
    snapshot = Snapshot.of([]).apply(imported.changes)
    assert len([place for place in snapshot.nodes(Organisation) if place.type == "school"]) == 7
    assert {place.number for place in snapshot.nodes(Organisation) if place.type == "board"} == {"000001", "000002"}
    assert read_institutions([file], snapshot).changes == ()


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_fault_is_tried_again_after_a_growing_pause(status: int) -> None:
    document, pauses = fetched(service(faults=[status, status]), "instelling_niveau=SO")
    assert len(document["instelling"]) == 7
    assert pauses == [1.0, 2.0]


def test_the_pause_that_the_service_asks_is_kept_up_to_a_minute() -> None:
    _, pauses = fetched(service(faults=[429], headers={"retry-after": "7"}))
    assert pauses == [7.0]
    _, pauses = fetched(service(faults=[429], headers={"retry-after": "3600"}))
    assert pauses == [60.0]


def test_a_slow_answer_is_given_up_and_tried_again() -> None:
    document, pauses = fetched(service(faults=[0]), timeout_seconds=0.1)
    assert (len(document["instelling"]), pauses) == (9, [1.0])


@pytest.mark.parametrize(
    ("behaviour", "word"),
    [
        (service(faults=[503] * TRIES), "status 503, 4 times"),
        (service(faults=[418]), "status 418"),
        (service(faults=[302], headers={"location": "https://elsewhere.example/"}), "status 302"),
        (service(body=b"<html>"), "not JSON"),
        (service(body=b'{"meta": {"total_elements"'), "not JSON"),
        (service(body=b"[]"), "without meta and content"),
        (service(body=b'{"meta": {"total_elements": "7", "total_pages": 1}, "content": []}'), "without meta"),
        (service(body=b'{"meta": {"total_elements": 1, "total_pages": 1}, "content": [3]}'), "without meta"),
        (service(same_page=True), "page 1 again as page 2"),
        (service(wrong_total=1), "speaks of"),
    ],
)
def test_a_service_that_does_not_answer_as_agreed_gives_one_clear_error(behaviour: Behaviour, word: str) -> None:
    with pytest.raises(SourceUnavailable, match=word):
        fetched(behaviour)


def test_a_service_that_is_not_there_is_named_after_the_tries() -> None:
    pauses: list[float] = []
    with institution_server(Behaviour()) as url:
        pass
    with pytest.raises(SourceUnavailable, match="cannot be reached"):
        fetch_institutions(InstitutionsApi(url=url, key=KEY, sleep=pauses.append))
    assert pauses == [1.0, 2.0, 4.0]


def test_a_wrong_key_is_said_at_once_and_never_shown() -> None:
    with pytest.raises(InvalidInput, match="The key is refused") as caught:
        fetched(service(), key="wrong-key")
    assert "wrong-key" not in str(caught.value)


def test_a_question_that_the_service_does_not_know_is_the_users_to_mend() -> None:
    with pytest.raises(InvalidInput, match="status 400"):
        fetched(service(faults=[400]))


@pytest.mark.parametrize("url", ["http://elsewhere.example/x", "ftp://x", "onderwijs.api.vlaanderen.be", "https://"])
def test_a_key_goes_over_a_safe_connection_only(url: str) -> None:
    with pytest.raises(InvalidInput, match="no address to send a key to"):
        fetch_institutions(InstitutionsApi(url=url, key=KEY))


@pytest.mark.parametrize("text", ["niveau=SO", "instelling_niveau", "instelling_niveau=", "=SO", "page=2"])
def test_a_filter_is_a_name_of_the_service_and_a_value(text: str) -> None:
    with pytest.raises(MandaatwijzerError, match="not a filter"):
        filters_of([text])
    assert filters_of(["filter_instelling_niveau=SO"]) == {"instelling_niveau": "SO"}
