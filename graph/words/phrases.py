"""Kinds of mandates, days and lists in the words of people, Dutch and English.

Dutch as Flemish schools speak it: a mandate is what somebody does, the last day of a period is included.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

__all__ = ["MANDATE_TITLES", "date_in_words", "last_day_in_words", "listing"]

MANDATE_TITLES: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "DECIDES": "Beslist",
        "EXECUTES": "Voert uit",
        "STEERS": "Stuurt aan en volgt op",
        "CONTACT_POINT_FOR": "Aanspreekpunt",
    },
    "en": {
        "DECIDES": "Decides",
        "EXECUTES": "Executes",
        "STEERS": "Steers and follows up",
        "CONTACT_POINT_FOR": "Contact point",
    },
}
"""Per language, what the kinds of mandate are called."""

_DUTCH_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december"
_ENGLISH_MONTHS = "January February March April May June July August September October November December"


def date_in_words(day: date, language: str = "nl") -> str:
    """A day as people write it: `31 augustus 2027`."""
    months = _DUTCH_MONTHS if language == "nl" else _ENGLISH_MONTHS
    return f"{day.day} {months.split()[day.month - 1]} {day.year}"


def last_day_in_words(until: date | None, language: str = "nl") -> str:
    """The last day of a half-open period: `t.e.m. 31 augustus 2027`; empty when it has no end."""
    if until is None:
        return ""
    shown = date_in_words(until - timedelta(days=1), language)
    return f"t.e.m. {shown}" if language == "nl" else f"up to and including {shown}"


def listing(items: Sequence[str], language: str = "nl") -> str:
    """Texts in a sentence: `An`, `An en Tom`, `An, Tom en Els`."""
    if len(items) < 2:
        return "".join(items)
    word = "en" if language == "nl" else "and"
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
