"""Texts of which one may be meant: prepared once, and asked for those that are most like what is written.

Comparing a text with each of thousands is what a long list with unknown words costs. So folding and taking words
apart happens once, and letters are compared for the whole list in one go.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process

from graph.domain.kinds import Person
from graph.formats.reading.text import fold, stems_of

__all__ = ["Candidates", "NamesOfPeople"]

_Key = TypeVar("_Key")


class Candidates(Generic[_Key]):
    """Texts with what each stands for."""

    def __init__(self, texts: Iterable[tuple[str, _Key]] = ()) -> None:
        self._texts: list[str] = []
        self._keys: list[_Key] = []
        self._stems: list[frozenset[str]] = []
        self._having: dict[str, list[int]] = defaultdict(list)
        for text, key in texts:
            self.add(text, key)

    def add(self, text: str, key: _Key) -> None:
        """Have one more text."""
        folded = fold(text)
        if not folded:
            return
        stems = stems_of(folded)
        for stem in stems:
            self._having[stem].append(len(self._texts))
        self._texts.append(folded)
        self._keys.append(key)
        self._stems.append(stems)

    def like(self, text: str, *, at_least: float) -> dict[_Key, float]:
        """What the texts that are like this one stand for, each with the likeness of its best text.

        Args:
            text: what is written.
            at_least: from which likeness on, 0 to 1; measured as `graph.formats.reading.text.alike` does.
        """
        found: dict[_Key, float] = {}
        folded = fold(text)
        close = process.extract(
            folded, self._texts, scorer=fuzz.ratio, processor=None, score_cutoff=at_least * 100, limit=None
        )
        for _, score, place in close:
            self._keep(found, place, score / 100)
        stems = stems_of(folded)
        for place in {place for stem in stems for place in self._having.get(stem, ())}:
            shared = len(stems & self._stems[place]) / len(stems | self._stems[place])
            if shared >= at_least:
                self._keep(found, place, shared)
        return found

    def _keep(self, found: dict[_Key, float], place: int, score: float) -> None:
        key = self._keys[place]
        found[key] = max(score, found.get(key, 0.0))


class NamesOfPeople:
    """Everybody by the words of their names, to find the few whom a name may mean."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._people: dict[str, Person] = {}
        self._close: Candidates[str] = Candidates()
        self._having: dict[str, set[str]] = defaultdict(set)
        self._words: list[str] = []
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        """Have one more person."""
        self._people[person.id] = person
        self._close.add(person.name, person.id)
        for word in fold(f"{person.name} {person.given_name or ''} {person.family_name or ''}").split():
            if word not in self._having:
                insort(self._words, word)
            self._having[word].add(person.id)

    def near(self, name: str, *, at_least: float) -> tuple[Person, ...]:
        """Those whose names are like this one, or have words that begin as each of its words; by id."""
        found = set(self._close.like(name, at_least=at_least))
        parts = fold(name).split()
        if parts:
            found |= set[str].intersection(*map(self._beginning, parts))
        return tuple(self._people[person] for person in sorted(found))

    def _beginning(self, part: str) -> set[str]:
        found: set[str] = set()
        for place in range(bisect_left(self._words, part), len(self._words)):
            if not self._words[place].startswith(part):
                break
            found |= self._having[self._words[place]]
        return found
