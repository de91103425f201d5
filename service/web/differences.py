"""What an import or an undoing does to the graph, in words: grouped, counted, and the first lines by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from graph.domain.changes import RecordChange
from graph.domain.kinds import Edge, Mandate, Node
from graph.model.differences import difference_of
from graph.model.snapshot import Snapshot
from service.web.revisions import ShownChange, shown_change
from service.web.visit import Visit

__all__ = [
    "MOST_LINES",
    "DifferenceGroup",
    "DifferenceLine",
    "difference_groups",
    "reversed_changes",
]

MOST_LINES = 50
ORDER = ("people", "organisations", "functions", "tasks", "mandates", "expertise", "other", "spellings")
KINDS = {
    "person": "people",
    "organisation": "organisations",
    "role": "functions",
    "task": "tasks",
    "decision": "tasks",
    "task_group": "tasks",
    "expertise": "expertise",
    "KNOWS": "expertise",
}
REMEMBERED = {"identifiers", "keywords"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceLine:
    """What becomes of one record; `scope` says for which schools, where it is somebody's work."""

    change: ShownChange
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceGroup:
    """The records to which the same happens.

    Attributes:
        title: what happens to them.
        css: class of its colour.
        total: how many records.
        counts: how many of each sort, in words.
        lines: the first of them.
        more: how many are not among the lines.
    """

    title: str
    css: str
    total: int
    counts: tuple[str, ...]
    lines: tuple[DifferenceLine, ...]
    more: int


def reversed_changes(changes: Iterable[RecordChange], *, without: Iterable[str] = ()) -> tuple[RecordChange, ...]:
    """What undoing changes does, without those of some records."""
    left_out = frozenset(without)
    return tuple(change.inverse() for change in changes if change.id not in left_out)


def difference_groups(
    visit: Visit, changes: Iterable[RecordChange], after: Snapshot | None = None
) -> tuple[DifferenceGroup, ...]:
    """Changes in words: what is new, what changes, what ends, what goes.

    Args:
        visit: of the reader.
        changes: with what is before and after.
        after: the graph with them, where new records have their names; None = they are in the graph already.
    """
    found = difference_of(changes)
    titles = {
        "added": (visit._("New"), "good"),
        "changed": (visit._("Changes"), "info"),
        "ended": (visit._("Ends"), "wait"),
        "removed": (visit._("Goes away"), "bad"),
    }
    then = visit if after is None else replace(visit, world=visit.world.over(after))
    return tuple(_group(visit, then, *titles[effect], some) for effect, some in found.by_effect() if some)


def _group(visit: Visit, then: Visit, title: str, css: str, changes: Sequence[RecordChange]) -> DifferenceGroup:
    sorts = Counter(_what(change) for change in changes)
    named = sorted((c for c in changes if _what(c) != "spellings"), key=lambda change: ORDER.index(_what(change)))
    shown = named[:MOST_LINES]
    return DifferenceGroup(
        title=title,
        css=css,
        total=len(changes),
        counts=tuple(_count(visit, sort, sorts[sort]) for sort in ORDER if sorts[sort]),
        lines=tuple(_line(visit if change.after is None else then, change) for change in shown),
        more=len(named) - len(shown),
    )


def _line(visit: Visit, change: RecordChange) -> DifferenceLine:
    shown = shown_change(visit, change, without=REMEMBERED)
    record = change.after or change.before
    scope = ", ".join(visit.name(place) for place in record.scope) if isinstance(record, Mandate) else ""
    said = tuple(part if isinstance(part, str) else replace(part, href=None) for part in shown.said)
    return DifferenceLine(change=replace(shown, said=said), scope=scope)


def _what(change: RecordChange) -> str:
    record = change.after or change.before
    if change.before is not None and change.after is not None and isinstance(record, Node):
        changed = {each.field for each in change.fields}
        if changed and changed <= REMEMBERED:
            return "spellings"
    if isinstance(record, Mandate):
        return "mandates"
    return KINDS.get(record.kind, "other") if isinstance(record, Node | Edge) else "other"


def _count(visit: Visit, sort: str, number: int) -> str:
    say = visit.texts
    words = {
        "people": lambda: say.ngettext("{number} colleague", "{number} colleagues", number),
        "organisations": lambda: say.ngettext("{number} organisation", "{number} organisations", number),
        "functions": lambda: say.ngettext("{number} function", "{number} functions", number),
        "tasks": lambda: say.ngettext("{number} task or decision", "{number} tasks or decisions", number),
        "mandates": lambda: say.ngettext("{number} time who does what", "{number} times who does what", number),
        "expertise": lambda: say.ngettext("{number} fact about expertise", "{number} facts about expertise", number),
        "other": lambda: say.ngettext("{number} link between them", "{number} links between them", number),
        "spellings": lambda: say.ngettext("{number} spelling remembered", "{number} spellings remembered", number),
    }
    return words[sort]()
