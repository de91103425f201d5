"""The forms about who does what: assign a task or decision, and end it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from graph.domain.kinds import HOLDER_KINDS, MANDATE_KINDS, SUBJECT_KINDS, Mandate, kind_of_id
from graph.usecases import read
from graph.usecases.change import Changed, EndMandate, GrantMandate, end_mandate, grant_mandate
from graph.usecases.granting import grantors_at
from graph.usecases.nearby import homes_of
from graph.words.titles import mandate_title
from service.web.forms import choices, fields
from service.web.forms.entered import Entered
from service.web.forms.fields import Choice, Field, Group
from service.web.forms.form import ChangeForm, Saved
from service.web.links import address_of
from service.web.visit import Visit

__all__ = ["FORMS"]


# Assign


def _assign_defaults(visit: Visit, entered: Entered) -> Mapping[str, str]:
    homes = homes_of(visit.world, visit.me)
    return {"since": visit.world.today.isoformat(), "organisation": homes[0] if homes else ""}


def _assign_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    place = _known(visit, entered.raw("organisation"), "organisation")
    yield fields.choose(entered, "organisation", visit._("For which school?"), choices.organisations(visit))
    yield fields.choose(entered, "subject", visit._("Which task or decision?"), choices.subjects(visit))
    yield fields.one_of(entered, "kind", visit._("Does what?"), choices.mandate_kinds(visit, MANDATE_KINDS))
    yield fields.choose(
        entered,
        "holder",
        visit._("Who?"),
        choices.holders(visit, place),
        hint=visit._("Rather a function than a person: then it stays in place when somebody leaves."),
    )
    yield fields.day(entered, "since", visit._("From"))
    yield fields.day(entered, "last", visit._("Up to and including"))
    yield fields.number(
        entered, "ceiling", visit._("Up to which amount?"), hint=visit._("Only for deciding, in euro, excl. VAT.")
    )
    yield fields.number(entered, "hours", visit._("Hours a week"), hint=visit._("Only for executing."))
    yield fields.number(
        entered, "rank", visit._("Order of referral"), hint=visit._("Only for a contact point: 1 is asked first.")
    )
    grantors = _grantors(visit, place)
    if grantors:
        hint = visit._("Without it, it is shown as still to be confirmed by the head.")
        yield fields.choose(entered, "granted_by", visit._("Who agreed to this?"), grantors, required=False, hint=hint)
    yield fields.short_text(entered, "note", visit._("Remark for colleagues"))


def _assign_request(visit: Visit, entered: Entered) -> GrantMandate | None:
    since = entered.day("since")
    kind = entered.one_of("kind", MANDATE_KINDS)
    subject = entered.record("subject", SUBJECT_KINDS)
    holder = entered.record("holder", HOLDER_KINDS)
    place = entered.record("organisation", ("organisation",))
    granted_by = entered.record("granted_by", HOLDER_KINDS, required=False)
    until = entered.until("last", since=since)
    ceiling, hours, rank = entered.whole("ceiling"), entered.hours("hours"), entered.whole("rank", most=999)
    _only_for(entered, "ceiling", kind, "DECIDES")
    _only_for(entered, "hours", kind, "EXECUTES")
    _only_for(entered, "rank", kind, "CONTACT_POINT_FOR")
    if kind is None or subject is None or holder is None or place is None:
        return None
    return GrantMandate(
        kind=kind,
        holder=holder,
        subject=subject,
        scope=(place,),
        since=since,
        until=until,
        ceiling_eur=ceiling,
        hours_per_week=hours,
        rank=rank,
        granted_by=granted_by,
        granted_on=visit.world.today if granted_by else None,
        note=entered.text("note"),
        reason=visit._("assigned on a page"),
    )


def _only_for(entered: Entered, name: str, kind: str | None, wanted: str) -> None:
    if entered.raw(name) and kind not in (None, wanted):
        title = mandate_title(wanted, entered.visit.texts)
        entered.wrong(name, entered.visit._("This goes with “{kind}” only.", kind=title))


def _assigned(visit: Visit, entered: Entered, done: Changed) -> Saved:
    to = address_of(entered.raw("organisation")) or "/"
    who, what = visit.name(entered.raw("holder")), visit.name(entered.raw("subject"))
    return Saved(to=to, message=visit._("Saved: {who}, {what}.", who=who, what=what))


def _grantors(visit: Visit, place: str | None) -> tuple[Group, ...]:
    """Who decides on granting mandates at a place, by the function that gives them that."""
    if place is None:
        return ()
    found = (Choice(one, visit.name(one)) for one in grantors_at(visit.world, place))
    group = Group("", tuple(found))
    return (group,) if group.choices else ()


# End


def _end_defaults(visit: Visit, entered: Entered) -> Mapping[str, str]:
    return {"last": visit.world.today.isoformat()}


def _end_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    mandate = read.find(visit.world, Mandate, entered.raw("mandate"))
    if mandate is None:
        groups = _mandates_of(visit, entered)
        yield fields.choose(entered, "mandate", visit._("What ends?"), groups)
    else:
        chosen = (Choice(mandate.id, _told(visit, mandate)),)
        yield fields.one_of(entered, "mandate", visit._("What ends?"), chosen)
    yield fields.day(entered, "last", visit._("Last day"), required=True)
    yield fields.short_text(entered, "why", visit._("Why?"), hint=visit._("Shown in the history; no personal reasons."))


def _end_request(visit: Visit, entered: Entered) -> EndMandate | None:
    until = entered.until("last", required=True)
    mandate = read.find(visit.world, Mandate, entered.raw("mandate"))
    if mandate is None:
        entered.wrong("mandate", visit._("Choose one."))
    elif mandate.since is not None and until is not None and until <= mandate.since:
        entered.wrong("last", visit._("The last day lies before the first."))
        return None
    if mandate is None or until is None:
        return None
    return EndMandate(mandate=mandate.id, until=until, reason=entered.text("why") or "")


def _ended(visit: Visit, entered: Entered, done: Changed) -> Saved:
    mandate = read.find(visit.world, Mandate, entered.raw("mandate"))
    to = address_of(mandate.from_id) if mandate is not None else None
    last = entered.until("last")
    day = visit.texts.day(last - timedelta(days=1)) if last is not None else ""
    return Saved(to=to or "/", message=visit._("Saved: this ends on {day}.", day=day))


def _mandates_of(visit: Visit, entered: Entered) -> tuple[Group, ...]:
    holder = entered.raw("holder")
    found = read.mandates_of(visit.world, holder) if holder else ()
    return (Group("", tuple(Choice(edge.id, _told(visit, edge)) for edge in found[: choices.MOST_CHOICES])),)


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
        title=lambda visit: visit._("Assign a task or decision"),
        intro=lambda visit: visit._("Say who does what at a school. You see what it changes before you save it."),
        defaults=_assign_defaults,
        fields=_assign_fields,
        request=_assign_request,
        verb=grant_mandate,
        field_of={
            "scope": "organisation",
            "from": "holder",
            "to": "subject",
            "until": "last",
            "ceiling_eur": "ceiling",
        },
        saved=_assigned,
        button=lambda visit: visit._("Assign"),
    ),
    ChangeForm(
        name="stopzetten",
        title=lambda visit: visit._("End who does what"),
        intro=lambda visit: visit._("It stays in the history."),
        defaults=_end_defaults,
        fields=_end_fields,
        request=_end_request,
        verb=end_mandate,
        field_of={"until": "last"},
        place=lambda entered: None,
        saved=_ended,
        button=lambda visit: visit._("End"),
    ),
)
