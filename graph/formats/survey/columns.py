"""Which column of an exported survey is about what, and what the words in it mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from graph.domain.declaring import LANGUAGES
from graph.domain.errors import Problem
from graph.domain.kinds import Expertise
from graph.domain.text import Named, Quoted, Text
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.grid import Grid
from graph.formats.reading.reconcile import Found
from graph.formats.reading.result import CREATE, MOST_SUGGESTIONS, OPEN, PICK, SKIP, Doubt, Note, Suggestion
from graph.formats.reading.text import alike, fold, key_of, slug, squeezed
from graph.formats.survey.meaning import TopicAnswer, consent_of, field_of, topic_answer
from graph.formats.survey.titles import topic_titles
from graph.formats.survey.words import CONSENT_ANSWERS, LEVEL_ANSWERS, NOT_KNOWN, NOTHING, WISH, WISHED
from graph.model.snapshot import Snapshot

__all__ = ["Columns"]

LIKELY = 0.55
_COUNTED = frozenset("★⭐*+●■")
_WORDS_TO_PICK = {"0": NOT_KNOWN, **{str(level): texts for level, texts in LEVEL_ANSWERS.items()}, WISHED: WISH}


class Columns:
    """The columns of a survey; what is unclear about a heading or a word is asked.

    Attributes:
        topics: id of the topic by column.
    """

    def __init__(self, grid: Grid, snapshot: Snapshot, asker: Asker) -> None:
        self.topics: dict[int, str] = {}
        self._snapshot = snapshot
        self._asker = asker
        self._fields: dict[str, list[int]] = defaultdict(list)
        self._changed: dict[str, Expertise] = {}
        self._told: dict[str, str] = {}
        self._by_title, self._by_word = _titles(snapshot)
        for column, heading in grid.headings.items():
            field = field_of(heading)
            if field is not None:
                self._fields[field].append(column)
            else:
                self._topic(column, heading, grid)
        if not self.times:
            nothing = Text("No column tells when the answers were given: the day of the import counts")
            asker.notes.append(Note(address=grid.place, text=nothing))

    @property
    def fields(self) -> tuple[str, ...]:
        """What the columns say apart from topics."""
        return tuple(self._fields)

    @property
    def times(self) -> list[int]:
        """The columns that tell when somebody answered; when they began, where nothing tells when they were done."""
        return self.of("time") or self.of("start")

    def of(self, field: str) -> list[int]:
        """The columns of a field, in order."""
        return self._fields.get(field, [])

    def found(self, place: str) -> Iterator[Found]:
        """The topics that were made or got another word."""
        for topic in self._changed.values():
            yield Found(topic, place)

    def answer(self, text: str, place: str) -> TopicAnswer | None:
        """What a cell says of a topic; None when it says nothing that is understood."""
        for word in topic_answer(text, self._told).unknown:
            self._ask_word(word, place)
        said = topic_answer(text, self._told)
        return said if (said.level is not None or said.wants) and not said.unknown else None

    def consent(self, text: str, place: str) -> str | None:
        """Who may see the answers according to a cell; None when it does not say, or that waits for an answer."""
        known = consent_of(text) if text else None
        if known is not None or not text:
            return known
        doubt = Doubt(
            id=doubt_id("consent", "", key_of(text)),
            kind="consent",
            address=place,
            value=text,
            text=Text("Who may see the answers when somebody answers “{text}”?", text=text),
            suggestions=tuple(Suggestion(pick=word, name=dict(texts)["nl"]) for word, texts in CONSENT_ANSWERS.items()),
            choices=(PICK, SKIP, OPEN),
        )
        return self._asker.one_of(doubt, CONSENT_ANSWERS)

    # Topics

    def _topic(self, column: int, heading: str, grid: Grid) -> None:
        texts = _candidates(heading)
        exact = next((found for text in texts if (found := self._exact(text))), None)
        topic = exact or self._asked(heading, texts[-1], grid)
        if topic is not None and topic in self.topics.values():
            self._asker.problems.append(
                Problem(
                    place=grid.place,
                    message=Text(
                        "Two columns are about {topic}; the second is {heading}",
                        topic=Named(topic),
                        heading=Quoted(heading, most=60),
                    ),
                    remedy=Text("Remove one of them, or answer skip for it"),
                )
            )
        elif topic is not None:
            self.topics[column] = topic

    def _exact(self, text: str) -> str | None:
        titled = self._by_title.get(fold(text), set()) or self._by_word.get(fold(text), set())
        return next(iter(titled)) if len(titled) == 1 else None

    def _asked(self, heading: str, text: str, grid: Grid) -> str | None:
        doubt = Doubt(
            id=doubt_id("topic", "", key_of(heading)),
            kind="topic",
            address=grid.place,
            value=heading,
            text=Text("Which topic is the column “{heading}” about?", heading=heading),
            suggestions=self._suggestions(text),
        )
        answer = self._asker.ask(doubt)
        if answer is None:
            return None
        if answer.word == CREATE:
            name = answer.argument or squeezed(text)
            topic = Expertise(id=f"expertise/{slug(name)}", name=name, source=grid.place.partition(":")[0])
            if self._snapshot.node(topic.id) is None:
                self._changed[topic.id] = topic
            return topic.id
        known = self._snapshot.find(Expertise, answer.argument)
        if known is None:
            self._asker.refuse(doubt, Text("There is no topic {text}", text=Quoted(answer.argument)))
            return None
        self._remember(self._changed.get(known.id, known), text)
        return known.id

    def _remember(self, topic: Expertise, text: str) -> None:
        words = dict(topic.keywords)
        words["nl"] = tuple(sorted({*words.get("nl", ()), squeezed(text)}))
        self._changed[topic.id] = replace(topic, keywords=tuple(sorted(words.items())))

    def _suggestions(self, text: str) -> tuple[Suggestion, ...]:
        scored = [(-_likeness(text, topic), topic.id, topic.name) for topic in self._snapshot.nodes(Expertise)]
        best = sorted(item for item in scored if -item[0] >= LIKELY)[:MOST_SUGGESTIONS]
        return tuple(Suggestion(pick=topic, name=name) for _, topic, name in best)

    # Words

    def _ask_word(self, word: str, place: str) -> None:
        doubt = Doubt(
            id=doubt_id("answer", "", key_of(word)),
            kind="answer",
            address=place,
            value=word,
            text=Text("What does the answer “{word}” mean?", word=word),
            suggestions=tuple(
                Suggestion(pick=pick, name=dict(_WORDS_TO_PICK[pick])["nl"])
                for pick in sorted(_WORDS_TO_PICK, key=lambda pick: pick != _level_in_signs(word))
            ),
            choices=(PICK, SKIP, OPEN),
        )
        answer = self._asker.ask(doubt)
        given = self._asker.given(doubt.id)
        if answer is not None and answer.argument in _WORDS_TO_PICK:
            self._told[key_of(word)] = answer.argument
        elif answer is not None:
            self._asker.refuse(doubt, Text("{text} is no level", text=Quoted(answer.argument)))
        elif given is not None and given.word == SKIP:
            self._told[key_of(word)] = NOTHING


def _level_in_signs(word: str) -> str:
    """The level that stars or plusses count: how many the word begins with; "0" when it has none."""
    first = word[:1]
    return str(len(word) - len(word.lstrip(first))) if first in _COUNTED else "0"


def _candidates(heading: str) -> list[str]:
    """The texts in a heading that may name the topic: a grid question ends in [topic], a form may ask a sentence."""
    inner = heading[heading.rfind("[") + 1 : -1] if heading.endswith("]") and "[" in heading else None
    return [heading] if inner is None else [heading, inner]


def _titles(snapshot: Snapshot) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Topics by folded title or name, and by folded keyword."""
    titles: dict[str, set[str]] = defaultdict(set)
    words: dict[str, set[str]] = defaultdict(set)
    for language in LANGUAGES:
        for topic_id, title in topic_titles(snapshot, language).items():
            titles[fold(title)].add(topic_id)
    for topic in snapshot.nodes(Expertise):
        for name in (topic.name, *(text for _, text in topic.names)):
            titles[fold(name)].add(topic.id)
        for _, keywords in topic.keywords:
            for keyword in keywords:
                words[fold(keyword)].add(topic.id)
    return titles, words


def _likeness(text: str, topic: Expertise) -> float:
    names = [topic.name, *(name for _, name in topic.names), *(word for _, words in topic.keywords for word in words)]
    return max(alike(text, name) for name in names)
