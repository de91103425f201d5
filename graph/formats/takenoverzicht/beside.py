"""What people write around a name: "dhr.", "back-up:", "ma-di:", "3 u/w", "halftijds", "ipv An", a phone number.

None of it says who is meant. It is taken off, so that the name is found, and what is worth keeping becomes a remark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.formats.reading.names import without_salutation
from graph.formats.reading.text import fold, squeezed

__all__ = ["NameAlone", "is_absence", "name_alone", "weekly_hours", "without_phone"]

_NOW = re.compile(r"\A(?:nu|voorlopig|tijdelijk|momenteel):? (?=[A-Z])")
_INSTEAD = re.compile(
    r"\s(?P<remark>(?:i\.?p\.?v\.?|in plaats van|vervangt|ter vervanging van|e\.?a\.?\Z|e\.?d\.?\Z|enz\.?\Z|c\.?s\.?\Z"
    r"|etc\.?\Z|tijdelijk\Z|voorlopig\Z).*)\Z",
    re.IGNORECASE,
)
_DEPUTY = re.compile(r"\A(?:back-?up|reserve|vervanger|plaatsvervanger):? +(?=[^\W\d_])", re.IGNORECASE)
_LABEL = re.compile(r"(?P<label>[^:]{1,30}): *(?P<rest>\S.*)")
_DAYS_OF_WEEK = re.compile(
    r"(?:ma|di|wo|do|vr|(?:maan|dins|woens|donder|vrij)dag)(?:voormiddag|namiddag)?\b.*", re.IGNORECASE
)
_PART_OF_TIME = re.compile(
    r"(?:[-–:] *)?(?P<part>(?:\d{1,3}(?:[.,]\d+)? ?(?:u(?:ur|ren)?|h|lt|lestijd(?:en)?|lesuren|punten|%|vte|fte)"
    r"(?: per week)?|\d{1,2}/(?:1[3-9]|2\d|3[0-8])(?:sten)?|halftijds|voltijds|deeltijds|half ?time|full ?time)"
    r"(?:\.|\b|(?<=%)))\Z",
    re.IGNORECASE,
)
_WEEKLY = re.compile(r"(?P<hours>\d{1,2}(?:[.,]\d+)?) ?(?:u(?:ur|ren)?|h) per week", re.IGNORECASE)
_PHONE = re.compile(
    r"\(?(?:tel|gsm|telefoon)?\.?:? ?(?<![\d/.+-])"
    r"(?!\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b)(?:\+\d{2}|0\d)(?:[ /.-]?\d){7,10}\b\)?",
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r"\b(?:(?:langdurig )?(?:ziek|afwezig)|ziekteverlof|zwanger\w*|bevallings\w*|moederschaps\w*|ouderschapsverlof"
    r"|borstvoedingsverlof|burn ?out|depressie|medisch verlof|loopbaanonderbreking|palliatief verlof|sick leave"
    r"|pregnant|maternity leave)\b"
)


@dataclass(frozen=True, slots=True)
class NameAlone:
    """A name without what stood around it.

    Attributes:
        text: the name.
        remarks: what stood around it, in the order in which it was found.
        is_deputy: whether it was said to be of who does it when the first cannot.
    """

    text: str
    remarks: tuple[str, ...] = ()
    is_deputy: bool = False


def name_alone(text: str) -> NameAlone:
    """The name in a text that stands for one person or function."""
    is_deputy = _DEPUTY.match(text) is not None
    rest, remarks = _NOW.sub("", _DEPUTY.sub("", text)), []
    label = _LABEL.fullmatch(rest)
    if label is not None:
        is_of_name = not label["rest"][0].isupper() or _DAYS_OF_WEEK.fullmatch(label["rest"]) is not None
        rest, remark = (label["label"], label["rest"]) if is_of_name else (label["rest"], label["label"])
        remarks.append(remark)
    for pattern, group in ((_INSTEAD, "remark"), (_PART_OF_TIME, "part")):
        found = pattern.search(rest)
        if found is not None and found.start():
            rest = rest[: found.start()]
            remarks.append(found[group])
    return NameAlone(without_salutation(rest.strip(" ,:-–")), tuple(remarks), is_deputy)


def weekly_hours(text: str) -> float | None:
    """The hours per week that a text says; None when it says something else."""
    weekly = _WEEKLY.fullmatch(text)
    return None if weekly is None else float(weekly["hours"].replace(",", "."))


def without_phone(text: str) -> tuple[str, str]:
    """A text without the phone number in it, and that number; empty when there is none."""
    phone = _PHONE.search(text)
    if phone is None:
        return text, ""
    return squeezed(f"{text[: phone.start()]} {text[phone.end() :]}").strip(" ,:-"), squeezed(phone[0])


def is_absence(text: str) -> bool:
    """Whether a remark tells that somebody is absent, or why, which is never kept."""
    return _ABSENT.search(fold(text)) is not None
