"""How what is kept beside the graph is written: one form for every store."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from types import MappingProxyType
from typing import Any

import orjson

from graph.domain.errors import StoreDamaged
from graph.domain.text import Text
from graph.store.kept import AnyKept, Kept

__all__ = ["packed", "unpacked"]

_TO_PLAIN: Mapping[type, Callable[[Any], Any]] = MappingProxyType(
    {bytes: lambda value: base64.b64encode(value).decode(), datetime: datetime.isoformat, tuple: list}
)
_FROM_PLAIN: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "bytes": base64.b64decode,
        "datetime": datetime.fromisoformat,
        "datetime | None": lambda value: None if value is None else datetime.fromisoformat(value),
        "tuple[str, ...]": tuple,
    }
)
"""By the type of a field, as it is written; what is not here is as it is in JSON."""


def packed(value: Kept) -> str:
    """A value as text; equal values give equal texts."""
    plain = {}
    for field in fields(value):
        held = getattr(value, field.name)
        encode = _TO_PLAIN.get(type(held))
        plain[field.name] = held if encode is None else encode(held)
    return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS).decode()


def unpacked(kind: type[AnyKept], text: str) -> AnyKept:
    """A value from what `packed` once wrote; fields that an older version did not have get their defaults.

    Raises:
        StoreDamaged: it is not what `packed` writes.
    """
    try:
        plain = orjson.loads(text)
        return kind(
            **{
                field.name: _FROM_PLAIN.get(str(field.type), _as_it_is)(plain[field.name])
                for field in fields(kind)
                if field.name in plain
            }
        )
    except (TypeError, ValueError) as error:
        raise StoreDamaged(
            Text(
                "The store holds a {sort} that cannot be read ({reason}). Put a backup in its place.",
                sort=kind.sort,
                reason=str(error),
            )
        ) from None


def _as_it_is(value: Any) -> Any:
    return value
