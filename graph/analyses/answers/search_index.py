"""The words of the records of one kind, to look words up in, also mistyped ones.

An index is made once of all records; of later snapshots only what differs is read, and laid over it (`renewed`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, NamedTuple

from graph.domain.folding import plain
from graph.domain.identifiers import ANSWER
from graph.domain.kinds import Node
from graph.model.bounded import Bounded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    _Shapes = tuple[NDArray[Any], NDArray[Any]]
    """Of every word its length and the set of its letters."""

__all__ = ["Index", "NodeText", "words_in"]

MOST_TYPOS = 2
SHORTEST_WITH_TYPO = 4
SHORTEST_WITH_TWO_TYPOS = 8
SHORTEST_PREFIX = 2
MOST_ALIKE = 40
"""How many known words a mistyped one may stand for."""
MOST_DIFFERING = 5_000
"""From so many records that differ on, an index is made anew."""
MOST_SEEN = 4_096
"""Of so many records is kept which texts of them somebody sees."""
FEW_WORDS = 2_000
"""So many words are compared one by one; of more, those that cannot be alike are left out first."""

_WORD = re.compile(r"[^\W_]+")
_LETTERS, _DIGITS, _SORTS = 26, 10, 64


class NodeText(NamedTuple):
    """A text of a record.

    Attributes:
        record: id of the record.
        text: as it is written.
        words: how many it has, at least 1.
        weight: what it is worth: the name weighs most.
    """

    record: str
    text: str
    words: int
    weight: float

    def fit(self, found: int) -> float:
        """How well it fits when so many of its words were asked: best when nothing else stands there."""
        return self.weight * (0.7 + 0.3 * min(1.0, found / self.words))


def words_in(text: str) -> list[str]:
    """The words of a text as they are compared, in the order of the text."""
    return _WORD.findall(plain(text))


class Index:
    """The words of all records of a kind in one snapshot."""

    def __init__(self, base: _Base, gone: Sequence[Node], fresh: Sequence[Node]) -> None:
        """What a base says, but for some nodes.

        Args:
            base: the words of all nodes, or of most.
            gone: nodes of the base that are not there any more, or not as they were.
            fresh: nodes that are there besides.
        """
        records = len(base.nodes) - len(gone) + len(fresh)
        self._count: Callable[[], int] = lambda: records
        self._base = base
        self._more: list[NodeText] = []
        self._places = self._differing_places(gone, fresh)
        self._new_words = Vocabulary(sorted(self._places.keys() - base.places.keys()))
        self._seen: Callable[[NodeText], bool] | None = None

    @classmethod
    def of(cls, nodes: Sequence[Node]) -> Index:
        """The index of some nodes, by id. Cost: some 10 microseconds a node."""
        return cls(_Base(nodes), (), ())

    def renewed(self, nodes: Sequence[Node]) -> Index:
        """The index of other nodes, most of which are the same or equal. Cost: little, but for those that differ."""
        gone, fresh = _others(self._base.nodes, nodes), _others(nodes, self._base.nodes)
        before = {node.id: node for node in gone}
        equal = {node.id: node for node in fresh if before.get(node.id) == node}
        gone = [node for node in gone if node.id not in equal]
        fresh = [node for node in fresh if node.id not in equal]
        if len(gone) + len(fresh) > MOST_DIFFERING:
            return Index.of(nodes)
        return Index(self._base.holding(equal), gone, fresh)

    @property
    def records(self) -> int:
        """How many records there are."""
        return self._count()

    def of_seen(self, node: Callable[[str], Node | None], count: Callable[[], int]) -> Index:
        """The same for somebody who does not see all of it.

        Args:
            node: a node by its id, as they see it; None = they do not.
            count: how many they see; few questions ask it, and to count them is dear.
        """
        texts: Bounded[str, frozenset[NodeText]] = Bounded(MOST_SEEN)

        def found(record: str) -> frozenset[NodeText]:
            seen = node(record)
            return frozenset() if seen is None else frozenset(_texts_of(seen))

        other = copy(self)
        other._count = count
        other._seen = lambda text: text in texts.get(text.record, found)
        return other

    def text(self, place: int) -> NodeText:
        """The text at a place; of one record they come in the order of their worth."""
        here = len(self._base.texts)
        return self._base.texts[place] if place < here else self._more[place - here]

    def places_of(self, word: str) -> dict[int, float]:
        """Where a typed word, or one that it may stand for, is found, with how well it fits."""
        scores: dict[int, float] = {}
        for known, score in self._alike(word):
            for place in self._places_with(known):
                if score > scores.get(place, 0.0):
                    scores[place] = score
        return scores

    def _places_with(self, known: str) -> Iterable[int]:
        found = self._places.get(known)
        places = self._base.places.get(known, ()) if found is None else found
        seen = self._seen
        return places if seen is None else (place for place in places if seen(self.text(place)))

    def _differing_places(self, gone: Sequence[Node], fresh: Sequence[Node]) -> dict[str, list[int]]:
        """The places of the words of records that went or came."""
        ids = {node.id for node in gone}
        touched = {word for node in gone for text in _texts_of(node) for word in words_in(text.text)}
        places: dict[str, list[int]] = {
            word: [place for place in self._base.places[word] if self._base.texts[place].record not in ids]
            for word in touched
        }
        for text in (text for node in fresh for text in _texts_of(node)):
            place = len(self._base.texts) + len(self._more)
            self._more.append(text)
            for word in set(words_in(text.text)):
                if word not in places:
                    places[word] = list(self._base.places.get(word, ()))
                places[word].append(place)
        return places

    def knows(self, word: str) -> bool:
        """Whether somebody wrote exactly this word."""
        return any(True for _place in self._places_with(word))

    # Words alike

    def _alike(self, word: str) -> Iterator[tuple[str, float]]:
        """The known words that a typed word may stand for, with how well they fit."""
        if self.knows(word):
            yield word, 1.0
        if len(word) >= SHORTEST_PREFIX:
            for known in self._from_both(lambda words: words.beginning_with(word)):
                if known != word:
                    yield known, 0.6 + 0.35 * len(word) / len(known)
        typos = typos_allowed(word)
        if typos:
            yield from self._mistyped(word, typos)

    def _mistyped(self, word: str, typos: int) -> Iterator[tuple[str, float]]:
        from rapidfuzz.distance import OSA  # only what was mistyped asks for it

        near = [(OSA.distance(word, known), known) for known in self._from_both(lambda words: words.near(word, typos))]
        for distance, known in sorted(near)[:MOST_ALIKE]:
            if distance and known[0] == word[0]:
                yield known, 0.8 - 0.15 * distance
            elif distance == 1:
                yield known, 0.55

    def _from_both(self, look: Callable[[Vocabulary], Iterable[str]]) -> Iterator[str]:
        """What is found among the words of the base that are still there, and among the others."""
        for words in (self._base.vocabulary, self._new_words):
            yield from (known for known in look(words) if self.knows(known))


class _Base:
    """The words of some nodes, as they were when it was made; never changed."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes
        self.texts: list[NodeText] = []
        places: dict[str, list[int]] = defaultdict(list)
        for node in nodes:
            for text in _texts_of(node):
                for word in set(words_in(text.text)):
                    places[word].append(len(self.texts))
                self.texts.append(text)
        self.places: Mapping[str, list[int]] = dict(places)
        self.vocabulary = Vocabulary(sorted(places))

    def holding(self, equal: Mapping[str, Node]) -> _Base:
        """The same with other objects for some of its nodes, equal to its own: else it would hold on to both."""
        if not equal:
            return self
        other = copy(self)
        other.nodes = tuple(equal.get(node.id, node) for node in self.nodes)
        return other


def _others(nodes: Sequence[Node], known: Sequence[Node]) -> list[Node]:
    """The nodes that are other objects than the known ones."""
    if nodes is known:
        return []
    same = set(map(id, known))
    return [node for node in nodes if id(node) not in same]


class Vocabulary:
    """Words to look for those that begin like, or are nearly, another one.

    Args:
        words: each once, in alphabetical order.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._shapes = _shapes_of(words) if len(words) > FEW_WORDS else None

    def beginning_with(self, start: str) -> Iterator[str]:
        """The words that begin so."""
        place = bisect_left(self._words, start)
        while place < len(self._words) and self._words[place].startswith(start):
            yield self._words[place]
            place += 1

    def near(self, word: str, typos: int) -> list[str]:
        """The words that differ in at most so many typos: letters too many, too few, other ones, or two swapped."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        maybe = self._words if self._shapes is None else self._perhaps_near(word, typos, self._shapes)
        found = process.extract(word, maybe, scorer=OSA.distance, score_cutoff=typos, limit=None, processor=None)
        return [known for known, _distance, _place in found]

    def _perhaps_near(self, word: str, typos: int, shapes: _Shapes) -> list[str]:
        """The words that do not have more letters than that, or other letters in more than that number.

        A typo adds one letter at most that the other word lacks, and takes one away at most.
        """
        import numpy as np

        lengths, letters = shapes
        own = _letters_of([word])[0]
        likely = np.abs(lengths - len(word)) <= typos
        likely &= np.bitwise_count(letters & ~own) <= typos
        likely &= np.bitwise_count(own & ~letters) <= typos
        return [self._words[place] for place in np.flatnonzero(likely).tolist()]


def _shapes_of(words: Sequence[str]) -> _Shapes:
    import numpy as np

    return np.fromiter(map(len, words), np.int32, len(words)), _letters_of(words)


def _letters_of(words: Sequence[str]) -> NDArray[Any]:
    """The set of letters of each word, a bit for each sort of letter: some rare letters share one."""
    import numpy as np

    codes = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32).astype(np.uint64)
    letter, digit = codes - ord("a"), codes - ord("0")  # below these they wrap around to large numbers
    rest = _LETTERS + _DIGITS + codes % (_SORTS - _LETTERS - _DIGITS)
    sort = np.where(letter < _LETTERS, letter, np.where(digit < _DIGITS, _LETTERS + digit, rest))
    starts = np.cumsum([0, *map(len, words[:-1])])
    return np.bitwise_or.reduceat(np.uint64(1) << sort.astype(np.uint64), starts)


def typos_allowed(word: str) -> int:
    """How many typos a typed word may hold: none in what is short or has a digit."""
    if any(letter.isdigit() for letter in word) or len(word) < SHORTEST_WITH_TYPO:
        return 0
    return MOST_TYPOS if len(word) >= SHORTEST_WITH_TWO_TYPOS else 1


def _texts_of(node: Node) -> Iterator[NodeText]:
    """The texts of a record, each once."""
    seen: set[str] = set()
    for text, weight in _written(node):
        key = plain(text)
        if key not in seen:
            seen.add(key)
            yield NodeText(node.id, text, max(1, len(_WORD.findall(key))), weight)


def _written(node: Node) -> Iterator[tuple[str, float]]:
    yield node.name, 1.0
    for _language, name in node.names:
        yield name, 1.0
    for _language, words in getattr(node, "keywords", ()):
        for word in words:
            yield word, 0.95
    for name in (*getattr(node, "other_names", ()), *getattr(node, "other_emails", ())):
        yield name, 0.95
    for identifier in getattr(node, "identifiers", ()):
        if identifier.startswith(ANSWER):
            continue
        yield identifier.partition(":")[2] or identifier, 0.95
    for name in ("number", "email", "municipality"):
        value = getattr(node, name, None)
        if value:
            yield value, 0.9 if name != "municipality" else 0.6
