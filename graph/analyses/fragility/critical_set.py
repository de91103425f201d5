"""Smallest sets of people: whose leaving empties a share of the items, and who together keep every item held.

Both questions are NP-hard. They are answered exactly by integer programming (HiGHS), or, when optimality is not
proven in time, by bounds that say how they were found. The order of falling degree is only ever an upper bound.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from time import monotonic
from typing import Annotated, Any

from graph.analyses.common.deadline import Deadline
from graph.analyses.fragility.integer_program import Program, Solved
from graph.domain.described import OMITTED, SeatId, Unit

__all__ = ["SmallestSet", "core_team", "critical_set", "shapley_cov"]

ENUMERATED_UNITS = 10
"""A part with at most so many units is solved by trying every subset (1,024 of them)."""

Holders = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallestSet:
    """A smallest set of people with an effect, or the bounds of its size.

    Attributes:
        share: of the items that the set must reach (0 to 1).
        items: how many items have a holder.
        needed: how many of them the set must reach.
        reached: how many of them `persons` reaches.
        size: size of the best set found.
        lower: no smaller set has the effect.
        upper: size of the best set found.
        exact: whether no smaller set exists, proven.
        method: how the bounds were found.
        persons: the best set found, as far as the viewer may be told, sorted.
        seconds: time used when the answer is not exact; None when it is, so that exact answers repeat to the byte.
    """

    share: Fraction
    items: int
    needed: int
    reached: int
    lower: int
    upper: int
    method: str
    persons: tuple[SeatId, ...]
    seconds: Annotated[float | None, Unit("seconds"), OMITTED] = None

    @property
    def size(self) -> int:
        """Size of the best set found."""
        return self.upper

    @property
    def exact(self) -> bool:
        """Whether no smaller set exists, proven."""
        return self.lower == self.upper


def critical_set(
    items: Iterable[Collection[str]], share: Fraction = Fraction(1, 2), *, deadline: Deadline | None = None
) -> SmallestSet:
    """The smallest set of people whose leaving takes every holder from a share of the items.

    Args:
        items: the holders of each item; items without holders do not count.
        share: which part of the items with a holder, from 0 to 1; the number is rounded up, exactly.
        deadline: when time is over, the answer is bounds; never an error.

    Returns:
        The set, or its bounds. Nobody when there is no item with a holder, or the share is 0.

    Raises:
        ValueError: the share is not between 0 and 1.
    """
    started = monotonic()
    limit = deadline or Deadline()
    classes = _classes(items)
    needed = _needed(share, sum(classes.values()))
    upper = _smallest_found(_critical_candidates(classes, needed), classes, needed)
    lower = _counting_bound(classes, needed)
    method = "counting"
    if lower < len(upper):
        found = _in_time(lambda: _Improvement(classes, needed, len(upper), limit).solve())
        method = found.method
        lower = max(lower, found.lower)
        if found.persons is not None and len(found.persons) < len(upper):
            upper = found.persons
    return _answer(share, classes, needed, _lost(classes, upper), lower, upper, method, started)


def core_team(items: Iterable[Collection[str]], *, deadline: Deadline | None = None) -> SmallestSet:
    """The smallest set of people that keeps every item held that has a holder now.

    Args:
        items: the holders of each item; items without holders do not count.
        deadline: when time is over, the answer is bounds; never an error.
    """
    started = monotonic()
    limit = deadline or Deadline()
    classes = _classes(items)
    total = sum(classes.values())
    hard = _without_dominated_people(_minimal(classes, limit), limit)
    upper = _pruned_cover(_greedy_cover(hard), hard)
    lower = _packing_bound(hard)
    method = "counting"
    if lower < len(upper):
        found = _in_time(lambda: _better_cover(hard, len(upper), limit))
        method = found.method
        lower = max(lower, found.lower)
        if found.persons is not None and _covers(found.persons, hard):
            upper = found.persons
    return _answer(Fraction(1), classes, total, total, lower, upper, method, started)


def shapley_cov(items: Iterable[Collection[str]]) -> dict[str, Fraction]:
    """How much of the items each person carries: the sum over their items of 1 / number of holders.

    The values add up to the number of items that have a holder.
    """
    return dict(sorted(_carried(_classes(items)).items()))


# Shared


@dataclass(frozen=True, slots=True)
class _Found:
    persons: frozenset[str] | None
    lower: int
    method: str


class _OutOfTime(Exception):
    """The time for a search is over, and what is known without it must be answered."""


def _check(deadline: Deadline) -> None:
    if deadline.is_over:
        raise _OutOfTime


def _in_time(search: Callable[[], _Found]) -> _Found:
    """What a search finds; nothing when its time is over on the way."""
    try:
        return search()
    except _OutOfTime:
        return _Found(None, 0, _method(Solved(None, 0, tried=False)))


def _answer(
    share: Fraction,
    classes: Mapping[Holders, int],
    needed: int,
    reached: int,
    lower: int,
    upper: Collection[str],
    method: str,
    started: float,
) -> SmallestSet:
    exact = lower >= len(upper)
    return SmallestSet(
        share=share,
        items=sum(classes.values()),
        needed=needed,
        reached=reached,
        lower=len(upper) if exact else lower,
        upper=len(upper),
        method=method,
        persons=tuple(sorted(upper)),
        seconds=None if exact else round(monotonic() - started, 3),
    )


def _classes(items: Iterable[Collection[str]]) -> dict[Holders, int]:
    """The distinct sets of holders and how many items have each, in a fixed order."""
    counted = Counter(frozenset(holders) for holders in items if holders)
    return dict(sorted(counted.items(), key=_class_order))


def _class_order(entry: tuple[Holders, int]) -> tuple[int, list[str]]:
    return len(entry[0]), sorted(entry[0])


def _needed(share: Fraction, total: int) -> int:
    if not 0 <= share <= 1:
        raise ValueError(f"a share of {share} is not a part of the items; give one from 0 to 1")
    return math.ceil(Fraction(share) * total)


def _people(classes: Iterable[Holders]) -> list[str]:
    return sorted({person for holders in classes for person in holders})


def _lost(classes: Mapping[Holders, int], gone: Collection[str]) -> int:
    gone = frozenset(gone)
    return sum(count for holders, count in classes.items() if holders <= gone)


# The critical set: upper and lower bounds by counting


def _critical_candidates(classes: Mapping[Holders, int], needed: int) -> list[list[str]]:
    return [_falling_degree(classes, needed), _cheapest_items_first(classes, needed)]


def _smallest_found(candidates: Sequence[list[str]], classes: Mapping[Holders, int], needed: int) -> frozenset[str]:
    pruned = [_pruned(candidate, classes, needed) for candidate in candidates]
    return min(pruned, key=lambda found: (len(found), sorted(found)))


def _falling_degree(classes: Mapping[Holders, int], needed: int) -> list[str]:
    """People from most to fewest items, until enough items are empty."""
    degree = {person: sum(classes[each] for each in own) for person, own in _by_person(classes).items()}
    return _until_empty(classes, needed, sorted(degree, key=lambda person: (-degree[person], person)))


def _cheapest_items_first(classes: Mapping[Holders, int], needed: int) -> list[str]:
    """The holders of the items that empty most per person who leaves, until enough items are empty."""
    gain = {holders: count + _held_by_one(classes, holders) for holders, count in classes.items()}
    order = sorted(classes, key=lambda each: (-gain[each] / len(each), len(each), sorted(each)))
    people = dict.fromkeys(person for holders in order for person in sorted(holders))
    return _until_empty(classes, needed, people)


def _until_empty(classes: Mapping[Holders, int], needed: int, people: Iterable[str]) -> list[str]:
    """The people in their order, up to the one with whom enough items are empty."""
    holds = _by_person(classes)
    left = {holders: len(holders) for holders in classes}
    gone: list[str] = []
    lost = 0
    for person in people:
        if lost >= needed:
            break
        gone.append(person)
        for item in holds[person]:
            left[item] -= 1
            lost += 0 if left[item] else classes[item]
    return gone


def _by_person(classes: Iterable[Holders]) -> dict[str, list[Holders]]:
    holds: dict[str, list[Holders]] = defaultdict(list)
    for holders in classes:
        for person in holders:
            holds[person].append(holders)
    return holds


def _held_by_one(classes: Mapping[Holders, int], holders: Holders) -> int:
    """What several holders also empty when they leave: the items that one of them holds alone."""
    if len(holders) == 1:
        return 0
    return sum(classes.get(frozenset((person,)), 0) for person in holders)


def _pruned(found: list[str], classes: Mapping[Holders, int], needed: int) -> frozenset[str]:
    """The set without those who are not needed for the effect, last chosen first."""
    holds = _by_person(classes)
    kept = set(found)
    lost = _lost(classes, kept)
    for person in reversed(found):
        own = sum(classes[item] for item in holds[person] if item <= kept)
        if lost - own >= needed:
            kept.discard(person)
            lost -= own
    return frozenset(kept)


def _counting_bound(classes: Mapping[Holders, int], needed: int) -> int:
    """A lower bound: an empty item is carried wholly by those who left, so their carried parts must add up."""
    carried = sorted(_carried(classes).values(), reverse=True)
    total, size = Fraction(0), 0
    while total < needed:
        total += carried[size]
        size += 1
    return size


def _carried(classes: Mapping[Holders, int]) -> dict[str, Fraction]:
    """How much each person carries; added up by number of holders first, for fractions are dear."""
    shared: dict[str, Counter[int]] = defaultdict(Counter)
    for holders, count in classes.items():
        for person in holders:
            shared[person][len(holders)] += count
    return {
        person: sum((Fraction(count, number) for number, count in own.items()), Fraction(0))
        for person, own in shared.items()
    }


# The critical set: a smaller one than the best found, or proof that there is none


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
        self.units = _units(reachable)
        unit_of = {person: index for index, unit in enumerate(self.units) for person in unit}
        self.items: dict[frozenset[int], int] = {
            frozenset(unit_of[person] for person in holders): count for holders, count in reachable.items()
        }

    def solve(self) -> _Found:
        """What it finds.

        Raises:
            _OutOfTime: the time is over before a solver could begin.
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
        for item in self.items:
            _check(self.deadline)
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
        for part in parts:
            _check(self.deadline)
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

    def _by_outcomes(self, outcomes: _Outcomes) -> _Found:
        cost = outcomes.least(self.needed)
        if cost is None:
            return _Found(None, self.most + 1, "every subset")
        return _Found(self._persons(outcomes.units(cost)), cost, "every subset")

    def _by_integer_program(self, outcomes: _Outcomes, large: list[int]) -> _Found:
        program = Program()
        leaves = {unit: program.binary(len(self.units[unit])) for unit in large}
        choice = {cost: program.binary(cost) for cost in outcomes.useful()}
        lost: dict[int, float] = {choice[cost]: float(outcomes.lost(cost)) for cost in choice}
        for item, count in self.items.items():
            _check(self.deadline)
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

    def _read(
        self, solved: Solved, leaves: Mapping[int, int], choice: Mapping[int, int], outcomes: _Outcomes
    ) -> _Found:
        lower = self.most + 1 if solved.infeasible else solved.bound
        if solved.values is None:
            return _Found(None, lower, _method(solved))
        units = {unit for unit, column in leaves.items() if solved.values[column] > 0.5}
        for cost, column in choice.items():
            if solved.values[column] > 0.5:
                units |= outcomes.units(cost)
        # Counted again in whole numbers: the solver works with a tolerance.
        lost = sum(count for item, count in self.items.items() if item <= units)
        if lost < self.needed:
            return _Found(None, lower, _method(solved))
        return _Found(self._persons(units), lower, _method(solved))


_Frontier = dict[int, tuple[int, frozenset[int]]]
"""People that leave -> most items emptied, and the units that do it."""


def _units(classes: Mapping[Holders, int]) -> list[tuple[str, ...]]:
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


# The core team


def _minimal(classes: Iterable[Holders], deadline: Deadline) -> list[Holders]:
    """The sets of holders that contain no other one, as far as there is time: who keeps these held, keeps all held."""
    kept: list[Holders] = []
    by_first: dict[str, list[Holders]] = defaultdict(list)
    for holders in sorted(classes, key=lambda holders: (len(holders), sorted(holders))):
        if deadline.is_over or not any(smaller <= holders for each in holders for smaller in by_first[each]):
            kept.append(holders)
            by_first[min(holders)].append(holders)
    return kept


def _without_dominated_people(classes: list[Holders], deadline: Deadline) -> list[Holders]:
    """Without whoever holds only items that one same colleague holds too; among equals the smallest id stays.

    Where the time is over everybody stays, and a team of them keeps all held just as well.
    """
    held: dict[str, int] = defaultdict(int)
    for index, holders in enumerate(classes):
        if deadline.is_over:
            return classes
        for person in holders:
            held[person] |= 1 << index
    gone: set[str] = set()
    for person in sorted(held, reverse=True):
        if deadline.is_over:
            return classes
        first = classes[(held[person] & -held[person]).bit_length() - 1]
        others = sorted(first - gone - {person})
        if any(held[person] & ~held[other] == 0 for other in others):
            gone.add(person)
    return _minimal({holders - gone for holders in classes}, deadline)


def _greedy_cover(classes: list[Holders]) -> list[str]:
    """Again and again who holds most of what is not held yet; what somebody holds of it only shrinks."""
    left = set(range(len(classes)))
    holds: dict[str, set[int]] = defaultdict(set)
    for index, holders in enumerate(classes):
        for person in holders:
            holds[person].add(index)
    waiting = [(-len(own), person) for person, own in holds.items()]
    heapq.heapify(waiting)
    team: list[str] = []
    while left:
        known, person = heapq.heappop(waiting)
        now = -len(holds[person] & left)
        if now != known:
            heapq.heappush(waiting, (now, person))
            continue
        team.append(person)
        left -= holds[person]
    return team


def _pruned_cover(team: list[str], classes: list[Holders]) -> frozenset[str]:
    holds = _by_person(classes)
    kept = set(team)
    for person in reversed(team):
        if all(len(item & kept) > 1 for item in holds[person]):
            kept.discard(person)
    return frozenset(kept)


def _covers(team: Collection[str], classes: Iterable[Holders]) -> bool:
    team = frozenset(team)
    return all(holders & team for holders in classes)


def _packing_bound(classes: list[Holders]) -> int:
    """A lower bound: items without a common holder need somebody each."""
    used: set[str] = set()
    size = 0
    for holders in sorted(classes, key=lambda holders: (len(holders), sorted(holders))):
        if used.isdisjoint(holders):
            used |= holders
            size += 1
    return size


def _better_cover(classes: list[Holders], upper: int, deadline: Deadline) -> _Found:
    program = Program()
    stays = {person: program.binary(1) for person in _people(classes)}
    for holders in classes:
        _check(deadline)
        program.constrain({stays[person]: 1.0 for person in sorted(holders)}, lowest=1)
    program.constrain(program.costs(), highest=upper - 1)
    solved = program.solve(deadline)
    lower = upper if solved.infeasible else solved.bound
    if solved.values is None:
        return _Found(None, lower, _method(solved))
    values = solved.values
    return _Found(frozenset(p for p, column in stays.items() if values[column] > 0.5), lower, _method(solved))


def _method(solved: Solved) -> str:
    if not solved.tried:
        return "falling degree and counting"
    return "HiGHS" if solved.optimal or solved.infeasible else "falling degree, improved and bounded by HiGHS"
