"""What kinds, fields, values and records are called, by the words of their declarations: the same in every list.

sentence(edge, texts, naming)                  An Peeters heeft de functie ICT-coördinator
field_words(Holds, ["hours_per_week"], texts)  uren per week
value_in_words(spec, 4.5, texts, naming)       4,5
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from string import Formatter
from typing import Any

from graph.domain.declaring import FieldSpec, Shape
from graph.domain.identifiers import ANSWER, spelling_of
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Edge, Kind, Record, field_specs
from graph.domain.periods import last_day
from graph.words.catalogue import Naming, Texts
from graph.words.titles import LANGUAGE_TITLES, LEVEL_TITLES, title

__all__ = ["NOTHING", "field_words", "kind_word", "relation", "sentence", "sentence_parts", "value_in_words"]

NOTHING = "–"
"""Stands where a field has no value."""


def kind_word(kind: str, texts: Texts) -> str:
    """What a record of a node kind is called: `functie`.

    Raises:
        KeyError: no node kind has this code.
    """
    return texts.gettext(NODE_KINDS[kind].word)


def field_words(kind: Kind, names: Iterable[str], texts: Texts) -> str:
    """The fields of a record in words, each once, with commas between them."""
    words = {spec.key: spec.word for spec in field_specs(kind)}
    return ", ".join(dict.fromkeys(texts.gettext(words[name]) for name in names))


def sentence(record: Record, texts: Texts, naming: Naming) -> str:
    """What a record says: the name of a node; of an edge a sentence about its two ends."""
    if isinstance(record, Edge):
        return relation(record.kind, record.from_id, record.to_id, texts, naming)
    return naming(record.id)


def relation(kind: str, one: str, other: str, texts: Texts, naming: Naming) -> str:
    """What an edge of a kind between two records says.

    Raises:
        KeyError: no edge kind has this code.
    """
    return texts.gettext(EDGE_KINDS[kind].sentence, one=naming(one), other=naming(other))


def sentence_parts(edge: Edge, texts: Texts) -> Iterator[tuple[str, str | None]]:
    """The same sentence in pieces, for a page on which the ends are links: words, and the id that follows them."""
    ends = {"one": edge.from_id, "other": edge.to_id, None: None}
    for words, name, _, _ in Formatter().parse(texts.gettext(edge.sentence)):
        yield words, ends[name]


def value_in_words(spec: FieldSpec, value: Any, texts: Texts, naming: Naming) -> str:
    """The value of a field as people read it: choices by their words, records by their names, days written out."""
    if value is None or value == ():
        return NOTHING
    if spec.name == "aliases":
        return texts.ngettext("{number} record", "{number} records", len(value))
    return _WRITTEN.get(spec.shape, _plain)(spec, value, texts, naming)


def _plain(spec: FieldSpec, value: Any, texts: Texts, naming: Naming) -> str:
    return str(value)


def _texts(spec: FieldSpec, value: Iterable[str], texts: Texts, naming: Naming) -> str:
    return ", ".join(dict.fromkeys(spelling_of(text) for text in value if not text.startswith(ANSWER))) or NOTHING


def _text_by_language(spec: FieldSpec, value: Iterable[tuple[str, str]], texts: Texts, naming: Naming) -> str:
    return "; ".join(f"{_language(code, texts)}: {text}" for code, text in value)


def _texts_by_language(spec: FieldSpec, value: Iterable[tuple[str, Any]], texts: Texts, naming: Naming) -> str:
    return "; ".join(f"{_language(code, texts)}: {', '.join(words)}" for code, words in value)


def _language(code: str, texts: Texts) -> str:
    return title(LANGUAGE_TITLES, code, texts) if code in LANGUAGE_TITLES else code


def _date(spec: FieldSpec, value: date, texts: Texts, naming: Naming) -> str:
    return texts.day((last_day(value) or value) if spec.name == "until" else value)


def _number(spec: FieldSpec, value: float, texts: Texts, naming: Naming) -> str:
    if spec.unit.startswith("EUR"):
        return texts.euro(value)
    if spec.unit == "full time":
        return texts.percent(value)
    return title(LEVEL_TITLES, int(value), texts) if spec.name == "level" else texts.number(value)


def _flag(spec: FieldSpec, value: bool, texts: Texts, naming: Naming) -> str:
    return texts.yes_or_no(value)


def _choice(spec: FieldSpec, value: str, texts: Texts, naming: Naming) -> str:
    return title(spec.choice_words, value, texts)


def _choices(spec: FieldSpec, value: Iterable[str], texts: Texts, naming: Naming) -> str:
    there = set(value)
    return ", ".join(title(spec.choice_words, code, texts) for code in spec.choices if code in there)


def _reference(spec: FieldSpec, value: str, texts: Texts, naming: Naming) -> str:
    return naming(value)


def _references(spec: FieldSpec, value: Iterable[str], texts: Texts, naming: Naming) -> str:
    return ", ".join(map(naming, value))


_WRITTEN: dict[Shape, Callable[[FieldSpec, Any, Texts, Naming], str]] = {
    Shape.TEXTS: _texts,
    Shape.TEXT_SET: _texts,
    Shape.TEXT_BY_LANGUAGE: _text_by_language,
    Shape.TEXTS_BY_LANGUAGE: _texts_by_language,
    Shape.DATE: _date,
    Shape.INTEGER: _number,
    Shape.NUMBER: _number,
    Shape.FLAG: _flag,
    Shape.CHOICE: _choice,
    Shape.CHOICE_SET: _choices,
    Shape.REFERENCE: _reference,
    Shape.REFERENCE_SET: _references,
}
