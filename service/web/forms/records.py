"""The forms about records themselves: accept a point, confirm what still holds, undo, merge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph.domain.kinds import Mandate, Node, Organisation, is_id_of, kind_of_id
from graph.usecases import read
from graph.usecases.change import (
    AcceptFinding,
    Changed,
    ConfirmMandates,
    MergeRecords,
    RevertRevision,
    accept_finding,
    confirm_mandates,
    merge_records,
    revert_revision,
)
from graph.usecases.granting import grantor_as, mandates_about
from graph.words.titles import mandate_title
from service.web.forms import fields
from service.web.forms.choices import MOST_CHOICES
from service.web.forms.entered import Entered
from service.web.forms.fields import Choice, Field, Group
from service.web.forms.form import ChangeForm, Saved
from service.web.links import PAGES, address_of
from service.web.visit import Visit

__all__ = ["FORMS"]


# Leave a point as it is


def _accept_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    yield fields.hidden(entered, "finding")
    yield fields.hidden(entered, "organisation")
    yield fields.long_text(entered, "why", visit._("Why do you leave it as it is?"), required=True)
    yield fields.day(
        entered,
        "last",
        visit._("Up to and including"),
        required=True,
        hint=visit._("After that day it becomes a point of attention again by itself."),
    )


def _accept_request(visit: Visit, entered: Entered) -> AcceptFinding | None:
    why = entered.text("why", required=True)
    until = entered.until("last", since=visit.world.today, required=True)
    finding = entered.text("finding")
    if finding is None:
        entered.wrong("why", visit._("Open this form from a point of attention."))
    if why is None or until is None or finding is None:
        return None
    return AcceptFinding(
        finding=finding,
        organisation=entered.text("organisation"),
        accepted_by=visit.me,
        since=visit.world.today,
        until=until,
        reason=why,
    )


# Confirm


def _confirm_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    yield fields.hidden(entered, "about")
    yield fields.ticks(
        entered,
        "mandates",
        visit._("What still holds?"),
        (_mandates_about(visit, entered),),
        hint=visit._("Tick nothing to confirm everything."),
    )


def _confirm_request(visit: Visit, entered: Entered) -> ConfirmMandates | None:
    chosen = [read.find(visit.world, Mandate, one) for one in entered.raw_all("mandates")]
    mandates = tuple(edge.id for edge in chosen if edge is not None)
    mandates = mandates or tuple(choice.value for choice in _mandates_about(visit, entered).choices)
    if not mandates:
        entered.wrong("mandates", visit._("There is nothing to confirm."))
        return None
    return ConfirmMandates(mandates=mandates, granted_by=_grantor(visit, entered.raw("about")))


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
    if visit.me is None or read.find(visit.world, Organisation, place) is None:
        return None
    return grantor_as(visit.world, visit.me, place)


def _confirmed(visit: Visit, edge: Mandate) -> str:
    known = [day for day in (edge.verified_on, edge.granted_on, edge.since) if day is not None]
    return visit.texts.day(max(known)) if known else visit._("never")


# Undo


def _undo_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    yield fields.number(entered, "number", visit._("Which revision?"))


def _undo_request(visit: Visit, entered: Entered) -> RevertRevision | None:
    number = entered.whole("number")
    if number is None:
        entered.wrong("number", visit._("Write a whole number."))
        return None
    return RevertRevision(revision=number, reason=visit._("revision {number} undone", number=number))


# Merge


def _merge_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    hint = visit._("Its name, number, e-mail address or code.")
    yield fields.short_text(entered, "keep", visit._("Which one stays?"), hint=hint, required=True)
    yield fields.short_text(entered, "drop", visit._("Which one goes?"), hint=hint, required=True)


def _merge_request(visit: Visit, entered: Entered) -> MergeRecords | None:
    keep, drop = entered.record("keep", tuple(PAGES)), entered.record("drop", tuple(PAGES))
    if keep is None or drop is None:
        return None
    if keep == drop:
        entered.wrong("drop", visit._("This is the same one."))
    elif kind_of_id(keep) != kind_of_id(drop):
        entered.wrong("drop", visit._("Merge two of one sort."))
    return MergeRecords(keep=keep, drop=drop)


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


def _nothing(visit: Visit, entered: Entered) -> Mapping[str, str]:
    return {}


FORMS = (
    ChangeForm(
        name="bewust-zo-laten",
        title=lambda visit: visit._("Leave it as it is"),
        defaults=_nothing,
        fields=_accept_fields,
        request=_accept_request,
        verb=accept_finding,
        field_of={"until": "last", "reason": "why"},
        saved=_to_points,
        button=lambda visit: visit._("Leave it as it is"),
    ),
    ChangeForm(
        name="klopt-nog",
        title=lambda visit: visit._("Still right"),
        intro=lambda visit: visit._("Confirm who does what, so that others know that it still holds."),
        fields=_confirm_fields,
        request=_confirm_request,
        verb=confirm_mandates,
        place=lambda entered: entered.raw("about") if is_id_of("organisation", entered.raw("about")) else None,
        saved=_to_about,
        button=lambda visit: visit._("Still right"),
    ),
    ChangeForm(
        name="ongedaan-maken",
        title=lambda visit: visit._("Undo a change"),
        intro=lambda visit: visit._("What was changed later stays; you see first what comes back."),
        fields=_undo_fields,
        request=_undo_request,
        verb=revert_revision,
        place=lambda entered: None,
        saved=_to_history,
        button=lambda visit: visit._("Undo"),
    ),
    ChangeForm(
        name="samenvoegen",
        title=lambda visit: visit._("Merge two records"),
        intro=lambda visit: visit._("For a colleague, school or task that was entered twice."),
        fields=_merge_fields,
        request=_merge_request,
        verb=merge_records,
        place=lambda entered: None,
        saved=_to_kept,
        button=lambda visit: visit._("Merge"),
    ),
)
