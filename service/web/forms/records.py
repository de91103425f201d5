"""The forms about records themselves: accept a point, confirm what still holds, undo, merge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph.domain.kinds import Mandate, Node, Organisation, kind_of_id
from graph.domain.text import N_
from graph.usecases import read
from graph.usecases.change.accepting import accept_finding
from graph.usecases.change.mandates import confirm_mandates
from graph.usecases.change.merging import merge_records
from graph.usecases.change.records import revert_revision
from graph.usecases.change.request import Changed
from graph.usecases.granting import grantor_as, mandates_about
from graph.usecases.rights import Right
from graph.words.titles import mandate_title
from service.web.choices import MOST_CHOICES
from service.web.forms.entered import Entered
from service.web.forms.fields import LAST, Choice, FormField, Group
from service.web.forms.form import ChangeForm, Saved
from service.web.forms.usual import carried, hidden
from service.web.links import PAGES, address_of
from service.web.visit import Visit

__all__ = ["FORMS"]


# Leave a point as it is


def _accept_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    yield hidden("finding")
    yield hidden("organisation")
    yield FormField("reason", visit._("Why do you leave it as it is?"), name="why", sort="long_text", required=True)
    yield FormField(
        "until",
        visit._("Up to and including"),
        name=LAST,
        required=True,
        hint=visit._("After that day it becomes a point of attention again by itself."),
    )


def _accept_given(visit: Visit, entered: Entered) -> Mapping[str, Any]:
    return {"since": visit.world.today, "accepted_by": visit.me}


def _check_accepted(entered: Entered, values: dict[str, Any]) -> None:
    if "finding" not in values:
        entered.wrong("why", entered.visit._("Open this form from a point of attention."))


# Confirm


def _confirm_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    yield carried("about", required=True)
    yield carried("ticked")
    yield FormField(
        "mandates",
        visit._("What still holds?"),
        choices=lambda: (_mandates_about(visit, entered),),
        required=False,
        hint=visit._("Tick nothing to confirm everything."),
    )


def _check_confirmed(entered: Entered, values: dict[str, Any]) -> None:
    visit = entered.visit
    if "mandates" not in values and entered.raw("ticked"):
        entered.wrong("mandates", visit._("Tick what you confirm."))
        return
    if "mandates" not in values:
        values["mandates"] = tuple(choice.value for choice in _mandates_about(visit, entered).choices)
    if not values["mandates"]:
        entered.wrong("mandates", visit._("There is nothing to confirm."))
    values["granted_by"] = _grantor(visit, entered.raw("about"))


def _mandates_about(visit: Visit, entered: Entered) -> Group:
    found = mandates_about(visit.world, entered.raw("about"))[:MOST_CHOICES]
    told = (
        Choice(
            edge.id,
            f"{mandate_title(edge.kind, visit.texts)}: {visit.name(edge.to_id)}",
            visit._("{who}, last confirmed {day}", who=visit.name(edge.from_id), day=_confirmed(visit, edge)),
        )
        for edge in found
    )
    return Group("", tuple(told))


def _grantor(visit: Visit, place: str) -> str | None:
    """The function by which the reader may grant at a place; None when they may not, or it is no place."""
    me = visit.viewer.person
    if me is None or read.find(visit.world, Organisation, place) is None or not visit.may(Right.GRANT, place):
        return None
    return grantor_as(visit.world, me, place)


def _confirmed(visit: Visit, edge: Mandate) -> str:
    known = [day for day in (edge.verified_on, edge.granted_on, edge.since) if day is not None]
    return visit.texts.day(max(known)) if known else visit._("never")


# Undo


def _undo_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    yield FormField("revision", visit._("Which revision?"), name="number", required=True)


def _check_undone(entered: Entered, values: dict[str, Any]) -> None:
    visit = entered.visit
    if "revision" not in values:
        entered.wrong("number", visit._("Write a whole number."))
        return
    values["reason"] = visit._("revision {number} undone", number=values["revision"])


# Merge


def _merge_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    hint = visit._("Its name, number, e-mail address or code.")
    yield FormField("keep", visit._("Which one stays?"), hint=hint, kinds=tuple(PAGES))
    yield FormField("drop", visit._("Which one goes?"), hint=hint, kinds=tuple(PAGES))


def _check_merged(entered: Entered, values: dict[str, Any]) -> None:
    if not {"keep", "drop"} <= set(values):
        return
    if values["keep"] == values["drop"]:
        entered.wrong("drop", entered.visit._("This is the same one."))
    elif kind_of_id(values["keep"]) != kind_of_id(values["drop"]):
        entered.wrong("drop", entered.visit._("Merge two of one sort."))
    values["reason"] = entered.visit._("two records merged")


# After saving


def _to_points(visit: Visit, entered: Entered, done: Changed) -> Saved:
    return Saved(to="/aandachtspunten", message=visit._("Saved: this point is left as it is for now."))


def _to_about(visit: Visit, entered: Entered, done: Changed) -> Saved:
    number = len(done.records)
    told = visit.texts.ngettext("Confirmed: {number} line.", "Confirmed: {number} lines.", number)
    to = "/mij" if entered.raw("about") == visit.me else address_of(entered.raw("about"))
    return Saved(to=to or "/", message=told)


def _to_history(visit: Visit, entered: Entered, done: Changed) -> Saved:
    number = len(done.left_out)
    told = visit._("Undone.")
    if number:
        told = visit.texts.ngettext(
            "Undone, except {number} record that later work needs.",
            "Undone, except {number} records that later work needs.",
            number,
        )
    return Saved(to="/geschiedenis", message=told)


def _to_kept(visit: Visit, entered: Entered, done: Changed) -> Saved:
    kept = next((record for record in done.records if isinstance(record, Node)), None)
    to = address_of(kept.id) if kept is not None else None
    return Saved(to=to or "/", message=visit._("Merged."))


FORMS = (
    ChangeForm(
        name="bewust-zo-laten",
        can_be_proposed=False,
        right=Right.AGREE,
        title=N_("Leave it as it is"),
        fields=_accept_fields,
        given=_accept_given,
        check=_check_accepted,
        verb=accept_finding,
        place="organisation",
        saved=_to_points,
        button=N_("Leave it as it is"),
    ),
    ChangeForm(
        name="klopt-nog",
        can_be_proposed=False,
        right=Right.APPOINT,
        own=True,
        title=N_("Still right"),
        intro=N_("Confirm who does what, so that others know that it still holds."),
        fields=_confirm_fields,
        check=_check_confirmed,
        verb=confirm_mandates,
        place="about",
        saved=_to_about,
        button=N_("Still right"),
    ),
    ChangeForm(
        name="ongedaan-maken",
        opens_alone=True,
        right=Right.APPOINT,
        title=N_("Undo a change"),
        intro=N_("What was changed later stays; you see first what comes back."),
        fields=_undo_fields,
        check=_check_undone,
        verb=revert_revision,
        saved=_to_history,
        button=N_("Undo"),
    ),
    ChangeForm(
        name="samenvoegen",
        opens_alone=True,
        right=Right.KEEP,
        title=N_("Merge two records"),
        intro=N_("For a colleague, school or task that was entered twice."),
        fields=_merge_fields,
        check=_check_merged,
        verb=merge_records,
        saved=_to_kept,
        button=N_("Merge"),
    ),
)
