"""Which topics are known, and by how many."""

from __future__ import annotations

from graph.reports.expertise import overview_report
from graph.usecases.expertise import expertise
from graph.usecases.questions.question import Question

__all__ = ["QUESTION"]

QUESTION = Question(
    name="expertise",
    ask=expertise,
    layout=lambda answered, texts: overview_report(answered.found, answered.naming(texts)),
)
