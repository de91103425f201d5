"""Who decides, executes, steers and answers questions on a subject at an organisation, and why they do.

The answer of the helpdesk and the intranet: everybody who covers the four cells of a subject, each with the way
that leads to them, in the order in which one should turn to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from graph.analyses.common.reaching import channels_of
from graph.analyses.common.unnamed import unnamed_absences
from graph.domain.described import (
    OMITTED,
    AnyHolderId,
    AnySubjectId,
    BodyId,
    ChannelId,
    MandateId,
    MandateKind,
    OrganisationId,
    PersonId,
    RoleId,
    RoleTypeId,
    Unit,
    choices_of,
)
from graph.domain.kinds import MANDATE_KINDS, ConsultedOn, Organisation, Role, TaskGroup, kind_of_id
from graph.domain.periods import last_day
from graph.domain.text import Named, Text, joined
from graph.model.coverage import Cell, Coverage, Way

__all__ = [
    "Answerer",
    "Consulted",
    "FallbackAnswer",
    "Responsibility",
    "contacts_of",
    "responsibility",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """Somebody who covers a subject at an organisation, and why.

    Attributes:
        holder: the person, body or organisation.
        role: the role through which, when it is one.
        mandate: the mandate that it rests on.
        via: the organisation from which the mandate comes down; None when it names the organisation itself.
        through: the task group that the mandate is on, when it is not on the subject itself.
        acting_for: who is replaced for a time.
        ceiling_eur: largest amount, for deciders; None = no limit.
        channels: the ways to reach them, in order.
        available: whether they are there on the day; somebody who is absent stays in the list, after who is there:
            among deciders only of those with the same ceiling.
        reason: why they are in the list.
    """

    holder: AnyHolderId
    role: RoleId | None
    mandate: MandateId
    via: OrganisationId | None
    through: AnySubjectId | None
    acting_for: PersonId | None
    ceiling_eur: Annotated[int | None, Unit("EUR, excluding VAT")]
    channels: tuple[ChannelId, ...]
    available: bool
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted:
    """A body that has a say in a subject.

    Attributes:
        body: the body.
        stage: how far its say goes; None when that is not said.
    """

    body: BodyId
    stage: Annotated[str | None, choices_of(ConsultedOn, "stage")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FallbackAnswer:
    """Who answers where nobody was appointed; the cell counts as not filled.

    Attributes:
        mandate: the kind that is not filled.
        role_type: whom the norm names.
        organisation: where such a role was found.
        role: the role.
        persons: who hold it.
    """

    mandate: MandateKind
    role_type: RoleTypeId
    organisation: OrganisationId
    role: RoleId
    persons: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """Who covers a subject at an organisation on a day.

    Attributes:
        organisation: where.
        subject: what.
        on: the day.
        amount_eur: the amount that was asked about.
        valid_until: no later than the first day on which the answer changes; None = it stays as it is.
        used: whether the subject is used there; False = "not here", so that nobody covers it.
        deciders: who may decide, lowest sufficient ceiling first, whether they are there or not.
        first_available: the first decider who is there; None when there is none.
        executors: who carry it out.
        steerers: who steer it and follow it up.
        contact_points: whom to turn to, in order of referral.
        consult: the bodies that have a say.
        fallback: who answers for the kinds that nobody fills.
        accountable: who stays accountable for the first decider who is there, or for the first of all when none is;
            from the grantor up.
        unnamed_absences: how many absences there on the day say no longer who was away; when there are any, nobody
            knows whether those who are given as available were.
        parts: for a task group the answers for each subject below it that is used there; the lists above are empty
            then.
    """

    organisation: OrganisationId
    subject: AnySubjectId
    on: date
    amount_eur: Annotated[int | None, Unit("EUR, excluding VAT")]
    valid_until: date | None
    used: bool = True
    deciders: tuple[Answerer, ...] = ()
    first_available: AnyHolderId | None = None
    executors: tuple[Answerer, ...] = ()
    steerers: tuple[Answerer, ...] = ()
    contact_points: tuple[Answerer, ...] = ()
    consult: tuple[Consulted, ...] = ()
    fallback: tuple[FallbackAnswer, ...] = ()
    accountable: tuple[AnyHolderId, ...] = ()
    unnamed_absences: int = 0
    parts: Annotated[tuple[Responsibility, ...], OMITTED] = ()

    def decides_instead(self) -> str | None:
        """The first decider who is there, when somebody who is absent stands before them in the list."""
        return None if self.deciders and self.deciders[0].available else self.first_available


def responsibility(
    coverage: Coverage, organisation: str, subject: str, *, amount_eur: int | None = None
) -> Responsibility:
    """Who covers a subject at an organisation.

    Args:
        coverage: of the snapshot and day.
        organisation: id of an organisation that exists.
        subject: id of a task, decision or task group that exists.
        amount_eur: leaves out deciders whose ceiling is lower; excluding VAT.
    """
    if coverage.snapshot.find(TaskGroup, subject) is not None:
        below = (part for part in coverage.subjects_in(subject) if coverage.used_at(part, organisation))
        return Responsibility(
            organisation=organisation,
            subject=subject,
            on=coverage.on,
            amount_eur=amount_eur,
            valid_until=coverage.changes_after(organisation, subject),
            used=coverage.used_at(subject, organisation),
            unnamed_absences=_unnamed_absences(coverage, organisation),
            parts=tuple(responsibility(coverage, organisation, part, amount_eur=amount_eur) for part in below),
        )
    cells = {kind: coverage.cell(organisation, subject, kind) for kind in MANDATE_KINDS}
    tiers = coverage.tiers(cells["DECIDES"], amount_eur)
    deciding = [way for tier in tiers for way in tier.ways]
    there = next((way for way in deciding if way.counts), None)
    answering = there or next(iter(deciding), None)
    return Responsibility(
        organisation=organisation,
        subject=subject,
        on=coverage.on,
        amount_eur=amount_eur,
        valid_until=coverage.changes_after(organisation, subject),
        used=coverage.used_at(subject, organisation),
        deciders=_answerers(coverage, cells["DECIDES"], deciding),
        first_available=there.holder if there else None,
        executors=_answerers(coverage, cells["EXECUTES"], _available_first(cells["EXECUTES"].ways)),
        steerers=_answerers(coverage, cells["STEERS"], _available_first(cells["STEERS"].ways)),
        contact_points=contacts_of(coverage, cells["CONTACT_POINT_FOR"]),
        consult=_consulted(coverage.consulted(organisation, subject)),
        fallback=tuple(_fallbacks(cells.values())),
        accountable=coverage.accountable(answering.mandate, organisation) if answering else (),
        unnamed_absences=_unnamed_absences(coverage, organisation),
    )


def _unnamed_absences(coverage: Coverage, organisation: str) -> int:
    on = coverage.on
    return unnamed_absences(coverage.snapshot, on, on + timedelta(days=1), coverage.above(organisation))


def contacts_of(coverage: Coverage, cell: Cell) -> tuple[Answerer, ...]:
    """Whom to turn to for a cell of contact points, in order of referral."""
    return _answerers(coverage, cell, coverage.contact_order(cell))


def _available_first(ways: Iterable[Way]) -> list[Way]:
    return sorted(ways, key=lambda way: (not way.counts, way.mandate.rank is None, way.mandate.rank or 0))


def _answerers(coverage: Coverage, cell: Cell, ways: Iterable[Way]) -> tuple[Answerer, ...]:
    """One entry a holder, by the first way that leads to them."""
    first: dict[str, Way] = {}
    for way in ways:
        first.setdefault(way.holder, way)
    return tuple(_answerer(coverage, cell, way) for way in first.values())


def _answerer(coverage: Coverage, cell: Cell, way: Way) -> Answerer:
    return Answerer(
        holder=way.holder,
        role=way.role,
        mandate=way.mandate.id,
        via=way.scope if way.scope != cell.organisation else None,
        through=way.through,
        acting_for=way.acting_for,
        ceiling_eur=way.tier_eur,
        channels=_channels(coverage, way),
        available=way.counts,
        reason=_reason(coverage, cell, way),
    )


def _channels(coverage: Coverage, way: Way) -> tuple[str, ...]:
    if way.mandate.channel is not None:
        return (way.mandate.channel,)
    for node in (way.role, way.holder if kind_of_id(way.holder) != "person" else None, way.scope):
        channels = channels_of(coverage, node) if node else ()
        if channels:
            return tuple(channel.id for channel in channels)
    return ()


def _consulted(edges: Sequence[ConsultedOn]) -> tuple[Consulted, ...]:
    return tuple(dict.fromkeys(Consulted(body=edge.from_id, stage=edge.stage) for edge in edges))


def _fallbacks(cells: Iterable[Cell]) -> Iterable[FallbackAnswer]:
    for cell in cells:
        if cell.fallback is not None:
            yield FallbackAnswer(
                mandate=cell.mandate,
                role_type=cell.fallback.role_type,
                organisation=cell.fallback.organisation,
                role=cell.fallback.role,
                persons=cell.fallback.persons,
            )


# Reasons in words


def _reason(coverage: Coverage, cell: Cell, way: Way) -> Text:
    parts = (
        _by_role(coverage, way),
        _by_organisation(coverage, cell, way),
        _by_group(coverage, way),
        _by_replacement(coverage, way),
        _by_absence(coverage, cell, way),
    )
    said = tuple(part for part in parts if part is not None)
    return joined(said) if said else Text("appointed directly")


def _by_role(coverage: Coverage, way: Way) -> Text | None:
    role = coverage.snapshot.find(Role, way.role) if way.role else None
    return Text("as {role}", role=Named(role.id)) if role else None


def _by_organisation(coverage: Coverage, cell: Cell, way: Way) -> Text | None:
    if way.scope == cell.organisation:
        return None
    above = coverage.snapshot.find(Organisation, way.scope)
    return Text("through {organisation}", organisation=Named(above.id)) if above else None


def _by_group(coverage: Coverage, way: Way) -> Text | None:
    group = coverage.snapshot.find(TaskGroup, way.through) if way.through else None
    return Text("for the whole task group {group}", group=Named(group.id)) if group else None


def _by_absence(coverage: Coverage, cell: Cell, way: Way) -> Text | None:
    if way.counts:
        return None
    last = last_day(coverage.absent_until(way.holder, cell.organisation))
    return Text("absent up to and including {day}", day=last) if last else Text("absent now")


def _by_replacement(coverage: Coverage, way: Way) -> Text | None:
    replaced = coverage.snapshot.node(way.acting_for) if way.acting_for else None
    if replaced is None:
        return None
    ends = [edge.until for edge in (way.holding, way.mandate) if edge is not None and edge.until is not None]
    last = last_day(min(ends, default=None))
    if last is None:
        return Text("replaces {person}", person=Named(replaced.id))
    return Text("replaces {person} up to and including {day}", person=Named(replaced.id), day=last)
