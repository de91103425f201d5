"""What a code of a gap is: everything that is known of it, in one place.

A code is judged about some matter: cells, seats, mandates, edges. The matter says which things there are and where
they lie; the code says when one of them is a gap. The report of a day, the interval of a finding and the history all
ask the same judge, on other days.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from graph.analyses.gaps.area import Area
from graph.analyses.gaps.example import Example
from graph.analyses.gaps.look import Look
from graph.domain.kinds import GRANTED_KINDS, kind_of_id
from graph.domain.text import Text
from graph.model.bounds import Bounds

__all__ = ["AnyCode", "Evidence", "GapCode", "Judged", "Matter", "Where", "persons_among"]

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
F = TypeVar("F")


class Where(NamedTuple):
    """Where a gap lies, and what it is about; the fields are those of `Finding`.

    Attributes:
        counts_at: the organisations in whose report it stands, when not simply those that it names.
    """

    organisation: str | None
    subject: str | None = None
    mandate: str | None = None
    affects: tuple[str, ...] = ()
    counts_at: tuple[str, ...] | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """Every organisation that it names."""
        return self.affects if self.organisation is None else (self.organisation, *self.affects)

    @property
    def places(self) -> tuple[str, ...]:
        """Every organisation in whose report it stands."""
        return self.named if self.counts_at is None else self.counts_at


class Evidence(NamedTuple):
    """What a finding rests on; the fields are those of `Finding`, and `records` its evidence, in any order."""

    records: Iterable[str]
    persons: tuple[str, ...] = ()
    caused_by: str | None = None
    missing: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    obligation: str | None = None


class Matter(ABC, Generic[K, T]):
    """What a code is judged about.

    `K` tells a thing apart through time; `T` is the thing as it is on a day, often the same.
    """

    @abstractmethod
    def ever(self, area: Area) -> Iterable[K]:
        """Whatever could on some day be a gap of an area."""

    @abstractmethod
    def on(self, look: Look, key: K) -> T:
        """The thing as it is on the day."""

    @abstractmethod
    def where(self, look: Look, key: K) -> Where:
        """Where it lies on the day."""

    @abstractmethod
    def bounds(self, bounds: Bounds, key: K) -> frozenset[date]:
        """The dates on which where it lies can change."""

    @abstractmethod
    def identity(self, key: K) -> tuple[str, ...]:
        """What tells a finding about it apart from others of the same code."""

    def judged(self, codes: Sequence[AnyCode], look: Look, thing: T) -> Sequence[Judged]:
        """The codes of this matter that a thing has on the day, each with what its judge found."""
        return [(code, found) for code in codes if (found := code.judge(look, thing)) is not None]

    def has(self, code: AnyCode, codes: Sequence[AnyCode], look: Look, thing: T) -> bool:
        """Whether a thing has one of the codes of this matter, as `judged` would say."""
        return code.judge(look, thing) is not None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GapCode(Generic[K, T, F]):
    """A sort of gap: what it is judged about, when it is one, and how it is told.

    Attributes:
        code: the word that programs read.
        severity: one of `SEVERITIES`.
        grave: the severity where people decide or are the contact point, when it is another.
        gathers: whether it is about cells that nobody covers; one finding at a group stands for those below it.
        title: what it is called, English as in the catalogue.
        matter: what it is judged about.
        judge: what is found of a thing on a day; None = nothing, it is no gap.
        bounds: the dates on which what is found can change.
        evidence: what a finding rests on.
        message: what a finding says to a person. It names organisations, functions, tasks and topics, never people:
            it may be shown to whoever may see the finding, and it blames nobody.
        example: the smallest graph that has it, and the one beside it that has not.
    """

    code: str
    severity: str
    grave: str | None = None
    gathers: bool = False
    title: str
    matter: Matter[K, T]
    judge: Callable[[Look, T], F | None]
    bounds: Callable[[Bounds, K], frozenset[date]]
    evidence: Callable[[Look, T, F], Evidence]
    message: Callable[[T, F, Where], Text]
    example: Example

    def severity_of(self, mandate: str | None) -> str:
        """How grave it is about a kind of mandate."""
        return self.grave if self.grave is not None and mandate in GRANTED_KINDS else self.severity


AnyCode = GapCode[Any, Any, Any]
Judged = tuple[AnyCode, Any]
"""A code that a thing has, with what its judge found."""


def persons_among(ids: Iterable[str]) -> tuple[str, ...]:
    """The ids of people among ids, sorted and without repeats."""
    return tuple(sorted({found for found in ids if kind_of_id(found) == "person"}))
