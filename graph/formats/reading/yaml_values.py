"""YAML of unknown quality to plain values.

It is read as plain data: no tags, anchors or aliases (with aliases a small file can stand for a huge one). Only `true`
and `false` are flags, and a date stays the text that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from graph.domain.errors import Problem
from graph.domain.text import Text
from graph.formats.reading.tree import CORRECT_IT, DEEPEST, THREE_LEVELS, TOO_DEEP, Tree, repeated_key

__all__ = ["Yaml"]

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\Z")
_TEXT_TAG = "tag:yaml.org,2002:str"

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Unfit(Exception):
    """The file cannot be read on from here."""


class Yaml:
    """Builds plain values from the events of one YAML document."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name = name
        self.problems = problems
        self.lines: dict[int, int] = {}
        self.events: Iterator[Any] = iter(())

    def read(self, text: str) -> Tree | None:
        """The values; None when the text cannot be read, with the reason among the problems."""
        try:
            self.events = yaml.parse(text, Loader=_Loader)
            value = self._document()
        except yaml.YAMLError as error:
            self._syntax(error)
            return None
        except _Unfit:
            return None
        return Tree(value, self.lines)

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
            self._stop(event, TOO_DEEP, THREE_LEVELS)
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
                self.problems.append(repeated_key(key, self._at(event)))
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
            Problem(place=place, message=Text("This is not YAML ({reason})", reason=str(reason)), remedy=CORRECT_IT)
        )
