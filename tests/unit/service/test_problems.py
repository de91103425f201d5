"""What goes wrong, as a page says it: in the reader's language, with records called as the reader may see them."""

from __future__ import annotations

from typing import Any, cast

import pytest
from starlette.requests import Request

from graph.domain.errors import Forbidden, InvalidInput, MandaatwijzerError, NotFound, Problem
from graph.domain.text import Named, Quoted, Text
from graph.usecases.change.request import LeftOut
from graph.usecases.viewer import LOCAL_OWNER
from graph.usecases.world import World
from service.web.language import texts_of
from service.web.problems import shown_error, shown_left_out, shown_problems
from service.web.visit import Visit
from tests.graphs import day, edge, node, school, snapshot_of

AN = "person/an"
GRAPH = snapshot_of(
    school("brug"),
    node(AN, name="An"),
    node("role/ict", name="ICT"),
    edge("HOLDS", AN, "role/ict", id="holds/1"),
)


def visit(language: str = "nl") -> Visit:
    on = day("2026-09-01")
    nobody: Any = cast(Any, None)
    return Visit(
        request=Request({"type": "http", "query_string": b"", "headers": []}),
        desk=nobody,
        world=World(graph=GRAPH, on=on, today=on, viewer=LOCAL_OWNER, known_at=1),
        texts=texts_of(language),
        session=nobody,
        sessions=nobody,
        doors=nobody,
        forms=nobody,
        analyses=nobody,
        uploads=nobody,
        me=None,
    )


HOLDS_NOTHING = Problem(
    message=Text("{person} holds nothing on {day}", person=Named(AN), day=day("2026-09-01")),
    remedy=Text("Give another day, or another person"),
)


def test_a_problem_names_records_and_days_as_its_reader_knows_them() -> None:
    (shown,) = shown_problems(visit(), [HOLDS_NOTHING])
    assert shown.text == (
        "An heeft niets om over te dragen op 1 september 2026.",
        "Kies een andere dag of een andere collega.",
    )


def test_an_edge_is_called_by_what_it_says() -> None:
    problem = Problem(message=Text("{record} still uses it", record=Named("holds/1")), remedy=Text("Remove them"))
    (shown,) = shown_problems(visit("en"), [problem])
    assert shown.text[0] == "‘An has the function ICT’ still uses it."


def test_a_line_of_a_pasted_list_is_a_place_in_words() -> None:
    on_a_line = Problem(message=Text("Remove them"), remedy=Text("Remove them"), place=Text("line {number}", number=2))
    in_a_file = Problem(message=Text("Remove them"), remedy=Text("Remove them"), place="a.csv:2")
    assert [shown.place for shown in shown_problems(visit(), [on_a_line, in_a_file])] == ["regel 2", "a.csv:2"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InvalidInput([HOLDS_NOTHING]), "An heeft niets om over te dragen op 1 september 2026."),
        (NotFound(Text("Revision {number}", number=7)), "Revisie 7 is niet gekend."),
        (NotFound(Text("{text}", text=Quoted("x"))), "“x” is niet gekend."),
        (
            Forbidden(Text("Lists are brought in by whoever keeps the register. Ask a keeper, or the owner.")),
            "Lijsten inlezen doet wie het register bijhoudt. Vraag het aan die collega, of aan de beheerder.",
        ),
    ],
)
def test_an_error_is_told_in_the_language_of_its_reader(error: MandaatwijzerError, said: str) -> None:
    assert shown_error(visit(), error)[0][0] == said


def test_what_a_change_leaves_is_told_with_the_reason() -> None:
    left = LeftOut(record=AN, reason=Text("A later revision changed it"))
    ((link, reason),) = shown_left_out(visit(), [left])
    assert (link.text, reason) == ("An", "Een latere wijziging paste dit aan.")


def test_programs_are_told_the_same_in_plain_english() -> None:
    assert str(HOLDS_NOTHING) == "person/an holds nothing on 2026-09-01. Give another day, or another person"
