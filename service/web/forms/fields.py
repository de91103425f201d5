"""The fields of a form as they are shown: label, choices, what was typed and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from service.web.forms.entered import Entered

__all__ = [
    "Choice",
    "Field",
    "Group",
    "choose",
    "day",
    "hidden",
    "long_text",
    "number",
    "one_of",
    "short_text",
    "tick",
    "ticks",
]

Sort = Literal["text", "long_text", "day", "number", "select", "radio", "ticks", "tick", "hidden"]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: its value, and what people read."""

    value: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under a heading; without one they stand by themselves."""

    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a form.

    Attributes:
        name: under which it is sent.
        sort: how it is shown.
        label: what is asked.
        hint: what helps to answer; empty when nothing is needed.
        required: whether it has to be answered.
        groups: what can be chosen.
        values: what was typed or chosen.
        errors: what is wrong with it, each a sentence.
    """

    name: str
    sort: Sort
    label: str
    hint: str = ""
    required: bool = False
    groups: tuple[Group, ...] = ()
    values: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """The one text."""
        return self.values[0] if self.values else ""


def short_text(entered: Entered, name: str, label: str, *, hint: str = "", required: bool = False) -> Field:
    """A line of text."""
    return _field(entered, name, "text", label, hint, required)


def long_text(entered: Entered, name: str, label: str, *, hint: str = "", required: bool = False) -> Field:
    """Several lines of text."""
    return _field(entered, name, "long_text", label, hint, required)


def day(entered: Entered, name: str, label: str, *, hint: str = "", required: bool = False) -> Field:
    """A day."""
    return _field(entered, name, "day", label, hint, required)


def number(entered: Entered, name: str, label: str, *, hint: str = "") -> Field:
    """A number."""
    return _field(entered, name, "number", label, hint, False)


def tick(entered: Entered, name: str, label: str, *, hint: str = "") -> Field:
    """A box to tick."""
    return _field(entered, name, "tick", label, hint, False)


def hidden(entered: Entered, name: str) -> Field:
    """What the address brought and nobody types."""
    return _field(entered, name, "hidden", name, "", False)


def choose(
    entered: Entered, name: str, label: str, groups: Iterable[Group], *, hint: str = "", required: bool = True
) -> Field:
    """A choice from a list; a line of text when there is no list to choose from."""
    found = tuple(group for group in groups if group.choices)
    return _field(entered, name, "select" if found else "text", label, hint, required, found)


def one_of(
    entered: Entered, name: str, label: str, choices: Sequence[Choice], *, hint: str = "", required: bool = True
) -> Field:
    """A choice between few, all of them in sight."""
    return _field(entered, name, "radio", label, hint, required, (Group("", tuple(choices)),))


def ticks(
    entered: Entered, name: str, label: str, groups: Iterable[Group], *, hint: str = "", required: bool = False
) -> Field:
    """Boxes to tick."""
    found = tuple(group for group in groups if group.choices)
    return _field(entered, name, "ticks", label, hint, required, found)


def _field(
    entered: Entered,
    name: str,
    sort: Sort,
    label: str,
    hint: str,
    required: bool,
    groups: tuple[Group, ...] = (),
) -> Field:
    return Field(
        name=name,
        sort=sort,
        label=label,
        hint=hint,
        required=required,
        groups=groups,
        values=entered.raw_all(name),
        errors=tuple(entered.errors.get(name, ())),
    )
