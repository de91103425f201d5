"""Every kind of node and edge, declared once.

From these declarations derive the checks of both stores, the Neo4j labels and constraints, the native
format, the CSV headings and `docs/vocabulary.md`. A new kind or field is added here and nowhere else.

The model follows the guide "Wegwijzer: stel je ICT-team samen" (Kenniscentrum Digisprong, 2023) for what a
mandate is, and W3C ORG for a role as a seat (`org:Post`) that exists without a holder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar

from graph.domain.choices import (
    BODY_TYPES,
    CAPACITIES,
    CHANNEL_TYPES,
    HALF_DAYS,
    LEVELS_OF_EDUCATION,
    MANDATES,
    MEMBER_CAPACITIES,
    OBLIGATIONS,
    ORGANISATION_TYPES,
    PROVENANCES,
    RELATIONS,
    SHARING,
    STAGES,
    USUAL_LEVELS,
)
from graph.domain.declaring import (
    Declared,
    FieldSpec,
    Form,
    Personal,
    Shape,
    Texts,
    TextsByLanguage,
    attribute,
    edge_kind,
    node_kind,
)
from graph.domain.text import N_

__all__ = [
    "CELL_KINDS",
    "EDGE_KINDS",
    "GRANTED_KINDS",
    "HOLDER_KINDS",
    "JUDGED_KINDS",
    "KINDS",
    "MANDATE_KINDS",
    "NODE_KINDS",
    "PLACING_KINDS",
    "SUBJECT_KINDS",
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
    "Steers",
    "Subject",
    "Supports",
    "Task",
    "TaskGroup",
    "Usually",
    "body_of_unnamed",
    "field_specs",
    "is_id_of",
    "kind_named",
    "kind_of_id",
    "mandate_class",
    "naming_specs",
    "unnamed_of",
]

MANDATE_KINDS = tuple(MANDATES)
"""The four kinds of mandate."""

JUDGED_KINDS = ("EXECUTES", "STEERS")
"""The kinds of mandate whose holders need the expertise that a task asks for."""

GRANTED_KINDS = ("DECIDES", "CONTACT_POINT_FOR")
"""The kinds of mandate that others go by: they are granted, and their lack is graver."""

CELL_KINDS = ("task", "decision")
"""The kinds of node that somebody at an organisation holds; a mandate on a task group is for those in it."""

SUBJECT_KINDS = (*CELL_KINDS, "task_group")
HOLDER_KINDS = ("role", "person", "body", "organisation")
MAX_LEVEL = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Node(Declared):
    """What every node has."""

    kind: ClassVar[str]
    labels: ClassVar[tuple[str, ...]]
    word: ClassVar[str]
    theme: ClassVar[str]
    personal: ClassVar[Personal | None] = None
    everywhere: ClassVar[bool] = False
    is_edge: ClassVar[bool] = False

    id: str = attribute(
        Shape.TEXT,
        N_("`<kind>/<key>`, stable, the same in every store, file and address"),
        word=N_("id"),
        required=True,
    )
    name: str = attribute(Shape.TEXT, N_("what people call it"), word=N_("name"), required=True, form=Form.NAME)
    names: Texts = attribute(
        Shape.TEXT_BY_LANGUAGE,
        "the name per language; falls back to `name`",
        word=N_("name in other languages"),
        seldom=True,
        default=(),
        form=Form.NAME,
    )
    since: date | None = attribute(Shape.DATE, "first day that it exists; absent = always", word=N_("first day"))
    until: date | None = attribute(
        Shape.DATE, "first day that it no longer exists; absent = no end", word=N_("last day")
    )
    source: str | None = attribute(
        Shape.TEXT, "where this record came from: a file, a page, a person's own word", word=N_("source")
    )
    aliases: tuple[str, ...] = attribute(
        Shape.TEXT_SET,
        "ids of records that were merged into this one: they still lead here",
        word=N_("earlier ids"),
        default=(),
    )
    links: tuple[str, ...] = attribute(
        Shape.TEXTS,
        'texts "title <url>": plan, minutes, contract, shared material',
        word=N_("links"),
        seldom=True,
        default=(),
        form=Form.LINK,
    )

    def name_in(self, language: str) -> str:
        """Its name in a language, else the name that everybody uses."""
        for known, text in self.names:
            if known == language:
                return text
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Edge(Declared):
    """What every edge has."""

    kind: ClassVar[str]
    meaning: ClassVar[str]
    sentence: ClassVar[str]
    theme: ClassVar[str]
    from_kinds: ClassVar[tuple[str, ...]]
    to_kinds: ClassVar[tuple[str, ...]]
    personal: ClassVar[Personal | None] = None
    is_edge: ClassVar[bool] = True

    id: str = attribute(
        Shape.TEXT, N_("derived from the identity fields when it is not given"), word=N_("id"), required=True
    )
    from_id: str = attribute(
        Shape.REFERENCE, N_("the node where the edge starts"), word=N_("who or what"), required=True
    )
    to_id: str = attribute(Shape.REFERENCE, N_("the node where the edge ends"), word=N_("about what"), required=True)
    since: date | None = attribute(Shape.DATE, "first day that it holds; absent = always", word=N_("first day"))
    until: date | None = attribute(
        Shape.DATE, "first day that it no longer holds; absent = no end", word=N_("last day")
    )
    source: str | None = attribute(
        Shape.TEXT, "where this record came from: a file, a page, a person's own word", word=N_("source")
    )


Record = Node | Edge
Kind = type[Node] | type[Edge]
# Nodes


@node_kind("organisation", "Organisation", word=N_("organisation"), theme="organisations", everywhere=True)
class Organisation(Node):
    """A school, the group, community or board above it, a site below it, or a partner from outside."""

    type: str = attribute(
        Shape.CHOICE,
        N_("what sort of organisation"),
        word=N_("sort of organisation"),
        required=True,
        choices=ORGANISATION_TYPES,
    )
    number: str | None = attribute(
        Shape.TEXT,
        "instellingsnummer: six characters as text, leading zeros kept; a site adds its two digits",
        word=N_("institution number"),
    )
    identifiers: tuple[str, ...] = attribute(
        Shape.TEXT_SET,
        'numbers elsewhere, as "system:value"',
        word=N_("numbers in other systems"),
        seldom=True,
        default=(),
    )
    levels: tuple[str, ...] = attribute(
        Shape.CHOICE_SET, "levels of education", word=N_("levels of education"), default=(), choices=LEVELS_OF_EDUCATION
    )
    municipality: str | None = attribute(Shape.TEXT, "municipality", word=N_("municipality"))
    postcode: str | None = attribute(Shape.TEXT, "postal code, as text", word=N_("postcode"))
    latitude: float | None = attribute(
        Shape.NUMBER, "latitude", word=N_("latitude"), seldom=True, unit=N_("degrees, WGS 84"), minimum=-90, maximum=90
    )
    longitude: float | None = attribute(
        Shape.NUMBER,
        "longitude",
        word=N_("longitude"),
        seldom=True,
        unit=N_("degrees, WGS 84"),
        minimum=-180,
        maximum=180,
    )
    pupils: int | None = attribute(
        Shape.INTEGER, "number of pupils or course members", word=N_("number of pupils"), minimum=0
    )
    contact_card_public: bool = attribute(
        Shape.FLAG,
        "whether its contact card may be read without signing in, by the code on the wall",
        word=N_("contact card open to everybody"),
        default=False,
    )


@node_kind("person", "Person", word=N_("person"), theme="people")
class Person(Node):
    """Somebody who holds, knows, advises or is affiliated; the key is opaque, never a name."""

    name: str = attribute(
        Shape.TEXT, N_("what people call it"), word=N_("name"), required=True, personal=Personal.NAME, form=Form.NAME
    )
    names: Texts = attribute(
        Shape.TEXT_BY_LANGUAGE,
        "the name per language; falls back to `name`",
        word=N_("name in other languages"),
        seldom=True,
        default=(),
        form=Form.NAME,
        personal=Personal.NAME,
    )
    given_name: str | None = attribute(
        Shape.TEXT, "given name", word=N_("given name"), seldom=True, personal=Personal.NAME, form=Form.NAME
    )
    family_name: str | None = attribute(
        Shape.TEXT,
        "family name, with its particles",
        word=N_("family name"),
        seldom=True,
        personal=Personal.NAME,
        form=Form.NAME,
    )
    email: str | None = attribute(
        Shape.TEXT, "work address", word=N_("e-mail"), personal=Personal.ADDRESS, form=Form.EMAIL
    )
    other_names: tuple[str, ...] = attribute(
        Shape.TEXT_SET,
        "earlier names, and other ways in which colleagues write the name",
        word=N_("other names"),
        seldom=True,
        default=(),
        personal=Personal.NAME,
        form=Form.NAME,
    )
    other_emails: tuple[str, ...] = attribute(
        Shape.TEXT_SET,
        "further addresses that find the person",
        word=N_("other e-mail addresses"),
        seldom=True,
        default=(),
        personal=Personal.ADDRESS,
        form=Form.EMAIL,
    )
    identifiers: tuple[str, ...] = attribute(
        Shape.TEXT_SET,
        'numbers elsewhere, as "system:value"',
        word=N_("numbers in other systems"),
        seldom=True,
        default=(),
        personal=Personal.IDENTIFIERS,
    )
    type: str = attribute(Shape.CHOICE, "what sort of person", word=N_("capacity"), default="staff", choices=CAPACITIES)
    share_expertise: str = attribute(
        Shape.CHOICE,
        "who may see the person's expertise",
        word=N_("shares expertise with"),
        default="nobody",
        choices=SHARING,
        personal=Personal.SHARING,
    )

    @property
    def is_colleague(self) -> bool:
        """Whether they work for schools; pupils and parents belong to one without working there."""
        return self.type not in ("pupil", "parent")


@node_kind("role", "Role", word=N_("function"), theme="functions")
class Role(Node):
    """A seat in an organisation: it exists without a holder, so it can be vacant (W3C `org:Post`)."""

    seats: int = attribute(
        Shape.INTEGER, "how many people should hold it", word=N_("number of places"), default=1, minimum=1
    )


@node_kind("role_type", "RoleType", word=N_("sort of function"), theme="catalogue", everywhere=True)
class RoleType(Node):
    """An entry of the role catalogue (W3C `org:Role`)."""


@node_kind("task", "Task", "Subject", word=N_("task"), theme="catalogue", everywhere=True)
class Task(Node):
    """Something that has to be done."""

    usual_level: str | None = attribute(
        Shape.CHOICE, "where it is usually done", word=N_("usual level"), choices=USUAL_LEVELS
    )
    keywords: TextsByLanguage = attribute(
        Shape.TEXTS_BY_LANGUAGE, "everyday words that people search with", word=N_("everyday words"), default=()
    )
    first_line: bool = attribute(
        Shape.FLAG,
        "whether its contact point is the one to turn to first, whatever the question",
        word=N_("is the first line"),
        default=False,
    )
    keeps_register: bool = attribute(
        Shape.FLAG,
        "whether it is the task of keeping this register: who carries it out may change what the register says",
        word=N_("is about keeping this register"),
        default=False,
    )


@node_kind("decision", "Decision", "Subject", word=N_("decision"), theme="catalogue", everywhere=True)
class Decision(Node):
    """Something that has to be decided."""

    usual_level: str | None = attribute(
        Shape.CHOICE, "where it is usually decided", word=N_("usual level"), choices=USUAL_LEVELS
    )
    keywords: TextsByLanguage = attribute(
        Shape.TEXTS_BY_LANGUAGE, "everyday words that people search with", word=N_("everyday words"), default=()
    )
    grants_mandates: bool = attribute(
        Shape.FLAG, "whether it is the decision to grant mandates", word=N_("is about granting"), default=False
    )


@node_kind("task_group", "TaskGroup", "Subject", word=N_("task group"), theme="catalogue", everywhere=True)
class TaskGroup(Node):
    """A group of tasks and decisions; groups may nest."""


Subject = Task | Decision | TaskGroup


@node_kind("body", "Body", word=N_("consultation"), theme="bodies")
class Body(Node):
    """A group of people that meets: team, working group, council."""

    type: str = attribute(
        Shape.CHOICE,
        N_("what sort of body"),
        word=N_("sort of consultation"),
        required=True,
        choices=BODY_TYPES,
    )
    purpose: str | None = attribute(Shape.TEXT, "what it is for", word=N_("purpose"))
    rhythm: str | None = attribute(Shape.TEXT, "how often it meets", word=N_("how often"))
    unnamed_members: int = attribute(
        Shape.INTEGER,
        "members who are not named, such as pupils",
        word=N_("members without a name"),
        default=0,
        minimum=0,
    )


@node_kind("expertise", "Expertise", word=N_("expertise"), theme="catalogue", everywhere=True)
class Expertise(Node):
    """A topic that somebody can know; the topics form a taxonomy."""

    keywords: TextsByLanguage = attribute(
        Shape.TEXTS_BY_LANGUAGE, "everyday words that people search with", word=N_("everyday words"), default=()
    )


@node_kind("channel", "Channel", word=N_("channel"), theme="organisations", personal=Personal.WAY_TO_REACH)
class Channel(Node):
    """A way to reach somebody."""

    type: str = attribute(
        Shape.CHOICE,
        N_("what sort of channel"),
        word=N_("sort of channel"),
        required=True,
        choices=CHANNEL_TYPES,
    )
    address: str | None = attribute(Shape.TEXT, "number, address or page", word=N_("address"))
    private: bool = attribute(
        Shape.FLAG, "shown to the own team and on crisis lists only", word=N_("for the own team only"), default=False
    )


@node_kind("norm", "Norm", word=N_("minimum agreement"), theme="norms", everywhere=True)
class Norm(Node):
    """What a school wants to be arranged: data, never code."""

    subject: str = attribute(
        Shape.REFERENCE,
        N_("a task group stands for each task and decision below it"),
        word=N_("task or decision"),
        required=True,
        kinds=SUBJECT_KINDS,
    )
    mandate: str = attribute(
        Shape.CHOICE, N_("the kind of mandate it asks"), word=N_("who does what"), required=True, choices=MANDATES
    )
    minimum: int = attribute(
        Shape.INTEGER, "fewest holders", word=N_("fewest people"), default=1, unit=N_("holders"), minimum=0
    )
    maximum: int | None = attribute(
        Shape.INTEGER,
        "most distinct present holders; for DECIDES in one tier",
        word=N_("most people"),
        unit=N_("holders"),
        minimum=0,
    )
    applies_to: tuple[str, ...] = attribute(
        Shape.REFERENCE_SET,
        "organisations, with what lies below them",
        word=N_("applies to"),
        default=(),
        kinds=("organisation",),
    )
    applies_to_types: tuple[str, ...] = attribute(
        Shape.CHOICE_SET, "organisation types", word=N_("sorts of organisation"), default=(), choices=ORGANISATION_TYPES
    )
    applies_to_levels: tuple[str, ...] = attribute(
        Shape.CHOICE_SET, "levels of education", word=N_("levels of education"), default=(), choices=LEVELS_OF_EDUCATION
    )
    independent_of: tuple[str, ...] = attribute(
        Shape.CHOICE_SET,
        "holders who share an affiliation of such a type count once",
        word=N_("independent of"),
        default=(),
        choices=ORGANISATION_TYPES,
    )
    fallback: str | None = attribute(
        Shape.REFERENCE,
        "the role type that answers when nobody covers the cell",
        word=N_("who answers meanwhile"),
        kinds=("role_type",),
    )
    implies: str | None = attribute(
        Shape.REFERENCE,
        "who holds this must hold what that norm is about",
        word=N_("goes together with"),
        kinds=("norm",),
    )
    obligation: str = attribute(
        Shape.CHOICE, "how binding it is", word=N_("how binding"), default="own", choices=OBLIGATIONS
    )
    profile: str | None = attribute(
        Shape.REFERENCE,
        "applies only below organisations that adopt the profile",
        word=N_("start list"),
        kinds=("profile",),
    )


@node_kind("profile", "Profile", word=N_("start list"), theme="norms", everywhere=True)
class Profile(Node):
    """A set of norms that an organisation can adopt."""


@node_kind("allotment", "Allotment", word=N_("hours and points for ICT"), theme="organisations")
class Allotment(Node):
    """Hours and points for ICT of a school year."""

    school_year: str | None = attribute(Shape.TEXT, 'such as "2026-2027"', word=N_("school year"))
    ict_points: float | None = attribute(
        Shape.NUMBER, "points of the envelope", word=N_("ICT points"), unit=N_("points"), minimum=0
    )
    ict_hours: float | None = attribute(
        Shape.NUMBER, "hours", word=N_("ICT hours"), unit=N_("hours per week"), minimum=0
    )
    pooled: bool = attribute(
        Shape.FLAG, "whether it is pooled above the school", word=N_("brought together"), default=False
    )


@node_kind("acceptance", "Acceptance", word=N_("point left as it is"), theme="norms")
class Acceptance(Node):
    """A finding that is left as it is, knowingly and until a date."""

    finding: str = attribute(Shape.TEXT, N_("id of the finding"), word=N_("point of attention"), required=True)
    organisation: str | None = attribute(
        Shape.REFERENCE,
        "where the finding is; absent = wherever it is",
        word=N_("organisation"),
        kinds=("organisation",),
    )
    reason: str | None = attribute(Shape.TEXT, "why", word=N_("reason"), personal=Personal.REMARK)
    accepted_by: str | None = attribute(
        Shape.REFERENCE,
        "who accepted it",
        word=N_("decided by"),
        kinds=("person", "role", "body"),
        personal=Personal.NAME,
    )


# Edges between organisations, and what they adopt or leave out


@edge_kind("PART_OF", "organisation", "organisation", sentence=N_("{one} belongs to {other}"), theme="organisations")
class PartOf(Edge):
    """An organisation lies under another; the links form a directed graph without cycles, not a tree."""

    relation: str | None = attribute(
        Shape.CHOICE, "why it lies there", word=N_("sort of link"), choices=RELATIONS, identity=True
    )
    inherits: bool = attribute(
        Shape.FLAG,
        "whether mandates from above come down this link",
        word=N_("takes over mandates from above"),
        default=True,
    )


@edge_kind("SUPPORTS", "organisation", "organisation", sentence=N_("{one} supports {other}"), theme="organisations")
class Supports(Edge):
    """One organisation helps another."""

    type: str | None = attribute(Shape.TEXT, "what sort of help", word=N_("sort of help"), identity=True)
    cost: float = attribute(
        Shape.NUMBER, "cost of a step over it", word=N_("distance"), default=1.0, unit=N_("steps"), minimum=0
    )


@edge_kind("OPTS_OUT", "organisation", SUBJECT_KINDS, sentence=N_("{one} does “{other}” itself"), theme="norms")
class OptsOut(Edge):
    """ "We do this ourselves": mandates from above do not reach the organisation for this subject."""

    reason: str | None = attribute(Shape.TEXT, "why", word=N_("reason"))


@edge_kind("NOT_USED_AT", SUBJECT_KINDS, "organisation", sentence=N_("“{one}” is not used at {other}"), theme="norms")
class NotUsedAt(Edge):
    """ "Not here": the subject has no cells, norms or matrix rows at the organisation and below."""


@edge_kind("ADOPTS", "organisation", "profile", sentence=N_("{one} follows “{other}”"), theme="norms")
class Adopts(Edge):
    """The norms of the profile apply at the organisation and below."""


@edge_kind("EXCEPTED_FROM", "organisation", "norm", sentence=N_("{one} deviates from {other}"), theme="norms")
class ExceptedFrom(Edge):
    """The norm does not apply at the organisation and below."""

    reason: str | None = attribute(Shape.TEXT, "why", word=N_("reason"))


@edge_kind("ALLOTTED_TO", "allotment", "organisation", sentence=N_("{one} is for {other}"), theme="organisations")
class AllottedTo(Edge):
    """The hours and means are for this organisation."""


# Edges of roles and people


@edge_kind("AT", "role", "organisation", sentence=N_("{one} is a function at {other}"), theme="functions")
class At(Edge):
    """Where the seat is."""


@edge_kind("OF_TYPE", "role", "role_type", sentence=N_("{one} is a function of the sort {other}"), theme="functions")
class OfType(Edge):
    """Which entry of the role catalogue the seat is."""


@edge_kind("SERVES", "role", "organisation", sentence=N_("{one} works for {other}"), theme="functions")
class Serves(Edge):
    """A school that the seat serves, when not all below the organisation where it is."""

    hours_per_week: float | None = attribute(
        Shape.NUMBER, "hours there", word=N_("hours per week"), unit=N_("hours per week"), minimum=0, maximum=168
    )
    days: tuple[str, ...] = attribute(
        Shape.CHOICE_SET, "half days there", word=N_("fixed days"), default=(), choices=HALF_DAYS
    )


@edge_kind("HOLDS", "person", "role", sentence=N_("{one} has the function {other}"), theme="functions")
class Holds(Edge):
    """A person holds a role for a time."""

    fraction: float | None = attribute(
        Shape.NUMBER, "of a full-time appointment", word=N_("appointment"), unit=N_("full time"), minimum=0, maximum=2
    )
    fraction_as_written: str | None = attribute(
        Shape.TEXT, 'the fraction as people write it: "15/21"', word=N_("appointment as written")
    )
    hours_per_week: float | None = attribute(
        Shape.NUMBER, "hours in this role", word=N_("hours per week"), unit=N_("hours per week"), minimum=0, maximum=168
    )
    days: tuple[str, ...] = attribute(
        Shape.CHOICE_SET, "half days at work", word=N_("fixed days"), default=(), choices=HALF_DAYS
    )
    acting_for: str | None = attribute(
        Shape.REFERENCE, "the person who is replaced for a time", word=N_("replaces"), kinds=("person",), identity=True
    )


@edge_kind(
    "ABSENT_FROM",
    "person",
    "organisation",
    sentence=N_("{one} is not available at {other}"),
    theme="absences",
    personal=Personal.ABSENCE,
)
class AbsentFrom(Edge):
    """The person is absent at the organisation and below; never with a reason."""


@edge_kind("AFFILIATED_WITH", "person", "organisation", sentence=N_("{one} belongs to {other}"), theme="people")
class AffiliatedWith(Edge):
    """Where a person belongs."""

    capacity: str | None = attribute(Shape.CHOICE, "as what", word=N_("capacity"), choices=CAPACITIES, identity=True)
    fraction: float | None = attribute(
        Shape.NUMBER, "of a full-time appointment", word=N_("appointment"), unit=N_("full time"), minimum=0, maximum=2
    )


@edge_kind("MEMBER_OF", ("person", "role"), "body", sentence=N_("{one} sits in {other}"), theme="bodies")
class MemberOf(Edge):
    """A person, or whoever holds a role, sits in a body."""

    capacity: str | None = attribute(
        Shape.CHOICE, "as what", word=N_("task in the consultation"), choices=MEMBER_CAPACITIES, identity=True
    )


@edge_kind("BODY_OF", "body", "organisation", sentence=N_("{one} is a consultation of {other}"), theme="bodies")
class BodyOf(Edge):
    """The organisation that the body belongs to."""


@edge_kind("CONSULTED_ON", "body", SUBJECT_KINDS, sentence=N_("{one} is consulted on “{other}”"), theme="bodies")
class ConsultedOn(Edge):
    """The body has a say in the subject."""

    stage: str | None = attribute(Shape.CHOICE, "how far its say goes", word=N_("say"), choices=STAGES, identity=True)


@edge_kind(
    "REACHED_BY",
    ("organisation", "role", "body"),
    "channel",
    sentence=N_("{one} can be reached by {other}"),
    theme="organisations",
)
class ReachedBy(Edge):
    """The way to reach an organisation, a role or a body."""

    where: str | None = attribute(Shape.TEXT, "room", word=N_("where"))
    rank: int | None = attribute(Shape.INTEGER, "order: the lowest first", word=N_("order"), minimum=0)


@edge_kind(
    "KNOWS",
    "person",
    "expertise",
    sentence=N_("{one} knows {other}"),
    theme="expertise",
    personal=Personal.EXPERTISE,
)
class Knows(Edge):
    """A person knows a topic, or wants to."""

    level: int | None = attribute(
        Shape.INTEGER,
        "1 basic, 2 independent, 3 helps others, 4 reference, 5 trains others; absent = only a wish",
        word=N_("level"),
        unit=N_("level 1-5"),
        minimum=1,
        maximum=MAX_LEVEL,
        personal=Personal.EXPERTISE,
    )
    provenance: str = attribute(
        Shape.CHOICE, "whose word it is", word=N_("provenance"), default="declared", choices=PROVENANCES
    )
    entered_by: str | None = attribute(
        Shape.REFERENCE,
        "who entered it, when not the person",
        word=N_("filled in by"),
        kinds=("person",),
        personal=Personal.NAME,
    )
    verified_on: date | None = attribute(Shape.DATE, "when it was last confirmed", word=N_("last checked"))
    wants: bool = attribute(
        Shape.FLAG,
        "wish to do or learn it",
        word=N_("wishes to do or learn this"),
        default=False,
        personal=Personal.EXPERTISE,
    )


@edge_kind("ADVISES", "person", "person", sentence=N_("{one} advises {other}"), theme="expertise")
class Advises(Edge):
    """One person helps or advises another; only with consent of both."""

    about: str | None = attribute(
        Shape.REFERENCE, "the topic", word=N_("expertise"), kinds=("expertise",), identity=True
    )
    weight: float | None = attribute(
        Shape.NUMBER, "how much, against the other such edges", word=N_("weight"), minimum=0
    )


# Mandates


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Mandate(Edge):
    """What the four kinds of mandate share.

    The scope of a mandate is its own `scope`, else the SERVES of its role, else the AT of its role, as
    valid that day; for a body its organisation. A person or an organisation as holder must give one.
    """

    scope: tuple[str, ...] = attribute(
        Shape.REFERENCE_SET,
        "organisations it is for",
        word=N_("applies to"),
        default=(),
        kinds=("organisation",),
        identity=True,
    )
    granted_by: str | None = attribute(Shape.REFERENCE, "who granted it", word=N_("granted by"), kinds=HOLDER_KINDS)
    granted_in: str | None = attribute(
        Shape.TEXT, 'where that is written: "title <url>"', word=N_("granted in"), form=Form.LINK
    )
    granted_on: date | None = attribute(Shape.DATE, "when it was granted", word=N_("granted on"))
    channel: str | None = attribute(
        Shape.REFERENCE, "the way to reach the holder for this", word=N_("channel"), kinds=("channel",)
    )
    rank: int | None = attribute(Shape.INTEGER, "order of referral: the lowest first", word=N_("order"), minimum=0)
    acting_for: str | None = attribute(
        Shape.REFERENCE, "the person who is replaced for a time", word=N_("replaces"), kinds=("person",), identity=True
    )
    verified_on: date | None = attribute(Shape.DATE, "when it was last confirmed", word=N_("last checked"))
    note: str | None = attribute(Shape.TEXT, "a remark for colleagues", word=N_("note"), personal=Personal.REMARK)


@edge_kind("DECIDES", HOLDER_KINDS, SUBJECT_KINDS, sentence=N_("{one} decides on “{other}”"), theme="mandates")
class Decides(Mandate):
    """May take the decision, or decide in the task, up to a ceiling."""

    ceiling_eur: int | None = attribute(
        Shape.INTEGER,
        "largest amount; absent = no limit",
        word=N_("amount limit"),
        unit=N_("EUR, excluding VAT"),
        minimum=0,
        identity=True,
    )


@edge_kind("EXECUTES", HOLDER_KINDS, SUBJECT_KINDS, sentence=N_("{one} carries out “{other}”"), theme="mandates")
class Executes(Mandate):
    """Carries the task out."""

    hours_per_week: float | None = attribute(
        Shape.NUMBER, "hours for it", word=N_("hours per week"), unit=N_("hours per week"), minimum=0, maximum=168
    )


@edge_kind(
    "STEERS", HOLDER_KINDS, SUBJECT_KINDS, sentence=N_("{one} steers and follows up “{other}”"), theme="mandates"
)
class Steers(Mandate):
    """Steers the work and follows it up."""


@edge_kind(
    "CONTACT_POINT_FOR",
    HOLDER_KINDS,
    SUBJECT_KINDS,
    sentence=N_("{one} is contact point for “{other}”"),
    theme="mandates",
)
class ContactPointFor(Mandate):
    """Is the appointed contact point."""


# Edges of the catalogues


@edge_kind(
    "USUALLY", "role_type", SUBJECT_KINDS, sentence=N_("whoever is {one} usually takes on “{other}”"), theme="catalogue"
)
class Usually(Edge):
    """What such a role usually does: proposed when a seat is made, never assumed."""

    mandate: str | None = attribute(
        Shape.CHOICE, "the kind of mandate", word=N_("who does what"), choices=MANDATES, identity=True
    )
    level: str | None = attribute(Shape.CHOICE, "where", word=N_("usual level"), choices=USUAL_LEVELS)


@edge_kind(
    "IN_GROUP", SUBJECT_KINDS, "task_group", sentence=N_("“{one}” belongs to the task group {other}"), theme="catalogue"
)
class InGroup(Edge):
    """The subject belongs to the task group."""


@edge_kind(
    "REQUIRES",
    CELL_KINDS,
    "expertise",
    sentence=N_("“{one}” asks for expertise in {other}"),
    theme="catalogue",
)
class Requires(Edge):
    """The task or decision asks for expertise."""

    level: int = attribute(
        Shape.INTEGER,
        "least level",
        word=N_("least level"),
        default=2,
        unit=N_("level 1-5"),
        minimum=1,
        maximum=MAX_LEVEL,
    )


@edge_kind("BROADER", "expertise", "expertise", sentence=N_("{one} is part of {other}"), theme="catalogue")
class Broader(Edge):
    """From the narrower topic to the broader: knowing the narrower counts for the broader need."""


PLACING_KINDS: tuple[type[Edge], ...] = (At, Serves, BodyOf)
"""The kinds of edge by which a role or a body lies at an organisation."""


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

KINDS: tuple[Kind, ...] = (*NODE_KINDS.values(), *EDGE_KINDS.values())
"""Every kind, nodes before edges."""


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


@cache
def naming_specs(word: str) -> tuple[FieldSpec, ...]:
    """The fields of a kind, by its word, that name nodes; not the ends of an edge."""
    return tuple(spec for spec in field_specs(kind_named(word)) if spec.is_reference and not spec.is_end)


def kind_named(word: str) -> Kind:
    """The class of a kind by its word, such as `role_type` or `HOLDS`.

    Raises:
        KeyError: no kind has this word.
    """
    return NODE_KINDS[word] if word in NODE_KINDS else EDGE_KINDS[word]


def kind_of_id(record_id: str) -> str:
    """The word before the slash: the node kind, or the edge kind in lower case."""
    return record_id.partition("/")[0]


UNNAMED = "#unnamed"


def unnamed_of(body: str) -> str:
    """The id of the pseudo-person that stands for the members whom a body does not name."""
    return f"{body}{UNNAMED}"


def body_of_unnamed(person: str) -> str | None:
    """The body whose unnamed members a pseudo-person stands for; None for any other id."""
    return person.removesuffix(UNNAMED) if person.endswith(UNNAMED) else None


def is_id_of(kind: str, text: str) -> bool:
    """Whether a text that somebody wrote is meant as the id of a record of a kind."""
    return text.startswith(f"{kind}/")


def mandate_class(kind: str) -> type[Mandate]:
    """The class of one of the four kinds of mandate.

    Raises:
        KeyError: the word is not one of `MANDATE_KINDS`.
    """
    return {"DECIDES": Decides, "EXECUTES": Executes, "STEERS": Steers, "CONTACT_POINT_FOR": ContactPointFor}[kind]
