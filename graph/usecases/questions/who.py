"""Who covers a subject."""

from __future__ import annotations

from graph.reports.responsibility import responsibility_report
from graph.usecases.questions.question import Question
from graph.usecases.read import responsible

__all__ = ["QUESTION"]

QUESTION = Question(
    name="who",
    ask=responsible,
    layout=lambda answered, texts: responsibility_report(answered.found, answered.naming(texts)),
    audience="everybody",
)
