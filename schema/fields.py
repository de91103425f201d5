"""Fields of GraphQL types, declared with the types kept for the checker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry

__all__ = ["field"]

F = TypeVar("F", bound=Callable[..., Any])


def field(description: str, *, cost: int | None = None) -> Callable[[F], F]:
    """Make a method a field of its type.

    Args:
        description: what the field holds, for the reader of the schema.
        cost: points in the price of a document; None = one.
    """

    def declare(resolve: F) -> F:
        made: Any = strawberry.field(resolve, description=description, metadata={} if cost is None else {"cost": cost})
        declared: F = made
        return declared

    return declare
