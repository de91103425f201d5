"""What changed between two moments: the records that hold differently, and the gaps that opened and closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.analyses.changes.record_differences import RecordDifference
from graph.analyses.gaps.difference import GapDifference
from graph.domain.changes import Revision
from graph.domain.described import OrganisationId

__all__ = ["ChangedRecord", "WhatChanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRecord:
    """A record that holds differently, with who last wrote it down and why.

    Attributes:
        difference: what is different.
        revision: the last revision that touched it, without its changes; None when no log tells.
    """

    difference: RecordDifference
    revision: Revision | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatChanged:
    """What changed in the division of tasks between two moments, and what that opened and closed.

    Attributes:
        organisation: with everything below it; None = everything.
        before: the earlier day.
        before_known_at: the revision as of which the earlier moment is told.
        after: the later day.
        after_known_at: the revision as of which the later moment is told.
        records: what holds differently, by theme, act and id.
        gaps: which gaps opened, closed and stayed.
    """

    organisation: OrganisationId | None
    before: date
    before_known_at: int
    after: date
    after_known_at: int
    records: tuple[ChangedRecord, ...]
    gaps: GapDifference
