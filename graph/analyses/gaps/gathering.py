"""One finding at the group instead of one for each school below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from graph.analyses.gaps.code import AnyCode
from graph.analyses.gaps.look import Look
from graph.domain.kinds import Organisation
from graph.model.coverage import Cell

__all__ = ["Gathered", "gather"]

GATHERING_TYPES = frozenset({"school_group", "community", "board"})

Key = tuple[str, str, str, str]
"""Organisation, subject, mandate kind and code."""

Missing = tuple[AnyCode, Cell]
"""A cell with one of the codes that gather."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A missing cell that is a finding of its own, with the organisations whose cells are part of it."""

    code: AnyCode
    cell: Cell
    affects: tuple[str, ...]


def gather(look: Look, missing: Iterable[Missing], *, check: Callable[[], None]) -> tuple[Gathered, ...]:
    """The missing cells without those that are part of the same gap above them.

    A cell is part of the gap of a school group, community or board above it when that one's cell has the same
    code, subject and mandate, and a mandate with the scope of that one would reach it.

    Args:
        look: at the day.
        missing: cells with a code that gathers; with an organisation, all those below it too.
        check: called for each cell; raises when the time is over.

    Returns:
        The cells that stay, those above the given ones that gather some of them included, each with all the
        organisations that it affects, in order of organisation, subject and mandate.
    """
    return _Gathering(look, check).run(missing)


@dataclass(slots=True)
class _Gathering:
    look: Look
    check: Callable[[], None]
    gatherers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def run(self, missing: Iterable[Missing]) -> tuple[Gathered, ...]:
        given = {_key(code, cell): (code, cell) for code, cell in missing}
        known = dict(given)
        affects: dict[Key, set[str]] = {}
        part_of_another: set[Key] = set()
        waiting = list(known)
        while waiting:
            key = waiting.pop()
            self.check()
            code, cell = known[key]
            for above in self._gatherers_of(code, cell):
                above_key = _key(code, above)
                part_of_another.add(key)
                affects.setdefault(above_key, set()).add(key[0])
                if above_key not in known:
                    known[above_key] = (code, above)
                    waiting.append(above_key)
        kept = sorted(known.keys() - part_of_another)
        return tuple(
            Gathered(*known[key], self._all_affected(*known[key], affects.get(key, set()), given)) for key in kept
        )

    def _all_affected(
        self, code: AnyCode, cell: Cell, found: set[str], given: Mapping[Key, Missing]
    ) -> tuple[str, ...]:
        if _key(code, cell) in given:
            return tuple(sorted(found))
        coverage = self.look.coverage
        below = (
            coverage.cell(place, cell.subject, cell.mandate)
            for place in coverage.below(cell.organisation)
            if place != cell.organisation
        )
        more = {
            other.organisation
            for other in below
            if coverage.would_reach(cell.organisation, other.organisation, other.subject)
            and code.judge(self.look, other) is not None
        }
        return tuple(sorted(found | more))

    def _gatherers_of(self, code: AnyCode, cell: Cell) -> Iterable[Cell]:
        coverage = self.look.coverage
        for place in self._above(cell.organisation):
            above = coverage.cell(place, cell.subject, cell.mandate)
            reaches = coverage.would_reach(place, cell.organisation, cell.subject)
            if reaches and code.judge(self.look, above) is not None:
                yield above

    def _above(self, organisation: str) -> tuple[str, ...]:
        if organisation not in self.gatherers:
            self.gatherers[organisation] = tuple(
                sorted(
                    place
                    for place in self.look.coverage.above(organisation)
                    if place != organisation and self._type(place) in GATHERING_TYPES
                )
            )
        return self.gatherers[organisation]

    def _type(self, organisation: str) -> str | None:
        found = self.look.coverage.snapshot.find(Organisation, organisation)
        return None if found is None else found.type


def _key(code: AnyCode, cell: Cell) -> Key:
    return cell.organisation, cell.subject, cell.mandate, code.code
