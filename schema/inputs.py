"""What a client gives to make a change: one input object each, with the same three fields about the change itself."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import strawberry

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from graph.usecases import change
from schema.declared import ENUMS
from schema.scalars import JSON

__all__ = [
    "AcceptFindingInput",
    "AdoptProfileInput",
    "ApplyChangesInput",
    "AppointInput",
    "ChangeInput",
    "ConfirmExpertiseInput",
    "ConfirmMandatesInput",
    "CopyArrangementInput",
    "CoverInput",
    "EndHoldingInput",
    "EndMandateInput",
    "EndRecordInput",
    "GrantMandateInput",
    "HandOverInput",
    "JoinBodyInput",
    "LeaveBodyInput",
    "MarkNotUsedInput",
    "MergeRecordsInput",
    "OptOutInput",
    "RecordExpertiseInput",
    "RegisterAbsenceInput",
    "RevertRevisionInput",
    "SetNormInput",
    "request_from",
]

MandateKind = ENUMS["MandateKind"]
HalfDay = ENUMS["HalfDay"]
Provenance = ENUMS["KnowsProvenance"]
MemberCapacity = ENUMS["MemberOfCapacity"]
Obligation = ENUMS["NormObligation"]
OrganisationType = ENUMS["OrganisationType"]
LevelOfEducation = ENUMS["LevelOfEducation"]

MOST_RECORDS = 5_000
LONGEST_KEY = 200


def _field(description: str, **more: Any) -> Any:
    return strawberry.field(description=description, **more)


@strawberry.input(description="What every change carries.")
class Common:
    """What every change carries."""

    key: str | None = _field(
        "Idempotency key that you choose: the same request with the same key is done once and answered twice.",
        default=None,
    )
    reason: str | None = _field("Why, for the change log.", default=None)
    expected_revision: int | None = _field(
        "The revision that you looked at; when the store is further, nothing changes and CONFLICT is answered.",
        default=None,
    )


@strawberry.input(description="Grant a mandate.")
class GrantMandateInput(Common):
    """Grant a mandate."""

    kind: MandateKind = _field("Which of the four kinds.")  # type: ignore[valid-type]
    holder: strawberry.ID = _field("The role, person, body or organisation that gets it.")
    subject: strawberry.ID = _field("The task, decision or task group.")
    scope: list[strawberry.ID] | None = _field(
        "The organisations that it is for; a person or an organisation must be given one.", default=None
    )
    since: date | None = _field("First day that it holds.", default=None)
    until: date | None = _field("First day that it no longer holds.", default=None)
    granted_by: strawberry.ID | None = _field("Who grants it.", default=None)
    granted_in: str | None = _field('Where that is written: "title <url>".', default=None)
    granted_on: date | None = _field("When it was granted.", default=None)
    ceiling_eur: int | None = _field("For DECIDES: largest amount (EUR, excluding VAT).", default=None)
    hours_per_week: float | None = _field("For EXECUTES: hours for it (hours per week).", default=None)
    channel: strawberry.ID | None = _field("The way to reach the holder for this.", default=None)
    rank: int | None = _field("Order of referral: the lowest first.", default=None)
    acting_for: strawberry.ID | None = _field("The person who is replaced for a time.", default=None)
    note: str | None = _field("A remark for colleagues.", default=None)


@strawberry.input(description="End a mandate.")
class EndMandateInput(Common):
    """End a mandate."""

    mandate: strawberry.ID = _field("Its id.")
    until: date = _field("First day that it no longer holds.")


@strawberry.input(description="Confirm that mandates are still right.")
class ConfirmMandatesInput(Common):
    """Confirm that mandates are still right."""

    mandates: list[strawberry.ID] = _field("Their ids.")
    on: date | None = _field("When that was looked at; default: today.", default=None)
    granted_by: strawberry.ID | None = _field("Who grants those that nobody granted yet.", default=None)


@strawberry.input(description="Let a person hold a role, and belong to where it is.")
class AppointInput(Common):
    """Let a person hold a role, and belong to where it is."""

    person: strawberry.ID = _field("Who.")
    role: strawberry.ID = _field("Which role.")
    since: date | None = _field("First day.", default=None)
    until: date | None = _field("First day that the person no longer holds it.", default=None)
    fraction: str | None = _field(
        'Of a full-time appointment, as people write it: "15/21", "0.5" or "50%".', default=None
    )
    hours_per_week: float | None = _field("Hours in this role (hours per week).", default=None)
    days: list[HalfDay] | None = _field("Half days at work.", default=None)  # type: ignore[valid-type]
    acting_for: strawberry.ID | None = _field("The person who is replaced for a time.", default=None)


@strawberry.input(description="End a holding.")
class EndHoldingInput(Common):
    """End a holding."""

    holding: strawberry.ID = _field("Its id.")
    until: date = _field("First day that the person no longer holds the role.")


@strawberry.input(description="Somebody who takes over what lies in a task group, for as long as an absence lasts.")
class CoverInput:
    """Somebody who takes over what lies in a task group."""

    task_group: strawberry.ID = _field("The task group.")
    by: strawberry.ID = _field("The person who takes over.")


@strawberry.input(description="Note that a person is absent; never with a reason.")
class RegisterAbsenceInput(Common):
    """Note that a person is absent."""

    person: strawberry.ID = _field("Who.")
    since: date = _field("First day.")
    until: date | None = _field("First day that the person is back.", default=None)
    organisations: list[strawberry.ID] | None = _field("Where; default: wherever the person belongs.", default=None)
    covers: list[CoverInput] | None = _field("Who takes over what meanwhile.", default=None)


@strawberry.input(description="Record what a person knows or wants to learn.")
class RecordExpertiseInput(Common):
    """Record what a person knows or wants to learn."""

    person: strawberry.ID = _field("Who.")
    expertise: strawberry.ID = _field("The topic.")
    level: int | None = _field(
        "1 basic, 2 independent, 3 helps others, 4 reference, 5 trains others; without: only a wish.", default=None
    )
    provenance: Provenance | None = _field("Whose word it is; default: declared.", default=None)  # type: ignore[valid-type]
    wants: bool | None = _field("Whether the person wishes to do or learn it.", default=None)
    since: date | None = _field("First day; default: today.", default=None)
    verified_on: date | None = _field("When it was last confirmed; default: today.", default=None)


@strawberry.input(description="Confirm that recorded levels of expertise are still right.")
class ConfirmExpertiseInput(Common):
    """Confirm that recorded levels of expertise are still right."""

    knows: list[strawberry.ID] = _field("Ids of what is recorded.")
    provenance: Provenance | None = _field(  # type: ignore[valid-type]
        "Whose word it is from now on; default: a colleague's word makes what was declared endorsed.", default=None
    )
    on: date | None = _field("When that was looked at; default: today.", default=None)


@strawberry.input(description="Let a person, or whoever holds a role, sit in a body.")
class JoinBodyInput(Common):
    """Let somebody sit in a body."""

    member: strawberry.ID = _field("The person or the role.")
    body: strawberry.ID = _field("The body.")
    capacity: MemberCapacity | None = _field("As what; default: member.", default=None)  # type: ignore[valid-type]
    since: date | None = _field("First day.", default=None)
    until: date | None = _field("First day that it no longer holds.", default=None)


@strawberry.input(description="End a membership of a body.")
class LeaveBodyInput(Common):
    """End a membership of a body."""

    membership: strawberry.ID = _field("Its id.")
    until: date = _field("First day that it no longer holds.")


@strawberry.input(description="Hand over what a person holds to somebody else.")
class HandOverInput(Common):
    """Hand over what a person holds to somebody else."""

    person: strawberry.ID = _field("Who hands over.")
    to: strawberry.ID = _field("Who takes over.")
    on: date = _field("First day of the one who takes over.")
    facts: list[strawberry.ID] | None = _field(
        "The holdings, mandates and memberships that pass; default: all that are in force on the day.", default=None
    )
    granted_by: strawberry.ID | None = _field(
        "Who grants the mandates that pass; without it they are still to be confirmed.", default=None
    )


@strawberry.input(description="We do this ourselves: mandates from above do not reach the organisation for a subject.")
class OptOutInput(Common):
    """We do this ourselves."""

    organisation: strawberry.ID = _field("Which organisation.")
    subject: strawberry.ID = _field("The task, decision or task group.")
    since: date | None = _field("First day.", default=None)
    until: date | None = _field("First day that it no longer holds.", default=None)


@strawberry.input(description="Not here: a subject plays no part at an organisation and below.")
class MarkNotUsedInput(Common):
    """Not here."""

    organisation: strawberry.ID = _field("Which organisation.")
    subject: strawberry.ID = _field("The task, decision or task group.")
    since: date | None = _field("First day.", default=None)
    until: date | None = _field("First day that it no longer holds.", default=None)


@strawberry.input(description="Let the norms of a profile apply at an organisation and below.")
class AdoptProfileInput(Common):
    """Let the norms of a profile apply."""

    organisation: strawberry.ID = _field("Which organisation.")
    profile: strawberry.ID = _field("Which profile.")
    since: date | None = _field("First day.", default=None)
    until: date | None = _field("First day that it no longer holds.", default=None)


@strawberry.input(description="Make a norm, or change one: only what is given changes.")
class SetNormInput(Common):
    """Make a norm, or change one."""

    norm: strawberry.ID | None = _field("The norm to change; without: a new one.", default=None)
    name: str | None = _field("What people call it; needed for a new one.", default=None)
    subject: strawberry.ID | None = _field("The subject; needed for a new one.", default=None)
    mandate: MandateKind | None = _field("The kind of mandate; needed for a new one.", default=None)  # type: ignore[valid-type]
    minimum: int | None = _field("Fewest holders; default of a new one: 1.", default=None)
    maximum: int | None = _field("Most distinct present holders.", default=None)
    applies_to: list[strawberry.ID] | None = _field("Organisations, with what lies below them.", default=None)
    applies_to_types: list[OrganisationType] | None = _field("Types of organisation.", default=None)  # type: ignore[valid-type]
    applies_to_levels: list[LevelOfEducation] | None = _field("Levels of education.", default=None)  # type: ignore[valid-type]
    independent_of: list[OrganisationType] | None = _field(  # type: ignore[valid-type]
        "Holders who share an affiliation of such a type count once.", default=None
    )
    fallback: strawberry.ID | None = _field("The role type that answers when nobody does.", default=None)
    implies: strawberry.ID | None = _field("The norm that a holder must satisfy as well.", default=None)
    obligation: Obligation | None = _field("How binding it is.", default=None)  # type: ignore[valid-type]
    profile: strawberry.ID | None = _field("Applies only below organisations that adopt the profile.", default=None)
    since: date | None = _field("First day.", default=None)
    until: date | None = _field("First day that it no longer applies.", default=None)
    clear: list[str] | None = _field("Names of fields that lose their value.", default=None)


@strawberry.input(description="Leave a finding as it is, knowingly; `reason` is needed and is kept with it.")
class AcceptFindingInput(Common):
    """Leave a finding as it is."""

    finding: strawberry.ID = _field("Its id, as the report of the first day has it.")
    organisation: strawberry.ID | None = _field("Id of the organisation in whose report it is: quicker.", default=None)
    accepted_by: strawberry.ID | None = _field("The person, role or body who accepts it.", default=None)
    since: date | None = _field("First day; default: today.", default=None)
    until: date | None = _field(
        "First day that it is open again; default: until the acceptance is ended.", default=None
    )


@strawberry.input(description="Arrange an organisation as another one is, without people.")
class CopyArrangementInput(Common):
    """Arrange an organisation as another one is."""

    source: strawberry.ID = _field("The organisation that is copied.")
    target: strawberry.ID = _field("The organisation that gets the copy.")
    since: date | None = _field("First day of the copy; default: today.", default=None)


@strawberry.input(description="Merge two records of one kind that stand for the same.")
class MergeRecordsInput(Common):
    """Merge two records of one kind."""

    keep: strawberry.ID = _field("The record that stays, and gets all edges.")
    drop: strawberry.ID = _field("The record that goes; its id still leads to the other.")


@strawberry.input(description="End the period of any node or edge; it stays in the history.")
class EndRecordInput(Common):
    """End the period of any node or edge."""

    record: strawberry.ID = _field("Its id.")
    until: date = _field("First day that it no longer counts.")


@strawberry.input(description="Undo a revision as far as later work allows.")
class RevertRevisionInput(Common):
    """Undo a revision."""

    revision: int = _field("Its number.")


@strawberry.input(description="Put one record, or remove one: give one of the two.")
class ChangeInput:
    """Put one record, or remove one."""

    put: JSON | None = _field(
        'A record in the native format, such as {"kind": "role", "id": "role/ict", "name": "ICT"}.', default=None
    )
    remove: strawberry.ID | None = _field(
        "Id of a record that was wrong; what merely ended gets an `until` instead.", default=None
    )


@strawberry.input(description="Put and remove records, all or none.")
class ApplyChangesInput(Common):
    """Put and remove records, all or none."""

    changes: list[ChangeInput] = _field("The changes, in order (5,000 at most).")


def request_from(given: Any) -> Any:
    """The request of the use case that an input object stands for.

    Raises:
        InvalidInput: a change neither puts nor removes, or the key is too long.
    """
    kind: Any = getattr(change, type(given).__name__.removesuffix("Input"))
    _check_key(given.key)
    values = _changes(given) if isinstance(given, ApplyChangesInput) else _values(given)
    known = {item.name for item in fields(kind)}
    return kind(**{name: value for name, value in values.items() if name in known and value is not None})


def _check_key(key: str | None) -> None:
    if key is not None and not 0 < len(key) <= LONGEST_KEY:
        raise InvalidInput.because(
            Text("The key has {number} characters", number=len(key)),
            Text("Give 1 to {most}, or leave it out", most=LONGEST_KEY),
            field="key",
        )


def _values(given: Any) -> dict[str, Any]:
    return {item.name: _plain(getattr(given, item.name)) for item in fields(given)}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_plain(one) for one in value)
    if isinstance(value, CoverInput):
        return change.Cover(task_group=str(value.task_group), by=str(value.by))
    return getattr(value, "value", value)


def _changes(given: ApplyChangesInput) -> dict[str, Any]:
    if len(given.changes) > MOST_RECORDS:
        raise InvalidInput.because(
            Text("{number} changes are given", number=len(given.changes)),
            Text("Give {most} at most", most=MOST_RECORDS),
            field="changes",
        )
    for index, one in enumerate(given.changes):
        if (one.put is None) == (one.remove is None):
            raise InvalidInput.because(
                Text("Change {number} must put or remove one record", number=index),
                Text("Give `put` or `remove`"),
                field="changes",
            )
    common = {name: getattr(given, name) for name in ("key", "reason", "expected_revision")}
    return {
        **common,
        "puts": tuple(one.put for one in given.changes if one.put is not None),
        "removals": tuple(str(one.remove) for one in given.changes if one.remove is not None),
    }
