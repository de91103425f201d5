"""Who is head and who is keeper of an organisation on a day: read from the register, kept nowhere else.

Head is who DECIDES on granting mandates there, by a mandate that is confirmed; keeper is who EXECUTES the task of
keeping the register there, alone or in a body. Standing in counts as long as it does; a body decides as a whole, so
sitting in one makes nobody head.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from graph.domain.kinds import Decides, Executes, Holds, Mandate, MemberOf, kind_of_id
from graph.model.bounded import Bounded
from graph.model.coverage import Coverage, Way
from graph.model.marked import granting_decisions, register_tasks
from graph.model.snapshot import Snapshot

if TYPE_CHECKING:
    from graph.analyses.gaps.look import Look

__all__ = ["Powers"]

MOST_PLACES = 8_192
DAYS_KEPT = 4


class Powers:
    """The heads and keepers of a day, found on demand.

    Attributes:
        coverage: of the day.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self.coverage: Coverage = look.coverage
        self._heads: Bounded[str, frozenset[str]] = Bounded(MOST_PLACES)
        self._keepers: Bounded[str, frozenset[str]] = Bounded(MOST_PLACES)

    @classmethod
    def of(cls, snapshot: Snapshot, on: date) -> Powers:
        """Those of a day, kept with the snapshot."""
        from graph.analyses.gaps.look import Look  # the owner of a register asks nobody's powers

        return snapshot.kept(("powers", on), lambda: cls(Look.of(snapshot, on)))

    def at(self, day: date) -> Powers:
        """Those of another day of the same graph."""
        return self if day == self._look.on else Powers(self._look.at(day))

    def heads(self, organisation: str) -> frozenset[str]:
        """The people who may grant mandates at an organisation, present or not."""
        return self._heads.get(organisation, lambda place: frozenset(way.holder for way in self._granting(place)))

    def keepers(self, organisation: str) -> frozenset[str]:
        """The people who keep the register of an organisation, present or not."""
        return self._keepers.get(organisation, self._found_keepers)

    def functions_of_heads(self, organisation: str) -> tuple[str, ...]:
        """By what the heads are head: their functions, else they themselves; in order of nearness."""
        return _functions(self._granting(organisation))

    def functions_of_keepers(self, organisation: str) -> tuple[str, ...]:
        """By what the keepers are keeper: their functions or bodies, else they themselves; in order of nearness."""
        return _functions(self._keeping(organisation))

    def places_of(self, person: str) -> frozenset[str]:
        """The organisations at which a person can be head or keeper: every other one can be left out of a search."""
        tops = (top for edge in self._mandates_of(person) for top in self.coverage.scope_of(edge))
        return frozenset(place for top in set(tops) for place in self.coverage.below(top))

    def changes_after(self, organisation: str, today: date) -> frozenset[date]:
        """The days to come on which the heads or keepers of an organisation can change."""
        snapshot, bounds = self.coverage.snapshot, self._look.bounds
        cells = [(decision, "DECIDES") for decision in granting_decisions(snapshot)]
        cells += [(task, "EXECUTES") for task in register_tasks(snapshot)]
        found: set[date] = set()
        for subject, kind in cells:
            found |= bounds.of_cell(organisation, subject, kind)
            for edge in bounds.mandates_near(organisation, subject, kind):
                found |= bounds.of_granting(edge) if kind == "DECIDES" else frozenset()
        return frozenset(day for day in found if day > today)

    def _granting(self, organisation: str) -> Iterator[Way]:
        """The confirmed ways in which a person decides on granting mandates there."""
        from graph.analyses.gaps.codes.never_granted import lacks_grant

        for decision in granting_decisions(self.coverage.snapshot):
            for way in self.coverage.ways(organisation, decision, "DECIDES"):
                if kind_of_id(way.holder) == "person" and not lacks_grant(self._look, way.mandate):
                    yield way

    def _keeping(self, organisation: str) -> Iterator[Way]:
        for task in register_tasks(self.coverage.snapshot):
            yield from self.coverage.ways(organisation, task, "EXECUTES")

    def _found_keepers(self, organisation: str) -> frozenset[str]:
        found: set[str] = set()
        for way in self._keeping(organisation):
            if kind_of_id(way.holder) == "body":
                found |= self.coverage.members_at(way.holder, organisation)
            elif kind_of_id(way.holder) == "person":
                found.add(way.holder)
        return frozenset(found)

    def _mandates_of(self, person: str) -> Iterator[Mandate]:
        """The mandates of a person and of their seats that bear on granting or keeping."""
        snapshot, coverage = self.coverage.snapshot, self.coverage
        granting = frozenset[str]().union(*(coverage.groups_above(one) for one in granting_decisions(snapshot)))
        keeping = frozenset[str]().union(*(coverage.groups_above(one) for one in register_tasks(snapshot)))
        seats = [person, *(edge.to_id for edge in snapshot.out(Holds, person))]
        bodies = [edge.to_id for seat in seats for edge in snapshot.out(MemberOf, seat)]
        for seat in dict.fromkeys((*seats, *bodies)):
            yield from (edge for edge in snapshot.out(Decides, seat) if edge.to_id in granting)
            yield from (edge for edge in snapshot.out(Executes, seat) if edge.to_id in keeping)


def _functions(ways: Iterable[Way]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(way.role or way.holder for way in ways))
