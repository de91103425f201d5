"""Expertise needed, not known of this person: nobody present who executes or steers has a topic at the level asked."""

from __future__ import annotations

from collections.abc import Iterator

from graph.analyses.gaps.area import Area
from graph.analyses.gaps.cells import CellKey, Cells, group_mandate, records_of, ways_that_count
from graph.analyses.gaps.code import Evidence, GapCode, Where, persons_among
from graph.analyses.gaps.example import AN, SCHOOL, WIFI, Example, edge, executes, node
from graph.analyses.gaps.knowledge import ExpertiseNeed
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.sentences import at, doing, quoted
from graph.domain.kinds import JUDGED_KINDS, Requires
from graph.domain.text import N_, Text
from graph.model.bounds import Bounds, Dates
from graph.model.coverage import Cell

__all__ = ["WITHOUT_EXPERTISE"]


class _AskingCells(Cells):
    """The cells whose subject ever asks for expertise: their holders are looked at beside the cell itself."""

    def ever(self, area: Area) -> Iterator[CellKey]:
        for key in super().ever(area):
            if key[2] in JUDGED_KINDS and area.snapshot.out(Requires, key[1]):
                yield key


def _judge(look: Look, cell: Cell) -> ExpertiseNeed | None:
    if cell.mandate not in JUDGED_KINDS:
        return None
    need = look.days.knowledge(look.on).need(cell)
    return need if need is not None and need.known else None


def _bounds(bounds: Bounds, key: CellKey) -> Dates:
    return bounds.of_cell(*key) | bounds.of_knowledge(key[1], bounds.people_near(*key))


def _evidence(look: Look, cell: Cell, need: ExpertiseNeed) -> Evidence:
    people, ways = persons_among(cell.people), ways_that_count(cell)
    return Evidence(
        records={*need.evidence, *records_of(ways)},
        persons=people,
        caused_by=people[0] if len(people) == 1 else group_mandate(ways, cell),
        missing=need.missing,
        obligation=None if cell.demand is None else cell.demand.obligation,
    )


def _message(cell: Cell, need: ExpertiseNeed, where: Where) -> Text:
    template = (
        N_("Expertise needed, not known of this person: {topics}, needed {doing}{at}.")
        if len(persons_among(cell.people)) == 1
        else N_("Expertise needed, not known of these people: {topics}, needed {doing}{at}.")
    )
    return Text(
        template,
        topics=quoted(need.missing, "and"),
        doing=doing(cell.mandate, cell.subject),
        at=at(where.organisation),
    )


NETWORK = "expertise/netwerk"

WITHOUT_EXPERTISE = GapCode(
    code="without_expertise",
    severity="medium",
    title=N_("Expertise needed, not known of this person"),
    matter=_AskingCells(),
    judge=_judge,
    bounds=_bounds,
    evidence=_evidence,
    message=_message,
    example=Example(
        (*SCHOOL, node(NETWORK), edge("REQUIRES", WIFI, NETWORK, level=2), executes(AN)),
        has_it=(edge("KNOWS", AN, NETWORK, level=1),),
        has_it_not=(edge("KNOWS", AN, NETWORK, level=2),),
    ),
)
