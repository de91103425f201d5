"""The change log, and what changed between two moments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

import strawberry

from graph.analyses.changes.record_differences import ACTS
from graph.analyses.changes.what_changed import ChangedRecord, WhatChanged
from graph.analyses.gaps.difference import GapDifference
from graph.domain import kinds
from graph.domain.changes import Revision as DomainRevision
from graph.domain.choices import THEMES
from graph.domain.codec import to_plain
from graph.domain.described import OneOf
from graph.domain.kinds import Record
from graph.usecases import gaps_over_time, read
from graph.usecases.read import HistoryEntry, visible_revision
from graph.usecases.world import World
from schema.arguments import EverythingBelow, Id, Info, Limit, or_null
from schema.asking import found
from schema.connections import Connection, Source, paged
from schema.declared import Answer, choice_enum, find, find_of, plain
from schema.derive import answers, computed, shown, shown_all
from schema.fields import field
from schema.gaps import Since, SinceKnownAt, earlier_of
from schema.ids import change_id, revision_id
from schema.paging import FIRST_PAGE, PageArguments
from schema.scalars import JSON, CursorValue
from schema.types import Node

__all__ = ["ChangesQuery", "Revision", "change_in_log", "revision_in_log", "show_revision"]

choice_enum("ChangeAct", ACTS, "Holds now and did not; held and does not now; says something else.")
choice_enum("ChangeTheme", tuple(THEMES), "What a changed record is about.")


# The log


@strawberry.type(description="What one revision did to one record.")
class RecordChange(Node):
    """What one revision did to one record."""

    record: strawberry.Private[HistoryEntry]

    @computed("`change/<revision>:<record>`.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(change_id(self.record.revision.number, self.record.change.id))

    @computed("Id of the record.")
    def record_id(self) -> strawberry.ID:
        return strawberry.ID(self.record.change.id)

    @computed("The record before, in the native format; null = it was added.")
    def before(self) -> JSON | None:
        before = self.record.change.before
        return None if before is None else JSON(to_plain(before))

    @computed("The record after, in the native format; null = it was removed.")
    def after(self) -> JSON | None:
        after = self.record.change.after
        return None if after is None else JSON(to_plain(after))

    @field("The revision.")
    def revision(self) -> Revision:
        return show_revision(self.world, self.record.revision)


@strawberry.type(description="One entry of the change log; its id is `revision/<number>`.")
class Revision(Node):
    """One entry of the change log."""

    record: strawberry.Private[DomainRevision]
    number: int = plain("1 for the first.")
    at: datetime = plain("When it was committed.")
    author: str = plain("Who made it: the id of a person, or the name of a program or of what has no name.")
    reason: str = plain("Why, in the author's words.")
    key: str = plain("The idempotency key; empty for who did not make it.")

    @computed("The person who made it; null when it was no person of the data, or one who may not be seen.")
    def author_person(self) -> Answer[kinds.Person] | None:
        is_person = kinds.kind_of_id(self.record.author) == "person"
        return find_of(self.world, kinds.Person, self.record.author) if is_person else None

    @computed("`revision/<number>`.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(revision_id(self.record.number))

    @computed("What it did to each record, in order of id.")
    def changes(self, page: PageArguments = FIRST_PAGE) -> Connection[RecordChange]:
        entries = [HistoryEntry(self.record, change) for change in self.record.changes]
        entries.sort(key=lambda entry: entry.change.id)
        return _entries(self.world, entries, lambda entry: (entry.change.id,), page)


def _entries(
    world: World, entries: Sequence[HistoryEntry], key: Callable[[HistoryEntry], CursorValue], page: PageArguments
) -> Connection[RecordChange]:
    source = Source(items=entries, key=key, show=lambda entry: RecordChange(record=entry, world=world))
    return paged(source, page)


def show_revision(world: World, revision: DomainRevision) -> Revision:
    """A revision as the API shows it, without the changes that are hidden from the viewer."""
    return Revision(record=visible_revision(world, revision), world=world)


async def revision_in_log(info: Info, number: int) -> Revision | None:
    """The revision with a number; None when there is none yet."""
    revision = await _in_log(info, number)
    return None if revision is None else show_revision(info.context.now, revision)


async def change_in_log(info: Info, number: int, record_id: str) -> RecordChange | None:
    """What a revision did to a record; None when it did nothing, or the viewer may not see it."""
    revision, world = await _in_log(info, number), info.context.now
    entries = () if revision is None else read.visible_entries(world, revision)
    found_entry = next((entry for entry in entries if entry.change.id == record_id), None)
    return None if found_entry is None else RecordChange(record=found_entry, world=world)


async def _in_log(info: Info, number: int) -> DomainRevision | None:
    context = info.context
    if not 0 < number <= context.now.known_at:
        return None
    revisions = await context.desk.revisions(number - 1)
    return revisions[0] if revisions and revisions[0].number == number else None


# Between two moments


@answers(ChangedRecord, without=("difference",))
class ShownChangedRecord(Answer[ChangedRecord]):
    """A record, how it differs, and who last wrote it down, side by side."""

    earlier: strawberry.Private[World]

    @computed("What is different.")
    def act(self) -> Annotated[str, OneOf(ACTS)]:
        return self.record.difference.act

    @computed("What the record is about.")
    def theme(self) -> Annotated[str, OneOf(tuple(THEMES))]:
        return self.record.difference.theme

    @computed("Its id.")
    def record_id(self) -> strawberry.ID:
        return strawberry.ID(self.record.difference.id)

    @computed("The record: as it is now, or as it was when it ended.")
    def node(self) -> Answer[Record] | None:
        ended = self.record.difference.after is None
        return find(self.earlier if ended else self.world, self.record.difference.id)

    @computed("Names of the fields that say something else, as the native format has them.")
    def fields(self) -> list[str]:
        return list(self.record.difference.fields)

    @computed("Number of the revision that last touched it.")
    def revision(self) -> int | None:
        return None if self.record.revision is None else self.record.revision.number

    @computed("When it was last written down.")
    def at(self) -> datetime | None:
        return None if self.record.revision is None else self.record.revision.at

    @computed("Who wrote it down.")
    def author(self) -> str | None:
        return None if self.record.revision is None else self.record.revision.author

    @computed("Why, in their words.")
    def reason(self) -> str | None:
        return None if self.record.revision is None else self.record.revision.reason or None


@answers(WhatChanged, without=("gaps",))
class ShownChanges(Answer[WhatChanged]):
    """What is shown of it knows the earlier moment."""

    earlier: strawberry.Private[World]

    @computed("How many records hold differently.")
    def record_count(self) -> int:
        return len(self.record.records)

    @computed("What holds differently, by theme and what is different.")
    def records(self, limit: Limit = 100) -> list[Answer[ChangedRecord]]:
        return shown_all(self.world, self.record.records[:limit], earlier=self.earlier)

    @computed("Which findings opened, closed and stayed.")
    def findings(self) -> Answer[GapDifference]:
        return shown(self.world, self.record.gaps, earlier=self.earlier)


# The questions


@strawberry.type
class ChangesQuery:
    """What was committed, and what changed."""

    @computed(
        "What changed in the division of tasks since an earlier moment, by whom and why; null when it is unknown.",
        cost=1000,
    )
    async def what_changed(
        self,
        info: Info,
        world: World,
        organisation: EverythingBelow = None,
        since: Since = None,
        since_known_at: SinceKnownAt = None,
    ) -> Answer[WhatChanged] | None:
        earlier = earlier_of(info, world, since, since_known_at)
        log = await info.context.desk.revisions()
        changed = await found(
            info,
            lambda deadline: gaps_over_time.changed_between(log, earlier, world, organisation, deadline=deadline),
        )
        return None if changed is None else shown(world, changed, earlier=earlier)

    @computed("Every revision that touched a record, oldest first; null when it is unknown or hidden.", cost=500)
    async def history(
        self,
        info: Info,
        id: Id,
        page: PageArguments = FIRST_PAGE,
    ) -> Connection[RecordChange] | None:
        world = info.context.now
        page.checked()
        entries = await or_null(read.history(info.context.desk, world, id))
        return None if entries is None else _entries(world, entries, lambda entry: (entry.revision.number,), page)

    @computed("A revision of the change log, by default the last one; null when there is none.", cost=50)
    async def revision(
        self,
        info: Info,
        number: Annotated[int | None, strawberry.argument(description="Its number.")] = None,
    ) -> Revision | None:
        return await revision_in_log(info, info.context.now.known_at if number is None else number)

    @computed(
        "What was committed after a revision, oldest first: how another tool stays up to date.",
        cost=200,
    )
    async def changes(
        self,
        info: Info,
        since: Annotated[int, strawberry.argument(description="The last revision that you know; 0 = none.")],
        page: PageArguments = FIRST_PAGE,
    ) -> Connection[Revision]:
        world = info.context.now
        page.checked()
        revisions = [one for one in await info.context.desk.revisions(max(since, 0)) if one.number <= world.known_at]
        source = Source(
            items=revisions,
            key=lambda revision: (revision.number,),
            show=lambda revision: show_revision(world, revision),
        )
        return paged(source, page)
