"""The sharing network: over which facts somebody in need reaches a colleague elsewhere.

Two people are joined who sit in the same body, belong to the same organisation or advise each other, or of whom one
serves the organisation of the other with a mandate; an organisation supports another. Organisations and bodies are
hubs (half the cost on each side), so a body of fifty is fifty links and not a clique of 1,225. Support goes from hub
to hub: from somebody of the supported school to somebody of the supporting one.

All of Flanders would be millions of links, of which a way needs a few hundred. So the network is a mapping that
unfolds where it is looked at, and networkx walks it as it walks any other (`unfolding`). A hop between two people
costs kilometres that depend on both, so a hub remembers where the arriving person belongs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.membership import bodies_of, members_of
from graph.analyses.common.sharing import organisations_of, school_groups_above
from graph.analyses.networks.distance import apart
from graph.analyses.networks.services import Service, Services
from graph.domain.kinds import Advises, AffiliatedWith, Supports, kind_of_id
from graph.model.coverage import Coverage

__all__ = ["AT", "GOAL", "MICRO", "STAY", "PathCosts", "Place", "SharingNetwork", "Weight"]

MICRO = 1_000_000
"""Costs are added as whole millionths of a step, so that equal paths are equal whatever the order of adding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathCosts:
    """What a hop costs, in steps; the kilometres between two people come on top.

    `supports` has its own cost on the edge. `same_group` counts only where nobody is reached without it.
    """

    advises: float = 1.0
    body: float = 1.0
    organisation: float = 1.0
    mandate: float = 1.0
    contact_point: float = 1.0
    same_group: float = 3.0


class Place(NamedTuple):
    """A node of the network: a person or organisation (`AT`, `OUT`), or inside a hub that joins two of them.

    Attributes:
        hub: `AT`, `OUT`, `goal`, or the sort of hub.
        id: of the person, organisation or body.
        belongs: where the person who entered the hub belongs; None: an organisation entered it.
        is_banned: whether the hop that may not be used would begin with whoever entered the hub.
    """

    hub: str
    id: str
    belongs: frozenset[str] | None = None
    is_banned: bool = False

    @property
    def is_stop(self) -> bool:
        """Whether a hop may begin or end here."""
        return self.hub in _STOPS


AT = "at"
OUT = "out"
"""At an organisation that was entered by one of its own people, on the way to those whom it serves."""

_STOPS = (AT, OUT)

GOAL = Place("goal", "")
"""Behind every person, at no cost: a walk that hides all but the people it looks for ends at the nearest of them."""


class Weight(tuple[int, int, tuple[str, ...]]):
    """What a link costs: millionths of a step, then hops, then the ids that it comes by; the order breaks ties.

    Weights add up part by part, and compare as tuples do: that is all that an algorithm of shortest paths asks.
    """

    __slots__ = ()

    def __add__(self, other: Weight) -> Weight:  # type: ignore[override] # adds up, where a plain tuple grows
        return Weight((self[0] + other[0], self[1] + other[1], self[2] + other[2]))

    def __radd__(self, nothing: Literal[0]) -> Weight:
        return self  # networkx counts from 0

    @property
    def micros(self) -> int:
        """The cost alone, in millionths of a step."""
        return self[0]

    @classmethod
    def to(cls, place: Place, cost: int) -> Weight:
        """Of a link to a place."""
        return cls((cost, 1 if place.hub in _STOPS else 0, (place.hub, place.id)))


STAY = Weight((0, 0, ()))
"""Of the link from a person to the goal."""

Links: TypeAlias = Mapping[Place, Mapping[str, Weight]]
_Step = tuple[Place, int]


class SharingNetwork(Mapping[Place, Links]):
    """The links of every place, `{neighbour: {"weight": Weight}}`; found when they are asked and then kept.

    It is the network as one asker sees it: who may not be met is not in it. Links go one way. Nothing leads back to
    the start. What it holds, iterates over and counts is what was unfolded so far.

    Args:
        coverage: the day.
        start: the person or organisation in need.
        may_meet: whether a person may be walked through.
        costs: of each sort of hop, in steps.
        same_group: whether lying under one school group is a fact as well.
        banned: the two ends of a hop that is not in the network.
        counts_kilometres: whether the distance between two people costs anything.
        deadline: time for all walks.
    """

    def __init__(
        self,
        coverage: Coverage,
        start: str,
        *,
        may_meet: Callable[[str], bool],
        costs: PathCosts,
        same_group: bool = False,
        banned: tuple[str, str] | None = None,
        counts_kilometres: bool = True,
        deadline: Deadline | None = None,
    ) -> None:
        self.start = Place(AT, start)
        self._coverage = coverage
        self._may_meet = may_meet
        self._costs = costs
        self._same_group = same_group
        self._banned = banned
        self._counts_kilometres = counts_kilometres
        self._deadline = deadline or Deadline()
        self._services = Services.of(coverage)
        self._unfolded: dict[Place, Links] = {}
        self._met: dict[str, bool] = {}
        self._belongs: dict[str, frozenset[str]] = {}
        self._apart: dict[tuple[frozenset[str], frozenset[str]], int] = {}

    def __getitem__(self, place: Place) -> Links:
        self._deadline.check()
        if place not in self._unfolded:
            self._unfolded[place] = self._links(place)
        return self._unfolded[place]

    def __iter__(self) -> Iterator[Place]:
        return iter(self._unfolded)

    def __len__(self) -> int:
        return len(self._unfolded)

    def _links(self, place: Place) -> Links:
        cheapest: dict[Place, int] = {}
        for following, cost in self._steps(place):
            if following not in cheapest or cost < cheapest[following]:
                cheapest[following] = cost
        found = {
            following: {"weight": Weight.to(following, cost)}
            for following, cost in cheapest.items()
            if self.may_pass(following)
        }
        if place.hub == AT and kind_of_id(place.id) == "person":
            found[GOAL] = {"weight": STAY}
        return found

    def may_pass(self, place: Place) -> bool:
        """Whether a walk may come by: who may not be met is not in the network."""
        if place.hub != AT or kind_of_id(place.id) != "person":
            return place != self.start
        if place.id not in self._met:
            self._met[place.id] = place.id != self.start.id and self._may_meet(place.id)
        return self._met[place.id]

    def _steps(self, place: Place) -> Iterator[_Step]:
        banned = self._banned
        begins = place.is_banned if not place.is_stop else banned is not None and banned[0] == place.id
        refused = banned[1] if begins and banned is not None else None
        for following, cost in self._next(place, begins):
            if following.hub not in _STOPS or following.id != refused:
                yield following, cost

    def _next(self, place: Place, begins: bool) -> Iterator[_Step]:
        if place.hub not in _STOPS:
            return self._through(place)
        if place.hub == OUT:
            return self._to_served(place.id, None, begins)
        if kind_of_id(place.id) == "person":
            return self._from_person(place.id, begins)
        return self._from_organisation(place.id, begins)

    # From a person or an organisation

    def _from_person(self, person: str, begins: bool) -> Iterator[_Step]:
        own = self._of(person)
        belongs = own if self._counts_kilometres else None
        for organisation in sorted(own):
            yield Place("organisation", organisation, belongs, begins), _half(self._costs.organisation)
            yield Place("served_by", organisation, belongs, begins), 0
        for body in bodies_of(self._coverage, person):
            yield Place("body", body, belongs, begins), _half(self._costs.body)
        for other in self._advised(person):
            yield Place(AT, other), _micro(self._costs.advises) + self._between(belongs, other)
        yield from self._to_served(person, belongs, begins)
        yield from self._to_groups(own, belongs, begins)

    def _from_organisation(self, organisation: str, begins: bool) -> Iterator[_Step]:
        yield Place("organisation", organisation, None, begins), 0
        yield from self._to_served(organisation, None, begins)
        if organisation == self.start.id:
            yield Place("served_by", organisation, None, begins), 0
            yield from self._to_groups(frozenset((organisation,)), None, begins)

    def _to_served(self, holder: str, belongs: frozenset[str] | None, begins: bool) -> Iterator[_Step]:
        for organisation in self._services.of_holder(holder):
            service = self._services.at(organisation)[holder]
            hub = "contact" if service.mandate.kind == "CONTACT_POINT_FOR" else "serves"
            yield Place(hub, organisation, belongs, begins), self._cost_of(service)

    def _to_groups(
        self, organisations: frozenset[str], belongs: frozenset[str] | None, begins: bool
    ) -> Iterator[_Step]:
        if self._same_group:
            for group in sorted(school_groups_above(self._coverage, organisations)):
                yield Place("group", group, belongs, begins), _half(self._costs.same_group)

    # Through a hub

    def _through(self, place: Place) -> Iterator[_Step]:
        if place.hub == "organisation":
            yield from self._to_all(self._members(place.id), _half(self._costs.organisation), place.belongs)
            for edge in self._coverage.into(Supports, place.id):
                yield place._replace(id=edge.from_id), _micro(edge.cost)
            yield Place(OUT, place.id), 0
        elif place.hub == "body":
            yield from self._to_all(members_of(self._coverage, place.id), _half(self._costs.body), place.belongs)
        elif place.hub == "group":
            yield from self._to_all(self._under(place.id), _half(self._costs.same_group), place.belongs)
        elif place.hub == "served_by":
            for holder, service in self._services.at(place.id).items():
                yield Place(AT, holder), self._cost_of(service) + self._between(place.belongs, holder)
        else:
            yield from self._to_all(self._members(place.id), 0, place.belongs)

    def _to_all(self, people: Iterable[str], cost: int, belongs: frozenset[str] | None) -> Iterator[_Step]:
        for person in people:
            yield Place(AT, person), cost + self._between(belongs, person)

    # Facts

    def _cost_of(self, service: Service) -> int:
        is_contact = service.mandate.kind == "CONTACT_POINT_FOR"
        return _micro(self._costs.contact_point if is_contact else self._costs.mandate)

    def _of(self, person: str) -> frozenset[str]:
        if person not in self._belongs:
            self._belongs[person] = organisations_of(self._coverage, person)
        return self._belongs[person]

    def _between(self, belongs: frozenset[str] | None, other: str) -> int:
        """Kilometres as cost; they count between two people only."""
        if belongs is None or kind_of_id(other) != "person":
            return 0
        pair = (belongs, self._of(other))
        if pair not in self._apart:
            self._apart[pair] = _micro(apart(self._coverage.snapshot, *pair))
        return self._apart[pair]

    def _members(self, organisation: str) -> Sequence[str]:
        return sorted({edge.from_id for edge in self._coverage.into(AffiliatedWith, organisation)})

    def _under(self, group: str) -> Collection[str]:
        return sorted({person for each in self._coverage.below(group) for person in self._members(each)})

    def _advised(self, person: str) -> Sequence[str]:
        advised = {edge.to_id for edge in self._coverage.out(Advises, person)}
        advising = {edge.from_id for edge in self._coverage.into(Advises, person)}
        return sorted((advised | advising) - {person})


def _micro(steps: float) -> int:
    return round(steps * MICRO)


def _half(steps: float) -> int:
    return round(steps * MICRO / 2)
