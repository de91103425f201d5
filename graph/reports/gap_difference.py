"""What opened and closed between two moments, for people in every format."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from graph.analyses.gaps.difference import GapDifference
from graph.reports.columns import table
from graph.reports.gaps import finding_columns
from graph.reports.model import Block, Facts, Heading, Report, Table
from graph.reports.naming import Naming
from graph.words.catalogue import Texts

__all__ = ["difference_report"]


def difference_report(difference: GapDifference, then: Naming, now: Naming) -> Report:
    """What opened, closed and stayed, for people.

    Args:
        difference: the result.
        then: names as of the earlier moment.
        now: names as of the later moment.
    """
    texts = now.texts
    return Report(
        texts=texts,
        title=texts.gettext("What opened and what closed: {place}", place=_place(difference, now)),
        about=_between(difference.before, difference.after, texts),
        blocks=tuple(_gaps(difference, then, now)),
        sheets=_gap_sheets(difference, then, now),
        wide=True,
    )


def _place(difference: GapDifference, naming: Naming) -> str:
    known = difference.organisation is not None
    return naming(difference.organisation) if known else naming.texts.gettext("all schools")


def _between(before: date, after: date, texts: Texts) -> str:
    if before == after:
        return texts.gettext("As of {day}", day=texts.day(after)) + "."
    return texts.gettext("From {before} to {after}.", before=texts.day(before), after=texts.day(after))


def _gaps(difference: GapDifference, then: Naming, now: Naming) -> Iterator[Block]:
    texts = now.texts
    yield Heading(texts.gettext("Points of attention"))
    yield Facts(
        (
            (texts.gettext("Opened"), len(difference.opened)),
            (texts.gettext("Closed"), len(difference.closed)),
            (texts.gettext("Still open"), len(difference.still_open)),
        )
    )
    for caption, found, naming in (
        (texts.gettext("Opened"), difference.opened, now),
        (texts.gettext("Closed"), difference.closed, then),
    ):
        if found:
            yield Heading(caption, 3)
            yield Table(
                caption=caption,
                headings=(texts.gettext("School or group"), texts.gettext("What is not arranged?")),
                rows=tuple((naming(one.organisation), naming.say(one.message)) for one in found),
            )


def _gap_sheets(difference: GapDifference, then: Naming, now: Naming) -> tuple[Table, ...]:
    texts = now.texts
    sheets = (
        (texts.gettext("Opened"), difference.opened, now),
        (texts.gettext("Closed"), difference.closed, then),
        (texts.gettext("Still open"), difference.still_open, now),
    )
    return tuple(
        table(finding_columns(naming), found, caption=caption, empty=texts.gettext("None."))
        for caption, found, naming in sheets
    )
