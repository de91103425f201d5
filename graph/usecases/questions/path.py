"""The way to somebody in another school who knows a topic."""

from __future__ import annotations

from typing import Annotated

from graph.analyses.expertise.paths import PathAnswer
from graph.domain.described import Spelled
from graph.reports.expertise import path_report
from graph.usecases.expertise import expertise_paths
from graph.usecases.parameters import Level, Time
from graph.usecases.questions.question import Question
from graph.usecases.world import World

__all__ = ["QUESTION"]


def nearest(
    world: World,
    asker: Annotated[str, Spelled("--from")],
    topic: Annotated[str, Spelled("--topic")],
    *,
    level: Level = 2,
    deadline: Time = None,
) -> PathAnswer | None:
    """The way to somebody in another school who knows a topic.

    Args:
        asker: person or organisation in need: id, number or address.
        topic: what is needed: id, name or an everyday word.
    """
    return next(iter(expertise_paths(world, asker, topic, level=level, limit=1, deadline=deadline)), None)


QUESTION = Question(
    name="path",
    ask=nearest,
    layout=lambda answered, texts: path_report(answered.found, answered.naming(texts)),
    audience="everybody",
)
