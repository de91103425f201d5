"""A network as a picture: who is tied to somebody, who to these, and so on, from left to right.

The layout is worked out by rule from the ties, so the same network is the same picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.reports.pictures.svg import Drawing, Element, fitted, group, line, rectangle, text, width_of

if TYPE_CHECKING:
    from networkx import Graph

__all__ = ["Dot", "Tie", "network"]

ROW_HEIGHT, BETWEEN, MARGIN = 38.0, 90.0, 12.0
BOX_HEIGHT, MOST_NAME, SMALL = 26.0, 180.0, 12.0


@dataclass(frozen=True, slots=True)
class Dot:
    """Somebody or something in a network.

    Attributes:
        key: tells it apart.
        name: what is read.
        tone: its colour, one of `FILLS`.
        square: an organisation or body has square corners, a person round ones.
    """

    key: str
    name: str
    tone: str = "none"
    square: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """What joins two dots, by their keys; `hint` says it in words, `dashed` that it is of another sort."""

    one: str
    other: str
    hint: str
    dashed: bool = False


def network(dots: Sequence[Dot], ties: Sequence[Tie], middle: str, *, title: str, description: str) -> Drawing:
    """Dots in columns by their number of steps from the one that it is about, with a line for each tie.

    Columns keep long names apart, and one reads at a glance who is near. Dots that no tie reaches stand last.

    Args:
        dots: each once; at least the one that it is about.
        ties: between dots that are there.
        middle: key of the dot that it is about.
        title: what the picture shows.
        description: what can be seen in it, in words.
    """
    columns = _columns(dots, ties, middle)
    tallest = max(map(len, columns))
    places = {key: _place(column, row, len(keys), tallest) for column, keys in enumerate(columns)
              for row, key in enumerate(keys)}  # fmt: skip
    return Drawing(
        width=2 * MARGIN + len(columns) * MOST_NAME + (len(columns) - 1) * BETWEEN,
        height=2 * MARGIN + tallest * ROW_HEIGHT,
        title=title,
        description=description,
        parts=(
            *(group([line([places[tie.one], places[tie.other]], dashed=tie.dashed)], hint=tie.hint) for tie in ties),
            *(_dot(dot, *places[dot.key], strong=dot.key == middle) for dot in dots),
        ),
    )


def _columns(dots: Sequence[Dot], ties: Sequence[Tie], middle: str) -> list[list[str]]:
    """The dots by their steps from the middle; in a column those beside each other whose ties lead to the same."""
    import networkx as nx  # slow to import, and only needed here

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(dot.key for dot in dots))
    graph.add_edges_from(sorted((tie.one, tie.other) for tie in ties))
    steps = nx.single_source_shortest_path_length(graph, middle)
    last = max(steps.values()) + 1
    columns: list[list[str]] = []
    for step in sorted({steps.get(key, last) for key in graph}):
        before = {key: row for row, key in enumerate(columns[-1])} if columns else {}
        keys = [key for key in graph if steps.get(key, last) == step]
        columns.append(sorted(keys, key=lambda key: (_mean(graph, key, before), key)))
    return columns


def _mean(graph: Graph[str], key: str, before: Mapping[str, int]) -> float:
    """Where the ties of a dot to the column before it lead, on average."""
    rows = [before[other] for other in graph[key] if other in before]
    return sum(rows) / len(rows) if rows else float("inf")


def _place(column: int, row: int, rows: int, tallest: int) -> tuple[float, float]:
    """The middle of a dot: columns are centred beside the tallest one."""
    x = MARGIN + MOST_NAME / 2 + column * (MOST_NAME + BETWEEN)
    return x, MARGIN + (row + 0.5 + (tallest - rows) / 2) * ROW_HEIGHT


def _dot(dot: Dot, x: float, y: float, *, strong: bool) -> Element:
    return group(_parts(dot, x, y, strong=strong), hint=dot.name)


def _parts(dot: Dot, x: float, y: float, *, strong: bool) -> Iterator[Element]:
    name = fitted(dot.name, MOST_NAME - 20, SMALL)
    width = width_of(name, SMALL) + 24
    radius = 2 if dot.square else BOX_HEIGHT / 2
    yield rectangle(x - width / 2, y - BOX_HEIGHT / 2, width, BOX_HEIGHT, dot.tone, radius=radius)
    yield text(x, y + 4.5, name, anchor="middle", strong=strong, size=SMALL)
