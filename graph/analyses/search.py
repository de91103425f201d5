"""Find records by the words that people use: names, everyday keywords, numbers, addresses.

Accents, case and typos are forgiven. Each word of the question must be found; a record is better when the words
are found whole, in its name, and when little else stands there.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.domain.kinds import (
    Body,
    Decision,
    Expertise,
    Node,
    Organisation,
    Person,
    Role,
    Task,
    TaskGroup,
)
from graph.domain.periods import in_force
from graph.model.snapshot import Snapshot

__all__ = ["SEARCHED_KINDS", "Hit", "folded", "search"]

SEARCHED_KINDS: tuple[type[Node], ...] = (Task, Decision, TaskGroup, Person, Role, Organisation, Body, Expertise)
MOST_TYPOS = 2
SHORTEST_WITH_TYPO = 4
SHORTEST_WITH_TWO_TYPOS = 8
SHORTEST_PREFIX = 2
MOST_WORDS = 12

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that fits the question.

    Attributes:
        record: the record.
        score: 0 to 1; 1 = its name is what was asked.
        matched: the word or text of the record that fitted best.
    """

    record: Node
    score: float
    matched: str


def folded(text: str) -> str:
    """A text without accents and case, as it is compared."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def search(
    snapshot: Snapshot,
    text: str,
    *,
    kinds: Iterable[type[Node]] = SEARCHED_KINDS,
    on: date | None = None,
    limit: int = 20,
) -> tuple[Hit, ...]:
    """The records that fit a question, best first.

    Args:
        snapshot: where to look.
        text: what somebody typed.
        kinds: which sorts of nodes.
        on: leaves out nodes that do not exist on that day; None = all.
        limit: most hits.

    Returns:
        Hits by falling score, ties by id; none for a text without a word.
    """
    words = _words(text)[:MOST_WORDS]
    if not words:
        return ()
    hits: list[Hit] = []
    for kind in kinds:
        index = _index(snapshot, kind)
        for record_id, score, matched in index.matches(words):
            record = snapshot.find(kind, record_id)
            if record is not None and (on is None or in_force(record, on)):
                hits.append(Hit(record, round(score, 4), matched))
    hits.sort(key=lambda hit: (-hit.score, hit.record.id))
    return tuple(hits[:limit])


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of a record: its name weighs most."""

    record: str
    text: str
    words: int
    weight: float


class _Index:
    """The words of all records of a kind."""

    def __init__(self, texts: Sequence[_Text]) -> None:
        self.texts = texts
        places: dict[str, list[int]] = defaultdict(list)
        for place, item in enumerate(texts):
            for word in set(_words(item.text)):
                places[word].append(place)
        self.places: Mapping[str, list[int]] = places
        self.vocabulary = sorted(places)

    def matches(self, words: Sequence[str]) -> Iterator[tuple[str, float, str]]:
        """Record id, score and matched text of every record in which each word is found."""
        found: dict[int, float] | None = None
        for word in words:
            scores = self._places_of(word)
            found = scores if found is None else {p: found[p] + s for p, s in scores.items() if p in found}
            if not found:
                return
        best: dict[str, tuple[float, str]] = {}
        for place, total in (found or {}).items():
            item = self.texts[place]
            share = min(1.0, len(words) / item.words)
            score = total / len(words) * item.weight * (0.7 + 0.3 * share)
            if score > best.get(item.record, (0.0, ""))[0]:
                best[item.record] = (score, item.text)
        for record, (score, matched) in best.items():
            yield record, score, matched

    def _places_of(self, word: str) -> dict[int, float]:
        scores: dict[int, float] = {}
        for known, score in self._alike(word):
            for place in self.places[known]:
                if score > scores.get(place, 0.0):
                    scores[place] = score
        return scores

    def _alike(self, word: str) -> Iterator[tuple[str, float]]:
        """The known words that a typed word may stand for, with how well they fit."""
        if word in self.places:
            yield word, 1.0
        if len(word) >= SHORTEST_PREFIX:
            yield from self._beginning_with(word)
        typos = self._typos_allowed(word)
        if typos:
            alike = process.extract(
                word, self.vocabulary, scorer=OSA.distance, score_cutoff=typos, limit=40, processor=None
            )
            for known, distance, _position in alike:
                if distance and known[0] == word[0]:
                    yield known, 0.8 - 0.15 * distance
                elif distance == 1:
                    yield known, 0.55

    def _beginning_with(self, word: str) -> Iterator[tuple[str, float]]:
        position = bisect_left(self.vocabulary, word)
        while position < len(self.vocabulary) and self.vocabulary[position].startswith(word):
            known = self.vocabulary[position]
            if known != word:
                yield known, 0.6 + 0.35 * len(word) / len(known)
            position += 1

    @staticmethod
    def _typos_allowed(word: str) -> int:
        if any(letter.isdigit() for letter in word) or len(word) < SHORTEST_WITH_TYPO:
            return 0
        return MOST_TYPOS if len(word) >= SHORTEST_WITH_TWO_TYPOS else 1


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text))


def _index(snapshot: Snapshot, kind: type[Node]) -> _Index:
    return snapshot.kept(("search", kind), lambda: _Index(list(_texts(snapshot.nodes(kind)))))


def _texts(nodes: Iterable[Node]) -> Iterator[_Text]:
    for node in nodes:
        seen: set[str] = set()
        for text, weight in _texts_of(node):
            key = folded(text)
            if key not in seen:
                seen.add(key)
                yield _Text(node.id, text, max(1, len(_words(text))), weight)


def _texts_of(node: Node) -> Iterator[tuple[str, float]]:
    yield node.name, 1.0
    for _language, name in node.names:
        yield name, 1.0
    for _language, words in getattr(node, "keywords", ()):
        for word in words:
            yield word, 0.95
    for identifier in getattr(node, "identifiers", ()):
        yield identifier.partition(":")[2] or identifier, 0.95
    for name in ("number", "email", "municipality"):
        value = getattr(node, name, None)
        if value:
            yield value, 0.9 if name != "municipality" else 0.6
