"""Who covers what: the one place where "who decides this here, today, and why" is answered.

A cell is an organisation, a task or decision, and a kind of mandate, on a date. A mandate reaches a cell from the
organisations of its scope downward; its holders cover the cell while they are present. Definitions: the guide
"Wegwijzer: stel je ICT-team samen" for the kinds of mandate; `docs/architecture.md` for the words.

    coverage = Coverage.of(snapshot, date(2026, 10, 15))
    coverage.cell("organisation/de-brug-lokeren", "task/t02", "EXECUTES").present
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeVar

from graph.domain.kinds import (
    AffiliatedWith,
    At,
    BodyOf,
    ConsultedOn,
    Edge,
    Mandate,
    MemberOf,
    Norm,
    OfType,
    TaskGroup,
    unnamed_of,
)
from graph.model.bounded import Bounded
from graph.model.cells import Cell, Demand, Fallback, Reaching, Tier, Way
from graph.model.day import Day
from graph.model.holders import Held, Holders
from graph.model.horizon import Horizon
from graph.model.marked import granting_decisions
from graph.model.norms import Norms
from graph.model.snapshot import Snapshot

__all__ = ["Cell", "Coverage", "Demand", "Fallback", "Tier", "Way"]

E = TypeVar("E", bound=Edge)

MOST_CELLS = 8_192

_NO_PEOPLE: frozenset[str] = frozenset()


class Coverage:
    """Who covers what in a snapshot on one day; found on demand, the most recent answers are kept.

    Cost: a cell takes some tens of microseconds once the organisation and those above it were looked at, less
    than a millisecond before.

    Attributes:
        snapshot: the graph.
        on: the day.
    """

    def __init__(
        self, snapshot: Snapshot, on: date, *, absences_on: date | None = None, like: Coverage | None = None
    ) -> None:
        """The coverage of a day.

        Args:
            snapshot: the graph.
            on: the day.
            absences_on: the day whose absences count instead, to look ahead with who is absent now.
            like: a coverage of the same graph on a day between which and this one nothing begins or ends but edges
                of `graph.model.bounds.PASSING_KINDS`; what was found there about the structure is found here at once.
        """
        self.snapshot = snapshot
        self.on = on
        self._day: Day = Day(snapshot, on, absences_on=absences_on, like=None if like is None else like._day)
        self._norms: Norms = Norms(self._day) if like is None else like._norms
        self._holders = Holders(self._day)
        self._cells: Bounded[tuple[str, str, str], Cell] = Bounded(MOST_CELLS)
        self._horizon: Horizon | None = None

    @classmethod
    def of(cls, snapshot: Snapshot, on: date) -> Coverage:
        """The coverage of a day, kept with the snapshot."""
        return snapshot.kept(("coverage", on), lambda: cls(snapshot, on))

    # The day's structure

    def out(self, kind: type[E], node: str) -> tuple[E, ...]:
        """The edges of a kind from a node, in force that day."""
        return self._day.out(kind, node)

    def into(self, kind: type[E], node: str) -> tuple[E, ...]:
        """The edges of a kind to a node, in force that day."""
        return self._day.into(kind, node)

    def in_force(self, edge: Edge) -> bool:
        """Whether the day lies in the edge's own period and in the periods of both its ends."""
        return self._day.in_force(edge)

    def above(self, organisation: str) -> Mapping[str, int]:
        """The organisation (0) and every one above it with its least distance, over every PART_OF of the day.

        Empty when the organisation does not exist that day.
        """
        return self._day.above(organisation)

    def below(self, organisation: str) -> tuple[str, ...]:
        """The organisation and every one below it, sorted; empty when it does not exist that day."""
        return self._day.below(organisation)

    def groups_above(self, subject: str) -> frozenset[str]:
        """The subject and every task group above it that day."""
        return self._day.groups_above(subject)

    def subjects_in(self, subject: str) -> tuple[str, ...]:
        """The tasks and decisions at or below a subject that exist that day, sorted."""
        return self._day.subjects_in(subject)

    def used_at(self, subject: str, organisation: str) -> bool:
        """Whether neither the subject nor a group above it is "not used" there or above."""
        return self._day.is_used(subject, organisation)

    def scope_of(self, mandate: Mandate) -> tuple[str, ...]:
        """The organisations that the mandate is for that day, sorted.

        Its own `scope` as far as it exists; else what its role SERVES, else where its role is; for a body the
        organisation that it belongs to.
        """
        return self._day.scope_of(mandate)

    def reach(self, mandate: Mandate, organisation: str, subject: str) -> tuple[str, ...] | None:
        """How a mandate comes down to an organisation for a subject.

        Returns:
            A shortest chain from the organisation up to one of the mandate's scope, both included; of several
            the first in order of ids. None when it does not reach the organisation.
        """
        if mandate.to_id not in self._day.groups_above(subject) or not self._day.in_force(mandate):
            return None
        scope = self._day.scope_of(mandate)
        return next((chain for chain in self._day.chains(organisation, subject) if chain[-1] in scope), None)

    def would_reach(self, top: str, organisation: str, subject: str) -> bool:
        """Whether a mandate for an organisation would come down to another one for a subject."""
        return any(chain[-1] == top for chain in self._day.chains(organisation, subject))

    def absent(self, person: str, organisation: str) -> bool:
        """Whether the person is absent there: an absence of the day names it or an organisation above it."""
        return self._day.absent(person, organisation)

    def absent_until(self, person: str, organisation: str) -> date | None:
        """The first day after the absences of the person that hold there; None where one has no end, or none holds."""
        return self._day.absent_until(person, organisation)

    def members_at(self, body: str, organisation: str) -> frozenset[str]:
        """The people who sit in a body, seen at an organisation, absent ones included."""
        seats = (edge.from_id for edge in self._day.into(MemberOf, body))
        return frozenset().union(*(self.seated_at(seat, organisation) for seat in seats))

    def seated_at(self, seat: str, organisation: str) -> frozenset[str]:
        """A person, or who holds a role, seen at an organisation: absent ones too, acting ones while they count."""
        return self._holders.of(seat, organisation).names

    def affiliations(self, person: str) -> tuple[str, ...]:
        """Where the person belongs that day, sorted."""
        return tuple(sorted({edge.to_id for edge in self._day.out(AffiliatedWith, person)}))

    # Norms

    def norms_at(self, organisation: str, subject: str, mandate: str) -> tuple[Norm, ...]:
        """The norms that apply to a cell, by id; none where the subject is not used."""
        demand = self.demand(organisation, subject, mandate)
        return () if demand is None else demand.norms

    def demand(self, organisation: str, subject: str, mandate: str) -> Demand | None:
        """What the norms on a cell ask together; None = no norm applies."""
        found = self._norms.at(organisation).get((subject, mandate))
        return found if found is not None and self._day.is_cell(organisation, subject) else None

    # Cells

    def cell(self, organisation: str, subject: str, mandate: str) -> Cell:
        """Who covers a task or decision at an organisation in one kind of mandate.

        A cell that cannot be - nothing of that id that day, a task group, a subject that is not used there - is
        empty and not evaluated.
        """
        return self._cells.get((organisation, subject, mandate), self._made)

    def evaluated(self, organisation: str) -> tuple[Cell, ...]:
        """The cells of exactly this organisation that a norm demands or a scope names, by subject and mandate."""
        keys = self._day.named(organisation) | self._norms.at(organisation).keys()
        used = [(subject, kind) for subject, kind in keys if self._day.is_cell(organisation, subject)]
        return tuple([self.cell(organisation, subject, kind) for subject, kind in sorted(used)])

    def ways(self, organisation: str, subject: str, mandate: str) -> tuple[Way, ...]:
        """The ways in which a cell is held, without what norms ask of it: see `Cell.ways`."""
        if not self._day.is_cell(organisation, subject):
            return ()
        reaching = self._day.reaching(organisation, subject, mandate)
        return tuple(
            Way(
                holder=holder,
                mandate=edge,
                scope=chain[-1],
                chain=chain,
                through=edge.to_id if edge.to_id != subject else None,
                role=holding.to_id if holding else None,
                holding=holding,
                acting_for=edge.acting_for or (holding.acting_for if holding else None),
                present=here,
                counts=here,
                tier_eur=getattr(edge, "ceiling_eur", None),
            )
            for edge, chain, held in self._holding(organisation, subject, reaching)
            for holder, holding, here in held.seated
        )

    def _made(self, key: tuple[str, str, str]) -> Cell:
        organisation, subject, mandate = key
        if not self._day.is_cell(organisation, subject):
            return self._cell(key, None, None, _Count(), evaluated=False)
        demand = self._norms.at(organisation).get((subject, mandate))
        count = _Count()
        reaching = self._day.reaching(organisation, subject, mandate)
        for _, _, held in self._holding(organisation, subject, reaching):
            count.add(held)
        fallback = None if demand is None or count.is_present else self._fallback(organisation, demand.fallback)
        named = bool(reaching) and reaching[0][1][-1] == organisation  # the nearest comes first
        return self._cell(key, demand, fallback, count, evaluated=named or demand is not None)

    def _cell(
        self,
        key: tuple[str, str, str],
        demand: Demand | None,
        fallback: Fallback | None,
        count: _Count,
        *,
        evaluated: bool,
    ) -> Cell:
        return Cell(
            organisation=key[0],
            subject=key[1],
            mandate=key[2],
            on=self.on,
            demand=demand,
            fallback=fallback,
            holders=tuple(sorted(count.names)),
            present=tuple(sorted(count.present())),
            people=count.people(),
            evaluated=evaluated,
            _find_ways=self._ways,
        )

    def _holding(
        self, organisation: str, subject: str, reaching: tuple[Reaching, ...]
    ) -> Iterator[tuple[Mandate, tuple[str, ...], Held]]:
        """The mandates that reach a cell and who holds them; an acting one only while it counts."""
        for edge, chain in reaching:
            held = self._holders.of(edge.from_id, organisation)
            if edge.acting_for is None:
                yield edge, chain, held
            elif held.here and self._holders.all_away(edge, organisation, subject, reaching):
                yield edge, chain, held.only_here()

    def _ways(self, cell: Cell) -> tuple[Way, ...]:
        return self.ways(cell.organisation, cell.subject, cell.mandate)

    def _fallback(self, organisation: str, role_type: str | None) -> Fallback | None:
        if role_type is None:
            return None
        above = self._day.above(organisation)
        for place in sorted(above, key=lambda up: (above[up], up)):
            for role in sorted({edge.from_id for edge in self._day.into(At, place)}):
                if any(edge.to_id == role_type for edge in self._day.out(OfType, role)):
                    here = self._holders.of(role, organisation).here
                    if here:
                        return Fallback(role_type=role_type, organisation=place, role=role, persons=tuple(sorted(here)))
        return None

    # Answers from cells

    def tiers(self, cell: Cell, amount_eur: int | None = None) -> tuple[Tier, ...]:
        """The deciders of a cell by ceiling, the lowest first.

        A decider with several ceilings belongs to the tier of the highest. Those who are absent come last in
        their tier.

        Args:
            cell: a cell of DECIDES.
            amount_eur: leaves out ceilings below this amount, excluding VAT; an amount equal to the ceiling is
                within it. None = every tier.
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
        """The ways in order of referral: present before absent, lowest rank first, no rank last, then by holder."""
        return tuple(sorted(cell.ways, key=_referral))

    def consulted(self, organisation: str, subject: str) -> tuple[ConsultedOn, ...]:
        """The bodies that have a say in a subject there, by body and stage.

        They belong to the organisation or to one above it, and are consulted on the subject or a group above it.
        """
        groups = self._day.groups_above(subject)
        bodies = {edge.from_id for up in self._day.above(organisation) for edge in self._day.into(BodyOf, up)}
        edges = (edge for body in bodies for edge in self._day.out(ConsultedOn, body) if edge.to_id in groups)
        return tuple(sorted(edges, key=lambda edge: (edge.from_id, edge.stage or "", edge.id)))

    def accountable(self, mandate: Mandate, organisation: str) -> tuple[str, ...]:
        """Who stays accountable for a mandate at an organisation, from its grantor up.

        After a grantor comes whoever granted that one the decision to grant mandates, as it reaches the
        organisation; until nobody is left or one repeats.
        """
        chain: list[str] = []
        grantor = mandate.granted_by
        while grantor is not None and grantor not in chain:
            chain.append(grantor)
            grantor = self._grantor_of(grantor, organisation)
        return tuple(chain)

    def _grantor_of(self, holder: str, organisation: str) -> str | None:
        for subject in granting_decisions(self.snapshot):
            for edge, _ in self._day.reaching(organisation, subject, "DECIDES"):
                if edge.granted_by and (edge.from_id == holder or holder in self.seated_at(edge.from_id, organisation)):
                    return edge.granted_by
        return None

    # How long an answer holds

    def changes_after(self, organisation: str, subject: str) -> date | None:
        """The next date on which the answer about a subject can change; None = no such date is known.

        It is never later than the first date on which the answer does change: it is the first day after this
        one on which anything that the answer rests on begins or ends. For a task group: the answers about
        everything in it.
        """
        if self._horizon is None:
            self._horizon = Horizon(self.snapshot, self.on)
        if self.snapshot.find(TaskGroup, subject) is not None:
            return self._horizon.next_change_in(organisation, subject)
        return self._horizon.next_change(organisation, subject)


class _Count:
    """Who holds a cell, added up so that nobody counts twice."""

    __slots__ = ("_bodies", "_here", "names")

    def __init__(self) -> None:
        self.names: frozenset[str] = _NO_PEOPLE
        self._here: frozenset[str] = _NO_PEOPLE
        self._bodies: list[Held] = []

    def add(self, held: Held) -> None:
        """Add who holds one of the mandates."""
        self.names = self.names | held.names if self.names else held.names
        if held.is_body:
            self._bodies.append(held)
        else:
            self._here = self._here | held.here if self._here else held.here

    @property
    def is_present(self) -> bool:
        """Whether anybody counts for the norms."""
        return bool(self._here) or any(held.here for held in self._bodies)

    def present(self) -> frozenset[str]:
        """Who counts for the norms."""
        if not self._bodies:
            return self._here
        adding = (held.names for held in self._bodies if held.unnamed or held.members - self._here)
        return self._here.union(*adding)

    def people(self) -> frozenset[str]:
        """Who counts for the bus factor."""
        if not self._bodies:
            return self._here
        unnamed = (unnamed_of(body) for held in self._bodies if held.unnamed for body in held.names)
        return self._here.union(unnamed, *(held.members for held in self._bodies))


def _referral(way: Way) -> tuple[bool, bool, int, str, str]:
    rank = way.mandate.rank
    return not way.counts, rank is None, rank or 0, way.holder, way.mandate.id
