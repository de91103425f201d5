"""By whom somebody in need reaches a colleague elsewhere who knows a topic.

A path goes over facts only: two people sit in the same body, belong to the same organisation, advise each other, or
one serves the school of the other with a mandate; an organisation supports another. Organisations and bodies are
hubs (half the cost on each side), so a body of fifty is fifty links and not a clique of 1,225. Support goes from hub
to hub: from somebody of the supported school to somebody of the supporting one, shown as one hop.

The graph is walked outward from the asker, with the least cost first, and only as far as needed. A hop between two
people costs kilometres that depend on both, so a hub remembers where the arriving person belongs; of all arrivals
from the same schools only the cheapest goes on.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, pairwise
from typing import NamedTuple

from graph.analyses.common.deadline import Deadline
from graph.analyses.common.membership import bodies_of, edges_from, edges_to, members_of, memberships
from graph.analyses.expertise.distance import apart
from graph.analyses.expertise.services import Service, Services
from graph.analyses.expertise.sharing import Sharing, Visible, organisations_of, school_groups_above
from graph.domain.errors import InvalidInput
from graph.domain.kinds import (
    MAX_LEVEL,
    Advises,
    AffiliatedWith,
    Supports,
    kind_of_id,
)
from graph.domain.text import Text
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.model.topics import knowers_of, narrower_topics

__all__ = ["FACTS", "Hop", "Path", "PathAnswer", "PathCosts", "expertise_path", "expertise_paths"]

FACTS = (
    "same_body",
    "same_organisation",
    "advises",
    "mandate",
    "contact_point",
    "supports",
    "belongs_to",
    "same_group",
)
"""What may join the two ends of a hop."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step of a path.

    Attributes:
        from_id: a person, or an organisation that asks or serves.
        to_id: likewise.
        fact: one of `FACTS`.
        via: the organisation, body, school group or edge that joins them.
        cost: in steps, kilometres included.
        reason_nl: why these two, in Dutch.
        reason_en: the same in English.
        evidence: ids of the edges that it rests on, sorted.
    """

    from_id: str
    to_id: str
    fact: str
    via: str
    cost: float
    reason_nl: str
    reason_en: str
    evidence: tuple[str, ...]

    def reason(self, language: str) -> str:
        """Why these two, in Dutch for `nl`, else in English."""
        return self.reason_nl if language == "nl" else self.reason_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The hops from the asker to somebody who knows the topic; `cost` is their sum, in steps."""

    from_id: str
    to_id: str
    cost: float
    hops: tuple[Hop, ...]

    @property
    def between(self) -> tuple[str, ...]:
        """The people who stand between the two ends, in order."""
        return tuple(hop.to_id for hop in self.hops[:-1] if kind_of_id(hop.to_id) == "person")


@dataclass(frozen=True, slots=True, kw_only=True)
class PathAnswer:
    """How to reach somebody who knows the topic, and what that hangs on.

    Attributes:
        from_id: who asked.
        to_id: who knows it.
        topic: what was asked.
        cost: of the cheapest path, in steps.
        hops: of the cheapest path.
        second: the cheapest path that shares nobody between the ends with it; it may end elsewhere.
        bridge: where there is no second, the first person on the path without whom nobody is reached any more.
    """

    from_id: str
    to_id: str
    topic: str
    cost: float
    hops: tuple[Hop, ...]
    second: Path | None = None
    bridge: str | None = None


def expertise_path(
    snapshot: Snapshot,
    on: date,
    from_id: str,
    topic: str,
    *,
    level: int = 2,
    costs: PathCosts | None = None,
    visible: Visible | None = None,
    deadline: Deadline | None = None,
) -> PathAnswer | None:
    """The nearest holder of a topic in another school, and the cheapest path to them.

    The arguments are those of `expertise_paths`.

    Returns:
        The answer; None when nobody is reached.
    """
    found = expertise_paths(
        snapshot, on, from_id, topic, level=level, limit=1, costs=costs, visible=visible, deadline=deadline
    )
    return found[0] if found else None


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
    if not holders or limit < 1:
        return ()
    walk = _Walk(coverage, sharing, from_id, costs or PathCosts(), deadline or Deadline())
    nearest = walk.to(holders, limit=limit)
    if not nearest:
        walk = walk.over_same_group()
        nearest = walk.to(holders, limit=limit)
    tell = _Teller(coverage, from_id, topic)
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
    last = path.hops[-1]
    banned = None if path.between else (last.from_id, last.to_id)
    return next(iter(walk.to(holders, limit=1, without=path.between, banned=banned)), None)


def _bridge(walk: _Walk, holders: frozenset[str], path: Path) -> str | None:
    for person in (*path.between, path.to_id):
        if not walk.to(holders - {person}, limit=1, without=(person,)):
            return person
    return None


# Walking


class _Place(NamedTuple):
    """Where a walk is: at a person or organisation (`AT`, `OUT`), or inside a hub that joins two of them.

    `belongs` is where the person who entered the hub belongs (None: an organisation entered it), and `banned`
    whether the hop that may not be used would begin with whoever entered it.
    """

    hub: str
    id: str
    belongs: frozenset[str] | None = None
    banned: bool = False


AT = "at"
OUT = "out"
"""At an organisation that was entered by one of its own people, on the way to those whom it serves."""

_STOPS = (AT, OUT)
_Banned = tuple[str, str] | None
_Trail = list[tuple[_Place, int]]
"""The places of a walk, each with the cost of coming there, in millionths of a step."""

_Step = tuple[_Place, int]


class _Walk:
    """The ways from an asker outward, cheapest first."""

    def __init__(
        self,
        coverage: Coverage,
        sharing: Sharing,
        asker: str,
        costs: PathCosts,
        deadline: Deadline,
        *,
        same_group: bool = False,
    ) -> None:
        self._coverage = coverage
        self._snapshot = coverage.snapshot
        self._sharing = sharing
        self._asker = asker
        self._costs = costs
        self._deadline = deadline
        self._same_group = same_group
        self._services = Services.of(coverage)
        self._belongs: dict[str, frozenset[str]] = {}
        self._apart: dict[tuple[frozenset[str], frozenset[str]], int] = {}

    def over_same_group(self) -> _Walk:
        """The same walk, on which lying under one school group is a fact as well."""
        return _Walk(self._coverage, self._sharing, self._asker, self._costs, self._deadline, same_group=True)

    def to(
        self,
        ends: Collection[str],
        *,
        limit: int,
        without: Collection[str] = (),
        banned: _Banned = None,
    ) -> list[_Trail]:
        """The cheapest trails to the nearest ends: Dijkstra over places, ties by number of hops and by id.

        Args:
            ends: people.
            limit: how many at most.
            without: people who may not be walked through.
            banned: the two ends of a hop that may not be used.
        """
        order = count()
        waiting: list[tuple[int, int, tuple[str, ...], int, _Place, _Place | None]] = [
            (0, 0, (self._asker,), next(order), _Place(AT, self._asker), None)
        ]
        came: dict[_Place, tuple[_Place | None, int]] = {}
        found: list[_Trail] = []
        while waiting and len(found) < limit:
            cost, hops, ids, _, place, previous = heapq.heappop(waiting)
            if place in came:
                continue
            came[place] = (previous, cost)
            self._deadline.check()
            if place.hub == AT and place.id in ends:
                found.append(_trail(came, place))
            for following, more in self._steps(place, banned):
                if following not in came and self._may_pass(following, without):
                    entry = (cost + more, hops + (following.hub in _STOPS), (*ids, following.hub, following.id))
                    heapq.heappush(waiting, (*entry, next(order), following, place))
        return found

    def _may_pass(self, place: _Place, without: Collection[str]) -> bool:
        if place.hub != AT or kind_of_id(place.id) != "person":
            return True
        who = place.id
        return who not in without and self._sharing.is_there(who) and self._sharing.with_asker(who)

    def _steps(self, place: _Place, banned: _Banned) -> Iterator[_Step]:
        begins = place.banned if place.hub not in _STOPS else banned is not None and banned[0] == place.id
        refused = banned[1] if begins and banned is not None else None
        for following, cost in self._next(place, begins):
            if following.hub not in _STOPS or following.id != refused:
                yield following, cost

    def _next(self, place: _Place, begins: bool) -> Iterator[_Step]:
        if place.hub not in _STOPS:
            return self._through(place)
        if place.hub == OUT:
            return self._to_served(place.id, None, begins)
        if kind_of_id(place.id) == "person":
            return self._from_person(place.id, begins)
        return self._from_organisation(place.id, begins)

    # From a person or an organisation

    def _from_person(self, person: str, begins: bool) -> Iterator[_Step]:
        belongs = self._of(person)
        for organisation in sorted(belongs):
            yield _Place("organisation", organisation, belongs, begins), _half(self._costs.organisation)
            yield _Place("served_by", organisation, belongs, begins), 0
        for body in self._bodies_of(person):
            yield _Place("body", body, belongs, begins), _half(self._costs.body)
        for other in self._advised(person):
            yield _Place(AT, other), _micro(self._costs.advises) + self._between(belongs, other)
        yield from self._to_served(person, belongs, begins)
        yield from self._to_groups(school_groups_above(self._coverage, belongs), belongs, begins)

    def _from_organisation(self, organisation: str, begins: bool) -> Iterator[_Step]:
        yield _Place("organisation", organisation, None, begins), 0
        yield from self._to_served(organisation, None, begins)
        if organisation == self._asker:
            yield _Place("served_by", organisation, None, begins), 0
            yield from self._to_groups(self._sharing.groups, None, begins)

    def _to_served(self, holder: str, belongs: frozenset[str] | None, begins: bool) -> Iterator[_Step]:
        for organisation in self._services.of_holder(holder):
            service = self._services.at(organisation)[holder]
            hub = "contact" if service.mandate.kind == "CONTACT_POINT_FOR" else "serves"
            yield _Place(hub, organisation, belongs, begins), self._cost_of(service)

    def _to_groups(self, groups: Collection[str], belongs: frozenset[str] | None, begins: bool) -> Iterator[_Step]:
        if self._same_group:
            for group in sorted(groups):
                yield _Place("group", group, belongs, begins), _half(self._costs.same_group)

    # Through a hub

    def _through(self, place: _Place) -> Iterator[_Step]:
        if place.hub == "organisation":
            yield from self._to_all(self._members(place.id), _half(self._costs.organisation), place.belongs)
            for edge in edges_to(self._coverage, Supports, place.id):
                yield place._replace(id=edge.from_id), _micro(edge.cost)
            yield _Place(OUT, place.id), 0
        elif place.hub == "body":
            yield from self._to_all(self._sitting_in(place.id), _half(self._costs.body), place.belongs)
        elif place.hub == "group":
            yield from self._to_all(self._under(place.id), _half(self._costs.same_group), place.belongs)
        elif place.hub == "served_by":
            for holder, service in self._services.at(place.id).items():
                yield _Place(AT, holder), self._cost_of(service) + self._between(place.belongs, holder)
        else:
            yield from self._to_all(self._members(place.id), 0, place.belongs)

    def _to_all(self, people: Sequence[str], cost: int, belongs: frozenset[str] | None) -> Iterator[_Step]:
        for person in people:
            yield _Place(AT, person), cost + self._between(belongs, person)

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
            self._apart[pair] = _micro(apart(self._snapshot, *pair))
        return self._apart[pair]

    def _members(self, organisation: str) -> list[str]:
        return sorted({edge.from_id for edge in edges_to(self._coverage, AffiliatedWith, organisation)})

    def _under(self, group: str) -> list[str]:
        return sorted({person for each in self._coverage.below(group) for person in self._members(each)})

    def _advised(self, person: str) -> list[str]:
        advised = {edge.to_id for edge in edges_from(self._coverage, Advises, person)}
        advising = {edge.from_id for edge in edges_to(self._coverage, Advises, person)}
        return sorted((advised | advising) - {person})

    def _bodies_of(self, person: str) -> Sequence[str]:
        return bodies_of(self._coverage, person)

    def _sitting_in(self, body: str) -> Sequence[str]:
        return members_of(self._coverage, body)


def _trail(came: Mapping[_Place, tuple[_Place | None, int]], end: _Place) -> _Trail:
    trail: _Trail = []
    place: _Place | None = end
    while place is not None:
        previous, cost = came[place]
        trail.append((place, cost))
        place = previous
    return trail[::-1]


def _micro(steps: float) -> int:
    return round(steps * MICRO)


def _half(steps: float) -> int:
    return round(steps * MICRO / 2)


# Telling


@dataclass(frozen=True, slots=True)
class _Why:
    fact: str
    via: str
    nl: str
    en: str
    evidence: tuple[str, ...]


class _Teller:
    """Turns a trail into hops with their reasons."""

    def __init__(self, coverage: Coverage, asker: str, topic: str) -> None:
        self._coverage = coverage
        self._snapshot = coverage.snapshot
        self._services = Services.of(coverage)
        self._asker = asker
        self.topic = topic

    def path(self, trail: _Trail) -> Path:
        hops = tuple(self._hops(trail))
        return Path(from_id=trail[0][0].id, to_id=trail[-1][0].id, cost=trail[-1][1] / MICRO, hops=hops)

    def _hops(self, trail: _Trail) -> Iterator[Hop]:
        stops = [index for index, (place, _) in enumerate(trail) if place.hub in _STOPS]
        for first, last in pairwise(stops):
            hubs = [place for place, _ in trail[first + 1 : last]]
            yield self._hop(trail[first], hubs, trail[last])

    def _hop(self, start: tuple[_Place, int], hubs: list[_Place], end: tuple[_Place, int]) -> Hop:
        why = self._why(start[0].id, hubs, end[0].id)
        return Hop(
            from_id=start[0].id,
            to_id=end[0].id,
            fact=why.fact,
            via=why.via,
            cost=(end[1] - start[1]) / MICRO,
            reason_nl=why.nl,
            reason_en=why.en,
            evidence=tuple(sorted(set(why.evidence))),
        )

    def _why(self, start: str, hubs: list[_Place], end: str) -> _Why:
        if not hubs:
            return self._advice(start, end)
        hub = hubs[0]
        if len(hubs) > 1:
            return self._support(start, [place.id for place in hubs], end)
        if hub.hub == "organisation":
            return self._over_organisation(start, hub.id, end)
        if hub.hub == "body":
            return self._over_body(start, hub.id, end)
        if hub.hub == "group":
            return self._over_group(start, hub.id, end)
        holder = end if hub.hub == "served_by" else start
        return self._over_service(self._services.at(hub.id)[holder], end if holder == start else start)

    def _advice(self, start: str, end: str) -> _Why:
        edge = min(self._advice_edges(start, end), key=lambda edge: (edge.about != self.topic, edge.id))
        giver, taker = edge.from_id, edge.to_id
        about_nl = f" over {self._name(edge.about)}" if edge.about else ""
        about_en = f" about {self._name(edge.about, 'en')}" if edge.about else ""
        return _Why(
            "advises",
            edge.id,
            f"{self._name(giver)} adviseert {self._name(taker)}{about_nl}",
            f"{self._name(giver, 'en')} advises {self._name(taker, 'en')}{about_en}",
            (edge.id,),
        )

    def _advice_edges(self, start: str, end: str) -> list[Advises]:
        both = (*edges_from(self._coverage, Advises, start), *edges_from(self._coverage, Advises, end))
        return [edge for edge in both if {edge.from_id, edge.to_id} == {start, end}]

    def _support(self, start: str, chain: list[str], end: str) -> _Why:
        edges = [self._support_edge(supported, supporter) for supported, supporter in pairwise(chain)]
        return _Why(
            "supports",
            edges[0].id,
            " en ".join([f"{self._name(edge.from_id)} ondersteunt {self._name(edge.to_id)}" for edge in edges]),
            " and ".join(
                [f"{self._name(edge.from_id, 'en')} supports {self._name(edge.to_id, 'en')}" for edge in edges]
            ),
            (
                *(edge.id for edge in edges),
                *self._affiliation(start, chain[0]),
                *self._affiliation(end, chain[-1]),
            ),
        )

    def _support_edge(self, supported: str, supporter: str) -> Supports:
        edges = edges_to(self._coverage, Supports, supported)
        return min((edge for edge in edges if edge.from_id == supporter), key=lambda edge: (edge.cost, edge.id))

    def _over_organisation(self, start: str, organisation: str, end: str) -> _Why:
        if organisation in (start, end):
            return self._belonging(end if organisation == start else start, organisation)
        return _Why(
            "same_organisation",
            organisation,
            f"{self._name(start)} en {self._name(end)} horen allebei bij {self._name(organisation)}",
            f"{self._name(start, 'en')} and {self._name(end, 'en')} both belong to {self._name(organisation, 'en')}",
            (*self._affiliation(start, organisation), *self._affiliation(end, organisation)),
        )

    def _belonging(self, person: str, organisation: str) -> _Why:
        return _Why(
            "belongs_to",
            organisation,
            f"{self._name(person)} hoort bij {self._name(organisation)}",
            f"{self._name(person, 'en')} belongs to {self._name(organisation, 'en')}",
            self._affiliation(person, organisation),
        )

    def _over_body(self, start: str, body: str, end: str) -> _Why:
        return _Why(
            "same_body",
            body,
            f"{self._name(start)} en {self._name(end)} zitten samen in {self._name(body)}",
            f"{self._name(start, 'en')} and {self._name(end, 'en')} both sit in {self._name(body, 'en')}",
            (*self._membership(start, body), *self._membership(end, body)),
        )

    def _over_group(self, start: str, group: str, end: str) -> _Why:
        return _Why(
            "same_group",
            group,
            f"{self._name(start)} en {self._name(end)} horen bij dezelfde scholengroep, {self._name(group)}",
            f"{self._name(start, 'en')} and {self._name(end, 'en')} are in the same school group, "
            f"{self._name(group, 'en')}",
            (*self._affiliations(start), *self._affiliations(end)),
        )

    def _over_service(self, service: Service, served: str) -> _Why:
        nl, en = (self._service_text(service, served, language) for language in ("nl", "en"))
        is_contact = service.mandate.kind == "CONTACT_POINT_FOR"
        belongs = self._affiliation(served, service.organisation)
        return _Why(
            "contact_point" if is_contact else "mandate", service.mandate.id, nl, en, (service.mandate.id, *belongs)
        )

    def _service_text(self, service: Service, served: str, language: str) -> str:
        text = _SERVICE_TEXTS[language][service.mandate.kind].format(
            holder=self._name(service.holder, language),
            subject=self._name(service.subject, language),
            organisation=self._name(service.organisation, language),
        )
        if served == service.organisation:
            return text
        return text + _WHERE_SERVED_BELONGS[language].format(person=self._name(served, language))

    def _affiliation(self, person: str, organisation: str) -> tuple[str, ...]:
        edges = edges_from(self._coverage, AffiliatedWith, person)
        return tuple(edge.id for edge in edges if edge.to_id == organisation)[:1]

    def _affiliations(self, who: str) -> tuple[str, ...]:
        return tuple(edge.id for edge in edges_from(self._coverage, AffiliatedWith, who))

    def _membership(self, person: str, body: str) -> tuple[str, ...]:
        own = memberships(self._coverage, person)
        return tuple(edge.id for edge in own if edge.to_id == body)[:1]

    def _name(self, node_id: str, language: str = "nl") -> str:
        node = self._snapshot.node(node_id)
        return node_id if node is None else node.name_in(language)


_SERVICE_TEXTS = {
    "nl": {
        "DECIDES": "{holder} beslist over “{subject}” bij {organisation}",
        "EXECUTES": "{holder} voert “{subject}” uit bij {organisation}",
        "STEERS": "{holder} stuurt “{subject}” aan bij {organisation}",
        "CONTACT_POINT_FOR": "{holder} is aanspreekpunt voor “{subject}” bij {organisation}",
    },
    "en": {
        "DECIDES": "{holder} decides on “{subject}” at {organisation}",
        "EXECUTES": "{holder} carries out “{subject}” at {organisation}",
        "STEERS": "{holder} steers “{subject}” at {organisation}",
        "CONTACT_POINT_FOR": "{holder} is a contact point for “{subject}” at {organisation}",
    },
}

_WHERE_SERVED_BELONGS = {"nl": ", waar {person} bij hoort", "en": ", where {person} belongs"}
