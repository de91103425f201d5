"""GraphQL types made from the declarations of the domain: fields, enums, references and relations.

`shows` gives a class the fields of a kind, so a new field of the domain appears in the API by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import Enum
from types import GenericAlias
from typing import Any, Generic, Optional, TypeVar

import strawberry

from graph.domain import choices, kinds
from graph.domain.declaring import FieldSpec, Shape
from graph.domain.kinds import Edge, Kind, Mandate, Record, field_specs
from graph.domain.spelling import camel
from graph.usecases import listing
from graph.usecases.world import World
from schema.arguments import On
from schema.connections import Connection, Source, paged
from schema.fields import field
from schema.paging import FIRST_PAGE, PageArguments

__all__ = [
    "TYPE_NAMES",
    "Answer",
    "Hint",
    "Reader",
    "TextByLanguage",
    "TextsByLanguage",
    "choice_enum",
    "enum_of",
    "find",
    "find_all",
    "find_of",
    "into",
    "list_of",
    "out",
    "plain",
    "read_field",
    "record_types",
    "records_page",
    "records_source",
    "show",
    "shows",
    "type_showing",
]

C = TypeVar("C", bound=type)
R_co = TypeVar("R_co", covariant=True)
D = TypeVar("D", bound=Record)
S = TypeVar("S")

Hint = object
"""What strawberry takes as an annotation: a type, the name of one, or what is made of types at run time."""

Reader = Callable[[World, Any], object]
"""How a value is shown; which values come to which reader, the declaration of an attribute decides at run time."""

HOLDER, SUBJECT = "Holder", "Subject"
TYPE_NAMES = {"RoleType": "CatalogueRole", "OfType": "OfCatalogueRole"}
"""Kinds whose GraphQL name differs: a type name that ends in `Type` says nothing."""

_SHOWN_BY: dict[str, type] = {}
_TYPES_MODULE = "schema.types"


@strawberry.type(description="A text in one language.")
class TextByLanguage:
    """A text in one language."""

    language: str = strawberry.field(description="`nl` or `en`.")
    text: str = strawberry.field(description="The text.")


@strawberry.type(description="Words in one language.")
class TextsByLanguage:
    """Words in one language."""

    language: str = strawberry.field(description="`nl` or `en`.")
    texts: list[str] = strawberry.field(description="The words.")


# Showing records


def show(world: World, record: D) -> Answer[D]:
    """A record as the API shows it in a world."""
    made: Answer[D] = _SHOWN_BY[record.kind](record=record, world=world)
    return made


def record_types() -> list[type]:
    """The GraphQL types of every kind of record, each once."""
    return list(dict.fromkeys(_SHOWN_BY.values()))


def type_showing(kind: str) -> type:
    """The GraphQL type of the records of a kind, by its word."""
    return _SHOWN_BY[kind]


def find(world: World, record_id: str | None) -> Answer[Record] | None:
    """The record with an id as the API shows it; None when there is none or it is hidden."""
    record = None if record_id is None else listing.readable(world, record_id)
    return None if record is None else show(world, record)


def find_of(world: World, kind: type[D], record_id: str) -> Answer[D] | None:
    """The same of a kind; None for one of another kind as well."""
    record = listing.readable(world, record_id)
    return show(world, record) if isinstance(record, kind) else None


def records_page(world: World, found: listing.Listing[D], page: PageArguments) -> Connection[Answer[D]]:
    """A page of records."""
    return paged(records_source(found, lambda record: show(world, record)), page)


def records_source(found: listing.Listing[D], show_one: Callable[[D], S]) -> Source[D, S]:
    """Records in order of id as a list that can be paged."""
    return Source(items=found.candidates, key=lambda record: (record.id,), keep=found.keep, show=show_one)


def read_field(source: object, name: str) -> object:
    """What a field without a resolver gives: the value in the record or result that is shown."""
    shown = source.record if isinstance(source, Answer) else source
    if isinstance(shown, Mandate):
        return getattr(shown, name, None)  # the four kinds are one type: not every kind has every field
    return getattr(shown, name)


# What is shown


class Answer(Generic[R_co]):
    """What everything holds that shows a record or a result: that, and the world in which it is seen."""

    record: R_co
    world: World


def plain(description: str, *, name: str | None = None) -> Any:
    """A field with a value of the record or result itself, read when it is asked."""
    made: Any = strawberry.field(name=name, description=description)
    made.init = False
    return made


def find_all(world: World, ids: Iterable[str]) -> list[Answer[Record]]:
    """The records with these ids as the API shows them, without those that are unknown or hidden."""
    return [shown for shown in (find(world, one) for one in ids) if shown is not None]


# Types from declarations


def shows(*shown: Kind, name: str | None = None, leave_out: tuple[str, ...] = ()) -> Callable[[C], C]:
    """Make a class the GraphQL type of one kind, or of several that share their fields.

    Args:
        shown: the kinds.
        name: of the type; default: the name of the kind.
        leave_out: fields that the class declares itself.
    """

    def declare(cls: C) -> C:
        for spec in _all_specs(shown):
            if spec.name not in {"id", *leave_out}:
                setattr(cls, spec.name, _field(shown[0], spec))
                cls.__annotations__[spec.name] = _annotation(shown[0], spec)
        made = strawberry.type(
            cls,
            name=name or TYPE_NAMES.get(shown[0].__name__, shown[0].__name__),
            description=_described(shown[0]) if len(shown) == 1 else " ".join((cls.__doc__ or "").split()),
        )
        for kind in shown:
            _SHOWN_BY[kind.kind] = made
        return made

    return declare


def out(kind: type[Edge], description: str) -> object:
    """A field with the edges of a kind that start at the node, on the day asked."""
    return _relation(kind, description, lambda world, node_id: listing.listed_from(world, kind, node_id))


def into(kind: type[Edge], description: str) -> object:
    """A field with the edges of a kind that end at the node, on the day asked."""
    return _relation(kind, description, lambda world, node_id: listing.listed_to(world, kind, node_id))


def _relation(kind: type[Edge], description: str, edges: Callable[[World, str], listing.Listing[Edge]]) -> object:
    def resolve(self: Answer[kinds.Node], on: On = None, page: PageArguments = FIRST_PAGE) -> Connection[Answer[Edge]]:
        world = self.world.moved(on)
        return records_page(world, edges(world, self.record.id), page)

    resolve.__annotations__["return"] = Connection[type_showing(kind.kind)]  # type: ignore[misc]
    return field(description)(resolve)


def _all_specs(shown: tuple[Kind, ...]) -> list[FieldSpec]:
    return list({spec.name: spec for kind in reversed(shown) for spec in field_specs(kind)}.values())


def _described(kind: Kind) -> str:
    meaning = " ".join((kind.__doc__ or "").split())
    return f"{meaning} (The edge {kind.kind}.)" if kind.is_edge else meaning


def _field(kind: Kind, spec: FieldSpec) -> object:
    description = _sentence(spec.description, spec.unit)
    reader = _READERS.get(spec.shape)
    if reader is None:
        return plain(description, name=camel(spec.key))

    def resolve(self: Answer[Record]) -> object:
        return reader(self.world, getattr(self.record, spec.name))

    resolve.__annotations__["return"] = _annotation(kind, spec)
    resolve.__module__ = _TYPES_MODULE
    return strawberry.field(resolve, name=camel(spec.key), description=description)


def _sentence(text: str, unit: str) -> str:
    return f"{text[0].upper()}{text[1:]}{f' ({unit})' if unit else ''}."


def _annotation(kind: Kind, spec: FieldSpec) -> Hint:
    written = _WRITTEN[spec.shape](kind, spec)
    if spec.required or spec.default is not None:
        return written
    return f"{written} | None" if isinstance(written, str) else Optional[written]  # noqa: UP045 (a value, not a hint)


def list_of(item: Hint) -> Hint:
    """The annotation of several values, where the type of one is made at run time."""
    return GenericAlias(list, (item,))


def _referred(spec: FieldSpec) -> str:
    names = set(spec.kinds)
    if len(names) == 1:
        cls = kinds.NODE_KINDS[names.pop()].__name__
        return TYPE_NAMES.get(cls, cls)
    return SUBJECT if names <= set(kinds.SUBJECT_KINDS) else HOLDER


_WRITTEN: dict[Shape, Callable[[Kind, FieldSpec], Hint]] = {
    Shape.TEXT: lambda _kind, _spec: "str",
    Shape.TEXTS: lambda _kind, _spec: "list[str]",
    Shape.TEXT_SET: lambda _kind, _spec: "list[str]",
    Shape.TEXT_BY_LANGUAGE: lambda _kind, _spec: "list[TextByLanguage]",
    Shape.TEXTS_BY_LANGUAGE: lambda _kind, _spec: "list[TextsByLanguage]",
    Shape.DATE: lambda _kind, _spec: "date",
    Shape.INTEGER: lambda _kind, _spec: "int",
    Shape.NUMBER: lambda _kind, _spec: "float",
    Shape.FLAG: lambda _kind, _spec: "bool",
    Shape.CHOICE: lambda _kind, spec: enum_of(spec.choices),
    Shape.CHOICE_SET: lambda _kind, spec: list_of(enum_of(spec.choices)),
    Shape.REFERENCE: lambda _kind, spec: _referred(spec),
    Shape.REFERENCE_SET: lambda _kind, spec: f"list[{_referred(spec)}]",
}

_READERS: dict[Shape, Reader] = {
    Shape.TEXT_BY_LANGUAGE: lambda _world, pairs: [TextByLanguage(language=key, text=text) for key, text in pairs],
    Shape.TEXTS_BY_LANGUAGE: lambda _world, pairs: [
        TextsByLanguage(language=key, texts=list(texts)) for key, texts in pairs
    ],
    Shape.REFERENCE: find,
    Shape.REFERENCE_SET: find_all,
}


# Enums from declarations

_SHARED_ENUMS: dict[tuple[str, ...], tuple[str, str]] = {
    tuple(choices.ORGANISATION_TYPES): ("OrganisationType", "What sort of organisation."),
    tuple(choices.LEVELS_OF_EDUCATION): ("LevelOfEducation", "A level of education."),
    tuple(choices.USUAL_LEVELS): ("UsualLevel", "Where something is usually done or decided."),
    tuple(choices.CAPACITIES): ("Capacity", "As what a person belongs somewhere."),
    tuple(choices.SHARING): ("Sharing", "Who may see the expertise of a person."),
    tuple(choices.HALF_DAYS): ("HalfDay", "A half day of the school week."),
    kinds.MANDATE_KINDS: ("MandateKind", "The four kinds of mandate."),
}


def _enum_name(kind: Kind, spec: FieldSpec) -> str:
    return _SHARED_ENUMS.get(spec.choices, (f"{kind.__name__}{spec.name.title().replace('_', '')}", ""))[0]


def _declare_enums() -> None:
    for kind in kinds.KINDS:
        for spec in field_specs(kind):
            if spec.choices and spec.choices not in _ENUM_OF:
                about = _SHARED_ENUMS.get(spec.choices, ("", f"{_words(kind)}: {spec.description}."))[1]
                choice_enum(_enum_name(kind, spec), spec.choices, about)


def _words(kind: Kind) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind.__name__).capitalize()


_ENUM_OF: dict[tuple[str, ...], type[Enum]] = {}


def enum_of(choices: tuple[str, ...]) -> type[Enum]:
    """The enum of some words.

    Raises:
        KeyError: none is declared of them.
    """
    return _ENUM_OF[choices]


def choice_enum(name: str, choices: tuple[str, ...], description: str) -> None:
    """Declare an enum of words, in upper case as GraphQL has them."""
    members = {word.upper(): strawberry.enum_value(word, description=_value(word)) for word in choices}
    made: type[Enum] = Enum(name, members)  # type: ignore[misc]
    _ENUM_OF[choices] = strawberry.enum(made, name=name, description=description)


def _value(word: str) -> str:
    if word in kinds.EDGE_KINDS:
        return kinds.EDGE_KINDS[word].meaning
    return f"{word.replace('_', ' ').capitalize()}."


_declare_enums()
