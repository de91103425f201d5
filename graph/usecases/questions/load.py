"""How many hours the work asks."""

from __future__ import annotations

from graph.reports.load import load_report
from graph.usecases.load import load
from graph.usecases.questions.question import Question

__all__ = ["QUESTION"]

QUESTION = Question(
    name="load",
    ask=load,
    field=500,
    layout=lambda answered, texts: load_report(answered.found, answered.naming(texts)),
)
