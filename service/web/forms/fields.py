"""The fields of a form: what each asks, said once, and what is shown of it.

    FormField("until", visit._("Up to and including"), name="last")

A field that fills an attribute of the request is shown and read as that attribute is declared: a reference is chosen
from a list, a word from a few in sight, a day as a day. `required` and `sort` say what differs from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass
from datetime import date
from typing import Any, Literal

from graph.domain.described import Attribute, OneOf, Ref, attributes
from graph.domain.kinds import EDGE_KINDS
from graph.usecases.change.request import Request
from service.web.forms.entered import Entered

__all__ = ["LAST", "Choice", "Field", "FormField", "Group", "field_values", "shown_field"]

LAST = "last"
"""How a field is sent in which people write the last day of something."""

Sort = Literal["text", "long_text", "day", "number", "select", "radio", "ticks", "tick", "order", "hidden"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: its value, and what people read."""

    value: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under a heading; without one they stand by themselves."""

    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a form as it is shown.

    Attributes:
        name: under which it is sent.
        sort: how it is shown.
        label: what is asked.
        hint: what helps to answer; empty when nothing is needed.
        required: whether it has to be answered.
        groups: what can be chosen.
        values: what was typed or chosen.
        errors: what is wrong with it, each a sentence.
        under: the heading that it shares with its neighbours; empty when it stands by itself.
        seldom: whether it is folded away.
        meanwhile: what somebody else made of it since the form was opened; empty when nobody did.
    """

    name: str
    sort: Sort
    label: str
    hint: str = ""
    required: bool = False
    groups: tuple[Group, ...] = ()
    values: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    under: str = ""
    seldom: bool = False
    meanwhile: str = ""

    @property
    def value(self) -> str:
        """The one text."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True, slots=True)
class FormField:
    """What a form asks, once.

    Attributes:
        fills: the attribute of the request that it fills; None when the form reads it itself.
        label: what is asked.
        name: under which it is sent; empty = that of the attribute.
        hint: what helps to answer.
        default: what is filled in before anybody typed.
        sort: how it is shown; None = as the attribute is declared.
        required: whether it has to be answered; None = when the request cannot be without it.
        choices: what can be chosen, from when it is shown.
        kinds: of a reference, the kinds of record that the form takes; empty = all that the request takes.
        most: of a whole number, the largest.
        also: other names by which a problem speaks of it: those in the record that the request makes.
        under: the heading that it shares with its neighbours, in one row; empty when it stands by itself.
        seldom: whether it is folded away behind the others.
    """

    fills: str | None
    label: str
    name: str = ""
    hint: str = ""
    default: str = ""
    sort: Sort | None = None
    required: bool | None = None
    choices: Callable[[], Iterable[Group]] = tuple
    kinds: tuple[str, ...] = ()
    most: int = 1_000_000_000
    also: tuple[str, ...] = ()
    under: str = ""
    seldom: bool = False

    @property
    def sent_as(self) -> str:
        """Under which name it is sent."""
        return self.name or self.fills or ""

    def is_named(self, named: str) -> bool:
        """Whether a problem that speaks of a field means this one."""
        return named in (self.sent_as, self.fills, *self.also)


def shown_field(entered: Entered, field: FormField, request: type[Request]) -> Field:
    """A field with what was typed and what is wrong with it."""
    attribute = _attribute(field, request)
    groups = tuple(group for group in field.choices() if group.choices)
    sort = field.sort or _sort(attribute, has_groups=bool(groups))
    return Field(
        name=field.sent_as,
        sort=sort,
        label=field.label,
        hint=field.hint,
        required=_is_required(field, attribute),
        groups=groups,
        values=entered.raw_all(field.sent_as),
        errors=tuple(entered.errors.get(field.sent_as, ())),
        under=field.under,
        seldom=field.seldom,
        meanwhile=entered.meanwhile.get(field.sent_as, ""),
    )


def field_values(
    entered: Entered, asked: Iterable[FormField], request: type[Request], given: Mapping[str, Any]
) -> dict[str, Any]:
    """What was typed, by the attribute that it fills, without what is not there; `entered` keeps what is wrong.

    Args:
        entered: what was typed.
        asked: the fields of the form.
        request: that they fill.
        given: attributes of it that are known already.
    """
    values: dict[str, Any] = {}
    for field in asked:
        attribute = _attribute(field, request)
        if attribute is not None:
            value = _value(entered, field, attribute, {**given, **values})
            values |= {} if value in (None, ()) else {attribute.name: value}
    return values


def _attribute(field: FormField, request: type[Request]) -> Attribute | None:
    found = (attribute for attribute in attributes(request) if attribute.name == field.fills)
    return None if field.fills is None else next(found)


def _is_required(field: FormField, attribute: Attribute | None) -> bool:
    if field.required is not None or field.sort == "hidden":
        return bool(field.required)
    return attribute is not None and attribute.default is MISSING


def _sort(attribute: Attribute | None, *, has_groups: bool) -> Sort:
    if attribute is None:
        return "select" if has_groups else "text"
    if attribute.is_several:
        return "ticks"
    if attribute.mark(OneOf) is not None:
        return "radio"
    if attribute.mark(Ref) is not None:
        return "select" if has_groups else "text"
    return _SORTS.get(attribute.of, "text")


_SORTS: Mapping[Any, Sort] = {date: "day", int: "number", float: "number", bool: "tick"}


def _value(entered: Entered, field: FormField, attribute: Attribute, before: Mapping[str, Any]) -> Any:
    name, required = field.sent_as, _is_required(field, attribute)
    one_of, ref = attribute.mark(OneOf), attribute.mark(Ref)
    if one_of is not None:
        words = one_of.choices
        return entered.some_of(name, words) if attribute.is_several else entered.one_of(name, words, required=required)
    if ref is not None:
        return _reference(entered, field, attribute, field.kinds or ref.kinds)
    if attribute.of is date:
        return _day(entered, field, attribute, before)
    if attribute.of is int:
        return _level(entered, field, required) if field.sort == "radio" else entered.whole(name, most=field.most)
    if attribute.of is float:
        return entered.hours(name)
    return entered.is_ticked(name) if attribute.of is bool else entered.text(name, required=required)


def _day(entered: Entered, field: FormField, attribute: Attribute, before: Mapping[str, Any]) -> date | None:
    """A day; of what people read as a last day, the day after it."""
    required = _is_required(field, attribute)
    if field.sent_as == LAST:
        return entered.until(LAST, since=before.get("since"), required=required)
    return entered.day(field.sent_as, required=required)


def _level(entered: Entered, field: FormField, required: bool) -> int | None:
    """A number that is chosen from a few."""
    numbers = [choice.value for group in field.choices() for choice in group.choices]
    chosen = entered.one_of(field.sent_as, numbers, required=required)
    return None if chosen is None else int(chosen)


def _reference(entered: Entered, field: FormField, attribute: Attribute, kinds: tuple[str, ...]) -> Any:
    name, required = field.sent_as, _is_required(field, attribute)
    if field.sort == "hidden":
        return entered.text(name)
    if not kinds:
        return entered.raw_all(name)
    if all(kind in EDGE_KINDS for kind in kinds):
        found = entered.edges(name, kinds, several=attribute.is_several, required=required)
        return found if attribute.is_several else next(iter(found), None)
    if attribute.is_several and field.sort != "select":
        return tuple(sorted(entered.records(name, kinds)))
    record = entered.record(name, kinds, required=required)
    return (record,) if attribute.is_several and record is not None else record
