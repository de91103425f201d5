"""Why two people are one hop apart: the fact that joins them, in words, with the edges that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.analyses.common.membership import memberships
from graph.analyses.networks.services import Service, Services
from graph.analyses.networks.sharing import Place
from graph.domain.kinds import Advises, AffiliatedWith, Edge, Supports
from graph.domain.text import N_, Named, Text
from graph.model.coverage import Coverage

__all__ = ["Why", "WhyJoined"]


@dataclass(frozen=True, slots=True)
class Why:
    """The fact that a hop goes over.

    Attributes:
        fact: as a word.
        via: the organisation, body, school group or edge that joins the two.
        reason: for people.
        evidence: ids of edges, in no order.
    """

    fact: str
    via: str
    reason: Text
    evidence: tuple[str, ...]


class WhyJoined:
    """Tells why the two ends of a hop are joined.

    Args:
        coverage: the day.
        topic: of several pieces of advice the one about this topic is told.
    """

    def __init__(self, coverage: Coverage, topic: str) -> None:
        self._coverage = coverage
        self._services = Services.of(coverage)
        self._topic = topic

    def __call__(self, start: str, hubs: Sequence[Place], end: str) -> Why:
        """The fact that joins two people or organisations.

        Args:
            start: where the hop begins.
            hubs: the places in between, none for advice.
            end: where it ends.
        """
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

    def _advice(self, start: str, end: str) -> Why:
        edge = min(self._advice_edges(start, end), key=lambda edge: (edge.about != self._topic, edge.id))
        giver, taker = Named(edge.from_id), Named(edge.to_id)
        if edge.about:
            reason = Text("{giver} advises {taker} about {topic}", giver=giver, taker=taker, topic=Named(edge.about))
        else:
            reason = Text("{giver} advises {taker}", giver=giver, taker=taker)
        return Why("advises", edge.id, reason, (edge.id,))

    def _advice_edges(self, start: str, end: str) -> list[Advises]:
        both = (*self._coverage.out(Advises, start), *self._coverage.out(Advises, end))
        return [edge for edge in both if {edge.from_id, edge.to_id} == {start, end}]

    def _support(self, start: str, chain: Sequence[str], end: str) -> Why:
        edges = [self._support_edge(supported, supporter) for supported, supporter in pairwise(chain)]
        evidence = (*_ids(edges), *self._affiliation(start, chain[0]), *self._affiliation(end, chain[-1]))
        reason = _each_supports(edges)
        if end != chain[-1]:
            person, place = Named(end), Named(chain[-1])
            reason = Text("{person} belongs to {place}; {support}", person=person, place=place, support=reason)
        return Why("supports", edges[0].id, reason, evidence)

    def _support_edge(self, supported: str, supporter: str) -> Supports:
        edges = self._coverage.into(Supports, supported)
        return min((edge for edge in edges if edge.from_id == supporter), key=lambda edge: (edge.cost, edge.id))

    def _over_organisation(self, start: str, organisation: str, end: str) -> Why:
        if organisation in (start, end):
            return self._belonging(end if organisation == start else start, organisation)
        return Why(
            "same_organisation",
            organisation,
            Text("{one} and {other} both belong to {place}", **_two_at(start, end, organisation)),
            (*self._affiliation(start, organisation), *self._affiliation(end, organisation)),
        )

    def _belonging(self, person: str, organisation: str) -> Why:
        reason = Text("{one} belongs to {other}", one=Named(person), other=Named(organisation))
        return Why("belongs_to", organisation, reason, self._affiliation(person, organisation))

    def _over_body(self, start: str, body: str, end: str) -> Why:
        return Why(
            "same_body",
            body,
            Text("{one} and {other} both sit in {place}", **_two_at(start, end, body)),
            (*self._membership(start, body), *self._membership(end, body)),
        )

    def _over_group(self, start: str, group: str, end: str) -> Why:
        return Why(
            "same_group",
            group,
            Text("{one} and {other} are in the same school group, {place}", **_two_at(start, end, group)),
            (*_ids(self._affiliations(start)), *_ids(self._affiliations(end))),
        )

    def _over_service(self, service: Service, served: str) -> Why:
        mandate = service.mandate
        fact = "contact_point" if mandate.kind == "CONTACT_POINT_FOR" else "mandate"
        evidence = (mandate.id, *self._affiliation(served, service.organisation))
        return Why(fact, mandate.id, _service_reason(service, served), evidence)

    def _affiliation(self, person: str, organisation: str) -> tuple[str, ...]:
        return _ids(edge for edge in self._affiliations(person) if edge.to_id == organisation)[:1]

    def _affiliations(self, who: str) -> tuple[AffiliatedWith, ...]:
        return self._coverage.out(AffiliatedWith, who)

    def _membership(self, person: str, body: str) -> tuple[str, ...]:
        return _ids(edge for edge in memberships(self._coverage, person) if edge.to_id == body)[:1]


def _ids(edges: Iterable[Edge]) -> tuple[str, ...]:
    return tuple(edge.id for edge in edges)


def _two_at(one: str, other: str, place: str) -> Mapping[str, Named]:
    return {"one": Named(one), "other": Named(other), "place": Named(place)}


def _each_supports(edges: Sequence[Supports]) -> Text:
    first = Text("{one} supports {other}", one=Named(edges[0].from_id), other=Named(edges[0].to_id))
    return first if len(edges) == 1 else Text("{one} and {other}", one=first, other=_each_supports(edges[1:]))


def _service_reason(service: Service, served: str) -> Text:
    reason = Text(
        _SERVICES[service.mandate.kind],
        holder=Named(service.holder),
        subject=Named(service.subject),
        place=Named(service.organisation),
    )
    if served == service.organisation:
        return reason
    return Text("{service}, where {person} belongs", service=reason, person=Named(served))


_SERVICES = {
    "DECIDES": N_("{holder} decides on “{subject}” at {place}"),
    "EXECUTES": N_("{holder} carries out “{subject}” at {place}"),
    "STEERS": N_("{holder} steers “{subject}” at {place}"),
    "CONTACT_POINT_FOR": N_("{holder} is a contact point for “{subject}” at {place}"),
}
