"""A verb to make and one to change a record of each kind of node, from what the kind declares.

create_task(CreateTask(name="Touchscreens beheren", usual_level="school", at="task_group/technisch"))
change_person(ChangePerson(record="person/k767vejc", email="an.claes@school.example", clear=("given_name",)))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields, make_dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any

from graph.domain.declaring import FieldSpec, Shape
from graph.domain.described import Ref, Unit, choices_of
from graph.domain.errors import InvalidInput
from graph.domain.kinds import NODE_KINDS, Node, field_specs
from graph.domain.text import Quoted, Text
from graph.usecases.change.editing import AddRecord, CorrectRecord, add_record, belongs_to, correct_record
from graph.usecases.change.request import Changeable, Changed, Request, Shows, plain_values
from graph.usecases.change.verbs import Verb
from graph.usecases.viewer import Viewer

__all__ = ["CHANGING", "CREATING"]

KEPT_BY_ITSELF = ("id", "aliases", "source")
"""Fields that nobody gives."""

OTHERWISE_MADE = ("acceptance",)
"""Kinds whose records come about by another verb alone."""

COMMON = frozenset(item.name for item in fields(Request))

_PLAIN: Mapping[Shape, Any] = {
    Shape.TEXT: str,
    Shape.DATE: date,
    Shape.INTEGER: int,
    Shape.NUMBER: float,
    Shape.FLAG: bool,
    Shape.TEXTS: tuple[str, ...],
    Shape.TEXT_SET: tuple[str, ...],
    Shape.TEXT_BY_LANGUAGE: Mapping[str, Any],
    Shape.TEXTS_BY_LANGUAGE: Mapping[str, Any],
}


def _specs(kind: type[Node]) -> tuple[FieldSpec, ...]:
    return tuple(spec for spec in field_specs(kind) if spec.name not in KEPT_BY_ITSELF)


def _type_of(kind: type[Node], spec: FieldSpec) -> Any:
    """The type of an attribute that fills a field, with what a door has to know of it."""
    if spec.choices:
        word: Any = Annotated[str, choices_of(kind, spec.name)]
        return tuple[word, ...] if spec.shape is Shape.CHOICE_SET else word
    if spec.is_reference:
        other: Any = Annotated[str, Ref(spec.kinds)]
        return tuple[other, ...] if spec.shape is Shape.REFERENCE_SET else other
    plain = _PLAIN[spec.shape]
    return Annotated[plain, Unit(spec.unit)] if spec.unit else plain


def _attributes(kind: type[Node], spec: FieldSpec, *, needed: bool) -> tuple[str, Any, Any]:
    of = _type_of(kind, spec)
    if needed and spec.required:
        return spec.name, of, field()
    several = spec.shape in (Shape.TEXTS, Shape.TEXT_SET, Shape.CHOICE_SET, Shape.REFERENCE_SET)
    return (spec.name, of, field(default=())) if several else (spec.name, of | None, field(default=None))


def _request(name: str, kind: type[Node], told: str, before: Any, after: Any) -> type[Request]:
    """The request of a verb: what comes before and after the fields of the kind, with what each means."""
    specs = _specs(kind)
    own = tuple(_attributes(kind, spec, needed=name.startswith("Create")) for spec in specs)
    meanings = {**{each[0]: each[3] for each in (*before, *after)}, **{spec.name: spec.description for spec in specs}}
    parts = (*(each[:3] for each in before), *own, *(each[:3] for each in after))
    lines = "\n".join(f"        {part[0]}: {meanings[part[0]]}." for part in parts)
    made: type[Request] = make_dataclass(
        name,
        parts,
        bases=(Request,),
        namespace={"__doc__": f"{told}\n\n    Attributes:\n{lines}\n    ", "__module__": __name__},
        frozen=True,
        slots=True,
        kw_only=True,
    )
    return made


def _creating(kind: type[Node]) -> Verb:
    name = kind.__name__
    to: Any = Annotated[str, Ref(belongs_to(kind.kind))]
    at = ("at", to | None, field(default=None), "the record that it belongs to, such as the school of a function")
    asked = _request(f"Create{name}", kind, f"Make a record of the kind `{kind.kind}`.", (), (at,))

    async def create(desk: Changeable, viewer: Viewer, request: Any) -> Changed:
        adding = AddRecord(kind=kind.kind, values=_values(request, kind), at=request.at, **_common(request))
        return await add_record(desk, viewer, adding)

    return _named(
        create, f"create_{kind.kind}", kind, asked, f"Make a record of the kind `{kind.kind}`, with a new id."
    )


def _changing(kind: type[Node]) -> Verb:
    name = kind.__name__
    record = ("record", Annotated[str, Ref((kind.kind,))], field(), "which one")
    clear = ("clear", tuple[str, ...], field(default=()), "names of fields to empty")
    told = f"Change fields of a record of the kind `{kind.kind}`; what is not given stays as it is."
    asked = _request(f"Change{name}", kind, told, (record,), (clear,))

    async def change(desk: Changeable, viewer: Viewer, request: Any) -> Changed:
        values = {**_values(request, kind), **_emptied(request.clear, kind)}
        correcting = CorrectRecord(record=request.record, values=values, **_common(request))
        return await correct_record(desk, viewer, correcting)

    return _named(change, f"change_{kind.kind}", kind, asked, told)


def _values(request: Any, kind: type[Node]) -> dict[str, Any]:
    """What was given, in the native format."""
    given = {spec.key: getattr(request, spec.name) for spec in _specs(kind)}
    return plain_values(given)


def _emptied(names: tuple[str, ...], kind: type[Node]) -> dict[str, None]:
    optional = {spec.key for spec in _specs(kind) if not spec.required}
    for name in names:
        if name not in optional:
            raise InvalidInput.because(
                Text("{text} is no field that can be empty", text=Quoted(name[:80])),
                Text("Give names such as {names}", names=", ".join(sorted(optional)[:5])),
                field="clear",
            )
    return dict.fromkeys(names)


def _common(request: Request) -> dict[str, Any]:
    return {name: getattr(request, name) for name in COMMON}


def _named(verb: Any, name: str, kind: type[Node], asked: type[Request], told: str) -> Verb:
    verb.__name__, verb.__qualname__, verb.__doc__ = name, name, told
    answer = Annotated[Changed, Shows(kind.kind, kind)]
    verb.__annotations__ = {"desk": Changeable, "viewer": Viewer, "request": asked, "return": answer}
    made: Verb = verb
    return made


_MADE = tuple(kind for word, kind in NODE_KINDS.items() if word not in OTHERWISE_MADE)

CREATING: Mapping[str, Verb] = MappingProxyType({kind.kind: _creating(kind) for kind in _MADE})
"""By kind the verb that makes such a record."""

CHANGING: Mapping[str, Verb] = MappingProxyType({kind.kind: _changing(kind) for kind in _MADE})
"""By kind the verb that changes such a record."""
