"""Relay connections on stable key cursors.

A cursor holds the sort key of its item, so it stays good when items before it come or go. A connection counts
all its items only when `totalCount` is asked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

import strawberry

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from schema.fields import field
from schema.paging import PAGE_SIZE, PageArguments
from schema.scalars import Cursor, CursorValue

__all__ = ["Connection", "Edge", "Page", "PageInfo", "Source", "page_of", "paged"]

T = TypeVar("T")
S = TypeVar("S")


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool = strawberry.field(description="Whether there are items after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there are items before this page.")
    start_cursor: Cursor | None = strawberry.field(description="Cursor of the first item of the page.")
    end_cursor: Cursor | None = strawberry.field(description="Cursor of the last item of the page.")


@strawberry.type(description="An item of a list and its place in it.")
class Edge(Generic[T]):
    """An item of a list and its place in it."""

    cursor: Cursor = strawberry.field(description="The place of the item.")
    node: T = strawberry.field(description="The item.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """A page of a list."""

    edges: list[Edge[T]] = strawberry.field(description="The items of the page with their cursors.")
    page_info: PageInfo = strawberry.field(description="Where the page lies in the list.")
    count: strawberry.Private[Callable[[], int]]

    @field("The items of the page.")
    def nodes(self) -> list[T]:
        return [edge.node for edge in self.edges]

    @field("How many items the whole list has.")
    def total_count(self) -> int:
        return self.count()


def _whatever(_item: object) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Generic[T, S]):
    """A list that can be paged.

    Attributes:
        items: in order of their key.
        key: the sort key of an item, its id last.
        show: the item as the API shows it.
        keep: whether an item belongs to the list for this viewer and day.
    """

    items: Sequence[T]
    key: Callable[[T], CursorValue]
    show: Callable[[T], S]
    keep: Callable[[T], bool] = _whatever

    def count(self) -> int:
        """How many items the list has. Cost: looks at each."""
        return sum(1 for item in self.items if self.keep(item))


@dataclass(frozen=True, slots=True)
class Page(Generic[S]):
    """What a connection is made of.

    Attributes:
        edges: the items of the page.
        page_info: where it lies.
        count: how many items the whole list has.
    """

    edges: list[Edge[S]]
    page_info: PageInfo
    count: Callable[[], int]


def paged(source: Source[T, S], page: PageArguments) -> Connection[S]:
    """A page of a source as a connection.

    Raises:
        InvalidInput: the page arguments cannot be.
    """
    made = page_of(source, page)
    return Connection(edges=made.edges, page_info=made.page_info, count=made.count)


def page_of(source: Source[T, S], page: PageArguments) -> Page[S]:
    """The same, for a connection that tells more.

    Raises:
        InvalidInput: the page arguments cannot be.
    """
    page.checked()
    low, high = _bounds(source, page)
    if page.last is None:
        wanted = PAGE_SIZE if page.first is None else page.first
        found, beyond = _taken(source, range(low, high), wanted)
        has_next = beyond or _any(source, range(high, len(source.items)))
        has_previous = _any(source, range(low - 1, -1, -1))
    else:
        found, beyond = _taken(source, range(high - 1, low - 1, -1), page.last)
        found.reverse()
        has_next = _any(source, range(high, len(source.items)))
        has_previous = beyond or _any(source, range(low - 1, -1, -1))
    edges = [Edge(cursor=Cursor(source.key(item)), node=source.show(item)) for item in found]
    info = PageInfo(
        has_next_page=has_next,
        has_previous_page=has_previous,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Page(edges, info, source.count)


def _bounds(source: Source[T, S], page: PageArguments) -> tuple[int, int]:
    try:
        low = 0 if page.after is None else bisect_right(source.items, page.after, key=source.key)
        high = len(source.items) if page.before is None else bisect_left(source.items, page.before, key=source.key)
    except TypeError:
        raise InvalidInput.because(
            Text("The cursor belongs to another list"), Text("Take a cursor of this one"), field="after"
        ) from None
    return low, max(low, high)


def _taken(source: Source[T, S], places: range, wanted: int) -> tuple[list[T], bool]:
    kept = (source.items[place] for place in places if source.keep(source.items[place]))
    found = list(islice(kept, wanted))
    return found, next(kept, None) is not None


def _any(source: Source[T, S], places: range) -> bool:
    return any(source.keep(source.items[place]) for place in places)
