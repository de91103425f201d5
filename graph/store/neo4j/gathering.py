"""The records that a part of the register asks, by label and type of relationship; nothing else leaves the server."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Record, kind_of_id
from graph.domain.part import LOCAL_KINDS, Ask, placing_fields
from graph.store.neo4j.applying import Runs, collected, read_kind, stored_records

__all__ = ["records_asked"]


def records_asked(run: Runs, ask: Ask) -> Iterator[Record]:
    """The records that a part asks; some come twice.

    Raises:
        InvalidGraph: a hand wrote something that no record can be; every problem of a kind.
    """
    for word in sorted(ask.kinds):
        yield from read_kind(run, word)
    yield from stored_records(run, ask.nodes).values()
    yield from _edges(run, ask.whole | ask.near | ask.starting, is_start=True)
    yield from _edges(run, ask.whole | ask.near, is_start=False)
    if ask.near:
        yield from _naming(run, ask.near)


def _edges(run: Runs, nodes: Iterable[str], *, is_start: bool) -> Iterator[Record]:
    """The edges of the kinds of which a part has only some that start, or end, at some nodes."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        by_kind[kind_of_id(node)].append(node)
    for word in filter(EDGE_KINDS.__contains__, LOCAL_KINDS):
        edge = EDGE_KINDS[word]
        arrow = f"-[x:{word}]->" if is_start else f"<-[x:{word}]-"
        for kind in edge.from_kinds if is_start else edge.to_kinds:
            if by_kind[kind]:
                match = f"UNWIND $nodes AS node MATCH (:{NODE_KINDS[kind].labels[0]} {{id: node}}){arrow}()"
                yield from collected(run, word, match, {"nodes": sorted(by_kind[kind])})


def _naming(run: Runs, places: Iterable[str]) -> Iterator[Record]:
    """The records that say in a property that they are for one of some organisations; nodes that say it of none too."""
    for word in LOCAL_KINDS:
        for field, several in placing_fields(word):
            pattern = f"(x:{NODE_KINDS[word].labels[0]})" if word in NODE_KINDS else f"()-[x:{word}]->()"
            named = (
                f"any(place IN x.{field} WHERE place IN $places)"
                if several
                else f"(x.{field} IS NULL OR x.{field} IN $places)"
            )
            yield from collected(run, word, f"MATCH {pattern} WHERE {named}", {"places": sorted(places)})
