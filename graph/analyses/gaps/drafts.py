"""A finding in the making: what was found, before its interval, its texts and who accepted it are added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph.analyses.gaps.findings import CELL_CODES, cell_finding_id, record_finding_id
from graph.domain.kinds import kind_of_id

__all__ = ["Draft", "Period", "persons_among"]

Period = tuple[date | None, date | None]
"""A half-open period; None = unbounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was found; the fields are those of `Finding`.

    Attributes:
        about: ids of the records that it is about, when not the cell alone.
        facts: what the texts tell: counts, dates, names of functions.
        holds: whether the same is found on another day; None when `period` says it.
        period: the longest interval, when it follows from the records alone.
        dates: the days on which `holds` can change, for what is not about a cell.
    """

    code: str
    organisation: str | None
    subject: str | None = None
    mandate: str | None = None
    persons: tuple[str, ...] = ()
    caused_by: str | None = None
    affects: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()
    obligation: str | None = None
    evidence: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    holds: Callable[[date], bool] | None = None
    period: Period | None = None
    dates: Callable[[], Iterable[date]] | None = None

    @property
    def id(self) -> str:
        """The id of the finding."""
        if self.code in CELL_CODES or self.code == "missing_coupled":
            return cell_finding_id(
                self.code, self.organisation or "", self.subject or "", self.mandate or "", *self.about
            )
        return record_finding_id(self.code, *self.about)


def persons_among(ids: Iterable[str]) -> tuple[str, ...]:
    """The ids of people among ids, sorted and without repeats."""
    return tuple(sorted({found for found in ids if kind_of_id(found) == "person"}))
