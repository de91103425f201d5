"""Parts of full time, hours and days of the week as people and spreadsheets write them, to what they may mean.

    "15/21", "12/36 + 6/36", "1½/36", "50 %", "halftijds", "0,8 VTE", "4u", "12:30", "ma t.e.m. do", "di vm"

Each reading has the fields of a holding in plain form. What can mean one thing only is sure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from graph.formats.people.words import FRACTION_BY_WORD, HALVES_BY_WORD, WEEKDAY_BY_WORD
from graph.formats.reading.text import fold

__all__ = ["Amount", "Reading", "days_of_week", "hours_or_part", "part_or_hours"]

Reading: TypeAlias = Mapping[str, Any]

_MOST_PART, _MOST_HOURS = 2, 168
_NUMBER = r"(?:\d{1,4}(?:[.,]\d{1,20})?\s*[¼-¾⅐-⅞]?|[¼-¾⅐-⅞])"
_HOUR = r"(?:u|uur|uren|h|lestijden|lt|lesuren)"
_TERM = re.compile(
    rf"(?P<part>{_NUMBER})\s*(?P<hours>{_HOUR})?"
    rf"(?:\s*(?:[/⁄]|van de|van|op)\s*(?P<over>{_NUMBER})\s*(?:{_HOUR}|ste|den|de|e)?)?\s*(?P<percent>%|procent|pct)?"
)
_CLOCK = re.compile(r"(?P<hours>\d{1,3})\s*(?::|u|uur|h)\s*(?P<minutes>[0-5]\d)(?::00)?\s*(?:m|min)?")
_FULL_TIME = re.compile(
    r"\s*(?:vte|fte|(?:voltijds?|fulltime)(?: equivalent)?|tijds)\Z|\A(?:deeltijds?|parttime)\s+(?=.)"
)
_PER_WEEK = re.compile(r"(?<=\w) ?(?:/|per|p\.) ?(?:w|wk|week)\.?\Z")
_PLUS = re.compile(r"\s*(?:\+|&| en | and | plus )\s*")
_LISTED = re.compile(r"\s*(?:[;\n]|, )\s*")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_BESIDE = re.compile(r"\([^()]*\)|\b(?:ca|circa|ongeveer)\b\.?|[±~?*]")
_LATEST = 30
"""A day in a later year is sooner a fraction over that many hours than one of now."""
_PERCENTS = (40, 100)
"""A whole number in between that is a multiple of five is sooner a percentage than hours."""
_DAYS = tuple(dict.fromkeys(WEEKDAY_BY_WORD.values()))
_A_DAY = "|".join(sorted(WEEKDAY_BY_WORD, key=len, reverse=True))
_RANGE = re.compile(
    rf"(?<![-–—])\b({_A_DAY})\b\.?\s*(?:(-|–|—)|t\.?\s?e\.?\s?m\.?|t/m|tot en met|tot)\s*({_A_DAY})\b"
    rf"(?!\s*[-–—]\s*(?:{_A_DAY})\b)"
)
_EVERY_DAY = re.compile(r"(?:elke|iedere|alle|every) (?:dag|dagen|werkdag|werkdagen|day)|dagelijks|(?:de )?hele week")
_WHOLE = ("hele", "heel", "volle", "dag", "vol")


@dataclass(frozen=True, slots=True)
class Amount:
    """What a cell may mean, likeliest first, and whether it is sure; without readings it is not understood."""

    readings: tuple[Reading, ...] = ()
    is_sure: bool = False


def part_or_hours(written: str) -> Amount:
    """What a cell of a column with parts of full time means."""
    part = _part(written)
    if part is not None:
        return Amount((part,), is_sure=True)
    hours = _hours(written)
    if hours is not None and not _is_bare(written):
        return Amount((hours,), is_sure=re.search(_HOUR, written.casefold()) is not None)
    if hours is not None:
        percent = _part(f"{written}%")
        number = hours["hours_per_week"]
        is_percent = number % 5 == 0 and _PERCENTS[0] <= number <= _PERCENTS[1]
        both = (percent, hours) if is_percent else (hours, percent)
        return Amount(tuple(each for each in both if each is not None))
    return Amount(_distinct([*_of_day(written), *_within(written, _part), *_within(written, _hours)]))


def hours_or_part(written: str) -> Amount:
    """What a cell of a column with hours a week means."""
    hours = _hours(written)
    if hours is not None:
        return Amount((hours,), is_sure=True)
    part = _part(written)
    if part is not None:
        return Amount((part,), is_sure=True)
    day = _DAY.fullmatch(written)
    if day is not None:  # "12,5" or "12.5", of which a spreadsheet made 12 May
        return Amount(({"hours_per_week": float(f"{int(day[3])}.{int(day[2])}")},))
    return Amount(_distinct([*_within(written, _hours), *_within(written, _part)]))


def days_of_week(written: str) -> Amount:
    """What a cell with days of the week means: "ma, di vm", "ma t.e.m. do"; "di-do" may be two days or three."""
    text = written.casefold()
    if _EVERY_DAY.fullmatch(text.strip(" .")):
        return Amount((_in_halves(_DAYS),), is_sure=True)
    is_sure = all(dash[2] is None or abs(_place(dash[1]) - _place(dash[3])) == 1 for dash in _RANGE.finditer(text))
    spread, unread = _days(_RANGE.sub(lambda match: " ".join(_between(match[1], match[3])), text))
    if not spread:
        return Amount()
    if unread or not is_sure:
        return Amount(_distinct([{"days": spread}, {"days": _days(text)[0]}]))
    return Amount(({"days": spread},), is_sure=True)


def _part(written: str) -> Reading | None:
    """The part of full time that a whole text is: a fraction, a percentage, a word, or a sum of them."""
    total = Fraction(0)
    for term in _PLUS.split(written.casefold().strip(" .")):
        value = _part_of(term)
        if value is None:
            return None
        total += value
    return {"fraction": float(total), "fraction_as_written": written} if total <= _MOST_PART else None


def _part_of(term: str) -> Fraction | None:
    said = FRACTION_BY_WORD.get(fold(term))
    bare = said or _FULL_TIME.sub("", term).strip()
    match = _TERM.fullmatch(bare)
    if match is None or (match["hours"] and not match["over"]):
        return None
    over = Fraction(1) if match["over"] is None else _value(match["over"])
    if over == 0:
        return None
    value = _value(match["part"]) / over / (100 if match["percent"] else 1)
    is_whole = not (match["over"] or match["percent"] or said or bare != term.strip()) and value == int(value)
    return None if is_whole and value > 1 else value


def _hours(written: str) -> Reading | None:
    """The hours a week that a whole text is, or the sum of them."""
    total = Fraction(0)
    for term in _PLUS.split(_PER_WEEK.sub("", written.casefold().strip(" ."))):
        clock, match = _CLOCK.fullmatch(term), _TERM.fullmatch(term)
        if clock is not None:
            total += Fraction(int(clock["hours"])) + Fraction(int(clock["minutes"]), 60)
        elif match is not None and not (match["over"] or match["percent"]):
            total += _value(match["part"])
        else:
            return None
    return {"hours_per_week": float(total)} if total <= _MOST_HOURS else None


def _is_bare(written: str) -> bool:
    return re.fullmatch(_NUMBER, written.strip()) is not None


def _value(number: str) -> Fraction:
    """A number with its decimals, or with ½ and the like behind it."""
    sign = next((letter for letter in number if not letter.isascii()), "")
    digits = number.replace(sign, "").strip().replace(",", ".") if sign else number.strip().replace(",", ".")
    small = Fraction(unicodedata.numeric(sign)).limit_denominator(100) if sign else Fraction(0)
    return Fraction(digits or 0) + small


def _of_day(written: str) -> Iterable[Reading]:
    """The fractions of which a spreadsheet may have made a day: 1/2 became 1 February, 1/36 January 1936."""
    match = _DAY.fullmatch(written)
    if match is None:
        return
    year, month, day = map(int, match.groups())
    short = [(month, year % 100)] if day == 1 else []
    both = [(day, month), (month, day)]
    for part, over in (*short, *both) if year % 100 > _LATEST else (*both, *short):
        if 0 < part <= over:
            yield {"fraction": part / over, "fraction_as_written": f"{part}/{over}"}


def _within(written: str, read: Callable[[str], Reading | None]) -> Iterable[Reading]:
    """What a text says beside a remark, "15/21 (TAO)" or "ca. 10", and the sum of what it lists."""
    bare = _BESIDE.sub(" ", written).strip(" ,;")
    for text in (bare, " + ".join(filter(None, _LISTED.split(bare)))):
        found = read(text) if text and text != written else None
        if found is not None:
            yield found


def _distinct(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    return tuple({str(sorted(each.items())): each for each in readings}.values())


def _days(text: str) -> tuple[list[str], bool]:
    """The halves of days that a text names, and whether it holds other words."""
    days: set[str] = set()
    last: list[str] = []
    unread = False
    for word in fold(text).split():
        if word in WEEKDAY_BY_WORD:
            last = _in_halves([WEEKDAY_BY_WORD[word]])["days"]
            days.update(last)
        elif word in HALVES_BY_WORD and last:
            days.difference_update(last)
            days.update(day for day in last if day[-2:] in HALVES_BY_WORD[word])
        elif word not in ("en", "and", *_WHOLE):
            unread = True
    return sorted(days), unread


def _in_halves(days: Iterable[str]) -> dict[str, list[str]]:
    return {"days": sorted(f"{day}_{half}" for day in days for half in ("am", "pm"))}


def _place(word: str) -> int:
    return _DAYS.index(WEEKDAY_BY_WORD[word])


def _between(first: str, last: str) -> Iterable[str]:
    words = {day: word for word, day in WEEKDAY_BY_WORD.items()}
    return (words[day] for day in _DAYS[_place(first) : _place(last) + 1])
