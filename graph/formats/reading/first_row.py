"""Whether the first row of a list without known headings holds headings, or is a row of the list already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.domain.text import Text
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.result import OPEN, PICK, POSSIBLE, Doubt, Place, Suggestion
from graph.formats.reading.text import fold

__all__ = ["holds_headings"]

_HEADINGS, _ROW = "headings", "row"
_ANSWERS = (
    Suggestion(pick=_HEADINGS, name=Text("It says what stands in the columns")),
    Suggestion(pick=_ROW, name=Text("It is a row like those below it")),
)


def holds_headings(
    asker: Asker, place: Place, first: Sequence[str], below: Iterable[Sequence[str]], *, is_like_a_row: bool = False
) -> bool:
    """Whether a first row holds headings: what the cells tell, else what somebody says; until then what is likely.

    A word above numbers, days or addresses is a heading. A heading does not stand below itself, so a row of which a
    text does is proposed as one of the list.

    Args:
        asker: has the answer.
        place: where the row stands.
        first: its cells.
        below: the cells of the rows below it, in the same columns.
        is_like_a_row: whether something else than what stands below tells that it is one of the list.
    """
    columns = [(one, [other for other in others if other]) for one, *others in zip(first, *below, strict=False) if one]
    if any(others and not _is_value(one) and all(map(_is_value, others)) for one, others in columns):
        return True
    again = any(fold(one) == fold(other) for one, others in columns for other in others)
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


def _is_value(text: str) -> bool:
    """Whether a text is a number, a day or an address rather than a word."""
    return "@" in text or any(letter.isdigit() for letter in text)
