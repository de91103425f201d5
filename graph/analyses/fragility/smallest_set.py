"""Smallest sets of people with an effect on items that people hold: what a question about them begins and ends with.

Such questions are NP-hard. They are answered exactly by integer programming (HiGHS), or, when optimality is not proven
in time, by bounds that say how they were found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from math import lcm
from time import monotonic
from typing import Annotated

from graph.analyses.common.deadline import Deadline
from graph.analyses.fragility.integer_program import Solved
from graph.domain.described import OMITTED, SeatId, Unit
from graph.domain.errors import DeadlineExceeded

__all__ = ["Found", "HolderSets", "Holders", "SmallestSet", "answer", "how", "in_order", "in_time"]

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


@dataclass(frozen=True)
class HolderSets:
    """Who holds items: the distinct sets of holders, and how many items each set holds.

    Attributes:
        counts: by set, in a fixed order; items without a holder are not in it.
    """

    counts: Mapping[Holders, int]

    @classmethod
    def of(cls, items: Iterable[Collection[str]], deadline: Deadline | None = None) -> HolderSets:
        """Those of items, given the holders of each.

        Raises:
            DeadlineExceeded: the time is over.
        """
        limit = deadline or Deadline()
        counted = Counter(frozenset(holders) for holders in limit.over(items) if holders)
        return cls({holders: counted[holders] for holders in in_order(counted)})

    @cached_property
    def total(self) -> int:
        """How many items have a holder."""
        return sum(self.counts.values())

    @cached_property
    def of_person(self) -> Mapping[str, list[Holders]]:
        """The sets that somebody is in."""
        holds: dict[str, list[Holders]] = defaultdict(list)
        for holders in self.counts:
            for person in holders:
                holds[person].append(holders)
        return dict(holds)

    @cached_property
    def shapley_cov(self) -> dict[str, Fraction]:
        """How much of the items each person carries: the sum over their items of 1 / number of holders.

        By id of the person. The values add up to the number of items that have a holder.
        """
        # Fractions are dear: parts of one whole are added up, and each sum is made a fraction once.
        whole = lcm(*map(len, self.counts))
        parts: dict[str, int] = defaultdict(int)
        for holders, count in self.counts.items():
            part = whole // len(holders) * count
            for person in holders:
                parts[person] += part
        carried = cache(lambda part: Fraction(part, whole))
        return {person: carried(part) for person, part in sorted(parts.items())}

    def lost(self, gone: Collection[str]) -> int:
        """How many items nobody holds any more without some people."""
        gone = frozenset(gone)
        return sum(count for holders, count in self.counts.items() if holders <= gone)


def in_order(sets: Iterable[Holders]) -> list[Holders]:
    """From few to many holders, then by their ids."""
    return sorted(sets, key=lambda holders: (len(holders), sorted(holders)))


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes:
        persons: a smallest set, or one that is smaller than what was known; None = none was found.
        lower: no smaller set has the effect.
        method: how.
    """

    persons: frozenset[str] | None
    lower: int
    method: str


def in_time(search: Callable[[], Found]) -> Found:
    """What a search finds; nothing when its time is over on the way."""
    try:
        return search()
    except DeadlineExceeded:
        return Found(None, 0, how(Solved(None, 0, tried=False)))


def how(solved: Solved) -> str:
    """The words for how far the solver came."""
    if not solved.tried:
        return "falling degree and counting"
    return "HiGHS" if solved.optimal or solved.infeasible else "falling degree, improved and bounded by HiGHS"


def answer(
    held: HolderSets,
    *,
    share: Fraction,
    needed: int,
    reached: int,
    lower: int,
    upper: Collection[str],
    method: str,
    started: float,
) -> SmallestSet:
    """The answer about some items, of which `upper` are the people of the best set found.

    Args:
        held: the items.
        share, needed, reached, lower, method: as in the answer.
        upper: ids of the people of the best set found.
        started: by the clock `monotonic`, when the question was asked.
    """
    exact = lower >= len(upper)
    return SmallestSet(
        share=share,
        items=held.total,
        needed=needed,
        reached=reached,
        lower=len(upper) if exact else lower,
        upper=len(upper),
        method=method,
        persons=tuple(sorted(upper)),
        seconds=None if exact else round(monotonic() - started, 3),
    )
