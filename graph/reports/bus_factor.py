"""What hangs on one colleague, for people in every format.

The texts speak of tasks that one colleague takes on, never of somebody as a risk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.analyses.answers.task_group_counts import HeldCounts
from graph.analyses.fragility.bridges import Separation
from graph.analyses.fragility.bus_factor import BusFactorReport, SinglePoint
from graph.analyses.fragility.items import Item
from graph.analyses.fragility.smallest_set import SmallestSet
from graph.domain.text import N_
from graph.reports.columns import codes, columns, table
from graph.reports.count_pictures import held_map, held_map_table
from graph.reports.lists import first_rows
from graph.reports.model import Block, Facts, Heading, Paragraph, Report, Span, Table
from graph.reports.naming import Naming

__all__ = [
    "bridges_report",
    "bus_factor_each_report",
    "bus_factor_report",
]

_COUNTED: Mapping[str, str] = {
    "mandates": N_("Counted: who does what, per school."),
    "expertise": N_("Counted: who knows what, per school."),
    "crossed": N_("Counted: who takes on a task or decision and has the expertise that it needs."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    """How a page speaks of the items of a population: a task is taken on, a topic is known."""

    by_several: str
    by_one: str
    by_nobody: str
    alone: str
    thin: str
    nothing_thin: str


_TAKEN_ON = _Wording(
    by_several=N_("Taken on by several"),
    by_one=N_("Taken on by one colleague"),
    by_nobody=N_("Taken on by nobody"),
    alone=N_("What one colleague takes on alone"),
    thin=N_("Taken on by nobody or by one colleague"),
    nothing_thin=N_("Everything is taken on by at least two people."),
)
_KNOWN = _Wording(
    by_several=N_("Known by several"),
    by_one=N_("Known by one colleague"),
    by_nobody=N_("Known by nobody"),
    alone=N_("What only one colleague knows"),
    thin=N_("Known by nobody or by one colleague"),
    nothing_thin=N_("At least two people know each topic."),
)


def _wording(report: BusFactorReport) -> _Wording:
    return _KNOWN if report.population == "expertise" else _TAKEN_ON


def bus_factor_each_report(found: Sequence[BusFactorReport], naming: Naming) -> Report:
    """Schools beside each other, for people: where most hangs on one colleague comes first."""
    texts = naming.texts
    ordered = sorted(found, key=lambda report: (-len(report.at_risk), -len(report.orphans), report.organisation or ""))
    first = next(iter(ordered), None)
    wording = _TAKEN_ON if first is None else _wording(first)
    title = texts.gettext("What depends on one colleague, per school?")
    return Report(
        texts=texts,
        title=title,
        about="" if first is None else f"{texts.day(first.on)}. {texts.gettext(_COUNTED[first.population])}",
        blocks=(
            Table(
                caption=title,
                headings=(
                    texts.gettext("School"),
                    texts.gettext("Items"),
                    texts.gettext(wording.by_one),
                    texts.gettext(wording.by_nobody),
                    texts.gettext("Smallest group that leaves half of it uncovered")
                    if first is None
                    else _critical_title(first.critical_set, naming),
                    texts.gettext("Smallest group that keeps everything covered"),
                ),
                rows=tuple(
                    (
                        naming(report.organisation),
                        len(report.items),
                        len(report.at_risk),
                        len(report.orphans),
                        _size(report.critical_set, naming),
                        _size(report.core_team, naming),
                    )
                    for report in ordered
                ),
                empty=texts.gettext("There are no schools here."),
            ),
        ),
        wide=True,
    )


def _size(found: SmallestSet, naming: Naming) -> int | str:
    """How many people, or between how many when that was not proven in time."""
    if found.exact:
        return found.upper
    texts = naming.texts
    return texts.gettext(
        "between {lower} and {upper}", lower=texts.number(found.lower), upper=texts.number(found.upper)
    )


def bridges_report(found: Sequence[Separation], naming: Naming) -> Report:
    """Who alone joins schools, for people."""
    texts = naming.texts
    return Report(
        texts=texts,
        title=texts.gettext("Who alone joins schools?"),
        blocks=(
            table(
                columns(Separation, naming),
                found,
                caption=texts.gettext("Who alone joins schools?"),
                empty=texts.gettext("No contact between schools depends on one colleague."),
            ),
        ),
    )


def bus_factor_report(report: BusFactorReport, naming: Naming, *, counts: HeldCounts | None = None) -> Report:
    """The report for people: what one colleague or nobody takes on, on whom most hangs, and the smallest groups.

    Args:
        report: the result.
        naming: what the reader may see named.
        counts: of the same report, for the picture of colleagues by task groups.
    """
    texts, wording = naming.texts, _wording(report)
    where = naming(report.organisation) if report.organisation else texts.gettext("All organisations")
    picture = held_map(counts, naming) if counts is not None else None
    return Report(
        texts=texts,
        title=texts.gettext("What depends on one colleague?"),
        about=f"{where}, {texts.day(report.on)}. {texts.gettext(_COUNTED[report.population])}",
        blocks=(
            _summary(report, naming),
            *((picture,) if picture else ()),
            Heading(texts.gettext(wording.alone)),
            *first_rows(_points_table(report, naming), texts),
            Heading(_critical_title(report.critical_set, naming)),
            *_set_text(report.critical_set, naming),
            Heading(texts.gettext("Smallest group that keeps everything covered")),
            *_set_text(report.core_team, naming),
            Heading(texts.gettext(wording.thin)),
            *first_rows(_thin_table(report, naming), texts),
        ),
        sheets=(
            _items_table(report, naming),
            _points_table(report, naming),
            *((held_map_table(counts, naming),) if counts is not None and picture else ()),
        ),
        wide=True,
    )


def _summary(report: BusFactorReport, naming: Naming) -> Facts:
    texts, wording = naming.texts, _wording(report)
    return Facts(
        (
            (texts.gettext("Items"), len(report.items)),
            (texts.gettext(wording.by_several), len(report.items) - len(report.orphans) - len(report.at_risk)),
            (texts.gettext(wording.by_one), len(report.at_risk)),
            (texts.gettext(wording.by_nobody), len(report.orphans)),
        )
    )


def _points_table(report: BusFactorReport, naming: Naming) -> Table:
    texts = naming.texts
    return table(
        columns(SinglePoint, naming),
        report.single_points,
        caption=texts.gettext(_wording(report).alone),
        empty=texts.gettext("Nothing depends on one colleague."),
    )


def _critical_title(found: SmallestSet, naming: Naming) -> str:
    texts = naming.texts
    if found.share * 2 == 1:
        return texts.gettext("Smallest group that leaves half of it uncovered")
    return texts.gettext("Smallest group that leaves {share} of it uncovered", share=texts.percent(found.share))


def _set_text(found: SmallestSet, naming: Naming) -> Iterator[Block]:
    texts = naming.texts
    if not found.persons:
        yield Paragraph.of(texts.gettext("Nothing is filled yet."))
        return
    reached, items = texts.number(found.reached), texts.number(found.items)
    if found.exact:
        yield Paragraph.of(
            texts.ngettext(
                "{number} person; together this is about {reached} of the {items} filled items.",
                "{number} people; together this is about {reached} of the {items} filled items.",
                found.size,
                reached=reached,
                items=items,
            )
        )
    else:
        yield Paragraph.of(
            texts.gettext(
                "Between {lower} and {upper} people (not fully worked out, after {seconds} seconds). The smallest "
                "group found is about {reached} of the {items} filled items.",
                lower=texts.number(found.lower),
                upper=texts.number(found.size),
                seconds=texts.number(found.seconds or 0.0),
                reached=reached,
                items=items,
            )
        )
    yield Paragraph.of(Span(naming.listing(found.persons), strong=True))


def _thin_table(report: BusFactorReport, naming: Naming) -> Table:
    """Without the columns that hold nothing: a topic has no task, and a task no topic."""
    texts = naming.texts
    thin = (*report.orphans, *report.at_risk)
    used = tuple(each for each in columns(Item, naming) if any(each.read(item) != "" for item in thin))
    return table(
        used, thin, caption=texts.gettext(_wording(report).thin), empty=texts.gettext(_wording(report).nothing_thin)
    )


def _items_table(report: BusFactorReport, naming: Naming) -> Table:
    texts = naming.texts
    return table(
        (*columns(Item, naming), *codes(Item, naming)),
        report.items,
        caption=texts.gettext("Everything counted"),
        empty=texts.gettext("Nothing is filled yet."),
    )
