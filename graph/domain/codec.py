"""Records to plain values and back: the one form that files, stores, the log and the API share.

Plain values are JSON types. A value that is absent or equal to its default is omitted, sets are sorted and
without repeats, dates are ISO 8601 texts, the ends of an edge are `from` and `to`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import chain, repeat
from math import inf
from typing import Any

from graph.domain.days import is_known_day, out_of_reach
from graph.domain.declaring import LANGUAGES, FieldSpec, Shape
from graph.domain.errors import Problem
from graph.domain.forms import normal, problem_of, problem_of_channel
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Channel, Edge, Kind, Record, field_specs, kind_named, kind_of_id
from graph.domain.text import Quoted, Series, Text, Value, either

__all__ = [
    "LONGEST_TEXT",
    "canonical_json",
    "derived_edge_id",
    "ends_too_soon",
    "fitted",
    "identity_of",
    "load_record",
    "load_records",
    "looks_derived",
    "read_record",
    "records_from_columns",
    "to_plain",
    "value_problems",
]

ID_PATTERN = re.compile(r"[a-z_]+/[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
LARGEST_WHOLE = 2**31 - 1
"""Of a whole number whose declaration says nothing else: what every client can read."""
LONGEST_TEXT = 10_000
"""Characters of a text, in a record and in a question."""
_DIGITS = 20
"""Of the id that an edge is given: enough that no two of a register are the same."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def to_plain(record: Record) -> dict[str, Any]:
    """The record as JSON values, with `kind` first; absent values and defaults are omitted."""
    plain: dict[str, Any] = {"kind": record.kind}
    for name, key, default, encode in _encoders(record.kind):
        value = getattr(record, name)
        if value != default:
            plain[key] = value if encode is None else encode(value)
    return plain


def canonical_json(plain: Any) -> bytes:
    """Plain values as compact UTF-8 with sorted keys: equal values give equal bytes."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def load_record(kind: Kind, values: Mapping[str, Any]) -> Record:
    """A record from plain values that `to_plain` once wrote, without checks.

    For the stores, which read back what they checked when it came in. `values` may hold `kind`.

    Raises:
        KeyError, TypeError, ValueError: the values are not what `to_plain` writes.
    """
    decoders = _decoders(kind.kind)
    arguments = {}
    for key, value in values.items():
        if key != "kind":
            name, decode = decoders[key]
            arguments[name] = value if decode is None else decode(value)
    return kind(**arguments)


def load_records(kind: Kind, plains: Sequence[Mapping[str, Any]]) -> list[Record]:
    """Records of one kind from plain values that `to_plain` once wrote, each with its `kind`.

    Raises:
        ValueError, TypeError: a hand wrote something that no record can be; `read_record` says what.
    """
    columns = []
    given = len(plains)
    for spec in field_specs(kind):
        key = spec.key
        values = [plain.get(key) for plain in plains]
        there = len(values) - values.count(None)
        columns.append(_decoded(spec, values, there))
        given += there
    if given != sum(map(len, plains)):
        raise ValueError(f"{kind.kind} with unknown or empty fields")
    return records_from_columns(kind, columns)


def records_from_columns(kind: Kind, columns: Sequence[Sequence[Any]]) -> list[Record]:
    """Records of one kind from a column of values for each declared field, in their order.

    A slot is filled for all records at once: a million calls of a constructor take three times as long.

    Raises:
        ValueError, TypeError: a value has not the type, or is not within the choices and bounds, of its field.
    """
    made: list[Record] = list(map(object.__new__, repeat(kind, len(columns[0]))))
    for spec, column in zip(field_specs(kind), columns, strict=True):
        if not _column_fits(spec, column):
            raise ValueError(f"{kind.kind} with a value that {spec.name} cannot have")
        deque(map(getattr(kind, spec.name).__set__, made, column), maxlen=0)
    return made


def ends_too_soon(since: date, until: date) -> tuple[Text, Text]:
    """What is wrong with a period that holds no day, and what to do."""
    return (
        Text("The period ends ({until}) before it has held a day (since {since})", until=until, since=since),
        Text("Give an `until` after `since`; `until` is the first day that no longer counts"),
    )


def value_problems(record: Record) -> list[Problem]:
    """What is wrong with the values of a record that nobody checked when it came in, or that an older version took."""
    problems: list[Problem] = []
    try:
        plain = to_plain(record)
    except (AttributeError, TypeError, ValueError):
        return [
            Problem(
                record=record.id, message=Text("It holds values of the wrong sort"), remedy=Text("Look at its fields")
            )
        ]
    read = read_record(plain, "", problems)
    if read is not None and read != record:
        problems.append(
            Problem(
                record=record.id,
                message=Text("It holds signs that cannot be seen, or letters in two signs where one exists"),
                remedy=Text("Save it again: they are then taken out, or written as one"),
            )
        )
    return problems


def fitted(record: Record, before: Record | None) -> tuple[Record, list[Problem]]:
    """A record as it may be stored, whoever made it, with what stands in its way.

    Args:
        record: as it was made.
        before: the record that it replaces; what that holds already is no reason to refuse it.
    """
    problems: list[Problem] = []
    read = read_record(to_plain(record), "", problems)
    if read is not None:
        return read, []
    names = {spec.key: spec.name for spec in field_specs(type(record))}
    return record, [one for one in problems if not _is_kept(names.get(one.field or ""), record, before)]


def _is_kept(name: str | None, record: Record, before: Record | None) -> bool:
    return name is not None and before is not None and getattr(before, name, None) == getattr(record, name)


def read_record(plain: object, place: Text | str, problems: list[Problem]) -> Record | None:
    """A record from plain values of unknown quality, with every problem of it added to the list.

    Args:
        plain: what was read from a file or a request.
        place: where, for the reader of a problem.
        problems: grows by what is wrong.

    Returns:
        The record; None when there was a problem.
    """
    if not isinstance(plain, Mapping):
        problems.append(
            Problem(
                place=place,
                message=Text("A record must be an object"),
                remedy=Text("Write {sample} with a kind", sample="{...}"),
            )
        )
        return None
    kind = _kind(plain.get("kind"))
    if kind is None:
        problems.append(_unknown_kind(plain.get("kind"), place))
        return None
    return _RecordReader(kind, plain, place, problems).read()


def identity_of(edge: Edge) -> tuple[Any, ...]:
    """What tells an edge from every other one: kind, ends, start and the declared identity fields."""
    named = tuple((spec.name, getattr(edge, spec.name)) for spec in field_specs(type(edge)) if spec.identity)
    return (edge.kind, edge.from_id, edge.to_id, edge.since, *named)


def derived_edge_id(kind: type[Edge], plain: Mapping[str, Any]) -> str:
    """The id of an edge that was given none: its kind and 20 hex digits over its identity.

    Args:
        kind: the edge kind.
        plain: its values in plain form, at least `from` and `to`; sets sorted.
    """
    keys = ["from", "to", "since", *(spec.key for spec in field_specs(kind) if spec.identity)]
    identity = {"kind": kind.kind, **{key: plain[key] for key in keys if plain.get(key) not in (None, [])}}
    return f"{kind.kind.lower()}/{hashlib.sha256(canonical_json(identity)).hexdigest()[:_DIGITS]}"


def looks_derived(edge_id: str) -> bool:
    """Whether an id could be one that an edge was given."""
    return re.fullmatch(rf"\w+/[0-9a-f]{{{_DIGITS}}}", edge_id) is not None


def _kind(word: object) -> Kind | None:
    return (NODE_KINDS.get(word) or EDGE_KINDS.get(word)) if isinstance(word, str) else None


def _unknown_kind(word: object, place: Text | str) -> Problem:
    return Problem(
        place=place,
        field="kind",
        message=Text("Unknown kind {kind}", kind=_shown(word)),
        remedy=Text("The kinds are: {kinds}", kinds=Series((*NODE_KINDS, *EDGE_KINDS))),
    )


# Writing


Encoder = Callable[[Any], Any] | None


@cache
def _encoders(word: str) -> tuple[tuple[str, str, Any, Encoder], ...]:
    specs = field_specs(kind_named(word))
    return tuple((spec.name, spec.key, spec.default, _ENCODE.get(spec.shape)) for spec in specs)


_ENCODE: dict[Shape, Callable[[Any], Any]] = {
    Shape.DATE: date.isoformat,
    Shape.TEXTS: list,
    Shape.TEXT_SET: list,
    Shape.CHOICE_SET: list,
    Shape.REFERENCE_SET: list,
    Shape.TEXT_BY_LANGUAGE: dict,
    Shape.TEXTS_BY_LANGUAGE: lambda pairs: {language: list(texts) for language, texts in pairs},
}


# Reading what is trusted


# A store of millions of edges holds few different days, and shares them.
_date = lru_cache(maxsize=50_000)(date.fromisoformat)


_DECODE: dict[Shape, Callable[[Any], Any]] = {
    Shape.DATE: _date,
    Shape.NUMBER: float,
    Shape.TEXTS: tuple,
    Shape.TEXT_SET: tuple,
    Shape.CHOICE_SET: tuple,
    Shape.REFERENCE_SET: tuple,
    Shape.TEXT_BY_LANGUAGE: lambda texts: tuple(sorted(texts.items())),
    Shape.TEXTS_BY_LANGUAGE: lambda texts: tuple(sorted((key, tuple(words)) for key, words in texts.items())),
}


@cache
def _decoders(word: str) -> dict[str, tuple[str, Encoder]]:
    return {spec.key: (spec.name, _DECODE.get(spec.shape)) for spec in field_specs(kind_named(word))}


# Looking at many values at once


_TYPES: Mapping[Shape, type] = {Shape.DATE: date, Shape.INTEGER: int, Shape.NUMBER: float, Shape.FLAG: bool}
_OF_MEMBERS = (Shape.TEXTS, Shape.TEXT_SET, Shape.CHOICE_SET, Shape.REFERENCE_SET)
_BY_LANGUAGE = (Shape.TEXT_BY_LANGUAGE, Shape.TEXTS_BY_LANGUAGE)


def _decoded(spec: FieldSpec, values: list[Any], given: int) -> list[Any]:
    """A column in the form of memory, with the default where nothing was given."""
    if not given:
        return [spec.default] * len(values)
    decode = _DECODE.get(spec.shape)
    if given == len(values):
        return values if decode is None else list(map(decode, values))
    default = spec.default
    if decode is None:
        return values if default is None else [default if value is None else value for value in values]
    return [default if value is None else decode(value) for value in values]


def _column_fits(spec: FieldSpec, values: Sequence[Any]) -> bool:
    if spec.shape in _OF_MEMBERS:
        return set(map(type, values)) <= {tuple} and _members_fit(spec, values)
    if spec.shape in _BY_LANGUAGE:
        return set(map(type, values)) <= {tuple}
    wanted = {_TYPES.get(spec.shape, str)} | ({type(spec.default)} if not spec.required else set())
    return set(map(type, values)) <= wanted and _values_fit(spec, values)


def _members_fit(spec: FieldSpec, values: Sequence[tuple[Any, ...]]) -> bool:
    members = list(chain.from_iterable(values))
    return set(map(type, members)) <= {str} and (not spec.choices or set(members) <= set(spec.choices))


def _values_fit(spec: FieldSpec, values: Sequence[Any]) -> bool:
    if spec.shape is Shape.CHOICE:
        return set(values) <= {*spec.choices, spec.default}
    if spec.shape in (Shape.INTEGER, Shape.NUMBER):
        given = [value for value in values if value is not None]
        low = -inf if spec.minimum is None else spec.minimum
        return not given or (min(given) >= low and max(given) <= (2**53 if spec.maximum is None else spec.maximum))
    return True


# Reading what is not trusted


@cache
def _keyed_specs(word: str) -> Mapping[str, FieldSpec]:
    return {spec.key: spec for spec in field_specs(kind_named(word))}


class _RecordReader:
    """Reads one record and collects its problems."""

    def __init__(self, kind: Kind, plain: Mapping[Any, Any], place: Text | str, problems: list[Problem]) -> None:
        self.kind = kind
        self.plain = plain
        self.place = place
        self.problems = problems
        self.before = len(problems)
        given = plain.get("id")
        self.record_id = given if isinstance(given, str) else None

    def read(self) -> Record | None:
        keyed = _keyed_specs(self.kind.kind)
        values = {keyed[key].name: self._value(keyed[key]) for key in keyed if key in self.plain}
        self._check_unknown_and_missing()
        self._check_period(values)
        self._check_address(values)
        if len(self.problems) > self.before:
            return None
        if self.record_id is None:
            values["id"] = self._derived_id(values)
        return self.kind(**values)

    def _value(self, spec: FieldSpec) -> Any:
        value = self.plain[spec.key]
        try:
            return _READ[spec.shape](value, spec)
        except _Unfit as unfit:
            self._problem(spec.key, unfit.message, unfit.remedy)
            return None

    def _check_unknown_and_missing(self) -> None:
        keyed = _keyed_specs(self.kind.kind)
        for key in self.plain:
            if key not in keyed and key != "kind":
                self._problem(
                    str(key)[:60],
                    Text("{kind} has no field {field}", kind=self.kind.kind, field=_shown(key)),
                    Text("Its fields are: {fields}", fields=Series(tuple(sorted([*keyed, "kind"])))),
                )
        for key, spec in keyed.items():
            may_be_derived = key == "id" and self.kind.is_edge
            if spec.required and key not in self.plain and not may_be_derived:
                self._problem(
                    key,
                    Text("{kind} needs a value here", kind=self.kind.kind),
                    Text("Give {field}: {description}", field=key, description=Text(spec.description)),
                )
        self._check_id()

    def _check_id(self) -> None:
        if self.record_id is None:
            return
        word = self.kind.kind.lower()
        if not ID_PATTERN.match(self.record_id) or kind_of_id(self.record_id) != word:
            self._problem(
                "id",
                Text("{text} is not an id of the kind {kind}", text=_shown(self.record_id), kind=self.kind.kind),
                Text(
                    "Write {kind}/ and a key of letters, digits, dots, dashes or underscores (100 at most)", kind=word
                ),
            )

    def _check_period(self, values: Mapping[str, Any]) -> None:
        since, until = values.get("since"), values.get("until")
        if isinstance(since, date) and isinstance(until, date) and since >= until:
            self._problem("until", *ends_too_soon(since, until))

    def _check_address(self, values: Mapping[str, Any]) -> None:
        """Of a channel: what its sort asks."""
        address = values.get("address") if self.kind is Channel else None
        problem = None if not address else problem_of_channel(str(values.get("type")), address)
        if problem is not None:
            self._problem("address", *problem)

    def _derived_id(self, values: Mapping[str, Any]) -> str:
        kind: Any = self.kind
        draft = kind(id=f"{kind.kind.lower()}/draft", **values)
        return derived_edge_id(kind, to_plain(draft))

    def _problem(self, key: str, message: Text, remedy: Text) -> None:
        self.problems.append(
            Problem(place=self.place, record=self.record_id, field=key, message=message, remedy=remedy)
        )


class _Unfit(Exception):
    """A value does not fit its field."""

    def __init__(self, message: Text, remedy: Text) -> None:
        self.message = message
        self.remedy = remedy


def _shown(value: object) -> Value:
    """A value as a problem may quote it: short, and harmless on a terminal."""
    return ascii(value)[:80] if not isinstance(value, str) else Quoted(value[:60])


def _read_text(value: object, spec: FieldSpec) -> str:
    if not isinstance(value, str):
        raise _Unfit(Text("{text} is not a text", text=_shown(value)), Text("Write it between quotes"))
    if not value.strip():
        raise _Unfit(Text("The text is empty"), Text("Write a text, or leave the field out"))
    if len(value) > LONGEST_TEXT:
        raise _Unfit(
            Text("The text has {number} characters", number=len(value)),
            Text("Keep it within {number}", number=LONGEST_TEXT),
        )
    if _CONTROL.search(value):
        raise _Unfit(Text("The text holds control characters"), Text("Remove them"))
    text = normal(spec.form, value)
    problem = problem_of(spec.form, text)
    if problem is not None:
        raise _Unfit(*problem)
    return text


def _read_date(value: object, _spec: FieldSpec) -> date:
    try:
        day = _date(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise _Unfit(Text("{text} is not a calendar date", text=_shown(value)), Text("Write it as 2026-09-01"))
    if not is_known_day(day):
        raise _Unfit(*out_of_reach(day.isoformat()))
    return day


def _read_integer(value: object, spec: FieldSpec) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Unfit(Text("{text} is not a whole number", text=_shown(value)), Text("Write digits without quotes"))
    _check_range(value, spec)
    return value


def _read_number(value: object, spec: FieldSpec) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Unfit(
            Text("{text} is not a number", text=_shown(value)), Text("Write it without quotes, with a decimal point")
        )
    _check_range(value, spec)
    return float(value)


def _check_range(value: float, spec: FieldSpec) -> None:
    lowest, highest = spec.minimum, spec.maximum
    most = LARGEST_WHOLE if spec.shape is Shape.INTEGER else 2**53
    too_low = value < (lowest if lowest is not None else -most)
    too_high = value > (highest if highest is not None else most)
    if value != value or too_low or too_high:
        said = value if abs(value) < 2**53 else repr(value)
        raise _Unfit(Text("{number} is out of range", number=said), _range_of(spec))


def _range_of(spec: FieldSpec) -> Text:
    unit = Text(spec.unit) if spec.unit else Text("no unit")
    most = LARGEST_WHOLE if spec.shape is Shape.INTEGER and spec.maximum is None else spec.maximum
    lowest, highest = (None if bound is None else f"{bound:.15g}" for bound in (spec.minimum, most))
    if lowest is not None and highest is not None:
        return Text(
            "Give a number at least {lowest} at most {highest} ({unit})", lowest=lowest, highest=highest, unit=unit
        )
    if lowest is not None:
        return Text("Give a number at least {lowest} ({unit})", lowest=lowest, unit=unit)
    if highest is not None:
        return Text("Give a number at most {highest} ({unit})", highest=highest, unit=unit)
    return Text("Give a number within 2^53 ({unit})", unit=unit)


def _read_flag(value: object, _spec: FieldSpec) -> bool:
    if not isinstance(value, bool):
        raise _Unfit(
            Text("{text} is neither true nor false", text=_shown(value)), Text("Write true or false without quotes")
        )
    return value


def _read_choice(value: object, spec: FieldSpec) -> str:
    if not isinstance(value, str) or value not in spec.choices:
        raise _Unfit(
            Text("{text} is not a choice", text=_shown(value)),
            Text("Take one of: {choices}", choices=Series(spec.choices)),
        )
    return value


def _read_reference(value: object, spec: FieldSpec) -> str:
    if not isinstance(value, str) or not ID_PATTERN.match(value) or kind_of_id(value) not in spec.kinds:
        raise _Unfit(
            Text("{text} is not an id of the kind {kind}", text=_shown(value), kind=either(spec.kinds)),
            _id_form(spec.kinds),
        )
    return value


def _id_form(kinds: Iterable[str]) -> Text:
    return Text("Write {form}", form=either([f"{kind}/<key>" for kind in kinds]))


def _members(value: object, spec: FieldSpec, read: Callable[[object, FieldSpec], str]) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise _Unfit(Text("{text} is not a list", text=_shown(value)), Text("Write {form}", form="[...]"))
    return tuple(read(member, spec) for member in value)


def _read_by_language(value: object, read: Callable[[object], Any]) -> tuple[tuple[str, Any], ...]:
    if not isinstance(value, Mapping) or not all(language in LANGUAGES for language in value):
        raise _Unfit(
            Text("{text} is not an object per language", text=_shown(value)),
            Text("The languages are: {languages}", languages=Series(LANGUAGES)),
        )
    return tuple(sorted((str(language), read(texts)) for language, texts in value.items()))


_READ: dict[Shape, Callable[[Any, FieldSpec], Any]] = {
    Shape.TEXT: _read_text,
    Shape.TEXTS: lambda value, spec: _members(value, spec, _read_text),
    Shape.TEXT_SET: lambda value, spec: tuple(sorted(set(_members(value, spec, _read_text)))),
    Shape.TEXT_BY_LANGUAGE: lambda value, spec: _read_by_language(value, lambda text: _read_text(text, spec)),
    Shape.TEXTS_BY_LANGUAGE: lambda value, spec: _read_by_language(
        value, lambda texts: tuple(sorted(set(_members(texts, spec, _read_text))))
    ),
    Shape.DATE: _read_date,
    Shape.INTEGER: _read_integer,
    Shape.NUMBER: _read_number,
    Shape.FLAG: _read_flag,
    Shape.CHOICE: _read_choice,
    Shape.CHOICE_SET: lambda value, spec: tuple(sorted(set(_members(value, spec, _read_choice)))),
    Shape.REFERENCE: _read_reference,
    Shape.REFERENCE_SET: lambda value, spec: tuple(sorted(set(_members(value, spec, _read_reference)))),
}
