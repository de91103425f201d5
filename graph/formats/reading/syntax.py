"""JSON, YAML and NDJSON of unknown quality to plain values, each record with its place.

YAML is read as plain data: no tags, anchors or aliases (with aliases a small file can stand for a huge one).
Only `true` and `false` are flags, and a date stays the text that it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from graph.domain.errors import Problem
from graph.domain.text import Quoted, Text
from graph.formats.reading.result import NamedBytes
from graph.formats.reading.text import decoded, empty

__all__ = ["Entry", "Parsed", "parse"]

MOST_BYTES = 2_000_000_000
DEEPEST = 30
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\Z")
_TEXT_TAG = "tag:yaml.org,2002:str"
_TOO_DEEP = Text("Lists and objects lie more than {deepest} deep in each other", deepest=DEEPEST)
_THREE_LEVELS = Text("A record needs no more than three levels")
_CORRECT_IT = Text("Correct the text at this place")

try:
    _Loader: Any = yaml.CSafeLoader
except AttributeError:
    _Loader = yaml.SafeLoader


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
    form = _form_of(file.name, text)
    if form == "ndjson":
        return _lines(file.name, text, problems)
    tree = _json(file.name, text, problems) if form == "json" else _Yaml(file.name, problems).read(text)
    return None if tree is None else _split(file.name, tree, problems)


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


@dataclass(frozen=True, slots=True)
class _Tree:
    value: Any
    lines: dict[int, int] | None
    """Line of each object by its identity; None where the path says where it is."""


def _split(name: str, tree: _Tree, problems: list[Problem]) -> Parsed | None:
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


def _place(name: str, path: str, value: Any, tree: _Tree) -> str:
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


def _json(name: str, text: str, problems: list[Problem]) -> _Tree | None:
    objects = _Objects()
    try:
        value = json.loads(text, object_pairs_hook=objects.make)
    except (ValueError, RecursionError) as error:
        problems.append(_unreadable(error, name))
        return None
    if objects.repeated:
        paths = dict(_paths(value))
        problems.extend(_repeated_key(key, f"{name} {paths.get(id(made), '$')}") for made, key in objects.repeated)
    return _Tree(value, None)


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
            entries.append(Entry(json.loads(line, object_pairs_hook=objects.make), place))
        except (ValueError, RecursionError) as error:
            problems.append(_unreadable(error, name, line=number))
        if objects.repeated:
            problems.extend(_repeated_key(key, place) for _, key in objects.repeated)
            objects.repeated.clear()
    first = entries[0].value if entries else None
    if isinstance(first, dict) and "mandaatwijzer" in first:
        return Parsed(top=first, lists={"": entries[1:]}, place=f"{name}:1")
    return None if len(problems) > before and not entries else Parsed(top={}, lists={"": entries}, place=f"{name}:1")


def _unreadable(error: Exception, name: str, line: int | None = None) -> Problem:
    if isinstance(error, RecursionError):
        return Problem(place=_at(name, line), message=_TOO_DEEP, remedy=_THREE_LEVELS)
    if isinstance(error, json.JSONDecodeError):
        place = f"{name}:{line or error.lineno}:{error.colno}"
        return Problem(place=place, message=Text("This is not JSON ({reason})", reason=error.msg), remedy=_CORRECT_IT)
    return Problem(
        place=_at(name, line),
        message=Text("A number has too many digits to be read"),
        remedy=Text("Write a smaller number"),
    )


def _at(name: str, line: int | None) -> str:
    return name if line is None else f"{name}:{line}"


def _repeated_key(key: str, place: str) -> Problem:
    return Problem(
        place=place,
        message=Text("The key {key} stands twice in one object", key=Quoted(key, 60)),
        remedy=Text("Keep the one that is meant"),
    )


# YAML


class _Unfit(Exception):
    """The file cannot be read on from here."""


class _Yaml:
    """Builds plain values from the events of one YAML document."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = problems
        self.lines: dict[int, int] = {}
        self.events: Iterator[Any] = iter(())

    def read(self, text: str) -> _Tree | None:
        try:
            self.events = yaml.parse(text, Loader=_Loader)
            value = self._document()
        except yaml.YAMLError as error:
            self._syntax(error)
            return None
        except _Unfit:
            return None
        return _Tree(value, self.lines)

    def _document(self) -> Any:
        value: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(
                        event, Text("The file holds a second document"), Text("Give each document a file of its own")
                    )
                value = self._value(next(self.events), 0)
        return value

    def _value(self, event: Any, depth: int) -> Any:
        if depth > DEEPEST:
            self._stop(event, _TOO_DEEP, _THREE_LEVELS)
        if isinstance(event, yaml.AliasEvent):
            self._stop(
                event, Text("An alias ({alias}) stands here", alias=f"*{event.anchor}"), Text("Write the value itself")
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        self._check_tag(event)
        return self._mapping(event, depth) if isinstance(event, yaml.MappingStartEvent) else self._list(depth)

    def _list(self, depth: int) -> list[Any]:
        made: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            made.append(self._value(event, depth + 1))
        return made

    def _mapping(self, start: Any, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        self.lines[id(made)] = start.start_mark.line + 1
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._stop(
                    event, Text("A key of an object is not a text"), Text("Write {example}", example="key: value")
                )
            key = event.value
            if key in made:
                self.problems.append(_repeated_key(key, self._at(event)))
            made[key] = self._value(next(self.events), depth + 1)
        return made

    def _scalar(self, event: Any) -> Any:
        text = event.value
        if event.tag is not None:
            self._check_tag(event)
            return text
        if event.style:
            return text
        if text in ("", "~", "null", "Null", "NULL"):
            return None
        if text.lower() in ("true", "false"):
            return text.lower() == "true"
        if _INTEGER.match(text) and len(text) < 20:
            return int(text)
        if _NUMBER.match(text):
            return float(text)
        if text.lower() in (".nan", ".inf", "-.inf", "+.inf"):
            return float("nan" if text.lower() == ".nan" else "inf")
        return text

    def _check_tag(self, event: Any) -> None:
        tag: str | None = event.tag
        if tag is not None and tag not in (_TEXT_TAG, "!"):
            self._stop(
                event,
                Text("A tag ({tag}) stands here", tag=tag[:60]),
                Text("Leave the tag out: only plain values are read"),
            )

    def _at(self, event: Any) -> str:
        return f"{self.name}:{event.start_mark.line + 1}"

    def _stop(self, event: Any, message: Text, remedy: Text) -> None:
        self.problems.append(Problem(place=self._at(event), message=message, remedy=remedy))
        raise _Unfit

    def _syntax(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None)
        place = self.name if mark is None else f"{self.name}:{mark.line + 1}:{mark.column + 1}"
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "unknown form"
        self.problems.append(
            Problem(place=place, message=Text("This is not YAML ({reason})", reason=str(reason)), remedy=_CORRECT_IT)
        )
