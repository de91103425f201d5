"""Results as tables: rows of plain values, and frames of pandas or polars where one of them is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from importlib import import_module
from typing import Any

from graph.domain.text import Text

__all__ = ["columns_of", "frame_of", "row_of"]

LIBRARIES = ("pandas", "polars")
"""What makes frames, the first that is installed by default."""

Say = Callable[[Text], str]
"""How a text is written."""


def row_of(found: object, say: Say) -> dict[str, Any]:
    """A result, or a row of its values, as a row of plain values.

    Texts are written out and fractions become floats. What lies deeper, and several results in one, stay as they are.
    """
    values = found if isinstance(found, Mapping) else columns_of(found)
    return {name: _plain(value, say) for name, value in values.items()}


def columns_of(found: object) -> dict[str, Any]:
    """The values of a result: a column a field or property, those of a result inside it named `outer_inner`."""
    return dict(_columns(found))


def frame_of(rows: Iterable[Mapping[str, Any]], library: str | None = None) -> Any:
    """Rows as a frame.

    Args:
        rows: with the same columns.
        library: one of `LIBRARIES`; None = the first that is installed.

    Raises:
        ImportError: it is not installed, or none is.
    """
    for name in (library,) if library else LIBRARIES:
        try:
            module = import_module(name)
        except ImportError:
            continue
        return module.DataFrame([dict(row) for row in rows])
    raise ImportError(
        f"A frame needs {library or ' or '.join(LIBRARIES)}, which is not installed. "
        f"Install it (pip install {library or LIBRARIES[0]}), or take the rows."
    )


def _columns(found: object) -> Iterator[tuple[str, Any]]:
    for name in _names(found):
        value = getattr(found, name)
        if _is_result(value):
            yield from ((f"{name}_{inner}", getattr(value, inner)) for inner in _names(value))
        else:
            yield name, value


def _names(found: Any) -> list[str]:
    properties = [name for name, value in vars(type(found)).items() if isinstance(value, property)]
    return [*(field.name for field in fields(found)), *(name for name in properties if not name.startswith("_"))]


def _is_result(value: object) -> bool:
    return is_dataclass(value) and not isinstance(value, type)


def _plain(value: object, say: Say) -> object:
    if isinstance(value, Text):
        return say(value)
    return float(value) if isinstance(value, Fraction) else value
