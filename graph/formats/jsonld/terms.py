"""The terms of a document of linked data: what its prefixes and words stand for, and what lies within what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["Terms", "flattened"]

_DEEPEST = 5
_SCHEME = re.compile(r"\Ahttps?://")


class Terms:
    """What the words of a document stand for, under the prefixes of our own context.

    Args:
        contexts: of the document; those that lie elsewhere say nothing.
        ours: our prefixes, by what they stand for.
    """

    def __init__(self, contexts: list[Any], ours: Mapping[str, str]) -> None:
        self._ours = {_SCHEME.sub("", start): prefix for start, prefix in ours.items()}
        self._known: dict[str, str] = {}
        for key, value in ((key, value) for each in contexts if isinstance(each, dict) for key, value in each.items()):
            whole = value.get("@id") if isinstance(value, dict) else value
            if isinstance(whole, str):
                self._known[key] = whole

    def named(self, value: Any) -> Any:
        """A value with its terms under our own prefixes."""
        if isinstance(value, list):
            return [self.named(each) for each in value]
        if not isinstance(value, dict):
            return value
        named = {self._term(key): self.named(each) for key, each in value.items()}
        types = named.get("@type", [])
        if "@value" not in named:
            named["@type"] = [self._term(str(each)) for each in (types if isinstance(types, list) else [types])]
        return named

    def _term(self, term: str) -> str:
        whole = self._whole(term)
        bare = _SCHEME.sub("", whole)  # the same vocabularies are written with http and with https
        name = next((start for start in self._ours if bare.startswith(start)), None)
        return whole if name is None else f"{self._ours[name]}:{bare.removeprefix(name)}"

    def _whole(self, term: str, depth: int = 0) -> str:
        """A term without prefixes: by its own meaning in the context, by its prefix, else by the vocabulary."""
        if term.startswith("@") or depth > _DEEPEST:
            return term
        prefix, colon, rest = term.partition(":")
        if colon and prefix in self._known and not rest.startswith("//"):
            return self._whole(self._known[prefix], depth + 1) + rest
        if not colon and term in self._known:
            return self._whole(self._known[term], depth + 1)
        return term if colon else self._known.get("@vocab", "") + term


def flattened(resources: list[Any]) -> Iterator[dict[str, Any]]:
    """Each resource once, also one that lies within another or is told of in several places.

    Args:
        resources: with their terms under our own prefixes.
    """
    whole: dict[str, dict[str, list[Any]]] = {}
    for resource in (each for given in resources for each in _within(given)):
        there = whole.setdefault(resource["@id"], {})
        for key, value in resource.items():
            there.setdefault(key, []).append(value)
    for told in whole.values():
        yield {key: _joined(values) for key, values in told.items()}


def _joined(values: list[Any]) -> Any:
    """What is told in several places, as if it were told in one."""
    if all(value == values[0] for value in values):
        return values[0]
    return [one for value in values for one in (value if isinstance(value, list) else [value])]


def _within(value: Any) -> Iterator[dict[str, Any]]:
    """A resource and those within it, each with references in their place."""
    if isinstance(value, list):
        for each in value:
            yield from _within(each)
    elif (
        isinstance(value, dict)
        and isinstance(value.get("@id"), str)
        and any(value[key] for key in value.keys() - {"@id"})
    ):
        yield {key: value[key] if key.startswith("@") else _referring(value[key]) for key in value}
    if isinstance(value, dict):
        for key, each in value.items():
            if not key.startswith("@") or key == "@graph":
                yield from _within(each)


def _referring(value: Any) -> Any:
    if isinstance(value, list):
        return [_referring(each) for each in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str):
        return {"@id": value["@id"]}
    return value
