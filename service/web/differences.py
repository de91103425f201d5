"""What an import or an undoing does to the graph, in words: by school, counted, and the first lines by name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from graph.domain.changes import RecordChange
from graph.domain.kinds import Edge, Mandate, Node
from graph.model.differences import difference_of
from graph.model.snapshot import Snapshot
from graph.usecases import read
from graph.usecases.nearby import places_about
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
EFFECTS = ("ended", "removed", "added", "changed")
"""What a reader wants to see first: what stops."""
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
    """What becomes of one record.

    Attributes:
        effect: what happens to it, in a word.
        css: class of its colour.
        change: the record and what it says.
        scope: for which schools, where it is somebody's work at several.
    """

    effect: str
    css: str
    change: ShownChange
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceGroup:
    """What happens at one school.

    Attributes:
        title: the school, or that it is of all or several.
        total: how many records.
        counts: how many of each sort, in words.
        lines: the first of them.
        more: how many are not among the lines.
    """

    title: str
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
    """Changes in words, as the reader may read them, by school: what is new, what changes, what ends, what goes.

    Args:
        visit: of the reader.
        changes: with what is before and after.
        after: the graph with them, where new records have their names; None = they are in the graph already.
    """
    as_seen = read.change_as_seen if after is None else read.draft_as_seen
    seen = (as_seen(visit.world, change) for change in changes)
    then = visit if after is None else replace(visit, world=visit.world.over(after))
    by_school: dict[str, list[tuple[str, RecordChange]]] = defaultdict(list)
    for effect, some in difference_of(each for each in seen if each is not None).by_effect():
        for change in some:
            by_school[_school_of(then, visit, change)].append((effect, change))
    named = sorted(by_school, key=lambda school: (not school, then.name(school) if school else ""))
    return tuple(_group(visit, then, school, by_school[school]) for school in named)


def _group(visit: Visit, then: Visit, school: str, changes: Sequence[tuple[str, RecordChange]]) -> DifferenceGroup:
    sorts = Counter(_what(change) for _, change in changes)
    named = [(effect, change) for effect, change in changes if _what(change) != "spellings"]
    named.sort(key=lambda item: (EFFECTS.index(item[0]), ORDER.index(_what(item[1]))))
    return DifferenceGroup(
        title=then.name(school) if school else visit._("Not of one school"),
        total=len(changes),
        counts=tuple(_count(visit, sort, sorts[sort]) for sort in ORDER if sorts[sort]),
        lines=tuple(
            _line(visit, visit if change.after is None else then, effect, change)
            for effect, change in named[:MOST_LINES]
        ),
        more=max(len(named) - MOST_LINES, 0),
    )


def _line(visit: Visit, then: Visit, effect: str, change: RecordChange) -> DifferenceLine:
    shown = shown_change(then, change, without=REMEMBERED)
    record = change.after or change.before
    places = record.scope if isinstance(record, Mandate) else ()
    said = tuple(part if isinstance(part, str) else replace(part, href=None) for part in shown.said)
    word, css = {
        "added": (visit._("New"), "good"),
        "changed": (visit._("Changes"), "info"),
        "ended": (visit._("Ends"), "wait"),
        "removed": (visit._("Goes away"), "bad"),
    }[effect]
    return DifferenceLine(
        effect=word,
        css=css,
        change=replace(shown, said=said),
        scope=", ".join(map(then.name, places)) if len(places) > 1 else "",
    )


def _school_of(then: Visit, before: Visit, change: RecordChange) -> str:
    """The one organisation that a change is about; empty when it is about none or several."""
    record, visit = change.after or change.before, then if change.after is not None else before
    places = set() if record is None else set(places_about(visit.world, record))
    return places.pop() if len(places) == 1 else ""


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
