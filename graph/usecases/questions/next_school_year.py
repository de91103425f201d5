"""What will be open at the start of the next school year."""

from __future__ import annotations

from graph.reports.gap_difference import difference_report
from graph.usecases.gaps_over_time import next_school_year_of, next_year
from graph.usecases.questions.question import Question

__all__ = ["QUESTION"]

QUESTION = Question(
    name="next-school-year",
    ask=next_year,
    layout=lambda answered, texts: difference_report(
        answered.found, answered.naming(texts), next_school_year_of(answered.world).naming(texts)
    ),
)
