"""Which page of a list is asked, of every field that gives a list in pages (`schema.fields`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import strawberry

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from schema.scalars import Cursor, CursorValue

__all__ = ["FIRST_PAGE", "LARGEST_PAGE", "PAGE_ARGUMENTS", "PAGE_SIZE", "PageArguments"]

PAGE_SIZE = 20
LARGEST_PAGE = 100

PAGE_ARGUMENTS: Mapping[str, object] = {
    "first": Annotated[
        int | None, strawberry.argument(description="How many items from the start, 100 at most; default 20.")
    ],
    "last": Annotated[int | None, strawberry.argument(description="How many items from the end, 100 at most.")],
    "after": Annotated[Cursor | None, strawberry.argument(description="Only items after this cursor.")],
    "before": Annotated[Cursor | None, strawberry.argument(description="Only items before this cursor.")],
}


@dataclass(frozen=True, slots=True)
class PageArguments:
    """Which page is asked; what each means is said in `PAGE_ARGUMENTS`."""

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
