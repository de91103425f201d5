"""The forms about people: appoint to a function, end that, not available, hand over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph.domain.choices import HALF_DAYS, WEEKDAYS
from graph.domain.kinds import Holds, Mandate, MemberOf, Person
from graph.domain.text import N_
from graph.usecases import read
from graph.usecases.change.handing_over import hand_over, held_by
from graph.usecases.change.people import Cover, appoint, end_holding, register_absence, works_to_cover
from graph.usecases.change.request import Changed
from graph.usecases.change.week import WeekPart, places_of_week, plan_week
from graph.usecases.rights import Right
from graph.words.titles import HALF_TITLES, mandate_title, title
from service.web.forms import choices
from service.web.forms.entered import Entered
from service.web.forms.fields import LAST, Choice, FormField, Group
from service.web.forms.form import ChangeForm, Saved, back_to
from service.web.forms.usual import carried, ends_today, hidden, since, until
from service.web.links import address_of
from service.web.visit import Visit

__all__ = ["FORMS"]

WORK = "work:"
"""How the field begins in which stands who takes over the work of a task group at a school."""

EVERYTHING = "everything"

HALF = "half:"
"""How the field begins in which stands at which school somebody is on a half day."""


# Appoint


def _appoint_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    place = entered.raw("organisation") or None
    yield carried("organisation")
    yield FormField("person", visit._("Who?"), choices=lambda: choices.people(visit, place))
    yield FormField("role", visit._("In which function?"), choices=lambda: choices.roles(visit, place))
    yield since(visit)
    yield until(visit)
    yield FormField("fraction", visit._("Appointment"), hint=visit._("As you write it: 15/21, 0,5 or 50%."))
    yield FormField("hours_per_week", visit._("Hours a week in this function"), name="hours")
    yield FormField("days", visit._("Fixed days"), choices=lambda: (_half_days(visit),))
    yield FormField(
        "acting_for",
        visit._("Replaces"),
        choices=lambda: choices.people(visit, place),
        hint=visit._("Only for a temporary replacement: it counts while that colleague is away."),
    )


def _check_appointed(entered: Entered, values: dict[str, Any]) -> None:
    if "acting_for" in values and values["acting_for"] == values.get("person"):
        entered.wrong("acting_for", entered.visit._("Nobody replaces themselves."))


def _half_days(visit: Visit) -> Group:
    return Group("", choices.words(visit, HALF_DAYS))


# End a holding


def _leave_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    yield carried("person")
    yield FormField("holding", visit._("Which function ends?"), choices=lambda: _holdings(visit, entered))
    yield ends_today(visit)


def _check_left(entered: Entered, values: dict[str, Any]) -> None:
    holding = read.find(entered.visit.world, Holds, values.get("holding", ""))
    if holding is not None and holding.since is not None and "until" in values and values["until"] <= holding.since:
        entered.wrong(LAST, entered.visit._("The last day lies before the first."))


def _holdings(visit: Visit, entered: Entered) -> tuple[Group, ...]:
    person = read.find(visit.world, Person, entered.raw("person"))
    found = read.edges_from(visit.world, Holds, person.id) if person is not None else ()
    chosen = read.find(visit.world, Holds, entered.raw("holding"))
    if not found and chosen is not None:
        found = (chosen,)
    told = (Choice(edge.id, f"{visit.name(edge.from_id)}: {visit.name(edge.to_id)}") for edge in found)
    return (Group("", tuple(told)),)


# Fixed days


def _week_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    yield hidden("holding")
    schools = _schools_of_week(visit, entered)
    for half in HALF_DAYS:
        day, _, part = half.partition("_")
        yield FormField(
            None,
            title(HALF_TITLES, part, visit.texts),
            name=f"{HALF}{half}",
            sort="select",
            required=False,
            choices=lambda: schools,
            under=title(WEEKDAYS, day, visit.texts).capitalize(),
        )


def _schools_of_week(visit: Visit, entered: Entered) -> tuple[Group, ...]:
    holding = read.find(visit.world, Holds, entered.raw("holding"))
    places = places_of_week(visit.world, holding) if holding is not None else {}
    return (Group("", tuple(Choice(place, visit.name(place)) for place in places)),)


def _week_as_it_is(visit: Visit, entered: Entered) -> Mapping[str, tuple[str, ...]]:
    holding = read.find(visit.world, Holds, entered.raw("holding"))
    places = places_of_week(visit.world, holding) if holding is not None else {}
    return {f"{HALF}{half}": (place,) for place, days in places.items() for half in days}


def _check_week(entered: Entered, values: dict[str, Any]) -> None:
    there: dict[str, list[str]] = {}
    for half in HALF_DAYS:
        place = entered.raw(f"{HALF}{half}")
        if place:
            there.setdefault(place, []).append(half)
    values["parts"] = tuple(WeekPart(organisation=place, days=tuple(days)) for place, days in sorted(there.items()))


def _to_holder(visit: Visit, entered: Entered, done: Changed) -> Saved:
    holder = next((edge.from_id for edge in done.records if isinstance(edge, Holds)), "")
    return Saved(to=address_of(holder) or "/", message=visit._("Saved."))


# Not available


def _away_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    def people() -> tuple[Group, ...]:
        return choices.people(visit)

    yield FormField("person", visit._("Who is not available?"), choices=people, default=visit.me or "")
    yield since(visit)
    yield FormField(
        "until",
        visit._("Up to and including"),
        name=LAST,
        hint=visit._("It ends by itself. Leave it open if you do not know."),
    )
    works = _works(visit, entered)
    if works:
        yield FormField(
            None,
            visit._("Who takes everything over?"),
            name=EVERYTHING,
            choices=people,
            hint=visit._("Or choose for each school and each sort of work below."),
        )
    for place, group in works:
        yield FormField(None, visit.name(group), name=f"{WORK}{place}:{group}", choices=people, under=visit.name(place))


def _works(visit: Visit, entered: Entered) -> tuple[tuple[str, str], ...]:
    """What the absent colleague does: the school and the task group, by name."""
    person = read.find(visit.world, Person, entered.raw("person"))
    if person is None:
        return ()
    works = works_to_cover(visit.world, person.id)
    return tuple(sorted(works, key=lambda work: (visit.name(work[0]).casefold(), visit.name(work[1]).casefold())))


def _check_away(entered: Entered, values: dict[str, Any]) -> None:
    covers: dict[tuple[str, str], list[str]] = {}
    for place, group in _works(entered.visit, entered):
        name = f"{WORK}{place}:{group}" if entered.raw(f"{WORK}{place}:{group}") else EVERYTHING
        who = entered.record(name, ("person",), required=False)
        if who is not None and who == values.get("person"):
            entered.wrong(name, entered.visit._("Nobody replaces themselves."))
        elif who is not None:
            covers.setdefault((group, who), []).append(place)
    values["covers"] = tuple(
        Cover(task_group=group, by=who, organisations=tuple(sorted(places)))
        for (group, who), places in sorted(covers.items())
    )


# Hand over


def _hand_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    def people() -> tuple[Group, ...]:
        return choices.people(visit)

    yield FormField("person", visit._("Who hands over?"), choices=people, default=visit.me or "")
    yield FormField("to", visit._("To whom?"), choices=people)
    yield FormField(
        "on", visit._("Last day of the one who hands over"), name=LAST, default=visit.world.today.isoformat()
    )
    yield FormField(
        "facts",
        visit._("What passes?"),
        choices=lambda: (_held(visit, entered),),
        hint=visit._("Tick nothing to hand over everything."),
    )
    yield FormField("leaves", visit._("This colleague leaves, and belongs to no school here any more after that day"))


def _check_handed(entered: Entered, values: dict[str, Any]) -> None:
    if "person" in values and values["person"] == values.get("to"):
        entered.wrong("to", entered.visit._("Choose another colleague."))


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


FORMS = (
    ChangeForm(
        name="aanduiden",
        opens_alone=True,
        right=Right.APPOINT,
        title=N_("Appoint somebody to a function"),
        fields=_appoint_fields,
        check=_check_appointed,
        verb=appoint,
        place="organisation",
        saved=back_to("person"),
        button=N_("Appoint"),
    ),
    ChangeForm(
        name="functie-stopzetten",
        right=Right.APPOINT,
        title=N_("End a function of somebody"),
        intro=N_("The function itself stays, and is open from then on."),
        fields=_leave_fields,
        check=_check_left,
        verb=end_holding,
        saved=back_to("person"),
        button=N_("End"),
    ),
    ChangeForm(
        name="vaste-dagen",
        right=Right.APPOINT,
        title=N_("Fixed days"),
        intro=N_("Choose for each half day at which school; leave open when it is none."),
        fields=_week_fields,
        record="holding",
        filled=_week_as_it_is,
        check=_check_week,
        verb=plan_week,
        saved=_to_holder,
    ),
    ChangeForm(
        name="niet-beschikbaar",
        opens_alone=True,
        right=Right.PEOPLE,
        own=True,
        title=N_("Somebody is not available"),
        intro=N_("Never write why: that is nobody's business here."),
        fields=_away_fields,
        check=_check_away,
        verb=register_absence,
        saved=back_to("person"),
    ),
    ChangeForm(
        name="overdragen",
        opens_alone=True,
        right=Right.APPOINT,
        title=N_("Hand over"),
        intro=N_("What somebody holds passes to a colleague, the day after the last day."),
        fields=_hand_fields,
        check=_check_handed,
        verb=hand_over,
        saved=back_to("person"),
        button=N_("Hand over"),
    ),
)
