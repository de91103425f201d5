"""The fields of a form for any kind of record, from its declaration: what each asks, and what was typed for it.

The words, the order and the choices are those of the kind; only how a shape is asked is said here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from graph.domain.codec import to_plain
from graph.domain.declaring import LANGUAGES, FieldSpec, Form, Shape
from graph.domain.errors import InvalidInput
from graph.domain.kinds import NODE_KINDS, Edge, Kind, Node, Record, field_specs
from graph.domain.periods import last_day
from graph.usecases import read
from graph.usecases.change.people import fraction_of
from graph.words.titles import LANGUAGE_TITLES, title
from service.web.forms import choices
from service.web.forms.entered import Entered
from service.web.forms.fields import Choice, FormField, Group, Sort
from service.web.visit import Visit

__all__ = ["edited_specs", "record_choices", "record_fields", "record_values", "typed_of"]

NOT_ASKED = ("id", "from_id", "to_id", "aliases", "source", "fraction_as_written")
"""What the product keeps itself."""

FULL_TIME = "full time"
"""Unit of a part of a full appointment, which people write as 15/21."""

MOST_RADIOS = 4
MOST_LISTED = 200


def edited_specs(kind: Kind, *, with_identity: bool = True) -> tuple[FieldSpec, ...]:
    """The fields of a kind that people fill in: the name, what is its own, what every record has, and
    then what is seldom said.

    Args:
        kind: of the record.
        with_identity: whether those that tell two edges apart are among them; they stay as they are once it is there.
    """
    specs = [spec for spec in field_specs(kind) if spec.name not in NOT_ASKED and (with_identity or not spec.identity)]
    shared = {item.name for item in fields(Edge if kind.is_edge else Node)} - {"name"}
    return tuple(sorted(specs, key=lambda spec: (spec.name != "name", spec.seldom, spec.name in shared)))


def record_fields(visit: Visit, specs: Iterable[FieldSpec]) -> Iterator[FormField]:
    """What a form asks for the fields, in order."""
    for spec in specs:
        yield from _asked(visit, spec)


def record_values(entered: Entered, specs: Iterable[FieldSpec], kind: Kind) -> dict[str, Any]:
    """What was typed for the fields of a kind, in the native format; None = nothing. `entered` keeps what is wrong."""
    values = {spec.key: _SHAPES[spec.shape].read(entered, spec) for spec in specs}
    if "fraction" in values and any(spec.name == "fraction_as_written" for spec in field_specs(kind)):
        values["fraction_as_written"] = entered.text("fraction")
    return values


def typed_of(record: Record, specs: Iterable[FieldSpec]) -> dict[str, tuple[str, ...]]:
    """What stands in the fields for a record that is there, by the name under which each is sent."""
    plain = to_plain(record)
    typed: dict[str, tuple[str, ...]] = {}
    for spec in specs:
        value = plain.get(spec.key, spec.default)
        if spec.shape in _BY_LANGUAGE:
            words = dict(value or {})
            typed |= {f"{spec.key}.{code}": (_lines(words[code]),) for code in LANGUAGES if code in words}
        elif value not in (None, (), False):
            typed[spec.key] = _SHAPES[spec.shape].typed(spec, value, record)
    return typed


@dataclass(frozen=True, slots=True)
class _Way:
    """How a shape is asked.

    Attributes:
        sort: how its field is shown.
        read: what was typed, in the native format.
        typed: what stands in the field for a value.
    """

    sort: Sort
    read: Callable[[Entered, FieldSpec], Any]
    typed: Callable[[FieldSpec, Any, Record], tuple[str, ...]]


def _asked(visit: Visit, spec: FieldSpec) -> Iterator[FormField]:
    word = visit.texts.gettext(spec.word)
    label = word[:1].upper() + word[1:]
    if spec.shape in _BY_LANGUAGE:
        for code in LANGUAGES:
            yield FormField(
                None,
                f"{label} ({title(LANGUAGE_TITLES, code, visit.texts)})",
                name=f"{spec.key}.{code}",
                sort=_SHAPES[spec.shape].sort,
                hint=visit._("One on each line.") if spec.shape is Shape.TEXTS_BY_LANGUAGE else "",
                also=(spec.key,),
                seldom=spec.seldom,
            )
        return
    yield FormField(
        None,
        label,
        name=spec.key,
        sort=_sort(spec),
        required=spec.required,
        hint=_hint(visit, spec),
        choices=lambda: _choices(visit, spec),
        seldom=spec.seldom,
    )


def _sort(spec: FieldSpec) -> Sort:
    few = spec.shape is Shape.CHOICE and spec.required and len(spec.choices) <= MOST_RADIOS
    return "radio" if few else _SHAPES[spec.shape].sort


def _hint(visit: Visit, spec: FieldSpec) -> str:
    if spec.shape in (Shape.TEXTS, Shape.TEXT_SET):
        return visit._("One on each line.")
    if spec.unit == FULL_TIME:
        return visit._("As you write it: 15/21, 0,5 or 50%.")
    if spec.form is Form.EMAIL:
        return visit._("The work address, such as an.claes@school.be.")
    return visit.texts.gettext(spec.unit) if spec.unit else ""


def _choices(visit: Visit, spec: FieldSpec) -> tuple[Group, ...]:
    if spec.choices:
        return (Group("", choices.words(visit, spec.choice_words)),)
    if not spec.kinds:
        return ()
    return record_choices(visit, spec.kinds)


def record_choices(visit: Visit, kinds: Iterable[str]) -> tuple[Group, ...]:
    """The records of some kinds, by kind; of a kind of which there are too many to choose from, none."""
    groups = (_records(visit, NODE_KINDS[kind]) for kind in kinds)
    return tuple(group for group in groups if group.choices)


def _records(visit: Visit, kind: type[Node]) -> Group:
    """Everything of a kind, while it is little enough to choose from."""
    if read.number_of(visit.world, kind) > MOST_LISTED:
        return Group("", ())
    named = choices.told_apart(visit, (node.id for node in read.nodes(visit.world, kind)))
    ordered = sorted(named, key=lambda node_id: named[node_id].casefold())
    return Group(visit.texts.gettext(kind.word), tuple(Choice(node_id, named[node_id]) for node_id in ordered))


# What was typed, in the native format


def _text(entered: Entered, spec: FieldSpec) -> str | None:
    return entered.text(spec.key, required=spec.required)


def _texts(entered: Entered, spec: FieldSpec) -> list[str] | None:
    return _split(entered.raw(spec.key)) or None


def _text_by_language(entered: Entered, spec: FieldSpec) -> dict[str, str] | None:
    return {code: text for code in LANGUAGES if (text := entered.raw(f"{spec.key}.{code}"))} or None


def _texts_by_language(entered: Entered, spec: FieldSpec) -> dict[str, list[str]] | None:
    return {code: lines for code in LANGUAGES if (lines := _split(entered.raw(f"{spec.key}.{code}")))} or None


def _day(entered: Entered, spec: FieldSpec) -> str | None:
    day = entered.day(spec.key)
    if day is not None and spec.name == "until":
        day += timedelta(days=1)
    return None if day is None else day.isoformat()


def _whole(entered: Entered, spec: FieldSpec) -> int | None:
    return entered.whole(spec.key)


def _number(entered: Entered, spec: FieldSpec) -> float | None:
    if spec.unit != FULL_TIME or not entered.raw(spec.key):
        return entered.number(spec.key)
    try:
        return fraction_of(entered.raw(spec.key))
    except InvalidInput:
        entered.wrong(spec.key, entered.visit._("Write it as 15/21, 0,5 or 50%."))
        return None


def _flag(entered: Entered, spec: FieldSpec) -> bool:
    return entered.is_ticked(spec.key)


def _choice(entered: Entered, spec: FieldSpec) -> str | None:
    return entered.one_of(spec.key, spec.choices, required=spec.required) or spec.default


def _some(entered: Entered, spec: FieldSpec) -> list[str] | None:
    return list(entered.some_of(spec.key, spec.choices)) or None


def _reference(entered: Entered, spec: FieldSpec) -> str | None:
    return entered.record(spec.key, spec.kinds, required=spec.required)


def _references(entered: Entered, spec: FieldSpec) -> list[str] | None:
    return sorted(entered.records(spec.key, spec.kinds)) or None


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


# What stands in a field


def _lines(value: Any) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def _one(spec: FieldSpec, value: Any, record: Record) -> tuple[str, ...]:
    return (str(value),)


def _joined(spec: FieldSpec, value: Any, record: Record) -> tuple[str, ...]:
    return (_lines(value),)


def _each(spec: FieldSpec, value: Any, record: Record) -> tuple[str, ...]:
    return tuple(value)


def _ticked(spec: FieldSpec, value: Any, record: Record) -> tuple[str, ...]:
    return ("yes",)


def _shown_day(spec: FieldSpec, value: Any, record: Record) -> tuple[str, ...]:
    """The end as people read it: the last day."""
    last = last_day(record.until) if spec.name == "until" else None
    return (value if last is None else last.isoformat(),)


def _written(spec: FieldSpec, value: float, record: Record) -> tuple[str, ...]:
    as_written = getattr(record, "fraction_as_written", None) if spec.name == "fraction" else None
    return (as_written or f"{value!r}".removesuffix(".0").replace(".", ","),)


_BY_LANGUAGE = (Shape.TEXT_BY_LANGUAGE, Shape.TEXTS_BY_LANGUAGE)

_SHAPES: Mapping[Shape, _Way] = {
    Shape.TEXT: _Way("text", _text, _one),
    Shape.TEXTS: _Way("long_text", _texts, _joined),
    Shape.TEXT_SET: _Way("long_text", _texts, _joined),
    Shape.TEXT_BY_LANGUAGE: _Way("text", _text_by_language, _joined),
    Shape.TEXTS_BY_LANGUAGE: _Way("long_text", _texts_by_language, _joined),
    Shape.DATE: _Way("day", _day, _shown_day),
    Shape.INTEGER: _Way("number", _whole, _one),
    Shape.NUMBER: _Way("number", _number, _written),
    Shape.FLAG: _Way("tick", _flag, _ticked),
    Shape.CHOICE: _Way("select", _choice, _one),
    Shape.CHOICE_SET: _Way("ticks", _some, _each),
    Shape.REFERENCE: _Way("select", _reference, _one),
    Shape.REFERENCE_SET: _Way("ticks", _references, _each),
}
