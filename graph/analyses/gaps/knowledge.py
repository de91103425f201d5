"""Whether the people who execute or steer know what the task asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.domain.kinds import JUDGED_KINDS, Knows, Requires, kind_of_id
from graph.model.coverage import Cell
from graph.model.snapshot import Snapshot
from graph.model.topics import broader_topics, required_by

__all__ = ["ExpertiseNeed", "Knowledge"]


@dataclass(frozen=True, slots=True)
class ExpertiseNeed:
    """What a cell asks for and nobody there has.

    Attributes:
        missing: ids of the topics, sorted; empty when it is not known.
        evidence: ids of the REQUIRES edges behind them, sorted.
        known: False when no expertise at all is recorded of the people concerned.
    """

    missing: tuple[str, ...]
    evidence: tuple[str, ...]
    known: bool


class Knowledge:
    """What people know and subjects ask on one day; each is looked up once."""

    def __init__(self, snapshot: Snapshot, on: date) -> None:
        self.snapshot = snapshot
        self.on = on
        self._asked: dict[str, tuple[Requires, ...]] = {}
        self._levels: dict[str, dict[str, int] | None] = {}
        self._latest: tuple[Cell | None, ExpertiseNeed | None] = (None, None)

    def need(self, cell: Cell) -> ExpertiseNeed | None:
        """What the present holders of a cell lack; None when they lack nothing or it is not judged.

        Not judged: deciding and being the contact point, cells without a present person, and cells that a partner,
        unnamed members or somebody who does not share it hold too: nobody can say what those know.
        """
        if cell.mandate not in JUDGED_KINDS or not cell.evaluated:
            return None
        if self._latest[0] is not cell:  # whether it is known at all is asked after what is missing
            self._latest = (cell, self._found(cell))
        return self._latest[1]

    def _found(self, cell: Cell) -> ExpertiseNeed | None:
        asked = self.asked(cell.subject)
        if not asked:
            return None
        if not cell.people or not all(map(self._is_told, cell.people)):
            return None
        levels = [self.levels(person) for person in cell.people]
        if all(known is None for known in levels):
            return ExpertiseNeed((), (), known=False)
        lacking = [edge for edge in asked if not any(_has(known, edge) for known in levels)]
        if not lacking:
            return None
        return ExpertiseNeed(
            tuple(sorted({edge.to_id for edge in lacking})), tuple(sorted(edge.id for edge in lacking)), known=True
        )

    def _is_told(self, person: str) -> bool:
        return kind_of_id(person) == "person" and self.snapshot.is_told(person)

    def is_unknown(self, cell: Cell) -> bool:
        """Whether a cell asks for expertise while none at all is recorded of the people concerned."""
        need = self.need(cell)
        return need is not None and not need.known

    def asked(self, subject: str) -> tuple[Requires, ...]:
        """What a task or decision requires."""
        if subject not in self._asked:
            self._asked[subject] = required_by(self.snapshot, self.on, subject)
        return self._asked[subject]

    def levels(self, person: str) -> dict[str, int] | None:
        """The highest level that a person has per topic, broader topics included; None when nothing is recorded."""
        if person not in self._levels:
            self._levels[person] = self._levels_of(person)
        return self._levels[person]

    def _levels_of(self, person: str) -> dict[str, int] | None:
        known = [edge for edge in self.snapshot.out(Knows, person) if self.snapshot.in_force(edge, self.on)]
        if not known:
            return None
        levels: dict[str, int] = {}
        for edge in known:
            for topic in broader_topics(self.snapshot, self.on, edge.to_id):
                levels[topic] = max(levels.get(topic, 0), edge.level or 0)
        return levels


def _has(known: dict[str, int] | None, asked: Requires) -> bool:
    return known is not None and known.get(asked.to_id, 0) >= asked.level
