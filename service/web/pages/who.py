"""Who does what: the answer for one school and one task, decision or task group, on any day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from graph.domain.choices import STAGES
from graph.domain.errors import InvalidInput, NotFound
from graph.domain.kinds import Organisation
from graph.domain.periods import last_day
from graph.domain.text import Quoted, Text
from graph.reports.unnamed import unnamed_told
from graph.usecases import read
from graph.usecases.nearby import homes_of
from graph.usecases.points import ABSENCE_CODE
from graph.words.titles import mandate_title, title
from service.web.answerers import ShownAnswerer, shown_answerer
from service.web.choices import organisation_choices
from service.web.forms.mandates import ORDER, ORDERED_KINDS
from service.web.links import Link, address
from service.web.routes import PageRoute
from service.web.visit import Visit

if TYPE_CHECKING:
    from graph.analyses.answers.responsibility import Answerer, FallbackAnswer, Responsibility

__all__ = ["ROUTES"]

MOST_PARTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKind:
    """Who covers one kind of mandate, or who answers instead.

    `point` leads to the point of attention about it, `order` to the form that says who is asked first.
    """

    title: str
    people: tuple[ShownAnswerer, ...]
    answers: tuple[Link, ...]
    role: Link | None
    point: Link | None
    order: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswer:
    """Everything about one task or decision at one school.

    `used` is false where it is "not here"; `decides_now` is who decides while those before them are absent; `unnamed`
    says of how many absences nobody knows any more whose they were.
    """

    subject: Link
    school: Link
    used: bool
    kinds: tuple[ShownKind, ...]
    decides_now: Link | None
    consult: tuple[tuple[Link, str], ...]
    accountable: tuple[Link, ...]
    holds: str
    unnamed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """What was typed and is not known, with what may have been meant and whom to ask."""

    text: str
    suggestions: tuple[Link, ...]
    contact: tuple[ShownAnswerer, ...]


def who(visit: Visit) -> Response:
    """The form, and below it the answer to what was asked with it."""
    place, unknown_place = _organisation(visit)
    subject = visit.asked("subject")
    answers: tuple[ShownAnswer, ...] = ()
    unknown: Unknown | None = None
    if place is not None and subject:
        try:
            answers = _answers(visit, read.responsible(visit.world, place, subject, amount_eur=_amount(visit)))
        except read.SubjectUnknown as error:
            unknown = _unknown(visit, place, error)
    name = visit.name(subject) if read.get(visit.world, subject) else subject
    return visit.page(
        "who.html",
        title=visit._("Who does what?"),
        tab=f"{name}, {visit.name(place)}" if place is not None and subject else "",
        current="/wie",
        choices=organisation_choices(visit, place),
        place=place,
        place_text=visit.asked("organisation"),
        subject_text=name,
        day=visit.world.on.isoformat(),
        amount=visit.asked("amount"),
        answers=answers,
        unknown=unknown,
        unknown_place=unknown_place,
        permalink=_permalink(visit, place, subject) if answers else "",
    )


def _organisation(visit: Visit) -> tuple[str | None, str]:
    """The organisation that was asked, and else the text that names none; without a question the reader's own."""
    asked = visit.asked("organisation")
    if not asked:
        homes = homes_of(visit.world, visit.me)
        return (homes[0] if homes else None), ""
    try:
        return read.organisation_named(visit.world, asked).id, ""
    except NotFound:
        hits = read.search(visit.world, asked, kinds=(Organisation,), limit=1)
        return (hits[0].record.id, "") if hits else (None, asked)


def _amount(visit: Visit) -> int | None:
    text = visit.asked("amount").replace(".", "").replace(" ", "").removeprefix("€")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 12:
        raise InvalidInput.because(
            Text("{text} is not an amount", text=Quoted(text[:20])),
            Text("Write the amount in whole euro"),
            field="amount",
        )
    return int(text)


def _answers(visit: Visit, answer: Responsibility) -> tuple[ShownAnswer, ...]:
    parts: Sequence[Responsibility] = answer.parts or (answer,)
    return tuple(_shown(visit, part) for part in parts[:MOST_PARTS])


def _shown(visit: Visit, answer: Responsibility) -> ShownAnswer:
    fallback = {one.mandate: one for one in answer.fallback}
    lists = (
        ("DECIDES", answer.deciders),
        ("EXECUTES", answer.executors),
        ("STEERS", answer.steerers),
        ("CONTACT_POINT_FOR", answer.contact_points),
    )
    last, instead = last_day(answer.valid_until), answer.decides_instead()
    return ShownAnswer(
        subject=visit.link(answer.subject),
        school=visit.link(answer.organisation),
        used=answer.used,
        kinds=tuple(_kind(visit, answer, kind, people, fallback.get(kind)) for kind, people in lists),
        decides_now=visit.link(instead) if instead else None,
        consult=tuple((visit.link(one.body), title(STAGES, one.stage, visit.texts)) for one in answer.consult),
        accountable=tuple(visit.link(one) for one in answer.accountable),
        holds=visit._("This answer holds up to and including {day}.", day=visit.texts.day(last))
        if last
        else visit._("This answer holds as long as nothing changes."),
        unnamed=unnamed_told(answer.unnamed_absences, visit.texts),
    )


def _kind(
    visit: Visit, answer: Responsibility, kind: str, people: Sequence[Answerer], fallback: FallbackAnswer | None
) -> ShownKind:
    away = bool(people) and not any(one.available for one in people)
    return ShownKind(
        title=mandate_title(kind, visit.texts),
        people=tuple(shown_answerer(visit, one, decides=kind == "DECIDES") for one in people),
        answers=tuple(visit.link(person) for person in fallback.persons) if fallback else (),
        role=visit.link(fallback.role) if fallback else None,
        point=_point_of_attention(visit, answer.organisation, kind) if away else None,
        order=_order(visit, answer, kind, people),
    )


def _order(visit: Visit, answer: Responsibility, kind: str, people: Sequence[Answerer]) -> str | None:
    """Where several have it by mandates of their own, the form for their order, for whoever may change one."""
    mandates = {one.mandate for one in people if one.acting_for is None}
    if kind not in ORDERED_KINDS or len(mandates) < 2 or not any(map(visit.may_edit, mandates)):
        return None
    return address(ORDER, organisation=answer.organisation, subject=answer.subject, kind=kind)


def _point_of_attention(visit: Visit, place: str, kind: str) -> Link:
    href = visit.here("/aandachtspunten", organisation=place, code=ABSENCE_CODE, mandate=kind)
    return Link(text=visit._("Nobody stands in"), href=href)


def _unknown(visit: Visit, place: str, error: read.SubjectUnknown) -> Unknown:
    return Unknown(
        text=error.asked,
        suggestions=tuple(
            Link(text=node.name_in(visit.language), href=_permalink(visit, place, node.id))
            for node in error.suggestions
        ),
        contact=tuple(shown_answerer(visit, one) for one in error.contact_points),
    )


def _permalink(visit: Visit, place: str | None, subject: str) -> str:
    return visit.here("/wie", organisation=place, subject=subject, amount=visit.asked("amount"))


ROUTES = (PageRoute(path="/wie", answer=who),)
