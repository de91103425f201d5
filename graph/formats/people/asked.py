"""What of a row of a list of people is not clear: each text is asked about once, and the rows with it wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from graph.domain.choices import CAPACITIES
from graph.domain.text import N_, Text
from graph.domain.week import days_in_words
from graph.formats.people.amounts import Amount, Reading
from graph.formats.people.rows import StaffRow
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.asked_days import asked_day
from graph.formats.reading.result import LIKELY, OPEN, PICK, POSSIBLE, SKIP, Doubt, Note, Suggestion

__all__ = ["with_answers"]

_QUESTIONS = {
    "since": N_("Which day does “{day}” mean, as the first day?"),
    "until": N_("Which day does “{day}” mean, as the first day that no longer counts?"),
}


def with_answers(row: StaffRow, asker: Asker) -> StaffRow | None:
    """The row with what was told; None while something waits for an answer, or when the row is left out."""
    capacity = row.capacity if row.capacity in CAPACITIES else _asked_capacity(row, asker)
    days = _asked_days(row, asker)
    amounts = {field: _asked_amount(row, field, *amount, asker) for field, amount in row.amounts.items()}
    if capacity is None or days is None or None in amounts.values():
        return None
    since, until = days.get("since", row.since), days.get("until", row.until)
    if days and since is not None and until is not None and since >= until:
        text = Text("The period ends before it begins ({since}): the row is left out", since=since)
        remedy = Text("Correct one of the two days")
        asker.notes.append(Note(address=row.place, text=text, remedy=remedy, matters=True))
        return None
    holding: dict[str, Any] = {}
    for plain in (row.holding, *amounts.values()):
        holding.update(plain or {})
    return replace(row, capacity=capacity, since=since, until=until, holding=holding)


def _asked_days(row: StaffRow, asker: Asker) -> Mapping[str, date | None] | None:
    days: dict[str, date | None] = {}
    waits = False
    for end, when in row.unclear.items():
        question = Text(_QUESTIONS[end], day=when.text)
        is_known, days[end] = asked_day(
            asker, when, doubt_id("date", "people", f"{end} {when.text}"), row.place, question
        )
        waits = waits or not is_known
    return None if waits else days


def _asked_amount(row: StaffRow, field: str, written: str, amount: Amount, asker: Asker) -> Reading | None:
    """What a cell of a holding means; nothing when it is left out, None while it waits."""
    by_pick = {_pick(reading): reading for reading in amount.readings}
    doubt = Doubt(
        id=doubt_id("amount", "people", f"{field} {written}"),
        kind="amount",
        address=row.place,
        value=written,
        text=Text("What does “{value}” mean?", value=written),
        suggestions=tuple(Suggestion(pick=pick, name=_named(reading)) for pick, reading in by_pick.items()),
        choices=(PICK, SKIP, OPEN),
        suggested=f"{PICK} {next(iter(by_pick))}",
        certainty=LIKELY if len(by_pick) == 1 else POSSIBLE,
        is_kept=True,
    )
    picked = asker.one_of(doubt, by_pick)
    if picked is None:
        given = asker.given(doubt.id)
        return {} if given is not None and given.word == SKIP else None
    return by_pick[picked]


def _pick(reading: Reading) -> str:
    """What an answer says of a reading: "fraction 0.5", "hours_per_week 12", "days mon_am,mon_pm"."""
    field = next(iter(reading))
    value = ",".join(reading[field]) if field == "days" else f"{reading[field]:.6g}"
    return f"{field} {value}"


def _named(reading: Reading) -> Text:
    if "days" in reading:
        return days_in_words(reading["days"])
    if "fraction" in reading:
        return Text("{number} of full time", number=round(reading["fraction"], 4))
    return Text("{number} hours a week", number=round(reading["hours_per_week"], 2))


def _asked_capacity(row: StaffRow, asker: Asker) -> str | None:
    """What somebody is whose capacity is no known word."""
    doubt = Doubt(
        id=doubt_id("capacity", "people", row.capacity),
        kind="capacity",
        address=row.place,
        value=row.capacity,
        text=Text("What is somebody who is “{value}”?", value=row.capacity),
        suggestions=tuple(Suggestion(pick=each, name=Text(CAPACITIES[each])) for each in CAPACITIES),
        choices=(PICK, SKIP, OPEN),
        is_kept=True,
    )
    return asker.one_of(doubt, CAPACITIES)
