"""An answer is what it is on the graph without the hidden facts: every question, at every door, for random viewers.

Two registers that differ in nothing but what is hidden from a viewer give that viewer the same answers, to the letter.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from graphql.execution import execute
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph.domain.errors import MandaatwijzerError
from graph.domain.kinds import Person, Record
from graph.model.seen import StandIns
from graph.model.snapshot import Snapshot
from graph.reports.render import rendered
from graph.usecases import gaps_over_time, read
from graph.usecases.analysing import Analyst
from graph.usecases.desk import Desk
from graph.usecases.documents import DOCUMENTS, document
from graph.usecases.exporting import export, export_formats
from graph.usecases.planning import WhatIf
from graph.usecases.questions.registry import every_question
from graph.usecases.viewer import PUBLIC, Viewer
from graph.usecases.world import World
from graph.words.catalogue import texts_in
from schema.build import executable
from schema.context import Context
from tests.graphs import day
from tests.sight.asking import addresses, client_of, desk_for, documents
from tests.sight.random_registers import BRUG, PEOPLE, TODAY, registers, viewers
from tests.sight.sight_oracle import without_hidden

DAY, DUTCH = day(TODAY), texts_in("nl")
slowly = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
very_slowly = settings(slowly, max_examples=2, phases=[Phase.generate])

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(\+00:00|Z)?|\d\d:\d\d(:\d\d)?|csrf[^>]*|[0-9a-f]{32}|nonce-[^ ;\"]*")
"""What differs from one start to the next: when a revision was made."""

GIVEN: dict[str, Any] = {
    "organisation": BRUG, "subject": "draadloos", "topics": ("expertise/net",), "topic": "net", "asker": BRUG,
    "what_if": WhatIf(leaves=("person/an",)), "leaves": ("person/an",),
}  # fmt: skip
"""What is asked of a question, by the name of the parameter."""

Ask = Callable[[World], object]


def told(ask: Ask, world: World) -> object:
    """What a viewer is told, or why they are not."""
    try:
        return ask(world)
    except MandaatwijzerError as error:
        return type(error).__name__, str(error)


def questions_asked() -> Iterator[tuple[Any, Mapping[str, Any]]]:
    """Every question, with what it is asked."""
    for question in every_question():
        needed = [each.name for each in question.parameters if not each.is_optional or each.name in GIVEN]
        missing = [name for name in needed if name not in GIVEN and _is_required(question, name)]
        assert not missing, f"give an example of {missing} of {question.name}"
        yield question, {name: GIVEN[name] for name in needed if name in GIVEN}


def questions() -> Iterator[tuple[str, Ask]]:
    for question, asked in questions_asked():
        yield f"{question.name} as a report", lambda world, q=question, g=asked: str(q.asked(world, **g).report(DUTCH))
        yield f"{question.name} as values", lambda world, q=question, g=asked: str(q.asked(world, **g).values())


def _is_required(question: Any, name: str) -> bool:
    import inspect

    return inspect.signature(question.ask).parameters[name].default is inspect.Parameter.empty


def others() -> Iterator[tuple[str, Ask]]:
    for name in export_formats():
        if name != "takenoverzicht":  # packed with the moment of packing
            yield f"export {name}", lambda world, name=name: export(world, name)
    for name in DOCUMENTS:
        for about in (BRUG, "organisation/ver", "role/ict", "person/an", "person/bo", "cis@school.example"):
            yield (
                f"{name} {about}",
                lambda world, name=name, about=about: rendered(document(world, name, about, DUTCH), "md"),
            )
    for text in ("naam", "an", "bo77", "cis@school.example", "dirkk", "0470", "gsm", "niets hiervan"):
        yield f"search {text}", lambda world, text=text: [(hit.record, hit.score) for hit in read.search(world, text)]
    for text in (*PEOPLE, "stamboek:an77", "els@school.example", "person/nobody"):
        yield f"person {text}", lambda world, text=text: read.person_named(world, text)
    yield "acceptances", lambda world: gaps_over_time.acceptances(world)


ASKED = {**dict(questions()), **dict(others())}


CRISIS = [name for name in ASKED if name.startswith("crisis-list")]


def worlds(records: tuple[Record, ...], viewer: Viewer) -> tuple[World, World]:
    """The world of a viewer over a graph, and over the graph without what is hidden from them."""
    stand_ins = StandIns()
    bare = without_hidden(viewer, records, records, DAY)
    one, other = (
        World(graph=Snapshot.of(each), on=DAY, today=DAY, viewer=viewer, known_at=1, stand_ins=stand_ins)
        for each in (records, bare)
    )
    return one, other


@given(records=registers(), viewer=viewers())
@slowly
def test_a_crisis_list_tells_colleagues_private_channels_and_nothing_else(
    records: tuple[Record, ...], viewer: Viewer
) -> None:
    with_hidden, _ = worlds(records, viewer)
    bare = without_hidden(viewer, records, records, DAY, in_crisis=True)
    without = replace(with_hidden, graph=Snapshot.of(bare))
    for name in CRISIS:
        assert told(ASKED[name], with_hidden) == told(ASKED[name], without), name


@given(records=registers(), viewer=viewers())
@slowly
def test_every_question_is_answered_on_what_the_viewer_may_see(records: tuple[Record, ...], viewer: Viewer) -> None:
    with_hidden, without = worlds(records, viewer)
    for name, ask in ASKED.items():
        if name not in CRISIS and not name.startswith("scarcity"):  # which tells counts of many
            assert told(ask, with_hidden) == told(ask, without), name


def earlier(records: tuple[Record, ...], shares: str) -> tuple[Record, ...]:
    """The register as it was when everybody shared otherwise, and somebody was called otherwise."""
    return tuple(
        replace(each, share_expertise=shares, name=f"{each.name} vroeger") if isinstance(each, Person) else each
        for each in records
    )


async def every_answer(desk: Desk) -> dict[str, Any]:
    """Of each query of the API and each page what it answers, but for the moment and the revision."""
    found: dict[str, Any] = {}
    analyst = Analyst()
    try:
        context = await Context.for_request(desk, PUBLIC, analyst.within(60), [1])
        for text, query in documents().items():
            result = execute(executable(), query, context_value=context)
            found[text] = MOMENT.sub("then", str(await result if asyncio.iscoroutine(result) else result))
    finally:
        analyst.close()
    async with client_of(desk) as http:
        for address in addresses():
            page = await http.get(address)
            found[address] = page.status_code, MOMENT.sub("then", page.text)
    return found


async def both(records: tuple[Record, ...], viewer: Viewer, shares: str) -> tuple[dict[str, Any], dict[str, Any]]:
    stand_ins, then = StandIns(), earlier(records, shares)
    bare_then, bare = (without_hidden(viewer, each, records, DAY) for each in (then, records))
    async with desk_for(viewer, then, records, stand_ins) as one, desk_for(viewer, bare_then, bare, stand_ins) as other:
        return await every_answer(one), await every_answer(other)


@given(records=registers(), viewer=viewers(), shares=st.sampled_from(("nobody", "everyone")))
@very_slowly
def test_every_door_answers_on_what_the_viewer_may_see(
    records: tuple[Record, ...], viewer: Viewer, shares: str
) -> None:
    with_hidden, without = asyncio.run(both(records, viewer, shares))
    for asked, answer in with_hidden.items():
        if "scarcity" not in asked:
            assert str(answer) == str(without[asked]), asked
