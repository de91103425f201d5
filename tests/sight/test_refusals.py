"""What is hidden is refused as what is nowhere: no error tells that a record is there, where it lies, or how it is."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from graph.domain.codec import derived_edge_id
from graph.domain.kinds import Knows
from graph.usecases.analysing import Analyst
from graph.usecases.change.records import ApplyChanges, apply_changes
from graph.usecases.viewer import LOCAL_OWNER
from schema.build import executable
from tests.sight.arena import Arena, Guest, arena
from tests.sight.writes import VERBS

HIDDEN: Mapping[str, tuple[str, ...]] = {
    "guest": ("person/bo", "person/dirk", "knows/els", "absent_from/an"),
    "member": ("person/bo", "knows/els", "absent_from/an"),
    "key read:people": ("person/bo", "knows/els"),
    "key write:mandates": ("knows/an", "knows/els", "absent_from/an"),
}
"""By who asks, what is hidden from them, and is not theirs to change."""
ELS_KNOWS = {"kind": "KNOWS", "from": "person/els", "to": "expertise/cloud"}
_ID = re.compile(r"[a-z_]+/[\w-]+")


@asynccontextmanager
async def at_the_door(who: str) -> AsyncIterator[tuple[Arena, Guest]]:
    analyst = Analyst()
    try:
        async with arena(analyst) as whole:
            yield whole, whole.guests[who]
    finally:
        analyst.close()


def ids_in(given: Any) -> Iterator[str]:
    if isinstance(given, Mapping):
        for value in given.values():
            yield from ids_in(value)
    elif isinstance(given, list | tuple):
        for value in given:
            yield from ids_in(value)
    elif isinstance(given, str) and _ID.fullmatch(given):
        yield given


def put_in(given: Any, old: str, new: str) -> Any:
    """What is given, about another record."""
    if isinstance(given, Mapping):
        return {name: put_in(value, old, new) for name, value in given.items()}
    if isinstance(given, list | tuple):
        return [put_in(value, old, new) for value in given]
    return new if given == old else given


async def changed(guest: Guest, verb: str, given: Any, about: str) -> str:
    """What a mutation answers, with what it is about left out."""
    mutation = executable().mutation_type
    assert mutation is not None
    kind = mutation.fields[verb].args["input"].type
    text = f"mutation($i: {kind}) {{ {verb}(input: $i) {{ errors {{ code message field ask {{ id }} }} }} }}"
    return (await guest.ask(text, i=given)).text.replace(about, "it")


@pytest.mark.parametrize("who", HIDDEN)
async def test_a_hidden_record_is_refused_as_one_that_is_nowhere(who: str) -> None:
    tried = 0
    async with at_the_door(who) as (_, guest):
        for verb, writes in VERBS.items():
            for write in writes:
                for old in set(ids_in(write.given)):
                    for hidden in HIDDEN[who]:
                        if hidden in ids_in(write.given) or ("person/" in hidden and "person/" not in old):
                            continue
                        nowhere = f"{hidden.partition('/')[0]}/zz"
                        there, not_there = [
                            await changed(guest, verb, put_in(write.given, old, each), each)
                            for each in (hidden, nowhere)
                        ]
                        assert there == not_there, (verb, old, hidden)
                        tried += 1
    assert tried > 50


async def test_nobody_finds_the_days_of_a_hidden_absence_by_trying() -> None:
    async with at_the_door("guest") as (_, guest):
        answers = set()
        for day in ("2026-09-01", "2026-10-15", "2026-12-01"):
            given = {"record": "absent_from/an", "since": day, "values": {}}
            answers.add(await changed(guest, "changeFrom", given, "absent_from/an"))
        assert len(answers) == 1


@pytest.mark.parametrize(
    ("who", "guesses"),
    [
        ("guest", [{"shareExpertise": "SCHOOL"}, {"shareExpertise": "NOBODY"}]),
        ("member", [{"identifiers": ["stamboek:an77"]}, {"identifiers": ["stamboek:an78"]}]),
    ],
)
async def test_nobody_finds_a_hidden_value_by_trying(who: str, guesses: list[dict[str, Any]]) -> None:
    async with at_the_door(who) as (_, guest):
        right, wrong = [
            (await changed(guest, "changePerson", {"record": "person/an", **guess}, "person/an")) for guess in guesses
        ]
        assert '"FORBIDDEN"' in right
        assert '"FORBIDDEN"' in wrong


async def test_whoever_may_make_no_link_for_somebody_hidden_is_told_that_there_is_nobody() -> None:
    async with at_the_door("guest") as (_, guest):
        answers = [(await guest.send(f"/persoon/{key}/link", {})).status_code for key in ("bo", "zz")]
        assert answers == [404, 404]


@pytest.mark.parametrize("verb", ["addRecord", "applyChanges"])
async def test_nobody_finds_by_an_id_that_they_reckon_what_is_hidden(verb: str) -> None:
    """The id of what joins two records follows from what it says: it would tell who knows what."""
    taken, free = (derived_edge_id(Knows, {**ELS_KNOWS, "from": person}) for person in ("person/els", "person/zz"))
    async with at_the_door("member") as (whole, guest):
        known = {**ELS_KNOWS, "id": taken, "level": 4}
        await apply_changes(whole.desk, LOCAL_OWNER, ApplyChanges(puts=(known,), removals=("knows/els",)))
        said = []
        for each in (taken, free):
            record = {**ELS_KNOWS, "from": "person/cis", "id": each, "level": 1}
            adds, puts = {"kind": "KNOWS", "values": record}, {"changes": [{"put": record}]}
            said.append(await changed(guest, verb, adds if verb == "addRecord" else puts, each))
        assert said[0] == said[1]
        assert "BAD_USER_INPUT" in said[0]
