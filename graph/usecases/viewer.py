"""Who asks, and what that viewer may see: the whole policy, one table for every door.

What of a record is personal stands at its kind (`graph.domain.declaring.Personal`). Here stands which audiences may see
which sort of fact. `graph.usecases.sight` makes of it what a viewer sees of a graph; a use case asks its `World`. What
a viewer may change is in `graph.usecases.rights`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

__all__ = [
    "HIDDEN",
    "LOCAL_OWNER",
    "POLICY",
    "PUBLIC",
    "SHARED_WITH",
    "STRANGER",
    "Audience",
    "PersonalFact",
    "Scope",
    "Viewer",
    "ViewerKind",
    "sees_everything",
]

HIDDEN = "person/hidden"
"""Stands for somebody whom the viewer may not be told about."""


class ViewerKind(StrEnum):
    """How a viewer is known."""

    OWNER = "owner"
    """Whoever holds the store on their own machine, or is named owner of the register."""

    PERSON = "person"
    """Somebody who signed in; a guest where their organisations share no school group with what is asked."""

    KEY = "key"
    """A program with a service key."""

    PUBLIC = "public"
    """Nobody signed in."""


class Scope(StrEnum):
    """What a service key may be used for."""

    READ = "read"
    READ_PEOPLE = "read:people"
    READ_EXPERTISE = "read:expertise"
    WRITE_PEOPLE = "write:people"
    WRITE_MANDATES = "write:mandates"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who asks.

    Attributes:
        kind: how the viewer is known.
        name: what they are called where no person says it: the name of a service key.
        person: id of the person that they are, when they are one.
        organisations: where they belong today, or what the service key is for; empty for the owner, who acts for all,
            and for a key that is for all.
        scopes: what the service key may be used for; empty for everybody else.
    """

    kind: ViewerKind
    name: str
    person: str | None = None
    organisations: frozenset[str] = frozenset()
    scopes: frozenset[Scope] = frozenset()

    @property
    def author(self) -> str:
        """Who the change log says that did it: the id of the person, so that erasure finds it, else the name."""
        return self.person or self.name


LOCAL_OWNER = Viewer(kind=ViewerKind.OWNER, name="local owner")
"""Whoever holds the store on their own machine."""

PUBLIC = Viewer(kind=ViewerKind.PUBLIC, name="public")
"""Whoever did not sign in."""

STRANGER = Viewer(kind=ViewerKind.PERSON, name="stranger")
"""Whoever signed in and is near nobody: of somebody they see what everybody sees who is not near to them."""


class Audience(StrEnum):
    """How a viewer stands to whom or what a fact is about; often in several ways at once."""

    SELF = "self"
    OWNER = "owner"
    LEAD = "head or keeper of a school where they belong"
    TEAM = "works together with whom a channel reaches"
    SCHOOL = "belongs to the same school"
    GROUP = "lies under the same school group"
    NEARBY = "of a school or school group where they belong, work, or did"
    SIGNED_IN = "anybody who signed in"
    PEOPLE_KEY = "program that may read people, of an organisation where they belong, work, or did"
    SCHOOL_KEY = "program that may read expertise, of the same school"
    GROUP_KEY = "program that may read expertise, under the same school group"
    EXPERTISE_KEY = "any program that may read expertise"
    CARD = "reader of the open contact card that they are on"


class PersonalFact(StrEnum):
    """The sorts of personal facts."""

    COLLEAGUE = "who a colleague is"
    CONTACT_POINT = "who a contact point is"
    PUPIL_OR_PARENT = "who a pupil or parent is"
    ADDRESS = "work address of somebody who is seen"
    IDENTIFIERS = "numbers in other systems"
    EXPERTISE_NOBODY = "expertise shared with nobody"
    EXPERTISE_SCHOOL = "expertise shared with the school"
    EXPERTISE_GROUP = "expertise shared with the group"
    EXPERTISE_EVERYONE = "expertise shared with everyone"
    ABSENCE = "absence that is current or coming"
    PAST_ABSENCE = "absence that ended"
    WHAT_HANGS_ON_THEM = "what hangs on somebody, and how much they have to do"
    PRIVATE_CHANNEL = "private way to reach a function, a body or an organisation"
    CRISIS_CHANNEL = "private way to reach, on a crisis list"
    REMARK = "remark for colleagues"


_NEAR = frozenset({Audience.SELF, Audience.OWNER})
_COLLEAGUES = _NEAR | {Audience.LEAD, Audience.SCHOOL, Audience.GROUP, Audience.NEARBY}

POLICY: Mapping[PersonalFact, frozenset[Audience]] = MappingProxyType(
    {
        PersonalFact.COLLEAGUE: _COLLEAGUES | {Audience.PEOPLE_KEY, Audience.CARD},
        PersonalFact.CONTACT_POINT: _COLLEAGUES | {Audience.PEOPLE_KEY, Audience.SIGNED_IN},
        PersonalFact.PUPIL_OR_PARENT: _NEAR | {Audience.SCHOOL},
        PersonalFact.ADDRESS: _COLLEAGUES | {Audience.PEOPLE_KEY, Audience.SIGNED_IN},
        PersonalFact.IDENTIFIERS: _NEAR | {Audience.LEAD, Audience.PEOPLE_KEY},
        PersonalFact.EXPERTISE_NOBODY: _NEAR,
        PersonalFact.EXPERTISE_SCHOOL: _NEAR | {Audience.SCHOOL, Audience.SCHOOL_KEY},
        PersonalFact.EXPERTISE_GROUP: _NEAR
        | {Audience.SCHOOL, Audience.GROUP, Audience.SCHOOL_KEY, Audience.GROUP_KEY},
        PersonalFact.EXPERTISE_EVERYONE: _NEAR | {Audience.SIGNED_IN, Audience.EXPERTISE_KEY},
        PersonalFact.ABSENCE: _NEAR | {Audience.LEAD, Audience.SCHOOL},
        PersonalFact.PAST_ABSENCE: frozenset({Audience.OWNER}),
        PersonalFact.WHAT_HANGS_ON_THEM: _NEAR | {Audience.LEAD},
        PersonalFact.PRIVATE_CHANNEL: frozenset({Audience.OWNER, Audience.TEAM}),
        PersonalFact.CRISIS_CHANNEL: frozenset({Audience.OWNER, Audience.TEAM, Audience.NEARBY}),
        PersonalFact.REMARK: frozenset({Audience.OWNER, Audience.NEARBY}),
    }
)
"""Which audiences may see which sort of fact."""

SHARED_WITH: Mapping[str, PersonalFact] = MappingProxyType(
    {
        "nobody": PersonalFact.EXPERTISE_NOBODY,
        "school": PersonalFact.EXPERTISE_SCHOOL,
        "group": PersonalFact.EXPERTISE_GROUP,
        "everyone": PersonalFact.EXPERTISE_EVERYONE,
    }
)
"""What the expertise of somebody is, by whom they share it with today."""


def sees_everything(viewer: Viewer) -> bool:
    """Whether a viewer sees the graph as it is: the owner, and a program of theirs that may everything everywhere."""
    return viewer.kind is ViewerKind.OWNER or (Scope.ADMIN in viewer.scopes and not viewer.organisations)
