"""A rule of the ring: a function is for three people at most."""

from __future__ import annotations

from graph.analyses.gaps.code import Evidence, GapCode, Where
from graph.analyses.gaps.example import SCHOOL, Example, edge, node
from graph.analyses.gaps.seats import SEATS
from graph.domain.kinds import Role
from graph.domain.text import N_, Named, Text

MOST_SEATS = 3
ROLE = "role/ict-team"


def _message(role: Role, seats: int, where: Where) -> Text:
    return Text("{role} is a function for {seats} people; make a team of it", role=Named(role.id), seats=seats)


CROWDED_ROLE = GapCode(
    code="crowded_role",
    severity="low",
    title=N_("A function that is a team"),
    matter=SEATS,
    judge=lambda look, role: role.seats if role.seats > MOST_SEATS else None,
    bounds=lambda bounds, role: frozenset(),
    evidence=lambda look, role, seats: Evidence(records=(role.id,)),
    message=_message,
    example=Example(
        (*SCHOOL, edge("AT", ROLE, "organisation/brug")),
        has_it=(node(ROLE, seats=4),),
        has_it_not=(node(ROLE, seats=3),),
    ),
)
