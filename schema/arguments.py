"""Arguments that many questions share, and what they do with what is unknown."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated, TypeVar

import strawberry

from graph.domain.errors import InvalidInput, NotFound
from graph.domain.text import Text
from schema.context import Context
from schema.scalars import KnownAt

__all__ = ["EverythingBelow", "Info", "Known", "Limit", "in_range", "or_null"]

T = TypeVar("T")

Info = strawberry.Info[Context, None]
Known = Annotated[KnownAt | None, strawberry.argument(description="As known then; default: as known now.")]
EverythingBelow = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Id, number or identifier of an organisation; default: everything."),
]
Limit = Annotated[int, strawberry.argument(description="How many, 100 at most.")]


async def or_null(asked: Awaitable[T]) -> T | None:
    """An answer; null when what it is about is unknown."""
    try:
        return await asked
    except NotFound:
        return None


def in_range(name: str, value: int, most: int) -> None:
    """Do nothing for a number from 1 to `most`.

    Raises:
        InvalidInput: it is another one.
    """
    if not 1 <= value <= most:
        raise InvalidInput.because(
            Text("`{name}` is {value}", name=name, value=value), Text("Give 1 to {most}", most=most), field=name
        )
