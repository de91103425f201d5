"""Half days of the school week in words."""

from __future__ import annotations

from collections.abc import Iterable

from graph.domain.choices import HALF_DAYS, WEEKDAYS
from graph.domain.text import Series, Text

__all__ = ["days_in_words"]


def days_in_words(half_days: Iterable[str]) -> Text:
    """Half days in the order of the week, a day with both halves as one: "Monday and Tuesday morning"."""
    there = set(half_days)
    words: list[str] = []
    for day, word in WEEKDAYS.items():
        halves = [title for half, title in HALF_DAYS.items() if half in there and half.startswith(day)]
        words.extend(halves if len(halves) < 2 else [word])
    return Text("{days}", days=Series(tuple(map(Text, words)), "and"))
