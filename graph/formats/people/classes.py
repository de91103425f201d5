"""A list with classes is of pupils, or of colleagues with the class that they teach: which of both is asked once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from graph.domain.text import Text, counted
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.result import OPEN, PICK, POSSIBLE, Doubt, Note, Suggestion
from graph.formats.reading.table import Table

__all__ = ["without_pupils"]

_PUPILS, _COLLEAGUES = "pupils", "colleagues"
_A_CLASS = 3
"""So many who share a class are pupils."""


def without_pupils(table: Table, columns: Mapping[str, int], asker: Asker) -> Table:
    """The list without those who have a class, unless they are colleagues or a column says what each of them is."""
    column = columns.get("class")
    if column is None or "capacity" in columns or "base_role" in columns:
        return table
    shared = Counter(filter(None, (line.cells[column] for line in table.lines)))
    if not shared or _asked(table, column, max(shared.values()) >= _A_CLASS, asker) == _COLLEAGUES:
        return table
    text = counted(
        "{number} row has a class: left out as a pupil, unless it is said that these are colleagues",
        "{number} rows have a class: left out as pupils, unless it is said that these are colleagues",
        shared.total(),
    )
    asker.notes.append(Note(address=table.place, text=text, matters=True))
    return replace(table, lines=tuple(line for line in table.lines if not line.cells[column]))


def _asked(table: Table, column: int, are_many: bool, asker: Asker) -> str | None:
    heading = table.headings[column]
    doubt = Doubt(
        id=doubt_id("column", "people", f"class {heading}"),
        kind="column",
        address=table.place,
        value=heading,
        text=Text(
            "The list has a column “{column}”. Is it of pupils, or of colleagues with their class?", column=heading
        ),
        suggestions=(
            Suggestion(pick=_PUPILS, name=Text("Pupils: left out")),
            Suggestion(pick=_COLLEAGUES, name=Text("Colleagues with their class")),
        ),
        choices=(PICK, OPEN),
        suggested=f"{PICK} {_PUPILS}" if are_many else "",
        certainty=POSSIBLE,
        is_kept=True,
    )
    return asker.one_of(doubt, (_PUPILS, _COLLEAGUES))
