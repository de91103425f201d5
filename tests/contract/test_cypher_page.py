"""The queries of docs/cypher.md, run on a real Neo4j, against what the API answers to the same question."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.store.neo4j.log import LABELS
from graph.store.neo4j.store import Neo4jStore
from graph.usecases.desk import Desk
from service.cli.tools import load_example
from service.config import Settings
from service.http.app import create_app
from tests.api.clients import Api
from tests.clocks import HandClock
from tests.conftest import Neo4jServer
from tests.signed_in import signed_in

pytestmark = pytest.mark.neo4j

PAGE = (Path(__file__).parents[2] / "docs" / "cypher.md").read_text()
QUERIES = {
    int(number): query
    for number, query in re.findall(r"^## (\d+)\. .*?```cypher\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE)
}
SCHOOL, ABOVE, TOPIC = "organisation/de-kade-wijgmaal", "organisation/scholengroep-de-vaart", "expertise/e1"
PARAMETERS: dict[str, Any] = {"on": "2026-10-15", "school": SCHOOL, "above": ABOVE, "topic": TOPIC, "level": 2}
PERIOD = "since until"

Rows = set[tuple[Any, ...]]


@pytest.fixture(scope="module")
def example(neo4j_server: Neo4jServer) -> Neo4jServer:
    """The server with the example school group in its store."""
    neo4j_server.wipe()
    asyncio.run(_load(neo4j_server))
    return neo4j_server


async def _load(server: Neo4jServer) -> None:
    async with Desk(_store(server)) as desk:
        await load_example(desk)


def _store(server: Neo4jServer) -> Neo4jStore:
    return Neo4jStore(server.uri, user=server.user, password=server.password)


@pytest.fixture
async def api(example: Neo4jServer) -> AsyncIterator[Api]:
    """The API over that store, on 15 October 2026."""
    async with Desk(_store(example), clock=HandClock()) as desk:
        app = create_app(desk, Settings(store="sqlite:///:memory:"))
        transport, cookies = httpx.ASGITransport(app=app), await signed_in(desk)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", cookies=cookies) as http:
            yield Api(http, desk)


async def everything(api: Api, field: str, wanted: str, *, a_page: int = 25) -> list[Any]:
    """All items of a root connection, page by page."""
    found: list[Any] = []
    after = None
    while True:
        connection = f"{field}(first: {a_page}, after: $after) {{ {PAGE_FIELDS} nodes {{ {wanted} }} }}"
        query = f"query($after: Cursor) {{ {connection} }}"
        page = (await api.ask(query, after=after))[field]
        found.extend(page["nodes"])
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


PAGE_FIELDS = "pageInfo { hasNextPage endCursor }"
MANDATES = (
    "mandates(first: 70) { pageInfo { hasNextPage } "
    "nodes { id kind from { id } scope { id } ceilingEur rank channel { id address } } }"
)


async def mandates(api: Api) -> list[tuple[str, Any]]:
    """Every mandate in force with the subject that it is on."""
    found = []
    for field in ("tasks", "decisions", "taskGroups"):
        for subject in await everything(api, field, f"id {MANDATES}", a_page=6):
            assert not subject["mandates"]["pageInfo"]["hasNextPage"]
            found.extend((subject["id"], mandate) for mandate in subject["mandates"]["nodes"])
    return found


async def granted_at_a_school(api: Api) -> Rows:
    return {
        (mandate["kind"], subject, mandate["from"]["id"], mandate["ceilingEur"])
        for subject, mandate in await mandates(api)
        if SCHOOL in {organisation["id"] for organisation in mandate["scope"]}
    }


async def holdings(api: Api) -> Rows:
    places = "places { nodes { to { id } } }"
    wanted = f"id {places} holdings(first: 20) {{ nodes {{ from {{ id }} fractionAsWritten actingFor {{ id }} }} }}"
    return {
        (
            holding["from"]["id"],
            role["id"],
            place["to"]["id"],
            holding["fractionAsWritten"],
            holding["actingFor"] and holding["actingFor"]["id"],
        )
        for role in await everything(api, "roles", wanted)
        for place in role["places"]["nodes"]
        for holding in role["holdings"]["nodes"]
    }


async def most_mandates(api: Api) -> Rows:
    by_holder: dict[str, set[str]] = {}
    for _subject, mandate in await mandates(api):
        by_holder.setdefault(mandate["from"]["id"], set()).add(mandate["id"])
    counted: Counter[str] = Counter()
    for person in await everything(api, "persons", "id holdings(first: 20) { nodes { to { id } } }"):
        holders = [person["id"], *(holding["to"]["id"] for holding in person["holdings"]["nodes"])]
        counted[person["id"]] = len(set().union(*(by_holder.get(holder, set()) for holder in holders)))
    return {(person, count) for person, count in counted.items() if count}


async def members(api: Api) -> Rows:
    bodies = await everything(api, "bodies", "id type members(first: 100) { nodes { from { id } capacity } }")
    return {
        (body["id"], body["type"].lower(), member["from"]["id"], member["capacity"].lower())
        for body in bodies
        for member in body["members"]["nodes"]
    }


async def absent(api: Api) -> Rows:
    places = await everything(api, "organisations", "id absences(first: 50) { nodes { from { id } until } }")
    return {
        (absence["from"]["id"], place["id"], absence["until"] and date.fromisoformat(absence["until"]))
        for place in places
        for absence in place["absences"]["nodes"]
    }


async def tasks_without_mandate(api: Api) -> Rows:
    tasks = await everything(api, "tasks", "id mandates { totalCount }")
    return {(task["id"],) for task in tasks if not task["mandates"]["totalCount"]}


async def unfilled_seats(api: Api) -> Rows:
    roles = await everything(api, "roles", "id seats holdings(first: 20) { nodes { from { id } actingFor { id } } }")
    filled = {
        role["id"]: (role["seats"], len({h["from"]["id"] for h in role["holdings"]["nodes"] if h["actingFor"] is None}))
        for role in roles
    }
    return {(role, seats, holders) for role, (seats, holders) in filled.items() if holders < seats}


async def knows_a_topic(api: Api) -> Rows:
    topics = await everything(api, "expertises", "id broader(first: 20) { nodes { to { id } } }")
    up = {topic["id"]: {broader["to"]["id"] for broader in topic["broader"]["nodes"]} for topic in topics}
    wanted = {TOPIC}
    while more := {topic for topic, broader in up.items() if broader & wanted} - wanted:
        wanted |= more
    people = await everything(api, "persons", "id knows(first: 50) { nodes { to { id } level verifiedOn } }")
    return {
        (person["id"], fact["to"]["id"], fact["level"], fact["verifiedOn"] and date.fromisoformat(fact["verifiedOn"]))
        for person in people
        for fact in person["knows"]["nodes"]
        if fact["to"]["id"] in wanted and (fact["level"] or 0) >= 2
    }


async def schools_below(api: Api) -> Rows:
    places = await everything(
        api, "organisations", "id type number municipality partOf(first: 20) { nodes { to { id } } }"
    )
    up = {place["id"]: {link["to"]["id"] for link in place["partOf"]["nodes"]} for place in places}
    below = {ABOVE}
    while more := {place for place, above in up.items() if above & below} - below:
        below |= more
    return {
        (place["id"], place["number"], place["municipality"])
        for place in places
        if place["type"] == "SCHOOL" and place["id"] in below - {ABOVE}
    }


async def contact_points(api: Api) -> Rows:
    return {
        (
            subject,
            mandate["from"]["id"],
            mandate["rank"],
            mandate["channel"] and mandate["channel"]["id"],
            mandate["channel"] and mandate["channel"]["address"],
        )
        for subject, mandate in await mandates(api)
        if mandate["kind"] == "CONTACT_POINT_FOR"
    }


ANSWERS: dict[int, tuple[tuple[str, ...], Callable[[Api], Awaitable[Rows]]]] = {
    1: (("mandate", "subject", "holder", "ceiling_eur"), granted_at_a_school),
    2: (("person", "role", "place", "fraction", "acting_for"), holdings),
    3: (("person", "mandates"), most_mandates),
    4: (("body", "type", "member", "capacity"), members),
    5: (("person", "place", "back_on"), absent),
    6: (("task",), tasks_without_mandate),
    7: (("role", "seats", "filled"), unfilled_seats),
    8: (("person", "known", "level", "verified_on"), knows_a_topic),
    9: (("school", "number", "municipality"), schools_below),
    10: (("subject", "holder", "rank", "channel", "address"), contact_points),
}


def test_the_page_has_ten_queries_and_each_is_held_against_the_api() -> None:
    assert list(QUERIES) == list(ANSWERS) == list(range(1, 11))


@pytest.mark.parametrize("number", ANSWERS)
async def test_a_query_of_the_page_gives_what_the_api_answers(number: int, api: Api, example: Neo4jServer) -> None:
    columns, ask = ANSWERS[number]
    query = QUERIES[number]
    asked = {name: value for name, value in PARAMETERS.items() if f"${name}" in query}
    rows = example.run(query, **asked)
    found = {tuple(_plain(row[column]) for column in columns) for row in rows}
    assert found == await ask(api)
    assert found, "the example should have something to show"


def _plain(value: Any) -> Any:
    return value.to_native() if hasattr(value, "to_native") else value


@pytest.mark.usefixtures("api")
async def test_the_graph_is_pleasant_to_read(example: Neo4jServer) -> None:
    (row,) = example.run(
        "MATCH (s:School {id: $school})<-[:AT]-(:Role)<-[holding:HOLDS]-(:Person) WHERE holding.since IS NOT NULL "
        "RETURN labels(s) AS labels, s.name AS name, valueType(holding.since) AS since LIMIT 1",
        school=SCHOOL,
    )
    assert set(row["labels"]) == {"Organisation", "School"}
    assert row["name"]
    assert row["since"].startswith("DATE")
    (task,) = example.run("MATCH (t:Task:Subject) WHERE t.name_en IS NOT NULL RETURN t LIMIT 1")
    assert {"id", "name", "name_nl", "name_en", "keywords_nl"} <= set(task["t"])
    beside_it = " OR ".join(f"n:{label}" for label in (*LABELS, "Access", "AccessBucket"))
    loose = example.run(f"MATCH (n) WHERE n.id IS NULL AND NOT ({beside_it}) RETURN count(n) AS loose")
    assert loose == [{"loose": 0}]
