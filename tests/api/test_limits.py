"""Documents that ask too much are refused before they are validated or run; ordinary ones are not."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from graphql import get_introspection_query, parse

from graph.domain.errors import DeadlineExceeded
from graph.usecases.analysing import Analyst
from graph.usecases.viewer import LOCAL_OWNER
from schema import execution
from schema.build import executable
from schema.context import Context
from schema.errors import Refused
from schema.limits import Limits, TooCostly, check_cost
from tests.api.clients import Api, api_over, small_group


def bomb(length: int, times: int = 2) -> str:
    """Fragments of which each spreads the next one several times."""
    spreads = "".join(f"fragment f{place} on Query {{ {f'...f{place + 1} ' * times} }} " for place in range(length - 1))
    return f"query {{ ...f0 }} {spreads} fragment f{length - 1} on Query {{ __typename }}"


def cycle(length: int) -> str:
    """Fragments that spread each other in a ring."""
    return "query { ...f0 } " + "".join(
        f"fragment f{place} on Query {{ ...f{(place + 1) % length} }} " for place in range(length)
    )


HOSTILE_DOCUMENTS = {
    "a bomb of 18 fragments": bomb(18),
    "a bomb of 60 fragments": bomb(60),
    "15 fragments, each three times": bomb(15, 3),
    "60 fragments, each three times": bomb(60, 3),
    "a ring of 50 fragments": cycle(50),
    "10,000 aliases": "{" + " ".join(f"a{place}: __typename" for place in range(10_000)) + "}",
    "100 aliases": "{" + " ".join(f"a{place}: __typename" for place in range(100)) + "}",
    "20,000 directives": "{ __typename " + "@a " * 20_000 + "}",
    "10 directives": "{ __typename " + "@a " * 10 + "}",
    "3,000 fields of one name": "{" + "__typename " * 3_000 + "}",
    "500 fields of one name": "{" + "__typename " * 500 + "}",
    "fields of one name in many inline fragments": "{" + ("... {" + "__typename " * 100 + "} ") * 12 + "}",
    "400 overlapping fragments": "query {"
    + "".join(f"...f{place} " for place in range(400))
    + "}"
    + "".join(f"fragment f{place} on Query {{ schools {{ totalCount }} }}" for place in range(400)),
    "pages of pages of pages": """{ schools(first: 100) { nodes { roles(first: 100) { nodes { to {
        parts(first: 100) { nodes { id } } } } } } } }""",
    "ten times the schema": "{" + " ".join(f"a{place}: __schema {{ types {{ name }} }}" for place in range(10)) + "}",
    "fields in fields in fields": "{ tasks { nodes " + "{ groups { nodes { to " * 12 + "{ id }" + "} } }" * 12 + " } }",
    "six changes": "mutation {"
    + " ".join(f"a{place}: revertRevision(input: {{revision: 1}}) {{ errors {{ code }} }}" for place in range(6))
    + "}",
}


@pytest.mark.parametrize("name", HOSTILE_DOCUMENTS)
async def test_a_hostile_document_is_refused_with_one_coded_error(api: Api, name: str) -> None:
    body = await api.answer(HOSTILE_DOCUMENTS[name])
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "COST_LIMIT"
    assert "data" not in body


async def test_the_schema_cannot_be_walked_in_circles(api: Api) -> None:
    around = "fields { type { fields { type { fields { type { name } } } } } }"
    assert await api.codes(f'{{ __type(name: "Person") {{ {around} }} }}') == ["GRAPHQL_VALIDATION_FAILED"]
    assert await api.codes(f"{{ __schema {{ types {{ {around} }} }} }}") == ["COST_LIMIT"]


@pytest.mark.parametrize(
    ("aliases", "field"),
    [
        (8, "fields { type { ofType { fields { name type { ofType { name } } } } } }"),
        (58, "fields { args { type { name } } }"),
        (58, "enumValues { name description } inputFields { name description defaultValue }"),
    ],
)
async def test_lists_of_the_schema_itself_are_priced(api: Api, aliases: int, field: str) -> None:
    asked = " ".join(f"a{place}: possibleTypes {{ {field} }}" for place in range(aliases))
    alone = " ".join(f"a{place}: {field}" for place in range(aliases))
    assert await api.codes(f"{{ __schema {{ types {{ {asked} }} }} }}") == ["COST_LIMIT"]
    assert await api.codes(f"{{ __schema {{ types {{ {alone} }} }} }}") == ["COST_LIMIT"]


async def test_the_question_of_graphiql_for_the_schema_is_answered(api: Api) -> None:
    data = await api.ask(get_introspection_query(input_value_deprecation=True, specified_by_url=True))
    assert len(data["__schema"]["types"]) > 100


def points(query: str, **variables: object) -> int:
    return check_cost(executable(), parse(query), variables, Limits()).points


def test_a_plain_field_costs_one_point_and_a_page_as_many_times_as_it_may_have_items() -> None:
    assert points("{ __typename }") == 1
    assert points("{ schools(first: 3) { nodes { id name } } }") == 1 + 3 * (1 + 2)
    assert points("{ schools { nodes { id } } }") == 1 + 20 * 2


def test_the_page_size_is_looked_up_in_the_variables() -> None:
    query = "query($n: Int) { schools(first: $n) { nodes { id } } }"
    assert points(query, n=7) == 1 + 7 * 2
    assert points(query) == points(query, n=None) == 1 + 20 * 2
    assert points(query, n="many") == 1 + 100 * 2


def test_the_default_of_a_variable_is_priced_as_it_will_be_run() -> None:
    query = "query($n: Int = 100) { schools(first: $n) { nodes { id } } }"
    assert points(query) == 1 + 100 * 2
    assert points(query, n=3) == 1 + 3 * 2
    assert points(query, n=None) == 1 + 20 * 2
    two = "query A($n: Int = 2) { ...P } query B($n: Int = 50) { ...P } "
    assert points(two + "fragment P on Query { schools(first: $n) { nodes { id } } }") == 1 + 50 * 2


def test_what_is_given_in_a_list_is_counted() -> None:
    assert points('{ nodes(ids: ["a", "b", "c"]) { id } }') == 3 * 20 + 3
    query = "query($ids: [ID!]! = [1, 2]) { nodes(ids: $ids) { id } }"
    assert points(query, ids=[str(place) for place in range(100)]) == 100 * 20 + 100
    assert points(query) == 2 * 20 + 2
    assert points('{ nodes(ids: "a") { id } }') == 20 + 1


def test_what_a_page_tells_beside_its_items_is_priced_once() -> None:
    assert points("{ schools(first: 3) { totalCount nodes { id } } }") == 1 + 3 * 2 + 1
    spread = "{ schools(first: 3) { ...P } } fragment P on OrganisationConnection { totalCount nodes { id } }"
    assert points(spread) == 1 + 3 * 2 + 1


def test_the_limit_of_a_plain_list_is_looked_up() -> None:
    few = "{ load { people(limit: 3) { hours } } }"
    assert points("{ load { people(limit: 50) { hours } } }") - points(few) == 50 - 3
    assert points("query($n: Int = 80) { load { people(limit: $n) { hours } } }") - points(few) == 80 - 3


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("query($q: String!) { search(text: $q) { totalCount } }", {"q": "a" * 10_001}),
        ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["x", "a" * 10_001]}),
        ('{ search(text: "' + "a" * 10_001 + '") { totalCount } }', {}),
        ('{ responsibilities(pairs: [{subject: "' + "a" * 10_001 + '", organisation: "x"}]) { problem } }', {}),
    ],
)
async def test_no_text_is_longer_than_a_record_may_hold(api: Api, query: str, variables: dict[str, Any]) -> None:
    body = await api.answer(query, **variables)
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "10001 characters" in error["message"]
    assert "data" not in body


def test_documents_are_kept_by_their_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "CHARACTERS_KEPT", 100)
    parsed: list[str] = []
    real = execution.parse
    monkeypatch.setattr(execution, "parse", lambda text, **more: (parsed.append(text), real(text, **more))[1])
    engine = execution.Engine(schema=executable())
    small, large = "{ __typename }", "{ __typename } #" + "x" * 120
    for query in (small, small, large, large, small, small):
        engine.prepare(query, variables={})
    assert parsed == [small, large, large]


def test_a_document_that_is_known_is_priced_again_where_its_variables_decide() -> None:
    engine = execution.Engine(schema=executable())
    fixed, sized = (
        "{ schools(first: 3) { nodes { id } } }",
        "query($n: Int = 4) { schools(first: $n) { nodes { id } } }",
    )
    asked = [(fixed, {}), (fixed, {"n": 9}), (sized, {}), (sized, {"n": 9}), (sized, {"n": 2}), (fixed, {})]
    assert [engine.prepare(query, variables=given).cost for query, given in asked] == [7, 7, 9, 19, 5, 7]


@pytest.mark.parametrize(("query", "is_beside"), [("persons", True), ("roles", True), ("schools", False)])
def test_a_list_of_a_kind_of_which_there_are_very_many_is_made_where_nobody_waits(query: str, is_beside: bool) -> None:
    engine = execution.Engine(schema=executable())
    document = f"query {{ ...Q }} fragment Q on Query {{ {query}(first: 1) {{ totalCount }} }}"
    assert engine.prepare(document, variables={}).is_large == is_beside


def test_a_document_that_is_known_takes_no_text_that_is_too_long() -> None:
    engine = execution.Engine(schema=executable())
    query = "query($text: String!) { search(text: $text) { totalCount } }"
    engine.prepare(query, variables={"text": "wifi"})
    with pytest.raises(Refused, match="10001"):
        engine.prepare(query, variables={"text": "w" * 10_001})


async def test_a_large_query_keeps_nobody_waiting_and_stops_when_the_client_leaves(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, release, looks = threading.Event(), threading.Event(), []
    real = Context.check_time

    def slow(context: Context) -> None:
        looks.append(threading.current_thread() is threading.main_thread())
        begun.set()
        release.wait(10)
        real(context)

    monkeypatch.setattr(Context, "check_time", slow)
    large = "{ organisations(first: 100) { nodes { id name number } } }"
    asked = asyncio.create_task(api.answer(large))
    assert await asyncio.to_thread(begun.wait, 10)
    assert await api.ask("{ __typename }") == {"__typename": "Query"}
    release.set()
    whole = await asked
    assert len(whole["data"]["organisations"]["nodes"]) == 3
    assert not any(looks)


async def test_a_query_ends_at_the_first_field_after_nobody_waits() -> None:
    analyst = Analyst()
    analyses = analyst.within(60)
    engine = execution.Engine(schema=executable())
    prepared = engine.prepare("{ organisations(first: 100) { nodes { id name number } } }", variables={})
    async with api_over(small_group()) as api:
        context = await Context.for_request(api.desk, LOCAL_OWNER, analyses, ())
        analyses.stop()
        with pytest.raises(DeadlineExceeded):
            await engine.run(prepared, context)
    analyst.close()


def test_a_fragment_costs_the_same_wherever_it_is_written() -> None:
    inside = points("{ schools(first: 3) { nodes { id name } } }")
    assert points("{ schools(first: 3) { ...P } } fragment P on OrganisationConnection { nodes { id name } }") == inside
    assert points("{ schools(first: 3) { ... { nodes { id name } } } }") == inside


def test_the_price_of_a_long_bomb_needs_one_look_at_each_fragment() -> None:
    looks = Limits(selections=10**30, cost=10**30, aliases=10**30, depth=10**6)
    assert check_cost(executable(), parse(bomb(60, 3)), {}, looks).points == 3**59


def test_a_refusal_says_how_much_is_allowed() -> None:
    with pytest.raises(TooCostly, match="asks 100 aliases; 60 are allowed"):
        points(HOSTILE_DOCUMENTS["100 aliases"])
