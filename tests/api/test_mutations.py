"""The changes: each is one revision, answers the record as it is now, and tells in codes what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.clients import BRUG, GROUP, SLUIS, Api

ERRORS = "errors { code field message record } revision { number author reason }"


async def change(api: Api, verb: str, kind: str, answer: str, /, **given: Any) -> Any:
    query = f"mutation($input: {kind}!) {{ {verb}(input: $input) {{ {answer} {ERRORS} }} }}"
    return (await api.ask(query, input=given))[verb]


async def grant(api: Api, **more: Any) -> Any:
    wanted = {"kind": "STEERS", "holder": "role/ict", "subject": "task/wifi", "scope": [BRUG], "since": "2026-09-01"}
    return await change(
        api,
        "grantMandate",
        "GrantMandateInput",
        "mandate { id kind from { id } to { id } since }",
        **{**wanted, **more},
    )


async def test_granting_a_mandate_shows_it_at_once(api: Api) -> None:
    done = await grant(api, reason="new year")
    assert done["errors"] == []
    assert done["revision"] == {"number": 2, "author": "local owner", "reason": "new year"}
    mandate = done["mandate"]
    assert (mandate["kind"], mandate["from"]["id"], mandate["to"]["id"]) == ("STEERS", "role/ict", "task/wifi")
    again = await api.ask("query($id: ID!) { node(id: $id) { id } }", id=mandate["id"])
    assert again["node"] == {"id": mandate["id"]}


async def test_the_same_key_is_done_once_and_answered_twice(api: Api) -> None:
    first = await grant(api, key="k1")
    second = await grant(api, key="k1")
    assert first == second
    assert api.desk.revision == 2


async def test_the_same_key_with_other_content_is_refused(api: Api) -> None:
    await grant(api, key="k1")
    refused = await grant(api, key="k1", subject="task/print")
    assert [error["code"] for error in refused["errors"]] == ["KEY_REUSED"]
    assert refused["mandate"] is None


async def test_a_change_decided_on_an_old_revision_is_a_conflict(api: Api) -> None:
    await grant(api)
    refused = await grant(api, subject="task/print", expectedRevision=1)
    assert [error["code"] for error in refused["errors"]] == ["CONFLICT"]
    assert api.desk.revision == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"subject": "task/none"}, "BAD_USER_INPUT"),
        ({"holder": "nonsense"}, "BAD_USER_INPUT"),
        ({"until": "2026-09-01"}, "BAD_USER_INPUT"),
        ({"rank": -1}, "BAD_USER_INPUT"),
        ({"holder": "person/an", "scope": []}, "BAD_USER_INPUT"),
        ({"key": ""}, "BAD_USER_INPUT"),
    ],
)
async def test_what_cannot_be_is_told_and_nothing_changes(api: Api, given: dict[str, Any], code: str) -> None:
    refused = await grant(api, **given)
    assert {error["code"] for error in refused["errors"]} == {code}
    assert all(error["message"].endswith(".") for error in refused["errors"])
    assert (refused["mandate"], refused["revision"], api.desk.revision) == (None, None, 1)


@pytest.mark.parametrize(
    ("name", "given", "field"),
    [
        ("grantMandate", {"kind": "STEERS", "holder": "role/ict", "subject": "task/none"}, "subject"),
        ("grantMandate", {"kind": "STEERS", "holder": "nonsense", "subject": "task/wifi"}, "holder"),
        ("joinBody", {"member": "task/wifi", "body": "body/team"}, "member"),
        ("recordExpertise", {"person": "person/an", "expertise": "task/wifi", "level": 2}, "expertise"),
        ("optOut", {"organisation": BRUG, "subject": "person/an"}, "subject"),
        ("markNotUsed", {"organisation": BRUG, "subject": "task/none"}, "subject"),
        (
            "registerAbsence",
            {"person": "person/an", "since": "2026-10-15", "organisations": ["body/team"]},
            "organisations",
        ),
    ],
)
async def test_an_end_that_does_not_fit_is_told_by_what_the_input_calls_it(
    api: Api, name: str, given: dict[str, Any], field: str
) -> None:
    refused = await change(api, name, f"{name[0].upper()}{name[1:]}Input", "", **given)
    assert [error["field"] for error in refused["errors"]] == [field]
    assert api.desk.revision == 1


async def test_ending_a_mandate_keeps_it_with_its_end(api: Api) -> None:
    done = await change(
        api, "endMandate", "EndMandateInput", "mandate { until }", mandate="executes/wifi", until="2026-12-01"
    )
    assert (done["mandate"], done["errors"]) == ({"until": "2026-12-01"}, [])


async def test_ending_a_mandate_that_is_not_there_is_not_found(api: Api) -> None:
    done = await change(
        api, "endMandate", "EndMandateInput", "mandate { until }", mandate="executes/none", until="2026-12-01"
    )
    assert [error["code"] for error in done["errors"]] == ["NOT_FOUND"]


async def test_confirming_mandates_confirms_all_or_none(api: Api) -> None:
    mandates = ["executes/wifi", "decides/buy"]
    kind, answer = "ConfirmMandatesInput", "mandates { id verifiedOn }"
    refused = await change(api, "confirmMandates", kind, answer, mandates=[*mandates, "decides/none"])
    assert (refused["mandates"], api.desk.revision) == ([], 1)
    done = await change(api, "confirmMandates", kind, answer, mandates=mandates)
    assert {one["id"]: one["verifiedOn"] for one in done["mandates"]} == dict.fromkeys(mandates, "2026-10-15")


async def test_appointing_keeps_the_fraction_as_people_write_it_and_lets_them_belong(api: Api) -> None:
    done = await change(
        api,
        "appoint",
        "AppointInput",
        "holding { id fraction fractionAsWritten days from { id affiliations { nodes { to { id } } } } }",
        person="person/cis",
        role="role/ict",
        since="2026-10-01",
        fraction="15/21",
        days=["MON_AM", "TUE_PM"],
    )
    assert done["errors"] == []
    holding = done["holding"]
    assert holding["fraction"] == pytest.approx(15 / 21)
    assert (holding["fractionAsWritten"], sorted(holding["days"])) == ("15/21", ["MON_AM", "TUE_PM"])
    assert {one["to"]["id"] for one in holding["from"]["affiliations"]["nodes"]} == {SLUIS, GROUP}
    ended = await change(
        api, "endHolding", "EndHoldingInput", "holding { until }", holding=holding["id"], until="2026-11-01"
    )
    assert ended["holding"] == {"until": "2026-11-01"}


async def test_an_absence_is_registered_wherever_the_person_belongs_and_is_seen_in_the_answers(api: Api) -> None:
    done = await change(
        api,
        "registerAbsence",
        "RegisterAbsenceInput",
        "absences { to { id } since }",
        person="person/an",
        since="2026-10-15",
    )
    assert done["absences"] == [{"to": {"id": GROUP}, "since": "2026-10-15"}]
    data = await api.ask(
        'query($o: ID!) { responsibility(organisation: $o, subject: "wifi") { executors { available } } }', o=GROUP
    )
    assert data["responsibility"]["executors"] == [{"available": False}]


async def test_recording_expertise_needs_a_level_or_a_wish(api: Api) -> None:
    kind, answer = "RecordExpertiseInput", "knows { level wants provenance }"
    given = {"person": "person/cis", "expertise": "expertise/wifi"}
    refused = await change(api, "recordExpertise", kind, answer, **given)
    assert [(error["code"], error["field"]) for error in refused["errors"]] == [("BAD_USER_INPUT", "level")]
    done = await change(api, "recordExpertise", kind, answer, **given, level=3, provenance="ENDORSED")
    assert done["knows"] == {"level": 3, "wants": False, "provenance": "ENDORSED"}


async def test_reverting_undoes_a_revision_and_tells_what_it_left(api: Api) -> None:
    granted = (await grant(api))["mandate"]["id"]
    await change(api, "endMandate", "EndMandateInput", "mandate { id }", mandate=granted, until="2026-12-01")
    kind, answer = "RevertRevisionInput", "leftOut { recordId reason }"
    kept = await change(api, "revertRevision", kind, answer, revision=2)
    assert [one["recordId"] for one in kept["leftOut"]] == [granted]
    undone = await change(api, "revertRevision", kind, answer, revision=3)
    assert (undone["leftOut"], undone["errors"]) == ([], [])
    data = await api.ask("query($id: ID!) { node(id: $id) { ... on Mandate { until } } }", id=granted)
    assert data["node"] == {"until": None}
    unknown = await change(api, "revertRevision", kind, answer, revision=99)
    assert [error["code"] for error in unknown["errors"]] == ["NOT_FOUND"]


async def test_applied_changes_are_whole_or_not_at_all(api: Api) -> None:
    kind, answer = "ApplyChangesInput", "records { id }"
    good = {"put": {"kind": "task", "id": "task/new", "name": "New"}}
    bad = {"put": {"kind": "task", "id": "organisation/wrong"}}
    refused = await change(api, "applyChanges", kind, answer, changes=[good, bad])
    assert {error["field"] for error in refused["errors"]} == {"id", "name"}
    assert await api.ask('{ node(id: "task/new") { id } }') == {"node": None}
    done = await change(api, "applyChanges", kind, answer, changes=[good])
    assert done["records"] == [{"id": "task/new"}]


@pytest.mark.parametrize("wrong", [{}, {"put": {"kind": "task"}, "remove": "task/wifi"}])
async def test_a_change_puts_or_removes(api: Api, wrong: dict[str, Any]) -> None:
    refused = await change(api, "applyChanges", "ApplyChangesInput", "records { id }", changes=[wrong])
    assert [(error["code"], error["field"]) for error in refused["errors"]] == [("BAD_USER_INPUT", "changes")]


async def test_removing_a_node_that_others_name_is_refused(api: Api) -> None:
    refused = await change(api, "applyChanges", "ApplyChangesInput", "records { id }", changes=[{"remove": "role/ict"}])
    assert {error["code"] for error in refused["errors"]} == {"BAD_USER_INPUT"}
    assert api.desk.revision == 1


async def test_several_changes_in_one_request_are_made_in_order(api: Api) -> None:
    data = await api.ask(
        """mutation {
          first: endMandate(input: {mandate: "executes/wifi", until: "2026-11-01"}) { revision { number } }
          second: endMandate(input: {mandate: "executes/wifi", until: "2026-12-01"}) { revision { number } }
        }"""
    )
    assert [data[name]["revision"]["number"] for name in ("first", "second")] == [2, 3]


@pytest.mark.parametrize(
    ("verb", "given", "answer", "shown"),
    [
        ("joinBody", {"member": "person/cis", "body": "body/team"}, "membership { capacity }", {"capacity": "MEMBER"}),
        ("optOut", {"organisation": BRUG, "subject": "task/wifi"}, "optsOut { from { id } }", {"from": {"id": BRUG}}),
        (
            "markNotUsed",
            {"organisation": BRUG, "subject": "task/print"},
            "notUsedAt { to { id } }",
            {"to": {"id": BRUG}},
        ),
        (
            "setNorm",
            {"name": "Wifi", "subject": "task/wifi", "mandate": "STEERS", "appliesToTypes": ["SCHOOL"]},
            "norm { mandate minimum }",
            {"mandate": "STEERS", "minimum": 1},
        ),
        ("endRecord", {"record": "executes/wifi", "until": "2026-12-01"}, "record { id }", {"id": "executes/wifi"}),
        ("mergeRecords", {"keep": BRUG, "drop": SLUIS}, "record { id } leftOut { reason }", {"id": BRUG}),
    ],
)
async def test_each_further_change_answers_its_record(
    api: Api, verb: str, given: dict[str, Any], answer: str, shown: dict[str, Any]
) -> None:
    done = await change(api, verb, f"{verb[0].upper()}{verb[1:]}Input", answer, **given)
    assert done["errors"] == []
    assert done[answer.split(" ", 1)[0]] == shown
    assert done["revision"]["number"] == 2


async def test_handing_over_answers_what_ended_and_what_began(api: Api) -> None:
    given = {"person": "person/an", "to": "person/cis", "on": "2027-05-01"}
    done = await change(api, "handOver", "HandOverInput", "records { __typename }", **given)
    assert sorted(one["__typename"] for one in done["records"]) == [
        "AffiliatedWith",
        "Holds",
        "Holds",
        "MemberOf",
        "MemberOf",
    ]


async def test_copying_an_arrangement_answers_what_came_along_and_what_did_not(api: Api) -> None:
    given = {"source": GROUP, "target": BRUG}
    answer = "records { __typename } leftOut { recordId }"
    done = await change(api, "copyArrangement", "CopyArrangementInput", answer, **given)
    assert "Role" in {one["__typename"] for one in done["records"]}
    assert done["leftOut"] == []


async def test_the_id_of_a_merged_record_leads_to_the_kept_one(api: Api) -> None:
    await change(api, "mergeRecords", "MergeRecordsInput", "record { id }", keep=BRUG, drop=SLUIS)
    data = await api.ask("query($id: ID!) { node(id: $id) { id } organisation(id: $id) { id } }", id=SLUIS)
    assert data == {"node": {"id": BRUG}, "organisation": {"id": BRUG}}
