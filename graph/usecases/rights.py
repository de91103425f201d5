"""What a viewer may change: worked out from the register as it is today, whatever day or revision is asked.

| who | may |
|---|---|
| owner | everything |
| head | grant, confirm and end mandates, appoint, leave points as they are, make agreements |
| keeper | everything but granting |
| member | what is their own |
| service key | what its scopes say, at its organisations and below |

`graph.usecases.door` holds every change to it, record by record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from graph.domain.described import Long, OrganisationId
from graph.domain.kinds import Organisation
from graph.model.bounded import Bounded
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.usecases.powers import Powers
from graph.usecases.viewer import Scope, Viewer, ViewerKind

__all__ = ["May", "Right", "Rights", "may_of", "rights_of"]

MOST_VIEWERS = 1_024
_NOWHERE: frozenset[str] = frozenset()


class Right(StrEnum):
    """What somebody may do at an organisation."""

    GRANT = "grant"
    """Grant and confirm mandates."""

    APPOINT = "appoint"
    """Say who has a mandate, a function or a place in a body."""

    AFFILIATE = "affiliate"
    """Say who belongs there."""

    AGREE = "agree"
    """Make agreements: norms, exceptions, points that are left as they are."""

    PEOPLE = "people"
    """Change people: their names, absences and expertise."""

    KEEP = "keep"
    """Change the organisation itself: its functions, bodies, channels and links."""


HEAD = frozenset({Right.GRANT, Right.APPOINT, Right.AFFILIATE, Right.AGREE})
KEEPER = frozenset(Right) - {Right.GRANT}

_SCOPES: Mapping[Scope, frozenset[Right]] = MappingProxyType(
    {
        Scope.WRITE_PEOPLE: frozenset({Right.PEOPLE, Right.AFFILIATE}),
        Scope.WRITE_MANDATES: frozenset({Right.APPOINT}),
        Scope.ADMIN: KEEPER,
    }
)
"""A program that is limited to organisations never grants: that a person does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What a viewer may change today.

    Attributes:
        everything: whether nothing is refused.
        places: where, by right.
        own: the person whose own things they may change; None = nobody's.
    """

    everything: bool = False
    places: Mapping[Right, frozenset[str]] = field(default_factory=dict)
    own: str | None = None

    def at(self, right: Right) -> frozenset[str]:
        """The organisations at which they have a right; whoever may everything is not asked for it."""
        return self.places.get(right, _NOWHERE)

    def may(self, right: Right, *organisations: str) -> bool:
        """Whether they have a right at all of these organisations; without any, whether they have it anywhere."""
        if self.everything:
            return True
        places = self.at(right)
        return places.issuperset(organisations) if organisations else bool(places)

    def is_keeper_anywhere(self) -> bool:
        """Whether they may look at what an import would change."""
        return self.may(Right.KEEP) or self.may(Right.PEOPLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class May:
    """What somebody may change today.

    Attributes:
        everything: whether nothing is refused.
        own: whether they may change what is their own: expertise, wishes, sharing, channels, absence.
        grant_at: where they may grant mandates, confirm, appoint and make agreements, sorted.
        keep_at: where they may change what the register says, sorted.
    """

    everything: bool
    own: bool
    grant_at: Annotated[tuple[OrganisationId, ...], Long(100)]
    keep_at: Annotated[tuple[OrganisationId, ...], Long(100)]


def rights_of(viewer: Viewer, snapshot: Snapshot, today: date) -> Rights:
    """What a viewer may change.

    Args:
        viewer: who.
        snapshot: the graph as it is now.
        today: the calendar day now.

    Cost: the first call for a viewer looks at every organisation at and below those of their mandates; the answer is
    kept with the snapshot.
    """
    kept: Bounded[Viewer, Rights] = snapshot.kept(("rights", today), lambda: Bounded(MOST_VIEWERS))
    return kept.get(viewer, lambda one: _found(one, snapshot, today))


def may_of(rights: Rights, snapshot: Snapshot) -> May:
    """The same for who asks about it: for whoever may everything, every organisation."""
    every = tuple(node.id for node in snapshot.nodes(Organisation)) if rights.everything else ()
    return May(
        everything=rights.everything,
        own=rights.own is not None,
        grant_at=every or tuple(sorted(rights.at(Right.GRANT))),
        keep_at=every or tuple(sorted(rights.at(Right.KEEP))),
    )


def _found(viewer: Viewer, snapshot: Snapshot, today: date) -> Rights:
    coverage = Coverage.of(snapshot, today)
    if viewer.kind is ViewerKind.OWNER:
        return Rights(everything=True, own=viewer.person)
    if viewer.kind is ViewerKind.KEY:
        return _of_key(viewer, coverage)
    if viewer.kind is ViewerKind.PERSON and viewer.person is not None:
        return _of_person(viewer.person, Powers.of(snapshot, today))
    return Rights()


def _of_person(person: str, powers: Powers) -> Rights:
    places = powers.places_of(person)
    heads = frozenset(place for place in places if person in powers.heads(place))
    keeps = frozenset(place for place in places if person in powers.keepers(place))
    found = {
        right: (heads if right in HEAD else _NOWHERE) | (keeps if right in KEEPER else _NOWHERE) for right in Right
    }
    is_member = any(_is_inside(powers.coverage.snapshot, place) for place in powers.coverage.affiliations(person))
    return Rights(places=MappingProxyType(found), own=person if is_member else None)


def _is_inside(snapshot: Snapshot, organisation: str) -> bool:
    found = snapshot.find(Organisation, organisation)
    return found is not None and found.type != "partner"


def _of_key(viewer: Viewer, coverage: Coverage) -> Rights:
    if not viewer.organisations and Scope.ADMIN in viewer.scopes:
        return Rights(everything=True)
    places = _below(viewer.organisations, coverage)
    rights = frozenset().union(*(_SCOPES.get(scope, frozenset()) for scope in viewer.scopes))
    return Rights(places=MappingProxyType(dict.fromkeys(rights, places)))


def _below(organisations: Iterable[str], coverage: Coverage) -> frozenset[str]:
    return frozenset(place for top in organisations for place in coverage.below(top))
