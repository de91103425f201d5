"""What a reader of a file may want to know: first the few that matter, each sort with some examples, then a count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from graph.domain.kinds import Person
from graph.usecases import read
from graph.usecases.importing import Note
from service.web.forms.choices import with_place
from service.web.visit import Visit

__all__ = ["ShownNotes", "shown_notes"]

MOST_OF_A_SORT = 3
MOST_SORTS = 30


@dataclass(frozen=True, slots=True)
class NotesOfASort:
    """Notes that say the same of several places: some of them, and how many there are more."""

    said: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ShownNotes:
    """Notes by sort.

    Attributes:
        first: those that matter.
        others: the rest.
        total: how many notes the rest holds.
    """

    first: tuple[NotesOfASort, ...] = ()
    others: tuple[NotesOfASort, ...] = ()
    total: int = 0


def shown_notes(visit: Visit, notes: Iterable[Note]) -> ShownNotes:
    """Notes in the language of the reader."""
    known = tuple(notes)
    first, others = ([note for note in known if note.matters is matters] for matters in (True, False))
    return ShownNotes(_by_sort(visit, first), _by_sort(visit, others), len(others))


def _by_sort(visit: Visit, notes: Iterable[Note]) -> tuple[NotesOfASort, ...]:
    naming = partial(_named, visit)
    sorts: dict[str, list[Note]] = {}
    for note in notes:
        sorts.setdefault(note.text.template, []).append(note)
    return tuple(
        NotesOfASort(
            tuple(note.said(visit.texts, naming) for note in some[:MOST_OF_A_SORT]),
            max(len(some) - MOST_OF_A_SORT, 0),
        )
        for some in list(sorts.values())[:MOST_SORTS]
    )


def _named(visit: Visit, record_id: str) -> str:
    """A record by name; somebody whom the reader sees with their schools, which tell namesakes apart."""
    name = visit.name(record_id)
    return name if read.find(visit.world, Person, record_id) is None else with_place(visit, record_id, name)
