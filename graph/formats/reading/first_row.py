"""Whether the first row of a list without known headings holds headings, or is a row of the list already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.domain.text import Text
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.result import OPEN, PICK, POSSIBLE, Doubt, Place, Suggestion
from graph.formats.reading.text import fold

__all__ = ["holds_headings", "is_value", "stands_above_values"]

_HEADINGS, _ROW = "headings", "row"
_ANSWERS = (
    Suggestion(pick=_HEADINGS, name=Text("It says what stands in the columns")),
    Suggestion(pick=_ROW, name=Text("It is a row like those below it")),
)


def stands_above_values(first: Sequence[str], below: Iterable[Sequence[str]]) -> bool:
    """Whether a word of a first row stands above numbers, days or addresses only, as a heading does."""
    columns = _columns(first, below)
    return any(others and not is_value(one) and all(map(is_value, others)) for one, others in columns)


def holds_headings(
    asker: Asker, place: Place, first: Sequence[str], below: Sequence[Sequence[str]], *, is_like_a_row: bool = False
) -> bool:
    """Whether a first row holds headings: what stands below it, else what somebody says; until then what is likely.

    A heading does not stand below itself, so a row of which a text does is proposed as one of the list.

    Args:
        asker: has the answer.
        place: where the row stands.
        first: its cells.
        below: the cells of the rows below it, in the same columns.
        is_like_a_row: whether something else than what stands below tells that it is one of the list.
    """
    if stands_above_values(first, below):
        return True
    again = any(fold(one) == fold(other) for one, others in _columns(first, below) for other in others)
    likely = _ROW if again or is_like_a_row else _HEADINGS
    written = ", ".join(filter(None, first))
    doubt = Doubt(
        id=doubt_id("heading", "", written),
        kind="heading",
        address=place,
        value=written,
        text=Text("What is the first row, “{row}”?", row=written[:120]),
        suggestions=_ANSWERS,
        choices=(PICK, OPEN),
        suggested=f"{PICK} {likely}",
        certainty=POSSIBLE,
        is_kept=True,
    )
    return (asker.one_of(doubt, (_HEADINGS, _ROW)) or likely) == _HEADINGS


def _columns(first: Sequence[str], below: Iterable[Sequence[str]]) -> list[tuple[str, list[str]]]:
    """The cells of a first row that are not blank, each with those below it."""
    return [(one, [other for other in others if other]) for one, *others in zip(first, *below, strict=False) if one]


def is_value(text: str) -> bool:
    """Whether a text is a number, a day or an address rather than a word."""
    return "@" in text or any(letter.isdigit() for letter in text)
