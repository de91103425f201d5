"""Whom to ask so that everything has enough people."""

from __future__ import annotations

from graph.reports.repair import repair_report
from graph.usecases.planning import repair_plan
from graph.usecases.questions.question import Question

__all__ = ["QUESTION"]

QUESTION = Question(
    name="repair",
    ask=repair_plan,
    field=1000,
    field_name="repair-plan",
    layout=lambda answered, texts: repair_report(answered.found, answered.naming(texts)),
    audience="everybody",
    usual_seconds=20.0,
)
