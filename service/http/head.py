"""The head of a request and of its answer, as ASGI gives and takes them: read once, by whoever looks first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from starlette.requests import cookie_parser
from starlette.types import Scope

__all__ = ["Head", "Headers", "head_of"]

Headers = list[tuple[bytes, bytes]]
"""Of an answer: names in small letters, and values."""

PLACE = "mandaatwijzer.head"


class Head:
    """The headers of a request by their name, in small letters.

    Args:
        pairs: as they came in.
    """

    __slots__ = ("_cookies", "_values")

    def __init__(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        self._cookies: dict[str, str] | None = None
        self._values: dict[str, list[bytes]] = {}
        for name, value in pairs:
            self._values.setdefault(name.decode("latin-1"), []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def get(self, name: str, default: str = "") -> str:
        """The value of a header; the first when there are several."""
        found = self._values.get(name)
        return default if found is None else found[0].decode("latin-1")

    def every(self, name: str) -> list[str]:
        """All values of a header."""
        return [value.decode("latin-1") for value in self._values.get(name, ())]

    def cookie(self, name: str) -> str:
        """What the browser carries under a name; empty when it carries nothing."""
        if self._cookies is None:
            self._cookies = {}
            for header in self.every("cookie"):
                self._cookies.update(cookie_parser(header))
        return self._cookies.get(name, "")


def head_of(scope: Scope) -> Head:
    """The head of a request."""
    found: Head | None = scope.get(PLACE)
    if found is None:
        found = scope[PLACE] = Head(scope["headers"])
    return found
