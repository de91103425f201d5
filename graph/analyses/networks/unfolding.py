"""Any mapping as a graph of networkx, also one that unfolds as it is walked. Imported where a walk begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx

__all__ = ["Unfolding"]


class Unfolding(nx.DiGraph):  # type: ignore[type-arg] # it takes no argument when it runs
    """A directed graph over a mapping `{node: {neighbour: attributes}}`, which it neither copies nor changes.

    Algorithms that walk from node to neighbour run on it and unfold only what they come by. Nothing that asks for
    predecessors or for all nodes has an answer here.
    """

    def __init__(self, adjacency: Mapping[Any, Mapping[Any, Mapping[str, Any]]]) -> None:
        self._unfolding = adjacency
        super().__init__()

    def adjlist_outer_dict_factory(self) -> Any:
        """The mapping itself, where networkx would make an empty one."""
        return self._unfolding

    def __contains__(self, node: object) -> bool:
        return node in self._unfolding
