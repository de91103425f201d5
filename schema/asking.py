"""How a field asks a question that takes time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from graph.analyses.common.deadline import Deadline
from graph.usecases.world import World
from schema.arguments import Info, or_null
from schema.declared import Answer
from schema.derive import shown, shown_all

__all__ = ["answer_of", "answers_of", "found"]

R = TypeVar("R")


async def found(info: Info, question: Callable[[Deadline], R]) -> R | None:
    """The result of a question, worked out beside the requests of others; None when what it is about is unknown."""
    return await or_null(info.context.analyses.run(question))


async def answer_of(info: Info, world: World, question: Callable[[Deadline], R]) -> Answer[R] | None:
    """The same as the API shows it."""
    result = await found(info, question)
    return None if result is None else shown(world, result)


async def answers_of(
    info: Info, world: World, question: Callable[[Deadline], Sequence[R]], limit: int | None = None
) -> list[Answer[R]] | None:
    """The same for several results, or for the first of them."""
    results = await found(info, question)
    return None if results is None else shown_all(world, results[:limit])
