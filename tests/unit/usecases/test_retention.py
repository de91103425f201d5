"""What is past its time goes, and nothing before it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest

from graph.domain.changes import ChangeSet, Put, RecordChange, Remove
from graph.domain.kinds import AbsentFrom, Person
from graph.store.audit import AuditFile
from graph.store.kept import Notice, PersonalLink, Proposal
from graph.store.log import pairs_of
from graph.store.sqlite.store import SqliteStore
from graph.usecases import gaps_over_time, read
from graph.usecases.auditing import AuditAction, audit_entries, audited, verified_audit
from graph.usecases.desk import Desk
from graph.usecases.gaps import gaps as gaps_of
from graph.usecases.retention import SOMEBODY, PastItsTime, apply_retention, kept_no_longer, planned_retention
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from tests.clocks import HandClock
from tests.graphs import Plains, day, edge, node, records_of, school
from tests.waiting import comes_about

AN = "person/an"
BO = Viewer(kind=ViewerKind.PERSON, name="Bo", person="person/bo")
NOTHING = PastItsTime(absences=0, expired=0, audit_entries=0)
GRAPH = (school("brug"), node(AN, name="An Peeters"), node("person/bo"))


def away(since: str, until: str | None, person: str = AN) -> Plains:
    """An absence."""
    return edge("ABSENT_FROM", person, "organisation/brug", since=since, **({"until": until} if until else {}))


@asynccontextmanager
async def desk_with(folder: Path, *more: Plains, author: str = "test") -> AsyncIterator[Desk]:
    """A desk over files in which these absences were noted."""
    store = SqliteStore(str(folder / "store.db"))
    second = records_of(*GRAPH, *more)
    first = tuple(record for record in second if not isinstance(record, AbsentFrom))
    await store.commit(ChangeSet(changes=tuple(map(Put, first)), author="test", reason="", key="first"))
    noted = tuple(Put(record) for record in second if isinstance(record, AbsentFrom))
    await store.commit(ChangeSet(changes=noted, author=author, reason="An is ziek", key="second"))
    file = AuditFile(folder / "audit.jsonl")
    async with Desk(store, clock=HandClock(), refresh_seconds=3600, audit_file=file) as desk:
        yield desk


def move_to(desk: Desk, moment: datetime) -> None:
    """Let it be another moment."""
    assert isinstance(desk.clock, HandClock)
    desk.clock.moment = moment


def of_an(desk: Desk) -> int:
    """How many absences name An."""
    return sum(each.from_id == AN for each in desk.snapshot.edges(AbsentFrom))


async def test_thirty_days_after_its_end_an_absence_says_no_longer_who_was_away(tmp_path: Path) -> None:
    ended, lately, now, open_end = (
        away("2026-09-01", "2026-09-15"),
        away("2026-09-02", "2026-09-16"),
        away("2026-10-01", "2026-12-01"),
        away("2026-10-02", None),
    )
    async with desk_with(tmp_path, ended, lately, now, open_end) as desk:
        assert (await planned_retention(desk, audit_days=None)).absences == 1
        assert of_an(desk) == 4, "a dry run does nothing"
        await apply_retention(desk, audit_days=None)
        assert of_an(desk) == 3
        (kept,) = [each for each in desk.snapshot.edges(AbsentFrom) if each.from_id == SOMEBODY]
        assert str(kept.until) == "2026-09-15", "that somebody was away stays"
        assert await desk.check() == ()


@pytest.mark.parametrize("viewer", [LOCAL_OWNER, BO], ids=["owner", "colleague"])
async def test_what_was_not_covered_then_does_not_look_covered_afterwards(tmp_path: Path, viewer: Viewer) -> None:
    does = [node("task/wifi"), edge("EXECUTES", AN, "task/wifi", scope=["organisation/brug"])]
    async with desk_with(tmp_path, does, away("2026-09-01", "2026-09-15")) as desk:
        await apply_retention(desk, audit_days=None)

        async def unnamed(text: str) -> set[int]:
            world = await desk.world(viewer, on=day(text))
            answer = read.responsible(world, "organisation/brug", "task/wifi")
            gaps = gaps_of(world, "organisation/brug")
            return {answer.unnamed_absences, gaps.unnamed_absences, gaps_of(world).unnamed_absences}

        assert [await unnamed(text) for text in ("2026-08-31", "2026-09-01", "2026-09-14", "2026-09-15")] == [
            {0}, {1}, {1}, {0},
        ]  # fmt: skip
        world = await desk.world(viewer)
        assert gaps_over_time.gap_history(world, "organisation/brug").unnamed_absences == 1
        assert gaps_over_time.gap_history(world, since=day("2026-09-20")).unnamed_absences == 0


async def test_nor_does_the_log_and_who_noted_their_own_noted_somebodys(tmp_path: Path) -> None:
    async with desk_with(tmp_path, away("2026-09-01", "2026-09-15"), author=AN) as desk:
        await apply_retention(desk, audit_days=None)
        _first, second, note = await desk.revisions()
        assert AN not in repr(second)
        assert second.reason == ""
        assert second.author == SOMEBODY
        assert (note.author, note.changes) == ("retention", ())
        before = await desk.at(2)
        assert [each.from_id for each in before.edges(AbsentFrom)] == [SOMEBODY]


async def test_an_absence_that_was_taken_away_goes_from_the_log_as_well(tmp_path: Path) -> None:
    async with desk_with(tmp_path, away("2026-09-01", None)) as desk:
        (absence,) = desk.snapshot.edges(AbsentFrom)
        await desk.commit(lambda _: [Remove(absence.id)], viewer=LOCAL_OWNER, reason="", key="third")
        assert await planned_retention(desk, audit_days=None) == NOTHING, "the store says that it was done just now"
        move_to(desk, datetime.now(UTC) + timedelta(days=31))
        await apply_retention(desk, audit_days=None)
        assert absence.id not in repr(await desk.revisions())


async def test_two_who_were_away_on_the_same_days_are_still_two(tmp_path: Path) -> None:
    days = ("2026-09-01", "2026-09-15")
    async with desk_with(tmp_path, away(*days), away(*days, person="person/bo")) as desk:
        await apply_retention(desk, audit_days=None)
        assert len(desk.snapshot.edges(AbsentFrom)) == 2


async def test_once_is_enough_and_a_later_time_finds_what_ended_since(tmp_path: Path) -> None:
    async with desk_with(tmp_path, away("2026-09-01", "2026-09-15"), away("2026-10-01", "2026-10-20")) as desk:
        await apply_retention(desk, audit_days=None)
        revision = desk.revision
        assert await apply_retention(desk, audit_days=None) == NOTHING
        assert desk.revision == revision
        move_to(desk, desk.clock.now() + timedelta(days=40))
        assert (await apply_retention(desk, audit_days=None)).absences == 1
        assert of_an(desk) == 0
        assert len([one for one in desk.snapshot.nodes(Person) if one.id == SOMEBODY]) == 1


async def test_ways_in_that_expired_go(tmp_path: Path) -> None:
    async with desk_with(tmp_path, away("2026-10-01", None)) as desk:
        now = desk.clock.now()
        link = PersonalLink(key="old", person=AN, made=now - timedelta(days=8), made_by="local owner")
        await desk.access.add(link, now - timedelta(days=8))
        await desk.access.add(replace(link, key="new", made=now), now)
        assert (await planned_retention(desk, audit_days=None)).expired == 1
        await apply_retention(desk, audit_days=None)
        assert await desk.access.find(PersonalLink, "old", now - timedelta(days=8)) is None
        assert await desk.access.find(PersonalLink, "new", now) is not None


async def test_what_somebody_was_told_of_signing_in_is_counted_when_it_goes(tmp_path: Path) -> None:
    async with desk_with(tmp_path, away("2026-10-01", None)) as desk:
        now = desk.clock.now()
        for key, days in (("old", 31), ("new", 29)):
            told = now - timedelta(days=days)
            await desk.access.add(Notice(key=key, person=AN, what="passkey_added", at=told), told)
        assert (await apply_retention(desk, audit_days=None)).expired == 1
        assert [one.key for one in await desk.access.all(Notice, now - timedelta(days=31))] == ["new"]


async def test_a_proposal_that_names_who_was_away_once_goes_and_others_stay(tmp_path: Path) -> None:
    async with desk_with(tmp_path, away("2026-10-01", None)) as desk:
        now = desk.clock.now()
        for key, until in (("old", "2026-09-14"), ("new", "2026-09-20")):
            (absence,) = (one for one in records_of(*GRAPH, away("2026-09-01", until)) if isinstance(one, AbsentFrom))
            changes = orjson.dumps(pairs_of([RecordChange(before=None, after=absence)])).decode()
            proposal = Proposal(
                key=key, person="person/bo", made=now, revision=1, changes=changes, form="", fields="[]", why=""
            )
            await desk.access.add(proposal, now)
        assert (await planned_retention(desk, audit_days=None)).expired == 1
        await apply_retention(desk, audit_days=None)
        assert [one.key for one in await desk.access.all(Proposal, now)] == ["new"]


async def test_old_entries_of_the_audit_file_go_and_it_is_as_sound_as_before(tmp_path: Path) -> None:
    clock_steps = (0, 10, 20, 30)
    async with desk_with(tmp_path, away("2026-10-01", None)) as desk:
        begun = desk.clock.now()
        viewer = Viewer(kind=ViewerKind.PERSON, name="Bo", person="person/bo")
        for days in clock_steps:
            move_to(desk, begun + timedelta(days=days))
            await audited(desk, viewer, AuditAction.PERSON_READ, about=AN, detail=f"day {days}")
        assert (await planned_retention(desk, audit_days=15)).audit_entries == 2
        await apply_retention(desk, audit_days=15)
        assert [each.detail for each in await audit_entries(desk)] == ["day 20", "day 30"]
        assert (await verified_audit(desk)).faults == ()
        await audited(desk, viewer, AuditAction.PERSON_READ, about=AN, detail="later")
        assert [each.number for each in await audit_entries(desk)] == [3, 4, 5]
        assert (await verified_audit(desk)).faults == ()


async def test_whoever_cuts_more_of_the_audit_file_is_found_out(tmp_path: Path) -> None:
    async with desk_with(tmp_path, away("2026-10-01", None)) as desk:
        begun = desk.clock.now()
        for days in (0, 10, 20, 30):
            move_to(desk, begun + timedelta(days=days))
            await audited(desk, LOCAL_OWNER, AuditAction.EXPORTED)
        await apply_retention(desk, audit_days=25)
        file = tmp_path / "audit.jsonl"
        file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[1:]))
        assert (await verified_audit(desk)).faults != ()


async def test_the_newest_entry_always_stays(tmp_path: Path) -> None:
    async with desk_with(tmp_path, away("2026-10-01", None)) as desk:
        await audited(desk, LOCAL_OWNER, AuditAction.EXPORTED)
        move_to(desk, desk.clock.now() + timedelta(days=400))
        assert await apply_retention(desk, audit_days=1) == NOTHING
        assert len(await audit_entries(desk)) == 1


async def test_while_a_service_runs_it_is_done_at_the_start_and_again(tmp_path: Path) -> None:
    async with (
        desk_with(tmp_path, away("2026-09-01", "2026-09-15")) as desk,
        kept_no_longer(desk, audit_days=None, every_seconds=0.01),
    ):
        await comes_about(lambda: not of_an(desk))
