"""Who belongs to a school and is not in its list any more: proposed for ending, never ended silently."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from graph.domain.kinds import AffiliatedWith, At, Edge, Holds, Person
from graph.domain.text import Quoted, Text
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.result import OPEN, PICK, POSSIBLE, Doubt, Note, Suggestion
from graph.model.snapshot import Snapshot

__all__ = ["leavers"]

_ENDS, _STAYS = "ends", "stays"


def leavers(
    snapshot: Snapshot, listed: Collection[str], places: Collection[str], asker: Asker, *, on: date, is_asked: bool
) -> Iterator[Edge]:
    """What ends of those who are no longer listed, as far as somebody says so.

    Args:
        snapshot: what is stored.
        listed: who is in the list.
        places: the organisations that the list is about.
        asker: has the answers.
        on: the first day that no longer counts.
        is_asked: whether the list is meant to be whole; else it is only said how many are not in it.
    """
    gone = [(place, person) for place in sorted(places) for person in _staff_of(snapshot, place, on, listed)]
    if gone and not is_asked and len(gone) <= len(listed):
        text = Text(
            "{number} colleagues of these schools are not in the list. Choose to end what is no longer in the file, "
            "and you are asked about each",
            number=len(gone),
        )
        asker.notes.append(Note(text=text))
    for place, person in gone if is_asked else ():
        if _ends(snapshot, place, person, asker, on):
            yield from (replace(edge, until=on) for edge in _links(snapshot, person.id, place, on))


def _staff_of(snapshot: Snapshot, place: str, on: date, listed: Collection[str]) -> Iterator[Person]:
    people = {
        link.from_id
        for link in snapshot.into(AffiliatedWith, place)
        if snapshot.in_force(link, on) and link.capacity in (None, "staff") and link.from_id not in listed
    }
    yield from (person for each in sorted(people) if (person := snapshot.find(Person, each)) is not None)


def _ends(snapshot: Snapshot, place: str, person: Person, asker: Asker, on: date) -> bool:
    home = snapshot.node(place)
    doubt = Doubt(
        id=doubt_id("leaver", place, f"{person.id} {on.isoformat()}"),
        kind="leaver",
        address=place if home is None else home.name,
        value=person.name,
        text=Text(
            "“{name}” is no longer in the list of {place}. Do they stop?",
            name=person.name,
            place=place if home is None else home.name,
        ),
        suggestions=(
            Suggestion(pick=_ENDS, name=Text("They stop on {day}", day=on)),
            Suggestion(pick=_STAYS, name=Text("They stay")),
        ),
        choices=(PICK, OPEN),
        suggested=f"{PICK} {_ENDS}",
        certainty=POSSIBLE,
    )
    answer = asker.ask(doubt)
    if answer is not None and answer.argument not in (_ENDS, _STAYS):
        asker.refuse(doubt, Text("{written} is neither", written=Quoted(answer.argument)))
    return answer is not None and answer.argument == _ENDS


def _links(snapshot: Snapshot, person: str, place: str, on: date) -> Iterator[Edge]:
    """That they belong there, and the functions that they hold there, which began before the day."""
    here = [link for link in snapshot.out(AffiliatedWith, person) if link.to_id == place]
    held = [
        link for link in snapshot.out(Holds, person) if any(at.to_id == place for at in snapshot.out(At, link.to_id))
    ]
    for link in (*here, *held):
        if snapshot.in_force(link, on) and (link.since is None or link.since < on):
            yield link
