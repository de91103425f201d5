"""The smallest set of people who together keep every item held that has a holder now."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from time import monotonic

from graph.analyses.common.deadline import Deadline
from graph.analyses.fragility.integer_program import Program
from graph.analyses.fragility.smallest_set import (
    Found,
    Holders,
    HolderSets,
    SmallestSet,
    answer,
    how,
    in_order,
    in_time,
)

__all__ = ["core_team"]


def core_team(held: HolderSets, *, deadline: Deadline | None = None) -> SmallestSet:
    """The smallest set of people that keeps every item held that has a holder now.

    Args:
        held: the items, by who holds them.
        deadline: when time is over, the answer is bounds; never an error.
    """
    started = monotonic()
    limit = deadline or Deadline()
    hard = _minimal(held.counts, limit)
    if not limit.is_over:
        hard = _without_dominated_people(hard, limit)
    upper = _cover(hard)
    lower = _packing_bound(hard)
    method = "counting"
    if lower < len(upper):
        found = in_time(lambda: _better_cover(hard, len(upper), limit))
        method = found.method
        lower = max(lower, found.lower)
        if found.persons is not None and _covers(found.persons, hard):
            upper = found.persons
    return answer(
        held,
        share=Fraction(1),
        needed=held.total,
        reached=held.total,
        lower=lower,
        upper=upper,
        method=method,
        started=started,
    )


def _minimal(classes: Iterable[Holders], deadline: Deadline) -> list[Holders]:
    """The sets of holders that contain no other one, as far as there is time: who keeps these held, keeps all held.

    Args:
        classes: in order, so that none contains a later one.
        deadline: when time is over, what is left stays as it is.
    """
    kept: list[Holders] = []
    by_first: dict[str, list[Holders]] = defaultdict(list)
    for holders in classes:
        if deadline.is_over or not any(smaller <= holders for each in holders for smaller in by_first[each]):
            kept.append(holders)
            by_first[min(holders)].append(holders)
    return kept


def _without_dominated_people(classes: list[Holders], deadline: Deadline) -> list[Holders]:
    """Without whoever holds only items that one same colleague holds too; among equals the smallest id stays.

    Where the time is over everybody stays, and a team of them keeps all held just as well.
    """
    held = _by_person(classes)
    gone: set[str] = set()
    for person in sorted(held, reverse=True):
        if deadline.is_over:
            return classes
        first = classes[min(held[person])]
        if any(held[person] <= held[other] for other in first - gone - {person}):
            gone.add(person)
    return _minimal(in_order({holders - gone for holders in classes}), deadline)


def _by_person(classes: list[Holders]) -> dict[str, set[int]]:
    """The places in the list of the sets that each person is in."""
    holds: dict[str, set[int]] = defaultdict(set)
    for place, holders in enumerate(classes):
        for person in holders:
            holds[person].add(place)
    return holds


def _cover(classes: list[Holders]) -> frozenset[str]:
    """A team that keeps everything held, and of which nobody can be left out."""
    holds = _by_person(classes)
    team = _greedy_cover(len(classes), holds)
    kept = set(team)
    for person in reversed(team):
        if all(len(classes[place] & kept) > 1 for place in holds[person]):
            kept.discard(person)
    return frozenset(kept)


def _greedy_cover(size: int, holds: Mapping[str, set[int]]) -> list[str]:
    """Again and again who holds most of what is not held yet; what somebody holds of it only shrinks."""
    left = set(range(size))
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


def _covers(team: Collection[str], classes: Iterable[Holders]) -> bool:
    team = frozenset(team)
    return all(holders & team for holders in classes)


def _packing_bound(classes: list[Holders]) -> int:
    """A lower bound: items without a common holder need somebody each."""
    used: set[str] = set()
    size = 0
    for holders in classes:
        if used.isdisjoint(holders):
            used |= holders
            size += 1
    return size


def _better_cover(classes: list[Holders], upper: int, deadline: Deadline) -> Found:
    program = Program()
    stays = {person: program.binary(1) for person in sorted(_by_person(classes))}
    for holders in deadline.over(classes):
        program.constrain({stays[person]: 1.0 for person in sorted(holders)}, lowest=1)
    program.constrain(program.costs(), highest=upper - 1)
    solved = program.solve(deadline)
    lower = upper if solved.infeasible else solved.bound
    if solved.values is None:
        return Found(None, lower, how(solved))
    values = solved.values
    return Found(frozenset(p for p, column in stays.items() if values[column] > 0.5), lower, how(solved))
