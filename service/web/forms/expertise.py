"""The forms about what people know: record it, confirm it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph.domain.kinds import Knows, Person
from graph.usecases import read
from graph.usecases.change import Changed, ConfirmExpertise, RecordExpertise, confirm_expertise, record_expertise
from graph.words.titles import LEVEL_TITLES, PROVENANCE_TITLES, title
from service.web.forms import choices, fields
from service.web.forms.entered import Entered
from service.web.forms.fields import Choice, Field, Group
from service.web.forms.form import ChangeForm, Saved
from service.web.links import address_of
from service.web.visit import Visit

__all__ = ["FORMS"]

PROVENANCES = ("declared", "endorsed", "certified")


def _record_defaults(visit: Visit, entered: Entered) -> Mapping[str, str]:
    return {"person": visit.me or "", "provenance": "declared"}


def _record_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    provenances = [Choice(one, title(PROVENANCE_TITLES, one, visit.texts)) for one in PROVENANCES]
    yield fields.choose(entered, "person", visit._("Whose expertise?"), choices.people(visit))
    yield fields.choose(entered, "expertise", visit._("Which topic?"), choices.topics(visit))
    yield fields.one_of(
        entered,
        "level",
        visit._("How well?"),
        choices.levels(visit),
        required=False,
        hint=visit._("Choose none when it is only a wish."),
    )
    yield fields.tick(entered, "wants", visit._("Wants to learn or do this"))
    yield fields.one_of(entered, "provenance", visit._("How do you know?"), provenances, required=False)


def _record_request(visit: Visit, entered: Entered) -> RecordExpertise | None:
    person = entered.record("person", ("person",))
    topic = entered.record("expertise", ("expertise",))
    level = entered.one_of("level", [str(one) for one in LEVEL_TITLES], required=False)
    provenance = entered.one_of("provenance", PROVENANCES, required=False)
    wants = entered.is_ticked("wants")
    if level is None and not wants:
        entered.wrong("level", visit._("Choose how well, or tick the wish."))
    if person is None or topic is None:
        return None
    return RecordExpertise(
        person=person,
        expertise=topic,
        level=int(level) if level else None,
        provenance=provenance or "declared",
        wants=wants,
    )


def _confirm_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    yield fields.hidden(entered, "person")
    yield fields.ticks(entered, "knows", visit._("What still holds?"), (_known(visit, entered),), required=True)


def _confirm_request(visit: Visit, entered: Entered) -> ConfirmExpertise | None:
    found = [read.find(visit.world, Knows, one) for one in entered.raw_all("knows")]
    known = tuple(edge.id for edge in found if edge is not None)
    if not known:
        entered.wrong("knows", visit._("Choose at least one."))
        return None
    return ConfirmExpertise(knows=known)


def _known(visit: Visit, entered: Entered) -> Group:
    person = read.find(visit.world, Person, entered.raw("person"))
    edges = read.edges_from(visit.world, Knows, person.id) if person is not None else ()
    told = (Choice(edge.id, visit.name(edge.to_id), title(LEVEL_TITLES, edge.level, visit.texts)) for edge in edges)
    return Group("", tuple(told))


def _to_person(visit: Visit, entered: Entered, done: Changed) -> Saved:
    return Saved(to=address_of(entered.raw("person")) or "/", message=visit._("Saved."))


FORMS = (
    ChangeForm(
        name="expertise",
        title=lambda visit: visit._("Record expertise"),
        intro=lambda visit: visit._("The person chooses who may see it, and can have it removed."),
        defaults=_record_defaults,
        fields=_record_fields,
        request=_record_request,
        verb=record_expertise,
        place=lambda entered: None,
        saved=_to_person,
    ),
    ChangeForm(
        name="expertise-bevestigen",
        title=lambda visit: visit._("Confirm expertise"),
        fields=_confirm_fields,
        request=_confirm_request,
        verb=confirm_expertise,
        place=lambda entered: None,
        saved=_to_person,
        button=lambda visit: visit._("Still right"),
    ),
)
