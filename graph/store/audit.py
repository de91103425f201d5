"""The audit file: a line of JSON an entry, to which is only ever added, each with the hash of the one before it.

Whoever alters, removes, moves or cuts a line breaks the chain, and `verify` says where. The end of the chain hangs on
nothing that follows; so where the file stood (`Anchor`) is kept elsewhere, in the access store, and compared.

Several processes may add to one file: each locks it while it reads the last line and writes the next. An entry is on
the disk before it counts as written. What cannot be written, on a full disk as when the file may not be opened, raises
`AuditUnavailable`, and what was written of it is taken back: whoever wanted to do something that has to be noted then
does not do it, because an audit that misses what happened on a bad day is worth nothing on any other.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import orjson

from graph.domain.errors import StoreError
from graph.domain.text import Text
from graph.store.log import time_text

__all__ = ["Anchor", "AuditEntry", "AuditFile", "AuditUnavailable", "Fault", "Verdict"]

FIRST = "0" * 64
"""What the first entry follows."""
TAIL = 65_536
"""Bytes from the end in which the last line stands."""


class AuditUnavailable(StoreError):
    """The audit file cannot be written or read, so that what has to be noted is not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Something that was noted. People stand in it by a pseudonym.

    Attributes:
        number: of the entry in its file, from 1.
        at: when.
        actor: pseudonym of the person who did it; else `local owner`, `public`, or the name of a service key.
        action: what was done.
        about: pseudonym of the person whom it is about; empty = nobody.
        detail: what exactly, in a word or two; never anything personal.
    """

    number: int
    at: datetime
    actor: str
    action: str
    about: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """How far a file was once.

    Attributes:
        count: how many entries it had.
        digest: hash of the last of them.
    """

    count: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in the file that nobody of us wrote so.

    Attributes:
        line: of the file, from 1.
        message: what it is; without a full stop.
    """

    line: int
    message: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a look at the whole file gave.

    Attributes:
        count: how many entries it has.
        faults: what is wrong with it, in the order of its lines.
    """

    count: int
    faults: tuple[Fault, ...]


class AuditFile:
    """The audit file of an instance.

    Args:
        path: where it is; made at the first entry, for its owner only.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, at: datetime, actor: str, action: str, about: str = "", detail: str = "") -> Anchor:
        """Add an entry, whole and durable, and answer how far the file is now.

        Raises:
            AuditUnavailable: it cannot be written; nothing of it stays.
        """
        with self._telling(), self._opened() as file:
            end, lines = _tail_of(file)
            if end and not lines:
                raise _unreadable()
            before = _anchor_of(lines[-1]) if lines else Anchor(count=0, digest=FIRST)
            entry = AuditEntry(number=before.count + 1, at=at, actor=actor, action=action, about=about, detail=detail)
            line, digest = _line(entry, before.digest)
            try:
                _write_all(file, line, end)
                os.fsync(file)
            except OSError:
                os.ftruncate(file, end)
                raise
        return Anchor(count=entry.number, digest=digest)

    def holds(self, anchor: Anchor) -> bool:
        """Whether the last part of the file still has what it had.

        Raises:
            AuditUnavailable: the file cannot be read.
        """
        with self._telling(), self._opened() as file:
            for line in reversed(_tail_of(file)[1]):
                found = _anchor_of(line)
                if found.count <= anchor.count:
                    return found == anchor
        return False

    def entries(self) -> Iterator[AuditEntry]:
        """The entries that can be read, oldest first.

        Raises:
            AuditUnavailable: the file cannot be read.
        """
        for line in self._lines():
            with contextlib.suppress(ValueError, KeyError, TypeError):
                yield _entry(orjson.loads(line))

    def last_before(self, moment: datetime) -> Anchor | None:
        """The last of the oldest entries that are all from before a moment; the newest entry is never one of them.

        Raises:
            AuditUnavailable: the file cannot be read, or not each of those entries.
        """
        found: Anchor | None = None
        for line, _newer in pairwise(self._lines()):
            if _at(line) >= moment:
                break
            found = _anchor_of(line)
        return found

    def cut_to(self, start: Anchor) -> None:
        """Take away the oldest entries, up to and with one of them.

        Raises:
            AuditUnavailable: it cannot be done; the file is as it was.
        """
        with self._telling(), self._opened():
            kept = [line for line in self._lines() if _anchor_of(line).count > start.count]
            beside = self.path.with_name(f"{self.path.name}.new")
            made = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                _write_all(made, b"".join(kept), 0)
                os.fsync(made)
            finally:
                os.close(made)
            beside.replace(self.path)

    def verify(self, anchor: Anchor | None = None, start: Anchor | None = None) -> Verdict:
        """Look at every line.

        Args:
            anchor: how far the file was; None = not known.
            start: the last entry that was taken away from its beginning; None = none was.

        Raises:
            AuditUnavailable: the file cannot be read.
        """
        faults: list[Fault] = []
        count, look = 0, _Look(start)
        for number, line in enumerate(self._lines(), start=1):
            faults.extend(look.at(number, line, anchor))
            count = number
        if anchor is not None and look.last < anchor.count:
            cut = Text("The entries {first} to {last} were cut off", first=look.last + 1, last=anchor.count)
            faults.append(Fault(line=count + 1, message=cut))
        return Verdict(count=count, faults=tuple(faults))

    def _lines(self) -> Iterator[bytes]:
        with self._telling():
            if self.path.exists():
                with self.path.open("rb") as file:
                    yield from file

    @contextlib.contextmanager
    def _opened(self) -> Iterator[int]:
        """The file, locked; the lock goes with the opening."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self._locked()
        while not self._is_current(file):  # another process cut it while we waited
            os.close(file)
            file = self._locked()
        try:
            yield file
        finally:
            os.close(file)

    def _locked(self) -> int:
        file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        return file

    def _is_current(self, file: int) -> bool:
        try:
            return os.path.samestat(os.fstat(file), self.path.stat())
        except FileNotFoundError:
            return False

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise AuditUnavailable(
                Text(
                    "The audit file {path} cannot be used ({reason}), so this was not done. "
                    "Check its folder, rights and space, then do it again.",
                    path=str(self.path),
                    reason=os.strerror(error.errno or 0),
                )
            ) from error


class _Look:
    """What verifying knows after the lines that it saw."""

    def __init__(self, start: Anchor | None) -> None:
        self._start = start  # what may be missing at the beginning
        self.last = 0  # number of the entry that was seen last in its place
        self._digest = FIRST  # of the line before
        self._is_sound = True  # whether the line before could be read

    def at(self, line: int, raw: bytes, anchor: Anchor | None) -> Iterator[Fault]:
        """What is wrong with the next line."""
        try:
            plain = orjson.loads(raw)
            entry, before, digest = _entry(plain), str(plain["before"]), str(plain["hash"])
        except (ValueError, KeyError, TypeError):
            yield Fault(line=line, message=Text("The line was cut or is no entry"))
            self._is_sound = False
            self.last += 1
            return
        if _line(entry, before)[0] != raw:
            yield Fault(line=line, message=Text("The entry {number} was altered", number=entry.number))
        elif anchor is not None and entry.number == anchor.count and digest != anchor.digest:
            yield Fault(
                line=line, message=Text("The entry {number} is not the one that was written", number=entry.number)
            )
        yield from self._in_place(line, entry.number, before)
        self.last, self._digest, self._is_sound = max(self.last, entry.number), digest, True

    def _in_place(self, line: int, number: int, before: str) -> Iterator[Fault]:
        if line == 1 and self._start is not None and number == self._start.count + 1:
            self.last, self._digest = self._start.count, self._start.digest
        if number <= self.last:
            yield Fault(line=line, message=Text("The entry {number} stands in another place", number=number))
        elif number > self.last + 1:
            gone = Text("The entries {first} to {last} are not here", first=self.last + 1, last=number - 1)
            yield Fault(line=line, message=gone)
        elif self._is_sound and before != self._digest:
            broken = Text("The entry {number} does not follow on the one before it", number=number)
            yield Fault(line=line, message=broken)


def _line(entry: AuditEntry, before: str) -> tuple[bytes, str]:
    """An entry as the file has it, and its hash."""
    plain = {
        "number": entry.number,
        "at": time_text(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "about": entry.about,
        "detail": entry.detail,
        "before": before,
    }
    digest = hashlib.sha256(orjson.dumps(plain)).hexdigest()
    return orjson.dumps({**plain, "hash": digest}) + b"\n", digest


def _entry(plain: dict[str, str | int]) -> AuditEntry:
    return AuditEntry(
        number=int(plain["number"]),
        at=datetime.fromisoformat(str(plain["at"])),
        actor=str(plain["actor"]),
        action=str(plain["action"]),
        about=str(plain["about"]),
        detail=str(plain["detail"]),
    )


def _at(line: bytes) -> datetime:
    try:
        return _entry(orjson.loads(line)).at
    except (ValueError, KeyError, TypeError):
        raise _unreadable() from None


def _anchor_of(line: bytes) -> Anchor:
    try:
        plain = orjson.loads(line)
        return Anchor(count=int(plain["number"]), digest=str(plain["hash"]))
    except (ValueError, KeyError, TypeError):
        raise _unreadable() from None


def _unreadable() -> AuditUnavailable:
    return AuditUnavailable(
        Text("The last line of the audit file is no entry. Run mandaatwijzer audit verify, and begin a new file.")
    )


def _tail_of(file: int) -> tuple[int, list[bytes]]:
    """Where the next line begins, and the last lines.

    What stands after the last line end is the beginning of an entry that was never acknowledged: its writer died.
    """
    size = os.fstat(file).st_size
    begin = max(0, size - TAIL)
    tail = os.pread(file, size - begin, begin)
    whole = tail.rfind(b"\n") + 1
    lines = tail[:whole].splitlines()
    return begin + whole, lines if begin == 0 else lines[1:]


def _write_all(file: int, data: bytes, at: int) -> None:
    os.ftruncate(file, at)
    while data:
        written = os.pwrite(file, data, at)
        data, at = data[written:], at + written
