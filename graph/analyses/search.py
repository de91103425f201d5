"""Find records by the words that people use: names, everyday keywords, numbers, addresses.

Accents, case and typos are forgiven. A record is better when the words are found whole, in its name, and when little
else stands there. First come records that have all words of the question in one of their texts; where there are none,
those that have the words that say most: "the projector is broken" finds what is about projectors.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log

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

__all__ = ["SEARCHED_KINDS", "Hit", "folded", "search", "words_of"]

SEARCHED_KINDS: tuple[type[Node], ...] = (Task, Decision, TaskGroup, Person, Role, Organisation, Body, Expertise)
MOST_TYPOS = 2
SHORTEST_WITH_TYPO = 4
SHORTEST_WITH_TWO_TYPOS = 8
SHORTEST_PREFIX = 2
MOST_WORDS = 12
PART_OF_QUESTION = 0.8
"""What a record with only some of the words is worth, at most: below what may pass for the thing itself."""
WORTH_SHOWING = 0.4
"""What part of the score of the best hit another one must have."""
_LITTLE_WORDS = (
    "aan al bij dat de dit doet een en er geen hebben heb het hoe ik in is kan mag met mij mijn moet na naar niet "
    "of om ons onze op over te uit van voor wat we werkt wie wij wil ze zijn "
    "a an and are at be by can do does for from have how i in is it me my no not of on or our the to we what "
    "when who with work working works you"
)
LITTLE_WORDS = frozenset(_LITTLE_WORDS.split())
"""Words that say little of what a question is about; they count only where a text has all words of the question."""

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


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared, in alphabetical order."""
    return sorted(_words(text))


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
        Hits by falling score, ties by id, without those far below the best; none for a text without a word. Hits
        with only some of the words score at most `PART_OF_QUESTION`.
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
    return tuple(hit for hit in hits[:limit] if hit.score >= WORTH_SHOWING * hits[0].score)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of a record: its name weighs most."""

    record: str
    text: str
    words: int
    weight: float

    def fit(self, found: int) -> float:
        """How well it fits when so many of its words were asked: best when nothing else stands there."""
        return self.weight * (0.7 + 0.3 * min(1.0, found / self.words))


_Best = dict[str, tuple[float, str]]
"""By record, the score and the text that fitted best."""


def _keep_better(best: _Best, item: _Text, score: float) -> None:
    if score > best.get(item.record, (0.0, ""))[0]:
        best[item.record] = (score, item.text)


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

        self.records = len({item.record for item in texts})

    def matches(self, words: Sequence[str]) -> Iterator[tuple[str, float, str]]:
        """Record id, score and matched text of every record with all words in a text, else of those with most."""
        best = self._with_all([self._places_of(word) for word in words])
        if not best:
            telling = [word for word in words if word not in LITTLE_WORDS]
            best = self._with_some([self._places_of(word) for word in telling]) if len(words) > 1 else {}
        for record, (score, matched) in best.items():
            yield record, score, matched

    def _with_all(self, found: Sequence[dict[int, float]]) -> _Best:
        places = set(found[0]).intersection(*found[1:])
        best: _Best = {}
        for place in places:
            item = self.texts[place]
            fit = sum(scores[place] for scores in found) / len(found)
            _keep_better(best, item, fit * item.fit(len(found)))
        return best

    def _with_some(self, found: Sequence[dict[int, float]]) -> _Best:
        """A word says more, the fewer records have it; one that no record has says as much as the rarest."""
        total = 0.0
        scores: dict[str, float] = defaultdict(float)
        texts: dict[str, tuple[float, str]] = {}
        for places in found:
            by_record: _Best = {}
            for place, fit in places.items():
                _keep_better(by_record, self.texts[place], fit * self.texts[place].fit(1))
            says = log(1 + self.records / max(1, len(by_record)))
            total += says
            for record, (score, text) in by_record.items():
                scores[record] += says * score
                texts[record] = max(texts.get(record, (0.0, "")), (says * score, text))
        return {
            record: (PART_OF_QUESTION * score / total, texts[record][1]) for record, score in scores.items() if score
        }

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
    return snapshot.kept_with(kind, "search", lambda: _Index(list(_texts(snapshot.nodes(kind)))))


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
