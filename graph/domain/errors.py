"""What can go wrong, as types that carry the facts and say what to do next.

MandaatwijzerError
├── InvalidInput            what was given cannot be accepted: every problem at once
│   └── InvalidGraph        the same for a whole graph that a store holds
├── NotFound                no such record, or it is hidden from the viewer
├── NotHeldHere             another instance holds it
├── Forbidden               the viewer may not do this
├── NotLetIn                who asks did not show who they are
├── TooOften                too many attempts; there is something to wait for
├── Conflict                somebody else committed in between
├── KeyReused               the idempotency key belongs to another change set
├── DeadlineExceeded        the answer did not come in time
├── Overloaded              it would not come in time, and is not begun
├── SourceUnavailable       a service outside does not answer as agreed
└── StoreError              the store cannot serve
    ├── StoreUnavailable    it does not answer, or refuses the password
    ├── StoreLocked         another process holds it longer than we wait
    ├── StoreDamaged        what is there is not a sound store
    └── StoreTooNew         a later version of the product wrote it
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from graph.domain.text import Named, Quoted, Text, Value, joined

__all__ = [
    "Conflict",
    "DeadlineExceeded",
    "Forbidden",
    "InvalidGraph",
    "InvalidInput",
    "KeyReused",
    "MandaatwijzerError",
    "NotFound",
    "NotHeldHere",
    "NotLetIn",
    "Overloaded",
    "Problem",
    "Refusal",
    "SourceUnavailable",
    "StoreDamaged",
    "StoreError",
    "StoreLocked",
    "StoreTooNew",
    "StoreUnavailable",
    "TooOften",
    "problems_of",
]


_LOOK_IT_UP = Text("Look the id up with a search")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason why something given cannot be accepted.

    Attributes:
        message: what is wrong, with the value; without a full stop.
        remedy: what to do about it; without a full stop.
        place: file with line, cell or JSON path, or the line of a pasted list; empty when there is none.
        record: id of the record, when it is known.
        field: name of the field, when it is about one.
        doubt: id of the doubt of a file whose answer it is about, when it is about one.
    """

    message: Text
    remedy: Text
    place: Text | str = ""
    record: str | None = None
    field: str | None = None
    doubt: str | None = None

    def __str__(self) -> str:
        return str(self.said)

    @property
    def said(self) -> Text:
        """Where it is, what is wrong and what to do, in one."""
        facts: tuple[Value | None, ...] = (
            self.place,
            self.doubt,
            self.record and Named(self.record),
            self.field,
        )
        where = tuple(fact for fact in facts if fact)
        if not where:
            return Text("{message}. {remedy}", message=self.message, remedy=self.remedy)
        return Text("{where}: {message}. {remedy}", where=joined(where, " "), message=self.message, remedy=self.remedy)


class MandaatwijzerError(Exception):
    """Base of every expected failure.

    Attributes:
        code: the word that machines see.
        said: what happened and what to do, for people.
    """

    code: ClassVar[str] = "INTERNAL_SERVER_ERROR"

    def __init__(self, said: Text) -> None:
        self.said = said
        super().__init__(str(said))


class InvalidInput(MandaatwijzerError):
    """What was given cannot be accepted; carries every problem that was found."""

    code = "BAD_USER_INPUT"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(joined(tuple(problem.said for problem in self.problems), "\n"))

    @classmethod
    def because(cls, message: Text, remedy: Text, *, field: str | None = None) -> InvalidInput:
        """The same for a single problem."""
        return cls([Problem(message=message, remedy=remedy, field=field)])


class InvalidGraph(InvalidInput):
    """A whole graph breaks the rules, as after a change made by hand in the store."""


class NotFound(MandaatwijzerError):
    """No record has this id, or it is hidden from the viewer: the answer is the same for both.

    Attributes:
        message: what is not known; without a full stop.
        remedy: what to do about it; without a full stop.
    """

    code = "NOT_FOUND"

    def __init__(self, what: Text, remedy: Text = _LOOK_IT_UP) -> None:
        self.message = Text("{what} is not known", what=what)
        self.remedy = remedy
        super().__init__(Text("{message}. {remedy}.", message=self.message, remedy=remedy))

    @classmethod
    def record(cls, record_id: str, remedy: Text = _LOOK_IT_UP) -> NotFound:
        """The same for the record with an id."""
        return cls(Text("{record}", record=Named(record_id)), remedy)


class NotHeldHere(MandaatwijzerError):
    """What is asked takes more of the register than this instance holds.

    Attributes:
        organisation: that is held elsewhere; None when it is not about one alone.
        address: where it is held, as far as that was set.
    """

    code = "NOT_HELD_HERE"

    def __init__(self, said: Text, *, organisation: str | None = None, address: str | None = None) -> None:
        self.organisation = organisation
        self.address = address
        super().__init__(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Problem):
    """One reason why somebody may not change a record.

    Attributes:
        right: what is missing: a word of `graph.usecases.rights.Right`, or `owner`.
        organisations: where it is missing, sorted.
        ask: who may do it: functions, else people, as far as whoever is refused may see them.
    """

    right: str
    organisations: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()


class Forbidden(MandaatwijzerError):
    """The viewer may not do this.

    Attributes:
        refusals: why, a record each, when it is about a change; all of one change at once.
    """

    code = "FORBIDDEN"

    def __init__(self, said: Text, refusals: Iterable[Refusal] = ()) -> None:
        self.refusals = tuple(refusals)
        super().__init__(said)

    @classmethod
    def because(cls, refusals: Iterable[Refusal]) -> Forbidden:
        """For every record that may not be changed."""
        found = tuple(refusals)
        return cls(joined(tuple(refusal.said for refusal in found), "\n"), found)


class NotLetIn(MandaatwijzerError):
    """Who asks did not show who they are, or is nobody in the register."""

    code = "UNAUTHENTICATED"


class TooOften(MandaatwijzerError):
    """Too many attempts came from the same place."""

    code = "TOO_MANY_REQUESTS"


def problems_of(error: MandaatwijzerError) -> tuple[Problem, ...]:
    """Every problem that an error carries; none when it carries a sentence alone."""
    if isinstance(error, InvalidInput):
        return error.problems
    return error.refusals if isinstance(error, Forbidden) else ()


class Conflict(MandaatwijzerError):
    """The store moved on since the revision that a change was validated against."""

    code = "CONFLICT"

    def __init__(self, *, expected: int, current: int) -> None:
        self.expected = expected
        self.current = current
        super().__init__(
            Text(
                "Revision {expected} was expected, the store is at {current}. Read again and repeat the change.",
                expected=expected,
                current=current,
            )
        )


class KeyReused(MandaatwijzerError):
    """An idempotency key was given again with other content; nothing was written."""

    code = "KEY_REUSED"

    def __init__(self, *, key: str, revision: int) -> None:
        self.key = key
        self.revision = revision
        super().__init__(
            Text(
                "The key {key} belongs to revision {revision} with other content. Take a new key for a new change.",
                key=Quoted(key),
                revision=revision,
            )
        )


class DeadlineExceeded(MandaatwijzerError):
    """An analysis did not finish within its deadline."""

    code = "TIMEOUT"


class Overloaded(MandaatwijzerError):
    """More is asked than can be answered in time; nothing was done.

    Attributes:
        seconds: after how long it is worth asking again.
    """

    code = "UNAVAILABLE"

    def __init__(self, *, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(Text("Too much is asked at once. Ask again in {seconds} seconds.", seconds=seconds))


class SourceUnavailable(MandaatwijzerError):
    """A service outside does not answer, or not as agreed: nothing was taken over, or told."""

    code = "UNAVAILABLE"


class StoreError(MandaatwijzerError):
    """The store cannot serve."""

    code = "UNAVAILABLE"


class StoreUnavailable(StoreError):
    """The store does not answer, or refuses the password; names the address, never the password."""


class StoreLocked(StoreError):
    """Another process holds the store longer than we wait."""


class StoreDamaged(StoreError):
    """What is found at the address is not a sound store of ours."""


class StoreTooNew(StoreError):
    """A later version of the product wrote this store."""

    @classmethod
    def found(cls, path: str, found: int, known: int) -> StoreTooNew:
        """A store, in a file or at an address, with a later schema than the last that is known."""
        return cls(
            Text(
                "The store {path} has schema {found}, this version knows up to {known}. "
                "Use the newer version of the product that wrote it.",
                path=path,
                found=found,
                known=known,
            )
        )
