"""All from the same school or company: enough are present, too few of them stand apart from each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from graph.analyses.gaps.cells import CELLS, cell_bounds, cell_evidence, group_mandate, ways_that_count
from graph.analyses.gaps.code import Evidence, GapCode, Where
from graph.analyses.gaps.example import AN, BRUG, SCHOOL, TOM, Example, edge, executes, node, norm
from graph.analyses.gaps.look import Look
from graph.analyses.gaps.sentences import at, doing
from graph.domain.kinds import Norm, Organisation, kind_of_id
from graph.domain.text import N_, Text
from graph.model.coverage import Cell, Coverage

__all__ = ["NOT_INDEPENDENT", "belonging", "independent_groups", "missing_apart"]


def independent_groups(labels: Iterable[frozenset[str]]) -> int:
    """How many connected components there are when whoever shares a label is connected.

    Somebody without labels stands alone. No one at all gives 0.
    """
    components: list[set[str]] = []
    alone = 0
    for own in labels:
        if not own:
            alone += 1
            continue
        joined = [component for component in components if component & own]
        components = [component for component in components if not component & own]
        components.append(set(own).union(*joined))
    return len(components) + alone


def missing_apart(coverage: Coverage, cell: Cell, norm: Norm) -> int:
    """How many more holders a norm asks who stand apart from the present ones and each other; 0 where it asks none."""
    if norm.minimum < 2 or not norm.independent_of:
        return 0
    belong = [belonging(coverage, holder, norm.independent_of) for holder in cell.present]
    return max(0, norm.minimum - independent_groups(belong))


def belonging(coverage: Coverage, holder: str, types: Collection[str]) -> frozenset[str]:
    """The organisations of some types that a holder belongs to; an organisation belongs to itself, a body to none."""
    if kind_of_id(holder) == "body":
        return frozenset()
    places = coverage.affiliations(holder) if kind_of_id(holder) == "person" else (holder,)
    return frozenset(place for place in places if _type_of(coverage, place) in types)


def _judge(look: Look, cell: Cell) -> Norm | None:
    """The first norm of which the present holders are enough in number but too few that stand apart."""
    for asked in () if cell.demand is None else cell.demand.norms:
        if asked.minimum <= len(cell.present) and missing_apart(look.coverage, cell, asked):
            return asked
    return None


def _type_of(coverage: Coverage, organisation: str) -> str | None:
    found = coverage.snapshot.find(Organisation, organisation)
    return None if found is None else found.type


def _evidence(look: Look, cell: Cell, broken: Norm) -> Evidence:
    return cell_evidence(look, cell, ways_that_count(cell), group_mandate(cell.ways, cell))


def _message(cell: Cell, broken: Norm, where: Where) -> Text:
    return Text(
        "All from the same school or company: those appointed {doing}{at}. "
        "At least {apart} of them should be independent of each other.",
        doing=doing(cell.mandate, cell.subject),
        at=at(where.organisation),
        apart=broken.minimum,
    )


DIJK = "organisation/dijk"

NOT_INDEPENDENT = GapCode(
    code="not_independent",
    severity="medium",
    title=N_("All from the same school or company"),
    matter=CELLS,
    judge=_judge,
    bounds=cell_bounds,
    evidence=_evidence,
    message=_message,
    example=Example(
        (
            *SCHOOL,
            node(DIJK, type="school"),
            norm(minimum=2, independent_of=["school"], applies_to=[BRUG]),
            executes(AN),
            executes(TOM),
            edge("AFFILIATED_WITH", AN, BRUG),
        ),
        has_it=(edge("AFFILIATED_WITH", TOM, BRUG),),
        has_it_not=(edge("AFFILIATED_WITH", TOM, DIJK),),
    ),
)
