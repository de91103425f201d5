"""The forms about who does what: assign a task or decision, and end it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from graph.domain.kinds import MANDATE_KINDS, Mandate, kind_of_id
from graph.domain.text import N_
from graph.usecases import read
from graph.usecases.change.mandates import end_mandate, grant_mandate, order_mandates
from graph.usecases.change.request import Changed
from graph.usecases.granting import grantors_at
from graph.usecases.nearby import homes_of
from graph.usecases.rights import Right
from graph.words.titles import mandate_title
from service.web.choices import MOST_CHOICES
from service.web.forms import choices
from service.web.forms.entered import Entered
from service.web.forms.fields import LAST, Choice, FormField, Group
from service.web.forms.form import CHANGES, ChangeForm, Saved
from service.web.forms.usual import carried, ends_today, since, until
from service.web.links import address, address_of
from service.web.visit import Visit

__all__ = ["FORMS", "ORDER", "ORDERED_KINDS"]

LAST_RANK = 999
ORDER = f"{CHANGES}/volgorde"
ORDERED_KINDS = ("EXECUTES", "CONTACT_POINT_FOR")
"""The kinds of mandate of which people are asked one after the other."""


# Assign


def _assign_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    homes = homes_of(visit.world, visit.me)
    place = _known(visit, entered.raw("organisation"), "organisation")
    yield FormField(
        "scope",
        visit._("For which school?"),
        name="organisation",
        sort="select" if choices.organisations(visit) else "text",
        choices=lambda: choices.organisations(visit),
        default=homes[0] if homes else "",
        required=True,
    )
    yield FormField("subject", visit._("Which task or decision?"), choices=lambda: choices.subjects(visit))
    yield FormField(
        "kind", visit._("Does what?"), choices=lambda: (Group("", choices.mandate_kinds(visit, MANDATE_KINDS)),)
    )
    yield FormField(
        "holder",
        visit._("Who?"),
        choices=lambda: choices.holders(visit, place),
        hint=visit._("Rather a function than a person: then it stays in place when somebody leaves."),
    )
    yield since(visit)
    yield until(visit)
    yield FormField(
        "ceiling_eur",
        visit._("Up to which amount?"),
        name="ceiling",
        hint=visit._("Only for deciding, in euro, excl. VAT."),
    )
    yield FormField(
        "hours_per_week", visit._("Hours a week"), name="hours", hint=visit._("Only for executing."), seldom=True
    )
    yield FormField(
        "rank",
        visit._("Order of referral"),
        hint=visit._("Only for a contact point: 1 is asked first."),
        most=LAST_RANK,
        seldom=True,
    )
    grantors = _grantors(visit, place)
    if grantors:
        yield FormField(
            "granted_by",
            visit._("Who agreed to this?"),
            choices=lambda: grantors,
            hint=visit._("Without it, it is shown as still to be confirmed by the head."),
        )
    yield FormField("note", visit._("Remark for colleagues"))


def _assign_given(visit: Visit, entered: Entered) -> Mapping[str, Any]:
    return {"reason": visit._("assigned on a page")}


def _check_assigned(entered: Entered, values: dict[str, Any]) -> None:
    for name, wanted in (("ceiling", "DECIDES"), ("hours", "EXECUTES"), ("rank", "CONTACT_POINT_FOR")):
        if entered.raw(name) and values.get("kind") not in (None, wanted):
            title = mandate_title(wanted, entered.visit.texts)
            entered.wrong(name, entered.visit._("This goes with “{kind}” only.", kind=title))
    if "granted_by" in values:
        values["granted_on"] = entered.visit.world.today


def _assigned(visit: Visit, entered: Entered, done: Changed) -> Saved:
    to = address_of(entered.raw("organisation")) or "/"
    who, what = visit.name(entered.raw("holder")), visit.name(entered.raw("subject"))
    return Saved(to=to, message=visit._("Saved: {who}, {what}.", who=who, what=what))


def _grantors(visit: Visit, place: str | None) -> tuple[Group, ...]:
    """Who decides on granting mandates at a place, by the function that gives them that."""
    if place is None or not visit.may(Right.GRANT, place):
        return ()
    found = (Choice(one, visit.name(one)) for one in grantors_at(visit.world, place))
    group = Group("", tuple(found))
    return (group,) if group.choices else ()


# The order in which people are asked


def _order_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    for name in ("organisation", "subject", "kind"):
        yield carried(name, required=True)
    yield FormField(
        "mandates",
        visit._("Who is asked first?"),
        sort="order",
        choices=lambda: (Group("", tuple(_in_order(visit, entered))),),
        hint=visit._("Drag a row to its place, or use the arrows."),
    )


def _in_order(visit: Visit, entered: Entered) -> Iterable[Choice]:
    """Who is asked, as it was typed; what was not typed comes behind, as it is recorded."""
    place = entered.raw("organisation")
    typed = {one: number for number, one in enumerate(entered.raw_all("mandates"))}
    for mandate in sorted(_asked(visit, entered), key=lambda one: typed.get(one.id, len(typed))):
        places = read.scope_of(visit.world, mandate)
        shared = () if places == (place,) else (visit.texts.listing(sorted(map(visit.name, places))),)
        wider = () if mandate.to_id == entered.raw("subject") else (visit.name(mandate.to_id),)
        hint = visit._("counts for: {places}", places="; ".join((*wider, *shared))) if (*wider, *shared) else ""
        yield Choice(mandate.id, visit.name(mandate.from_id), hint)


def _asked(visit: Visit, entered: Entered) -> Sequence[Mandate]:
    """The mandates of a kind on a task at a place, in their order of referral."""
    kind, place = entered.raw("kind"), entered.raw("organisation")
    if kind not in ORDERED_KINDS or not _known(visit, place, "organisation"):
        return ()
    return read.mandates_in_order(visit.world, place, entered.raw("subject"), kind)


def _check_order(entered: Entered, values: dict[str, Any]) -> None:
    known = {mandate.id for mandate in _asked(entered.visit, entered)}
    if not known or known != set(values.get("mandates", ())):
        entered.wrong("mandates", entered.visit._("Open this form from a page."))


def _ordered(visit: Visit, entered: Entered, done: Changed) -> Saved:
    asked = {name: entered.raw(name) for name in ("organisation", "subject")}
    return Saved(to=address("/wie", **asked), message=visit._("Saved."))


# End


def _end_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    mandate = read.find(visit.world, Mandate, entered.raw("mandate"))
    chosen = () if mandate is None else (Choice(mandate.id, _told(visit, mandate)),)
    yield FormField(
        "mandate",
        visit._("What ends?"),
        sort="radio" if chosen else None,
        choices=lambda: (Group("", chosen),) if chosen else _mandates_of(visit, entered),
    )
    yield ends_today(visit)
    yield FormField("reason", visit._("Why?"), name="why", hint=visit._("Shown in the history; no personal reasons."))


def _check_end(entered: Entered, values: dict[str, Any]) -> None:
    mandate = read.find(entered.visit.world, Mandate, values.get("mandate", ""))
    if mandate is not None and mandate.since is not None and "until" in values and values["until"] <= mandate.since:
        entered.wrong(LAST, entered.visit._("The last day lies before the first."))


def _ended(visit: Visit, entered: Entered, done: Changed) -> Saved:
    mandate = read.find(visit.world, Mandate, entered.raw("mandate"))
    to = address_of(mandate.from_id) if mandate is not None else None
    last = entered.until("last")
    day = visit.texts.day(last - timedelta(days=1)) if last is not None else ""
    return Saved(to=to or "/", message=visit._("Saved: this ends on {day}.", day=day))


def _mandates_of(visit: Visit, entered: Entered) -> tuple[Group, ...]:
    holder = entered.raw("holder")
    found = read.mandates_of(visit.world, holder) if holder else ()
    return (Group("", tuple(Choice(edge.id, _told(visit, edge)) for edge in found[:MOST_CHOICES])),)


def _told(visit: Visit, mandate: Mandate) -> str:
    places = visit.texts.listing([visit.name(one) for one in read.scope_of(visit.world, mandate)])
    return visit._(
        "{who}: {kind}, {what}, {places}",
        who=visit.name(mandate.from_id),
        kind=mandate_title(mandate.kind, visit.texts),
        what=visit.name(mandate.to_id),
        places=places,
    )


def _known(visit: Visit, record_id: str, kind: str) -> str | None:
    found = read.get(visit.world, record_id) if record_id else None
    return found.id if found is not None and kind_of_id(found.id) == kind else None


FORMS = (
    ChangeForm(
        name="toewijzen",
        opens_alone=True,
        right=Right.APPOINT,
        title=N_("Assign a task or decision"),
        intro=N_("Say who does what at a school. You see what it changes before you save it."),
        fields=_assign_fields,
        given=_assign_given,
        check=_check_assigned,
        verb=grant_mandate,
        place="organisation",
        saved=_assigned,
        button=N_("Assign"),
    ),
    ChangeForm(
        name=ORDER.rpartition("/")[2],
        right=Right.APPOINT,
        title=N_("In which order?"),
        about=lambda visit, entered: ", ".join(visit.name(entered.raw(name)) for name in ("subject", "organisation")),
        fields=_order_fields,
        check=_check_order,
        verb=order_mandates,
        place="organisation",
        saved=_ordered,
    ),
    ChangeForm(
        name="stopzetten",
        right=Right.APPOINT,
        title=N_("End who does what"),
        intro=N_("It stays in the history."),
        fields=_end_fields,
        check=_check_end,
        verb=end_mandate,
        saved=_ended,
        button=N_("End"),
    ),
)
