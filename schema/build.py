"""The schema, put together; and its SDL, which is committed and published."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from schema.declared import read_field, record_types
from schema.direct import set_directly
from schema.mutations import Mutation
from schema.query import Query
from schema.scalars import SCALARS

__all__ = ["SDL_FILE", "Made", "executable", "made", "sdl"]

SDL_FILE = Path(__file__).with_name("schema.graphql")
"""Where the SDL is committed; rewrite it with `python -m schema.build` after a change."""


class Made(strawberry.Schema):
    """The schema with every type of the domain."""

    def executable(self) -> GraphQLSchema:
        """The same as the execution engine takes it; the library gives that to its own classes alone."""
        return set_directly(self._schema)


def made() -> Made:
    """The schema, made anew."""
    return Made(
        query=Query,
        mutation=Mutation,
        types=record_types(),
        config=StrawberryConfig(sort_schema=True, scalar_map=SCALARS, default_resolver=read_field),
    )


@cache
def executable() -> GraphQLSchema:
    """The same as the execution engine takes it."""
    return made().executable()


@cache
def sdl() -> str:
    """The schema in the schema definition language, sorted; printed once, which holds everybody up."""
    return made().as_str() + "\n"


if __name__ == "__main__":
    SDL_FILE.write_text(sdl(), encoding="utf-8")
