"""The contact card of a school, one page for the staff room, and the crisis list of a group."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from graph.analyses.answers.contact_card import ContactCard, ContactLine, CrisisLine, CrisisList
from graph.analyses.answers.responsibility import Answerer
from graph.domain.kinds import Person, kind_of_id
from graph.domain.week import days_in_words
from graph.reports.documents.phrases import channel_lines
from graph.reports.model import Block, Cell, Facts, Heading, Inline, Paragraph, Picture, Report, Span, Table
from graph.reports.naming import Naming
from graph.reports.pictures.svg import Drawing, Element

__all__ = ["contact_card_report", "crisis_list_report"]

QR_QUIET_ZONE = 4
"""White modules around the code, as ISO/IEC 18004 asks."""


def contact_card_report(card: ContactCard, naming: Naming, *, address: str | None = None) -> Report:
    """The card of a school.

    Args:
        card: the result.
        naming: how records are called.
        address: of the page that is always up to date, for a code to scan; None = without one.
    """
    texts = naming.texts
    return Report(
        texts=texts,
        title=texts.gettext("ICT contacts: {school}", school=naming(card.organisation)),
        about=texts.gettext("As of {day}", day=texts.day(card.on)),
        blocks=tuple(_card_blocks(card, naming, address)),
        one_page=True,
    )


def crisis_list_report(found: CrisisList, naming: Naming) -> Report:
    """The list of whom to reach at every school, dated, to print and keep off the network."""
    texts = naming.texts
    return Report(
        texts=texts,
        title=texts.gettext("Call list for a crisis: {group}", group=naming(found.organisation)),
        about=texts.gettext(
            "As of {day}. Print it again when somebody changes: in a crisis the network may be down.",
            day=texts.day(found.on),
        ),
        blocks=(
            Table(
                caption=texts.gettext("Whom to reach"),
                headings=(
                    texts.gettext("School"),
                    texts.gettext("ICT contact point"),
                    texts.gettext("Next to try"),
                    texts.gettext("Head"),
                ),
                rows=tuple(_crisis_row(line, naming) for line in found.lines),
                empty=texts.gettext("There are no schools here."),
            ),
        ),
        wide=True,
    )


# The card


def _card_blocks(card: ContactCard, naming: Naming, address: str | None) -> Iterator[Block]:
    texts = naming.texts
    if card.general is not None:
        yield Facts(((texts.gettext("Not sure? Ask"), _who(card.general, naming, strong=True)),))
    else:
        yield Paragraph.of(texts.gettext("Nobody is appointed as contact point here yet."))
    if card.lines:
        yield Table(
            caption=texts.gettext("Whom to ask for what"),
            headings=(texts.gettext("For"), texts.gettext("Ask first"), texts.gettext("Not there? Then")),
            rows=tuple(_line_row(line, naming) for line in card.lines),
        )
    if card.on_site:
        yield Heading(texts.gettext("On site"))
        yield Facts(
            tuple(
                (f"{naming(each.person)}, {naming(each.role)}", texts.say(days_in_words(each.days)))
                for each in card.on_site
            )
        )
    if address is not None:
        yield _code(address, naming)


def _line_row(line: ContactLine, naming: Naming) -> tuple[Cell, ...]:
    texts = naming.texts
    group = naming(line.group)
    subjects = naming.listing(line.subjects)
    about = f"{group}: {subjects}" if group and subjects else group or subjects
    first = _who(line.contacts[0], naming) if line.contacts else texts.gettext("nobody appointed")
    second = _who(line.contacts[1], naming) if len(line.contacts) > 1 else ""
    return about, first, second


def _who(answerer: Answerer, naming: Naming, *, strong: bool = False, private: bool = False) -> Cell:
    """A name, as what, and how to reach them, on lines of their own."""
    texts = naming.texts
    name = naming(answerer.holder)
    away = "" if answerer.available else texts.gettext("absent now")
    role = naming(answerer.role) if answerer.role else ""
    ways = channel_lines(answerer.channels, naming, private=private) or _mail_of(answerer.holder, naming)
    more = [part for part in (role, *ways, away) if part]
    return (Span(name, strong=strong or kind_of_id(answerer.holder) == "person"), *more)


def _mail_of(holder: str, naming: Naming) -> tuple[str, ...]:
    """The work address of somebody of whom no other way to be reached is known."""
    person = naming.snapshot.find(Person, holder)
    return (person.email,) if person is not None and person.email and naming.may_name(person) else ()


def _code(address: str, naming: Naming) -> Picture:
    import segno  # only a card with a code needs it, and every command would wait for it

    texts = naming.texts
    code = segno.make(address, error="m", micro=False)
    pixels = io.BytesIO()
    code.save(pixels, kind="png", scale=8, border=QR_QUIET_ZONE)
    title = texts.gettext("Always up to date")
    return Picture(
        title=title,
        drawing=_drawn(code.matrix, title, address),
        twin=Paragraph.of(texts.gettext("This card as it is today: "), Span(address, link=address)),
        png=pixels.getvalue(),
        png_width_mm=30,
    )


def _drawn(matrix: Iterable[Iterable[int]], title: str, address: str) -> Drawing:
    """A code to scan: dark on white whatever the colours of the page, else a camera does not see it."""
    rows = [list(row) for row in matrix]
    size = len(rows) + 2 * QR_QUIET_ZONE
    scale = 4
    dots = " ".join(
        f"M{(x + QR_QUIET_ZONE) * scale},{(y + QR_QUIET_ZONE) * scale}h{scale}v{scale}h-{scale}z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    side = size * scale
    paper = Element("rect", (("width", side), ("height", side), ("fill", "#ffffff")))
    return Drawing(
        width=side,
        height=side,
        title=title,
        description=address,
        parts=(paper, Element("path", (("d", dots), ("fill", "#000000")))),
    )


# The crisis list


def _crisis_row(line: CrisisLine, naming: Naming) -> tuple[Cell, ...]:
    nobody = Span(naming.texts.gettext("nobody appointed"), strong=True, tone="bad")
    place: tuple[Inline, ...] = (naming(line.organisation),)
    phones = channel_lines(line.phones, naming, private=True)
    first, second = (*line.contacts, None, None)[:2]
    return (
        (*place, *phones),
        _who(first, naming, private=True) if first else nobody,
        _who(second, naming, private=True) if second else "",
        _who(line.head, naming, private=True) if line.head else nobody,
    )
