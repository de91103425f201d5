"""What if somebody falls away: a rehearsal for people in every format.

The texts speak of tasks that one colleague or nobody would take on, never of somebody as a risk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.analyses.gaps.findings import Finding
from graph.analyses.planning.rehearsal import ItemChange, Rehearsal
from graph.domain.text import N_
from graph.reports.columns import columns, table
from graph.reports.gaps import FINDING_AT_A_GLANCE, finding_columns, findings_table
from graph.reports.model import Block, Heading, Paragraph, Report, Table
from graph.reports.naming import Naming

__all__ = ["rehearsal_report"]

WHAT_IF_TITLES: Mapping[str, str] = {
    "people": N_("What if somebody falls away?"),
    "organisation": N_("What if a school leaves the group?"),
    "changes": N_("What if these changes are made?"),
}
"""By what is rehearsed."""

_SECTIONS: Mapping[str, str] = {
    "orphaned": N_("Nobody would take this on any more"),
    "at_risk": N_("One colleague would take this on alone"),
    "eased": N_("Several would take this on from now on"),
    "expertise_lost": N_("Nobody at the school would know this any more"),
    "expertise_at_risk": N_("One colleague at the school would know this"),
}


def rehearsal_report(found: Rehearsal, naming: Naming, *, what: str = "people") -> Report:
    """The report for people: counts, what would open, and what few people would take on or know.

    Args:
        found: the result.
        naming: what the reader may see named.
        what: what is rehearsed: a key of `WHAT_IF_TITLES`.
    """
    texts = naming.texts
    places = texts.listing(naming.each(found.organisations)) or texts.gettext("All organisations")
    items = {name: _items_table(name, getattr(found, name), naming) for name in _SECTIONS}
    return Report(
        texts=texts,
        title=texts.gettext(WHAT_IF_TITLES[what]),
        about=f"{places}, {texts.day(found.on)}.",
        blocks=(
            _summary(found, naming),
            Heading(texts.gettext("Points of attention that would be added")),
            _findings(found.opened, naming),
            *_solved(found, naming),
            *(block for table in items.values() if table.rows for block in (Heading(table.caption), table)),
            *_topics(found, naming),
        ),
        sheets=(findings_table(found.opened, naming), findings_table(found.closed, naming), *items.values()),
        wide=True,
    )


def _summary(found: Rehearsal, naming: Naming) -> Table:
    texts = naming.texts
    return Table(
        caption=texts.gettext("Now and afterwards"),
        headings=(texts.gettext("Counted"), texts.gettext("Now"), texts.gettext("Afterwards")),
        rows=(
            (
                texts.gettext("Points of attention"),
                found.still_open + len(found.closed),
                found.still_open + len(found.opened),
            ),
            (texts.gettext("Items"), found.now.items, found.afterwards.items),
            (texts.gettext("Taken on by one colleague"), found.now.at_risk, found.afterwards.at_risk),
            (texts.gettext("Taken on by nobody"), found.now.orphans, found.afterwards.orphans),
        ),
    )


def _findings(findings: Sequence[Finding], naming: Naming) -> Block:
    texts = naming.texts
    if not findings:
        return Paragraph.of(texts.gettext("Nothing would be added."))
    shown = finding_columns(naming)[: len(FINDING_AT_A_GLANCE)]
    return table(shown, findings, caption=texts.gettext("Points of attention"))


def _solved(found: Rehearsal, naming: Naming) -> tuple[Block, ...]:
    if not found.closed:
        return ()
    heading = Heading(naming.texts.gettext("Points of attention that would disappear"))
    return heading, _findings(found.closed, naming)


def _topics(found: Rehearsal, naming: Naming) -> tuple[Block, ...]:
    if not found.topics_lost:
        return ()
    text = naming.texts.gettext(
        "Nobody in these organisations would know this any more: {topics}.", topics=naming.listing(found.topics_lost)
    )
    return (Paragraph.of(text),)


def _items_table(name: str, items: Sequence[ItemChange], naming: Naming) -> Table:
    texts = naming.texts
    about_expertise = name.startswith("expertise")
    shown = columns(ItemChange, naming, without=("subject", "mandate") if about_expertise else ("expertise",))
    return table(shown, items, caption=texts.gettext(_SECTIONS[name]), empty=texts.gettext("Nothing"))
