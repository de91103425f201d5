"""A change to make and one to change a record of every kind of node, and the ways in which records may be named."""

from __future__ import annotations

from typing import Any

import pytest

from graph.domain.kinds import NODE_KINDS
from graph.usecases.change.kinds import CHANGING, CREATING
from tests.api.clients import BRUG, Api

ERRORS = "errors { code field message } revision { number }"


async def change(api: Api, verb: str, answer: str, /, **given: Any) -> Any:
    kind = f"{verb[0].upper()}{verb[1:]}Input"
    query = f"mutation($input: {kind}!) {{ {verb}(input: $input) {{ {answer} {ERRORS} }} }}"
    return (await api.ask(query, input=given))[verb]


def test_every_kind_but_what_another_change_makes_can_be_made_and_changed() -> None:
    assert set(CREATING) == set(CHANGING) == set(NODE_KINDS) - {"acceptance"}


async def test_a_new_function_stands_at_the_school_that_its_name_means(api: Api) -> None:
    done = await change(api, "createRole", "role { id name seats }", name="Mediacoach", seats=2, at=BRUG)
    assert done == {
        "role": {"id": "role/mediacoach", "name": "Mediacoach", "seats": 2},
        "errors": [],
        "revision": {"number": 2},
    }


async def test_what_is_not_given_stays_and_what_is_cleared_goes(api: Api) -> None:
    made = await change(api, "createTask", "task { id usualLevel }", name="Touchscreens beheren", usualLevel="SCHOOL")
    task = made["task"]["id"]
    assert made["task"]["usualLevel"] == "SCHOOL"
    renamed = await change(api, "changeTask", "task { name usualLevel }", record=task, name="Digiborden beheren")
    assert renamed["task"] == {"name": "Digiborden beheren", "usualLevel": "SCHOOL"}
    emptied = await change(api, "changeTask", "task { usualLevel }", record=task, clear=["usual_level"])
    assert emptied["task"] == {"usualLevel": None}


async def test_the_field_of_an_error_is_that_of_the_input(api: Api) -> None:
    refused = await change(api, "createOrganisation", "organisation { id }", name="x", type="SCHOOL", latitude=91)
    assert [error["field"] for error in refused["errors"]] == ["latitude"]
    refused = await change(api, "createPerson", "person { id }", name="An", givenName="\u200b")
    assert [error["field"] for error in refused["errors"]] == ["givenName"]
    refused = await change(api, "changeRole", "role { id }", record="role/ict", clear=["name"])
    assert [error["field"] for error in refused["errors"]] == ["clear"]


@pytest.mark.parametrize("person", ["person/an", "an@brug.example"])
async def test_a_person_is_named_by_id_or_by_address(api: Api, person: str) -> None:
    await change(api, "changePerson", "person { id }", record="person/an", email="an@brug.example")
    done = await change(api, "changePerson", "person { id familyName }", record=person, familyName="Claeys")
    assert done["person"] == {"id": "person/an", "familyName": "Claeys"}


async def test_a_record_is_named_by_its_number_wherever_one_is_named(api: Api) -> None:
    await change(api, "changeOrganisation", "organisation { id }", record=BRUG, number="012345")
    await change(api, "changePerson", "person { id }", record="person/an", email="an@brug.example")
    made = await change(api, "createPerson", "person { id }", name="Zoë Maes", email="zoe@brug.example", at="012345")
    assert made["errors"] == []
    done = await change(api, "correctRecord", "record { id }", record="zoe@brug.example", values={"given_name": "Zoë"})
    assert done["record"] == {"id": made["person"]["id"]}
    given = {"holder": "zoe@brug.example", "kind": "EXECUTES", "subject": "task/wifi", "scope": ["012345"]}
    assert (await change(api, "grantMandate", "mandate { id }", **given))["errors"] == []


async def test_what_is_named_and_not_there_is_told_at_its_field(api: Api) -> None:
    for verb, field, given in (
        ("createRole", "at", {"name": "Mediacoach", "at": "nergens"}),
        ("changePerson", "record", {"record": "niemand@x.example", "name": "An"}),
        ("correctRecord", "record", {"record": "task/nergens", "values": {"name": "x"}}),
        ("endMandate", "mandate", {"mandate": "executes/nergens", "until": "2027-01-01"}),
        ("removeRecord", "record", {"record": "nergens"}),
    ):
        refused = await change(api, verb, "__typename", **given)
        assert [(error["code"], error["field"]) for error in refused["errors"]] == [("NOT_FOUND", field)], verb
        assert refused["revision"] is None


async def test_a_field_within_what_was_given_is_told_by_its_path(api: Api) -> None:
    refused = await change(api, "addRecord", "__typename", kind="task", values={"name": "x", "usual_level": "zot"})
    assert [error["field"] for error in refused["errors"]] == ["values.usual_level"]
    refused = await change(api, "correctRecord", "__typename", record="person/an", values={"email": "zot"})
    assert [error["field"] for error in refused["errors"]] == ["values.email"]


async def test_an_edge_becomes_different_from_a_day_on_and_is_taken_away(api: Api) -> None:
    given = {"holder": "role/ict", "kind": "STEERS", "subject": "task/wifi", "scope": [BRUG], "since": "2026-09-01"}
    granted = await change(api, "grantMandate", "mandate { id }", **given)
    asked = {"record": granted["mandate"]["id"], "since": "2027-01-01", "values": {"note": "ook 's avonds"}}
    done = await change(api, "changeFrom", "records { ... on Mandate { since until note } }", **asked)
    assert done["records"] == [
        {"since": "2026-09-01", "until": "2027-01-01", "note": None},
        {"since": "2027-01-01", "until": None, "note": "ook 's avonds"},
    ]
    removed = await change(api, "removeRecord", "__typename", record=granted["mandate"]["id"])
    assert removed["errors"] == []
    assert (await api.ask("query($id: ID!) { node(id: $id) { id } }", id=asked["record"]))["node"] is None
