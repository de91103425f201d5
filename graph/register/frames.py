"""Results as tables: rows of plain values, and frames of pandas or polars where one of them is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from importlib import import_module
from typing import Any

from graph.domain.text import Text

__all__ = ["frame_of", "row_of"]

LIBRARIES = ("pandas", "polars")
"""What makes frames, the first that is installed by default."""

Say = Callable[[Text], str]
"""How a text is written."""


def row_of(found: object, say: Say) -> dict[str, Any]:
    """A result as a row: a column a field or property, those of a result inside it named `outer_inner`.

    Texts are written out and fractions become floats. What lies deeper, and several results in one, stay as they are.
    """
    return dict(_columns(found, say))


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


def _columns(found: object, say: Say) -> Iterator[tuple[str, Any]]:
    for name in _names(found):
        value = getattr(found, name)
        if _is_result(value):
            yield from ((f"{name}_{inner}", _plain(getattr(value, inner), say)) for inner in _names(value))
        else:
            yield name, _plain(value, say)


def _names(found: Any) -> list[str]:
    properties = [name for name, value in vars(type(found)).items() if isinstance(value, property)]
    return [*(field.name for field in fields(found)), *(name for name in properties if not name.startswith("_"))]


def _is_result(value: object) -> bool:
    return is_dataclass(value) and not isinstance(value, type)


def _plain(value: object, say: Say) -> object:
    if isinstance(value, Text):
        return say(value)
    return float(value) if isinstance(value, Fraction) else value
