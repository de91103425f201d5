"""The smallest set of people whose leaving takes every holder from a share of the items."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from time import monotonic
from typing import Any

from graph.analyses.common.deadline import Deadline
from graph.analyses.fragility.integer_program import Program, Solved
from graph.analyses.fragility.smallest_set import (
    Found,
    Holders,
    HolderSets,
    SmallestSet,
    answer,
    how,
    in_time,
)

__all__ = ["critical_set"]

ENUMERATED_UNITS = 10
"""A part with at most so many units is solved by trying every subset (1,024 of them)."""


def critical_set(
    held: HolderSets, share: Fraction = Fraction(1, 2), *, deadline: Deadline | None = None
) -> SmallestSet:
    """The smallest set of people whose leaving takes every holder from a share of the items.

    Args:
        held: the items, by who holds them.
        share: which part of the items with a holder, from 0 to 1; the number is rounded up, exactly.
        deadline: when time is over, the answer is bounds; never an error.

    Returns:
        The set, or its bounds. Nobody when there is no item with a holder, or the share is 0.

    Raises:
        ValueError: the share is not between 0 and 1.
    """
    started = monotonic()
    limit = deadline or Deadline()
    needed = _needed(share, held.total)
    upper = _smallest_found(held, needed, limit)
    lower = _counting_bound(held, needed)
    method = "counting"
    if lower < len(upper):
        found = in_time(lambda: _Improvement(held.counts, needed, len(upper), limit).solve())
        method = found.method
        lower = max(lower, found.lower)
        if found.persons is not None and len(found.persons) < len(upper):
            upper = found.persons
    return answer(
        held,
        share=share,
        needed=needed,
        reached=held.lost(upper),
        lower=lower,
        upper=upper,
        method=method,
        started=started,
    )


def _needed(share: Fraction, total: int) -> int:
    if not 0 <= share <= 1:
        raise ValueError(f"a share of {share} is not a part of the items; give one from 0 to 1")
    return math.ceil(Fraction(share) * total)


# Upper and lower bounds by counting


def _smallest_found(held: HolderSets, needed: int, deadline: Deadline) -> frozenset[str]:
    """The smallest set that an order of the people gives; of two orders, while there is time."""
    found = _pruned(_falling_degree(held, needed), held, needed)
    if deadline.is_over:
        return found
    other = _pruned(_cheapest_items_first(held, needed), held, needed)
    return min(found, other, key=lambda each: (len(each), sorted(each)))


def _falling_degree(held: HolderSets, needed: int) -> list[str]:
    """People from most to fewest items, until enough items are empty."""
    degree = {person: sum(held.counts[each] for each in own) for person, own in held.of_person.items()}
    return _until_empty(held, needed, sorted(degree, key=lambda person: (-degree[person], person)))


def _cheapest_items_first(held: HolderSets, needed: int) -> list[str]:
    """The holders of the items that empty most per person who leaves, until enough items are empty."""
    gain = {holders: count + _held_by_one(held, holders) for holders, count in held.counts.items()}
    order = sorted(held.counts, key=lambda each: (-gain[each] / len(each), len(each), sorted(each)))
    people = dict.fromkeys(person for holders in order for person in sorted(holders))
    return _until_empty(held, needed, people)


def _until_empty(held: HolderSets, needed: int, people: Iterable[str]) -> list[str]:
    """The people in their order, up to the one with whom enough items are empty."""
    holds = held.of_person
    left = {holders: len(holders) for holders in held.counts}
    gone: list[str] = []
    lost = 0
    for person in people:
        if lost >= needed:
            break
        gone.append(person)
        for item in holds[person]:
            left[item] -= 1
            lost += 0 if left[item] else held.counts[item]
    return gone


def _held_by_one(held: HolderSets, holders: Holders) -> int:
    """What several holders also empty when they leave: the items that one of them holds alone."""
    if len(holders) == 1:
        return 0
    return sum(held.counts.get(frozenset((person,)), 0) for person in holders)


def _pruned(found: list[str], held: HolderSets, needed: int) -> frozenset[str]:
    """The set without those who are not needed for the effect, last chosen first."""
    holds = held.of_person
    kept = set(found)
    lost = held.lost(kept)
    for person in reversed(found):
        own = sum(held.counts[item] for item in holds[person] if item <= kept)
        if lost - own >= needed:
            kept.discard(person)
            lost -= own
    return frozenset(kept)


def _counting_bound(held: HolderSets, needed: int) -> int:
    """A lower bound: an empty item is carried wholly by those who left, so their carried parts must add up."""
    missing, size = Fraction(needed), 0
    for part, people in sorted(Counter(held.shapley_cov.values()).items(), reverse=True):
        leaving = min(people, math.ceil(missing / part))
        missing, size = missing - part * leaving, size + leaving
    return size


# A smaller one than the best found, or proof that there is none


class _Improvement:
    """The search for a critical set of fewer people than `upper`.

    People who occur in exactly the same items leave together or not at all: they are one unit. Items that more
    people hold than may leave are left out. What then falls apart is solved apart: small parts by trying every
    subset, what remains by one integer program in which the small parts are a choice from their best outcomes.
    """

    def __init__(self, classes: Mapping[Holders, int], needed: int, upper: int, deadline: Deadline) -> None:
        self.needed = needed
        self.deadline = deadline
        self.most = upper - 1
        reachable = {holders: count for holders, count in classes.items() if len(holders) <= self.most}
        self.units = _units(deadline.over(reachable))
        unit_of = {person: index for index, unit in enumerate(self.units) for person in unit}
        self.items: dict[frozenset[int], int] = {
            frozenset(unit_of[person] for person in holders): count
            for holders, count in deadline.over(reachable.items())
        }

    def solve(self) -> Found:
        """What it finds.

        Raises:
            DeadlineExceeded: the time is over before a solver could begin.
        """
        small, large = self._parts()
        outcomes = self._outcomes(small)
        if not large:
            return self._by_outcomes(outcomes)
        return self._by_integer_program(outcomes, large)

    def _parts(self) -> tuple[list[list[int]], list[int]]:
        import networkx as nx  # slow to import, and only needed here

        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(range(len(self.units)))
        for item in self.deadline.over(self.items):
            first, *rest = sorted(item)
            graph.add_edges_from((first, other) for other in rest)
        parts = sorted(sorted(part) for part in nx.connected_components(graph))
        small = [part for part in parts if len(part) <= ENUMERATED_UNITS]
        return small, [unit for part in parts if len(part) > ENUMERATED_UNITS for unit in part]

    def _outcomes(self, parts: list[list[int]]) -> _Outcomes:
        items_of: dict[int, list[frozenset[int]]] = defaultdict(list)
        for item in self.items:
            items_of[min(item)].append(item)
        outcomes = _Outcomes(self.most)
        for part in self.deadline.over(parts):
            own = {item: self.items[item] for unit in part for item in items_of[unit]}
            outcomes.add(self._frontier(part, own))
        return outcomes

    def _frontier(self, part: list[int], items: Mapping[frozenset[int], int]) -> _Frontier:
        best: _Frontier = {0: (0, frozenset())}
        masks = [(sum(1 << part.index(unit) for unit in item), count) for item, count in items.items()]
        for mask in range(1, 1 << len(part)):
            chosen = frozenset(unit for place, unit in enumerate(part) if mask >> place & 1)
            cost = self._people_in(chosen)
            if cost <= self.most:
                lost = sum(count for item, count in masks if item & mask == item)
                if lost > best.get(cost, (-1, chosen))[0]:
                    best[cost] = (lost, chosen)
        return _without_useless(best)

    def _people_in(self, units: Iterable[int]) -> int:
        return sum(len(self.units[unit]) for unit in units)

    def _persons(self, units: Iterable[int]) -> frozenset[str]:
        return frozenset(person for unit in units for person in self.units[unit])

    def _by_outcomes(self, outcomes: _Outcomes) -> Found:
        cost = outcomes.least(self.needed)
        if cost is None:
            return Found(None, self.most + 1, "every subset")
        return Found(self._persons(outcomes.units(cost)), cost, "every subset")

    def _by_integer_program(self, outcomes: _Outcomes, large: list[int]) -> Found:
        program = Program()
        leaves = {unit: program.binary(len(self.units[unit])) for unit in large}
        choice = {cost: program.binary(cost) for cost in outcomes.useful()}
        lost: dict[int, float] = {choice[cost]: float(outcomes.lost(cost)) for cost in choice}
        for item, count in self.deadline.over(self.items.items()):
            if item <= leaves.keys():
                self._add_item(program, lost, [leaves[unit] for unit in sorted(item)], count)
        program.constrain(dict.fromkeys(choice.values(), 1.0), lowest=1, highest=1)
        program.constrain(lost, lowest=self.needed)
        program.constrain(program.costs(), highest=self.most)
        return self._read(program.solve(self.deadline), leaves, choice, outcomes)

    @staticmethod
    def _add_item(program: Program, lost: dict[int, float], leaving: list[int], count: int) -> None:
        if len(leaving) == 1:
            lost[leaving[0]] = lost.get(leaving[0], 0.0) + count
            return
        empty = program.fraction()
        lost[empty] = float(count)
        for column in leaving:
            program.constrain({empty: 1.0, column: -1.0}, highest=0)

    def _read(self, solved: Solved, leaves: Mapping[int, int], choice: Mapping[int, int], outcomes: _Outcomes) -> Found:
        lower = self.most + 1 if solved.infeasible else solved.bound
        if solved.values is None:
            return Found(None, lower, how(solved))
        units = {unit for unit, column in leaves.items() if solved.values[column] > 0.5}
        for cost, column in choice.items():
            if solved.values[column] > 0.5:
                units |= outcomes.units(cost)
        # Counted again in whole numbers: the solver works with a tolerance.
        lost = sum(count for item, count in self.items.items() if item <= units)
        if lost < self.needed:
            return Found(None, lower, how(solved))
        return Found(self._persons(units), lower, how(solved))


_Frontier = dict[int, tuple[int, frozenset[int]]]
"""People that leave -> most items emptied, and the units that do it."""


def _units(classes: Iterable[Holders]) -> list[tuple[str, ...]]:
    """People grouped by the very items that they occur in, in order of their first id."""
    seen: dict[str, list[int]] = defaultdict(list)
    for index, holders in enumerate(classes):
        for person in holders:
            seen[person].append(index)
    groups: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for person in sorted(seen):
        groups[tuple(seen[person])].append(person)
    return sorted(tuple(group) for group in groups.values())


def _without_useless(frontier: _Frontier) -> _Frontier:
    """Only what empties more than every cheaper choice."""
    useful: _Frontier = {}
    best = -1
    for cost, (lost, units) in sorted(frontier.items()):
        if lost > best:
            useful[cost] = (lost, units)
            best = lost
    return useful


class _Outcomes:
    """The best outcomes of several parts together: per number of people, the most items emptied by so many at most."""

    def __init__(self, most: int) -> None:
        import numpy as np

        self._lost = np.zeros(most + 1, dtype=np.int64)
        self._added: list[tuple[_Frontier, Any]] = []

    def add(self, frontier: _Frontier) -> None:
        """Join one more part; how many of its people leave is kept for every total."""
        lost, taken = self._lost.copy(), self._lost.copy()
        lost.fill(-1)
        taken.fill(0)
        for cost, (gain, _) in sorted(frontier.items()):
            if cost < len(lost):
                together = self._lost[: len(lost) - cost] + gain
                better = together > lost[cost:]
                lost[cost:][better] = together[better]
                taken[cost:][better] = cost
        self._lost = lost
        self._added.append((frontier, taken))

    def lost(self, cost: int) -> int:
        return int(self._lost[cost])

    def least(self, needed: int) -> int | None:
        """The fewest people that empty so many items."""
        return next((cost for cost in self.useful() if self.lost(cost) >= needed), None)

    def useful(self) -> list[int]:
        """The numbers of people that empty more than one fewer."""
        return [cost for cost in range(len(self._lost)) if not cost or self.lost(cost) > self.lost(cost - 1)]

    def units(self, cost: int) -> frozenset[int]:
        """The units that leave."""
        chosen: set[int] = set()
        for frontier, taken in reversed(self._added):
            own = int(taken[cost])
            chosen |= frontier[own][1]
            cost -= own
        return frozenset(chosen)
