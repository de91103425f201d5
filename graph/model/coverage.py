"""Who covers what: the one place where "who decides this here, today, and why" is answered.

A cell is an organisation, a task or decision, and a kind of mandate, on a date. A mandate reaches a cell from the
organisations of its scope downward; its holders cover the cell while they are present. Definitions: the guide
"Wegwijzer: stel je ICT-team samen" for the kinds of mandate; `docs/architecture.md` for the words.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from graph.domain.kinds import (
    MANDATE_KINDS,
    AbsentFrom,
    Adopts,
    AffiliatedWith,
    At,
    Body,
    BodyOf,
    ConsultedOn,
    Decision,
    Edge,
    ExceptedFrom,
    Holds,
    InGroup,
    Mandate,
    MemberOf,
    Norm,
    NotUsedAt,
    OfType,
    OptsOut,
    Organisation,
    PartOf,
    Serves,
    TaskGroup,
    kind_of_id,
    mandate_class,
)
from graph.domain.periods import in_force, overlap
from graph.model.snapshot import Snapshot

__all__ = ["Cell", "Coverage", "Demand", "Fallback", "Tier", "Way"]

E = TypeVar("E", bound=Edge)

TYPES_OF_A_GENERAL_NORM = frozenset({"school", "centre", "school_group"})
_STRICTNESS = {"law": 0, "recommended": 1, "own": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What the norms on one cell ask together.

    Attributes:
        norms: every norm that applies, by id.
        minimum: the highest of their minima.
        maximum: the lowest of their maxima; None = no maximum.
        fallback: the role type of the norm with the smallest id that names one.
        obligation: the strictest: law, recommended, own.
    """

    norms: tuple[Norm, ...]
    minimum: int
    maximum: int | None
    fallback: str | None
    obligation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way in which somebody holds a cell; one holder may have several.

    Attributes:
        holder: a person, body or organisation.
        mandate: the edge.
        scope: the organisation of its scope from which it comes down.
        chain: the organisations from the cell up to `scope`; one = named directly.
        through: the task group that the mandate is on, when it is not on the subject itself.
        role: the role, when held through one.
        holding: how the person holds that role.
        acting_for: the person who is replaced.
        present: whether the holder is there; a body when a member is, an organisation always.
        counts: whether the holder covers the cell now.
        tier_eur: the ceiling, for DECIDES; None = no limit.
    """

    holder: str
    mandate: Mandate
    scope: str
    chain: tuple[str, ...]
    through: str | None
    role: str | None
    holding: Holds | None
    acting_for: str | None
    present: bool
    counts: bool
    tier_eur: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """Who answers for a cell that nobody covers.

    Attributes:
        role_type: the role type that the norm names.
        organisation: the nearest organisation, from the cell upward, where such a role is held and present.
        role: that role.
        persons: who hold it and are present, sorted.
    """

    role_type: str
    organisation: str
    role: str
    persons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """The deciders with one ceiling; None = no limit."""

    ceiling_eur: int | None
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Who covers a subject at an organisation in one kind of mandate.

    Attributes:
        organisation: where.
        subject: the task or decision.
        mandate: the kind of mandate.
        on: the day.
        ways: every way, absent holders included; acting ways only while they count. Nearest scope first.
        demand: what the norms ask; None = no norm applies.
        fallback: who answers where nobody covers the cell.
        holders: everybody who holds it, present or not, sorted.
        present: who counts for the norms, sorted.
        people: who counts for the bus factor: present people, members of bodies, `body/x#unnamed`, organisations.
        evaluated: whether a norm demands it or a mandate's scope names it.
    """

    organisation: str
    subject: str
    mandate: str
    on: date
    ways: tuple[Way, ...]
    demand: Demand | None
    fallback: Fallback | None
    holders: tuple[str, ...]
    present: tuple[str, ...]
    people: frozenset[str]
    evaluated: bool

    @property
    def covered(self) -> bool:
        """Whether somebody covers it now."""
        return bool(self.present)


@dataclass(frozen=True, slots=True)
class _Reaching:
    """A mandate that reaches a cell, with how."""

    mandate: Mandate
    chain: tuple[str, ...]


class Coverage:
    """The coverage of a snapshot on one day; computed per organisation on demand and kept.

    Attributes:
        snapshot: the graph.
        on: the day.
    """

    def __init__(self, snapshot: Snapshot, on: date) -> None:
        self.snapshot = snapshot
        self.on = on
        self._above: dict[str, dict[str, int]] = {}
        self._groups: dict[str, frozenset[str]] = {}
        self._subjects: dict[str, tuple[str, ...]] = {}
        self._chains: dict[tuple[str, frozenset[str]], dict[str, tuple[str, ...]]] = {}
        self._scoped: dict[str, Mapping[tuple[str, str], tuple[Mandate, ...]]] = {}
        self._norms: dict[str, tuple[Norm, ...]] = {}
        self._cells: dict[tuple[str, str, str], Cell] = {}
        self._evaluated: dict[str, frozenset[tuple[str, str]]] = {}

    @classmethod
    def of(cls, snapshot: Snapshot, on: date) -> Coverage:
        """The coverage of a day, kept with the snapshot."""
        return snapshot.kept(("coverage", on), lambda: cls(snapshot, on))

    # The day's structure

    def above(self, organisation: str) -> Mapping[str, int]:
        """The organisation (0) and every one above it with its least distance, over every PART_OF of the day."""
        found = self._above.get(organisation)
        if found is None:
            found = {}
            if self.snapshot.exists(organisation, self.on):
                found[organisation] = 0
            waiting = deque(found)
            while waiting:
                here = waiting.popleft()
                for up in self._out(PartOf, here):
                    if up.to_id not in found:
                        found[up.to_id] = found[here] + 1
                        waiting.append(up.to_id)
            self._above[organisation] = found
        return found

    def below(self, organisation: str) -> tuple[str, ...]:
        """The organisation and every one below it, sorted."""
        if not self.snapshot.exists(organisation, self.on):
            return ()
        return tuple(sorted(_closure(organisation, lambda here: (e.from_id for e in self._into(PartOf, here)))))

    def groups_above(self, subject: str) -> frozenset[str]:
        """The subject and every task group above it."""
        found = self._groups.get(subject)
        if found is None:
            found = _closure(subject, lambda here: (e.to_id for e in self._out(InGroup, here)))
            self._groups[subject] = found
        return found

    def subjects_in(self, subject: str) -> tuple[str, ...]:
        """The tasks and decisions at or below a subject that exist that day, sorted."""
        found = self._subjects.get(subject)
        if found is None:
            all_below = _closure(subject, lambda here: (e.from_id for e in self._into(InGroup, here)))
            found = tuple(
                sorted(
                    node
                    for node in all_below
                    if kind_of_id(node) in ("task", "decision") and self.snapshot.exists(node, self.on)
                )
            )
            self._subjects[subject] = found
        return found

    def used_at(self, subject: str, organisation: str) -> bool:
        """Whether the subject has cells there: neither it nor a group above it is "not used" there or above."""
        above = self.above(organisation)
        return not any(edge.to_id in above for group in self.groups_above(subject) for edge in self._out(NotUsedAt, group))

    def scope_of(self, mandate: Mandate) -> tuple[str, ...]:
        """The organisations of the mandate's scope that day, sorted."""
        if mandate.scope:
            return tuple(place for place in mandate.scope if self.snapshot.exists(place, self.on))
        if kind_of_id(mandate.from_id) == "body":
            return tuple(sorted({edge.to_id for edge in self._out(BodyOf, mandate.from_id)}))
        places = self._out(Serves, mandate.from_id) or self._out(At, mandate.from_id)
        return tuple(sorted({edge.to_id for edge in places}))

    def reach(self, mandate: Mandate, organisation: str, subject: str) -> tuple[str, ...] | None:
        """A shortest chain from an organisation up to one of the mandate's scope; None = it does not reach it."""
        if mandate.to_id not in self.groups_above(subject) or not self.snapshot.in_force(mandate, self.on):
            return None
        chains = self._chains_from(organisation, subject)
        found = [chains[place] for place in self.scope_of(mandate) if place in chains]
        return min(found, key=lambda chain: (len(chain), chain), default=None)

    def absent(self, person: str, organisation: str) -> bool:
        """Whether the person is absent there: an absence of the day names it or an organisation above it."""
        absences = self._out(AbsentFrom, person)
        return bool(absences) and any(edge.to_id in self.above(organisation) for edge in absences)

    def affiliations(self, person: str) -> tuple[str, ...]:
        """Where the person belongs that day, sorted."""
        return tuple(sorted({edge.to_id for edge in self._out(AffiliatedWith, person)}))

    # Norms

    def norms_at(self, organisation: str, subject: str, mandate: str) -> tuple[Norm, ...]:
        """The norms that apply to a cell, by id."""
        groups = self.groups_above(subject)
        return tuple(
            norm for norm in self._norms_of(organisation) if norm.mandate == mandate and norm.subject in groups
        )

    def demand(self, organisation: str, subject: str, mandate: str) -> Demand | None:
        """What the norms on a cell ask together; None = no norm applies."""
        if not self._is_cell(organisation, subject):
            return None
        norms = self.norms_at(organisation, subject, mandate)
        if not norms:
            return None
        maxima = [norm.maximum for norm in norms if norm.maximum is not None]
        return Demand(
            norms=norms,
            minimum=max(norm.minimum for norm in norms),
            maximum=min(maxima, default=None),
            fallback=next((norm.fallback for norm in norms if norm.fallback), None),
            obligation=min((norm.obligation for norm in norms), key=_STRICTNESS.__getitem__),
        )

    def _norms_of(self, organisation: str) -> tuple[Norm, ...]:
        found = self._norms.get(organisation)
        if found is None:
            place = self.snapshot.find(Organisation, organisation)
            above = self.above(organisation)
            adopted = {edge.to_id for up in above for edge in self._out(Adopts, up)}
            excepted = {edge.to_id for up in above for edge in self._out(ExceptedFrom, up)}
            found = tuple(
                norm
                for norm in self.snapshot.nodes(Norm)
                if place is not None
                and above
                and in_force(norm, self.on)
                and norm.id not in excepted
                and (norm.profile is None or norm.profile in adopted)
                and _applies(norm, place, above)
            )
            self._norms[organisation] = found
        return found

    # Cells

    def cell(self, organisation: str, subject: str, mandate: str) -> Cell:
        """Who covers a subject at an organisation in one kind of mandate."""
        key = (organisation, subject, mandate)
        found = self._cells.get(key)
        if found is None:
            found = self._cells[key] = self._made(organisation, subject, mandate)
        return found

    def evaluated(self, organisation: str) -> tuple[Cell, ...]:
        """The cells of exactly this organisation that a norm demands or a scope names, by subject and mandate."""
        return tuple(self.cell(organisation, subject, kind) for subject, kind in sorted(self._keys_of(organisation)))

    def _keys_of(self, organisation: str) -> frozenset[tuple[str, str]]:
        found = self._evaluated.get(organisation)
        if found is None:
            keys: set[tuple[str, str]] = set()
            if self.snapshot.exists(organisation, self.on):
                keys.update((norm.subject, norm.mandate) for norm in self._norms_of(organisation))
                keys.update(self._scoped_at(organisation))
            found = frozenset(
                (subject, kind)
                for above, kind in keys
                for subject in self.subjects_in(above)
                if self.used_at(subject, organisation)
            )
            self._evaluated[organisation] = found
        return found

    def _is_cell(self, organisation: str, subject: str) -> bool:
        return (
            self.snapshot.exists(organisation, self.on)
            and self.snapshot.exists(subject, self.on)
            and self.used_at(subject, organisation)
        )

    def _made(self, organisation: str, subject: str, mandate: str) -> Cell:
        demand = self.demand(organisation, subject, mandate)
        ways: tuple[Way, ...] = ()
        if self._is_cell(organisation, subject):
            ways = self._ways(organisation, subject, list(self._reaching(organisation, subject, mandate)))
        persons = {way.holder for way in ways if way.counts and kind_of_id(way.holder) == "person"}
        partners = {way.holder for way in ways if kind_of_id(way.holder) == "organisation"}
        bodies = {way.holder for way in ways if kind_of_id(way.holder) == "body"}
        members = {body: self.present_members(body, organisation) for body in bodies}
        counting = {body for body in bodies if members[body] - persons or self._unnamed(body)}
        present = persons | partners | counting
        unnamed = {f"{body}#unnamed" for body in bodies if self._unnamed(body)}
        return Cell(
            organisation=organisation,
            subject=subject,
            mandate=mandate,
            on=self.on,
            ways=ways,
            demand=demand,
            fallback=self._fallback(organisation, demand) if not present else None,
            holders=tuple(sorted({way.holder for way in ways})),
            present=tuple(sorted(present)),
            people=frozenset(persons | partners | unnamed).union(*members.values()),
            evaluated=(subject, mandate) in self._keys_of(organisation),
        )

    def _reaching(self, organisation: str, subject: str, mandate: str) -> Iterator[_Reaching]:
        seen: set[str] = set()
        for chain in sorted(self._chains_from(organisation, subject).values(), key=lambda chain: (len(chain), chain)):
            scoped = self._scoped_at(chain[-1])
            for group in sorted(self.groups_above(subject)):
                for edge in scoped.get((group, mandate), ()):
                    if edge.id not in seen:
                        seen.add(edge.id)
                        yield _Reaching(edge, chain)

    def _chains_from(self, organisation: str, subject: str) -> dict[str, tuple[str, ...]]:
        """For every organisation from which a mandate on the subject comes down: a shortest chain up to it."""
        groups = self.groups_above(subject)
        closed = frozenset(
            up for up in self.above(organisation) if any(edge.to_id in groups for edge in self._out(OptsOut, up))
        )
        key = (organisation, closed)
        found = self._chains.get(key)
        if found is None:
            found = {organisation: (organisation,)} if self.snapshot.exists(organisation, self.on) else {}
            waiting = deque(found)
            while waiting:
                here = waiting.popleft()
                if here in closed:
                    continue
                for up in sorted(edge.to_id for edge in self._out(PartOf, here) if edge.inherits):
                    if up not in found:
                        found[up] = (*found[here], up)
                        waiting.append(up)
            self._chains[key] = found
        return found

    def _scoped_at(self, organisation: str) -> Mapping[tuple[str, str], tuple[Mandate, ...]]:
        """The mandates whose scope names the organisation that day, by (subject, kind)."""
        found = self._scoped.get(organisation)
        if found is None:
            grouped: dict[tuple[str, str], dict[str, Mandate]] = defaultdict(dict)
            for mandate in self._naming(organisation):
                if self.snapshot.in_force(mandate, self.on):
                    grouped[mandate.to_id, mandate.kind][mandate.id] = mandate
            found = {key: tuple(edges[name] for name in sorted(edges)) for key, edges in grouped.items()}
            self._scoped[organisation] = found
        return found

    def _naming(self, organisation: str) -> Iterator[Mandate]:
        yield from self.snapshot.scoped_to(organisation)
        serving = [edge.from_id for edge in self._into(Serves, organisation)]
        seated = [edge.from_id for edge in self._into(At, organisation) if not self._out(Serves, edge.from_id)]
        bodies = [edge.from_id for edge in self._into(BodyOf, organisation)]
        for holder in dict.fromkeys([*serving, *seated, *bodies]):
            yield from (mandate for mandate in self.snapshot.mandates_from(holder) if not mandate.scope)

    # Holders

    def _ways(self, organisation: str, subject: str, reaching: list[_Reaching]) -> tuple[Way, ...]:
        return tuple(way for item in reaching for way in self._ways_of(organisation, subject, item, reaching))

    def _ways_of(
        self, organisation: str, subject: str, item: _Reaching, reaching: list[_Reaching]
    ) -> Iterator[Way]:
        holder, kind = item.mandate.from_id, kind_of_id(item.mandate.from_id)
        if kind == "role":
            for holding in self._into(Holds, holder):
                if self._holding_counts(holding, organisation):
                    yield from self._way(organisation, subject, item, reaching, holding.from_id, holding)
        elif kind != "body" or self.body_members(holder, organisation) or self._unnamed(holder):
            yield from self._way(organisation, subject, item, reaching, holder, None)

    def _way(
        self,
        organisation: str,
        subject: str,
        item: _Reaching,
        reaching: list[_Reaching],
        holder: str,
        holding: Holds | None,
    ) -> Iterator[Way]:
        mandate = item.mandate
        present = self._present(holder, organisation)
        if mandate.acting_for is not None and not (present and self._all_gone(mandate, organisation, reaching)):
            return
        yield Way(
            holder=holder,
            mandate=mandate,
            scope=item.chain[-1],
            chain=item.chain,
            through=mandate.to_id if mandate.to_id != subject else None,
            role=holding.to_id if holding else None,
            holding=holding,
            acting_for=mandate.acting_for or (holding.acting_for if holding else None),
            present=present,
            counts=present,
            tier_eur=getattr(mandate, "ceiling_eur", None),
        )

    def _present(self, holder: str, organisation: str) -> bool:
        kind = kind_of_id(holder)
        if kind == "person":
            return not self.absent(holder, organisation)
        return kind == "organisation" or bool(self._unnamed(holder) or self.present_members(holder, organisation))

    def body_members(self, body: str, organisation: str) -> frozenset[str]:
        """The people who sit in a body that day, absent or not; acting holders of a role while they count."""
        members: set[str] = set()
        for edge in self._into(MemberOf, body):
            if kind_of_id(edge.from_id) == "person":
                members.add(edge.from_id)
            else:
                holdings = self._into(Holds, edge.from_id)
                members.update(h.from_id for h in holdings if self._holding_counts(h, organisation))
        return frozenset(members)

    def present_members(self, body: str, organisation: str) -> frozenset[str]:
        """The members of a body who are present at an organisation."""
        return frozenset(m for m in self.body_members(body, organisation) if not self.absent(m, organisation))

    def _unnamed(self, body: str) -> int:
        found = self.snapshot.find(Body, body)
        return found.unnamed_members if found else 0

    def _holding_counts(self, holding: Holds, organisation: str) -> bool:
        """Whether a holding of the day is one: an acting one only while everybody up its chain is away."""
        if holding.acting_for is None:
            return True
        if self.absent(holding.from_id, organisation):
            return False
        return all(
            self.absent(person, organisation) or not self._holds(person, holding.to_id)
            for person in self._replaced_in_role(holding)
        )

    def _replaced_in_role(self, holding: Holds) -> Iterator[str]:
        """Everybody up the chain: acting holdings of the role whose periods overlap one after the other."""
        waiting, seen = [holding], {holding.id}
        while waiting:
            lower = waiting.pop()
            if lower.acting_for is None:
                continue
            yield lower.acting_for
            for upper in self.snapshot.out(Holds, lower.acting_for):
                if upper.to_id == holding.to_id and upper.acting_for and upper.id not in seen and overlap(upper, lower):
                    seen.add(upper.id)
                    waiting.append(upper)

    def _holds(self, person: str, role: str) -> bool:
        return any(edge.to_id == role for edge in self._out(Holds, person))

    def _all_gone(self, mandate: Mandate, organisation: str, reaching: list[_Reaching]) -> bool:
        """Whether everybody up the chain of an acting mandate is absent, or holds the cell no longer."""
        waiting, seen = [mandate], {mandate.id}
        while waiting:
            replaced = waiting.pop().acting_for
            if replaced is None:
                continue
            theirs = [item.mandate for item in reaching if replaced in self._holders_of(item.mandate)]
            if theirs and not self.absent(replaced, organisation):
                return False
            for upper in theirs:
                if upper.acting_for and upper.id not in seen:
                    seen.add(upper.id)
                    waiting.append(upper)
        return True

    def _holders_of(self, mandate: Mandate) -> frozenset[str]:
        if kind_of_id(mandate.from_id) == "role":
            return frozenset(edge.from_id for edge in self._into(Holds, mandate.from_id))
        return frozenset({mandate.from_id})

    def _fallback(self, organisation: str, demand: Demand | None) -> Fallback | None:
        if demand is None or demand.fallback is None:
            return None
        for place in sorted(self.above(organisation), key=lambda up: (self.above(organisation)[up], up)):
            for role in sorted({edge.from_id for edge in self._into(At, place)}):
                if any(edge.to_id == demand.fallback for edge in self._out(OfType, role)):
                    persons = {
                        holding.from_id
                        for holding in self._into(Holds, role)
                        if self._holding_counts(holding, organisation)
                        and not self.absent(holding.from_id, organisation)
                    }
                    if persons:
                        return Fallback(
                            role_type=demand.fallback, organisation=place, role=role, persons=tuple(sorted(persons))
                        )
        return None

    # Answers from cells

    def tiers(self, cell: Cell, amount_eur: int | None = None) -> tuple[Tier, ...]:
        """The deciders who may decide the amount, lowest sufficient ceiling first.

        A decider with several ceilings belongs to the tier of the highest. Without an amount: every tier.
        """
        highest: dict[str, int | None] = {}
        for way in cell.ways:
            known = highest.get(way.holder, -1)
            highest[way.holder] = None if known is None or way.tier_eur is None else max(known, way.tier_eur)
        by_ceiling: dict[int | None, list[Way]] = defaultdict(list)
        for way in sorted(cell.ways, key=lambda way: not way.counts):
            if highest[way.holder] == way.tier_eur:
                by_ceiling[way.tier_eur].append(way)
        enough = [c for c in by_ceiling if amount_eur is None or c is None or amount_eur <= c]
        enough.sort(key=lambda ceiling: (ceiling is None, ceiling or 0))
        return tuple(Tier(ceiling_eur=ceiling, ways=tuple(by_ceiling[ceiling])) for ceiling in enough)

    def contact_order(self, cell: Cell) -> tuple[Way, ...]:
        """The ways in order of referral: present before absent, lowest rank first, no rank last, then by id."""
        return tuple(
            sorted(
                cell.ways,
                key=lambda way: (not way.counts, way.mandate.rank is None, way.mandate.rank or 0, way.holder),
            )
        )

    def consulted(self, organisation: str, subject: str) -> tuple[ConsultedOn, ...]:
        """The bodies that have a say in the subject there, by body and stage."""
        bodies = {edge.from_id for up in self.above(organisation) for edge in self._into(BodyOf, up)}
        edges = [edge for group in self.groups_above(subject) for edge in self._into(ConsultedOn, group)]
        return tuple(
            sorted((e for e in edges if e.from_id in bodies), key=lambda e: (e.from_id, e.stage or "", e.id))
        )

    def accountable(self, mandate: Mandate, organisation: str) -> tuple[str, ...]:
        """Who stays accountable for a mandate: its grantor, then who granted that one, until nobody is left."""
        chain: list[str] = []
        grantor = mandate.granted_by
        while grantor is not None and grantor not in chain:
            chain.append(grantor)
            grantor = self._grantor_of(grantor, organisation)
        return tuple(chain)

    def _grantor_of(self, holder: str, organisation: str) -> str | None:
        deciding = mandate_class("DECIDES")
        for decision in self.snapshot.nodes(Decision):
            if decision.grants_mandates:
                for item in self._reaching(organisation, decision.id, deciding.kind):
                    held_by = item.mandate.from_id
                    if (held_by == holder or holder in self._holders_of(item.mandate)) and item.mandate.granted_by:
                        return item.mandate.granted_by
        return None

    # How long an answer holds

    def changes_after(self, organisation: str, subject: str) -> date | None:
        """The first date after the day on which the answer about a subject can change; None = it cannot.

        Never later than the first date on which it does change.
        """
        bounds: set[date] = set()
        for record in self._concerned(organisation, subject):
            for bound in (record.since, record.until):
                if bound is not None and bound > self.on:
                    bounds.add(bound)
        return min(bounds, default=None)

    def _concerned(self, organisation: str, subject: str) -> Iterator[Edge | object]:  # type: ignore[override]
        snapshot = self.snapshot
        places = self._ever(organisation, lambda here: snapshot.out(PartOf, here), lambda e: e.to_id)
        groups = self._ever(subject, lambda here: snapshot.out(InGroup, here), lambda e: e.to_id)
        yield from self._nodes_of([*places, *groups])
        for place in places:
            for kind in (PartOf, OptsOut, Adopts, ExceptedFrom):
                yield from snapshot.out(kind, place)
            for into in (Serves, At, BodyOf):
                yield from snapshot.into(into, place)
        for group in groups:
            yield from snapshot.out(InGroup, group)
            yield from snapshot.out(NotUsedAt, group)
            yield from snapshot.into(ConsultedOn, group)
        yield from (norm for norm in snapshot.nodes(Norm) if norm.subject in groups)
        holders = self._possible_holders(places, groups)
        yield from (mandate for group in groups for mandate in snapshot.mandates_to(group) if mandate.from_id in holders)
        for holder in holders:
            yield from self._about_holder(holder)

    def _possible_holders(self, places: Iterable[str], groups: Iterable[str]) -> set[str]:
        snapshot = self.snapshot
        seats = {e.from_id for place in places for kind in (Serves, At, BodyOf) for e in snapshot.into(kind, place)}
        named = {
            mandate.from_id
            for group in groups
            for mandate in snapshot.mandates_to(group)
            if not mandate.scope or set(mandate.scope) & set(places)
        }
        types = {norm.fallback for norm in snapshot.nodes(Norm) if norm.fallback}
        fallback = {role for role in seats if any(e.to_id in types for e in snapshot.out(OfType, role))}
        bodies = {edge.from_id for group in groups for edge in snapshot.into(ConsultedOn, group)}
        return named | fallback | bodies

    def _about_holder(self, holder: str) -> Iterator[Edge | object]:
        snapshot = self.snapshot
        yield from self._nodes_of([holder])
        for kind in (Serves, At, BodyOf, OfType):
            yield from snapshot.out(kind, holder)
        people = {holder} if kind_of_id(holder) == "person" else set()
        seats = {holder}
        for membership in snapshot.into(MemberOf, holder):
            yield membership
            seats.add(membership.from_id)
        for seat in seats:
            for holding in snapshot.into(Holds, seat):
                yield holding
                people.add(holding.from_id)
        people |= {seat for seat in seats if kind_of_id(seat) == "person"}
        yield from self._nodes_of([*people, *seats])
        for person in people:
            yield from snapshot.out(AbsentFrom, person)
            yield from snapshot.out(Holds, person)

    def _nodes_of(self, ids: Iterable[str]) -> Iterator[object]:
        yield from (node for node in map(self.snapshot.node, ids) if node is not None)

    @staticmethod
    def _ever(start: str, edges: Callable[[str], Iterable[E]], onward: Callable[[E], str]) -> frozenset[str]:
        return _closure(start, lambda here: (onward(edge) for edge in edges(here)))

    def _out(self, kind: type[E], node: str) -> list[E]:
        return [edge for edge in self.snapshot.out(kind, node) if self.snapshot.in_force(edge, self.on)]

    def _into(self, kind: type[E], node: str) -> list[E]:
        return [edge for edge in self.snapshot.into(kind, node) if self.snapshot.in_force(edge, self.on)]


def _closure(start: str, onward: Callable[[str], Iterable[str]]) -> frozenset[str]:
    seen, waiting = {start}, [start]
    while waiting:
        for following in onward(waiting.pop()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return frozenset(seen)


def _applies(norm: Norm, place: Organisation, above: Mapping[str, int]) -> bool:
    if norm.applies_to and not any(up in above for up in norm.applies_to):
        return False
    if norm.applies_to_types:
        if place.type not in norm.applies_to_types:
            return False
    elif place.type not in TYPES_OF_A_GENERAL_NORM and place.id not in norm.applies_to:
        return False
    return not norm.applies_to_levels or any(level in norm.applies_to_levels for level in place.levels)
