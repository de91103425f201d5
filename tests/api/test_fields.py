"""Fields whose resolvers take the thing itself: what the API asks for it, and what the resolver gets."""

from __future__ import annotations

from typing import Annotated

import pytest
import strawberry
from strawberry.schema.config import StrawberryConfig

from graph.domain.described import Between
from graph.domain.errors import InvalidInput
from graph.usecases.world import World
from schema.fields import field
from schema.paging import FIRST_PAGE, PageArguments
from schema.scalars import SCALARS
from tests.example_reports import nothing, world

Number = Annotated[int, Between(1, 10), strawberry.argument(description="How many.")]
WORLD = world(nothing())


class Asked:
    """A request that knows one world, and remembers which was asked."""

    moments: tuple[object, object] | None = None

    def world(self, on: object = None, known_at: object = None) -> World:
        self.moments = (on, known_at)
        return WORLD


@strawberry.type
class Query:
    """Fields for these tests."""

    @field("Where the page lies.")
    def listed(self, page: PageArguments = FIRST_PAGE) -> str:
        return f"{page.first} {page.last}"

    @field("The day.")
    def day(self, world: World) -> str:
        return world.on.isoformat()

    @field("Both.", cost=7)
    async def both(self, world: World, most: Number = 3, page: PageArguments = FIRST_PAGE) -> str:
        return f"{world.known_at} {most} {page.first}"


SCHEMA = strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS))


async def answer(query: str, asked: Asked | None = None) -> object:
    result = await SCHEMA.execute(query, context_value=asked or Asked())
    if result.errors:
        raise result.errors[0].original_error or result.errors[0]
    return result.data


def arguments(name: str) -> set[str]:
    return set(SCHEMA._schema.query_type.fields[name].args)  # type: ignore[union-attr]


def test_the_api_asks_for_the_parts_of_what_a_resolver_takes() -> None:
    assert arguments("listed") == {"first", "last", "after", "before"}
    assert arguments("day") == {"on", "knownAt"}
    assert arguments("both") == {"on", "knownAt", "most", "first", "last", "after", "before"}


async def test_a_resolver_gets_the_whole() -> None:
    assert await answer("{ listed(first: 2) day }") == {"listed": "2 None", "day": WORLD.on.isoformat()}
    assert await answer("{ listed both(most: 4, first: 5) }") == {"listed": "None None", "both": "1 4 5"}


async def test_the_world_is_that_of_the_moment_that_is_asked() -> None:
    asked = Asked()
    await answer('{ day(on: "2026-09-01", knownAt: 3) }', asked)
    assert [str(moment) for moment in asked.moments or ()] == ["2026-09-01", "3"]


@pytest.mark.parametrize("most", [0, 11])
async def test_a_number_outside_its_bounds_is_refused(most: int) -> None:
    with pytest.raises(InvalidInput, match=f"`most` is {most}. Give 1 to 10"):
        await answer(f"{{ both(most: {most}) }}")
