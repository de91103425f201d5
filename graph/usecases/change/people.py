"""Appointing people to roles, ending that, and absences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from graph.domain.changes import Change, Put
from graph.domain.errors import InvalidInput
from graph.domain.kinds import AffiliatedWith, At, Holds, Person, Role
from graph.domain.periods import in_force
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.usecases.change.request import (
    Changeable,
    Changed,
    Request,
    commit,
    given,
    known,
    new_or_same,
    plain_values,
    record_from,
)
from graph.usecases.viewer import Viewer

__all__ = [
    "Appoint",
    "EndHolding",
    "RegisterAbsence",
    "affiliations",
    "appoint",
    "end_holding",
    "fraction_of",
    "register_absence",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint(Request):
    """Let a person hold a role, and belong to where it is.

    `fraction` is written as people do ("15/21", "0.5") and kept as written.
    """

    person: str
    role: str
    since: date | None = None
    until: date | None = None
    fraction: str | None = None
    hours_per_week: float | None = None
    days: tuple[str, ...] = ()
    acting_for: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndHolding(Request):
    """End a holding: `until` is the first day that the person no longer holds the role."""

    holding: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAbsence(Request):
    """A person is absent, never with a reason; without organisations: wherever the person belongs."""

    person: str
    since: date
    until: date | None = None
    organisations: tuple[str, ...] = ()


async def appoint(desk: Changeable, viewer: Viewer, request: Appoint) -> Changed:
    """Let a person hold a role, and belong to where the role is.

    Raises:
        NotFound: the person or the role does not exist.
        InvalidInput: a value does not fit, or the same holding is there with other values.
    """
    plain = given(request)
    written = plain.pop("fraction", None)
    if written is not None:
        plain |= {"fraction": fraction_of(written), "fraction_as_written": written}
    plain |= {"kind": "HOLDS", "from": plain.pop("person"), "to": plain.pop("role")}
    holding = record_from(plain, "holding")

    def make(snapshot: Snapshot) -> list[Change]:
        person = known(snapshot, Person, request.person, "person")
        known(snapshot, Role, request.role, "role")
        return [
            Put(new_or_same(snapshot, holding)),
            *affiliations(snapshot, person, request.role, request.since, request.until),
        ]

    return await commit(desk, viewer, request, make)


async def end_holding(desk: Changeable, viewer: Viewer, request: EndHolding) -> Changed:
    """End a holding.

    Raises:
        NotFound: there is no such holding.
        InvalidInput: the end lies before the start.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        holding = known(snapshot, Holds, request.holding, "holding")
        return [Put(replace(holding, until=request.until))]

    return await commit(desk, viewer, request, make)


async def register_absence(desk: Changeable, viewer: Viewer, request: RegisterAbsence) -> Changed:
    """Note that a person is absent.

    Raises:
        NotFound: the person does not exist.
        InvalidInput: a value does not fit, or the person belongs nowhere and no organisation was given.
    """

    def make(snapshot: Snapshot) -> list[Change]:
        known(snapshot, Person, request.person, "person")
        places = request.organisations or Coverage.of(snapshot, request.since).affiliations(request.person)
        if not places:
            raise InvalidInput.because(
                f"{request.person} belongs to no organisation on {request.since}",
                "Give `organisations`",
                field="organisations",
            )
        period = plain_values({"since": request.since, "until": request.until})
        return [
            Put(record_from({"kind": "ABSENT_FROM", "from": request.person, "to": place, **period}, "absence"))
            for place in places
        ]

    return await commit(desk, viewer, request, make)


def fraction_of(written: str) -> float:
    """A fraction of full time as people write it: "15/21", "0.5", "0,5" or "50%".

    Raises:
        InvalidInput: it is none of these.
    """
    text = written.strip().replace(",", ".")
    try:
        return float(Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text.replace(" ", "")))
    except (ValueError, ZeroDivisionError):
        raise InvalidInput.because(
            f"{written[:40]!r} is not a fraction", "Write it as 15/21, 0.5 or 50%", field="fraction"
        ) from None


def affiliations(
    snapshot: Snapshot, person: Person, role: str, since: date | None, until: date | None
) -> Iterable[Change]:
    """What makes a person belong, for a period, to where a role is; nothing where they already do."""
    day = since or date.min
    places = {at.to_id for at in snapshot.out(At, role)}
    homes = {edge.to_id for edge in snapshot.out(AffiliatedWith, person.id) if in_force(edge, day)}
    period = plain_values({"since": since, "until": until})
    for place in sorted(places - homes):
        yield Put(
            record_from(
                {"kind": "AFFILIATED_WITH", "from": person.id, "to": place, "capacity": person.type, **period},
                "affiliation",
            )
        )
