"""The forms about what people know: record it, confirm it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.domain.kinds import Knows, Person
from graph.domain.text import N_
from graph.usecases import read
from graph.usecases.change.expertise import confirm_expertise, record_expertise
from graph.usecases.rights import Right
from graph.words.titles import LEVEL_TITLES, PROVENANCE_TITLES, title
from service.web.forms import choices
from service.web.forms.entered import Entered
from service.web.forms.fields import Choice, FormField, Group
from service.web.forms.form import ChangeForm, back_to
from service.web.forms.usual import carried
from service.web.visit import Visit

__all__ = ["FORMS"]

PROVENANCES = ("declared", "endorsed", "certified")


def _record_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    yield FormField(
        "person", visit._("Whose expertise?"), choices=lambda: choices.people(visit), default=visit.me or ""
    )
    yield FormField("expertise", visit._("Which topic?"), choices=lambda: choices.topics(visit))
    yield FormField(
        "level",
        visit._("How well?"),
        sort="radio",
        choices=lambda: (Group("", choices.levels(visit)),),
        hint=visit._("Choose none when it is only a wish."),
    )
    yield FormField("wants", visit._("Wants to learn or do this"))
    yield FormField(
        "provenance",
        visit._("How do you know?"),
        choices=lambda: (Group("", _provenances(visit)),),
        default="declared",
    )


def _provenances(visit: Visit) -> tuple[Choice, ...]:
    return tuple(Choice(one, title(PROVENANCE_TITLES, one, visit.texts)) for one in PROVENANCES)


def _check_recorded(entered: Entered, values: dict[str, Any]) -> None:
    if "level" not in values and not values["wants"]:
        entered.wrong("level", entered.visit._("Choose how well, or tick the wish."))


def _confirm_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    yield carried("person")
    yield FormField("knows", visit._("What still holds?"), choices=lambda: (_known(visit, entered),))


def _known(visit: Visit, entered: Entered) -> Group:
    person = read.find(visit.world, Person, entered.raw("person"))
    edges = read.edges_from(visit.world, Knows, person.id) if person is not None else ()
    told = (Choice(edge.id, visit.name(edge.to_id), title(LEVEL_TITLES, edge.level, visit.texts)) for edge in edges)
    return Group("", tuple(told))


FORMS = (
    ChangeForm(
        name="expertise",
        opens_alone=True,
        right=Right.PEOPLE,
        own=True,
        title=N_("Record expertise"),
        intro=N_("The person chooses who may see it, and can have it removed."),
        fields=_record_fields,
        check=_check_recorded,
        verb=record_expertise,
        saved=back_to("person"),
    ),
    ChangeForm(
        name="expertise-bevestigen",
        right=Right.PEOPLE,
        own=True,
        title=N_("Confirm expertise"),
        fields=_confirm_fields,
        verb=confirm_expertise,
        saved=back_to("person"),
        button=N_("Still right"),
    ),
)
