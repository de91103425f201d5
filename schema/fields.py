"""Fields of GraphQL types, declared with the types kept for the checker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry

from schema.paging import takes_page, with_page

__all__ = ["field"]

F = TypeVar("F", bound=Callable[..., object])


def field(description: str, *, cost: int | None = None) -> Callable[[F], F]:
    """Make a method a field of its type; where it takes a `page`, with the arguments of a page.

    Args:
        description: what the field holds, for the reader of the schema.
        cost: points in the price of a document; None = one.
    """

    def declare(resolve: F) -> F:
        asked = with_page(resolve) if takes_page(resolve) else resolve
        metadata = {} if cost is None else {"cost": cost}
        made: Any = strawberry.field(asked, description=description, metadata=metadata)
        declared: F = made  # a field, which the checker sees as the method that it is asked by
        return declared

    return declare
