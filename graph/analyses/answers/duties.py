"""What somebody has to do: the mandates of a role, a person or a body as duties, with where they hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.analyses.common.membership import bodies_of, holdings_of
from graph.domain.kinds import JUDGED_KINDS, MANDATE_KINDS, Mandate
from graph.model.coverage import Coverage
from graph.model.topics import required_by

__all__ = ["Duty", "Need", "duties_of", "needs_of", "seats_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One mandate as its holder reads it.

    Attributes:
        mandate: id of the edge.
        kind: one of the four kinds of mandate.
        subject: the task, decision or task group.
        holder: the role, person, body or organisation that has it.
        places: the organisations that it is for, sorted.
        ceiling_eur: for deciding, the largest amount excluding VAT; None = no limit, or another kind.
        hours_per_week: hours for it, when they are recorded.
        acting_for: the person who is replaced.
    """

    mandate: str
    kind: str
    subject: str
    holder: str
    places: tuple[str, ...]
    ceiling_eur: int | None = None
    hours_per_week: float | None = None
    acting_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Expertise that duties ask for.

    Attributes:
        topic: its id.
        level: the highest level that any of them asks.
        subjects: the tasks and decisions that ask for it, sorted.
    """

    topic: str
    level: int
    subjects: tuple[str, ...]


def seats_of(coverage: Coverage, person: str) -> tuple[str, ...]:
    """Where a person's mandates come from: the person, the roles held that day, the bodies joined, in that order."""
    roles = dict.fromkeys(holding.to_id for holding in holdings_of(coverage, person))
    return (person, *roles, *bodies_of(coverage, person))


def duties_of(coverage: Coverage, *holders: str) -> tuple[Duty, ...]:
    """The mandates of the holders that are in force that day, by kind, subject and id.

    Args:
        coverage: of the snapshot and day.
        holders: roles, people, bodies or organisations; for a person with all seats give `seats_of`.
    """
    mandates = [edge for holder in holders for edge in _mandates(coverage, holder)]
    order = {kind: place for place, kind in enumerate(MANDATE_KINDS)}
    mandates.sort(key=lambda edge: (order[edge.kind], edge.to_id, edge.id))
    return tuple(_duty(coverage, edge) for edge in mandates)


def needs_of(coverage: Coverage, duties: Iterable[Duty]) -> tuple[Need, ...]:
    """The expertise that executing and steering ask for, by topic."""
    levels: dict[str, int] = {}
    subjects: dict[str, set[str]] = {}
    for duty in duties:
        if duty.kind in JUDGED_KINDS:
            for subject in coverage.subjects_in(duty.subject):
                for edge in required_by(coverage.snapshot, coverage.on, subject):
                    levels[edge.to_id] = max(edge.level, levels.get(edge.to_id, 0))
                    subjects.setdefault(edge.to_id, set()).add(subject)
    return tuple(
        Need(topic=topic, level=levels[topic], subjects=tuple(sorted(subjects[topic]))) for topic in sorted(levels)
    )


def _mandates(coverage: Coverage, holder: str) -> list[Mandate]:
    found = coverage.snapshot.mandates_from(holder)
    return [edge for edge in found if coverage.in_force(edge)]


def _duty(coverage: Coverage, edge: Mandate) -> Duty:
    return Duty(
        mandate=edge.id,
        kind=edge.kind,
        subject=edge.to_id,
        holder=edge.from_id,
        places=coverage.scope_of(edge),
        ceiling_eur=getattr(edge, "ceiling_eur", None),
        hours_per_week=getattr(edge, "hours_per_week", None),
        acting_for=edge.acting_for,
    )
