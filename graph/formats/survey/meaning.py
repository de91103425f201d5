"""What the headings and cells of an exported survey say: the person, the moment, the consent, and the answers.

Form tools put columns of their own around the questions, in their own language, and write several chosen answers into
one cell. Nothing is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from graph.domain.kinds import MAX_LEVEL
from graph.formats.reading.text import fold, key_of, squeezed, whole_number
from graph.formats.survey.words import CONSENT_BY_ANSWER, FIELD_BY_HEADING, MEANING_BY_ANSWER, NOTHING, WISHED

__all__ = [
    "TopicAnswer",
    "consent_of",
    "day_order",
    "either_way",
    "field_of",
    "is_survey",
    "moment_of",
    "topic_answer",
    "words_in",
]

_CONSENT = re.compile(r"\b(wie mag .*zien|mag .*(delen|tonen)|toestemming|who may see|consent|may .*share)\b")
_FORM = re.compile(r"(punten|points|feedback) ")
_NUMBERED = re.compile(r"(?:niveau |level )?([0-9])(?: (.+))?\Z")
_DAY = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})(?:[ T,]+(.*))?\Z")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)? ?(?:([ap])\.? ?m\b)?", re.IGNORECASE)
_MONTHS = 12
_NO_ANSWER = frozenset(("", "-", "\N{EN DASH}", "\N{EM DASH}", "/", ".", "...", "\N{HORIZONTAL ELLIPSIS}"))
"""Signs that people write where they have nothing to say; other signs are asked about."""


@dataclass(frozen=True, slots=True)
class TopicAnswer:
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
    if folded in FIELD_BY_HEADING:
        return FIELD_BY_HEADING[folded]
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


def topic_answer(text: str, told: Mapping[str, str]) -> TopicAnswer:
    """What a cell says of a topic.

    Args:
        text: of the cell.
        told: what people said that words mean, by key, as `_meaning` gives it.
    """
    levels: list[int] = []
    wants = False
    unknown: list[str] = []
    for word in words_in(text):
        meaning = told.get(key_of(word)) or _meaning(word)
        if meaning is None:
            unknown.append(word)
        elif meaning == WISHED:
            wants = True
        elif meaning != NOTHING:
            levels.append(int(meaning))
    return TopicAnswer(max(levels, default=None), wants, tuple(unknown))


def _meaning(word: str) -> str | None:
    """One of the words of `MEANING_BY_ANSWER`; None when the word is not understood."""
    folded = fold(whole_number(word))
    if not folded:
        return NOTHING if squeezed(word) in _NO_ANSWER else None
    if folded in MEANING_BY_ANSWER:
        return MEANING_BY_ANSWER[folded]
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
    return CONSENT_BY_ANSWER.get(fold(text))


def day_order(texts: Iterable[str], on: date = date.max) -> str:
    """How the days of a column are written: `month` when only that fits, else `day`.

    Form tools write 11/20/2026 or 20/11/2026 by the language of the account, one way in one file.

    Args:
        texts: of the column.
        on: no answer is of a later day.
    """
    found = list(texts)
    first, second = _numbers(found)
    if any(number > _MONTHS for number in second):
        return "month"
    if any(number > _MONTHS for number in first):
        return "day"
    return "month" if _some_later(found, "day", on) and not _some_later(found, "month", on) else "day"


def either_way(texts: Iterable[str]) -> str | None:
    """A text of a column of which every day can be read with the day or the month first; None when one cannot."""
    found = list(texts)
    first, second = _numbers(found)
    differing = (text for text in found if moment_of(text, "day") != moment_of(text, "month"))
    return None if any(number > _MONTHS for number in (*first, *second)) else next(differing, None)


def _numbers(texts: Iterable[str]) -> tuple[list[int], list[int]]:
    """The first and second numbers of the days that do not begin with the year."""
    found = [match for text in texts if (match := _DAY.match(squeezed(text))) and len(match[1]) <= 2]
    return [int(match[1]) for match in found], [int(match[2]) for match in found]


def _some_later(texts: Iterable[str], order: str, on: date) -> bool:
    return any(moment.date() > on for text in texts if (moment := moment_of(text, order)) is not None)


def moment_of(text: str, order: str) -> datetime | None:
    """The moment of a time stamp, the beginning of its day when it tells no time; None when it is none."""
    match = _DAY.match(squeezed(text))
    if match is None:
        return None
    first, second, third = (int(part) for part in match.groups()[:3])
    if len(match[1]) == 4:
        year, month, day = first, second, third
    else:
        year = third if len(match[3]) == 4 else 2000 + third
        day, month = (second, first) if order == "month" else (first, second)
    try:
        return datetime.combine(date(year, month, day), _time_of(match[4] or ""))
    except ValueError:
        return None


def _time_of(text: str) -> time:
    match = _TIME.match(text)
    if match is None:
        return time.min
    hour, half = int(match[1]), (match[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(match[2]), int(match[3] or 0))
