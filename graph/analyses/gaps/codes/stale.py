"""Not checked yet this school year: a mandate that was not confirmed for the school year that had to be.

Its last word is the latest day on which it was confirmed, granted or begun; without any of these nobody can say.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from graph.analyses.gaps.code import Evidence, GapCode, Where
from graph.analyses.gaps.example import AN, SCHOOL, Example, executes
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.mandates import MANDATES, mandate_evidence
from graph.analyses.gaps.sentences import at, doing, wider
from graph.domain.kinds import Mandate
from graph.domain.periods import school_year_of
from graph.domain.text import N_, Text
from graph.model.bounds import Bounds, Dates

__all__ = ["STALE", "confirmed_since"]

MONTH_OF_CONFIRMATION = 11
"""From 1 November on, mandates should have been confirmed in the school year that runs."""


class Unconfirmed(NamedTuple):
    """The last word on a mandate, and whether it is this school year that it had to be confirmed in."""

    last: date
    this_year: bool


@lru_cache(maxsize=64)
def confirmed_since(on: date) -> date:
    """The day since which mandates must have been confirmed: 1 September of the school year that counts.

    From 1 November that is the year that runs, before that the one before it.
    """
    year = school_year_of(on)
    runs_long_enough = on >= date(year.first_year, MONTH_OF_CONFIRMATION, 1)
    return year.since if runs_long_enough else date(year.first_year - 1, year.since.month, year.since.day)


def _judge(look: Look, edge: Mandate) -> Unconfirmed | None:
    last, due = _last_word(edge), confirmed_since(look.on)
    if last is None or last >= due or not look.snapshot.in_force(edge, look.on):
        return None
    return Unconfirmed(last, this_year=due == school_year_of(look.on).since)


def _last_word(edge: Mandate) -> date | None:
    last = edge.since
    for day in (edge.granted_on, edge.verified_on):
        if day is not None and (last is None or day > last):
            last = day
    return last


def _bounds(bounds: Bounds, edge: Mandate) -> Dates:
    """Those of the mandate and its ends, and the first 1 November by which it had to be confirmed."""
    last = _last_word(edge)
    found = bounds.of_ends(edge)
    return found if last is None else found | {date(school_year_of(last).first_year + 1, MONTH_OF_CONFIRMATION, 1)}


def _evidence(look: Look, edge: Mandate, found: Unconfirmed) -> Evidence:
    return mandate_evidence(edge)


def _message(edge: Mandate, found: Unconfirmed, where: Where) -> Text:
    template = (
        N_("Not checked yet this school year: whoever is appointed {doing}{at} (last on {last}).{wider}")
        if found.this_year
        else N_("Not checked last school year: whoever is appointed {doing}{at} (last on {last}).{wider}")
    )
    return Text(
        template,
        doing=doing(edge.kind, edge.to_id),
        at=at(where.organisation),
        last=found.last,
        wider=wider(where.affects),
    )


STALE = GapCode(
    code="stale",
    severity="low",
    title=N_("Not checked yet this school year"),
    matter=MANDATES,
    judge=_judge,
    bounds=_bounds,
    evidence=_evidence,
    message=_message,
    example=Example(
        SCHOOL,
        has_it=(executes(AN, since="2024-09-01"),),
        has_it_not=(executes(AN, since="2024-09-01", verified_on="2026-09-14"),),
    ),
)
