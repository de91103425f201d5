"""Nodes by the words that stand for them, such as an address: made once of all, and mended after a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graph.domain.kinds import Node
from graph.model.snapshot import Snapshot

__all__ = ["ByWords", "ids_by"]

N = TypeVar("N", bound=Node)


def ids_by(
    what: str, words: Callable[[N], Iterable[str]], kind: type[N], snapshot: Snapshot
) -> Mapping[str, tuple[str, ...]]:
    """The ids of the nodes of a kind by each word that stands for them.

    Args:
        what: tells these words apart from others of the kind.
        words: those of a node.
        kind: of the nodes.
        snapshot: with the nodes; the whole graph, so that it is made for all who look.

    Cost: the first call reads every node of the kind once; after a change of these what is the same is kept.
    """

    def renewed(before: ByWords[N]) -> ByWords[N]:
        return before.renewed(snapshot.nodes(kind))

    made = snapshot.kept_with(kind, what, lambda: ByWords(words).renewed(snapshot.nodes(kind)), renew=renewed)
    return made.ids


@dataclass(frozen=True, slots=True)
class ByWords(Generic[N]):
    """The ids of nodes by their words."""

    words: Callable[[N], Iterable[str]]
    nodes: tuple[N, ...] = ()
    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def renewed(self, nodes: tuple[N, ...]) -> ByWords[N]:
        """The same of other nodes, of whom most are the same objects."""
        before, after = {id(each) for each in self.nodes}, {id(each) for each in nodes}
        found = dict(self.ids)
        for node in self.nodes:
            if id(node) not in after:
                for word in dict.fromkeys(self.words(node)):
                    found[word] = tuple(each for each in found[word] if each != node.id)
        for node in nodes:
            if id(node) not in before:
                for word in dict.fromkeys(self.words(node)):
                    found[word] = (*found.get(word, ()), node.id)
        return ByWords(self.words, nodes, found)
