"""The days that people ask about and write down; a day outside them is a mistake of typing."""

from __future__ import annotations

from datetime import date, datetime

from graph.domain.errors import InvalidInput
from graph.domain.text import Quoted, Text

__all__ = ["FIRST_DAY", "LAST_DAY", "asked_day", "asked_moment", "day_if_asked", "is_known_day", "out_of_reach"]

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 12, 31)
SHOWN = 40
"""Characters of a wrong text that are said again."""


def is_known_day(day: date) -> bool:
    """Whether a day lies between the first and the last that can be asked or written."""
    return FIRST_DAY <= day <= LAST_DAY


def out_of_reach(text: str) -> tuple[Text, Text]:
    """What is wrong with a day that lies outside them, and what to do."""
    return (
        Text("{text} lies too far away", text=Quoted(text[:SHOWN])),
        Text("Give a day from {first} to {last}", first=str(FIRST_DAY.year), last=str(LAST_DAY.year)),
    )


def asked_day(text: str, *, field: str) -> date:
    """The day that somebody asks for.

    Args:
        text: what was given, such as 2026-09-01.
        field: what a problem calls it.

    Raises:
        InvalidInput: it is no date, or too far away.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput.because(
            Text("{text} is not a date", text=Quoted(text[:SHOWN])), Text("Write it as 2026-09-01"), field=field
        ) from None
    _check_reach(day, text, field)
    return day


def day_if_asked(text: str | None, *, field: str) -> date | None:
    """The same; None where nothing is given. Raises as `asked_day`."""
    return asked_day(text, field=field) if text else None


def asked_moment(text: str, *, field: str) -> int | date | datetime:
    """The revision number, the day or the instant as known at which somebody asks.

    Raises:
        InvalidInput: it is none of these, or too far away.
    """
    try:
        if text.isascii() and text.isdecimal():
            return int(text)
        moment = date.fromisoformat(text) if len(text) == len("2026-09-01") else datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput.because(
            Text("{text} is no moment", text=Quoted(text[:SHOWN])),
            Text("Give a revision number, a date or an instant with time zone"),
            field=field,
        ) from None
    _check_reach(moment.date() if isinstance(moment, datetime) else moment, text, field)
    return moment


def _check_reach(day: date, text: str, field: str) -> None:
    if not is_known_day(day):
        raise InvalidInput.because(*out_of_reach(text), field=field)
