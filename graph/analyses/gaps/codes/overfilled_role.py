"""Too many people in a function: more people than seats. Who acts for somebody takes none."""

from __future__ import annotations

from graph.analyses.gaps.code import GapCode, Where
from graph.analyses.gaps.example import AN, FUNCTION, ICT, SCHOOL, TOM, Example, edge
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.seats import SEATS, holders_of, seat_bounds, seat_evidence
from graph.analyses.gaps.sentences import at
from graph.domain.kinds import Role
from graph.domain.text import N_, Named, Text, counted

__all__ = ["OVERFILLED_ROLE"]

People = tuple[str, ...]


def _judge(look: Look, role: Role) -> People | None:
    people = holders_of(look, role)
    return people if people is not None and len(people) > role.seats else None


def _message(role: Role, people: People, where: Where) -> Text:
    return counted(
        "Too many people in a function: {role}{at} has {present} for {number} place.",
        "Too many people in a function: {role}{at} has {present} for {number} places.",
        role.seats,
        role=Named(role.id),
        at=at(where.organisation),
        present=len(people),
    )


OVERFILLED_ROLE = GapCode(
    code="overfilled_role",
    severity="medium",
    title=N_("Too many people in a function"),
    matter=SEATS,
    judge=_judge,
    bounds=seat_bounds,
    evidence=seat_evidence,
    message=_message,
    example=Example(
        (*SCHOOL, *FUNCTION, edge("HOLDS", AN, ICT)),
        has_it=(edge("HOLDS", TOM, ICT),),
        has_it_not=(edge("HOLDS", TOM, ICT, acting_for=AN),),
    ),
)
