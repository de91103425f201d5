"""My data: everything that is kept about a person, who entered it, who can see it, and who looked.

A person may read all of it, also what nobody else is shown any more; so this looks at the graph itself. What is said
of somebody else and names them, as who entered it or is replaced, they read as they see it, and else no more than that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson

from graph.domain.codec import to_plain
from graph.domain.errors import NotFound
from graph.domain.kinds import Edge, Knows, Organisation, Person, Record, field_specs, naming_specs
from graph.model.coverage import Coverage
from graph.store.kept import Identity, Notice, Passkey, PersonalLink, Proposal, Session, Unfinished
from graph.usecases.auditing import Audited, who_looked_at
from graph.usecases.change.editing import CorrectRecord, RemoveRecord, correct_record, remove_record
from graph.usecases.change.request import Changed
from graph.usecases.notices import notices_of
from graph.usecases.proposals import proposals_of
from graph.usecases.viewer import HIDDEN, Audience, Viewer, ViewerKind

if TYPE_CHECKING:
    from graph.usecases.desk import Desk
    from graph.usecases.world import World

__all__ = [
    "KeptFact",
    "MyData",
    "as_file",
    "colleague_of",
    "my_data",
    "remove_level",
    "share_with",
]

OTHERS = (Audience.SIGNED_IN, Audience.GROUP, Audience.SCHOOL)
"""Those who stand further away than the person and the owner, the furthest first."""

_KEPT_TO_COME_IN = (Session, Passkey, Identity, PersonalLink)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFact:
    """Something that the register says of a person.

    Attributes:
        record: the person, an edge at them, or a record that names them.
        entered_by: id of who last changed it, or what the log calls them; empty when the log does not say.
        entered_at: when.
        seen_by: the furthest who can see it; `SELF` = nobody but the person and the owner of the register.
    """

    record: Record
    entered_by: str
    entered_at: datetime | None
    seen_by: Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class MyData:
    """Everything that is kept about a person.

    Attributes:
        person: as the register has them.
        facts: what it says of them, the person first, then by kind and id.
        ways_in: how many things of each sort are kept to let them in; never a secret.
        proposals: what they proposed, with the answers; the newest first.
        unfinished: the forms that they left half-way, the last first.
        notices: what they were told about how they sign in, newest first.
        looked: who looked at what is personal, or exported it, in the last 90 days; newest first.
    """

    person: Person
    facts: tuple[KeptFact, ...]
    ways_in: Mapping[str, int]
    proposals: tuple[Proposal, ...]
    unfinished: tuple[Unfinished, ...]
    notices: tuple[Notice, ...]
    looked: tuple[Audited, ...]


async def my_data(desk: Desk, person: str) -> MyData:
    """Everything that is kept about a person.

    Cost: reads the whole change log.

    Raises:
        NotFound: there is no such person.
        NotHeldHere: not everything is held here.
    """
    desk.check_holds_all()
    found = desk.snapshot.find(Person, person)
    if found is None:
        raise NotFound.record(person)
    own = await desk.world(Viewer(kind=ViewerKind.PERSON, name=found.name, person=person))
    records = _records_about(own, found)
    entered = await _entered(desk, {record.id for record in records if _is_told(own, record, person)})
    others = await worlds_of_others(desk, person)
    now = desk.clock.now()
    return MyData(
        person=found,
        facts=tuple(
            KeptFact(
                record=record if _is_told(own, record, person) else _naming_alone(own, record, person),
                entered_by=entered[record.id][0] if record.id in entered else "",
                entered_at=entered[record.id][1] if record.id in entered else None,
                seen_by=_furthest(record, others),
            )
            for record in records
        ),
        ways_in={kind.sort: len(await desk.access.all(kind, now, about=person)) for kind in _KEPT_TO_COME_IN},
        proposals=await proposals_of(desk, person),
        unfinished=tuple(await desk.access.all(Unfinished, now, about=person)),
        notices=await notices_of(desk, person),
        looked=await who_looked_at(desk, person),
    )


def colleague_of(desk: Desk, person: str, near: Audience) -> Viewer:
    """Somebody who stands so near to a person: of a school of theirs, of their school group, or of elsewhere."""
    coverage = Coverage.of(desk.snapshot, desk.today())
    homes = frozenset(coverage.affiliations(person))
    above = {up for home in homes for up in coverage.above(home)} - homes
    groups = frozenset(up for up in above if _is_group(desk, up))
    places = {Audience.SCHOOL: homes, Audience.GROUP: groups}.get(near, frozenset[str]())
    return Viewer(kind=ViewerKind.PERSON, name=near.value, organisations=places)


async def worlds_of_others(desk: Desk, person: str) -> Mapping[Audience, World]:
    """What others see, by how near they stand to a person; the furthest first."""
    return {near: await desk.world(colleague_of(desk, person, near)) for near in OTHERS}


async def share_with(desk: Desk, viewer: Viewer, person: str, choice: str) -> Changed:
    """Let a person share their expertise with others than before.

    Raises:
        InvalidInput: there is no such choice.
        Forbidden: the viewer may not decide that.
    """
    request = CorrectRecord(record=person, values={"share_expertise": choice})
    return await correct_record(desk, viewer, request)


async def remove_level(desk: Desk, viewer: Viewer, person: str, knows: str) -> Changed:
    """Take away what the register says that a person knows, whoever entered it.

    Raises:
        NotFound: it says no such thing of this person.
        Forbidden: the viewer may not decide that.
    """
    edge = desk.snapshot.find(Knows, knows)
    if edge is None or edge.from_id != person:
        raise NotFound.record(knows[:120])
    return await remove_record(desk, viewer, RemoveRecord(record=knows))


def as_file(mine: MyData) -> dict[str, Any]:
    """All of it in plain values, for a file in JSON."""
    return {
        "person": to_plain(mine.person),
        "facts": [
            {
                "record": to_plain(fact.record),
                "entered_by": fact.entered_by,
                "entered_at": fact.entered_at,
                "seen_by": fact.seen_by.value,
            }
            for fact in mine.facts
        ],
        "ways_in": dict(mine.ways_in),
        "proposals": [
            {
                "made": each.made,
                "form": each.form,
                "fields": orjson.loads(each.fields),
                "why": each.why,
                "state": each.state,
                "answered": each.answered,
                "answered_by": each.answered_by,
                "word": each.word,
            }
            for each in mine.proposals
        ],
        "unfinished": [
            {"at": each.at, "form": each.form, "fields": orjson.loads(each.fields)} for each in mine.unfinished
        ],
        "notices": [{"at": each.at, "what": each.what} for each in mine.notices],
        "looked": [
            {"at": each.at, "who": each.actor, "action": each.action, "detail": each.detail} for each in mine.looked
        ],
    }


def _records_about(world: World, person: Person) -> list[Record]:
    found: dict[str, Record] = {edge.id: edge for edge in world.graph.touching(person.id)}
    found |= {record.id: record for record in world.graph.naming(person.id)}
    return [person, *sorted(found.values(), key=lambda record: (record.kind, record.id))]


def _is_told(world: World, record: Record, person: str) -> bool:
    """Whether a person reads all of a record: it is theirs, or they see it anyway."""
    ends = (record.from_id, record.to_id) if isinstance(record, Edge) else (record.id,)
    return person in ends or world.as_seen(record) == record


def _naming_alone(world: World, record: Any, person: str) -> Record:
    """A record of somebody else with what a person sees of it, and at least that it names them."""
    seen: Record | None = world.as_seen(record)
    if seen is not None:
        return seen
    values: dict[str, Any] = {spec.name: spec.default for spec in field_specs(type(record)) if not spec.required}
    values |= {spec.name: person for spec in naming_specs(record.kind) if getattr(record, spec.name) == person}
    if isinstance(record, Edge):
        values |= {end: HIDDEN for end in ("from_id", "to_id") if world.get(getattr(record, end)) is None}
    made: Record = replace(record, **values)
    return made


async def _entered(desk: Desk, ids: set[str]) -> dict[str, tuple[str, datetime]]:
    """Who last changed which record, and when."""
    found: dict[str, tuple[str, datetime]] = {}
    for revision in await desk.revisions():
        for change in revision.changes:
            if change.id in ids:
                found[change.id] = revision.author, revision.at
    return found


def _furthest(record: Record, others: Mapping[Audience, World]) -> Audience:
    return next((near for near, world in others.items() if world.as_seen(record) is not None), Audience.SELF)


def _is_group(desk: Desk, organisation: str) -> bool:
    found = desk.snapshot.find(Organisation, organisation)
    return found is not None and found.type == "school_group"
