"""The cells of one row of a list of people, to values: what is not understood is asked or told, and refuses nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from graph.domain.text import Quoted, Text
from graph.formats.people.amounts import Amount, days_of_week, hours_or_part, part_or_hours
from graph.formats.people.words import CAPACITY_BY_WORD, PUPIL_WORDS
from graph.formats.reading.damage import damage_of
from graph.formats.reading.days import Calendar, counted_day, day_from, is_no_end, says_no_end
from graph.formats.reading.names import without_salutation
from graph.formats.reading.never import Never, never_a_person
from graph.formats.reading.periods import Dated, When, agreed, in_column, within_brackets
from graph.formats.reading.result import Note, Place
from graph.formats.reading.text import fold, whole_number

__all__ = ["Values"]

_SHORTENED = re.compile(r"\d+(?:[.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_STAFF_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_IN_BRACKETS = re.compile(r"<([^<>]+)>")
_BETWEEN_ADDRESSES = re.compile(r"[;,/|]")
_NOTHING = frozenset(["-", "--", "/", "?", ".", "geen", "nvt", "n.v.t.", "n.v.t", "onbekend", "none", "null", "n/a"])
"""What stands where somebody has no number or address."""
_NO_FUNCTION = (Never.NOTHING, Never.TOTAL, Never.EVERYBODY)
_SAID = {"since": "vanaf", "last_day": "t.e.m.", "until": "tot"}
"""The word that says how a day in a column is meant."""


class Values:
    """Reads the cells of one row.

    Attributes:
        notes: what is not taken over of them, each with what to do.
        is_sound: whether all that tells who and where can be read; else the row is left out.
        unclear: the ends of its period, `since` or `until`, that do not clearly say which day they are.
        amounts: by field, the cells that may mean several things.
    """

    def __init__(self, cells: Mapping[str, str], place: Place, calendar: Calendar | None) -> None:
        self.calendar = calendar
        damaged = {field: damage for field, text in cells.items() if (damage := damage_of(text)) is not None}
        self.cells = {**cells, **dict.fromkeys(damaged, "")}
        self.place = place
        self.notes: list[Note] = []
        self.is_sound = True
        self.unclear: dict[str, When] = {}
        self.amounts: dict[str, tuple[str, Amount]] = {}
        for damage in damaged.values():
            self.refuse(*damage)

    def tell(self, message: Text, remedy: Text) -> None:
        """Note what is not taken over."""
        self.notes.append(Note(address=self.place, text=message, remedy=remedy, matters=True))

    def refuse(self, message: Text, remedy: Text) -> None:
        """Leave the row out."""
        self.tell(message, remedy)
        self.is_sound = False

    # Who and where

    def names(self) -> tuple[str, str, str]:
        """Given name, family name and whole name; "Peeters, An" is An Peeters."""
        given, family, name = (
            without_salutation(self.cells.get(each, "")) for each in ("given_name", "family_name", "name")
        )
        name = name or f"{given} {family}".strip()
        before, comma, after = name.partition(",")
        if comma and before.strip() and after.strip() and "," not in after and not (given or family):
            family, given = before.strip(), after.strip()
            name = f"{given} {family}"
        if not name and self.is_sound:
            self.refuse(Text("The row names nobody"), Text("Give a name, or remove the row"))
        return given, family, name

    def staff_number(self) -> str:
        """The staff number; "" when there is none that can be one."""
        text = self._number("staff_number")
        if _SHORTENED.fullmatch(text):
            self.tell(*_shortened(text))
        elif text and not _STAFF_NUMBER.fullmatch(text):
            message = Text("{text} is no staff number: not taken over", text=Quoted(text, most=40))
            self.tell(message, Text("Write letters and digits only"))
        else:
            return text
        return ""

    def organisation_number(self) -> str:
        """The number of the institution; a row with one that a spreadsheet shortened is left out."""
        text = self._number("organisation_number")
        if _SHORTENED.fullmatch(text):
            self.refuse(*_shortened(text))
        return text

    def emails(self) -> tuple[str, str]:
        """The address, and a second one that stands beside it or in a column of its own; "" for none."""
        own, others = self._addresses("email"), self._addresses("other_email")
        first, second, *_ = (*dict.fromkeys((*own, *others)), "", "")
        return first, others[0] if others else second

    def role(self) -> str:
        """What it says of a function; "" for what says nothing."""
        text = self.cells.get("role", "")
        return "" if never_a_person(text) in _NO_FUNCTION else text

    def capacity(self) -> str:
        """What somebody is there; the word itself when it is not known."""
        if fold(self.cells.get("base_role", "")) in PUPIL_WORDS:
            return "pupil"
        text = self.cells.get("capacity", "")
        return CAPACITY_BY_WORD.get(fold(text), text or "staff")

    def _number(self, field: str) -> str:
        """A number that tells who or where, as it was before a spreadsheet wrote it as an amount."""
        text = whole_number(self.cells.get(field, "").replace(" ", ""))
        return "" if text.casefold() in _NOTHING else text

    def _addresses(self, field: str) -> list[str]:
        text = self.cells.get(field, "")
        if not text or text.casefold() in _NOTHING:
            return []
        parts = _IN_BRACKETS.findall(text) or _BETWEEN_ADDRESSES.split(text)
        found = [bare for part in parts if (bare := part.strip().casefold().removeprefix("mailto:").rstrip("."))]
        if not all(map(_ADDRESS.fullmatch, found)):
            message = Text("{text} is no e-mail address: not taken over", text=Quoted(text, most=60))
            self.tell(message, Text("Correct it, or leave it blank"))
            return []
        return found

    # When

    def period(self) -> tuple[date | None, date | None]:
        """The days from its columns; what is not clear is among the unclear."""
        since, until = self._day("since"), self._end()
        whole = self._whole_period()
        first, after = (None if when is None else when.day for when in (whole.since, whole.until))
        since, until = since or first, until or after
        if since is not None and until is not None and since >= until:
            message = Text("The period ends before it begins ({since}): the row is left out", since=since)
            self.refuse(message, Text("Correct one of the two days"))
        return since, until

    def _day(self, field: str) -> date | None:
        text = self.cells.get(field, "")
        if not text or text.casefold() in _NOTHING or (field != "since" and says_no_end(text)):
            return None
        day = day_from(text) or counted_day(text)
        when = None if day is not None else self._when(text, field)
        if when is not None and when.day is not None:
            return when.day - timedelta(days=1) if field == "last_day" else when.day
        if day is None or (field == "since" and is_no_end(day)):
            later = timedelta(days=field == "last_day")  # an end is the first day that no longer counts
            options = when.options if when is not None else ()
            self._ask(field, When(text=text, options=options or tuple(near + later for near in _nearly(text))))
            return None
        return day

    def _ask(self, field: str, when: When) -> None:
        self.unclear["since" if field == "since" else "until"] = when

    def _when(self, text: str, field: str) -> When | None:
        """What a day in words, or beside words, may mean in a column."""
        if self.calendar is None:
            return None
        when = in_column(text, _SAID[field], self.calendar, is_end=field != "since")
        if when.day is not None and when.is_left_out and field == "last_day":  # "tot 31/8" among last days
            return replace(when, day=None, options=(when.day + timedelta(days=1), when.day))
        return when

    def _whole_period(self) -> Dated:
        """What a column that holds a whole period says."""
        text = self.cells.get("period", "")
        if not text or text.casefold() in _NOTHING:
            return Dated()
        found = Dated(text=text) if self.calendar is None else within_brackets(text, self.calendar)
        ends = {name: when for name, when in (("since", found.since), ("until", found.until)) if when is not None}
        unclear = {name: when for name, when in ends.items() if when.day is None}
        if not ends or (found.text and not unclear):
            unclear = {"since": When(text=text)}
        self.unclear = {**unclear, **self.unclear}
        return found

    def _end(self) -> date | None:
        """The first day that no longer counts; two that differ are asked about."""
        last, until = self._day("last_day"), self._day("until")
        after = last + timedelta(days=1) if last is not None and not is_no_end(last) else None
        until = until if until is not None and not is_no_end(until) else None
        if last is not None and until is not None and after is not None and until not in (after, last):
            one, other = (
                When(text=self.cells[field], day=day) for field, day in (("last_day", after), ("until", until))
            )
            both = agreed(one, other)
            if both is not None:
                self._ask("until", both)
            return None
        return after or until

    # How much

    def holding(self) -> dict[str, Any]:
        """What it clearly says of a holding, in plain form."""
        plain: dict[str, Any] = {}
        written = self.cells.get("fraction", "")
        if not written and self.cells.get("numerator"):
            written = f"{self.cells['numerator']}/{self.cells.get('denominator', '')}"
        hours, days = self.cells.get("hours_per_week", ""), self.cells.get("days", "")
        if written:
            remedy = Text("Write 15/21, 0.5, 50% or voltijds")
            plain |= self._amount("fraction", written, part_or_hours(written), remedy)
        if hours:
            found = self._amount("hours_per_week", hours, hours_or_part(hours), Text("Write 12 or 12,5"))
            plain = {**found, **plain}
        if days:
            plain |= self._amount("days", days, days_of_week(days), Text('Write "ma, di vm, do"'))
        return plain

    def _amount(self, field: str, written: str, amount: Amount, remedy: Text) -> dict[str, Any]:
        if amount.is_sure:
            return dict(amount.readings[0])
        if amount.readings:
            self.amounts[field] = written, amount
        elif written.casefold() not in _NOTHING:
            self.tell(Text("{text} is not understood: not taken over", text=Quoted(written, most=40)), remedy)
        return {}


def _shortened(text: str) -> tuple[Text, Text]:
    return (
        Text("{text} is a number that a spreadsheet has shortened", text=Quoted(text, most=40)),
        Text("Format the column as text and export it again"),
    )


def _nearly(text: str) -> tuple[date, ...]:
    """The day that is meant where the century is missing (1/9/0026), or where a time stands behind it."""
    match = re.fullmatch(r"(\d{1,2}[/.-]\d{1,2}[/.-])(?:00)?(\d\d)", text)
    day = day_from(text.replace("T", " ").partition(" ")[0] if match is None else f"{match[1]}20{match[2]}")
    return () if day is None or is_no_end(day) else (day,)
