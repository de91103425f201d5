"""Fields of GraphQL types, declared with the types kept for the checker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

__all__ = ["computed"]

F = TypeVar("F", bound=Callable[..., Any])


def computed(description: str, *, cost: int | None = None) -> Callable[[F], F]:
    """Make a method a field of its type.

    Args:
        description: what the field holds, for the reader of the schema.
        cost: points in the price of a document; None = one.
    """

    def declare(resolve: F) -> F:
        metadata = {} if cost is None else {"cost": cost}
        return cast(F, strawberry.field(resolve, description=description, metadata=metadata))

    return declare
