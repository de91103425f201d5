"""What a cross, a tick or the letters of RACI say of whoever heads their column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from graph.domain.text import Quoted, Text
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.result import LIKELY, OPEN, PICK, SKIP, Doubt, Note, Suggestion
from graph.formats.reading.text import squeezed
from graph.formats.reading.workbook import Sheet, SheetCell
from graph.formats.takenoverzicht.mapping import asked_kind

__all__ = ["Marks", "is_mark", "remark_of", "says_what", "without_unticked"]

_MARKS = frozenset(
    ["x", "v", "j", "ja", "yes", "1", "ok", "true", "waar", "xx", "✓", "✔", "√", "●", "•", "☑", "☒", "■", "★"]
)
_UNTICKED = {"false": "true", "onwaar": "waar", "nee": "ja", "neen": "ja", "no": "yes", "0": "1", "☐": "☑", "□": "■"}
"""What stands in a box that is not ticked, with what stands there in one that is."""
_LETTERS = re.compile(r"[RACI](?:\s*[/,+&]?\s*[RACI])*")
_KIND_OF_LETTER = {"R": "EXECUTES", "A": "DECIDES", "C": "advises", "I": "informed"}
_SWAPPED = _KIND_OF_LETTER | {"A": "EXECUTES", "R": "DECIDES"}
_WITH_REMARK = re.compile(r"(?P<mark>[^\s(]+)\s*(?P<remark>\([^()]*\))")


class Marks:
    """What the marks of one sheet mean; what a cross says, and which letters are which, is asked once.

    Args:
        asker: has the answers, and gets the notes.
    """

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._of_cross: str | None = None

    def meant(self, cell: SheetCell) -> Iterator[str]:
        """The kinds of mandate that a cross or letters say."""
        if is_mark(cell.text):
            if self._of_cross is None:
                text = Text("What does a cross say?")
                self._of_cross = asked_kind(self._asker, "crosses", cell, text) or ""
            if self._of_cross:
                yield self._of_cross
        elif _is_letters(cell.text):
            yield from self._meant_by_letters(cell)
        else:
            text = Text("{text} is no cross and no letter of R, A, C, I: not read", text=Quoted(cell.text, most=40))
            self._asker.notes.append(Note(address=cell.address, text=text, matters=True))

    def _meant_by_letters(self, cell: SheetCell) -> Iterator[str]:
        doubt = Doubt(
            id=doubt_id("letters", "", "raci"),
            kind="letters",
            address=cell.address,
            value="R, A, C, I",
            text=Text(
                "Are these the letters of RACI: R carries out, A decides, C is consulted, I is informed? "
                "C and I are kept of a consultation; those of other columns are named in a note."
            ),
            suggestions=(
                Suggestion(pick="raci", name=Text("Yes: R carries out, A decides")),
                Suggestion(pick="swapped", name=Text("The other way round: A carries out, R decides")),
            ),
            choices=(PICK, SKIP, OPEN),
            suggested=f"{PICK} raci",
            certainty=LIKELY,
            is_kept=True,
        )
        picked = self._asker.one_of(doubt, ("raci", "swapped"))
        if picked is None:
            return
        kinds = _KIND_OF_LETTER if picked == "raci" else _SWAPPED
        letters = [letter for letter in _bare(cell.text).upper() if letter.isalpha()]
        yield from dict.fromkeys(kinds[letter] for letter in letters)


def without_unticked(sheet: Sheet) -> Sheet:
    """The sheet without what boxes hold that are not ticked, in columns that are mostly of such boxes."""
    by_column: dict[int, list[str]] = defaultdict(list)
    for row in sheet.rows.values():
        for column, cell in row.items():
            by_column[column].append(cell.text.casefold())
    ticked = {text for texts in by_column.values() for text in texts}
    boxes = {no: yes for no, yes in _UNTICKED.items() if yes in ticked}
    both = {*boxes, *boxes.values()}
    of_boxes = {column for column, texts in by_column.items() if 2 * sum(text in both for text in texts) >= len(texts)}
    rows = {
        number: {
            column: cell for column, cell in row.items() if column not in of_boxes or cell.text.casefold() not in boxes
        }
        for number, row in sheet.rows.items()
    }
    return replace(sheet, rows={number: row for number, row in rows.items() if row}) if of_boxes else sheet


def is_mark(text: str) -> bool:
    """Whether a text is a cross, tick or the like."""
    return _bare(text).casefold() in _MARKS


def says_what(text: str) -> bool:
    """Whether a text is a cross or letters of RACI, so that its column is one of somebody."""
    return is_mark(text) or _is_letters(text)


def _is_letters(text: str) -> bool:
    return _LETTERS.fullmatch(_bare(text).upper()) is not None


def _bare(text: str) -> str:
    """A cross or letters without the remark in brackets behind."""
    match = _WITH_REMARK.fullmatch(squeezed(text))
    return squeezed(text) if match is None else match["mark"]


def remark_of(text: str) -> str:
    """What stands in brackets behind a cross or letters, brackets included; empty when nothing does."""
    match = _WITH_REMARK.fullmatch(squeezed(text))
    return "" if match is None else match["remark"]
