"""The handover sheet: what somebody who leaves passes on, to whom it could go, and by when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graph.analyses.answers.handover_sheet import HandoverItem, HandoverSheet, Successor
from graph.domain.periods import last_day
from graph.domain.text import N_
from graph.reports.documents.phrases import limit
from graph.reports.model import Block, Bullets, Cell, Heading, Paragraph, Report, Table
from graph.reports.naming import Naming
from graph.words.titles import mandate_title

__all__ = ["handover_report"]

_WHY: Mapping[str, str] = {
    "covers_it": N_("does this already"),
    "works_on_it": N_("works on this too"),
    "knows_it": N_("knows what it takes"),
}


def handover_report(sheet: HandoverSheet, naming: Naming) -> Report:
    """The sheet to go through together before the last day."""
    texts = naming.texts
    return Report(
        texts=texts,
        title=texts.gettext("Handover sheet: {person}", person=naming(sheet.person)),
        about=_about(sheet, naming),
        blocks=tuple(_blocks(sheet, naming)),
        wide=True,
    )


def _about(sheet: HandoverSheet, naming: Naming) -> str:
    texts = naming.texts
    last = last_day(sheet.leaves_on)
    if last is None:
        return texts.gettext("As of {day}. No last day was given.", day=texts.day(sheet.on))
    return texts.gettext("Last day: {last}. As of {day}.", last=texts.day(last), day=texts.day(sheet.on))


def _blocks(sheet: HandoverSheet, naming: Naming) -> Iterator[Block]:
    texts = naming.texts
    if not sheet.items and not sheet.roles and not sheet.bodies:
        yield Paragraph.of(texts.gettext("Nothing is recorded that has to be handed over."))
        return
    alone = [item for item in sheet.items if item.uncovered]
    shared = [item for item in sheet.items if not item.uncovered]
    if alone:
        yield Heading(texts.gettext("First: nobody else does this yet"))
        yield _table(alone, naming, texts.gettext("First: nobody else does this yet"))
    if shared:
        title = texts.gettext(N_("Then: colleagues do this as well") if alone else N_("Colleagues do this as well"))
        yield Heading(title)
        yield _table(shared, naming, title)
    if sheet.roles:
        yield Heading(texts.gettext("Functions that open"))
        yield Bullets(naming.each(sheet.roles))
    if sheet.bodies:
        yield Heading(texts.gettext("Seats in consultation that open"))
        yield Bullets(naming.each(sheet.bodies))
    yield Heading(texts.gettext("Also think of"))
    yield Bullets(
        (
            texts.gettext("passwords, keys and administrator accounts: hand them over in the vault, never on paper"),
            texts.gettext("running projects, orders and tickets"),
            texts.gettext("documents and folders in a personal account"),
        )
    )


def _table(items: list[HandoverItem], naming: Naming, caption: str) -> Table:
    texts = naming.texts
    return Table(
        caption=caption,
        headings=(
            texts.gettext("What"),
            texts.gettext("As"),
            texts.gettext("Where"),
            texts.gettext("Who could be asked"),
            texts.gettext("Agreed with"),
            texts.gettext("Done on"),
        ),
        rows=tuple(_rows(items, naming)),
    )


def _rows(items: Iterable[HandoverItem], naming: Naming) -> Iterator[tuple[Cell, ...]]:
    """One row for all that is held in the same way at the same places and could go to the same people."""
    grouped: dict[tuple[Cell, ...], list[str]] = {}
    for item in items:
        grouped.setdefault(_circumstances(item, naming), []).append(naming(item.duty.subject))
    for circumstances, subjects in grouped.items():
        yield tuple(subjects), *circumstances, "", ""


def _circumstances(item: HandoverItem, naming: Naming) -> tuple[Cell, ...]:
    texts = naming.texts
    duty = item.duty
    kind = mandate_title(duty.kind, texts)
    as_what = f"{kind}, {limit(duty.ceiling_eur, texts)}" if duty.kind == "DECIDES" else kind
    asked = tuple(_candidate(candidate, naming) for candidate in item.candidates)
    return (
        as_what,
        naming.listing(item.uncovered or duty.places),
        asked or texts.gettext("nobody known yet: discuss this in the ICT team"),
    )


def _candidate(candidate: Successor, naming: Naming) -> str:
    why = naming.texts.gettext(_WHY[candidate.why])
    return naming.texts.gettext("ask {person} ({why})", person=naming(candidate.person), why=why)
