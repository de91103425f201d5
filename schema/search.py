"""Records by what people call them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import strawberry

from graph.analyses.answers.search import Hit
from graph.domain.described import OneOf
from graph.domain.kinds import NODE_KINDS, Node
from graph.usecases import read
from graph.usecases.world import World
from schema.arguments import words
from schema.connections import Edge, PageInfo, Source, page_of
from schema.declared import Answer, choice_enum, show
from schema.derive import computed
from schema.paging import FIRST_PAGE, LARGEST_PAGE, PageArguments
from schema.scalars import Cursor

__all__ = ["SearchQuery"]

SEARCHED = ("task", "decision", "task_group", "person", "role", "organisation", "body", "expertise")
choice_enum("NodeKind", SEARCHED, "The kinds of nodes that a search looks through.")


@strawberry.type(description="A record that was found, and how well it fits.")
class SearchEdge:
    """A record that was found, and how well it fits."""

    cursor: Cursor = strawberry.field(description="The place of the record among those found.")
    found: strawberry.Private[Answer[Node]]
    score: float = strawberry.field(description="0 to 1; 1 = its name is what was asked.")
    matched: str = strawberry.field(description="The word or text of it that fitted best.")

    @computed("The record.")
    def node(self) -> Answer[Node]:
        return self.found


@strawberry.type(description="What a search found, best first.")
class SearchConnection:
    """What a search found, best first."""

    edges: list[SearchEdge] = strawberry.field(description="The records of the page with how well they fit.")
    page_info: PageInfo = strawberry.field(description="Where the page lies in what was found.")
    total_count: int = strawberry.field(description="How many records were found, 100 at most.")

    @computed("The records of the page.")
    def nodes(self) -> list[Answer[Node]]:
        return [edge.found for edge in self.edges]


@strawberry.type
class SearchQuery:
    """Records by what people call them."""

    @computed(
        "Records by what people call them, best first; forgives accents, case and typos, knows the keywords.",
        cost=50,
    )
    def search(
        self,
        world: World,
        text: Annotated[str, strawberry.argument(description="What to look for.")],
        kinds: Annotated[
            list[Annotated[str, OneOf(SEARCHED)]] | None, strawberry.argument(description="Only these kinds.")
        ] = None,
        page: PageArguments = FIRST_PAGE,
    ) -> SearchConnection:
        wanted = None if kinds is None else words(kinds)
        return _found(world, text, wanted, page)


def _found(world: World, text: str, kind_words: Iterable[str] | None, page: PageArguments) -> SearchConnection:
    chosen = {} if kind_words is None else {"kinds": tuple(NODE_KINDS[word] for word in kind_words)}
    hits = read.search(world, text, limit=LARGEST_PAGE, **chosen)
    ranked = sorted(hits, key=lambda hit: (-hit.score, hit.record.id))
    made = page_of(Source(items=ranked, key=lambda hit: (-hit.score, hit.record.id), show=lambda hit: hit), page)
    edges = [_edge(world, each) for each in made.edges]
    return SearchConnection(edges=edges, page_info=made.page_info, total_count=len(ranked))


def _edge(world: World, found: Edge[Hit]) -> SearchEdge:
    hit = found.node
    return SearchEdge(cursor=found.cursor, found=show(world, hit.record), score=hit.score, matched=hit.matched)
