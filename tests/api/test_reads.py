"""What can be read: records by id or by what people call them, lists, relations, days and moments."""

from __future__ import annotations

import pytest

from tests.api.clients import BRUG, GROUP, Api


async def test_node_gives_a_node_and_an_edge_by_their_ids(api: Api) -> None:
    data = await api.ask(
        '{ person: node(id: "person/an") { __typename id } mandate: node(id: "executes/wifi") { __typename id } }'
    )
    assert data == {
        "person": {"__typename": "Person", "id": "person/an"},
        "mandate": {"__typename": "Mandate", "id": "executes/wifi"},
    }


@pytest.mark.parametrize("wanted", ["person/nobody", "", "nonsense", "person/", "a/b/c", "revision/99", "é" * 500])
async def test_an_unknown_or_malformed_id_gives_null(api: Api, wanted: str) -> None:
    query = """query($id: ID!) {
      node(id: $id) { id } organisation(id: $id) { id } person(id: $id) { id } task(id: $id) { id }
    }"""
    assert await api.ask(query, id=wanted) == {"node": None, "organisation": None, "person": None, "task": None}


async def test_nodes_keeps_the_order_and_leaves_a_hole_for_what_is_unknown(api: Api) -> None:
    data = await api.ask('{ nodes(ids: ["task/wifi", "task/none", "person/an"]) { id } }')
    assert data["nodes"] == [{"id": "task/wifi"}, None, {"id": "person/an"}]


async def test_more_than_a_hundred_ids_are_refused(api: Api) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert await api.codes(query, ids=["task/wifi"] * 101) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ('organisation(id: "012345")', BRUG),
        ('organisation(id: "informat:77")', "organisation/sluis"),
        ('person(id: "AN@vaart.example")', "person/an"),
        ('task(id: "wifi")', "task/wifi"),
        ('decision(id: "Aankopen")', "decision/buy"),
        ('expertise(id: "wifi")', "expertise/wifi"),
        ('role(id: "role/ict")', "role/ict"),
        ('body(id: "body/team")', "body/team"),
    ],
)
async def test_one_record_by_what_others_call_it(api: Api, question: str, found: str) -> None:
    data = await api.ask("{ one: " + question + " { id } }")
    assert data == {"one": {"id": found}}


async def test_a_role_is_not_given_as_a_body(api: Api) -> None:
    assert await api.ask('{ body(id: "role/ict") { id } task(id: "Aankopen") { id } }') == {"body": None, "task": None}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("organisations", [BRUG, "organisation/sluis", GROUP]),
        ("organisations(type: [SCHOOL_GROUP])", [GROUP]),
        ("organisations(level: BASIS)", [BRUG]),
        (f'organisations(below: "{BRUG}")', [BRUG]),
        ("schools", [BRUG, "organisation/sluis"]),
        (f'schools(below: "{BRUG}")', [BRUG]),
        ("persons", ["person/an", "person/bo", "person/cis"]),
        ("persons(type: PUPIL)", ["person/bo"]),
        (f'persons(affiliatedWith: "{GROUP}")', ["person/an"]),
        (f'persons(affiliatedWith: "{GROUP}", on: "2024-08-31")', []),
        (f'roles(at: "{GROUP}")', ["role/ict"]),
        ("tasks", ["task/print", "task/wifi"]),
        ('tasks(group: "task_group/tech")', ["task/wifi"]),
        ('tasks(group: "task_group/none")', []),
        ("decisions", ["decision/buy"]),
        ("taskGroups", ["task_group/tech"]),
        (f'bodies(organisation: "{GROUP}")', ["body/team"]),
        (f'bodies(organisation: "{BRUG}")', []),
        ("expertises", ["expertise/wifi"]),
    ],
)
async def test_a_list_holds_what_it_says_in_order_of_id(api: Api, question: str, found: list[str]) -> None:
    data = await api.ask("{ list: " + question + " { totalCount nodes { id } } }")
    assert data["list"] == {"totalCount": len(found), "nodes": [{"id": one} for one in found]}


async def test_children_take_the_day_of_their_parent_unless_they_are_given_their_own(api: Api) -> None:
    data = await api.ask(
        """{
          role(id: "role/ict", on: "2025-08-31") {
            then: mandates { nodes { id } }
            now: mandates(on: "2026-10-15") { nodes { id } }
          }
        }"""
    )
    then = [mandate["id"] for mandate in data["role"]["then"]["nodes"]]
    now = [mandate["id"] for mandate in data["role"]["now"]["nodes"]]
    assert then == ["contact_point_for/wifi", "decides/buy"]
    assert now == ["contact_point_for/wifi", "decides/buy", "executes/wifi"]


async def test_a_mandate_shows_its_holder_its_subject_and_where_it_is_for(api: Api) -> None:
    data = await api.ask(
        """{ node(id: "decides/buy") { ... on Mandate {
          kind ceilingEur from { __typename id name } to { __typename id name names { text } }
          scope { id } resolvedScope { id } channel { id } } } }"""
    )
    assert data["node"] == {
        "kind": "DECIDES",
        "ceilingEur": 5000,
        "from": {"__typename": "Role", "id": "role/ict", "name": "ICT-coördinator"},
        "to": {"__typename": "Decision", "id": "decision/buy", "name": "Aankopen", "names": []},
        "scope": [{"id": GROUP}],
        "resolvedScope": [{"id": GROUP}],
        "channel": None,
    }


async def test_texts_come_per_language(api: Api) -> None:
    data = await api.ask(
        '{ task(id: "task/wifi") { names { language text } keywords { language texts } requires { nodes { level } } } }'
    )
    assert data["task"] == {
        "names": [
            {"language": "en", "text": "Maintain the network"},
            {"language": "nl", "text": "Netwerk onderhouden"},
        ],
        "keywords": [{"language": "nl", "texts": ["draadloos", "wifi"]}],
        "requires": {"nodes": [{"level": 2}]},
    }


async def test_what_was_known_before_a_change_can_still_be_read(api: Api) -> None:
    await api.ask('mutation { endMandate(input: {mandate: "executes/wifi", until: "2026-10-01"}) { errors { code } } }')
    query = 'query($k: KnownAt) { role(id: "role/ict", knownAt: $k) { mandates { totalCount } } }'
    assert (await api.ask(query, k=1))["role"]["mandates"]["totalCount"] == 3
    assert (await api.ask(query, k="1"))["role"]["mandates"]["totalCount"] == 3
    assert (await api.ask(query, k=2))["role"]["mandates"]["totalCount"] == 2
    assert (await api.ask(query))["role"]["mandates"]["totalCount"] == 2


async def test_a_revision_that_does_not_exist_yet_is_an_error_of_that_field_alone(api: Api) -> None:
    body = await api.answer('{ now: task(id: "task/wifi") { id } then: task(id: "task/wifi", knownAt: 9) { id } }')
    assert body["data"] == {"now": {"id": "task/wifi"}, "then": None}
    assert [(error["path"], error["extensions"]["code"]) for error in body["errors"]] == [(["then"], "NOT_FOUND")]


async def test_a_request_may_look_at_two_moments_and_no_more(api: Api) -> None:
    moments = " ".join(f'a{k}: task(id: "task/wifi", knownAt: {k}) {{ id }}' for k in (0, 1))
    assert "errors" not in await api.answer("{ " + moments + " }")
    third = moments + ' b: task(id: "task/wifi", knownAt: "2026-01-01") { id }'
    assert await api.codes("{ " + third + " }") == ["COST_LIMIT"]


@pytest.mark.parametrize("moment", ["yesterday", "2026-02-30", "2026-01-01T10:00:00", -1, 1.5, True])
async def test_a_moment_that_is_none_is_refused(api: Api, moment: object) -> None:
    codes = await api.codes('query($k: KnownAt) { task(id: "task/wifi", knownAt: $k) { id } }', k=moment)
    assert codes == ["BAD_USER_INPUT"]


async def test_search_forgives_accents_case_and_typos_and_says_how_well_it_fits(api: Api) -> None:
    data = await api.ask('{ search(text: "COORDINATR") { totalCount edges { score node { id } } } }')
    assert [found["node"]["id"] for found in data["search"]["edges"]] == ["role/ict"]
    assert 0 < data["search"]["edges"][0]["score"] < 1


async def test_search_looks_only_through_the_kinds_that_are_asked(api: Api) -> None:
    data = await api.ask('{ search(text: "wifi", kinds: [TASK]) { nodes { id } } }')
    assert data["search"]["nodes"] == [{"id": "task/wifi"}]


async def test_history_and_changes_tell_what_each_revision_did(api: Api) -> None:
    await api.ask(
        """mutation { endMandate(input: {mandate: "executes/wifi", until: "2026-11-01", reason: "moves"}) {
        errors { code } } }"""
    )
    data = await api.ask(
        """{
          history(id: "executes/wifi") { nodes { id revision { number reason } before after } }
          changes(since: 1) { nodes { number author reason changes { nodes { id recordId } } } }
          revision { id number }
          node(id: "revision/1") { __typename id }
          none: history(id: "executes/none") { totalCount }
        }"""
    )
    first, second = data["history"]["nodes"]
    assert (first["revision"]["number"], first["before"]) == (1, None)
    assert second["revision"] == {"number": 2, "reason": "moves"}
    assert second["after"]["until"] == "2026-11-01"
    change = {"id": "change/2:executes/wifi", "recordId": "executes/wifi"}
    assert second["id"] == change["id"]
    assert data["changes"]["nodes"] == [
        {"number": 2, "author": "local owner", "reason": "moves", "changes": {"nodes": [change]}}
    ]
    assert data["revision"] == {"id": "revision/2", "number": 2}
    assert data["node"] == {"__typename": "Revision", "id": "revision/1"}
    assert data["none"] is None


async def test_a_mandate_of_any_kind_has_the_fields_of_all_kinds(api: Api) -> None:
    told = await api.ask('{ role(id: "role/ict") { mandates { nodes { kind ceilingEur hoursPerWeek } } } }')
    found = {(m["kind"], m["ceilingEur"], m["hoursPerWeek"]) for m in told["role"]["mandates"]["nodes"]}
    assert found == {("DECIDES", 5000, None), ("EXECUTES", None, None), ("CONTACT_POINT_FOR", None, None)}
