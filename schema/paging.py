"""Which page of a list is asked: the arguments of every field that gives a list in pages, said once.

A resolver that takes a `page` has a field with the four arguments of a connection:

    @field("The items.")
    def items(self, page: PageArguments = FIRST_PAGE) -> Connection[Item]: ...
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, TypeVar

import strawberry

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from schema.scalars import Cursor, CursorValue

__all__ = ["FIRST_PAGE", "LARGEST_PAGE", "PAGE_SIZE", "PageArguments", "takes_page", "with_page"]

R = TypeVar("R")

PAGE_SIZE = 20
LARGEST_PAGE = 100

_PAGE = "page"
_IN_THE_API = {
    "first": Annotated[
        int | None, strawberry.argument(description="How many items from the start, 100 at most; default 20.")
    ],
    "last": Annotated[int | None, strawberry.argument(description="How many items from the end, 100 at most.")],
    "after": Annotated[Cursor | None, strawberry.argument(description="Only items after this cursor.")],
    "before": Annotated[Cursor | None, strawberry.argument(description="Only items before this cursor.")],
}


@dataclass(frozen=True, slots=True)
class PageArguments:
    """Which page is asked; what each means is said in `_IN_THE_API`."""

    first: int | None = None
    last: int | None = None
    after: CursorValue | None = None
    before: CursorValue | None = None

    def checked(self) -> PageArguments:
        """Itself.

        Raises:
            InvalidInput: both ends are asked, or a size is out of range.
        """
        if self.first is not None and self.last is not None:
            raise InvalidInput.because(
                Text("`first` and `last` are given together"), Text("Give one of them"), field="first"
            )
        for name, size in (("first", self.first), ("last", self.last)):
            if size is not None and not 0 <= size <= LARGEST_PAGE:
                raise InvalidInput.because(
                    Text("`{name}` is {value}", name=name, value=size),
                    Text("Give 0 to {most}, and use the cursors for more", most=LARGEST_PAGE),
                    field=name,
                )
        return self


FIRST_PAGE = PageArguments()
"""What is asked when no page is."""


def takes_page(resolve: Callable[..., object]) -> bool:
    """Whether a resolver gives a list in pages."""
    return _PAGE in inspect.signature(resolve).parameters


def with_page(resolve: Callable[..., R]) -> Callable[..., R]:
    """The resolver with the four arguments of a page in the place of its `page`."""

    @wraps(resolve)
    def in_pages(
        *given: object,
        first: int | None = None,
        last: int | None = None,
        after: CursorValue | None = None,
        before: CursorValue | None = None,
        **asked: object,
    ) -> R:
        return resolve(*given, page=PageArguments(first, last, after, before), **asked)

    whole = inspect.signature(resolve)
    kept = [each for each in whole.parameters.values() if each.name != _PAGE]
    page = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=hint)
        for name, hint in _IN_THE_API.items()
    ]
    in_pages.__signature__ = whole.replace(parameters=[*kept, *page])  # type: ignore[attr-defined]
    return in_pages
