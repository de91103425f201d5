"""Who knows what."""

from __future__ import annotations

from graph.reports.expertise import candidates_report
from graph.reports.plain import plain
from graph.usecases.expertise import find_expertise
from graph.usecases.questions.question import Question
from graph.usecases.read import topic_named

__all__ = ["QUESTION"]

QUESTION = Question(
    name="find",
    ask=find_expertise,
    layout=lambda answered, texts: candidates_report(
        answered.found,
        [topic_named(answered.world, topic).id for topic in answered.given["topics"]],
        answered.naming(texts),
    ),
    values=lambda answered: {"candidates": plain(answered.found)},
    audience="everybody",
)
