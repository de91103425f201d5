"""The forms about how a school arranges things: do it ourselves, not here, agreements, consultation, a copy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.domain.choices import GROUP_TYPES, MEMBER_CAPACITIES, SCHOOL_TYPES
from graph.domain.kinds import MANDATE_KINDS, MemberOf
from graph.domain.text import N_
from graph.usecases import read
from graph.usecases.change.bodies import join_body, leave_body
from graph.usecases.change.copying import copy_arrangement
from graph.usecases.change.norms import mark_not_used, opt_out, set_norm
from graph.usecases.change.request import Changed
from graph.usecases.nearby import homes_of
from graph.usecases.rights import Right
from service.web.forms import choices
from service.web.forms.entered import Entered
from service.web.forms.fields import Choice, FormField, Group
from service.web.forms.form import ChangeForm, Saved, back_to
from service.web.forms.usual import ends_today, since, until
from service.web.links import address_of
from service.web.visit import Visit

__all__ = ["FORMS"]

MOST_HOLDERS = 99
PLACES = (*SCHOOL_TYPES, *GROUP_TYPES, "site")


# We do this ourselves, and not here


def _here_fields(visit: Visit) -> Iterable[FormField]:
    homes = homes_of(visit.world, visit.me)
    yield FormField(
        "organisation",
        visit._("At which school?"),
        choices=lambda: choices.organisations(visit),
        default=homes[0] if homes else "",
    )
    yield FormField("subject", visit._("Which task or decision?"), choices=lambda: choices.subjects(visit))
    yield since(visit)
    yield until(visit)


def _own_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    yield from _here_fields(visit)
    yield FormField("reason", visit._("Why?"), name="why")


def _not_used_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    return _here_fields(visit)


# Minimum agreements


def _norm_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    obligations = (
        Choice("own", visit._("Own agreement")),
        Choice("recommended", visit._("Recommended")),
        Choice("law", visit._("Required by law")),
    )
    yield FormField("name", visit._("What do you agree?"), required=True)
    yield FormField(
        "subject",
        visit._("About which task or decision?"),
        choices=lambda: choices.subjects(visit),
        required=True,
    )
    yield FormField(
        "mandate",
        visit._("Does what?"),
        choices=lambda: (Group("", choices.mandate_kinds(visit, MANDATE_KINDS)),),
        required=True,
    )
    yield FormField("minimum", visit._("At least how many people?"), default="1", most=MOST_HOLDERS)
    yield FormField("maximum", visit._("At most how many people?"), most=MOST_HOLDERS)
    yield FormField(
        "applies_to",
        visit._("Where?"),
        choices=lambda: choices.organisations(visit, types=PLACES),
        hint=visit._("With everything below it. Tick nothing for every school and group."),
    )
    yield FormField(
        "obligation",
        visit._("How binding?"),
        choices=lambda: (Group("", obligations),),
        default="own",
        required=True,
    )


def _check_norm(entered: Entered, values: dict[str, Any]) -> None:
    least, most = values.get("minimum"), values.get("maximum")
    if least is not None and most is not None and most < least:
        entered.wrong("maximum", entered.visit._("This is less than the least number."))


# Consultation


def _join_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    yield FormField("body", visit._("In which consultation?"), choices=lambda: choices.bodies(visit))
    yield FormField(
        "member",
        visit._("Who?"),
        choices=lambda: (*choices.people(visit), *choices.roles(visit)),
        kinds=("person", "role"),
    )
    yield FormField(
        "capacity",
        visit._("As what?"),
        choices=lambda: (Group("", choices.words(visit, MEMBER_CAPACITIES)),),
        default="member",
        required=True,
    )
    yield since(visit)
    yield until(visit)


def _leave_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    edge = read.find(visit.world, MemberOf, entered.raw("membership"))
    told = (Choice(edge.id, f"{visit.name(edge.from_id)}: {visit.name(edge.to_id)}"),) if edge is not None else ()
    yield FormField("membership", visit._("Which membership ends?"), choices=lambda: (Group("", told),))
    yield ends_today(visit)


# Copy


def _copy_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    def places() -> tuple[Group, ...]:
        return choices.organisations(visit, types=PLACES)

    yield FormField("source", visit._("Copy which school?"), choices=places)
    yield FormField("target", visit._("To which school?"), choices=places)
    yield since(visit)


def _check_copy(entered: Entered, values: dict[str, Any]) -> None:
    if "source" in values and values["source"] == values.get("target"):
        entered.wrong("target", entered.visit._("Choose another school."))


# After saving


def _to_body(visit: Visit, entered: Entered, done: Changed) -> Saved:
    edge = read.find(visit.world, MemberOf, entered.raw("membership"))
    body = entered.raw("body") or (edge.to_id if edge is not None else "")
    return Saved(to=address_of(body) or "/", message=visit._("Saved."))


def _to_points(visit: Visit, entered: Entered, done: Changed) -> Saved:
    return Saved(to="/aandachtspunten", message=visit._("Saved."))


def _to_target(visit: Visit, entered: Entered, done: Changed) -> Saved:
    number = len(done.records)
    told = visit.texts.ngettext("{number} record was copied.", "{number} records were copied.", number)
    return Saved(to=address_of(entered.raw("target")) or "/", message=told)


FORMS = (
    ChangeForm(
        name="doen-we-zelf",
        opens_alone=True,
        right=Right.AGREE,
        title=N_("We do this ourselves"),
        intro=N_("What was agreed above the school no longer comes down for this."),
        fields=_own_fields,
        verb=opt_out,
        place="organisation",
        saved=back_to("organisation"),
    ),
    ChangeForm(
        name="niet-bij-ons",
        opens_alone=True,
        right=Right.AGREE,
        title=N_("Not here"),
        intro=N_("This plays no part at the school: no points of attention, no lines in documents."),
        fields=_not_used_fields,
        verb=mark_not_used,
        place="organisation",
        saved=back_to("organisation"),
    ),
    ChangeForm(
        name="minimumafspraak",
        opens_alone=True,
        right=Right.AGREE,
        title=N_("Minimum agreement"),
        intro=N_("What is asked here and not arranged becomes a point of attention."),
        fields=_norm_fields,
        check=_check_norm,
        verb=set_norm,
        place="applies_to",
        saved=_to_points,
    ),
    ChangeForm(
        name="overleg",
        opens_alone=True,
        right=Right.APPOINT,
        title=N_("Let somebody join a consultation"),
        fields=_join_fields,
        verb=join_body,
        saved=_to_body,
    ),
    ChangeForm(
        name="overleg-verlaten",
        right=Right.APPOINT,
        title=N_("Let somebody leave a consultation"),
        fields=_leave_fields,
        verb=leave_body,
        saved=_to_body,
        button=N_("End"),
    ),
    ChangeForm(
        name="kopieren",
        opens_alone=True,
        right=Right.KEEP,
        title=N_("Copy how a school is arranged"),
        intro=N_("Functions, consultation and who does what come along; people do not."),
        fields=_copy_fields,
        check=_check_copy,
        verb=copy_arrangement,
        place="target",
        saved=_to_target,
        button=N_("Copy"),
    ),
)
