"""Every kind of node and edge, declared once.

From these declarations derive the checks of both stores, the Neo4j labels and constraints, the native
format, the CSV headings and `docs/vocabulary.md`. A new kind or field is added here and nowhere else.

The model follows the guide "Wegwijzer: stel je ICT-team samen" (Kenniscentrum Digisprong, 2023) for what a
mandate is, and W3C ORG for a role as a seat (`org:Post`) that exists without a holder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar, cast, dataclass_transform

from graph.domain.text import N_

__all__ = [
    "ABSENT",
    "EDGE_KINDS",
    "LANGUAGES",
    "MANDATE_KINDS",
    "NODE_KINDS",
    "AbsentFrom",
    "Acceptance",
    "Adopts",
    "Advises",
    "AffiliatedWith",
    "Allotment",
    "AllottedTo",
    "At",
    "Body",
    "BodyOf",
    "Broader",
    "Channel",
    "ConsultedOn",
    "ContactPointFor",
    "Decides",
    "Decision",
    "Edge",
    "ExceptedFrom",
    "Executes",
    "Expertise",
    "FieldSpec",
    "Holds",
    "InGroup",
    "Kind",
    "Knows",
    "Mandate",
    "MemberOf",
    "Node",
    "Norm",
    "NotUsedAt",
    "OfType",
    "OptsOut",
    "Organisation",
    "PartOf",
    "Person",
    "Profile",
    "ReachedBy",
    "Record",
    "Requires",
    "Role",
    "RoleType",
    "Serves",
    "Shape",
    "Steers",
    "Subject",
    "Supports",
    "Task",
    "TaskGroup",
    "Texts",
    "TextsByLanguage",
    "Usually",
    "field_specs",
    "kind_named",
    "kind_of_id",
    "mandate_class",
]

Texts = tuple[tuple[str, str], ...]
"""A text per language, as sorted pairs (language, text)."""

TextsByLanguage = tuple[tuple[str, tuple[str, ...]], ...]
"""Several texts per language, as sorted pairs (language, texts)."""

LANGUAGES = ("nl", "en")
ABSENT: None = None
"""How an optional value that was not given is kept in memory; in files it is omitted, never null."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """What is declared of one field.

    Attributes:
        name: its name in code and, unless it is an end of an edge, in files.
        shape: the form of its value.
        description: what it means.
        required: whether a record cannot be without it.
        default: the value when it is not given.
        unit: of a number; empty when it has none.
        choices: the permitted words of a choice.
        kinds: the node kinds that a reference may name.
        identity: whether it tells two edges with the same ends and start apart.
        personal: whether its value is about a person and falls under the privacy policy.
        minimum: smallest permitted number.
        maximum: largest permitted number.
    """

    name: str
    shape: Shape
    description: str
    required: bool = False
    default: Any = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    identity: bool = False
    personal: bool = False
    minimum: float | None = None
    maximum: float | None = None

    @property
    def key(self) -> str:
        """Its name in files: the ends of an edge are `from` and `to` there."""
        return {"from_id": "from", "to_id": "to"}.get(self.name, self.name)


def attribute(shape: Shape, description: str, *, required: bool = False, default: Any = None, **more: Any) -> Any:
    """Declare a field of a kind; the arguments are those of `FieldSpec`."""
    facts = MappingProxyType(
        {"shape": shape, "description": description, "required": required, "default": default, **more}
    )
    return field(metadata={"spec": facts}) if required else field(default=default, metadata={"spec": facts})


ORGANISATION_TYPES = ("school", "school_group", "community", "board", "centre", "site", "partner")
LEVELS_OF_EDUCATION = ("basis", "secundair", "volwassenen", "buitengewoon")
USUAL_LEVELS = ("school", "group", "site")
CAPACITIES = ("staff", "pupil", "parent", "external")
SHARING = ("nobody", "school", "group", "everyone")
HALF_DAYS = tuple(f"{day}_{half}" for day in ("mon", "tue", "wed", "thu", "fri") for half in ("am", "pm"))
MANDATE_KINDS = ("DECIDES", "EXECUTES", "STEERS", "CONTACT_POINT_FOR")
SUBJECT_KINDS = ("task", "decision", "task_group")
HOLDER_KINDS = ("role", "person", "body", "organisation")
MAX_LEVEL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every node has."""

    kind: ClassVar[str]
    labels: ClassVar[tuple[str, ...]]
    is_edge: ClassVar[bool] = False

    id: str = attribute(Shape.TEXT, "`<kind>/<key>`, stable, the same in every store, file and address", required=True)
    name: str = attribute(Shape.TEXT, "what people call it", required=True)
    names: Texts = attribute(Shape.TEXT_BY_LANGUAGE, "the name per language; falls back to `name`", default=())
    since: date | None = attribute(Shape.DATE, "first day that it exists; absent = always")
    until: date | None = attribute(Shape.DATE, "first day that it no longer exists; absent = no end")
    source: str | None = attribute(Shape.TEXT, "where this record came from: a file, a page, a person's own word")
    aliases: tuple[str, ...] = attribute(
        Shape.TEXT_SET, "ids of records that were merged into this one: they still lead here", default=()
    )
    links: tuple[str, ...] = attribute(
        Shape.TEXTS, 'texts "title <url>": plan, minutes, contract, shared material', default=()
    )

    def name_in(self, language: str) -> str:
        """Its name in a language, else the name that everybody uses."""
        for known, text in self.names:
            if known == language:
                return text
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What every edge has."""

    kind: ClassVar[str]
    meaning: ClassVar[str]
    from_kinds: ClassVar[tuple[str, ...]]
    to_kinds: ClassVar[tuple[str, ...]]
    is_edge: ClassVar[bool] = True

    id: str = attribute(Shape.TEXT, "derived from the identity fields when it is not given", required=True)
    from_id: str = attribute(Shape.REFERENCE, "the node where the edge starts", required=True)
    to_id: str = attribute(Shape.REFERENCE, "the node where the edge ends", required=True)
    since: date | None = attribute(Shape.DATE, "first day that it holds; absent = always")
    until: date | None = attribute(Shape.DATE, "first day that it no longer holds; absent = no end")
    source: str | None = attribute(Shape.TEXT, "where this record came from: a file, a page, a person's own word")


Record = Node | Edge
Kind = type[Node] | type[Edge]
T = TypeVar("T", bound=type)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(attribute,))
def node_kind(kind: str, *labels: str) -> Callable[[T], T]:
    """Declare a node kind with its Neo4j labels."""

    def declare(cls: T) -> T:
        made: Any = _frozen(cls)
        made.kind, made.labels = kind, labels
        return cast(T, made)

    return declare


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(attribute,))
def edge_kind(kind: str, from_kinds: str | tuple[str, ...], to_kinds: str | tuple[str, ...]) -> Callable[[T], T]:
    """Declare an edge kind with the node kinds that it may join; its docstring is its meaning."""

    def declare(cls: T) -> T:
        made: Any = _frozen(cls)
        made.kind = kind
        made.meaning = " ".join((cls.__doc__ or "").split())
        made.from_kinds = (from_kinds,) if isinstance(from_kinds, str) else from_kinds
        made.to_kinds = (to_kinds,) if isinstance(to_kinds, str) else to_kinds
        return cast(T, made)

    return declare


def _frozen(cls: T) -> Any:
    made: Any = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    made.__hash__ = _hash_by_id
    return made


def _hash_by_id(record: Any) -> int:
    return hash(record.id)


# Nodes


@node_kind("organisation", "Organisation")
class Organisation(Node):
    """A school, the group, community or board above it, a site below it, or a partner from outside."""

    type: str = attribute(Shape.CHOICE, "what sort of organisation", required=True, choices=ORGANISATION_TYPES)
    number: str | None = attribute(
        Shape.TEXT,
        "instellingsnummer: six characters as text, leading zeros kept; a site adds its two digits",
    )
    identifiers: tuple[str, ...] = attribute(Shape.TEXT_SET, 'numbers elsewhere, as "system:value"', default=())
    levels: tuple[str, ...] = attribute(
        Shape.CHOICE_SET, "levels of education", default=(), choices=LEVELS_OF_EDUCATION
    )
    municipality: str | None = attribute(Shape.TEXT, "municipality")
    postcode: str | None = attribute(Shape.TEXT, "postal code, as text")
    latitude: float | None = attribute(Shape.NUMBER, "latitude", unit=N_("degrees, WGS 84"), minimum=-90, maximum=90)
    longitude: float | None = attribute(
        Shape.NUMBER, "longitude", unit=N_("degrees, WGS 84"), minimum=-180, maximum=180
    )
    pupils: int | None = attribute(Shape.INTEGER, "number of pupils or course members", minimum=0)


@node_kind("person", "Person")
class Person(Node):
    """Somebody who holds, knows, advises or is affiliated; the key is opaque, never a name."""

    name: str = attribute(Shape.TEXT, "what people call it", required=True, personal=True)
    names: Texts = attribute(
        Shape.TEXT_BY_LANGUAGE, "the name per language; falls back to `name`", default=(), personal=True
    )
    given_name: str | None = attribute(Shape.TEXT, "given name", personal=True)
    family_name: str | None = attribute(Shape.TEXT, "family name, with its particles", personal=True)
    email: str | None = attribute(Shape.TEXT, "work address", personal=True)
    identifiers: tuple[str, ...] = attribute(
        Shape.TEXT_SET, 'numbers elsewhere, as "system:value"', default=(), personal=True
    )
    type: str = attribute(Shape.CHOICE, "what sort of person", default="staff", choices=CAPACITIES)
    share_expertise: str = attribute(
        Shape.CHOICE, "who may see the person's expertise", default="nobody", choices=SHARING
    )


@node_kind("role", "Role")
class Role(Node):
    """A seat in an organisation: it exists without a holder, so it can be vacant (W3C `org:Post`)."""

    seats: int = attribute(Shape.INTEGER, "how many people should hold it", default=1, minimum=1)


@node_kind("role_type", "RoleType")
class RoleType(Node):
    """An entry of the role catalogue (W3C `org:Role`)."""


@node_kind("task", "Task", "Subject")
class Task(Node):
    """Something that has to be done."""

    usual_level: str | None = attribute(Shape.CHOICE, "where it is usually done", choices=USUAL_LEVELS)
    keywords: TextsByLanguage = attribute(Shape.TEXTS_BY_LANGUAGE, "everyday words that people search with", default=())


@node_kind("decision", "Decision", "Subject")
class Decision(Node):
    """Something that has to be decided."""

    usual_level: str | None = attribute(Shape.CHOICE, "where it is usually decided", choices=USUAL_LEVELS)
    keywords: TextsByLanguage = attribute(Shape.TEXTS_BY_LANGUAGE, "everyday words that people search with", default=())
    grants_mandates: bool = attribute(Shape.FLAG, "whether it is the decision to grant mandates", default=False)


@node_kind("task_group", "TaskGroup", "Subject")
class TaskGroup(Node):
    """A group of tasks and decisions; groups may nest."""


Subject = Task | Decision | TaskGroup


@node_kind("body", "Body")
class Body(Node):
    """A group of people that meets: team, working group, council."""

    type: str = attribute(
        Shape.CHOICE,
        "what sort of body",
        required=True,
        choices=(
            "ict_team",
            "ict_policy_team",
            "management_team",
            "sounding_board",
            "working_group",
            "subject_group",
            "staff_meeting",
            "teacher_design_team",
            "network",
            "council",
            "board",
        ),
    )
    purpose: str | None = attribute(Shape.TEXT, "what it is for")
    rhythm: str | None = attribute(Shape.TEXT, "how often it meets")
    unnamed_members: int = attribute(Shape.INTEGER, "members who are not named, such as pupils", default=0, minimum=0)


@node_kind("expertise", "Expertise")
class Expertise(Node):
    """A topic that somebody can know; the topics form a taxonomy."""

    keywords: TextsByLanguage = attribute(Shape.TEXTS_BY_LANGUAGE, "everyday words that people search with", default=())


@node_kind("channel", "Channel")
class Channel(Node):
    """A way to reach somebody."""

    type: str = attribute(
        Shape.CHOICE,
        "what sort of channel",
        required=True,
        choices=("ticketing", "phone", "mail", "chat", "whatsapp", "smartschool", "desk"),
    )
    address: str | None = attribute(Shape.TEXT, "number, address or page")
    private: bool = attribute(Shape.FLAG, "shown to the own team and on crisis lists only", default=False)


@node_kind("norm", "Norm")
class Norm(Node):
    """What a school wants to be arranged: data, never code."""

    subject: str = attribute(
        Shape.REFERENCE,
        "a task group stands for each task and decision below it",
        required=True,
        kinds=SUBJECT_KINDS,
    )
    mandate: str = attribute(Shape.CHOICE, "the kind of mandate it asks", required=True, choices=MANDATE_KINDS)
    minimum: int = attribute(Shape.INTEGER, "fewest holders", default=1, unit=N_("holders"), minimum=0)
    maximum: int | None = attribute(
        Shape.INTEGER, "most distinct present holders; for DECIDES in one tier", unit=N_("holders"), minimum=0
    )
    applies_to: tuple[str, ...] = attribute(
        Shape.REFERENCE_SET, "organisations, with what lies below them", default=(), kinds=("organisation",)
    )
    applies_to_types: tuple[str, ...] = attribute(
        Shape.CHOICE_SET, "organisation types", default=(), choices=ORGANISATION_TYPES
    )
    applies_to_levels: tuple[str, ...] = attribute(
        Shape.CHOICE_SET, "levels of education", default=(), choices=LEVELS_OF_EDUCATION
    )
    independent_of: tuple[str, ...] = attribute(
        Shape.CHOICE_SET,
        "holders who share an affiliation of such a type count once",
        default=(),
        choices=ORGANISATION_TYPES,
    )
    fallback: str | None = attribute(
        Shape.REFERENCE, "the role type that answers when nobody covers the cell", kinds=("role_type",)
    )
    implies: str | None = attribute(
        Shape.REFERENCE, "who holds this must hold what that norm is about", kinds=("norm",)
    )
    obligation: str = attribute(Shape.CHOICE, "how binding it is", default="own", choices=("law", "recommended", "own"))
    profile: str | None = attribute(
        Shape.REFERENCE, "applies only below organisations that adopt the profile", kinds=("profile",)
    )


@node_kind("profile", "Profile")
class Profile(Node):
    """A set of norms that an organisation can adopt."""


@node_kind("allotment", "Allotment")
class Allotment(Node):
    """Hours and points for ICT of a school year."""

    school_year: str | None = attribute(Shape.TEXT, 'such as "2026-2027"')
    ict_points: float | None = attribute(Shape.NUMBER, "points of the envelope", unit=N_("points"), minimum=0)
    ict_hours: float | None = attribute(Shape.NUMBER, "hours", unit=N_("hours per week"), minimum=0)
    pooled: bool = attribute(Shape.FLAG, "whether it is pooled above the school", default=False)


@node_kind("acceptance", "Acceptance")
class Acceptance(Node):
    """A finding that is left as it is, knowingly and until a date."""

    finding: str = attribute(Shape.TEXT, "id of the finding", required=True)
    reason: str | None = attribute(Shape.TEXT, "why")
    accepted_by: str | None = attribute(
        Shape.REFERENCE, "who accepted it", kinds=("person", "role", "body"), personal=True
    )


# Edges between organisations, and what they adopt or leave out


@edge_kind("PART_OF", "organisation", "organisation")
class PartOf(Edge):
    """An organisation lies under another; the links form a directed graph without cycles, not a tree."""

    relation: str | None = attribute(
        Shape.CHOICE, "why it lies there", choices=("governance", "community", "location"), identity=True
    )
    inherits: bool = attribute(Shape.FLAG, "whether mandates from above come down this link", default=True)


@edge_kind("SUPPORTS", "organisation", "organisation")
class Supports(Edge):
    """One organisation helps another."""

    type: str | None = attribute(Shape.TEXT, "what sort of help", identity=True)
    cost: float = attribute(Shape.NUMBER, "cost of a step over it", default=1.0, unit=N_("steps"), minimum=0)


@edge_kind("OPTS_OUT", "organisation", SUBJECT_KINDS)
class OptsOut(Edge):
    """ "We do this ourselves": mandates from above do not reach the organisation for this subject."""

    reason: str | None = attribute(Shape.TEXT, "why")


@edge_kind("NOT_USED_AT", SUBJECT_KINDS, "organisation")
class NotUsedAt(Edge):
    """ "Not here": the subject has no cells, norms or matrix rows at the organisation and below."""


@edge_kind("ADOPTS", "organisation", "profile")
class Adopts(Edge):
    """The norms of the profile apply at the organisation and below."""


@edge_kind("EXCEPTED_FROM", "organisation", "norm")
class ExceptedFrom(Edge):
    """The norm does not apply at the organisation and below."""

    reason: str | None = attribute(Shape.TEXT, "why")


@edge_kind("ALLOTTED_TO", "allotment", "organisation")
class AllottedTo(Edge):
    """The hours and means are for this organisation."""


# Edges of roles and people


@edge_kind("AT", "role", "organisation")
class At(Edge):
    """Where the seat is."""


@edge_kind("OF_TYPE", "role", "role_type")
class OfType(Edge):
    """Which entry of the role catalogue the seat is."""


@edge_kind("SERVES", "role", "organisation")
class Serves(Edge):
    """A school that the seat serves, when not all below the organisation where it is."""

    hours_per_week: float | None = attribute(
        Shape.NUMBER, "hours there", unit=N_("hours per week"), minimum=0, maximum=168
    )
    days: tuple[str, ...] = attribute(Shape.CHOICE_SET, "half days there", default=(), choices=HALF_DAYS)


@edge_kind("HOLDS", "person", "role")
class Holds(Edge):
    """A person holds a role for a time."""

    fraction: float | None = attribute(
        Shape.NUMBER, "of a full-time appointment", unit=N_("full time"), minimum=0, maximum=2
    )
    fraction_as_written: str | None = attribute(Shape.TEXT, 'the fraction as people write it: "15/21"')
    hours_per_week: float | None = attribute(
        Shape.NUMBER, "hours in this role", unit=N_("hours per week"), minimum=0, maximum=168
    )
    days: tuple[str, ...] = attribute(Shape.CHOICE_SET, "half days at work", default=(), choices=HALF_DAYS)
    acting_for: str | None = attribute(
        Shape.REFERENCE, "the person who is replaced for a time", kinds=("person",), identity=True
    )


@edge_kind("ABSENT_FROM", "person", "organisation")
class AbsentFrom(Edge):
    """The person is absent at the organisation and below; never with a reason."""


@edge_kind("AFFILIATED_WITH", "person", "organisation")
class AffiliatedWith(Edge):
    """Where a person belongs."""

    capacity: str | None = attribute(Shape.CHOICE, "as what", choices=CAPACITIES, identity=True)
    fraction: float | None = attribute(
        Shape.NUMBER, "of a full-time appointment", unit=N_("full time"), minimum=0, maximum=2
    )


@edge_kind("MEMBER_OF", ("person", "role"), "body")
class MemberOf(Edge):
    """A person, or whoever holds a role, sits in a body."""

    capacity: str | None = attribute(
        Shape.CHOICE, "as what", choices=("chair", "lead", "secretary", "member"), identity=True
    )


@edge_kind("BODY_OF", "body", "organisation")
class BodyOf(Edge):
    """The organisation that the body belongs to."""


@edge_kind("CONSULTED_ON", "body", SUBJECT_KINDS)
class ConsultedOn(Edge):
    """The body has a say in the subject."""

    stage: str | None = attribute(
        Shape.CHOICE, "how far its say goes", choices=("advises", "agrees", "informed"), identity=True
    )


@edge_kind("REACHED_BY", ("organisation", "role", "body"), "channel")
class ReachedBy(Edge):
    """The way to reach an organisation, a role or a body."""

    where: str | None = attribute(Shape.TEXT, "room")
    rank: int | None = attribute(Shape.INTEGER, "order: the lowest first", minimum=0)


@edge_kind("KNOWS", "person", "expertise")
class Knows(Edge):
    """A person knows a topic, or wants to."""

    level: int | None = attribute(
        Shape.INTEGER,
        "1 basic, 2 independent, 3 helps others, 4 reference, 5 trains others; absent = only a wish",
        unit=N_("level 1-5"),
        minimum=1,
        maximum=MAX_LEVEL,
        personal=True,
    )
    provenance: str = attribute(
        Shape.CHOICE, "whose word it is", default="declared", choices=("declared", "endorsed", "certified")
    )
    entered_by: str | None = attribute(
        Shape.REFERENCE, "who entered it, when not the person", kinds=("person",), personal=True
    )
    verified_on: date | None = attribute(Shape.DATE, "when it was last confirmed")
    wants: bool = attribute(Shape.FLAG, "wish to do or learn it", default=False, personal=True)


@edge_kind("ADVISES", "person", "person")
class Advises(Edge):
    """One person helps or advises another; only with consent of both."""

    about: str | None = attribute(Shape.REFERENCE, "the topic", kinds=("expertise",), identity=True)
    weight: float | None = attribute(Shape.NUMBER, "how much, against the other such edges", minimum=0)


# Mandates


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate(Edge):
    """What the four kinds of mandate share.

    The scope of a mandate is its own `scope`, else the SERVES of its role, else the AT of its role, as
    valid that day; for a body its organisation. A person or an organisation as holder must give one.
    """

    scope: tuple[str, ...] = attribute(
        Shape.REFERENCE_SET, "organisations it is for", default=(), kinds=("organisation",), identity=True
    )
    granted_by: str | None = attribute(Shape.REFERENCE, "who granted it", kinds=HOLDER_KINDS)
    granted_in: str | None = attribute(Shape.TEXT, 'where that is written: "title <url>"')
    granted_on: date | None = attribute(Shape.DATE, "when it was granted")
    channel: str | None = attribute(Shape.REFERENCE, "the way to reach the holder for this", kinds=("channel",))
    rank: int | None = attribute(Shape.INTEGER, "order of referral: the lowest first", minimum=0)
    acting_for: str | None = attribute(
        Shape.REFERENCE, "the person who is replaced for a time", kinds=("person",), identity=True
    )
    verified_on: date | None = attribute(Shape.DATE, "when it was last confirmed")
    note: str | None = attribute(Shape.TEXT, "a remark for colleagues")


@edge_kind("DECIDES", HOLDER_KINDS, SUBJECT_KINDS)
class Decides(Mandate):
    """May take the decision, or decide in the task, up to a ceiling."""

    ceiling_eur: int | None = attribute(
        Shape.INTEGER,
        "largest amount; absent = no limit",
        unit=N_("EUR, excluding VAT"),
        minimum=0,
        identity=True,
    )


@edge_kind("EXECUTES", HOLDER_KINDS, SUBJECT_KINDS)
class Executes(Mandate):
    """Carries the task out."""

    hours_per_week: float | None = attribute(
        Shape.NUMBER, "hours for it", unit=N_("hours per week"), minimum=0, maximum=168
    )


@edge_kind("STEERS", HOLDER_KINDS, SUBJECT_KINDS)
class Steers(Mandate):
    """Steers the work and follows it up."""


@edge_kind("CONTACT_POINT_FOR", HOLDER_KINDS, SUBJECT_KINDS)
class ContactPointFor(Mandate):
    """Is the appointed contact point."""


# Edges of the catalogues


@edge_kind("USUALLY", "role_type", SUBJECT_KINDS)
class Usually(Edge):
    """What such a role usually does: proposed when a seat is made, never assumed."""

    mandate: str | None = attribute(Shape.CHOICE, "the kind of mandate", choices=MANDATE_KINDS, identity=True)
    level: str | None = attribute(Shape.CHOICE, "where", choices=USUAL_LEVELS)


@edge_kind("IN_GROUP", SUBJECT_KINDS, "task_group")
class InGroup(Edge):
    """The subject belongs to the task group."""


@edge_kind("REQUIRES", ("task", "decision"), "expertise")
class Requires(Edge):
    """The task or decision asks for expertise."""

    level: int = attribute(Shape.INTEGER, "least level", default=2, unit=N_("level 1-5"), minimum=1, maximum=MAX_LEVEL)


@edge_kind("BROADER", "expertise", "expertise")
class Broader(Edge):
    """From the narrower topic to the broader: knowing the narrower counts for the broader need."""


def _registry(base: type[Any]) -> Mapping[str, type[Any]]:
    found: dict[str, type[Any]] = {}
    waiting = list(base.__subclasses__())
    while waiting:
        cls = waiting.pop()
        waiting.extend(cls.__subclasses__())
        if "kind" in vars(cls):
            found[cls.kind] = cls
    return MappingProxyType(dict(sorted(found.items())))


NODE_KINDS: Mapping[str, type[Node]] = _registry(Node)
"""Every node kind by its word, such as `role_type`."""

EDGE_KINDS: Mapping[str, type[Edge]] = _registry(Edge)
"""Every edge kind by its word, such as `HOLDS`."""


def field_specs(kind: Kind) -> tuple[FieldSpec, ...]:
    """The declared fields of a kind, in order; the ends of an edge carry the node kinds that it may join."""
    return _field_specs(kind.kind)


@cache
def _field_specs(word: str) -> tuple[FieldSpec, ...]:
    kind = kind_named(word)
    specs = []
    for item in fields(kind):
        facts = dict(item.metadata["spec"])
        if item.default is not MISSING:
            facts["default"] = item.default
        if item.name == "from_id":
            facts["kinds"] = kind.from_kinds  # type: ignore[union-attr]
        elif item.name == "to_id":
            facts["kinds"] = kind.to_kinds  # type: ignore[union-attr]
        specs.append(FieldSpec(name=item.name, **facts))
    return tuple(specs)


def kind_named(word: str) -> Kind:
    """The class of a kind by its word, such as `role_type` or `HOLDS`.

    Raises:
        KeyError: no kind has this word.
    """
    return NODE_KINDS[word] if word in NODE_KINDS else EDGE_KINDS[word]


def kind_of_id(record_id: str) -> str:
    """The word before the slash: the node kind, or the edge kind in lower case."""
    return record_id.partition("/")[0]


def mandate_class(kind: str) -> type[Mandate]:
    """The class of one of the four kinds of mandate.

    Raises:
        KeyError: the word is not one of `MANDATE_KINDS`.
    """
    return {"DECIDES": Decides, "EXECUTES": Executes, "STEERS": Steers, "CONTACT_POINT_FOR": ContactPointFor}[kind]
