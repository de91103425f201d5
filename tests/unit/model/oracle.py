"""A second reading of the definition of coverage, as plain and slow as it may be.

Every question walks over all records of the graph. It shares no code with `graph.model.coverage`, so that a mistake
in the one is not repeated in the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.domain.kinds import Edge, Mandate, Node, Norm, Record

KINDS = ("DECIDES", "EXECUTES", "STEERS", "CONTACT_POINT_FOR")


@dataclass(frozen=True)
class Held:
    """One way in which somebody holds a cell."""

    holder: str
    mandate: str
    distance: int
    through: str | None
    role: str | None
    holding: str | None
    acting_for: str | None
    present: bool


class World:
    """All records of a graph, seen on one day."""

    def __init__(self, records: Iterable[Record], on: date) -> None:
        self.all = list(records)
        self.on = on
        self.nodes = {r.id: r for r in self.all if isinstance(r, Node)}
        self.every_edge: list[Any] = [r for r in self.all if isinstance(r, Edge)]
        self.edges: list[Any] = [e for e in self.every_edge if self.is_live(e)]

    def is_live(self, edge: Any) -> bool:
        return all(within(r, self.on) for r in (edge, self.nodes[edge.from_id], self.nodes[edge.to_id]))

    def there(self, node_id: str) -> bool:
        return node_id in self.nodes and within(self.nodes[node_id], self.on)

    def of(self, kind: str) -> list[Any]:
        return [edge for edge in self.edges if edge.kind == kind]

    # Places and subjects

    def paths_up(self, organisation: str) -> Iterator[list[Any]]:
        """Every path of PART_OF links upward, the empty one first."""
        waiting: list[tuple[str, list[Any]]] = [(organisation, [])] if self.there(organisation) else []
        while waiting:
            here, path = waiting.pop()
            yield path
            waiting += [(link.to_id, [*path, link]) for link in self.of("PART_OF") if link.from_id == here]

    def above(self, organisation: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for path in self.paths_up(organisation):
            top = path[-1].to_id if path else organisation
            found[top] = min(found.get(top, len(path)), len(path))
        return found

    def groups(self, subject: str) -> set[str]:
        found = {subject}
        for _ in self.nodes:
            found |= {edge.to_id for edge in self.of("IN_GROUP") if edge.from_id in found}
        return found

    def used(self, subject: str, organisation: str) -> bool:
        return not any(
            edge.from_id in self.groups(subject) and edge.to_id in self.above(organisation)
            for edge in self.of("NOT_USED_AT")
        )

    def is_cell(self, organisation: str, subject: str) -> bool:
        return self.there(organisation) and self.there(subject) and self.used(subject, organisation)

    # Reach

    def scope(self, mandate: Mandate) -> set[str]:
        if mandate.scope:
            return {place for place in mandate.scope if self.there(place)}
        for kind in ("SERVES", "AT", "BODY_OF"):
            places = {edge.to_id for edge in self.of(kind) if edge.from_id == mandate.from_id}
            if places:
                return places
        return set()

    def distance(self, mandate: Mandate, organisation: str, subject: str) -> int | None:
        """The links of the shortest way by which a mandate comes down; None = it does not."""
        return self.way_down(mandate, organisation, subject) if mandate in self.edges else None

    def way_down(self, mandate: Mandate, organisation: str, subject: str) -> int | None:
        """The same, were the mandate in force."""
        if mandate.to_id not in self.groups(subject):
            return None
        opted = {e.from_id for e in self.of("OPTS_OUT") if e.to_id in self.groups(subject)}
        lengths = [
            len(path)
            for path in self.paths_up(organisation)
            if all(link.inherits for link in path)
            and not any(link.from_id in opted for link in path)
            and (path[-1].to_id if path else organisation) in self.scope(mandate)
        ]
        return min(lengths, default=None)

    def reaching(self, organisation: str, subject: str, kind: str) -> list[Any]:
        return [m for m in self.of(kind) if self.distance(m, organisation, subject) is not None]

    # Holders

    def absent(self, person: str, organisation: str) -> bool:
        return any(edge.from_id == person and edge.to_id in self.above(organisation) for edge in self.of("ABSENT_FROM"))

    def holdings(self, role: str) -> list[Any]:
        return [edge for edge in self.of("HOLDS") if edge.to_id == role]

    def role_chain(self, holding: Any) -> set[str]:
        """Everybody for whom an acting holding stands in, one after the other."""
        found, below, seen = set(), [holding], {holding.id}
        while below:
            lower = below.pop()
            found.add(lower.acting_for)
            theirs = [e for e in self.every_edge if e.kind == "HOLDS" and e.from_id == lower.acting_for]
            for edge in [e for e in theirs if e.to_id == holding.to_id and e.acting_for and share_a_day(e, lower)]:
                if edge.id not in seen:
                    seen.add(edge.id)
                    below.append(edge)
        return found

    def seated(self, role: str, organisation: str) -> list[tuple[str, Any, bool]]:
        found = []
        for holding in self.holdings(role):
            here = not self.absent(holding.from_id, organisation)
            if holding.acting_for is not None:
                holders = {each.from_id for each in self.holdings(role)}
                away = [who not in holders or self.absent(who, organisation) for who in self.role_chain(holding)]
                if not here or not all(away):
                    continue
            found.append((holding.from_id, holding, here))
        return found

    def members(self, body: str, organisation: str) -> set[tuple[str, bool]]:
        found: set[tuple[str, bool]] = set()
        for edge in self.of("MEMBER_OF"):
            if edge.to_id == body and edge.from_id.startswith("person/"):
                found.add((edge.from_id, not self.absent(edge.from_id, organisation)))
            elif edge.to_id == body:
                found |= {(person, here) for person, _, here in self.seated(edge.from_id, organisation)}
        return found

    def unnamed(self, body: str) -> bool:
        return self.nodes[body].unnamed_members > 0  # type: ignore[attr-defined,no-any-return]

    def has_in_person(self, person: str, mandate: Mandate) -> bool:
        return mandate.from_id == person or person in {each.from_id for each in self.holdings(mandate.from_id)}

    def behind(self, record: str, organisation: str) -> set[str]:
        """The people who hold a cell through a mandate of the record, sitting in the body that has it too."""
        if record.startswith("body/"):
            return {person for person, _ in self.members(record, organisation)}
        return {holder for holder, _, _ in self.holders_of(record, organisation)}

    def mandate_acts(self, mandate: Mandate, reaching: list[Any], organisation: str, subject: str) -> bool:
        """Whether everybody up the chain of an acting mandate is absent, or holds the cell through no mandate."""
        chain, below, seen = set(), [mandate], {mandate.id}
        while below:
            lower = below.pop()
            chain.add(lower.acting_for)
            for m in self.every_edge:
                above = m.kind == mandate.kind and m.acting_for and self.has_in_person(lower.acting_for, m)
                comes_down = above and self.way_down(m, organisation, subject) is not None
                if comes_down and m.id not in seen and share_a_day(m, lower):
                    seen.add(m.id)
                    below.append(m)
        behind = {who for m in reaching for who in self.behind(m.from_id, organisation)}
        return all(self.absent(who, organisation) or who not in behind for who in chain)

    def ways(self, organisation: str, subject: str, kind: str) -> set[Held]:
        if not self.is_cell(organisation, subject):
            return set()
        reaching = self.reaching(organisation, subject, kind)
        found = set()
        for mandate in reaching:
            for holder, holding, here in self.holders_of(mandate.from_id, organisation):
                if mandate.acting_for and not (here and self.mandate_acts(mandate, reaching, organisation, subject)):
                    continue
                found.add(
                    Held(
                        holder=holder,
                        mandate=mandate.id,
                        distance=self.distance(mandate, organisation, subject) or 0,
                        through=None if mandate.to_id == subject else mandate.to_id,
                        role=holding and holding.to_id,
                        holding=holding and holding.id,
                        acting_for=mandate.acting_for or (holding and holding.acting_for),
                        present=here,
                    )
                )
        return found

    def holders_of(self, record: str, organisation: str) -> list[tuple[str, Any, bool]]:
        if record.startswith("role/"):
            return self.seated(record, organisation)
        if record.startswith("person/"):
            return [(record, None, not self.absent(record, organisation))]
        if record.startswith("body/"):
            members = self.members(record, organisation)
            here = self.unnamed(record) or any(present for _, present in members)
            return [(record, None, here)] if members or self.unnamed(record) else []
        return [(record, None, True)]

    def holders(self, organisation: str, subject: str, kind: str) -> set[str]:
        return {way.holder for way in self.ways(organisation, subject, kind)}

    def present(self, organisation: str, subject: str, kind: str) -> set[str]:
        """Whoever counts for the norms."""
        here = {way.holder for way in self.ways(organisation, subject, kind) if way.present}
        in_person = {holder for holder in here if holder.startswith("person/")}
        return {
            holder
            for holder in here
            if not holder.startswith("body/")
            or self.unnamed(holder)
            or {person for person, there in self.members(holder, organisation) if there} - in_person
        }

    def people(self, organisation: str, subject: str, kind: str) -> set[str]:
        """Whoever counts for the bus factor."""
        found: set[str] = set()
        for way in self.ways(organisation, subject, kind):
            if way.holder.startswith("body/"):
                found |= {person for person, there in self.members(way.holder, organisation) if there}
                found |= {f"{way.holder}#unnamed"} if self.unnamed(way.holder) else set()
            elif way.present:
                found.add(way.holder)
        return found

    # Norms

    def norms(self, organisation: str, subject: str, kind: str) -> list[Norm]:
        found = [n for n in self.nodes.values() if isinstance(n, Norm) and self.applies(n, organisation)]
        found = [n for n in found if n.mandate == kind and n.subject in self.groups(subject)]
        return sorted(found, key=lambda n: n.id) if self.is_cell(organisation, subject) else []

    def applies(self, norm: Norm, organisation: str) -> bool:
        place: Any = self.nodes[organisation]
        above = set(self.above(organisation))
        usual = place.type in ("school", "centre", "school_group") or organisation in norm.applies_to
        return (
            within(norm, self.on)
            and (not norm.applies_to or bool(above & set(norm.applies_to)))
            and (place.type in norm.applies_to_types if norm.applies_to_types else usual)
            and (not norm.applies_to_levels or bool(set(place.levels) & set(norm.applies_to_levels)))
            and not any(e.from_id in above and e.to_id == norm.id for e in self.of("EXCEPTED_FROM"))
            and (norm.profile is None or any(e.from_id in above and e.to_id == norm.profile for e in self.of("ADOPTS")))
        )

    def demand(self, organisation: str, subject: str, kind: str) -> tuple[Any, ...] | None:
        norms = self.norms(organisation, subject, kind)
        if not norms:
            return None
        maxima = [n.maximum for n in norms if n.maximum is not None]
        fallbacks = [n.fallback for n in norms if n.fallback]
        strictest = next(word for word in ("law", "recommended", "own") if word in {n.obligation for n in norms})
        return (
            tuple(n.id for n in norms),
            max(n.minimum for n in norms),
            min(maxima) if maxima else None,
            fallbacks[0] if fallbacks else None,
            strictest,
        )

    def evaluated(self, organisation: str, subject: str, kind: str) -> bool:
        named = any(m.to_id in self.groups(subject) and organisation in self.scope(m) for m in self.of(kind))
        return self.is_cell(organisation, subject) and (named or bool(self.norms(organisation, subject, kind)))

    def fallback(self, organisation: str, subject: str, kind: str) -> tuple[str, str, tuple[str, ...]] | None:
        """The organisation, the role and the people that answer for a cell that nobody covers."""
        demand = self.demand(organisation, subject, kind)
        if demand is None or demand[3] is None or self.present(organisation, subject, kind):
            return None
        found = []
        for place, far in self.above(organisation).items():
            for seat in self.of("AT"):
                typed = any(e.from_id == seat.from_id and e.to_id == demand[3] for e in self.of("OF_TYPE"))
                here = sorted({who for who, _, there in self.seated(seat.from_id, organisation) if there})
                if seat.to_id == place and typed and here:
                    found.append((far, place, seat.from_id, tuple(here)))
        return min(found)[1:] if found else None

    # Who else

    def consulted(self, organisation: str, subject: str) -> set[str]:
        bodies = {e.from_id for e in self.of("BODY_OF") if e.to_id in self.above(organisation)}
        return {e.id for e in self.of("CONSULTED_ON") if e.from_id in bodies and e.to_id in self.groups(subject)}

    def tiers(self, organisation: str, subject: str, amount: int | None) -> list[tuple[float, set[str]]]:
        """The present deciders by highest ceiling, as far as it is enough."""
        ceilings = {m.id: float("inf") if m.ceiling_eur is None else m.ceiling_eur for m in self.of("DECIDES")}
        highest: dict[str, float] = {}
        for way in self.ways(organisation, subject, "DECIDES"):
            highest[way.holder] = max(highest.get(way.holder, -1), ceilings[way.mandate])
        enough = sorted({c for c in highest.values() if amount is None or amount <= c})
        return [(c, {holder for holder, own in highest.items() if own == c}) for c in enough]

    def answer(self, organisation: str, subject: str) -> Any:
        """Everything that is answered about a subject at an organisation, to see whether it changed."""
        return [
            (
                sorted(self.ways(organisation, subject, kind), key=repr),
                self.demand(organisation, subject, kind),
                self.fallback(organisation, subject, kind),
                sorted(self.present(organisation, subject, kind)),
                sorted(self.people(organisation, subject, kind)),
                self.evaluated(organisation, subject, kind),
            )
            for kind in KINDS
        ] + [sorted(self.consulted(organisation, subject))]


def within(record: Any, on: date) -> bool:
    return (record.since is None or record.since <= on) and (record.until is None or on < record.until)


def share_a_day(one: Any, other: Any) -> bool:
    starts = [date.min, *(record.since for record in (one, other) if record.since is not None)]
    return any(within(one, day) and within(other, day) for day in starts)
