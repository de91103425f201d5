"""Arguments that many questions share, and what they do with what is unknown."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Sequence
from datetime import date
from typing import Annotated, TypeVar

import strawberry

from graph.domain.described import Between, MandateKind
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import MAX_LEVEL
from graph.domain.text import Text
from schema.context import Context
from schema.paging import LARGEST_PAGE
from schema.scalars import KnownAt

__all__ = [
    "MOST_IDS",
    "EverythingBelow",
    "Id",
    "Info",
    "Known",
    "Level",
    "Limit",
    "Mandates",
    "Near",
    "On",
    "OrganisationId",
    "Topics",
    "Within",
    "few",
    "in_range",
    "or_null",
    "word",
    "words",
]

T = TypeVar("T")

MOST_IDS = 100

Info = strawberry.Info[Context, None]
On = Annotated[
    date | None,
    strawberry.argument(description="The day asked; default: that of the question around it, else today."),
]
Known = Annotated[KnownAt | None, strawberry.argument(description="As known then; default: as known now.")]
Id = Annotated[strawberry.ID, strawberry.argument(description="Id of the record.")]
OrganisationId = Annotated[
    strawberry.ID, strawberry.argument(description="Id, number (instellingsnummer) or identifier of an organisation.")
]
EverythingBelow = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Id, number or identifier of an organisation; default: everything."),
]
Limit = Annotated[int, Between(1, LARGEST_PAGE), strawberry.argument(description="How many, 100 at most.")]
Level = Annotated[
    int,
    Between(1, MAX_LEVEL),
    strawberry.argument(description="From which level a recorded expertise counts, 1-5."),
]
Topics = Annotated[
    list[strawberry.ID], strawberry.argument(description="Ids, names or keywords of topics (10 at most).")
]
Within = Annotated[
    strawberry.ID | None, strawberry.argument(description="Only people of this organisation and below it.")
]
Near = Annotated[strawberry.ID | None, strawberry.argument(description="The organisation that asks, for the distance.")]
Mandates = Annotated[list[MandateKind] | None, strawberry.argument(description="Only these kinds of mandate.")]


async def or_null(asked: Awaitable[T]) -> T | None:
    """An answer; null when what it is about is unknown."""
    try:
        return await asked
    except NotFound:
        return None


def in_range(name: str, value: float, most: int) -> None:
    """Do nothing for a number from 1 to `most`.

    Raises:
        InvalidInput: it is another one.
    """
    if not 1 <= value <= most:
        raise InvalidInput.because(
            Text("`{name}` is {value}", name=name, value=value), Text("Give 1 to {most}", most=most), field=name
        )


def few(items: Sequence[T], name: str, *, most: int = MOST_IDS) -> tuple[T, ...]:
    """The items, of which there are `most` at most.

    Raises:
        InvalidInput: there are more.
    """
    if len(items) > most:
        raise InvalidInput.because(
            Text("`{name}` has {number} entries", name=name, number=len(items)),
            Text("Give {most} at most", most=most),
            field=name,
        )
    return tuple(items)


def word(choice: object) -> str:
    """The word of the domain that an enum value stands for; the engine gives the one or the other."""
    return str(getattr(choice, "value", choice))


def words(choices: Iterable[str]) -> tuple[str, ...]:
    """The words of the domain that enum values stand for, sorted, each once."""
    return tuple(sorted({word(choice) for choice in choices}))
