"""By whom somebody in need reaches a colleague elsewhere who knows a topic.

A path goes over the facts of the sharing network (`graph.analyses.networks.sharing`) and costs steps and kilometres.
networkx walks it outward from the asker, with the least cost first, and only as far as needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Annotated, TypeAlias

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.sharing import Sharing, Visible, organisations_of
from graph.analyses.expertise.path_reasons import WhyJoined
from graph.analyses.networks.sharing import AT, GOAL, MICRO, PathCosts, Place, SharingNetwork, Weight
from graph.domain.described import AnyHolderId, AnyId, ExpertiseId, PersonId, Written
from graph.domain.errors import InvalidInput
from graph.domain.kinds import MAX_LEVEL, kind_of_id
from graph.domain.text import Text
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.model.topics import knowers_of, narrower_topics

__all__ = ["Hop", "Path", "PathAnswer", "expertise_paths"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step of a path, over one fact.

    Attributes:
        from_id: where the step begins: a person, or an organisation that asks or serves.
        to_id: where it ends.
        fact: what joins them, as a word.
        via: the organisation, body, group or edge that joins them.
        cost: in steps, kilometres included.
        reason: why these two, for people.
        evidence: the edges that it rests on, sorted.
    """

    from_id: Annotated[AnyHolderId, Written("from")]
    to_id: Annotated[AnyHolderId, Written("to")]
    fact: str
    via: AnyId
    cost: float
    reason: Text
    evidence: tuple[AnyId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The steps from whoever asks to somebody who knows the topic.

    Attributes:
        from_id: who asked.
        to_id: who knows it.
        cost: the sum of the steps.
        hops: the steps, in order.
    """

    from_id: Annotated[AnyHolderId, Written("from")]
    to_id: Annotated[AnyHolderId, Written("to")]
    cost: float
    hops: tuple[Hop, ...]

    @property
    def between(self) -> tuple[str, ...]:
        """The people who stand between the two ends, in order."""
        return tuple(hop.to_id for hop in self.hops[:-1] if kind_of_id(hop.to_id) == "person")


@dataclass(frozen=True, slots=True, kw_only=True)
class PathAnswer:
    """How to reach somebody in another school who knows a topic, and what that hangs on.

    Attributes:
        from_id: who asked.
        to_id: who knows it.
        topic: what was asked.
        cost: of the cheapest path, in steps.
        hops: the steps of the cheapest path, in order.
        second: the cheapest path that shares nobody between the ends with it; it may end elsewhere.
        bridge: where there is no second, the first person on the path without whom nobody is reached any more.
    """

    from_id: Annotated[AnyHolderId, Written("from")]
    to_id: Annotated[AnyHolderId, Written("to")]
    topic: ExpertiseId
    cost: float
    hops: tuple[Hop, ...]
    second: Path | None = None
    bridge: PersonId | None = None


def expertise_paths(
    snapshot: Snapshot,
    on: date,
    from_id: str,
    topic: str,
    *,
    level: int = 2,
    limit: int = 5,
    costs: PathCosts | None = None,
    visible: Visible | None = None,
    deadline: Deadline | None = None,
) -> tuple[PathAnswer, ...]:
    """The nearest holders of a topic in other schools, each with the cheapest path to them.

    A holder knows the topic or a narrower one at the level, belongs somewhere but to no organisation of the asker,
    shares that expertise with the asker, and is not absent everywhere. Who does not share, or is absent everywhere,
    is not walked through either. "Same school group" is a fact only when no holder at all is reached without it.

    Args:
        snapshot: the graph.
        on: the day.
        from_id: the person or organisation in need.
        topic: the expertise that is needed.
        level: from which somebody counts, 1-5.
        limit: how many holders at most.
        costs: of each sort of hop, in steps.
        visible: people for whom it answers False are neither shown nor walked through.
        deadline: time for the answer.

    Returns:
        Nearest first; equal costs by number of hops and then by id.

    Raises:
        NotFound: the asker or the topic is not there.
        InvalidInput: the asker is no person or organisation, or the level is no level.
        DeadlineExceeded: the time is over.
    """
    if not 1 <= level <= MAX_LEVEL:
        raise InvalidInput.because(
            Text("{level} is not a level", level=level),
            Text("Give a level from 1 to {most}", most=MAX_LEVEL),
            field="level",
        )
    coverage = Coverage.of(snapshot, on)
    sharing = Sharing(coverage, from_id, visible=visible)
    holders = _holders(coverage, sharing, topic, level)
    if not holders:
        return ()
    walk = _Walk(coverage, from_id, sharing, costs or PathCosts(), deadline or Deadline())
    nearest = walk.to_nearest(holders, limit)
    if not nearest:
        walk = replace(walk, same_group=True)
        nearest = walk.to_nearest(holders, limit)
    tell = _Teller(coverage, topic)
    return tuple(_answer(walk, tell, holders, trail) for trail in nearest)


def _holders(coverage: Coverage, sharing: Sharing, topic: str, level: int) -> frozenset[str]:
    topics = narrower_topics(coverage.snapshot, coverage.on, topic)
    known = {edge.from_id for edge in knowers_of(coverage.snapshot, coverage.on, topics, level)}
    return frozenset(person for person in known if _elsewhere(coverage, sharing, person))


def _elsewhere(coverage: Coverage, sharing: Sharing, person: str) -> bool:
    own = organisations_of(coverage, person)
    return (
        bool(own) and own.isdisjoint(sharing.organisations) and sharing.is_there(person) and sharing.with_asker(person)
    )


def _answer(walk: _Walk, tell: _Teller, holders: frozenset[str], trail: _Trail) -> PathAnswer:
    path = tell.path(trail)
    second = _second(walk, holders, path)
    return PathAnswer(
        from_id=path.from_id,
        to_id=path.to_id,
        topic=tell.topic,
        cost=path.cost,
        hops=path.hops,
        second=None if second is None else tell.path(second),
        bridge=_bridge(walk, holders, path) if second is None else None,
    )


def _second(walk: _Walk, holders: frozenset[str], path: Path) -> _Trail | None:
    if path.between:
        return walk.to(holders, without=path.between)
    last = path.hops[-1]
    return replace(walk, banned=(last.from_id, last.to_id)).to(holders)


def _bridge(walk: _Walk, holders: frozenset[str], path: Path) -> str | None:
    return next(
        (who for who in (*path.between, path.to_id) if walk.to(holders - {who}, without=(who,)) is None),
        None,
    )


# Walking

_Trail: TypeAlias = list[tuple[Place, int]]
"""The places of a walk, each with the cost of coming there, in millionths of a step."""


@dataclass(frozen=True)
class _Walk:
    """The ways from somebody in need outward; every walk unfolds the same network further."""

    coverage: Coverage
    start: str
    sharing: Sharing
    costs: PathCosts
    deadline: Deadline
    same_group: bool = False
    banned: tuple[str, str] | None = None

    @cached_property
    def network(self) -> SharingNetwork:
        return SharingNetwork(
            self.coverage,
            self.start,
            may_meet=lambda person: self.sharing.is_there(person) and self.sharing.with_asker(person),
            costs=self.costs,
            same_group=self.same_group,
            banned=self.banned,
            deadline=self.deadline,
        )

    def to_nearest(self, ends: frozenset[str], limit: int) -> list[_Trail]:
        """The cheapest trails to so many of the nearest ends at most, nearest first."""
        trails: list[_Trail] = []
        while len(trails) < limit and (trail := self.to(ends)) is not None:
            trails.append(trail)
            ends -= {trail[-1][0].id}
        return trails

    def to(self, ends: Collection[str], *, without: Collection[str] = ()) -> _Trail | None:
        """The cheapest trail to the nearest of some people, ties by number of hops and by id; None: to nobody.

        Args:
            ends: people.
            without: people who may not be walked through.
        """
        import networkx as nx  # only a way that is asked needs it

        from graph.analyses.networks.unfolding import Unfolding

        def weight(at: Place, to: Place, link: Mapping[str, Weight]) -> Weight | None:
            is_hidden = at.id not in ends if to is GOAL else to.hub == AT and to.id in without
            return None if is_hidden else link["weight"]

        if not ends:
            return None
        graph = Unfolding(self.network)
        try:
            # The stubs ask for numbers; an algorithm only adds weights up and compares them.
            places = nx.dijkstra_path(graph, self.network.start, GOAL, weight=weight)  # type: ignore[arg-type]
        except nx.NetworkXNoPath:
            return None
        return self._trail(places[:-1])

    def _trail(self, places: Sequence[Place]) -> _Trail:
        costs = [self.network[one][other]["weight"].micros for one, other in pairwise(places)]
        return list(zip(places, accumulate(costs, initial=0), strict=True))


# Telling


class _Teller:
    """Turns a trail into hops with their reasons."""

    def __init__(self, coverage: Coverage, topic: str) -> None:
        self._why = WhyJoined(coverage, topic)
        self.topic = topic

    def path(self, trail: _Trail) -> Path:
        hops = tuple(self._hops(trail))
        return Path(from_id=trail[0][0].id, to_id=trail[-1][0].id, cost=trail[-1][1] / MICRO, hops=hops)

    def _hops(self, trail: _Trail) -> Iterator[Hop]:
        stops = [index for index, (place, _) in enumerate(trail) if place.is_stop]
        for first, last in pairwise(stops):
            hubs = [place for place, _ in trail[first + 1 : last]]
            yield self._hop(trail[first], hubs, trail[last])

    def _hop(self, start: tuple[Place, int], hubs: Sequence[Place], end: tuple[Place, int]) -> Hop:
        why = self._why(start[0].id, hubs, end[0].id)
        return Hop(
            from_id=start[0].id,
            to_id=end[0].id,
            fact=why.fact,
            via=why.via,
            cost=(end[1] - start[1]) / MICRO,
            reason=why.reason,
            evidence=tuple(sorted(set(why.evidence))),
        )
