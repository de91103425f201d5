"""The one check at the door of the store: may this viewer make this change?

Whatever a change comes from - a form, an import, `applyChanges`, an undone revision, a copy - its difference is judged
record by record against the rights of whoever makes it, and as a whole: it lets nobody do more than before, today or
on a day to come, unless whoever makes it may grant that to others. Nobody can give it to themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from graph.domain.changes import Change, Put, RecordChange
from graph.domain.choices import SHARING
from graph.domain.errors import Forbidden, Refusal
from graph.domain.kinds import (
    GRANTED_KINDS,
    AbsentFrom,
    Advises,
    AffiliatedWith,
    Channel,
    Decision,
    Holds,
    InGroup,
    Knows,
    Mandate,
    Organisation,
    PartOf,
    Person,
    ReachedBy,
    Record,
    Task,
    TaskGroup,
)
from graph.domain.text import Named, Series, Text, Value, either
from graph.model.bounds import Bounds
from graph.model.differences import changes_against
from graph.model.marked import granting_decisions, register_tasks
from graph.model.snapshot import Snapshot
from graph.usecases.bearing import places_borne_on, places_of_who_belongs_nowhere, right_needed
from graph.usecases.gains import Gain, gains, rights_ever
from graph.usecases.powers import Powers
from graph.usecases.rights import Right, Rights, rights_of
from graph.usecases.signing_in import ids_taken_over, signs_in_otherwise, ways_in
from graph.usecases.world import World

__all__ = ["check_rights", "refusals_of"]

OWNER_ONLY = "owner"
"""Stands for the right that only the owner has."""

MOST_ASKED = 3
LARGEST_TYPES = frozenset({"school", "school_group", "centre"})
"""What is shared by all is changed by who may change it at every organisation of these types."""

_GRANT_FIELDS = ("granted_by", "granted_in", "granted_on")
_HARMLESS = frozenset({"until", "note", "channel", "rank", "source", "verified_on", "hours_per_week"})
"""What a keeper may change of a mandate that was granted: it stays the mandate that the head granted."""


def check_rights(
    world: World, changes: Iterable[Change], after: Snapshot, owners: frozenset[str], *, known: Snapshot | None = None
) -> None:
    """Do nothing when the viewer may make the changes.

    What stays as it is, and the viewer does not see whole, is judged too: it would tell that it is so.

    Args:
        world: the graph before, as it is today, for whoever makes the changes.
        changes: what they make.
        after: the graph with them.
        owners: the people who are owner of the register, and the addresses of those who did not come in yet.
        known: what of the graph before the viewer may know, where they are refused by that alone; None = all of it.

    Raises:
        Forbidden: everything that they may not change, with who may.
    """
    rights = rights_of(world.viewer, world.graph, world.today)
    if rights.everything:
        return
    last = {change.id: change for change in changes}
    before = world.graph if known is None else known
    judged = (*changes_against(before, last.values()), *_unseen_as_before(world, before, last.values()))
    door = _Door(world, after, rights, owners, before)
    refusals = tuple(door.refusals(judged, as_a_whole=known is None))
    if refusals:
        raise Forbidden.because(refusals)


def refusals_of(
    world: World, changes: tuple[RecordChange, ...], after: Snapshot | None, owners: frozenset[str]
) -> tuple[Refusal, ...]:
    """Why the viewer may not make changes; none when they may.

    Args:
        world: the graph before, as it is today, for whoever makes the changes.
        changes: each record before and after.
        after: the graph with them; None = each is judged by itself, as where they no longer fit the graph.
        owners: the people who are owner of the register, and the addresses of those who did not come in yet.
    """
    rights = rights_of(world.viewer, world.graph, world.today)
    if rights.everything:
        return ()
    door = _Door(world, world.graph if after is None else after, rights, owners, world.graph)
    return tuple(door.refusals(changes, as_a_whole=after is not None))


def _unseen_as_before(world: World, before: Snapshot, changes: Iterable[Change]) -> Iterator[RecordChange]:
    """The records that would stay as they are, and are not so before the viewer."""
    for change in changes:
        if isinstance(change, Put) and before.get(change.id) == change.record != world.snapshot.get(change.id):
            yield RecordChange(before=change.record, after=change.record)


class _Door:
    """One change before the door."""

    def __init__(self, world: World, after: Snapshot, rights: Rights, owners: frozenset[str], before: Snapshot) -> None:
        self.world = world
        self.before = before
        self.after = after
        self.rights = rights
        self.owners = owners
        self.powers = Powers.of(world.graph, world.today)

    def refusals(self, changes: tuple[RecordChange, ...], *, as_a_whole: bool) -> Iterator[Refusal]:
        """Why records may not be changed; then why the whole may not be, when each of them may."""
        refused = not as_a_whole
        for change in changes:
            for refusal in self._of_record(change):
                refused = True
                yield refusal
        if not refused:
            yield from map(self._of_gain, gains(self.powers, self.after, changes, self.rights, self.world.viewer))

    # Record by record

    def _of_record(self, change: RecordChange) -> Iterator[Refusal]:
        if self._is_own(change):
            yield from self._of_others_word(change)
            return
        if self._marks_rights(change):
            yield self._only_owner(change.id, Text("Rights rest on it: only the owner of this register changes it"))
            return
        yield from self._of_places(change)
        if isinstance(change.record, Person):
            yield from self._of_sign_in(change)
            yield from self._of_sharing(change)
        if isinstance(change.after, Mandate):
            yield from self._of_grant(change, change.after)

    def _of_places(self, change: RecordChange) -> Iterator[Refusal]:
        right, places = right_needed(change.record), self._places(change)
        if places is None:
            everywhere = self._everywhere()
            if not everywhere or not self.rights.may(right, *everywhere):
                yield self._only_owner(change.id, Text("All organisations share it: you may not change it"))
        elif not places:
            if not self.rights.may(right):
                yield self._only_owner(change.id, Text("You may not add it"))
        elif not self.rights.may(right, *places):
            yield self._missing(change.id, right, places - self.rights.at(right))

    def _places(self, change: RecordChange) -> frozenset[str] | None:
        """What a change bears on, as organisations of today; empty = nothing yet, None = everything."""
        found: frozenset[str] = frozenset()
        for record, snapshot in ((change.before, self.before), (change.after, self.after)):
            if record is not None:
                places = places_borne_on(record, snapshot, self.world.today)
                if places is None:
                    return None
                found |= places
        if isinstance(change.after, AffiliatedWith):
            found |= places_of_who_belongs_nowhere(change.after.from_id, self.before, self.world.today)
        settled = [self._settled(place, frozenset()) for place in found]
        if None in settled or (not found and change.before is not None):
            return None
        return frozenset().union(*(each for each in settled if each is not None))

    def _settled(self, place: str, seen: frozenset[str]) -> frozenset[str] | None:
        """An organisation, or where it hangs when it is not there today; None when that is nowhere."""
        if self.before.exists(place, self.world.today):
            return frozenset({place})
        graph = self.before if self.before.get(place) is not None else self.after
        above = {edge.to_id for edge in graph.out(PartOf, place)} - seen - {place}
        found = [self._settled(up, seen | {place}) for up in above]
        if not found or None in found:
            return None
        return frozenset().union(*(each for each in found if each is not None))

    def _everywhere(self) -> frozenset[str]:
        graph, today = self.world.graph, self.world.today
        nodes = (node for node in graph.nodes(Organisation) if node.type in LARGEST_TYPES)
        return frozenset(node.id for node in nodes if graph.exists(node.id, today))

    # What only the owner changes

    def _marks_rights(self, change: RecordChange) -> bool:
        """Whether it is a decision to grant, the task of keeping the register, a group above one, or a link to it."""
        record: Any = change.record
        if isinstance(record, InGroup):
            return record.from_id in self._marked
        return isinstance(record, Task | Decision | TaskGroup) and record.id in self._marked

    @cached_property
    def _marked(self) -> frozenset[str]:
        found: set[str] = set()
        for snapshot in (self.before, self.after):
            bounds = Bounds(snapshot)
            for subject in (*granting_decisions(snapshot), *register_tasks(snapshot)):
                found |= bounds.groups(subject).ids
        return frozenset(found)

    # What is one's own

    def _is_own(self, change: RecordChange) -> bool:
        """Whether it is the viewer's own thing: before and after."""
        me = self.rights.own
        if me is None:
            return False
        record: Any = change.record
        versions: list[Any] = [each for each in (change.before, change.after) if each is not None]
        if isinstance(record, Knows | AbsentFrom):
            return all(each.from_id == me for each in versions)
        if isinstance(record, Advises):
            return me in (record.from_id, record.to_id) and change.effect in ("removed", "ended")
        if isinstance(record, Person):
            return record.id == me and _changes_only(change, "share_expertise")
        if isinstance(record, Mandate):
            return record.from_id in self._my_seats(me) and _changes_only(change, "verified_on")
        if isinstance(record, ReachedBy):
            return all(each.from_id in self._my_seats(me) and self._is_my_channel(me, each.to_id) for each in versions)
        return isinstance(record, Channel) and self._is_my_channel(me, record.id)

    def _of_others_word(self, change: RecordChange) -> Iterator[Refusal]:
        """What somebody knows is their own word, unless who may change it anyway says that it is another one's."""
        after = change.after
        if not isinstance(after, Knows):
            return
        there = [edge for edge in self.before.out(Knows, after.from_id) if edge.to_id == after.to_id]
        said = {
            "entered_by": after.entered_by not in {None, after.from_id, *(edge.entered_by for edge in there)},
            "provenance": after.provenance not in {"declared", "certified", *(edge.provenance for edge in there)},
        }
        for field in (field for field, is_new in said.items() if is_new):
            message = Text("This is the word of a colleague: you may not say it of yourself")
            yield from (replace(refusal, field=field, message=message) for refusal in self._of_places(change))

    def _my_seats(self, me: str) -> frozenset[str]:
        holdings = (edge for edge in self.before.out(Holds, me) if self.before.in_force(edge, self.world.today))
        return frozenset({me, *(edge.to_id for edge in holdings)})

    def _is_my_channel(self, me: str, channel: str) -> bool:
        """Whether it leads, before and after, to the viewer's own functions alone."""
        mine = self._my_seats(me)
        reached = [*self.before.into(ReachedBy, channel), *self.after.into(ReachedBy, channel)]
        return bool(reached) and all(edge.from_id in mine for edge in reached)

    # Who signs in as whom, and what people share

    def _of_sign_in(self, change: RecordChange) -> Iterator[Refusal]:
        if not signs_in_otherwise(change):
            return
        after = change.after if isinstance(change.after, Person) else None
        if after is not None and self.owners.intersection(ways_in(after)):
            yield self._only_owner(change.id, Text("An owner of this register signs in by this address"))
        taken = ids_taken_over(after, self.before) if after is not None else frozenset()
        for person in sorted({change.id, *taken}):
            if not self._includes_rights_of(person):
                said = Text("This says who signs in as {person}, who may do more than you", person=Named(person))
                yield self._only_owner(change.id, said)

    def _includes_rights_of(self, person: str) -> bool:
        if person in self.owners:
            return False
        granting, keeping = rights_ever(self.powers, person)
        return granting <= self.rights.at(Right.GRANT) and keeping <= self.rights.at(Right.KEEP)

    def _of_sharing(self, change: RecordChange) -> Iterator[Refusal]:
        """Whoever knows something says themselves who may see it."""
        before, after = change.before, change.after
        if isinstance(before, Person) and isinstance(after, Person) and self.before.out(Knows, before.id):
            order = list(SHARING)
            if order.index(after.share_expertise) > order.index(before.share_expertise):
                yield Refusal(
                    record=change.id,
                    field="share_expertise",
                    right=OWNER_ONLY,
                    ask=(change.id,),
                    message=Text("Only {person} says with whom their expertise is shared", person=Named(change.id)),
                    remedy=self._remedy((change.id,)),
                )

    # Who grants

    def _of_grant(self, change: RecordChange, after: Mandate) -> Iterator[Refusal]:
        """A mandate of a keeper stands to be confirmed, and one that was granted stays as it was granted."""
        places = self._places(change)
        if places is not None and self.rights.may(Right.GRANT, *places):
            return
        if places is None or _keeps_grant(change.before, after):
            return
        lacking = places - self.rights.at(Right.GRANT)
        refusal = self._missing(change.id, Right.GRANT, lacking)
        without = Text("Leave out who granted it: it then stands to be confirmed. {ask}", ask=refusal.remedy)
        yield replace(refusal, field="granted_by", remedy=without)

    # What is said

    def _of_gain(self, gain: Gain) -> Refusal:
        if gain.is_own:
            said = Text(
                "Nobody can let themselves do more at {organisation} than before", organisation=Named(gain.place)
            )
        else:
            said = Text(
                "{person} could then do more at {organisation} than before",
                person=Named(gain.person),
                organisation=Named(gain.place),
            )
        ask = self._who_may(Right.GRANT, gain.place)
        return Refusal(
            record=gain.record,
            right=Right.GRANT,
            organisations=(gain.place,),
            ask=ask,
            message=said,
            remedy=self._remedy(ask),
        )

    def _missing(self, record: str, right: Right, places: Iterable[str]) -> Refusal:
        lacking = tuple(sorted(places))
        ask = self._who_may(right, lacking[0])
        where = Series(tuple(Named(place) for place in lacking[:MOST_ASKED]), last="and")
        said = (
            Text("Only the head grants mandates at {organisations}", organisations=where)
            if right is Right.GRANT
            else Text("You may not change this at {organisations}", organisations=where)
        )
        return Refusal(
            record=record, right=right, organisations=lacking, ask=ask, message=said, remedy=self._remedy(ask)
        )

    def _only_owner(self, record: str, said: Text) -> Refusal:
        return Refusal(record=record, right=OWNER_ONLY, message=said, remedy=self._remedy(()))

    def _who_may(self, right: Right, place: str) -> tuple[str, ...]:
        """The functions or people who have a right at an organisation, as far as the viewer may see them."""
        heads, keepers = self.powers.functions_of_heads(place), self.powers.functions_of_keepers(place)
        by_right = {
            Right.GRANT: heads,
            Right.APPOINT: (*keepers, *heads),
            Right.AFFILIATE: (*keepers, *heads),
            Right.AGREE: (*heads, *keepers),
        }
        found = dict.fromkeys(by_right.get(right, keepers))
        return tuple(one for one in found if self.world.get(one) is not None)[:MOST_ASKED]

    def _remedy(self, ask: tuple[str, ...]) -> Text:
        if not ask:
            return Text("Ask the owner of this register")
        whom: tuple[Value, ...] = tuple(Named(one) for one in ask)
        return Text("Ask {whom}", whom=either(whom))


def _changes_only(change: RecordChange, field: str) -> bool:
    return change.before is not None and [each.field for each in change.fields] == [field]


def _keeps_grant(before: Record | None, after: Mandate) -> bool:
    """Whether nothing is granted by a change of a mandate."""
    if all(getattr(after, name) is None for name in _GRANT_FIELDS):
        return True
    if not isinstance(before, Mandate):
        return False
    changed = {each.field for each in RecordChange(before=before, after=after).fields}
    if after.kind not in GRANTED_KINDS:
        return changed.isdisjoint(_GRANT_FIELDS)
    return changed <= _HARMLESS and (before.until == after.until or _is_earlier(before, after))


def _is_earlier(before: Mandate, after: Mandate) -> bool:
    return after.until is not None and (before.until is None or after.until < before.until)
