"""The days of a row of a list of people that its words do not clearly say: each text is asked about once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from graph.domain.text import N_, Text
from graph.formats.people.rows import StaffRow, ends_first
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.asked_days import asked_day

__all__ = ["with_days"]

_QUESTIONS = {
    "since": N_("Which day does “{day}” mean, as the first day?"),
    "until": N_("Which day does “{day}” mean, as the first day that no longer counts?"),
}


def with_days(row: StaffRow, asker: Asker) -> StaffRow | None:
    """The row with the days that were told; None while one waits for an answer, or when the row is left out."""
    days: dict[str, date | None] = {}
    for end, when in row.unclear.items():
        question = Text(_QUESTIONS[end], day=when.text)
        is_known, day = asked_day(asker, when, doubt_id("date", "people", f"{end} {when.text}"), row.place, question)
        if not is_known:
            return None
        days[end] = day
    since, until = days.get("since", row.since), days.get("until", row.until)
    if days and since is not None and until is not None and since >= until:
        asker.problems.append(ends_first(row.place, since))
        return None
    return replace(row, since=since, until=until)
