"""What a client gives to make a change: the attributes of the request, as an input.

One change is asked in another form than the use case takes it: records that are put and removed, in a list, in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Optional, TypeVar

import strawberry

from graph.domain.described import AnyId, Attribute, Ref, attributes, meaning_of
from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from graph.usecases.change import records
from graph.usecases.change.request import Changeable, Changed, Request, Shows
from graph.usecases.viewer import Viewer
from schema.declared import Hint, list_of
from schema.derive import for_programs, is_declared, item_of

__all__ = ["MOST_RECORDS", "ApplyChanges", "apply_changes", "input_of", "request_from"]

R = TypeVar("R")

MOST_RECORDS = 5_000


# From requests


@cache
def input_of(request: type) -> type:
    """The GraphQL input of a request: its attributes, with those optional that have a default."""
    hints: dict[str, Hint] = {}
    fields: dict[str, object] = {}
    for attribute in attributes(request):
        default = MISSING if attribute.default is MISSING else None
        given = _given(attribute)
        fields[attribute.name] = strawberry.field(description=for_programs(attribute.sentence), default=default)
        hints[attribute.name] = given if default is MISSING else Optional[given]  # noqa: UP045
    made = type(f"{request.__name__}Input", (), {"__module__": __name__, "__annotations__": hints, **fields})
    return strawberry.input(made, description=for_programs(meaning_of(request)))


def _given(attribute: Attribute) -> Hint:
    item: Hint
    if attribute.mark(Ref) is not None:
        item = strawberry.ID
    elif is_declared(attribute.of):
        item = input_of(attribute.of)
    else:
        item = item_of(attribute)
    return list_of(item) if attribute.is_several else item


def request_from(request: type[R], given: object) -> R:
    """The request that an input object stands for; what is not given has its default."""
    values = {item.name: _value(item, getattr(given, item.name)) for item in attributes(request)}
    return request(**{name: value for name, value in values.items() if value is not None})


def _value(attribute: Attribute, given: object) -> object:
    if isinstance(given, list):
        return tuple(_value(attribute, one) for one in given)
    if given is not None and is_declared(attribute.of):
        return request_from(attribute.of, given)
    return given.value if isinstance(given, Enum) else given


# Records in a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Put one record, or remove one: give one of the two.

    Attributes:
        put: a record in the native format, such as {"kind": "role", "id": "role/ict", "name": "ICT"}.
        remove: id of a record that was wrong; what merely ended gets an `until` instead.
    """

    put: Mapping[str, object] | None = None
    remove: AnyId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyChanges(Request):
    """Put and remove records, all or none.

    Attributes:
        changes: the changes, in order (5,000 at most).
    """

    changes: tuple[Change, ...]


async def apply_changes(
    desk: Changeable, viewer: Viewer, request: ApplyChanges
) -> Annotated[Changed, Shows("records", several=True)]:
    """Put and remove records in the native format, all or none.

    Raises:
        InvalidInput: there are too many, one neither puts nor removes, or a record does not fit.
    """
    _check(request.changes)
    plain = records.ApplyChanges(
        key=request.key,
        reason=request.reason,
        expected_revision=request.expected_revision,
        puts=tuple(one.put for one in request.changes if one.put is not None),
        removals=tuple(one.remove for one in request.changes if one.remove is not None),
    )
    return await records.apply_changes(desk, viewer, plain)


def _check(changes: tuple[Change, ...]) -> None:
    if len(changes) > MOST_RECORDS:
        raise InvalidInput.because(
            Text("{number} changes are given", number=len(changes)),
            Text("Give {most} at most", most=MOST_RECORDS),
            field="changes",
        )
    for index, one in enumerate(changes):
        if (one.put is None) == (one.remove is None):
            raise InvalidInput.because(
                Text("Change {number} must put or remove one record", number=index),
                Text("Give `put` or `remove`"),
                field="changes",
            )
