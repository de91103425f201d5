"""Which organisations get a sheet in a task overview."""

from __future__ import annotations

from datetime import date

from graph.domain.choices import SCHOOL_TYPES
from graph.domain.errors import InvalidInput
from graph.domain.kinds import Organisation
from graph.domain.text import Text
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot

__all__ = ["organisations_with_a_sheet"]

MOST_SHEETS = 250


def organisations_with_a_sheet(snapshot: Snapshot, on: date, organisation: str | None) -> tuple[str, ...]:
    """Schools and centres, and others that have mandates of their own, in the order of the sheets.

    Args:
        snapshot: the graph.
        on: the day that is shown.
        organisation: id of the one that the workbook is for, with what lies below it; None = all.

    Raises:
        InvalidInput: there are none, or more than a workbook may have.
    """
    places = _shown(Coverage.of(snapshot, on), organisation)
    if len(places) > MOST_SHEETS:
        raise InvalidInput.because(
            Text("The workbook would have {number} sheets", number=len(places)),
            Text("Name an organisation: a workbook may have {most} sheets", most=MOST_SHEETS),
            field="organisation",
        )
    if not places:
        raise InvalidInput.because(
            Text("There is no school or centre to write about"),
            Text("Name another organisation or day"),
            field="organisation",
        )
    return places


def _shown(coverage: Coverage, organisation: str | None) -> tuple[str, ...]:
    places = [place.id for place in coverage.snapshot.nodes(Organisation)]
    there = coverage.below(organisation) if organisation else [p for p in places if coverage.below(p)]
    nodes = (coverage.snapshot.find(Organisation, place) for place in there)
    own = {place for edge in coverage.snapshot.mandates() for place in coverage.scope_of(edge)}
    shown = [node for node in nodes if node is not None and (node.type in SCHOOL_TYPES or node.id in own)]
    return tuple(node.id for node in sorted(shown, key=lambda node: (node.type != "school_group", node.name, node.id)))
