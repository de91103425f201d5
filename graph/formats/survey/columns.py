"""What the columns and cells of an exported survey say: the person, the moment, the consent, and the answers.

Form tools put columns of their own around the questions, in their own language, and write several chosen answers into
one cell. Nothing is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graph.domain.kinds import MAX_LEVEL
from graph.formats.people.rows import HEADINGS
from graph.formats.reading.text import fold, squeezed
from graph.formats.survey.words import (
    CONSENT_ANSWERS,
    CONSENT_QUESTION,
    EMAIL_QUESTION,
    LEVEL_ANSWERS,
    NAME_QUESTION,
    NOT_KNOWN,
    STAFF_NUMBER_QUESTION,
    WISH,
)

__all__ = ["Answered", "answered", "consent_of", "day_order", "field_of", "is_survey", "moment_of", "words_in"]

_TIMES = ("tijd van voltooien", "voltooiingstijd", "completion time", "tijdstempel", "timestamp", "ingediend op")
_STARTS = ("begintijd", "starttijd", "start time")
_FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("time", _TIMES),
    ("start", _STARTS),
    ("asked_email", tuple(fold(text) for _, text in EMAIL_QUESTION)),
    ("form_email", (*HEADINGS["email"], "gebruikersnaam", "username")),
    ("staff_number", (*HEADINGS["staff_number"], *(fold(text) for _, text in STAFF_NUMBER_QUESTION))),
    ("asked_name", tuple(fold(text) for _, text in NAME_QUESTION)),
    ("given_name", HEADINGS["given_name"]),
    ("family_name", HEADINGS["family_name"]),
    ("name", HEADINGS["name"]),
    ("consent", tuple(fold(text) for _, text in CONSENT_QUESTION)),
    ("entered_by", ("ingevuld door", "filled in by")),
    ("form", ("id", "taal", "language", "score", "laatste wijzigingstijd", "last modified time", "totaal aantal punten",
              "total points", "quizfeedback", "quiz feedback", "punten", "points")),
)  # fmt: skip
_FIELD_OF: Mapping[str, str] = {heading: field for field, headings in reversed(_FIELDS) for heading in headings}
_CONSENT = re.compile(r"\b(wie mag .*zien|mag .*(delen|tonen)|toestemming|who may see|consent|may .*share)\b")
_FORM = re.compile(r"(punten|points|feedback) ")
_NOTHING = {"", "geen antwoord", "no answer", "geen mening", "n v t", "nvt"}
_NOT_KNOWN = {fold(text) for _, text in NOT_KNOWN} | {
    "niet", "geen", "ken ik nog niet", "nog niet", "niet gekend", "not known", "none", "no", "nee", "not at all",
    "helemaal niet", "0",
}  # fmt: skip
_WISHES = {fold(text) for _, text in WISH} | {
    "wil ik leren", "ik wil dit graag leren", "wil ik dit leren", "wens ik te leren", "want to learn",
    "i want to learn", "i would like to learn this", "i d like to learn this", "ik wil dit doen",
}  # fmt: skip
_LEVELS: Mapping[str, int] = {fold(text): level for level, texts in LEVEL_ANSWERS.items() for _, text in texts} | {
    "ik ken de basis": 1, "basis": 1, "basic": 1, "beginner": 1, "i know the basics": 1,
    "ik werk zelfstandig": 2, "zelfstandig": 2, "independent": 2, "i work independently": 2,
    "ik help collega s": 3, "i help colleagues": 3,
    "ik ben onze referentie": 4, "referentie": 4, "reference": 4, "i am our reference": 4,
    "ik geef er vorming over": 5, "geeft vorming": 5, "i train others": 5, "gives training on it": 5,
}  # fmt: skip
_CONSENTS: Mapping[str, str] = {
    fold(text): word for word, texts in CONSENT_ANSWERS.items() for _, text in texts
} | {
    "nee": "nobody", "no": "nobody", "no one": "nobody", "enkel ikzelf": "nobody", "alleen ikzelf": "nobody",
    "school": "school", "onze school": "school", "collega s van mijn school": "school", "scholengroep": "group",
    "group": "group", "the group": "group", "de groep": "group", "everybody": "everyone",
}  # fmt: skip
_NUMBERED = re.compile(r"(?:niveau |level )?([0-9])(?: (.+))?\Z")
_DAY = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})(?:[ T,].*)?\Z")


@dataclass(frozen=True, slots=True)
class Answered:
    """What one cell says of a topic.

    Attributes:
        level: 1-5; 0 = not known; None = the cell says no level.
        wants: whether the wish to learn it is expressed.
        unknown: words that are not understood.
    """

    level: int | None
    wants: bool
    unknown: tuple[str, ...]


def field_of(heading: str) -> str | None:
    """What a column says apart from topics; None when it may be a topic."""
    folded = fold(heading)
    if folded in _FIELD_OF:
        return _FIELD_OF[folded]
    if _CONSENT.search(folded):
        return "consent"
    return "form" if _FORM.match(folded) else None


def is_survey(headings: Iterable[str]) -> bool:
    """Whether a row of headings is one that a form tool writes: it tells when each answer was given."""
    return any(field_of(heading) in ("time", "start") for heading in headings if heading)


def words_in(text: str) -> tuple[str, ...]:
    """The answers that were chosen in a cell: form tools join them with a semicolon, a comma or a line end.

    A comma within one answer that is understood as a whole does not cut it.
    """
    if _meaning(text) is not None:
        return (squeezed(text),)
    return tuple(squeezed(part) for part in re.split(r"[;\n]|,(?!\d)", text) if squeezed(part))


def answered(text: str, told: Mapping[str, str]) -> Answered:
    """What a cell says of a topic.

    Args:
        text: of the cell.
        told: what people said that folded words mean, as `_meaning` gives it.
    """
    levels: list[int] = []
    wants = False
    unknown: list[str] = []
    for word in words_in(text):
        meaning = told.get(fold(word)) or _meaning(word)
        if meaning is None:
            unknown.append(word)
        elif meaning == "wish":
            wants = True
        elif meaning != "nothing":
            levels.append(int(meaning))
    return Answered(max(levels, default=None), wants, tuple(unknown))


def _meaning(word: str) -> str | None:
    """`wish`, `nothing`, or a level as a digit; None when the word is not understood."""
    folded = fold(word)
    if folded in _NOTHING:
        return "nothing"
    if folded in _WISHES:
        return "wish"
    if folded in _NOT_KNOWN:
        return "0"
    if folded in _LEVELS:
        return str(_LEVELS[folded])
    numbered = _NUMBERED.match(folded)
    if numbered is None or int(numbered[1]) > MAX_LEVEL:
        return None
    rest = numbered[2]
    if rest is None:
        return numbered[1]
    meaning = _meaning(rest)
    return meaning if meaning == numbered[1] else None


def consent_of(text: str) -> str | None:
    """The word of `share_expertise` that a cell means; None when it is not understood."""
    folded = fold(text)
    return _CONSENTS.get(folded) or (folded if folded in CONSENT_ANSWERS else None)


def day_order(texts: Iterable[str]) -> str:
    """How the days of a column are written: `month` when some day can only be read with the month first, else `day`.

    Form tools write 11/20/2026 or 20/11/2026 by the language of the account, one way in one file.
    """
    found = [match for text in texts if (match := _DAY.match(squeezed(text)))]
    small = [match for match in found if len(match[1]) <= 2]
    return "month" if any(int(match[2]) > 12 for match in small) else "day"


def moment_of(text: str, order: str) -> date | None:
    """The day of a time stamp; None when it is none."""
    match = _DAY.match(squeezed(text))
    if match is None:
        return None
    first, second, third = (int(part) for part in match.groups())
    if len(match[1]) == 4:
        year, month, day = first, second, third
    else:
        year = third if len(match[3]) == 4 else 2000 + third
        day, month = (second, first) if order == "month" else (first, second)
    try:
        return date(year, month, day)
    except ValueError:
        return None
