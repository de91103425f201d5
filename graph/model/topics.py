"""Which topics count for which on a day, and who knows or needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from graph.domain.errors import NotFound
from graph.domain.kinds import Broader, Expertise, Knows, Requires
from graph.domain.text import Text
from graph.model.day import closure
from graph.model.snapshot import Snapshot

__all__ = ["broader_topics", "knowers_of", "known_by", "narrower_topics", "required_by"]


def narrower_topics(snapshot: Snapshot, on: date, topic: str) -> frozenset[str]:
    """The topic and every narrower one: who knows one of them, knows something of the topic.

    Raises:
        NotFound: there is no such topic.
    """
    if snapshot.find(Expertise, topic) is None:
        raise NotFound.record(topic, Text("Look the topic up with a search"))
    return closure(topic, lambda here: (e.from_id for e in snapshot.into(Broader, here) if snapshot.in_force(e, on)))


def broader_topics(snapshot: Snapshot, on: date, topic: str) -> frozenset[str]:
    """The topic and every broader one: the needs that knowing the topic counts for."""
    return closure(topic, lambda here: (e.to_id for e in snapshot.out(Broader, here) if snapshot.in_force(e, on)))


def known_by(snapshot: Snapshot, on: date, person: str, level: int) -> Iterator[Knows]:
    """What the person knows at a level or above; a mere wish has no level."""
    for edge in snapshot.out(Knows, person):
        if edge.level is not None and edge.level >= level and snapshot.in_force(edge, on):
            yield edge


def knowers_of(snapshot: Snapshot, on: date, topics: Iterable[str], level: int) -> Iterator[Knows]:
    """Who knows one of exactly these topics, at a level or above."""
    for topic in sorted(topics):
        for edge in snapshot.into(Knows, topic):
            if edge.level is not None and edge.level >= level and snapshot.in_force(edge, on):
                yield edge


def required_by(snapshot: Snapshot, on: date, subject: str) -> tuple[Requires, ...]:
    """What a task or decision asks for that day."""
    return tuple(edge for edge in snapshot.out(Requires, subject) if snapshot.in_force(edge, on))
