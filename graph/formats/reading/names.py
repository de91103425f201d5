"""Names of people, compared: the same in another order or spelling, a shorter one, or nearly the same.

How near two names are is told by the pairs of letters that their words share, in whatever order the words stand.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from graph.formats.reading.text import fold

__all__ = ["NearNames", "is_same_name", "is_short_for", "same_names", "without_salutation"]

_SALUTATION = re.compile(
    r"\A(?:de )?(?:dhr|heer|mevr|mw|mevrouw|mr|mrs|ms|meester|juf|juffrouw|lkr|ing|ir)\b\.? +(?=[^\W\d_])",
    re.IGNORECASE,
)
LIKELY = 0.75
SHORT = 0.8
"""How near a name is of which only some words, or initials, are written."""


def without_salutation(name: str) -> str:
    """A name without "dhr.", "mevrouw", "juf" or the like before it."""
    return _SALUTATION.sub("", name)


def same_names(name: str) -> str:
    """What the name has in common with the same words in another order."""
    return " ".join(sorted(fold(name).split()))


def is_same_name(one: str, other: str) -> bool:
    """Whether two names have the same words, in any order, or the same letters, however they are parted."""
    return same_names(one) == same_names(other) or fold(one).replace(" ", "") == fold(other).replace(" ", "")


def is_short_for(one: str, other: str) -> bool:
    """Whether one name has some words of the other, or their first letters: "A. Claes" is short for "An Claes"."""
    words = fold(other).split()
    for part in fold(one).split():
        whole = next((word for word in words if word == part), None)
        whole = whole or next((word for word in words if len(part) == 1 and word.startswith(part)), None)
        if whole is None:
            return False
        words.remove(whole)
    return bool(fold(one))


class NearNames:
    """Whose name is near a name, without comparing it with each. Cost: of those that share pairs of letters."""

    def __init__(self) -> None:
        self._sizes: dict[tuple[str, str], int] = {}
        self._by_pair: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)

    def add(self, person: str, name: str) -> None:
        """Find a person by a name, besides by those that were added before."""
        known, pairs = (person, fold(name)), _pairs(name)
        if known not in self._sizes:
            self._sizes[known] = len(pairs)
            for pair in pairs:
                self._by_pair[pair].append(known)

    def likeliest(self, name: str, most: int) -> list[str]:
        """The ids of those whose names are near, nearest first, by id when they are as near."""
        pairs = _pairs(name)
        shared = Counter[tuple[str, str]]()
        for pair in pairs:
            shared.update(self._by_pair.get(pair, ()))
        best: dict[str, float] = {}
        for known, count in shared.items():
            near = max(2 * count / (len(pairs) + self._sizes[known]), SHORT * is_short_for(name, known[1]))
            if near >= LIKELY:
                best[known[0]] = max(near, best.get(known[0], 0.0))
        return sorted(best, key=lambda person: (-best[person], person))[:most]


def _pairs(name: str) -> list[tuple[str, int]]:
    """Each two letters that follow each other in a word, its beginning and end too, counted when they return."""
    met = Counter[str]()
    pairs = []
    for pair in _letters(name):
        met[pair] += 1
        pairs.append((pair, met[pair]))
    return pairs


def _letters(name: str) -> Iterator[str]:
    for word in fold(name).split():
        framed = f"^{word}$"
        yield from (framed[place : place + 2] for place in range(len(framed) - 1))
