"""The columns of a table of results, as the results declare them: what is added to a result is a column of its tables.

    found = columns(Unrepaired, naming)
    table(found, plan.unrepaired, caption=texts.gettext("What stays short"))

An attribute that says what its column is called (`Headed`) has one, with its unit; an id shows the record that it
names, as the reader may see it, and a word what people call it. What has no heading has no column: what lies within a
result has tables of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import EllipsisType, MappingProxyType
from typing import Generic, TypeVar

from graph.domain.described import Attribute, Headed, OneOf, Ref, Unit, attributes
from graph.domain.text import Text
from graph.reports.model import Cell, Table
from graph.reports.naming import Naming

__all__ = ["Column", "Columns", "codes", "columns", "table", "through"]

R = TypeVar("R")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column of a table of results.

    Attributes:
        heading: above it, in the language of the reader.
        read: the cell of a result.
    """

    heading: str
    read: Callable[[R], Cell]


Columns = tuple[Column[R], ...]


def columns(
    result: type[R],
    naming: Naming,
    order: Sequence[str | EllipsisType] = (...,),
    *,
    without: Collection[str] = (),
    told: Mapping[str, Callable[[R], Cell]] = MappingProxyType({}),
) -> Columns[R]:
    """The columns of a table of results.

    Args:
        result: their class.
        naming: the language, and what the reader may see named.
        order: names of attributes; `...` stands for all others, as they are declared.
        without: attributes that this table does not tell.
        told: by name, what tells a value otherwise than as it stands.

    Raises:
        KeyError: an attribute that is named has no column.
    """
    found = {name: one for name, one in _headed(result).items() if name not in without}
    others = [name for name in found if name not in order]
    names = [name for each in order for name in (others if isinstance(each, EllipsisType) else [each])]
    return tuple(
        Column(_heading(found[name], naming), told.get(name) or _reader(found[name], naming)) for name in names
    )


def codes(result: type[R], naming: Naming) -> Columns[R]:
    """The ids and words behind the columns of a result, for programs that read the table."""
    texts = naming.texts
    return tuple(
        Column(texts.gettext("{column} (code)", column=_heading(one, naming)), _bare(one))
        for one in _headed(result).values()
        if one.mark(Ref) or one.mark(OneOf)
    )


def through(part: Callable[[S], R | None], found: Columns[R]) -> Columns[S]:
    """The columns of what lies within something else; empty cells where nothing lies there."""
    return tuple(Column(each.heading, _within(part, each.read)) for each in found)


def table(found: Columns[R], results: Iterable[R], *, caption: str, empty: str = "") -> Table:
    """A table of results, a row each."""
    return Table(
        caption=caption,
        headings=tuple(each.heading for each in found),
        rows=tuple(tuple(each.read(one) for each in found) for one in results),
        empty=empty,
    )


def _headed(result: type) -> dict[str, Attribute]:
    return {each.name: each for each in attributes(result) if each.mark(Headed)}


def _heading(attribute: Attribute, naming: Naming) -> str:
    headed, unit, texts = attribute.mark(Headed), attribute.mark(Unit), naming.texts
    assert headed is not None
    heading = texts.gettext(headed.many if attribute.is_several and headed.many else headed.one)
    return heading if unit is None else f"{heading} ({texts.gettext(unit.name)})"


def _reader(attribute: Attribute, naming: Naming) -> Callable[[object], Cell]:
    one_of = attribute.mark(OneOf)
    if attribute.mark(Ref) is not None:
        return lambda result: naming.all_of(_values(attribute, result))
    if one_of is not None and one_of.title is not None:
        title = one_of.title
        return lambda result: ", ".join(naming.texts.gettext(title(word)) for word in _values(attribute, result))
    if attribute.is_several:
        return lambda result: sum(1 for _ in _values(attribute, result))
    return lambda result: _cell(getattr(result, attribute.name), naming)


def _bare(attribute: Attribute) -> Callable[[object], Cell]:
    return lambda result: ", ".join(_values(attribute, result))


def _values(attribute: Attribute, result: object) -> Iterator[str]:
    """The values of an attribute, or its one value if it has any."""
    value = getattr(result, attribute.name)
    yield from () if value is None else value if attribute.is_several else (value,)


def _cell(value: object, naming: Naming) -> Cell:
    if isinstance(value, Text):
        return naming.say(value)
    return value if value is None or isinstance(value, str | int | float | Fraction | date) else str(value)


def _within(part: Callable[[S], R | None], read: Callable[[R], Cell]) -> Callable[[S], Cell]:
    def cell(whole: S) -> Cell:
        found = part(whole)
        return None if found is None else read(found)

    return cell
