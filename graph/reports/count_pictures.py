"""Counts per task group as pictures, each with the table that says the same: points of attention per school, and
what each colleague takes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.analyses.answers.task_group_counts import FindingCount, FindingCounts, HeldCount, HeldCounts
from graph.reports.model import Cell, Picture, Table
from graph.reports.naming import Naming
from graph.reports.pictures.grid import Box, grid
from graph.words.catalogue import Texts
from graph.words.titles import SEVERITY_TITLES, SEVERITY_TONES, title

__all__ = ["finding_map", "finding_map_table", "held_map", "held_map_table"]

MOST_ROWS = 40
"""More rows than this do not make a picture clearer; the spreadsheet has them all."""


def finding_map(counts: FindingCounts, naming: Naming) -> Picture | None:
    """Schools by task groups: how many points are open, in the colour of the gravest; None when there are none.

    The number says it too; an exclamation mark stands beside it where the gravest is urgent.
    """
    if not counts.rows:
        return None
    texts, shown = naming.texts, counts.rows[:MOST_ROWS]
    boxes = [
        [*(_finding_box(count, texts) for count in row), _finding_box(total, texts)]
        for (_, row), total in zip(shown, counts.totals, strict=False)
    ]
    caption = _limited(texts.gettext("Points of attention per school and task group"), len(counts.rows), texts)
    worst, total = shown[0][0], counts.totals[0]
    return Picture(
        title=caption,
        drawing=grid(
            [naming(place) for place, _ in shown],
            [*_group_names(counts.groups, naming), texts.gettext("Together")],
            boxes,
            title=caption,
            description=texts.ngettext(
                "A box for each school and task group, in a stronger colour where it is graver; ! is urgent. Most "
                "open: {place}, {number} point.",
                "A box for each school and task group, in a stronger colour where it is graver; ! is urgent. Most "
                "open: {place}, {number} points.",
                total.number,
                place=naming(worst),
            ),
        ),
        twin=finding_map_table(counts, naming, most=MOST_ROWS),
    )


def finding_map_table(counts: FindingCounts, naming: Naming, *, most: int | None = None) -> Table:
    """Schools by task groups: how many points are open, and the gravest of each school."""
    texts = naming.texts
    rows = zip(counts.rows[:most], counts.totals, strict=False)
    return Table(
        caption=texts.gettext("Points per school"),
        headings=(
            texts.gettext("School or group"),
            *_group_names(counts.groups, naming),
            texts.gettext("Together"),
            texts.gettext("Gravest"),
        ),
        rows=tuple(
            (
                naming(place),
                *(count.number for count in row),
                total.number,
                title(SEVERITY_TITLES, total.worst, texts),
            )
            for (place, row), total in rows
        ),
    )


def held_map(counts: HeldCounts, naming: Naming) -> Picture | None:
    """Colleagues by task groups: what each takes on, and after the stroke what nobody else does; None when nothing."""
    if not counts.rows:
        return None
    texts, shown = naming.texts, counts.rows[:MOST_ROWS]
    boxes = [
        [*(_held_box(count, texts) for count in row), _held_box(total, texts)]
        for (_, row), total in zip(shown, counts.totals, strict=False)
    ]
    caption = _limited(texts.gettext("Who takes on what, per task group"), len(counts.rows), texts)
    return Picture(
        title=caption,
        drawing=grid(
            [naming(person) for person, _ in shown],
            [*_group_names(counts.groups, naming), texts.gettext("Together")],
            boxes,
            title=caption,
            description=texts.gettext(
                "A box for each colleague and task group: how much they take on, and after the stroke how much of it "
                "they take on alone. Orange is where something hangs on one colleague."
            ),
        ),
        twin=held_map_table(counts, naming, most=MOST_ROWS),
    )


def held_map_table(counts: HeldCounts, naming: Naming, *, most: int | None = None) -> Table:
    """Colleagues by task groups: what each takes on, and what of it alone."""
    texts = naming.texts
    rows = zip(counts.rows[:most], counts.totals, strict=False)
    names = [*_group_names(counts.groups, naming), texts.gettext("Together")]
    return Table(
        caption=texts.gettext("Who takes on what"),
        headings=(
            texts.gettext("Colleague"),
            *(heading for name in names for heading in (name, texts.gettext("{group}: alone", group=name))),
        ),
        rows=tuple((naming(person), *_held_cells((*row, total))) for (person, row), total in rows),
    )


def _group_names(groups: Sequence[str | None], naming: Naming) -> list[str]:
    return [naming.texts.gettext("Other") if group is None else naming(group) for group in groups]


def _limited(caption: str, rows: int, texts: Texts) -> str:
    if rows <= MOST_ROWS:
        return caption
    return texts.gettext(
        "{caption} (the first {most} of {rows}; the spreadsheet has them all)",
        caption=caption,
        most=texts.number(MOST_ROWS),
        rows=texts.number(rows),
    )


def _finding_box(count: FindingCount, texts: Texts) -> Box:
    if count.worst is None:
        return Box("", "none", texts.gettext("No points of attention"))
    number = texts.number(count.number)
    hint = texts.ngettext("{number} point of attention", "{number} points of attention", count.number)
    sign = f"{number} !" if count.worst == "critical" else number
    return Box(sign, SEVERITY_TONES[count.worst], f"{hint}; {title(SEVERITY_TITLES, count.worst, texts)}")


def _held_box(count: HeldCount, texts: Texts) -> Box:
    if not count.held:
        return Box("", "none", texts.gettext("Nothing"))
    held, alone = texts.number(count.held), texts.number(count.alone)
    hint = texts.gettext("Takes on: {held}; alone: {alone}", held=held, alone=alone)
    return Box(f"{held} / {alone}", "warn", hint) if count.alone else Box(held, "calm", hint)


def _held_cells(counts: Sequence[HeldCount]) -> Iterator[Cell]:
    for count in counts:
        yield count.held
        yield count.alone
