"""The audit: what is noted of whom, and every way in which a file can be not as it was written."""

from __future__ import annotations

import errno
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from graph.domain.changes import ChangeSet, Put
from graph.store import audit as audit_store
from graph.store.audit import AuditFile, AuditUnavailable
from graph.store.kept import Pseudonym
from graph.store.sqlite.store import SqliteStore
from graph.usecases.auditing import (
    AuditAction,
    audit_entries,
    audited,
    denied,
    person_read,
    verified_audit,
    who_looked_at,
)
from graph.usecases.desk import Desk
from graph.usecases.owners import add_owner, owners_of, remove_owner
from graph.usecases.viewer import LOCAL_OWNER, PUBLIC, Viewer, ViewerKind
from tests.clocks import MORNING, HandClock
from tests.graphs import node, records_of

NOW = MORNING
AN = Viewer(kind=ViewerKind.PERSON, name="An", person="person/an")
BO = Viewer(kind=ViewerKind.PERSON, name="Bo", person="person/bo")
LINES = 4


@asynccontextmanager
async def opened(folder: Path, clock: HandClock | None = None) -> AsyncIterator[Desk]:
    """A desk over a file with An and Bo."""
    store = SqliteStore(str(folder / "store.db"))
    puts = tuple(Put(record) for record in records_of(node("person/an", name="An"), node("person/bo", name="Bo")))
    await store.commit(ChangeSet(changes=puts, author="test", reason="first", key="first"))
    file = AuditFile(folder / "audit.jsonl")
    async with Desk(store, clock=clock or HandClock(), refresh_seconds=3600, audit_file=file) as desk:
        yield desk


async def filled(desk: Desk) -> None:
    """Note `LINES` things."""
    for number in range(LINES):
        await audited(desk, AN, AuditAction.EXPORTED, detail=f"format {number}")


def lines_of(desk: Desk) -> list[bytes]:
    assert desk.audit_file is not None
    return desk.audit_file.path.read_bytes().splitlines(keepends=True)


async def faults(desk: Desk, *lines: bytes) -> list[str]:
    """What is wrong with the file once it has these lines."""
    assert desk.audit_file is not None
    desk.audit_file.path.write_bytes(b"".join(lines))
    return [f"{fault.line}: {fault.message}" for fault in (await verified_audit(desk)).faults]


class TestNoting:
    async def test_what_is_noted_is_told_with_people_by_their_ids(self, tmp_path: Path) -> None:
        async with opened(tmp_path) as desk:
            await audited(desk, AN, AuditAction.EXPORTED, detail="yaml")
            await person_read(desk, BO, "person/an", detail="page")
            await denied(desk, PUBLIC, about="person/an")
            await audited(desk, LOCAL_OWNER, AuditAction.SIGNED_IN)
            told = [(entry.number, entry.actor, entry.action, entry.about) for entry in await audit_entries(desk)]
        assert told == [
            (1, "person/an", "exported", ""),
            (2, "person/bo", "person_read", "person/an"),
            (3, "public", "denied", "person/an"),
            (4, "local owner", "signed_in", ""),
        ]

    async def test_who_reads_what_is_their_own_is_not_noted(self, tmp_path: Path) -> None:
        async with opened(tmp_path) as desk:
            await person_read(desk, AN, "person/an")
            assert await audit_entries(desk) == ()

    async def test_who_looked_at_me_in_the_last_ninety_days_newest_first(self, tmp_path: Path) -> None:
        clock = HandClock()
        async with opened(tmp_path, clock) as desk:
            await person_read(desk, BO, "person/an", detail="long ago")
            clock.moment += timedelta(days=91)
            await person_read(desk, BO, "person/an", detail="first")
            await person_read(desk, AN, "person/bo")
            await audited(desk, LOCAL_OWNER, AuditAction.EXPORTED, about="person/an", detail="second")
            await audited(desk, AN, AuditAction.EXPORTED, about="person/an", detail="by herself")
            assert [entry.detail for entry in await who_looked_at(desk, "person/an")] == ["second", "first"]
            assert await who_looked_at(desk, "person/nobody") == ()

    async def test_the_file_holds_no_person_and_after_an_erasure_nobody_knows_who_it_was(self, tmp_path: Path) -> None:
        async with opened(tmp_path) as desk:
            await person_read(desk, BO, "person/an")
            assert b"person/" not in b"".join(lines_of(desk))
            await desk.access.forget("person/an")
            (entry,) = await audit_entries(desk)
            assert (entry.actor, entry.about.startswith("p-")) == ("person/bo", True)
            assert (await verified_audit(desk)).faults == ()
            assert await desk.access.all(Pseudonym, NOW, about="person/an") == []

    async def test_of_a_store_in_memory_nothing_is_noted(self) -> None:
        async with Desk(SqliteStore(":memory:")) as desk:
            await audited(desk, LOCAL_OWNER, AuditAction.EXPORTED)
            assert await audit_entries(desk) == ()

    async def test_the_file_is_for_its_owner_only(self, tmp_path: Path) -> None:
        async with opened(tmp_path) as desk:
            await filled(desk)
        assert (tmp_path / "audit.jsonl").stat().st_mode & 0o777 == 0o600


class TestVerifying:
    async def test_a_file_as_it_was_written_has_no_fault(self, tmp_path: Path) -> None:
        async with opened(tmp_path) as desk:
            await filled(desk)
            verdict = await verified_audit(desk)
        assert (verdict.count, verdict.faults) == (LINES, ())

    async def test_no_file_has_no_fault(self, tmp_path: Path) -> None:
        async with opened(tmp_path) as desk:
            assert (await verified_audit(desk)).count == 0

    @pytest.mark.parametrize("line", range(LINES))
    async def test_an_altered_line_is_told(self, tmp_path: Path, line: int) -> None:
        async with opened(tmp_path) as desk:
            await filled(desk)
            lines = lines_of(desk)
            lines[line] = lines[line].replace(b"exported", b"imported")
            assert await faults(desk, *lines) == [f"{line + 1}: The entry {line + 1} was altered"]

    @pytest.mark.parametrize("line", range(LINES))
    async def test_and_one_of_which_the_hash_was_made_again(self, tmp_path: Path, line: int) -> None:
        async with opened(tmp_path) as desk:
            await filled(desk)
            lines = lines_of(desk)
            (entry,) = [each for each in AuditFile(tmp_path / "audit.jsonl").entries() if each.number == line + 1]
            forged = audit_store.AuditEntry(
                number=entry.number, at=entry.at, actor="public", action=entry.action, detail=entry.detail
            )
            before = lines[line].split(b'"before":"')[1][:64].decode()
            lines[line] = audit_store._line(forged, before)[0]
            told = await faults(desk, *lines)
        last = f"{LINES}: The entry {LINES} is not the one that was written"
        middle = f"{line + 2}: The entry {line + 2} does not follow on the one before it"
        assert told == [last if line == LINES - 1 else middle]

    @pytest.mark.parametrize("line", range(LINES))
    async def test_a_removed_line_is_told(self, tmp_path: Path, line: int) -> None:
        async with opened(tmp_path) as desk:
            await filled(desk)
            lines = lines_of(desk)
            del lines[line]
            gone = f"The entries {line + 1} to {line + 1} are"
            said = f"{gone} not here" if line < LINES - 1 else f"The entries {LINES} to {LINES} were cut off"
            assert await faults(desk, *lines) == [f"{line + 1}: {said}"]

    async def test_lines_in_another_order_are_told(self, tmp_path: Path) -> None:
        async with opened(tmp_path) as desk:
            await filled(desk)
            first, second, third, *rest = lines_of(desk)
            assert "3: The entry 2 stands in another place" in await faults(desk, first, third, second, *rest)

    async def test_a_line_that_stands_there_twice_is_told(self, tmp_path: Path) -> None:
        async with opened(tmp_path) as desk:
            await filled(desk)
            first, *rest = lines_of(desk)
            assert await faults(desk, first, first, *rest) == ["2: The entry 1 stands in another place"]

    @pytest.mark.parametrize("line", range(LINES))
    async def test_a_cut_line_is_told(self, tmp_path: Path, line: int) -> None:
        async with opened(tmp_path) as desk:
            await filled(desk)
            lines = lines_of(desk)
            lines[line] = lines[line][:40] + (b"\n" if line < LINES - 1 else b"")
            assert f"{line + 1}: The line was cut or is no entry" in await faults(desk, *lines)

    @pytest.mark.parametrize("left", range(LINES))
    async def test_an_end_that_was_cut_off_is_told_also_after_more_entries(
        self, tmp_path: Path, left: int, caplog: pytest.LogCaptureFixture
    ) -> None:
        clock = HandClock()
        async with opened(tmp_path, clock) as desk:
            await filled(desk)
            assert await faults(desk, *lines_of(desk)[:left]) != []
            clock.moment += timedelta(seconds=1)
            await filled(desk)
            await filled(desk)
            assert (await verified_audit(desk)).faults != ()
        assert "audit_altered" in caplog.messages


class TestWriting:
    async def test_on_a_full_disk_it_is_told_and_nothing_of_the_entry_stays(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        write = os.pwrite

        def half(file: int, data: bytes, at: int) -> int:
            write(file, data[:20], at)
            raise OSError(errno.ENOSPC, "full")

        async with opened(tmp_path) as desk:
            await filled(desk)
            with monkeypatch.context() as full:
                full.setattr(os, "pwrite", half)
                with pytest.raises(AuditUnavailable, match="No space left"):
                    await add_owner(desk, LOCAL_OWNER, "person/an")
                await denied(desk, PUBLIC)
            assert caplog.messages == ["audit_not_written"]
            assert await owners_of(desk) == ()
            await audited(desk, AN, AuditAction.EXPORTED)
            verdict = await verified_audit(desk)
        assert (verdict.count, verdict.faults) == (LINES + 1, ())

    async def test_what_a_writer_that_died_left_half_is_taken_away(self, tmp_path: Path) -> None:
        async with opened(tmp_path) as desk:
            await filled(desk)
            with (tmp_path / "audit.jsonl").open("ab") as file:
                file.write(b'{"number":5,"at":"2026')
            await audited(desk, AN, AuditAction.EXPORTED)
            verdict = await verified_audit(desk)
        assert (verdict.count, verdict.faults) == (LINES + 1, ())

    @pytest.mark.parametrize("end", [b"no entry\n", b"{}\n"])
    async def test_after_a_last_line_that_is_no_entry_nothing_is_written(self, tmp_path: Path, end: bytes) -> None:
        async with opened(tmp_path) as desk:
            await filled(desk)
            with (tmp_path / "audit.jsonl").open("ab") as file:
                file.write(end)
            with pytest.raises(AuditUnavailable, match="begin a new file"):
                await audited(desk, AN, AuditAction.EXPORTED)

    def test_several_processes_write_one_chain(self, tmp_path: Path) -> None:
        path = tmp_path / "audit.jsonl"
        with ProcessPoolExecutor(3) as processes:
            list(processes.map(_write_some, [path] * 3))
        verdict = AuditFile(path).verify()
        assert (verdict.count, verdict.faults) == (30, ())


def _write_some(path: Path) -> None:
    for _ in range(10):
        AuditFile(path).append(NOW, "public", "exported")


class TestOwners:
    async def test_who_is_named_is_one_until_they_are_taken_away(self, tmp_path: Path) -> None:
        async with opened(tmp_path) as desk:
            for who in ("person/an", " Head@School.example "):
                await add_owner(desk, LOCAL_OWNER, who)
                await add_owner(desk, LOCAL_OWNER, who)
            assert [owner.key for owner in await owners_of(desk)] == ["head@school.example", "person/an"]
            await remove_owner(desk, LOCAL_OWNER, "HEAD@school.example")
            assert [owner.key for owner in await owners_of(desk)] == ["person/an"]
            actions = [entry.action for entry in await audit_entries(desk)]
        assert actions == [AuditAction.OWNER_ADDED] * 4 + [AuditAction.OWNER_REMOVED]

    @pytest.mark.parametrize("who", ["person/nobody", "nobody", "", "organisation/x", "a@"])
    async def test_nobody_else_is_named(self, tmp_path: Path, who: str) -> None:
        async with opened(tmp_path) as desk:
            with pytest.raises(Exception, match=r"not known|no person"):
                await add_owner(desk, LOCAL_OWNER, who)
            assert await owners_of(desk) == ()

    async def test_only_an_owner_names_or_takes_away(self, tmp_path: Path) -> None:
        async with opened(tmp_path) as desk:
            await add_owner(desk, LOCAL_OWNER, "person/an")
            verbs: tuple[Callable[..., object], ...] = (add_owner, remove_owner)
            for verb in verbs:
                with pytest.raises(Exception, match="Ask one of them"):
                    await verb(desk, BO, "person/an")  # type: ignore[misc]
            assert [owner.key for owner in await owners_of(desk)] == ["person/an"]
