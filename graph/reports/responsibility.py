"""Who covers a subject, for people in every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.analyses.answers.responsibility import Answerer, FallbackAnswer, Responsibility
from graph.domain.choices import STAGES
from graph.domain.kinds import Channel, kind_of_id
from graph.domain.periods import last_day
from graph.reports.model import Block, Bullets, Heading, Inline, Paragraph, Report, Span
from graph.reports.naming import Naming
from graph.reports.unnamed import unnamed_note
from graph.words.titles import mandate_title, title

__all__ = ["responsibility_report"]

_LISTS = (
    ("DECIDES", "deciders"),
    ("EXECUTES", "executors"),
    ("STEERS", "steerers"),
    ("CONTACT_POINT_FOR", "contact_points"),
)


def responsibility_report(answer: Responsibility, naming: Naming) -> Report:
    """The answer as a short page; a task group gives a section for each subject."""
    texts = naming.texts
    return Report(
        texts=texts,
        title=f"{naming(answer.subject)} - {naming(answer.organisation)}",
        about=texts.day(answer.on),
        blocks=tuple(_page(answer, naming)),
    )


def _page(answer: Responsibility, naming: Naming) -> Iterator[Block]:
    texts = naming.texts
    if not answer.used:
        place = naming(answer.organisation)
        yield Paragraph.of(texts.gettext("Not here: this does not occur at {place}.", place=place))
    elif kind_of_id(answer.subject) != "task_group":
        yield from _blocks(answer, naming, level=2)
    elif answer.parts:
        yield from _parts(answer, naming)
    else:
        yield Paragraph.of(texts.gettext("There are no tasks or decisions in this group here."))


def _parts(answer: Responsibility, naming: Naming) -> Iterator[Block]:
    for part in answer.parts:
        yield Heading(naming(part.subject))
        yield from _blocks(part, naming, level=3)


def _blocks(answer: Responsibility, naming: Naming, *, level: int) -> Iterator[Block]:
    fallbacks = {item.mandate: item for item in answer.fallback}
    for kind, name in _LISTS:
        yield Heading(mandate_title(kind, naming.texts), 2 if level == 2 else 3)
        yield _answerers(getattr(answer, name), kind, fallbacks.get(kind), naming)
    yield from _footer(answer, naming)


def _answerers(answerers: Sequence[Answerer], kind: str, fallback: FallbackAnswer | None, naming: Naming) -> Bullets:
    texts = naming.texts
    lines: list[Inline | tuple[Inline, ...]] = [_line(answerer, kind, naming) for answerer in answerers]
    if answerers and not any(answerer.available for answerer in answerers):
        lines.append(texts.gettext("Nobody stands in"))
    elif not answerers:
        lines.append(texts.gettext("Nobody appointed"))
    if fallback is not None:
        people, role = naming.listing(fallback.persons), naming(fallback.role)
        lines.append(texts.gettext("Answered meanwhile by {people} ({role})", people=people, role=role))
    return Bullets(tuple(lines))


def _line(answerer: Answerer, kind: str, naming: Naming) -> tuple[Inline, ...]:
    texts = naming.texts
    parts = [naming.say(answerer.reason)]
    if kind == "DECIDES":
        amount = answerer.ceiling_eur
        parts.append(
            texts.gettext("without a limit")
            if amount is None
            else texts.gettext("up to and including {amount} (excl. VAT)", amount=texts.euro(amount))
        )
    parts.extend(text for text in (_channel(naming, channel) for channel in answerer.channels) if text)
    return (Span(naming(answerer.holder), strong=True), f": {'; '.join(parts)}")


def _channel(naming: Naming, channel_id: str) -> str:
    """How to reach them; a channel that the reader may not see is left out."""
    channel = naming.snapshot.find(Channel, channel_id)
    return channel.address or channel.name if channel is not None and naming.may_name(channel) else ""


def _footer(answer: Responsibility, naming: Naming) -> Iterator[Block]:
    texts = naming.texts
    instead = answer.decides_instead()
    if instead is not None:
        yield Paragraph.of(texts.gettext("Decides now: {holder}.", holder=naming(instead)))
    if answer.consult:
        yield Heading(texts.gettext("Consultation"), 3)
        yield Bullets(
            tuple(
                f"{naming(item.body)} {title(STAGES, item.stage, texts)}" if item.stage else naming(item.body)
                for item in answer.consult
            )
        )
    if answer.accountable:
        chain = ", ".join(naming.each(answer.accountable))
        yield Paragraph.of(texts.gettext("Accountable remains: {chain}.", chain=chain))
    yield from unnamed_note(answer.unnamed_absences, texts)
    last = last_day(answer.valid_until)
    if last is not None:
        yield Paragraph.of(texts.gettext("This answer holds up to and including {day}.", day=texts.day(last)))
