"""Function not filled: fewer people than seats. Who acts for somebody fills none; who is absent keeps one."""

from __future__ import annotations

from graph.analyses.gaps.code import GapCode, Where
from graph.analyses.gaps.example import AN, FUNCTION, ICT, SCHOOL, Example, edge
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.seats import SEATS, holders_of, seat_bounds, seat_evidence
from graph.analyses.gaps.sentences import NOTHING, at
from graph.domain.kinds import Role
from graph.domain.text import N_, Named, Text

__all__ = ["UNFILLED_ROLE"]

People = tuple[str, ...]


def _judge(look: Look, role: Role) -> People | None:
    people = holders_of(look, role)
    return people if people is not None and len(people) < role.seats else None


def _message(role: Role, people: People, where: Where) -> Text:
    rest = Text(": {present} of {seats} places filled", present=len(people), seats=role.seats)
    return Text(
        "Function not filled: {role}{at}{rest}.",
        role=Named(role.id),
        at=at(where.organisation),
        rest=rest if role.seats > 1 else NOTHING,
    )


UNFILLED_ROLE = GapCode(
    code="unfilled_role",
    severity="high",
    title=N_("Function not filled"),
    matter=SEATS,
    judge=_judge,
    bounds=seat_bounds,
    evidence=seat_evidence,
    message=_message,
    example=Example((*SCHOOL, *FUNCTION), has_it_not=(edge("HOLDS", AN, ICT),)),
)
