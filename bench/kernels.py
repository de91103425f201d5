"""Definitions of the analyses on plain arrays: how fast counting can be when the graph is laid out for it.

Each answers the same as networkx on the same small projection; tests hold them together on random graphs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

__all__ = ["Incidence", "Links", "nearest", "two_paths"]

Numbers = NDArray[np.int64]


class Incidence:
    """Which people hold which items, as pairs of numbers sorted by item.

    Args:
        holders: of each item, the distinct people.
        minimum: of each item, how many people its norm asks; absent = none.
    """

    def __init__(self, holders: Sequence[Collection[str]], minimum: Sequence[int] | None = None) -> None:
        self.people = sorted({person for own in holders for person in own})
        self.number = {person: place for place, person in enumerate(self.people)}
        self.sizes: Numbers = np.array([len(own) for own in holders], dtype=np.int64)
        self.minimum: Numbers = np.zeros(len(holders), np.int64) if minimum is None else np.array(minimum, np.int64)
        self.persons: Numbers = np.array([self.number[p] for own in holders for p in sorted(own)], dtype=np.int64)
        self.items: Numbers = np.repeat(np.arange(len(holders)), self.sizes)
        order = np.argsort(self.persons, kind="stable")
        self._items_by_person = self.items[order]
        self._starts = np.searchsorted(self.persons[order], np.arange(len(self.people) + 1))

    def counts(self) -> tuple[int, int, int, int]:
        """Items that nobody holds, that one person holds, that miss somebody of their norm's minimum, and pairs."""
        sizes = np.bincount(self.items, minlength=len(self.sizes))
        below = np.count_nonzero((sizes < self.minimum) & (sizes > 0))
        return int(np.count_nonzero(sizes == 0)), int(np.count_nonzero(sizes == 1)), int(below), len(self.persons)

    def single_points(self) -> Numbers:
        """Per person, how many items nobody else holds."""
        alone = self.sizes[self.items] == 1
        return np.bincount(self.persons[alone], minlength=len(self.people))

    def without(self, gone: Iterable[str]) -> tuple[Numbers, Numbers]:
        """The items that nobody would hold any more, and those that one person would hold and several hold now.

        Cost: linear in the items of those who go.
        """
        touched = np.concatenate([self._of(self.number[person]) for person in gone])
        items, lost = np.unique(touched, return_counts=True)
        left = self.sizes[items] - lost
        return items[left == 0], items[(left == 1) & (self.sizes[items] > 1)]

    def _of(self, person: int) -> Numbers:
        return self._items_by_person[self._starts[person] : self._starts[person + 1]]


class Links:
    """An undirected graph of named nodes with costs, as a sparse matrix and as plain lists."""

    def __init__(self, edges: Iterable[tuple[str, str, float]]) -> None:
        listed = list(edges)
        self.names = sorted({name for one, other, _ in listed for name in (one, other)})
        self.number = {name: place for place, name in enumerate(self.names)}
        rows = [self.number[one] for one, _, _ in listed]
        columns = [self.number[other] for _, other, _ in listed]
        costs = [cost for _, _, cost in listed]
        shape = (len(self.names), len(self.names))
        self.matrix = csr_array(((costs + costs), (rows + columns, columns + rows)), shape=shape)
        self.neighbours: list[list[int]] = [[] for _ in self.names]
        for one, other in zip(rows, columns, strict=True):
            self.neighbours[one].append(other)
            self.neighbours[other].append(one)


def nearest(links: Links, sources: Mapping[str, Collection[str]], ends: Sequence[str]) -> NDArray[np.float64]:
    """The cost of the cheapest way from any source of each topic to each end: a row a topic, infinite without a way."""
    places = np.array([links.number[end] for end in ends])
    rows = []
    for topic in sorted(sources):
        from_places = sorted(links.number[each] for each in sources[topic] if each in links.number)
        if not from_places:
            rows.append(np.full(len(ends), np.inf))
            continue
        found = dijkstra(links.matrix, directed=True, indices=from_places, min_only=True)
        rows.append(found[places])
    return np.array(rows)


def two_paths(links: Links, start: str, ends: Collection[str]) -> tuple[list[str], list[str]]:
    """A path of fewest steps to any end, and one that shares no node between its ends with it; empty = none."""
    targets = {links.number[end] for end in ends if end in links.number}
    first = _path(links.neighbours, links.number[start], targets, frozenset())
    second = _path(links.neighbours, links.number[start], targets, frozenset(first[1:-1])) if len(first) > 2 else []
    return [links.names[place] for place in first], [links.names[place] for place in second]


def _path(neighbours: list[list[int]], start: int, targets: set[int], without: frozenset[int]) -> list[int]:
    came: dict[int, int] = {start: start}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if here in targets and here != start:
            return _back(came, here)
        for there in neighbours[here]:
            if there not in came and there not in without:
                came[there] = here
                waiting.append(there)
    return []


def _back(came: Mapping[int, int], place: int) -> list[int]:
    path = [place]
    while came[place] != place:
        place = came[place]
        path.append(place)
    return path[::-1]
