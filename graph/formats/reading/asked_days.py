"""Which day the words for an end of a period mean, asked of a person."""

from __future__ import annotations

from datetime import date

from graph.domain.text import Quoted, Text
from graph.formats.reading.answers import Asker
from graph.formats.reading.days import day_from
from graph.formats.reading.periods import When
from graph.formats.reading.result import (
    LIKELY,
    MOST_SUGGESTIONS,
    OPEN,
    PICK,
    POSSIBLE,
    SKIP,
    Doubt,
    Place,
    Suggestion,
)

__all__ = ["asked_day"]

_NO_DAY = Suggestion(pick="remark", name=Text("It is a remark, not a day"))


def asked_day(asker: Asker, when: When, doubt: str, address: Place, question: Text) -> tuple[bool, date | None]:
    """Whether it is known what an end of a period says, and the day; None when that is no day.

    Args:
        asker: has the answers.
        when: the words, with the days that they may mean.
        doubt: id of what is asked.
        address: where the words stand.
        question: that is asked about them.
    """
    asked = Doubt(
        id=doubt,
        kind="date",
        address=address,
        value=when.text,
        text=question,
        suggestions=(
            *(Suggestion(pick=day.isoformat(), name=day.isoformat()) for day in when.options[:MOST_SUGGESTIONS]),
            *((_NO_DAY,) if when.may_be_remark else ()),
        ),
        choices=(PICK, SKIP, OPEN),
        suggested=f"{PICK} {when.options[0].isoformat()}" if when.options else "",
        certainty=LIKELY if len(when.options) == 1 and not when.may_be_remark else POSSIBLE,
    )
    answer = asker.ask(asked)
    if answer is None:
        return False, None
    if when.may_be_remark and answer.argument == _NO_DAY.pick:
        return True, None
    day = day_from(answer.argument)
    if day is None:
        asker.refuse(asked, Text("{text} is no day", text=Quoted(answer.argument)))
    return day is not None, day
