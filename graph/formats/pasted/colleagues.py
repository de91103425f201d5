"""Colleagues from a pasted part of a spreadsheet, read as a list of people is, with what is evident filled in.

In the first hour most names are new: somebody without an address is a new colleague when nobody is called so, and a
function that the school does not have is a new function. What is left unclear is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from graph.domain.changes import Change, Put
from graph.domain.choices import GROUP_TYPES, SCHOOL_TYPES
from graph.domain.codec import read_record
from graph.domain.errors import Problem
from graph.domain.kinds import Holds, OfType, Organisation, Record, Role, RoleType
from graph.domain.text import Text
from graph.formats.pasted.columns import colleagues_table
from graph.formats.people.persons import may_be_no_name
from graph.formats.people.read import people_in
from graph.formats.reading.answers import Asker
from graph.formats.reading.result import CREATE, PICK, Doubt, Imported
from graph.formats.reading.text import alike, fold
from graph.model.snapshot import Snapshot

__all__ = ["read_colleagues"]

NAME = "collega's"
"""What the pasted list is called as a source."""

LIKE_ENOUGH = 0.7
CLEARLY_BETTER = 0.1


def read_colleagues(text: str, snapshot: Snapshot, answers: Mapping[str, str] | None = None) -> Imported:
    """Read pasted rows: name, e-mail, school and function, separated by tabs, semicolons or commas.

    With a row of headings the columns are found as in a list of people; without one, by what they hold. Rows that name
    no school are of the only school, or of the only school group. An evident answer can raise a further doubt, so
    the rows are gone through until none is left that answers itself.

    Args:
        text: what was pasted.
        snapshot: what is stored.
        answers: to doubts of an earlier reading, as an answers file says them.

    Returns:
        The changes that are clear and a doubt for each unclear thing; or every problem, and no change.
    """
    problems: list[Problem] = []
    table = colleagues_table(text, snapshot, problems)
    if table is None:
        return Imported.refused(problems or [_nobody()])
    place, given = _usual_place(snapshot), dict(answers or {})
    while True:
        asker = Asker(given, list(problems), [])
        imported = people_in((table,), snapshot, asker, source=NAME, organisation=place)
        wrong = [Problem(place=n.address, message=n.text, remedy=n.remedy) for n in imported.notes if n.remedy]
        if wrong:  # a text can be corrected where it was pasted
            return Imported.refused(wrong)
        evident = dict(_evident(imported.doubts, given))
        if not evident:
            return replace(imported, changes=tuple(_completed(imported, snapshot)))
        given |= evident


def _nobody() -> Problem:
    return Problem(message=Text("Nobody was named"), remedy=Text("Paste your colleagues, one on a line"), field="lines")


def _usual_place(snapshot: Snapshot) -> str | None:
    """The only school, else the only school group or community."""
    places = snapshot.nodes(Organisation)
    for types in (SCHOOL_TYPES, GROUP_TYPES):
        found = [place.id for place in places if place.type in types]
        if len(found) == 1:
            return found[0]
    return None


def _evident(doubts: Iterable[Doubt], given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for doubt in doubts:
        proposed = {fold(str(suggestion.name)) for suggestion in doubt.suggestions}
        if doubt.id in given:
            continue
        if doubt.kind == "person" and not proposed and not may_be_no_name(doubt.value):
            yield doubt.id, CREATE
        elif doubt.kind == "organisation" and len(doubt.suggestions) == 1:
            yield doubt.id, f"{PICK} {doubt.suggestions[0].pick}"
        elif doubt.kind == "role" and fold(doubt.value) not in {fold(str(one.name)) for one in doubt.suggestions}:
            yield doubt.id, f"{CREATE} {doubt.value[:1].upper()}{doubt.value[1:]}"


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
