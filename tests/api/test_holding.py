"""An instance that holds a part of the register, asked over HTTP: it says what it holds, and where the rest is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.clients import BRUG, GROUP, SLUIS, api_over, small_group

ELSEWHERE = "https://twee.mandaten.example"
ASKED = "query ($id: ID!) { organisation(id: $id) { name } }"


def holding(**more: Any) -> Any:
    return api_over(small_group(), within=(BRUG,), places={GROUP: ELSEWHERE}, **more)


async def test_every_answer_and_the_probe_say_what_is_held() -> None:
    async with holding() as api:
        ready = await api.http.get("/readyz")
        assert ready.json()["within"] == [BRUG]
        assert ready.headers["x-register-within"] == BRUG
    async with api_over(small_group()) as api:
        ready = await api.http.get("/readyz")
        assert "within" not in ready.json()
        assert "x-register-within" not in ready.headers


async def test_what_is_held_elsewhere_is_answered_with_421_and_its_place() -> None:
    async with holding() as api:
        answer = await api.http.post("/graphql", json={"query": ASKED, "variables": {"id": SLUIS}})
        assert answer.status_code == 421
        assert answer.json()["errors"][0]["extensions"] == {
            "code": "NOT_HELD_HERE",
            "organisation": SLUIS,
            "address": ELSEWHERE,
        }
        here = await api.http.post("/graphql", json={"query": ASKED, "variables": {"id": BRUG}})
        assert (here.status_code, here.json()["data"]["organisation"]["name"]) == (200, "Basisschool De Brug")


async def test_an_answer_of_which_a_part_is_elsewhere_keeps_what_is_here() -> None:
    asked = 'query { schools { nodes { id heldAt } } organisation(id: "organisation/sluis") { name } }'
    async with holding() as api:
        answer = await api.http.post("/graphql", json={"query": asked})
        assert answer.status_code == 200
        assert answer.json()["data"] == {
            "schools": {"nodes": [{"id": BRUG, "heldAt": None}, {"id": SLUIS, "heldAt": ELSEWHERE}]},
            "organisation": None,
        }


@pytest.mark.parametrize(
    "question",
    [
        "{ persons { totalCount } }",
        "{ roles { totalCount } }",
        "{ findings(first: 1) { totalCount } }",
        '{ task(id: "task/wifi") { mandates { totalCount } } }',
        '{ expertise(id: "expertise/wifi") { knownBy { totalCount } } }',
        '{ organisations(below: "organisation/vaart") { totalCount } }',
    ],
)
async def test_lists_of_which_a_part_is_elsewhere_are_not_shown_as_whole_ones(question: str) -> None:
    async with holding() as api:
        assert await api.codes(question) == ["NOT_HELD_HERE"]


async def test_pairs_are_answered_one_by_one() -> None:
    pairs = [{"organisation": each, "subject": "task/wifi"} for each in (BRUG, SLUIS)]
    asked = "query ($pairs: [ResponsibilityPair!]!) { responsibilities(pairs: $pairs) { problem { code message } } }"
    async with holding() as api:
        here, there = (await api.ask(asked, pairs=pairs))["responsibilities"]
        assert here["problem"] is None
        assert there["problem"]["code"] == "NOT_HELD_HERE"
        assert ELSEWHERE in there["problem"]["message"]


async def test_a_page_about_a_school_that_is_held_elsewhere_leads_there() -> None:
    async with holding() as api:
        page = await api.http.get("/organisatie/sluis", headers={"accept-language": "nl"})
        assert page.status_code == 421
        assert f'href="{ELSEWHERE}/organisatie/sluis"' in page.text
        assert (await api.http.get("/organisatie/brug")).status_code == 200


async def test_a_program_without_rights_is_not_told_that_there_is_anything() -> None:
    async with holding() as api:
        api.http.cookies.clear()
        answers = [
            await api.http.post("/graphql", json={"query": ASKED, "variables": {"id": each}})
            for each in (SLUIS, "organisation/nergens")
        ]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].json() == answers[1].json()
