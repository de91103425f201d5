"""What reading a file of any format takes and answers.

A *problem* makes the file unfit: nothing of it may be written. A *doubt* concerns one unclear thing, about which people
are asked a question: the rest goes through without it. A *note* says what was read in a way that a reader may want to
know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeAlias

from graph.domain.changes import Change
from graph.domain.errors import Problem
from graph.domain.text import Text
from graph.model.differences import Difference, changes_against, difference_of
from graph.model.snapshot import Snapshot
from graph.words.catalogue import Naming, Texts

__all__ = [
    "CREATE",
    "LIKELY",
    "MOST_SUGGESTIONS",
    "OPEN",
    "PICK",
    "POSSIBLE",
    "SKIP",
    "SURE",
    "Doubt",
    "Imported",
    "NamedBytes",
    "Note",
    "Place",
    "Suggestion",
    "harmless",
    "left_out",
]

PICK, CREATE, SKIP, OPEN = "pick", "create", "skip", "open"
MOST_SUGGESTIONS = 5
_LONGEST_RECORD = 120

SURE, LIKELY, POSSIBLE = "sure", "likely", "possible"
"""How certain an answer is that is suggested: it is taken unless somebody answers otherwise, it is likely the right one
of several, or it is only the best that there is."""

Place: TypeAlias = Text | str
"""Where something stands: a line or cell of a file as it is, a line of a pasted list as a text."""


@dataclass(frozen=True, slots=True)
class NamedBytes:
    """A file as it was given: its name, for messages, and its content."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One way to answer a doubt.

    Attributes:
        pick: what follows the word `pick` in the answer: an id, a date or a word.
        name: how a person recognises it: the name of what is there, or what would happen.
        why: what speaks for it; None when it is evident.
    """

    pick: str
    name: Text | str
    why: Text | None = None

    def called(self, texts: Texts) -> str:
        """Its name in a language."""
        return texts.say(self.name) if isinstance(self.name, Text) else self.name

    def said(self, texts: Texts) -> str:
        """Its name, and what speaks for it."""
        name = self.called(texts)
        return name if self.why is None else f"{name}, {texts.say(self.why)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One unclear thing of a file, which a person is asked about.

    Attributes:
        id: the same for the same unclear text of the same organisation, in every file.
        kind: what is asked about: person, holder, task, task_group, role, organisation, column, heading, row,
            date, handover, not_used, letters, leaver, amount, capacity.
        address: where it stands: `Sheet!C14`, or `file.csv:12`; in a pasted list, the line.
        also: further places where the same answer will count.
        value: what is written there.
        text: the question that is asked about it.
        suggestions: likeliest first.
        choices: the words that may answer it, out of pick, create, skip and open.
        suggested: the answer that is chosen already, as an answers file says it; empty = there is none.
        certainty: of what is suggested: sure, likely or possible. What is sure is taken without an answer.
        is_kept: whether an answer that picks or leaves out has no record that can keep it, so that it is kept beside
            the organisation.
    """

    id: str
    kind: str
    address: Place
    also: tuple[Place, ...] = ()
    value: str
    text: Text
    suggestions: tuple[Suggestion, ...] = ()
    choices: tuple[str, ...] = (PICK, CREATE, SKIP, OPEN)
    suggested: str = ""
    certainty: str = POSSIBLE
    is_kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something about the file that its reader may want to know.

    Attributes:
        address: where, when it is about one place.
        text: what.
        remedy: what to do when that is not meant; None = it is evident, or the text says it.
        matters: whether something of the file is left out, or is read in a way that may not be meant.
    """

    address: Place = ""
    text: Text
    remedy: Text | None = None
    matters: bool = False

    def __str__(self) -> str:
        return self._told(str)

    def said(self, texts: Texts, naming: Naming = str) -> str:
        """The note in a language, after its address; `naming` gives the names of the records in it."""
        return self._told(lambda one: texts.say(one, naming) if isinstance(one, Text) else one)

    def _told(self, say: Callable[[Text | str], str]) -> str:
        before = f"{say(self.address)}: " if self.address else ""
        after = "" if self.remedy is None else f". {say(self.remedy)}"
        return before + say(self.text) + after


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What reading a file answers.

    Attributes:
        changes: what brings the graph in line with the file; none when there is a problem.
        problems: every reason why the file cannot be taken.
        doubts: what a person has to answer first; the changes leave it out.
        answered: what a person has answered, so that they can answer otherwise.
        notes: what a reader may want to know.
        snapshot: what the changes are relative to; None when nothing could be read.
        corrected: ids of the stored edges whose start date is corrected.
    """

    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    answered: tuple[Doubt, ...] = ()
    notes: tuple[Note, ...] = ()
    snapshot: Snapshot | None = field(default=None, repr=False, compare=False)
    corrected: frozenset[str] = frozenset()

    @classmethod
    def refused(cls, problems: Iterable[Problem], notes: Iterable[Note] = ()) -> Imported:
        """Nothing is taken, for these reasons."""
        return cls(problems=tuple(harmless(problem) for problem in problems), notes=tuple(notes))

    @cached_property
    def difference(self) -> Difference:
        """What the changes do, in order of kind and id. Cost: linear in them, once, when it is asked for."""
        if self.snapshot is None:
            return Difference()
        changes = changes_against(self.snapshot, self.changes)
        return difference_of(sorted(changes, key=lambda change: (change.kind, change.id)))


def left_out(problem: Problem) -> Note:
    """That a row is not taken, for a reason that says nothing against the others."""
    text = Text("{reason}: the row is left out", reason=problem.message)
    return Note(address=problem.place, text=text, remedy=problem.remedy, matters=True)


def harmless(problem: Problem) -> Problem:
    """The problem with places and names that any terminal and file can hold."""
    said = (problem.place, problem.field, problem.record, problem.doubt)
    if all(one.isprintable() for one in said if isinstance(one, str)) and len(problem.record or "") <= _LONGEST_RECORD:
        return problem
    return replace(
        problem,
        place=_printable(problem.place) if isinstance(problem.place, str) else problem.place,
        field=None if problem.field is None else _printable(problem.field),
        record=None if problem.record is None else _printable(problem.record)[:_LONGEST_RECORD],
        doubt=None if problem.doubt is None else _printable(problem.doubt),
    )


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
