"""Colleagues from a pasted part of a spreadsheet, read as a list of people is, with what is evident filled in.

In the first hour most names are new: somebody without an address is a new colleague when nobody is called so, and a
function that the school does not have is a new function. What is left unclear is asked.
"""

from __future__ import annotations

import csv
import io
import json
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from graph.domain.changes import Change, Put
from graph.domain.codec import read_record
from graph.domain.errors import Forbidden, InvalidInput, Problem
from graph.domain.kinds import Holds, OfType, Organisation, Record, Role, RoleType
from graph.domain.text import Text
from graph.formats.people.read import read_people
from graph.formats.people.rows import columns_of
from graph.formats.reading.result import Imported, NamedBytes, Question
from graph.formats.reading.text import alike, fold, squeezed
from graph.model.snapshot import Snapshot
from graph.usecases.desk import Desk
from graph.usecases.importing import Outcome
from graph.usecases.viewer import Viewer, may_change

__all__ = ["add_colleagues", "read_colleagues"]

NAME = "collega's"
"""What the pasted list is called where a place in it is named."""

MOST_ROUNDS = 5
LIKE_ENOUGH = 0.7
CLEARLY_BETTER = 0.1
_SEPARATORS = ("\t", ";", ",")
_HEADINGS = {"name": "naam", "email": "e-mail", "organisation": "school", "role": "functie"}
_PLACE = re.compile(rf"{re.escape(NAME)}:(\d+)")


async def add_colleagues(desk: Desk, viewer: Viewer, text: str, answers: Mapping[str, str]) -> Outcome:
    """Take pasted colleagues in as one revision; what is unclear is left out and asked.

    Raises:
        InvalidInput: every problem of the list; nothing is written.
    """
    if not may_change(viewer):
        raise Forbidden("Only the owner of the store may bring people in. Ask the owner to do it.")
    last: list[Imported] = []

    def make(snapshot: Snapshot) -> tuple[Change, ...]:
        last[:] = [read_colleagues(text, snapshot, answers)]
        if last[0].problems:
            raise InvalidInput(last[0].problems)
        return last[0].changes

    committed = await desk.commit(
        make, author=viewer.name, reason="colleagues of the first hour", key=secrets.token_hex(16)
    )
    return Outcome(imported=last[0], revision=committed.revision.number if committed.revision else None)


def read_colleagues(text: str, snapshot: Snapshot, answers: Mapping[str, str] | None = None) -> Imported:
    """Read pasted rows: name, e-mail, school and function, separated by tabs or semicolons.

    With a row of headings the columns are found as in a list of people; without one, by what they hold. Rows that name
    no school are of the only school, or of the only school group.

    Args:
        text: what was pasted.
        snapshot: what is stored.
        answers: to questions of an earlier reading, as an answers file says them.

    Returns:
        The changes that are clear and a question for each unclear thing; or every problem, and no change.
    """
    if not text.strip():
        return Imported.refused([_nobody()])
    table, shift = _with_headings(text, snapshot)
    file = NamedBytes(NAME, table.encode("utf-8", "replace"))
    given = dict(answers or {})
    imported = _read(file, snapshot, given)
    for _ in range(MOST_ROUNDS):
        evident = dict(_evident(imported.questions, given))
        if not evident:
            break
        given |= evident
        imported = _read(file, snapshot, given)
    return _moved(replace(imported, changes=tuple(_completed(imported, snapshot))), shift)


def _nobody() -> Problem:
    return Problem(message="Nobody was named", remedy="Paste your colleagues, one on a line", field="lines")


def _read(file: NamedBytes, snapshot: Snapshot, given: Mapping[str, str]) -> Imported:
    answers = NamedBytes("answers.json", json.dumps(given).encode()) if given else None
    return read_people(file, snapshot, organisation=_usual_place(snapshot), answers=answers)


def _usual_place(snapshot: Snapshot) -> str | None:
    """The only school, else the only school group or community."""
    places = snapshot.nodes(Organisation)
    for types in (("school", "centre"), ("school_group", "community")):
        found = [place.id for place in places if place.type in types]
        if len(found) == 1:
            return found[0]
    return None


# Columns


def _with_headings(text: str, snapshot: Snapshot) -> tuple[str, int]:
    """The rows under a row of headings, and by how many lines that moved them; what cannot be read stays as it is."""
    lines = [line for line in text.splitlines() if line.strip()]
    separator = max(_SEPARATORS, key=lines[0].count)
    try:
        rows = list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        return text, 0
    if "name" in columns_of(tuple(rows[0])) or {"given_name", "family_name"} <= columns_of(tuple(rows[0])).keys():
        return text, 0
    headings = _guessed(rows, snapshot)
    made = io.StringIO()
    csv.writer(made, delimiter=";").writerows([headings, *([squeezed(cell) for cell in row] for row in rows)])
    return made.getvalue(), 1


def _guessed(rows: Sequence[Sequence[str]], snapshot: Snapshot) -> list[str]:
    """A heading for each column by what most of its cells are; the first other is the name, then the function."""
    places = {fold(place.name) for place in snapshot.nodes(Organisation)}
    width = max(map(len, rows))
    headings: list[str] = []
    for column in range(width):
        cells = [row[column] for row in rows if column < len(row) and row[column].strip()]
        fields = [_HEADINGS[field] for field in _likely_fields(cells, places)]
        headings.append(next((heading for heading in fields if heading not in headings), f"kolom {column + 1}"))
    return headings


def _likely_fields(cells: Sequence[str], places: set[str]) -> tuple[str, ...]:
    if 2 * sum("@" in cell for cell in cells) > len(cells):
        return ("email",)
    if 2 * sum(_is_place(cell, places) for cell in cells) > len(cells):
        return ("organisation",)
    return ("name", "role") if cells else ()


def _is_place(cell: str, places: set[str]) -> bool:
    words = set(fold(cell).split())
    return any(words and words <= set(place.split()) for place in places)


def _moved(imported: Imported, shift: int) -> Imported:
    """The same with places that count the lines as they were pasted."""

    def place(named: Text | str) -> Text | str:
        match = _PLACE.match(str(named))
        return named if match is None else Text("line {number}", number=max(int(match[1]) - shift, 1))

    def asked(questions: Iterable[Question]) -> tuple[Question, ...]:
        return tuple(replace(one, address=place(one.address), also=tuple(map(place, one.also))) for one in questions)

    return replace(
        imported,
        problems=tuple(replace(problem, place=place(problem.place)) for problem in imported.problems),
        questions=asked(imported.questions),
        answered=asked(imported.answered),
    )


# What is evident


def _evident(questions: Iterable[Question], given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for question in questions:
        if question.id in given:
            continue
        proposed = {fold(str(one.name)) for one in question.proposals}
        if question.kind == "person" and not proposed:
            yield question.id, "create"
        elif question.kind == "organisation" and len(question.proposals) == 1:
            yield question.id, f"pick {question.proposals[0].pick}"
        elif question.kind == "role" and fold(question.value) not in {
            fold(str(one.name)) for one in question.proposals
        }:
            yield question.id, f"create {question.value[:1].upper()}{question.value[1:]}"


def _completed(imported: Imported, snapshot: Snapshot) -> Iterator[Change]:
    """The changes, with as many seats as people hold, and the type of a new function where its name tells."""
    puts = [change.record for change in imported.changes if isinstance(change, Put)]
    held = Counter(edge.to_id for edge in puts if isinstance(edge, Holds))
    typed = {edge.from_id for edge in puts if isinstance(edge, OfType)}
    for change in imported.changes:
        record = change.record if isinstance(change, Put) else None
        if isinstance(record, Role) and snapshot.find(Role, record.id) is None:
            yield Put(replace(record, seats=max(record.seats, held[record.id])))
            if record.id not in typed:
                yield from _typed(record, snapshot)
        else:
            yield change
    yield from _more_seats(puts, held, snapshot)


def _more_seats(puts: Sequence[Record], held: Mapping[str, int], snapshot: Snapshot) -> Iterator[Change]:
    """A stored function that gets more holders than it has seats gets a seat for each."""
    for role_id, new in held.items():
        role = snapshot.find(Role, role_id)
        before = {edge.from_id for edge in snapshot.into(Holds, role_id) if edge.until is None}
        after = before | {edge.from_id for edge in puts if isinstance(edge, Holds) and edge.to_id == role_id}
        if role is not None and new and len(after) > role.seats:
            yield Put(replace(role, seats=len(after)))


def _typed(role: Role, snapshot: Snapshot) -> Iterator[Change]:
    scored = sorted(
        ((alike(role.name, name), kind.id) for kind in snapshot.nodes(RoleType) for name in _called(kind)), reverse=True
    )
    best = scored[0] if scored else (0.0, "")
    others = [score for score, kind in scored if kind != best[1]]
    if best[0] >= LIKE_ENOUGH and best[0] - max(others, default=0.0) >= CLEARLY_BETTER:
        made = read_record({"kind": "OF_TYPE", "from": role.id, "to": best[1], "source": NAME}, NAME, [])
        if made is not None:
            yield Put(made)


def _called(kind: RoleType) -> set[str]:
    return {kind.name, *(name for _, name in kind.names)}
