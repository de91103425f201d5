"""What a gap report says about its own norms: which apply, which do not, what none speaks of, what was looked for."""

from __future__ import annotations

from collections.abc import Iterator

from graph.analyses.gaps.findings import GapReport
from graph.analyses.gaps.table import code_words, title_of
from graph.reports.model import Block, Bullets, Heading, Paragraph
from graph.reports.naming import Naming

__all__ = ["norm_blocks"]

MOST_NAMED = 12
"""Tasks and decisions without a norm that a page names: a school may take what fits it, and needs no norm for all."""


def norm_blocks(report: GapReport, naming: Naming) -> Iterator[Block]:
    """The same for people; nothing where there is nothing to say."""
    texts = naming.texts
    if report.rules != code_words():
        sought = texts.listing([texts.gettext(title_of(code)) for code in report.rules])
        yield Paragraph.of(texts.gettext("Only this was looked for: {codes}.", codes=sought), note=True)
    if report.profiles or report.exceptions or report.without_norm:
        yield Heading(texts.gettext("What the minimum agreements are"))
    if report.profiles:
        yield Heading(texts.gettext("Starting lists that apply"), 3)
        yield Bullets(tuple(f"{naming(one.organisation)}: {naming(one.profile)}" for one in report.profiles))
    if report.exceptions:
        yield Heading(texts.gettext("Exceptions"), 3)
        yield Bullets(
            tuple(
                f"{naming(one.organisation)}: {naming(one.norm)}" + (f" ({one.reason})" if one.reason else "")
                for one in report.exceptions
            )
        )
    if report.without_norm:
        yield Heading(texts.gettext("In use, and no minimum agreement says anything about it"), 3)
        names = naming.each(report.without_norm)
        more = len(names) - MOST_NAMED
        rest = texts.gettext("and {number} more; the JSON file has them all", number=texts.number(more))
        yield Bullets(names if more <= 0 else (*names[:MOST_NAMED], rest))
