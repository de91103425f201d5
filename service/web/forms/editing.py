"""The forms for any record, from what its kind declares: add, correct, change from a day on, end, take away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph.domain.codec import to_plain
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Edge, Kind, Node, Record, field_specs, kind_named
from graph.domain.periods import day_after, last_day
from graph.domain.text import N_
from graph.usecases import read
from graph.usecases.change.editing import (
    BELONGS_BY,
    add_record,
    belongs_to,
    change_from,
    correct_record,
    remove_record,
)
from graph.usecases.change.records import end_record
from graph.usecases.change.request import Changed
from graph.words.records import kind_word, relation, sentence
from service.web.forms.entered import Entered
from service.web.forms.fields import LAST, FormField
from service.web.forms.form import CHANGES, ChangeForm, Saved
from service.web.forms.meanwhile import STOOD
from service.web.forms.record_fields import edited_specs, record_choices, record_fields, record_values, typed_of
from service.web.forms.usual import carried, ends_today, hidden
from service.web.links import address, address_of
from service.web.visit import Visit

__all__ = ["ADD", "CORRECT", "DIFFERS", "END", "FACTS", "FORMS", "LONGER", "REMOVE"]

A_YEAR = 365
FACTS = "/gegevens"
"""Address of the page with every fact about a record."""


def _record(visit: Visit, entered: Entered) -> Record | None:
    """The record that the form is about, when the reader may see it."""
    found = read.get(visit.world, entered.raw("record"))
    return read.find(visit.world, type(found), found.id) if found is not None else None


def _about(visit: Visit, entered: Entered) -> str:
    found = _record(visit, entered)
    return "" if found is None else f"{sentence(found, visit.texts, visit.name)}."


def _check_there(entered: Entered, values: Mapping[str, Any]) -> None:
    _record_there(entered)


def _record_there(entered: Entered) -> Record | None:
    """The record; without it the form says why it is not there."""
    visit = entered.visit
    found = _record(visit, entered)
    if found is None and visit.sent(STOOD):
        entered.wrong(
            "record", visit._("Somebody took this away in the meantime. What changed? tells who, and undoes it.")
        )
    elif found is None:
        entered.wrong("record", visit._("Open this form from a page."))
    return found


# Add


def _kind_of(entered: Entered) -> Kind | None:
    word = entered.raw("kind")
    return kind_named(word) if word in NODE_KINDS or word in EDGE_KINDS else None


def _added_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    kind = _kind_of(entered)
    yield hidden("kind")
    if kind is None:
        return
    if issubclass(kind, Edge):
        yield from _end_fields(visit, kind, entered)
    yield from record_fields(visit, edited_specs(kind))
    yield from _place_fields(visit, kind)


def _place_fields(visit: Visit, kind: Kind) -> Iterable[FormField]:
    """What a new node belongs to: it stands as the page said from which the form was opened."""
    kinds = belongs_to(kind.kind)
    places = record_choices(visit, kinds)
    if kinds:
        yield FormField(
            "at", visit._("Belongs to"), kinds=kinds, choices=lambda: places, sort="select" if places else "hidden"
        )


def _end_fields(visit: Visit, kind: type[Edge], entered: Entered) -> Iterable[FormField]:
    """The two ends: the one that the form was opened from stands fast, the other is asked."""
    for name, kinds in (("from", kind.from_kinds), ("to", kind.to_kinds)):
        fixed = entered.raw("fixed") == name
        words = visit._(" or ").join(kind_word(one, visit.texts) for one in kinds)
        yield FormField(
            None,
            words[:1].upper() + words[1:],
            name=name,
            sort="hidden" if fixed else "text",
            required=True,
            hint=visit._("Its name, number, e-mail address or code."),
        )
    yield carried("fixed")


def _check_added(entered: Entered, values: dict[str, Any]) -> None:
    kind = _kind_of(entered)
    if kind is None:
        entered.wrong("kind", entered.visit._("Open this form from a page."))
        return
    plain = record_values(entered, edited_specs(kind), kind)
    if issubclass(kind, Edge):
        plain["from"] = entered.record("from", kind.from_kinds)
        plain["to"] = entered.record("to", kind.to_kinds)
    values["values"] = {key: value for key, value in plain.items() if value not in (None, False)}


def _added(visit: Visit, entered: Entered) -> str:
    kind = _kind_of(entered)
    if kind is None:
        return ""
    if issubclass(kind, Node):
        return visit._("New: {kind}", kind=kind_word(kind.kind, visit.texts))
    ends = {name: visit.name(entered.raw(name)) if entered.raw(name) else "..." for name in ("from", "to")}
    return relation(kind.kind, "from", "to", visit.texts, lambda end: ends[end])


def _to_added(visit: Visit, entered: Entered, done: Changed) -> Saved:
    fixed = entered.raw(entered.raw("fixed")) if entered.raw("fixed") in ("from", "to") else ""
    made = next((record.id for record in done.records if isinstance(record, Node)), "")
    to = address(FACTS, record=fixed) if fixed else address_of(made) or address_of(entered.raw("at"))
    return Saved(to=to or "/", message=visit._("Saved."))


# Correct, and change from a day on


def _edited_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    found = _record(visit, entered)
    yield hidden("record")
    if found is not None:
        yield from record_fields(visit, edited_specs(type(found), with_identity=isinstance(found, Node)))


def _stands(visit: Visit, entered: Entered) -> Mapping[str, tuple[str, ...]]:
    found = _record(visit, entered)
    return {} if found is None else typed_of(found, edited_specs(type(found)))


def _check_edited(entered: Entered, values: dict[str, Any]) -> None:
    found = _record_there(entered)
    if found is not None:
        specs = edited_specs(type(found), with_identity=isinstance(found, Node))
        values["values"] = _differing(found, record_values(entered, specs, type(found)))


def _differing(record: Record, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is no longer as the reader saw it; what they do not see stays as it is."""
    seen = {spec.key: spec.default for spec in field_specs(type(record))} | to_plain(record)
    nothing = (None, False, ())
    return {
        key: value
        for key, value in values.items()
        if value != seen.get(key) and not (value in nothing and seen.get(key) in nothing)
    }


def _differing_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    found = _record(visit, entered)
    yield hidden("record")
    yield FormField(
        "since", visit._("Different from"), name="from_day", default=max(visit.world.today, visit.world.on).isoformat()
    )
    if found is not None:
        yield from record_fields(visit, _without_period(found))


def _without_period(record: Record) -> tuple[Any, ...]:
    specs = edited_specs(type(record), with_identity=False)
    return tuple(spec for spec in specs if spec.name not in ("since", "until"))


def _check_differing(entered: Entered, values: dict[str, Any]) -> None:
    found = _record_there(entered)
    if found is not None:
        values["values"] = _differing(found, record_values(entered, _without_period(found), type(found)))


def _to_record(visit: Visit, entered: Entered, done: Changed) -> Saved:
    """Back to the page of a node, or to the facts about the first end of an edge."""
    found = _record(visit, entered) or next(iter(done.records), None)
    if isinstance(found, Edge):
        return Saved(to=address(FACTS, record=found.from_id), message=visit._("Saved."))
    return Saved(to=_page_of(visit, found) if isinstance(found, Node) else "/", message=visit._("Saved."))


def _page_of(visit: Visit, record: Node) -> str:
    """The page of a node; where it has none, that of what it belongs to, else the facts about it."""
    own = address_of(record.id)
    if own is not None or record.kind not in BELONGS_BY:
        return own or address(FACTS, record=record.id)
    joining = EDGE_KINDS[BELONGS_BY[record.kind]]
    around = (*read.edges_from(visit.world, joining, record.id), *read.edges_to(visit.world, joining, record.id))
    ends = (end for edge in around for end in (edge.from_id, edge.to_id) if end != record.id)
    return next(filter(None, map(address_of, ends)), address(FACTS, record=record.id))


# End, and take away


def _ended_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    yield hidden("record")
    yield ends_today(visit)


def _longer_fields(visit: Visit, entered: Entered) -> Iterable[FormField]:
    found = _record(visit, entered)
    last = last_day(found.until) if found is not None else None
    yield hidden("record")
    yield FormField(
        "until",
        visit._("Up to and including"),
        name=LAST,
        default="" if last is None else day_after(last, A_YEAR).isoformat(),
    )


def _removed(visit: Visit, entered: Entered) -> str:
    found = _record(visit, entered)
    number = 0 if found is None else read.number_hanging_on(visit.world, found)
    goes = visit.texts.ngettext("{number} fact goes with it.", "{number} facts go with it.", number)
    return " ".join((_about(visit, entered), *((goes,) if number else ())))


def _to_start(visit: Visit, entered: Entered, done: Changed) -> Saved:
    return Saved(to=CHANGES, message=visit._("Taken away. It can be undone under What changed?"))


ADD = ChangeForm(
    name="toevoegen",
    title=N_("Add something"),
    about=_added,
    fields=_added_fields,
    check=_check_added,
    verb=add_record,
    saved=_to_added,
)

CORRECT = ChangeForm(
    name="verbeteren",
    title=N_("Change"),
    about=_about,
    intro=N_("What stood here stays to be seen under What changed?"),
    fields=_edited_fields,
    filled=_stands,
    check=_check_edited,
    verb=correct_record,
    saved=_to_record,
)

DIFFERS = ChangeForm(
    name="wijzigen-vanaf",
    title=N_("Different from a day on"),
    about=_about,
    intro=N_("Up to that day it stays as it was."),
    fields=_differing_fields,
    filled=_stands,
    check=_check_differing,
    verb=change_from,
    saved=_to_record,
)

END = ChangeForm(
    name="beeindigen",
    title=N_("This stops"),
    about=_about,
    intro=N_("It stays in the history, and counts up to and including the last day."),
    fields=_ended_fields,
    check=_check_there,
    verb=end_record,
    saved=_to_record,
    button=N_("End"),
)

LONGER = ChangeForm(
    name="verlengen",
    title=N_("Go on for longer"),
    about=_about,
    fields=_longer_fields,
    check=_check_there,
    verb=end_record,
    saved=_to_record,
    button=N_("Prolong"),
)

REMOVE = ChangeForm(
    name="verwijderen",
    title=N_("Take away"),
    about=_removed,
    intro=N_("Only for what never was right: what stopped gets a last day, and what is there twice is merged."),
    fields=lambda visit, entered: (hidden("record"),),
    check=_check_there,
    verb=remove_record,
    saved=_to_start,
    button=N_("Take away"),
)

FORMS = (ADD, CORRECT, DIFFERS, END, LONGER, REMOVE)
