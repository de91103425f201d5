"""The forms about people: appoint to a function, end that, not available, hand over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph.domain.choices import HALF_DAYS
from graph.domain.kinds import Holds, Mandate, MemberOf, Person, TaskGroup
from graph.usecases import read
from graph.usecases.change import (
    Appoint,
    Changed,
    Cover,
    EndHolding,
    HandOver,
    RegisterAbsence,
    appoint,
    end_holding,
    hand_over,
    held_by,
    register_absence,
)
from graph.words.titles import mandate_title
from service.web.forms import choices, fields
from service.web.forms.entered import Entered
from service.web.forms.fields import Choice, Field, Group
from service.web.forms.form import ChangeForm, Saved
from service.web.links import address_of
from service.web.visit import Visit

__all__ = ["FORMS"]


# Appoint


def _appoint_defaults(visit: Visit, entered: Entered) -> Mapping[str, str]:
    return {"since": visit.world.today.isoformat()}


def _appoint_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    place = entered.raw("organisation") or None
    yield fields.hidden(entered, "organisation")
    yield fields.choose(entered, "person", visit._("Who?"), choices.people(visit, place))
    yield fields.choose(entered, "role", visit._("In which function?"), choices.roles(visit, place))
    yield fields.day(entered, "since", visit._("From"))
    yield fields.day(entered, "last", visit._("Up to and including"))
    yield fields.short_text(
        entered, "fraction", visit._("Appointment"), hint=visit._("As you write it: 15/21, 0,5 or 50%.")
    )
    yield fields.number(entered, "hours", visit._("Hours a week in this function"))
    yield fields.ticks(entered, "days", visit._("Fixed days"), (_half_days(visit),))
    yield fields.choose(
        entered,
        "acting_for",
        visit._("Replaces"),
        choices.people(visit, place),
        required=False,
        hint=visit._("Only for a temporary replacement: it counts while that colleague is away."),
    )


def _appoint_request(visit: Visit, entered: Entered) -> Appoint | None:
    since = entered.day("since")
    person = entered.record("person", ("person",))
    role = entered.record("role", ("role",))
    acting_for = entered.record("acting_for", ("person",), required=False)
    until, hours = entered.until("last", since=since), entered.hours("hours")
    if acting_for is not None and acting_for == person:
        entered.wrong("acting_for", visit._("Nobody replaces themselves."))
    if person is None or role is None:
        return None
    return Appoint(
        person=person,
        role=role,
        since=since,
        until=until,
        fraction=entered.text("fraction"),
        hours_per_week=hours,
        days=entered.some_of("days", tuple(HALF_DAYS)),
        acting_for=acting_for,
    )


def _half_days(visit: Visit) -> Group:
    return Group("", choices.words(visit, HALF_DAYS))


# End a holding


def _leave_defaults(visit: Visit, entered: Entered) -> Mapping[str, str]:
    return {"last": visit.world.today.isoformat()}


def _leave_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    yield fields.hidden(entered, "person")
    yield fields.choose(entered, "holding", visit._("Which function ends?"), _holdings(visit, entered))
    yield fields.day(entered, "last", visit._("Last day"), required=True)


def _leave_request(visit: Visit, entered: Entered) -> EndHolding | None:
    until = entered.until("last", required=True)
    holding = read.find(visit.world, Holds, entered.raw("holding"))
    if holding is None:
        entered.wrong("holding", visit._("Choose one."))
    elif holding.since is not None and until is not None and until <= holding.since:
        entered.wrong("last", visit._("The last day lies before the first."))
        return None
    return None if holding is None or until is None else EndHolding(holding=holding.id, until=until)


def _holdings(visit: Visit, entered: Entered) -> tuple[Group, ...]:
    person = read.find(visit.world, Person, entered.raw("person"))
    found = read.edges_from(visit.world, Holds, person.id) if person is not None else ()
    chosen = read.find(visit.world, Holds, entered.raw("holding"))
    if not found and chosen is not None:
        found = (chosen,)
    told = (Choice(edge.id, f"{visit.name(edge.from_id)}: {visit.name(edge.to_id)}") for edge in found)
    return (Group("", tuple(told)),)


# Not available


def _away_defaults(visit: Visit, entered: Entered) -> Mapping[str, str]:
    return {"since": visit.world.today.isoformat(), "person": visit.me or ""}


def _away_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    yield fields.choose(entered, "person", visit._("Who is not available?"), choices.people(visit))
    yield fields.day(entered, "since", visit._("From"), required=True)
    yield fields.day(
        entered,
        "last",
        visit._("Up to and including"),
        hint=visit._("It ends by itself. Leave it open if you do not know."),
    )
    groups = sorted(read.nodes(visit.world, TaskGroup), key=lambda node: node.name_in(visit.language).casefold())
    for group in groups:
        name = group.name_in(visit.language)
        yield fields.choose(
            entered,
            f"group:{group.id}",
            visit._("Who takes over {group}?", group=name),
            choices.people(visit),
            required=False,
        )


def _away_request(visit: Visit, entered: Entered) -> RegisterAbsence | None:
    since = entered.day("since", required=True)
    person = entered.record("person", ("person",))
    until = entered.until("last", since=since)
    covers: list[Cover] = []
    for name in entered.values:
        group = name.partition("group:")[2]
        if group and entered.raw(name):
            who = entered.record(name, ("person",))
            if who is not None and who == person:
                entered.wrong(name, visit._("Nobody replaces themselves."))
            elif who is not None:
                covers.append(Cover(task_group=group, by=who))
    if since is None or person is None:
        return None
    return RegisterAbsence(person=person, since=since, until=until, covers=tuple(covers))


# Hand over


def _hand_defaults(visit: Visit, entered: Entered) -> Mapping[str, str]:
    return {"person": visit.me or ""}


def _hand_fields(visit: Visit, entered: Entered) -> Iterable[Field]:
    yield fields.choose(entered, "person", visit._("Who hands over?"), choices.people(visit))
    yield fields.choose(entered, "to", visit._("To whom?"), choices.people(visit))
    yield fields.day(entered, "last", visit._("Last day of the one who hands over"), required=True)
    yield fields.ticks(
        entered,
        "facts",
        visit._("What passes?"),
        (_held(visit, entered),),
        hint=visit._("Tick nothing to hand over everything."),
    )


def _hand_request(visit: Visit, entered: Entered) -> HandOver | None:
    on = entered.until("last", required=True)
    person = entered.record("person", ("person",))
    to = entered.record("to", ("person",))
    if person is not None and person == to:
        entered.wrong("to", visit._("Choose another colleague."))
        return None
    if on is None or person is None or to is None:
        return None
    return HandOver(person=person, to=to, on=on, facts=entered.raw_all("facts"))


def _held(visit: Visit, entered: Entered) -> Group:
    person = read.find(visit.world, Person, entered.raw("person"))
    found = held_by(visit.world, person.id) if person is not None else ()
    return Group("", tuple(Choice(edge.id, _held_words(visit, edge)) for edge in found))


def _held_words(visit: Visit, edge: Any) -> str:
    name = visit.name(edge.to_id)
    if isinstance(edge, Mandate):
        return f"{mandate_title(edge.kind, visit.texts)}: {name}"
    if isinstance(edge, MemberOf):
        return visit._("Member of {body}", body=name)
    return visit._("Function: {function}", function=name)


def _to_person(visit: Visit, entered: Entered, done: Changed) -> Saved:
    return Saved(to=address_of(entered.raw("person")) or "/", message=visit._("Saved."))


FORMS = (
    ChangeForm(
        name="aanduiden",
        title=lambda visit: visit._("Appoint somebody to a function"),
        defaults=_appoint_defaults,
        fields=_appoint_fields,
        request=_appoint_request,
        verb=appoint,
        field_of={"until": "last", "hours_per_week": "hours"},
        saved=_to_person,
        button=lambda visit: visit._("Appoint"),
    ),
    ChangeForm(
        name="functie-stopzetten",
        title=lambda visit: visit._("End a function of somebody"),
        intro=lambda visit: visit._("The function itself stays, and is open from then on."),
        defaults=_leave_defaults,
        fields=_leave_fields,
        request=_leave_request,
        verb=end_holding,
        field_of={"until": "last"},
        place=lambda entered: None,
        saved=_to_person,
        button=lambda visit: visit._("End"),
    ),
    ChangeForm(
        name="niet-beschikbaar",
        title=lambda visit: visit._("Somebody is not available"),
        intro=lambda visit: visit._("Never write why: that is nobody's business here."),
        defaults=_away_defaults,
        fields=_away_fields,
        request=_away_request,
        verb=register_absence,
        field_of={"until": "last"},
        place=lambda entered: None,
        saved=_to_person,
    ),
    ChangeForm(
        name="overdragen",
        title=lambda visit: visit._("Hand over"),
        intro=lambda visit: visit._("What somebody holds passes to a colleague, the day after the last day."),
        defaults=_hand_defaults,
        fields=_hand_fields,
        request=_hand_request,
        verb=hand_over,
        field_of={"on": "last"},
        place=lambda entered: None,
        saved=_to_person,
        button=lambda visit: visit._("Hand over"),
    ),
)
