"""The forms about how a school arranges things: do it ourselves, not here, agreements, consultation, a copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph.domain.choices import GROUP_TYPES, MEMBER_CAPACITIES, SCHOOL_TYPES
from graph.domain.kinds import MANDATE_KINDS, SUBJECT_KINDS, MemberOf
from graph.usecases import read
from graph.usecases.change import (
    Changed,
    CopyArrangement,
    JoinBody,
    LeaveBody,
    MarkNotUsed,
    OptOut,
    SetNorm,
    copy_arrangement,
    join_body,
    leave_body,
    mark_not_used,
    opt_out,
    set_norm,
)
from graph.usecases.nearby import homes_of
from service.web.forms import choices, fields
from service.web.forms.entered import Entered
from service.web.forms.fields import Choice, Field, Group
from service.web.forms.form import ChangeForm, Saved
from service.web.links import address_of
from service.web.visit import Visit

__all__ = ["FORMS"]

PLACES = (*SCHOOL_TYPES, *GROUP_TYPES, "site")


# We do this ourselves, and not here


def _here_defaults(visit: Visit, entered: Entered) -> Mapping[str, str]:
    homes = homes_of(visit.world, visit.me)
    return {"organisation": homes[0] if homes else "", "since": visit.world.today.isoformat()}


def _here_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    yield fields.choose(entered, "organisation", visit._("At which school?"), choices.organisations(visit))
    yield fields.choose(entered, "subject", visit._("Which task or decision?"), choices.subjects(visit))
    yield fields.day(entered, "since", visit._("From"))
    yield fields.day(entered, "last", visit._("Up to and including"))


def _own_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    yield from _here_fields(visit, entered)
    yield fields.short_text(entered, "why", visit._("Why?"))


def _opt_out_request(visit: Visit, entered: Entered) -> OptOut | None:
    since = entered.day("since")
    place, subject = entered.record("organisation", ("organisation",)), entered.record("subject", SUBJECT_KINDS)
    until = entered.until("last", since=since)
    if place is None or subject is None:
        return None
    return OptOut(organisation=place, subject=subject, since=since, until=until, reason=entered.text("why") or "")


def _not_used_request(visit: Visit, entered: Entered) -> MarkNotUsed | None:
    since = entered.day("since")
    place, subject = entered.record("organisation", ("organisation",)), entered.record("subject", SUBJECT_KINDS)
    until = entered.until("last", since=since)
    if place is None or subject is None:
        return None
    return MarkNotUsed(organisation=place, subject=subject, since=since, until=until)


# Minimum agreements


def _norm_defaults(visit: Visit, entered: Entered) -> Mapping[str, str]:
    return {"minimum": "1", "obligation": "own"}


def _norm_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    obligations = (
        Choice("own", visit._("Own agreement")),
        Choice("recommended", visit._("Recommended")),
        Choice("law", visit._("Required by law")),
    )
    yield fields.short_text(entered, "name", visit._("What do you agree?"), required=True)
    yield fields.choose(entered, "subject", visit._("About which task or decision?"), choices.subjects(visit))
    yield fields.one_of(entered, "mandate", visit._("Does what?"), choices.mandate_kinds(visit, MANDATE_KINDS))
    yield fields.number(entered, "minimum", visit._("At least how many people?"))
    yield fields.number(entered, "maximum", visit._("At most how many people?"))
    yield fields.ticks(
        entered,
        "applies_to",
        visit._("Where?"),
        choices.organisations(visit, types=PLACES),
        hint=visit._("With everything below it. Tick nothing for every school and group."),
    )
    yield fields.one_of(entered, "obligation", visit._("How binding?"), obligations)


def _norm_request(visit: Visit, entered: Entered) -> SetNorm | None:
    name = entered.text("name", required=True)
    subject = entered.record("subject", SUBJECT_KINDS)
    mandate = entered.one_of("mandate", MANDATE_KINDS)
    least, most = entered.whole("minimum", most=99), entered.whole("maximum", most=99)
    if least is not None and most is not None and most < least:
        entered.wrong("maximum", visit._("This is less than the least number."))
    places = entered.records("applies_to", ("organisation",))
    obligation = entered.one_of("obligation", ("own", "recommended", "law"))
    if name is None or subject is None or mandate is None:
        return None
    return SetNorm(
        name=name,
        subject=subject,
        mandate=mandate,
        minimum=least,
        maximum=most,
        applies_to=tuple(sorted(places)),
        obligation=obligation,
    )


# Consultation


def _join_defaults(visit: Visit, entered: Entered) -> Mapping[str, str]:
    return {"since": visit.world.today.isoformat(), "capacity": "member"}


def _join_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    members = (*choices.people(visit), *choices.roles(visit))
    yield fields.choose(entered, "body", visit._("In which consultation?"), choices.bodies(visit))
    yield fields.choose(entered, "member", visit._("Who?"), members)
    yield fields.one_of(entered, "capacity", visit._("As what?"), choices.words(visit, MEMBER_CAPACITIES))
    yield fields.day(entered, "since", visit._("From"))
    yield fields.day(entered, "last", visit._("Up to and including"))


def _join_request(visit: Visit, entered: Entered) -> JoinBody | None:
    since = entered.day("since")
    body, member = entered.record("body", ("body",)), entered.record("member", ("person", "role"))
    capacity = entered.one_of("capacity", tuple(MEMBER_CAPACITIES))
    until = entered.until("last", since=since)
    if body is None or member is None or capacity is None:
        return None
    return JoinBody(member=member, body=body, capacity=capacity, since=since, until=until)


def _leave_defaults(visit: Visit, entered: Entered) -> Mapping[str, str]:
    return {"last": visit.world.today.isoformat()}


def _leave_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    edge = read.find(visit.world, MemberOf, entered.raw("membership"))
    told = (Choice(edge.id, f"{visit.name(edge.from_id)}: {visit.name(edge.to_id)}"),) if edge is not None else ()
    yield fields.choose(entered, "membership", visit._("Which membership ends?"), (Group("", told),))
    yield fields.day(entered, "last", visit._("Last day"), required=True)


def _leave_request(visit: Visit, entered: Entered) -> LeaveBody | None:
    until = entered.until("last", required=True)
    edge = read.find(visit.world, MemberOf, entered.raw("membership"))
    if edge is None:
        entered.wrong("membership", visit._("Choose one."))
    return None if edge is None or until is None else LeaveBody(membership=edge.id, until=until)


# Copy


def _copy_defaults(visit: Visit, entered: Entered) -> Mapping[str, str]:
    return {"since": visit.world.today.isoformat()}


def _copy_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    places = choices.organisations(visit, types=PLACES)
    yield fields.choose(entered, "source", visit._("Copy which school?"), places)
    yield fields.choose(entered, "target", visit._("To which school?"), places)
    yield fields.day(entered, "since", visit._("From"))


def _copy_request(visit: Visit, entered: Entered) -> CopyArrangement | None:
    source = entered.record("source", ("organisation",))
    target = entered.record("target", ("organisation",))
    since = entered.day("since")
    if source is not None and source == target:
        entered.wrong("target", visit._("Choose another school."))
        return None
    return None if source is None or target is None else CopyArrangement(source=source, target=target, since=since)


def _to_school(visit: Visit, entered: Entered, done: Changed) -> Saved:
    return Saved(to=address_of(entered.raw("organisation")) or "/", message=visit._("Saved."))


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
        title=lambda visit: visit._("We do this ourselves"),
        intro=lambda visit: visit._("What was agreed above the school no longer comes down for this."),
        defaults=_here_defaults,
        fields=_own_fields,
        request=_opt_out_request,
        verb=opt_out,
        field_of={"from": "organisation", "to": "subject", "until": "last"},
        saved=_to_school,
    ),
    ChangeForm(
        name="niet-bij-ons",
        title=lambda visit: visit._("Not here"),
        intro=lambda visit: visit._("This plays no part at the school: no points of attention, no lines in documents."),
        defaults=_here_defaults,
        fields=_here_fields,
        request=_not_used_request,
        verb=mark_not_used,
        field_of={"to": "organisation", "from": "subject", "until": "last"},
        saved=_to_school,
    ),
    ChangeForm(
        name="minimumafspraak",
        title=lambda visit: visit._("Minimum agreement"),
        intro=lambda visit: visit._("What is asked here and not arranged becomes a point of attention."),
        defaults=_norm_defaults,
        fields=_norm_fields,
        request=_norm_request,
        verb=set_norm,
        place=lambda entered: entered.raw("applies_to") or None,
        saved=_to_points,
    ),
    ChangeForm(
        name="overleg",
        title=lambda visit: visit._("Let somebody join a consultation"),
        defaults=_join_defaults,
        fields=_join_fields,
        request=_join_request,
        verb=join_body,
        field_of={"from": "member", "to": "body", "until": "last"},
        place=lambda entered: None,
        saved=_to_body,
    ),
    ChangeForm(
        name="overleg-verlaten",
        title=lambda visit: visit._("Let somebody leave a consultation"),
        defaults=_leave_defaults,
        fields=_leave_fields,
        request=_leave_request,
        verb=leave_body,
        field_of={"until": "last"},
        place=lambda entered: None,
        saved=_to_body,
        button=lambda visit: visit._("End"),
    ),
    ChangeForm(
        name="kopieren",
        title=lambda visit: visit._("Copy how a school is arranged"),
        intro=lambda visit: visit._("Functions, consultation and who does what come along; people do not."),
        defaults=_copy_defaults,
        fields=_copy_fields,
        request=_copy_request,
        verb=copy_arrangement,
        place=lambda entered: entered.raw("target") or None,
        saved=_to_target,
        button=lambda visit: visit._("Copy"),
    ),
)
