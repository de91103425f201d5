"""A sentence for people that is not finished yet: a template with its values.

    Text("{person} does not hold it on {day}", person=Named("person/ann"), day=date(2026, 9, 1))
    counted("{number} row was left out", "{number} rows were left out", len(rows))

What happens deep in the product is told in a `Text`. A door makes the sentence: it takes the template from the
catalogue of its reader's language, and writes days, numbers and the names of records as that reader may see them
(`graph.words.catalogue`). Nothing ever reads a finished sentence back.

A template is English and is its own key in the catalogue; the tool that extracts texts finds it where it stands. One
that stands in a table first is marked with `N_`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

__all__ = ["N_", "Named", "Quoted", "Series", "Text", "Value", "counted", "either", "joined"]


def N_(template: str) -> str:  # noqa: N802 (the name by which every gettext tool knows it)
    """Note a template for translation where it stands in a table; it is translated where it is shown."""
    return template


@dataclass(frozen=True, slots=True)
class Named:
    """A record, as a value of a text: its name where people read, its id in plain English."""

    id: str

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Quoted:
    """What somebody wrote, as a value of a text: set between quotes, and at most `most` letters of it."""

    written: object
    most: int = 120

    def __str__(self) -> str:
        return repr(self.short)

    @property
    def short(self) -> str:
        """The letters that are shown."""
        text = str(self.written)
        return text if len(text) <= self.most else f"{text[: self.most]}..."


@dataclass(frozen=True, slots=True)
class Series:
    """Several values in a sentence: with commas between them, and a word before the last one where it has one.

    Attributes:
        items: in order.
        last: how the last one is joined: "and", or "" for a comma, as in a list of words to choose from.
    """

    items: tuple[Value, ...]
    last: str = ""

    def __str__(self) -> str:
        shown = [str(item) for item in self.items]
        if not self.last or len(shown) < 2:
            return ", ".join(shown)
        return f"{', '.join(shown[:-1])} {self.last} {shown[-1]}"


class Text:
    """A template with its values; equal when both are.

    Attributes:
        template: English, with the names of its values in braces.
        values: by name.
        several: the template for every `number` but one; None when the text counts nothing.
    """

    __slots__ = ("several", "template", "values")

    template: str
    values: Mapping[str, Value]
    several: str | None

    def __init__(self, template: str, /, **values: Value) -> None:
        object.__setattr__(self, "template", template)
        object.__setattr__(self, "values", MappingProxyType(values))
        object.__setattr__(self, "several", None)

    def __str__(self) -> str:
        """The sentence in plain English: days as 2026-09-01, records by their ids."""
        return self.chosen.format(**{name: str(value) for name, value in self.values.items()})

    @property
    def chosen(self) -> str:
        """The English template for the number that it counts."""
        return self.template if self.several is None or self.values.get("number") == 1 else self.several

    def ids(self) -> Iterator[str]:
        """Ids of the records that it may speak of: its values that may be one, in texts within it too.

        Some are of no record, as a word that somebody wrote.
        """
        for value in self.values.values():
            yield from _ids_in(value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Text):
            return NotImplemented
        return (self.template, self.several, self.values) == (other.template, other.several, other.values)

    def __hash__(self) -> int:
        return hash((self.template, self.several, tuple(sorted(self.values))))

    def __repr__(self) -> str:
        return f"Text({str(self)!r})"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a text is frozen: {name!r} stays as it is")

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.template, self.several, dict(self.values))


Value: TypeAlias = "str | int | float | date | Named | Quoted | Series | Text"


def counted(one: str, several: str, number: int, /, **values: Value) -> Text:
    """The text for one or for several; `{number}` is the number.

    Args:
        one: the template for one.
        several: the template for any other number.
        number: what is counted.
        values: the further values, by name.
    """
    return _again(one, several, {"number": number, **values})


def joined(parts: tuple[Value, ...], separator: str = ", ") -> Text:
    """Values one after the other, as one text."""
    names = [f"part_{place}" for place in range(len(parts))]
    return Text(separator.join(f"{{{name}}}" for name in names), **dict(zip(names, parts, strict=True)))


def either(choices: Sequence[Value]) -> Value:
    """The choices in a sentence, with "or" between them."""
    first, *others = choices
    for other in others:
        first = Text("{one} or {other}", one=first, other=other)
    return first


def _again(template: str, several: str | None, values: Mapping[str, Value]) -> Text:
    text = Text(template, **values)
    object.__setattr__(text, "several", several)
    return text


def _ids_in(value: Value) -> Iterator[str]:
    if isinstance(value, Named):
        yield value.id
    elif isinstance(value, Text):
        yield from value.ids()
    elif isinstance(value, Series):
        for item in value.items:
            yield from _ids_in(item)
    elif isinstance(value, (str, Quoted)):
        yield value if isinstance(value, str) else str(value.written)
