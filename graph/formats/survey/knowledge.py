"""What the answers to a survey say that people know.

What somebody answers is their own word (`declared`) on the day of the answer: it replaces an earlier word of their own,
never one that was confirmed or certified, and never a later one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from graph.domain.kinds import Knows
from graph.domain.text import Text
from graph.formats.reading.reconcile import Found, with_derived_id
from graph.formats.reading.result import Note
from graph.formats.survey.meaning import TopicAnswer
from graph.model.snapshot import Snapshot

__all__ = ["Knowledge"]

_KEPT_PROVENANCE = ("endorsed", "certified")


@dataclass(frozen=True, slots=True)
class _Said:
    """The last answer of a person about a topic."""

    answer: TopicAnswer
    day: date
    entered_by: str | None


class Knowledge:
    """The answers as knowledge of people, over what is stored."""

    def __init__(self, snapshot: Snapshot, source: str) -> None:
        self.snapshot = snapshot
        self.source = source
        self.said: dict[tuple[str, str], _Said] = {}
        self.confirmed = 0
        self.older: set[str] = set()

    def take(self, person: str, topic: str, answer: TopicAnswer, day: date, entered_by: str | None) -> None:
        """Keep one answer; a later one of the same person about the same topic takes its place."""
        self.said[person, topic] = _Said(answer, day, entered_by)

    def is_older(self, person: str, day: date) -> bool:
        """Whether everything that is stored of the person was confirmed later than this day."""
        days = [edge.verified_on for edge in self.snapshot.out(Knows, person)]
        return bool(days) and all(known is not None and known > day for known in days)

    def found(self) -> list[Found]:
        """The edges that the answers stand for."""
        edges = [self._edge(person, topic, said) for (person, topic), said in self.said.items()]
        return [
            Found(edge, self.source, own_id=self.snapshot.edge(edge.id) is not None)
            for edge in edges
            if edge is not None
        ]

    def notes(self) -> Iterator[Note]:
        """What was left as it is, and why."""
        if self.confirmed:
            yield Note(
                text=Text(
                    "Answers that differ from a level that is confirmed or certified are not taken: {answers}",
                    answers=self.confirmed,
                )
            )
        if self.older:
            yield Note(
                text=Text(
                    "People with a later answer to the same questions, which stays: {people}", people=len(self.older)
                )
            )

    def _edge(self, person: str, topic: str, said: _Said) -> Knows | None:
        there = self._there(person, topic, said.day)
        if there is None:
            return self._new(person, topic, said)
        if there.verified_on is not None and there.verified_on > said.day:
            self.older.add(person)
            return None
        if there.provenance in _KEPT_PROVENANCE:
            self.confirmed += said.answer.level not in (None, there.level)
            return replace(there, wants=said.answer.wants)
        if said.answer.level == 0 and not said.answer.wants:
            return replace(there, until=said.day) if there.since is None or there.since < said.day else None
        level = there.level if said.answer.level is None else said.answer.level or None
        return replace(there, level=level, wants=said.answer.wants, verified_on=said.day, entered_by=said.entered_by)

    def _there(self, person: str, topic: str, day: date) -> Knows | None:
        """What is stored of the person and the topic and has not ended; of several the latest."""
        known = [
            edge
            for edge in self.snapshot.out(Knows, person)
            if edge.to_id == topic and (edge.until is None or edge.until > day)
        ]
        return max(known, key=lambda edge: (edge.since or date.min, edge.id), default=None)

    def _new(self, person: str, topic: str, said: _Said) -> Knows | None:
        if not said.answer.level and not said.answer.wants:
            return None
        edge = Knows(
            id="knows/draft",
            from_id=person,
            to_id=topic,
            since=self._end_of_earlier(person, topic),
            level=said.answer.level or None,
            wants=said.answer.wants,
            verified_on=said.day,
            entered_by=said.entered_by,
            source=self.source,
        )
        return with_derived_id(edge)

    def _end_of_earlier(self, person: str, topic: str) -> date | None:
        """An earlier period that ended stays as it is; the new one follows it."""
        ends = [edge.until for edge in self.snapshot.out(Knows, person) if edge.to_id == topic]
        return max((end for end in ends if end is not None), default=None)
