"""Find records by the words that people use: names, everyday keywords, numbers, addresses.

Accents, case and typos are forgiven. A record is better when the words are found whole, in its name, and when little
else stands there. First come records that have all words of the question in one of their texts; where there are none,
those that have the words that say most: "the projector is broken" finds what is about projectors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from math import log

from graph.analyses.answers.search_index import Index, words_in
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

__all__ = ["SEARCHED_KINDS", "Hit", "prepare_search", "search", "words_of"]

SEARCHED_KINDS: tuple[type[Node], ...] = (Task, Decision, TaskGroup, Person, Role, Organisation, Body, Expertise)
MOST_WORDS = 12
PART_OF_QUESTION = 0.8
"""What a record with only some of the words is worth, at most: below what may pass for the thing itself."""
WORTH_SHOWING = 0.4
"""What part of the score of the best hit another one must have."""
SHORTEST_PART = 3
"""So many letters at least has each part of a word that is taken apart."""

LONGEST_TAKEN_APART = 100
"""A longer word is none that people write: looking at each place where it might be cut costs its length each time."""

_LITTLE_WORDS = (
    "aan al bij dat de dit doet een en er geen hebben heb het hoe ik in is kan mag met mij mijn moet na naar niet "
    "of om ons onze op over te uit van voor wat we werkt wie wij wil ze zijn "
    "a an and are at be by can do does for from have how i in is it me my no not of on or our the to we what "
    "when who with work working works you"
)
LITTLE_WORDS = frozenset(_LITTLE_WORDS.split())
"""Words that say little of what a question is about; they count only where a text has all words of the question."""


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


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared, in alphabetical order."""
    return sorted(words_in(text))


def search(
    snapshot: Snapshot,
    text: str,
    *,
    kinds: Iterable[type[Node]] = SEARCHED_KINDS,
    on: date | None = None,
    limit: int = 20,
    whole: Snapshot | None = None,
) -> tuple[Hit, ...]:
    """The records that fit a question, best first.

    Args:
        snapshot: where to look.
        text: what somebody typed.
        kinds: which sorts of nodes.
        on: leaves out nodes that do not exist on that day; None = all.
        limit: most hits.
        whole: the graph of which `snapshot` is what somebody sees: its words are looked up, and what is not seen left
            out, so that nobody waits for an index of their own. None = there is no other.

    Returns:
        Hits by falling score, ties by id, without those far below the best; none for a text without a word. Hits
        with only some of the words score at most `PART_OF_QUESTION`. Where nothing fits, a word that is written in
        one is taken apart.
    """
    words = words_in(text)[:MOST_WORDS]
    if not words:
        return ()
    indexes = [_index_seen(snapshot, kind, whole or snapshot) for kind in kinds]
    found = [match for index in indexes for match in _matches(index, words)]
    if not found:
        parts = [part for word in words for part in _parts(indexes, word)]
        found = [match for index in indexes for match in _matches(index, parts)]
    found.sort(key=lambda match: (-match[0], match[1]))
    hits = list(islice(_hits(snapshot, found, on), limit))
    return tuple(hit for hit in hits if hit.score >= WORTH_SHOWING * hits[0].score)


def _parts(indexes: Sequence[Index], word: str) -> tuple[str, ...]:
    """A word that nobody wrote as two that somebody did, the first as long as can be: `ictcoordinator`."""
    if len(word) > LONGEST_TAKEN_APART:
        return (word,)
    for cut in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        parts = word[:cut], word[cut:]
        if all(any(index.knows(part) for index in indexes) for part in parts):
            return parts
    return (word,)


def prepare_search(snapshot: Snapshot) -> None:
    """Make ready what the first search of a snapshot would wait for.

    Cost: seconds for 150,000 people; of a snapshot that follows a prepared one, what differs.
    """
    for kind in SEARCHED_KINDS:
        _index(snapshot, kind)


def _index(snapshot: Snapshot, kind: type[Node]) -> Index:
    """The index of a kind, kept as long as no record of the kind changes, and then renewed."""

    def nodes() -> Sequence[Node]:
        return snapshot.nodes(kind)

    def renewed(known: Index) -> Index:
        return known.renewed(nodes())

    return snapshot.kept_with(kind, "search", lambda: Index.of(nodes()), renew=renewed)


def _index_seen(snapshot: Snapshot, kind: type[Node], whole: Snapshot) -> Index:
    """The index of a kind of the whole graph, as far as the nodes of it are seen."""
    index = _index(whole, kind)
    if snapshot is whole or snapshot.is_whole(kind):
        return index
    return snapshot.kept(("search", kind), lambda: index.of_seen(snapshot.node, lambda: len(snapshot.nodes(kind))))


_Match = tuple[float, str, str]
"""The score of a record, its id, and the text that fitted best."""

_Best = dict[str, tuple[float, int]]
"""By record, the score and the place of the text that fitted best; of equal ones the first."""


def _hits(snapshot: Snapshot, found: Iterable[_Match], on: date | None) -> Iterator[Hit]:
    for score, record_id, matched in found:
        record = snapshot.node(record_id)
        if record is not None and (on is None or in_force(record, on)):
            yield Hit(record, score, matched)


def _matches(index: Index, words: Sequence[str]) -> Iterator[_Match]:
    """Every record with all words in a text, else those with most."""
    best = _with_all(index, [index.places_of(word) for word in words])
    if not best and len(words) > 1:
        telling = [word for word in words if word not in LITTLE_WORDS]
        best = _with_some(index, [index.places_of(word) for word in telling])
    for record, (score, place) in best.items():
        yield round(score, 4), record, index.text(place).text


def _with_all(index: Index, found: Sequence[dict[int, float]]) -> _Best:
    best: _Best = {}
    for place in set(found[0]).intersection(*found[1:]):
        item = index.text(place)
        fit = sum(scores[place] for scores in found) / len(found)
        _keep_better(best, item.record, fit * item.fit(len(found)), place)
    return best


def _with_some(index: Index, found: Sequence[dict[int, float]]) -> _Best:
    """A word says more, the fewer records have it; one that no record has says as much as the rarest."""
    total = 0.0
    scores: dict[str, float] = defaultdict(float)
    texts: _Best = {}
    for places in found:
        by_record: _Best = {}
        for place, fit in places.items():
            item = index.text(place)
            _keep_better(by_record, item.record, fit * item.fit(1), place)
        says = log(1 + index.records / max(1, len(by_record)))
        total += says
        for record, (score, place) in by_record.items():
            scores[record] += says * score
            _keep_better(texts, record, says * score, place)
    return {record: (PART_OF_QUESTION * score / total, texts[record][1]) for record, score in scores.items() if score}


def _keep_better(best: _Best, record: str, score: float, place: int) -> None:
    known = best.get(record)
    if known is None or (-score, place) < (-known[0], known[1]):
        best[record] = (score, place)
