"""Documents that ask too much are refused before they are validated or run; ordinary ones are not."""

from __future__ import annotations

import pytest
from graphql import get_introspection_query, parse

from schema.build import executable
from schema.limits import Limits, TooCostly, check_cost
from tests.api.clients import Api


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
    circle = "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"
    assert await api.codes(circle) == ["GRAPHQL_VALIDATION_FAILED"]


async def test_the_question_of_graphiql_for_the_schema_is_answered(api: Api) -> None:
    data = await api.ask(get_introspection_query(input_value_deprecation=True, specified_by_url=True))
    assert len(data["__schema"]["types"]) > 100


def points(query: str, **variables: object) -> int:
    return check_cost(executable(), parse(query), variables, Limits())


def test_a_plain_field_costs_one_point_and_a_page_as_many_times_as_it_may_have_items() -> None:
    assert points("{ __typename }") == 1
    assert points("{ schools(first: 3) { nodes { id name } } }") == 1 + 3 * (1 + 2)
    assert points("{ schools { nodes { id } } }") == 1 + 20 * 2


def test_the_page_size_is_looked_up_in_the_variables() -> None:
    query = "query($n: Int) { schools(first: $n) { nodes { id } } }"
    assert points(query, n=7) == 1 + 7 * 2
    assert points(query) == points(query, n=None) == 1 + 20 * 2
    assert points(query, n="many") == 1 + 100 * 2


def test_a_fragment_costs_the_same_wherever_it_is_written() -> None:
    inside = points("{ schools(first: 3) { nodes { id name } } }")
    assert points("{ schools(first: 3) { ...P } } fragment P on OrganisationConnection { nodes { id name } }") == inside
    assert points("{ schools(first: 3) { ... { nodes { id name } } } }") == inside


def test_the_price_of_a_long_bomb_needs_one_look_at_each_fragment() -> None:
    looks = Limits(selections=10**30, cost=10**30, aliases=10**30, depth=10**6)
    assert check_cost(executable(), parse(bomb(60, 3)), {}, looks) == 3**59


def test_a_refusal_says_how_much_is_allowed() -> None:
    with pytest.raises(TooCostly, match="asks 100 aliases; 60 are allowed"):
        points(HOSTILE_DOCUMENTS["100 aliases"])
