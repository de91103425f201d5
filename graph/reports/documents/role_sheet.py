"""The role sheet: a function with its duties, as an annex to the job description."""

from __future__ import annotations

from collections.abc import Iterator

from graph.analyses.answers.role_sheet import RoleSheet, Seated
from graph.domain.kinds import MANDATE_KINDS
from graph.domain.week import days_in_words
from graph.reports.documents.phrases import channel_lines, duty_line, hours_line
from graph.reports.model import Block, Bullets, Facts, Heading, Paragraph, Report, Table
from graph.reports.naming import Naming
from graph.words.titles import LEVEL_TITLES, mandate_title, title

__all__ = ["role_sheet_report"]


def role_sheet_report(sheet: RoleSheet, naming: Naming, *, names: bool = True) -> Report:
    """A function on a page or two.

    Args:
        sheet: the result.
        naming: how records are called.
        names: whether the people who hold it are named.
    """
    texts = naming.texts
    return Report(
        texts=texts,
        title=texts.gettext("Task description: {function}", function=naming(sheet.role)),
        about=texts.gettext("Annex to the job description. As of {day}.", day=texts.day(sheet.on)),
        blocks=(Facts(tuple(_facts(sheet, naming, names=names))), *_duties(sheet, naming), *_needs(sheet, naming)),
    )


def _facts(sheet: RoleSheet, naming: Naming, *, names: bool) -> Iterator[tuple[str, str]]:
    texts = naming.texts
    if sheet.role_types:
        yield texts.gettext("Sort of function"), naming.listing(sheet.role_types)
    yield texts.gettext("Where"), naming.listing(sheet.at)
    if sheet.seats > 1:
        yield texts.gettext("Places"), texts.number(sheet.seats)
    if names:
        held = "; ".join(_held(seated, naming) for seated in sheet.holders)
        yield texts.gettext("Held by"), held or texts.gettext("not filled")
    if sheet.bodies:
        yield texts.gettext("Sits in"), naming.listing(sheet.bodies)
    channels = ", ".join(channel_lines(sheet.channels, naming))
    if channels:
        yield texts.gettext("Reached by"), channels


def _held(seated: Seated, naming: Naming) -> str:
    texts = naming.texts
    parts = [
        seated.fraction_as_written or "",
        hours_line(seated.hours_per_week, texts),
        texts.gettext("in place of {person}", person=naming(seated.acting_for)) if seated.acting_for else "",
        texts.last_day(seated.until),
    ]
    more = ", ".join(part for part in parts if part)
    return f"{naming(seated.person)} ({more})" if more else naming(seated.person)


def _duties(sheet: RoleSheet, naming: Naming) -> Iterator[Block]:
    texts = naming.texts
    if sheet.places:
        yield Heading(texts.gettext("Schools and days"))
        yield Table(
            caption=texts.gettext("Schools and days"),
            headings=(texts.gettext("School"), texts.gettext("Hours a week"), texts.gettext("Days")),
            rows=tuple(
                (naming(place.organisation), place.hours_per_week, texts.say(days_in_words(place.days)))
                for place in sheet.places
            ),
        )
    if not sheet.duties:
        yield Paragraph.of(texts.gettext("No tasks or decisions are linked to this function yet."))
    usual = {duty.places for duty in sheet.duties}
    for kind in MANDATE_KINDS:
        lines = [duty_line(duty, naming, places=len(usual) > 1) for duty in sheet.duties if duty.kind == kind]
        if lines:
            yield Heading(mandate_title(kind, texts))
            yield Bullets(tuple(lines))


def _needs(sheet: RoleSheet, naming: Naming) -> Iterator[Block]:
    texts = naming.texts
    if sheet.needs:
        yield Heading(texts.gettext("Expertise that the tasks ask for"))
        yield Table(
            caption=texts.gettext("Expertise that the tasks ask for"),
            headings=(texts.gettext("Topic"), texts.gettext("At least"), texts.gettext("For")),
            rows=tuple(
                (naming(need.topic), title(LEVEL_TITLES, need.level, texts), naming.listing(need.subjects))
                for need in sheet.needs
            ),
        )
