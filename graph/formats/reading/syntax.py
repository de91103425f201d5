"""JSON, YAML and NDJSON of unknown quality to plain values, each record with its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.domain.errors import Problem
from graph.domain.text import Text
from graph.formats.reading.result import NamedBytes
from graph.formats.reading.text import decoded, empty
from graph.formats.reading.tree import CORRECT_IT, THREE_LEVELS, TOO_DEEP, Tree, is_too_deep, repeated_key

__all__ = ["Entry", "Parsed", "parse"]

MOST_BYTES = 2_000_000_000
MOST_HOLLOW = 100_000
LEAST_OF_A_RECORD = 12
"""Letters for each bracket that opens: even `{"kind": "task"}` has more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a file: its plain value and its place."""

    value: Any
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a file holds.

    Attributes:
        top: its keys and values outside the lists of records; for NDJSON those of its first line.
        lists: its lists of records by key, `nodes` and `edges`; NDJSON has one list, under the empty key.
        place: where the file begins.
    """

    top: dict[str, Any]
    lists: dict[str, list[Entry]]
    place: str


def parse(file: NamedBytes, problems: list[Problem]) -> Parsed | None:
    """Read a file by its name, else by its first characters.

    Args:
        file: what was given.
        problems: grows by what is wrong with its form.

    Returns:
        What it holds; None when it cannot be read at all.
    """
    text = decoded(file, most_bytes=MOST_BYTES)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    if not text.strip():
        problems.append(empty(file))
        return None
    if _is_hollow(text):
        problems.append(_hollow(file.name))
        return None
    form = _form_of(file.name, text)
    if form == "ndjson":
        return _lines(file.name, text, problems)
    tree = _json(file.name, text, problems) if form == "json" else _yaml(file.name, text, problems)
    return None if tree is None else _split(file.name, tree, problems)


def _is_hollow(text: str) -> bool:
    """Whether a text holds so many records with so little in them that it can only be made to use up memory."""
    records = text.count("{") + text.count("[")
    return records > MOST_HOLLOW and len(text) < records * LEAST_OF_A_RECORD


def _hollow(name: str) -> Problem:
    return Problem(
        place=name,
        message=Text("The file holds a great many records without content"),
        remedy=Text("Export it again"),
    )


def _form_of(name: str, text: str) -> str:
    suffix = name.lower().rpartition(".")[2]
    known = {"json": "json", "yaml": "yaml", "yml": "yaml", "ndjson": "ndjson", "jsonl": "ndjson"}
    if suffix in known:
        return known[suffix]
    if not text.lstrip().startswith("{"):
        return "yaml"
    first, _, rest = text.lstrip().partition("\n")
    return "ndjson" if rest.lstrip().startswith("{") and _is_object(first) else "json"


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _yaml(name: str, text: str, problems: list[Problem]) -> Tree | None:
    from graph.formats.reading.yaml_values import Yaml  # its library is slow to load, and most files are JSON

    return Yaml(name, problems).read(text)


def _split(name: str, tree: Tree, problems: list[Problem]) -> Parsed | None:
    if not isinstance(tree.value, dict):
        problems.append(
            Problem(
                place=name,
                message=Text("The file does not hold an object with records"),
                remedy=Text("Write {example}", example='{"mandaatwijzer": 1, "nodes": [...], "edges": [...]}'),
            )
        )
        return None
    lists: dict[str, list[Entry]] = {}
    for key in ("nodes", "edges"):
        values = tree.value.get(key, [])
        if isinstance(values, list):
            lists[key] = [
                Entry(value, _place(name, f"$.{key}[{number}]", value, tree)) for number, value in enumerate(values)
            ]
        else:
            not_a_list = Text("This is not a list")
            problems.append(
                Problem(place=f"{name} $.{key}", message=not_a_list, remedy=Text("Write {example}", example="[...]"))
            )
    top = {key: value for key, value in tree.value.items() if key not in ("nodes", "edges")}
    return Parsed(top=top, lists=lists, place=name)


def _place(name: str, path: str, value: Any, tree: Tree) -> str:
    if tree.lines is None:
        return f"{name} {path}"
    line = tree.lines.get(id(value))
    return f"{name} {path}" if line is None else f"{name}:{line}"


# JSON


class _Objects:
    """Makes the objects of JSON and remembers those in which a key is repeated."""

    def __init__(self) -> None:
        self.repeated: list[tuple[dict[str, Any], str]] = []

    def make(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            seen: set[str] = set()
            key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            self.repeated.append((made, key))
        return made


def _json(name: str, text: str, problems: list[Problem]) -> Tree | None:
    objects = _Objects()
    try:
        value = json.loads(text, object_pairs_hook=objects.make)
    except (ValueError, RecursionError) as error:
        problems.append(_unreadable(error, name))
        return None
    if is_too_deep(value):
        problems.append(_too_deep(name))
        return None
    if objects.repeated:
        paths = dict(_paths(value))
        problems.extend(repeated_key(key, f"{name} {paths.get(id(made), '$')}") for made, key in objects.repeated)
    return Tree(value, None)


def _paths(tree: Any) -> Iterator[tuple[int, str]]:
    waiting: list[tuple[Any, str]] = [(tree, "$")]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, dict):
            yield id(value), path
            waiting.extend((child, f"{path}.{key}") for key, child in value.items())
        elif isinstance(value, list):
            waiting.extend((child, f"{path}[{number}]") for number, child in enumerate(value))


def _lines(name: str, text: str, problems: list[Problem]) -> Parsed | None:
    objects = _Objects()
    entries: list[Entry] = []
    before = len(problems)
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            value = json.loads(line, object_pairs_hook=objects.make)
        except (ValueError, RecursionError) as error:
            problems.append(_unreadable(error, name, line=number))
        else:
            if is_too_deep(value):
                problems.append(_too_deep(place))
            else:
                entries.append(Entry(value, place))
        if objects.repeated:
            problems.extend(repeated_key(key, place) for _, key in objects.repeated)
            objects.repeated.clear()
    first = entries[0].value if entries else None
    if isinstance(first, dict) and "mandaatwijzer" in first:
        return Parsed(top=first, lists={"": entries[1:]}, place=f"{name}:1")
    return None if len(problems) > before and not entries else Parsed(top={}, lists={"": entries}, place=f"{name}:1")


def _unreadable(error: Exception, name: str, line: int | None = None) -> Problem:
    if isinstance(error, RecursionError):
        return _too_deep(_at(name, line))
    if isinstance(error, json.JSONDecodeError):
        place = f"{name}:{line or error.lineno}:{error.colno}"
        return Problem(place=place, message=Text("This is not JSON ({reason})", reason=error.msg), remedy=CORRECT_IT)
    return Problem(
        place=_at(name, line),
        message=Text("A number has too many digits to be read"),
        remedy=Text("Write a smaller number"),
    )


def _too_deep(place: str) -> Problem:
    return Problem(place=place, message=TOO_DEEP, remedy=THREE_LEVELS)


def _at(name: str, line: int | None) -> str:
    return name if line is None else f"{name}:{line}"
