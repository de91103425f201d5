"""What a result or a request says of each of its attributes, read from where it is declared.

    @value(kw_only=True)
    class Unrepaired:
        '''A mandate that would stay below the target.

        Attributes:
            organisation: where.
            missing: how many people it would still miss.
            hours: what it would take; None = not known.
        '''

        organisation: OrganisationId
        missing: int
        hours: Annotated[float | None, Unit("hours per week")]

The `Attributes:` part is what the class tells, in that order, properties as well as fields; the annotation says what a
value is: an id of a record, one of some words, a number with its unit, and what a table calls it. Every door makes
from it what it needs: the API its types, JSON its keys, a table its columns, a form its questions.
"""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from graph.domain import choices, kinds
from graph.domain.text import N_

__all__ = [
    "OMITTED",
    "UNTOLD",
    "AnyHolderId",
    "AnyId",
    "AnySubjectId",
    "AtMost",
    "Attribute",
    "Between",
    "BodyId",
    "ChannelId",
    "ExpertiseId",
    "HalfDay",
    "Headed",
    "HoldingId",
    "KnowsId",
    "LevelOfEducation",
    "Long",
    "MandateId",
    "MandateKind",
    "Meaning",
    "MembershipId",
    "Names",
    "Obligation",
    "Omitted",
    "OneOf",
    "OrganisationId",
    "OrganisationType",
    "PersonId",
    "Provenance",
    "Ref",
    "RoleId",
    "RoleTypeId",
    "SeatId",
    "Spelled",
    "TaskGroupId",
    "Unit",
    "Untold",
    "WorkedOut",
    "WorkedOutId",
    "Written",
    "attributes",
    "choices_of",
    "meaning_of",
    "parameters",
    "worded",
]

M = TypeVar("M")


# What an annotation can say of a value


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit of a number."""

    name: str


@dataclass(frozen=True, slots=True)
class Ref:
    """The value is the id of a record, to be shown as that record, or not at all to who may not see it.

    Attributes:
        kinds: the words of the kinds that it may be of; none = a record of any kind.
        is_seat: whether it may stand for an unnamed member of a body: the id of the body, `#` and a number.
    """

    kinds: tuple[str, ...] = ()
    is_seat: bool = False


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """The value is the id of something that is worked out and not kept as a record, such as a finding."""


@dataclass(frozen=True, slots=True)
class Headed:
    """What the column of a value is called in a table, in English as in the catalogue.

    Attributes:
        one: where there is one value.
        many: where there are several; None = the same.
    """

    one: str
    many: str | None = None


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value is one of some words, which a table may give only when it is asked.

    Attributes:
        words: in order.
        title: what people call one, in English as in the catalogue; None = a door says it otherwise, or not at all.
    """

    words: tuple[str, ...] | Callable[[], tuple[str, ...]]
    title: Callable[[str], str] | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The words."""
        return self.words() if callable(self.words) else self.words


@dataclass(frozen=True, slots=True)
class Long:
    """The list can be long: a door shows its beginning, and tells how many there are.

    Attributes:
        first: how many are shown unless another number is asked.
        count: the name of their number, where that is told.
    """

    first: int
    count: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The attribute has another name in JSON."""

    name: str


@dataclass(frozen=True, slots=True)
class Between:
    """The least and the largest number that may be given."""

    least: float
    most: float | None = None


@dataclass(frozen=True, slots=True)
class AtMost:
    """How many may be given at once at a door that everybody can reach."""

    number: int


@dataclass(frozen=True, slots=True)
class Names:
    """The text names a record as people do: by its id, a number, an address or a word.

    Attributes:
        kinds: the words of the kinds that it may be of.
    """

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a parameter means, where several questions have it: said here instead of in each docstring."""

    text: str


@dataclass(frozen=True, slots=True)
class Spelled:
    """How a parameter is written at a command line where that is not its name: `--rule`, `--accepted/--open`.

    Attributes:
        option: the option.
        value: what stands for its value, where its kind does not say it.
    """

    option: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Omitted:
    """The attribute is left out of JSON where it has no value; every other one is null there."""


@dataclass(frozen=True, slots=True)
class Untold:
    """The attribute is for the code that works with the value: no door tells it."""


OMITTED = Omitted()
UNTOLD = Untold()


def choices_of(kind: kinds.Kind, name: str) -> OneOf:
    """That a value is one of the words of a field of a kind."""
    return next(worded(spec.choice_words) for spec in kinds.field_specs(kind) if spec.name == name)


def worded(titles: Mapping[str, str]) -> OneOf:
    """That a value is one of the words of a table that says what people call each."""
    return OneOf(tuple(titles), titles.__getitem__)


AnyId = Annotated[str, Ref()]
AnyHolderId = Annotated[str, Ref(kinds.HOLDER_KINDS)]
AnySubjectId = Annotated[str, Ref(kinds.SUBJECT_KINDS), Headed(N_("Task or decision"))]
SeatId = Annotated[str, Ref(kinds.HOLDER_KINDS, is_seat=True), Headed(N_("Colleague"), N_("People"))]
BodyId = Annotated[str, Ref(("body",))]
ChannelId = Annotated[str, Ref(("channel",))]
ExpertiseId = Annotated[str, Ref(("expertise",)), Headed(N_("Expertise"))]
HoldingId = Annotated[str, Ref(("HOLDS",))]
KnowsId = Annotated[str, Ref(("KNOWS",))]
MandateId = Annotated[str, Ref(kinds.MANDATE_KINDS)]
MembershipId = Annotated[str, Ref(("MEMBER_OF",))]
OrganisationId = Annotated[str, Ref(("organisation",)), Headed(N_("School or group"), N_("Schools"))]
PersonId = Annotated[str, Ref(("person",)), Headed(N_("Colleague"), N_("People"))]
RoleId = Annotated[str, Ref(("role",)), Headed(N_("Function"))]
RoleTypeId = Annotated[str, Ref(("role_type",))]
TaskGroupId = Annotated[str, Ref(("task_group",)), Headed(N_("Task group"))]
WorkedOutId = Annotated[str, WorkedOut()]

HalfDay = Annotated[str, worded(choices.HALF_DAYS)]
LevelOfEducation = Annotated[str, worded(choices.LEVELS_OF_EDUCATION)]
MandateKind = Annotated[str, worded(choices.MANDATES), Headed(N_("Who does what"))]
Obligation = Annotated[str, choices_of(kinds.Norm, "obligation")]
OrganisationType = Annotated[str, worded(choices.ORGANISATION_TYPES)]
Provenance = Annotated[str, choices_of(kinds.Knows, "provenance")]


# Reading a declaration


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """What is declared of one attribute.

    Attributes:
        name: in code.
        of: the type of the value, or of each of several.
        meaning: from the docstring, as it stands there.
        is_several: whether there are several of them, in a tuple.
        is_optional: whether it may be None.
        default: `MISSING` when it has to be given.
        marks: what the annotation says beside the type; what is said last comes first, so that an attribute can say
            otherwise than the name of its type.
    """

    name: str
    of: Any
    meaning: str
    is_several: bool
    is_optional: bool
    default: Any
    marks: tuple[Any, ...]

    def mark(self, kind: type[M]) -> M | None:
        """What the annotation says in one way, if it does."""
        return next((mark for mark in self.marks if isinstance(mark, kind)), None)

    @property
    def written(self) -> str:
        """Its name in JSON."""
        written = self.mark(Written)
        return self.name if written is None else written.name

    @property
    def sentence(self) -> str:
        """Its meaning as a sentence, with its unit."""
        unit = self.mark(Unit)
        words = f"{self.meaning[:1].upper()}{self.meaning[1:]}".removesuffix(".")
        return f"{words}{'' if unit is None else f' ({unit.name})'}."


def attributes(cls: type) -> tuple[Attribute, ...]:
    """The attributes that a class tells, those of what it is based on first.

    Raises:
        TypeError: its docstring names one that it does not have, or leaves out one of its fields.
    """
    return _attributes(cls)


@cache
def _attributes(cls: type) -> tuple[Attribute, ...]:
    meanings = {name: meaning for base in reversed(cls.__mro__) for name, meaning in _meanings(base).items()}
    defaults = {item.name: item.default for item in fields(cls)}
    hints = get_type_hints(cls, include_extras=True)
    untold = [name for name in defaults if name not in meanings]
    if untold:
        raise TypeError(f"the docstring of {cls.__name__} does not say what {', '.join(untold)} means")
    declared = (
        _attribute(name, hints.get(name) or _property_hint(cls, name), meaning, defaults.get(name, MISSING))
        for name, meaning in meanings.items()
    )
    return tuple(attribute for attribute in declared if attribute.mark(Untold) is None)


@cache
def parameters(ask: Callable[..., Any]) -> tuple[Attribute, ...]:
    """What may be given to a function beside its first argument, in order.

    Raises:
        TypeError: neither its docstring nor an annotation says what one of them means.
    """
    told, hints = _meanings(ask), get_type_hints(ask, include_extras=True)
    given = list(inspect.signature(ask).parameters.values())[1:]
    found = (_parameter(ask.__name__, one, hints[one.name], told.get(one.name)) for one in given)
    return tuple(parameter for parameter in found if parameter.mark(Untold) is None)


def _parameter(asked: str, given: inspect.Parameter, hint: Any, meaning: str | None) -> Attribute:
    default = MISSING if given.default is inspect.Parameter.empty else given.default
    found = _attribute(given.name, hint, meaning or "", default)
    shared = found.mark(Meaning)
    if meaning is None and shared is None:
        raise TypeError(f"nothing says what the parameter {given.name} of {asked} means")
    return found if shared is None else replace(found, meaning=shared.text)


def meaning_of(told: Any) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((told.__doc__ or "").strip().split("\n\n")[0].split())


def _attribute(name: str, hint: Any, meaning: str, default: Any) -> Attribute:
    kind, several, optional, marks = _unfolded(hint)
    return Attribute(
        name=name,
        of=kind,
        meaning=meaning,
        is_several=several,
        is_optional=optional,
        default=default,
        marks=tuple(marks),
    )


def _unfolded(hint: Any) -> tuple[Any, bool, bool, list[Any]]:
    """The type in an annotation, whether several are meant, whether none may be, and the marks at every level."""
    if get_origin(hint) is Annotated:
        plain, *marks = get_args(hint)
        kind, several, optional, within = _unfolded(plain)
        return kind, several, optional, [*reversed(marks), *within]
    if get_origin(hint) in (Union, types.UnionType):
        inner = [each for each in get_args(hint) if each is not type(None)]
        if len(inner) > 1:
            return hint, False, type(None) in get_args(hint), []
        kind, several, _, marks = _unfolded(inner[0])
        return kind, several, True, marks
    if get_origin(hint) in (Collection, Sequence):
        kind, _, _, marks = _unfolded(get_args(hint)[0])
        return kind, True, False, marks
    if get_origin(hint) is tuple and get_args(hint)[-1] is Ellipsis:
        kind, _, _, marks = _unfolded(get_args(hint)[0])
        return kind, True, False, marks
    return hint, False, False, []


def _property_hint(cls: type, name: str) -> Any:
    found = getattr(cls, name, None)
    if not isinstance(found, property):
        raise TypeError(f"the docstring of {cls.__name__} tells of {name}, which it does not have")
    return get_type_hints(found.fget, include_extras=True)["return"]


_SECTION = re.compile(r"^(?P<indent> *)(?:Attributes|Args):\n(?P<lines>(?:(?P=indent) +\S.*\n?|\s*\n)*)", re.MULTILINE)
_ITEM = re.compile(r"(\w+): (.+)", re.DOTALL)


def _meanings(told: Any) -> dict[str, str]:
    """What the `Attributes:` part of the docstring of a class says, or the `Args:` of a function, by name."""
    found = _SECTION.search(vars(told).get("__doc__") or "" if isinstance(told, type) else told.__doc__ or "")
    if found is None:
        return {}
    items = (_ITEM.fullmatch(item) for item in _items(found["lines"].splitlines()))
    return {item[1]: item[2] for item in items if item is not None}


def _items(lines: Iterable[str]) -> list[str]:
    """The items of an indented list, each on one line: what is indented further goes on."""
    items: list[str] = []
    depth = None
    for line in lines:
        text = line.strip()
        indent = len(line) - len(line.lstrip())
        depth = indent if depth is None else depth
        if text and indent > depth:
            items[-1] = f"{items[-1]} {text}"
        elif text:
            items.append(text)
    return items
