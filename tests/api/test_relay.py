"""Relay: pages forward and backward, cursors that stay good, counts, refused sizes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.clients import GROUP, Api, api_over
from tests.graphs import node, records_of

TASKS = [f"task/t{number:02}" for number in range(25)]
PAGE = """
query($first: Int, $last: Int, $after: Cursor, $before: Cursor) {
  tasks(first: $first, last: $last, after: $after, before: $before) {
    totalCount
    edges { cursor node { id } }
    nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


def ids(page: dict) -> list[str]:
    assert [edge["node"]["id"] for edge in page["edges"]] == [one["id"] for one in page["nodes"]]
    return [one["id"] for one in page["nodes"]]


@pytest.fixture
async def tasks():
    async with api_over(records_of([node(task) for task in TASKS])) as api:
        yield api


async def page_of(api: Api, **arguments: object) -> dict:
    return (await api.ask(PAGE, **arguments))["tasks"]


async def test_walking_forward_and_backward_meets_the_same_records(tasks: Api) -> None:
    forward: list[str] = []
    after = None
    while True:
        page = await page_of(tasks, first=7, after=after)
        forward += ids(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    backward: list[str] = []
    before = None
    while True:
        page = await page_of(tasks, last=7, before=before)
        backward = ids(page) + backward
        before = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            break
    assert forward == backward == TASKS


async def test_without_a_size_a_page_has_twenty(tasks: Api) -> None:
    page = await page_of(tasks)
    assert ids(page) == TASKS[:20]
    assert page["pageInfo"]["hasNextPage"] is True
    assert page["pageInfo"]["hasPreviousPage"] is False


async def test_the_end_cursor_is_that_of_the_last_edge(tasks: Api) -> None:
    page = await page_of(tasks, first=3)
    assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
    assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]


async def test_a_page_in_the_middle_has_both_neighbours(tasks: Api) -> None:
    start = (await page_of(tasks, first=5))["pageInfo"]["endCursor"]
    page = await page_of(tasks, first=5, after=start)
    assert ids(page) == TASKS[5:10]
    assert page["pageInfo"]["hasNextPage"] is page["pageInfo"]["hasPreviousPage"] is True


async def test_between_two_cursors_lies_what_lies_between(tasks: Api) -> None:
    edges = (await page_of(tasks, first=10))["edges"]
    page = await page_of(tasks, after=edges[2]["cursor"], before=edges[6]["cursor"])
    assert ids(page) == TASKS[3:6]


async def test_nothing_of_nothing_is_an_empty_page(tasks: Api) -> None:
    page = await page_of(tasks, first=0)
    assert (ids(page), page["totalCount"]) == ([], 25)
    assert page["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": False, "startCursor": None, "endCursor": None}


@pytest.mark.parametrize("sizes", [{"first": -1}, {"last": -1}, {"first": 101}, {"last": 101}, {"first": 1, "last": 1}])
async def test_sizes_that_cannot_be_are_refused(tasks: Api, sizes: dict[str, int]) -> None:
    assert await tasks.codes(PAGE, **sizes) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("cursor", ["", "x", "4", "YXJyYXljb25uZWN0aW9uOjQ", "WzIsInRhc2svdDAwIl0", "{}", "é", 5])
async def test_a_cursor_that_was_never_given_is_refused(tasks: Api, cursor: object) -> None:
    assert await tasks.codes(PAGE, after=cursor) == ["BAD_USER_INPUT"]


async def test_a_cursor_of_another_list_is_refused(tasks: Api) -> None:
    foreign = (await tasks.ask("{ changes(since: 0) { edges { cursor } } }"))["changes"]["edges"][0]["cursor"]
    assert await tasks.codes(PAGE, after=foreign) == ["BAD_USER_INPUT"]


async def test_a_cursor_stays_good_when_records_before_it_come_and_go(tasks: Api) -> None:
    cursor = (await page_of(tasks, first=5))["pageInfo"]["endCursor"]
    await tasks.ask(
        """mutation($changes: [ChangeInput!]!) { applyChanges(input: {changes: $changes}) { errors { message } } }""",
        changes=[
            {"put": {"kind": "task", "id": "task/a0", "name": "new"}},
            {"remove": "task/t00"},
            {"remove": "task/t04"},
        ],
    )
    assert ids(await page_of(tasks, first=3, after=cursor)) == TASKS[5:8]


async def test_every_node_of_a_page_is_found_again_by_its_id(tasks: Api) -> None:
    found = ids(await page_of(tasks, first=25))
    data = await tasks.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=found)
    assert [one["id"] for one in data["nodes"]] == found


async def test_the_total_counts_the_whole_list_on_every_page(tasks: Api) -> None:
    cursor = (await page_of(tasks, first=20))["pageInfo"]["endCursor"]
    assert (await page_of(tasks, first=2, after=cursor))["totalCount"] == 25


WORKED_OUT = """
query($o: ID!) {
  findings(first: 5) { nodes { id } }
  mandates: busFactor(organisation: $o) { items { nodes { id } } singlePoints { items { nodes { id } } } }
  topics: busFactor(organisation: $o, items: EXPERTISE, minLevel: 4) { items { nodes { id busFactor } } }
  crossed: busFactor(organisation: $o, items: CROSSED) { items { nodes { id } } }
  changes(since: 0) { nodes { id changes(first: 5) { nodes { id } } } }
}
"""


def ids_in(answer: Any) -> Iterator[str]:
    """Every id in an answer, however deep."""
    if isinstance(answer, dict):
        yield from (answer["id"],) if "id" in answer else ()
        answer = list(answer.values())
    if isinstance(answer, list):
        for part in answer:
            yield from ids_in(part)


async def test_what_is_worked_out_is_found_again_by_its_id(api: Api) -> None:
    asked = sorted(set(ids_in(await api.ask(WORKED_OUT, o=GROUP))))
    assert {one.partition("/")[0] for one in asked} == {"finding", "item", "revision", "change"}
    assert f"item/expertise:{GROUP}:expertise/wifi:4" in asked
    assert f"item/crossed:{GROUP}:task/wifi:EXECUTES:expertise/wifi" in asked
    data = await api.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=asked)
    assert [one["id"] for one in data["nodes"]] == asked


async def test_an_item_found_by_its_id_tells_who_hold_it_from_that_level(api: Api) -> None:
    data = await api.ask(
        """query($four: ID!, $five: ID!) {
          four: node(id: $four) { ...on BusFactorItem { busFactor persons { id } } }
          five: node(id: $five) { id } }""",
        four=f"item/expertise:{GROUP}:expertise/wifi:4",
        five=f"item/expertise:{GROUP}:expertise/wifi:5",
    )
    assert data == {"four": {"busFactor": 1, "persons": [{"id": "person/an"}]}, "five": None}


@pytest.mark.parametrize(
    "unknown",
    [
        "finding/0000000000000000",
        f"item/mandates:{GROUP}:task/none:EXECUTES",
        "item/mandates:organisation/none:task/wifi:EXECUTES",
        f"item/mandates:{GROUP}:task/wifi:KNOWS",
        f"item/mandates:{GROUP}",
        f"item/expertise:{GROUP}:expertise/wifi:6",
        "item/",
        "revision/0",
        "revision/٣",
        "revision/99",
        "change/1:task/none",
        "change/99:task/wifi",
        "change/1",
    ],
)
async def test_an_id_of_something_that_is_not_worked_out_gives_null(api: Api, unknown: str) -> None:
    assert await api.ask("query($id: ID!) { node(id: $id) { id } }", id=unknown) == {"node": None}
