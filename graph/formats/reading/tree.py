"""Plain values of a file of unknown quality, and what can be wrong with them in every syntax."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from graph.domain.errors import Problem
from graph.domain.text import Quoted, Text

__all__ = ["CORRECT_IT", "DEEPEST", "THREE_LEVELS", "TOO_DEEP", "Tree", "is_too_deep", "repeated_key"]

DEEPEST = 30
"""How deep lists and objects may lie in each other; every format that holds trees keeps to it."""
TOO_DEEP = Text("Lists and objects lie more than {deepest} deep in each other", deepest=DEEPEST)
THREE_LEVELS = Text("A record needs no more than three levels")
CORRECT_IT = Text("Correct the text at this place")


@dataclass(frozen=True, slots=True)
class Tree:
    """The plain values of a file.

    Attributes:
        value: as it was written.
        lines: line of each object by its identity; None where the path says where it is.
    """

    value: Any
    lines: dict[int, int] | None


def is_too_deep(value: Any) -> bool:
    """Whether lists and objects lie too deep in each other. Cost: linear in how many there are."""
    level = [value]
    for _ in range(DEEPEST):
        level = [child for each in level for child in _children(each) if isinstance(child, dict | list)]
    return bool(level)


def _children(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def repeated_key(key: str, place: str) -> Problem:
    """The problem that an object has a key twice."""
    return Problem(
        place=place,
        message=Text("The key {key} stands twice in one object", key=Quoted(key, 60)),
        remedy=Text("Keep the one that is meant"),
    )
