"""Frozen values that share how they are compared, hashed and shown.

    @frozen(kw_only=True)
    class Hours:
        person: str
        spare: float | None = None

is a dataclass that is frozen and has slots. A plain one writes these three out for each class and compiles them: for
the hundred classes of a command that took longer than loading all its modules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

__all__ = ["frozen"]

T = TypeVar("T", bound=type)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(*, kw_only: bool = False) -> Callable[[T], T]:
    """Make a class a frozen dataclass with slots; what it defines itself it keeps.

    Args:
        kw_only: whether its fields are given by name only.
    """

    def declare(cls: T) -> T:
        made: Any = dataclass(frozen=True, slots=True, kw_only=kw_only, eq=False, repr=False)(cls)
        compared = [item.name for item in fields(made) if item.compare]
        made._compared = attrgetter(*(compared or ["__class__"]))
        for name, shared in _SHARED.items():
            if name not in vars(made):
                setattr(made, name, shared)
        return made  # type: ignore[no-any-return]

    return declare


def _equal(self: Any, other: Any) -> bool:
    return self._compared(self) == self._compared(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: Any) -> int:
    return hash(self._compared(self))


def _repr(self: Any) -> str:
    shown = (f"{item.name}={getattr(self, item.name)!r}" for item in fields(self) if item.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


_SHARED = {"__eq__": _equal, "__hash__": _hash, "__repr__": _repr}
