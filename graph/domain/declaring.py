"""How a kind of node or edge is declared: the forms that a field can have, and what it says of each of its fields.

The kinds themselves stand in `graph.domain.kinds`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar, cast, dataclass_transform

from graph.domain.choices import THEMES

__all__ = [
    "LANGUAGES",
    "Declared",
    "FieldSpec",
    "Form",
    "Personal",
    "Shape",
    "Texts",
    "TextsByLanguage",
    "attribute",
    "edge_kind",
    "node_kind",
]

T = TypeVar("T", bound=type)

Texts = tuple[tuple[str, str], ...]
"""A text per language, as sorted pairs (language, text)."""

TextsByLanguage = tuple[tuple[str, tuple[str, ...]], ...]
"""Several texts per language, as sorted pairs (language, texts)."""

LANGUAGES = ("nl", "en")


class Shape(StrEnum):
    """The form of a field's value; a `set` shape is kept sorted and without repeats."""

    TEXT = "text"
    TEXTS = "list of texts"
    TEXT_SET = "set of texts"
    TEXT_BY_LANGUAGE = "text per language"
    TEXTS_BY_LANGUAGE = "set of texts per language"
    DATE = "date"
    INTEGER = "whole number"
    NUMBER = "number"
    FLAG = "yes or no"
    CHOICE = "one of"
    CHOICE_SET = "some of"
    REFERENCE = "id"
    REFERENCE_SET = "set of ids"


class Form(StrEnum):
    """What a text must look like, beyond being a text."""

    FREE = "any text"
    NAME = "a name: with a letter or a digit, and without signs that cannot be seen"
    EMAIL = "an e-mail address"
    LINK = "a text that may hold an address of http, https or mailto"


class Personal(StrEnum):
    """The sorts of what is personal, told at a field or at a whole kind; the privacy policy says who sees which."""

    NAME = "who somebody is"
    ADDRESS = "where somebody is written to"
    IDENTIFIERS = "numbers of somebody in other systems"
    SHARING = "whom somebody shares expertise with"
    EXPERTISE = "what somebody knows and wishes"
    ABSENCE = "when somebody is not there"
    WAY_TO_REACH = "a way to reach somebody that is kept private"
    REMARK = "what colleagues write for each other"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """What is declared of one field.

    Attributes:
        name: its name in code and, unless it is an end of an edge, in files.
        shape: the form of its value.
        description: what it means.
        required: whether a record cannot be without it.
        default: the value when it is not given.
        word: what people call it.
        unit: of a number; empty when it has none.
        choices: the permitted codes of a choice.
        choice_words: what people call each of them.
        kinds: the node kinds that a reference may name.
        identity: whether it tells two edges with the same ends and start apart.
        personal: what of a person its value tells, which the privacy policy then guards; None = nothing.
        minimum: smallest permitted number.
        maximum: largest permitted number; absent = what 32 bits hold, for a whole number.
        form: what its texts must look like.
        seldom: whether people seldom fill it in: a form folds it away behind the others.
    """

    name: str
    shape: Shape
    description: str
    word: str
    required: bool = False
    default: Any = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    choice_words: Mapping[str, str] = field(default_factory=dict, hash=False)
    kinds: tuple[str, ...] = ()
    identity: bool = False
    personal: Personal | None = None
    minimum: float | None = None
    maximum: float | None = None
    form: Form = Form.FREE
    seldom: bool = False

    @property
    def key(self) -> str:
        """Its name in files: the ends of an edge are `from` and `to` there."""
        return {"from_id": "from", "to_id": "to"}.get(self.name, self.name)

    @property
    def is_end(self) -> bool:
        """Whether it is an end of an edge."""
        return self.name in ("from_id", "to_id")

    @property
    def is_reference(self) -> bool:
        """Whether its value names one node or several."""
        return self.shape in (Shape.REFERENCE, Shape.REFERENCE_SET)


NO_CHOICES: Mapping[str, str] = MappingProxyType({})


def attribute(
    shape: Shape,
    description: str,
    *,
    word: str = "",
    required: bool = False,
    default: Any = None,
    choices: Mapping[str, str] = NO_CHOICES,
    **more: Any,
) -> Any:
    """Declare a field of a kind; the arguments are those of `FieldSpec`, its choices given with their words."""
    facts = MappingProxyType(
        {
            "shape": shape,
            "description": description,
            "word": word,
            "required": required,
            "default": default,
            "choices": tuple(choices),
            "choice_words": choices,
            **more,
        }
    )
    return field(metadata={"spec": facts}) if required else field(default=default, metadata={"spec": facts})


class Declared:
    """When two records are equal, said once: written out for each kind it costs every start of a command."""

    __slots__ = ()
    _values: ClassVar[attrgetter[tuple[Any, ...]]]
    """Of a record of this kind, in the order of its fields."""

    def __eq__(self, other: object) -> bool:
        return self._values(self) == self._values(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self) -> int:
        return hash(self.id)  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        shown = (f"{item.name}={getattr(self, item.name)!r}" for item in fields(self))  # type: ignore[arg-type]
        return f"{type(self).__qualname__}({', '.join(shown)})"


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(attribute,))
def node_kind(
    kind: str,
    *labels: str,
    word: str = "",
    theme: str = "",
    personal: Personal | None = None,
    everywhere: bool = False,
) -> Callable[[T], T]:
    """Declare a node kind.

    Args:
        kind: its code.
        labels: its Neo4j labels.
        word: what people call such a record.
        theme: what a change of it is about, one of `THEMES`.
        personal: what of a person the whole record tells; None = at most its fields do.
        everywhere: whether whoever holds a part of the register holds all of them: the catalogues, and the map of the
            organisations.

    Raises:
        TypeError: it, a field of it or a choice of a field has no words.
    """

    def declare(cls: T) -> T:
        made: Any = _frozen(cls)
        made.kind, made.labels, made.word, made.theme, made.personal = kind, labels, word, theme, personal
        made.everywhere = everywhere
        if not word:
            raise TypeError(f'the kind {kind!r} has no word for people: give it word=N_("...")')
        _check_words(made)
        return cast(T, made)

    return declare


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(attribute,))
def edge_kind(
    kind: str,
    from_kinds: str | tuple[str, ...],
    to_kinds: str | tuple[str, ...],
    *,
    sentence: str = "",
    theme: str = "",
    personal: Personal | None = None,
) -> Callable[[T], T]:
    """Declare an edge kind; its docstring is its meaning.

    Args:
        kind: its code.
        from_kinds: the node kinds where it may start.
        to_kinds: the node kinds where it may end.
        sentence: what it says, with `{one}` and `{other}` for its two ends.
        theme: what a change of it is about, one of `THEMES`.
        personal: what of a person the whole record tells; None = at most its fields do.

    Raises:
        TypeError: it, a field of it or a choice of a field has no words.
    """

    def declare(cls: T) -> T:
        made: Any = _frozen(cls)
        made.kind, made.sentence, made.theme, made.personal = kind, sentence, theme, personal
        made.meaning = " ".join((cls.__doc__ or "").split())
        made.from_kinds = (from_kinds,) if isinstance(from_kinds, str) else from_kinds
        made.to_kinds = (to_kinds,) if isinstance(to_kinds, str) else to_kinds
        if "{one}" not in sentence or "{other}" not in sentence:
            raise TypeError(
                f'the kind {kind!r} has no sentence for people: give it sentence=N_("{{one}} ... {{other}}")'
            )
        _check_words(made)
        return cast(T, made)

    return declare


def _check_words(made: Any) -> None:
    if made.theme not in THEMES:
        raise TypeError(f"the kind {made.kind!r} has no theme: give it one of {', '.join(THEMES)}")
    for item in fields(made):
        facts = item.metadata["spec"]
        if not facts["word"]:
            raise TypeError(f'the field {item.name!r} of {made.kind!r} has no word for people: give it word=N_("...")')
        bare = [code for code in facts["choices"] if not facts["choice_words"][code]]
        if bare:
            raise TypeError(
                f"the choice {bare[0]!r} of the field {item.name!r} of {made.kind!r} has no word for people"
            )


def _frozen(cls: T) -> Any:
    made: Any = dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)(cls)
    made._values = attrgetter(*(item.name for item in fields(made)))
    return made
