"""The answers of coverage: a cell, the ways in which it is held, what norms ask of it, and who answers instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from graph.domain.kinds import Holds, Mandate, Norm

__all__ = ["Cell", "Demand", "Fallback", "Reaching", "Tier", "Way"]

Reaching = tuple[Mandate, tuple[str, ...]]
"""A mandate that reaches a cell, and a shortest chain of organisations from the cell up to its scope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What the norms on one cell ask together.

    Attributes:
        norms: every norm that applies, by id.
        minimum: the highest of their minima, in holders.
        maximum: the lowest of their maxima, in holders; None = no maximum.
        fallback: the role type of the norm with the smallest id that names one; None = none does.
        obligation: the strictest: law before recommended before own.
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
        mandate: the edge that gives it.
        scope: the organisation of the mandate's scope from which it comes down.
        chain: the organisations from the cell up to `scope`; one alone = not inherited.
        through: the task group that the mandate is on; None = it is on the subject itself.
        role: the role that has the mandate; None = the holder has it.
        holding: how the person holds that role.
        acting_for: the person who is replaced, in the mandate or else in the role.
        present: whether the holder is there: a person who is not absent at the cell's organisation, a body
            with a present or unnamed member, an organisation always.
        counts: whether the holder covers the cell now this way. The same as `present`, because an acting way
            is there only while everybody up its chain is absent or gone and the acting holder is present.
        tier_eur: the ceiling of a decider, in EUR excluding VAT; None = no limit.
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
    """Who answers for a cell that nobody covers; the cell stays not filled.

    Attributes:
        role_type: the role type that the norm names.
        organisation: the nearest organisation, from the cell upward, with such a role that somebody present holds.
        role: that role.
        persons: everybody present who holds it, sorted.
    """

    role_type: str
    organisation: str
    role: str
    persons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """The deciders of a cell with one ceiling.

    Attributes:
        ceiling_eur: the largest amount that they may decide, excluding VAT; None = no limit.
        ways: how they hold the cell, those who count first.
    """

    ceiling_eur: int | None
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Who covers a task or decision at an organisation in one kind of mandate on a day.

    Attributes:
        organisation: where.
        subject: the task or decision.
        mandate: the kind of mandate.
        on: the day.
        demand: what the norms ask; None = no norm applies.
        fallback: who answers; only where nobody covers the cell and the demand names a role type that is found.
        holders: everybody who holds it, present or not, sorted; a body only when it has members.
        present: whoever counts for the norms, sorted: present people, organisations, and a body that has unnamed
            members or a present member who is not in this list in person.
        people: whoever counts for the bus factor: present people, present members of bodies, `body/x#unnamed`
            for members without a name, and organisations.
        evaluated: whether a norm demands it or the scope of a mandate names its organisation.
    """

    organisation: str
    subject: str
    mandate: str
    on: date
    demand: Demand | None
    fallback: Fallback | None
    holders: tuple[str, ...]
    present: tuple[str, ...]
    people: frozenset[str]
    evaluated: bool
    _find_ways: Callable[[Cell], tuple[Way, ...]] = field(repr=False, compare=False)
    _ways: tuple[Way, ...] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def ways(self) -> tuple[Way, ...]:
        """Every way in which it is held, nearest scope first, then by mandate and holder.

        Absent holders are there too; acting ways only while they count. Found when first asked, then kept.
        """
        found = self._ways
        if found is None:
            found = self._find_ways(self)
            object.__setattr__(self, "_ways", found)
        return found

    @property
    def covered(self) -> bool:
        """Whether somebody covers it now; a fallback does not."""
        return bool(self.present)
