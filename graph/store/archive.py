"""A backup: the whole log of a store in one compressed file, from which a store of any kind can be filled again.

Lines of JSON under gzip. The first says of which store it is; then each revision, followed by its changes, so many a
line; the last holds the SHA-256 of all lines before it. The graph is what the log leads to, and is not in it twice.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import secrets
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from graph.domain.changes import RecordChange, Revision
from graph.domain.errors import InvalidInput
from graph.domain.text import Text, Value
from graph.store.log import changes_of, pairs_of, time_text

__all__ = ["Archive", "Origin", "origin_of", "read_archive", "written_archive", "written_beside"]

VERSION = 1
CHANGES_A_LINE = 1_000
COMPRESSION = 4
"""Of 9: beyond it a file takes twice the time to be an eighth smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a backup comes from.

    Attributes:
        store_id: of the store.
        revision: number of the last revision that is in it.
        made_at: when it was begun, in UTC.
    """

    store_id: str
    revision: int
    made_at: datetime


class Archive:
    """A backup that is being written; see `written_archive`."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._sum = hashlib.sha256()

    def add(self, revisions: Iterable[Revision]) -> None:
        """Write some revisions, in the order of their numbers."""
        for revision in revisions:
            self._line(_plain(revision))
            pairs = pairs_of(revision.changes)
            for first in range(0, len(pairs), CHANGES_A_LINE):
                self._line(pairs[first : first + CHANGES_A_LINE])

    def begin(self, origin: Origin) -> None:
        """Write the first line."""
        self._line({"mandaatwijzer_backup": VERSION, **asdict(origin), "made_at": time_text(origin.made_at)})

    def end(self) -> None:
        """Write the last line."""
        self._line({"sha256": self._sum.hexdigest()})

    def _line(self, value: Any) -> None:
        line = orjson.dumps(value) + b"\n"
        self._sum.update(line)
        self._file.write(line)


@contextlib.contextmanager
def written_archive(path: Path, origin: Origin) -> Iterator[Archive]:
    """A backup that comes to stand in its place when the block ends well, for its owner only; else nothing changes.

    Raises:
        InvalidInput: the file cannot be written.
    """
    with written_beside(path) as file, gzip.GzipFile("", "wb", COMPRESSION, file, mtime=0) as compressed:
        archive = Archive(compressed)
        archive.begin(origin)
        yield archive
        archive.end()


@contextlib.contextmanager
def written_beside(path: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when the block ends well, for its owner only; else nothing changes.

    Raises:
        InvalidInput: it cannot be written.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with _told(path):
            with _new(beside) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InvalidInput.because(
            Text("{path} cannot be written ({reason})", path=str(path), reason=os.strerror(error.errno or 0)),
            Text("Make room, or give another file"),
        ) from None


def origin_of(path: Path) -> Origin:
    """Where a backup comes from.

    Raises:
        InvalidInput: it is no backup, or one that this version does not read.
        OSError: it cannot be read.
    """
    with _lines(path) as lines:
        return _origin(path, next(lines, b""))


def read_archive(path: Path) -> Iterator[Revision]:
    """The revisions of a backup, oldest first; it is whole and as it was written when this comes to its end.

    Raises:
        InvalidInput: it is no backup, was cut, or is damaged.
        OSError: it cannot be read.
    """
    running = hashlib.sha256()
    with _lines(path) as lines:
        first = next(lines, b"")
        origin = _origin(path, first)
        running.update(first)
        last = 0
        for line in lines:
            head = _loaded(path, line)
            if "sha256" in head:
                if head["sha256"] != running.hexdigest():
                    raise _damaged(path, Text("its checksum does not fit"))
                if last != origin.revision or next(lines, None) is not None:
                    raise _damaged(path, Text("it does not end where it should"))
                return
            running.update(line)
            revision = _revision(path, head, lines, running)
            if revision.number != last + 1:
                raise _damaged(path, Text("revision {number} is missing", number=last + 1))
            last = revision.number
            yield revision
    raise _damaged(path, Text("it was cut"))


def _revision(path: Path, head: dict[str, Any], lines: Iterator[bytes], running: Any) -> Revision:
    changes: list[RecordChange] = []
    try:
        count = head.pop("changes")
        while len(changes) < count:
            line = next(lines, b"")
            running.update(line)
            changes.extend(changes_of(_loaded(path, line)))
        return Revision(**{**head, "at": datetime.fromisoformat(head["at"])}, changes=tuple(changes))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _damaged(path, Text("a record in it cannot be read: {reason}", reason=str(error))) from None


def _plain(revision: Revision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "at": time_text(revision.at),
        "author": revision.author,
        "reason": revision.reason,
        "key": revision.key,
        "digest": revision.digest,
        "changes": len(revision.changes),
    }


def _origin(path: Path, line: bytes) -> Origin:
    try:
        head = orjson.loads(line)
        version = head.pop("mandaatwijzer_backup")
        origin = Origin(**{**head, "made_at": datetime.fromisoformat(head["made_at"])})
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _damaged(path, Text("it does not begin as one")) from None
    if version != VERSION:
        raise _damaged(path, Text("a newer version of the product wrote it"))
    return origin


def _loaded(path: Path, line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except ValueError:
        raise _damaged(path, Text("it was cut")) from None


@contextlib.contextmanager
def _lines(path: Path) -> Iterator[Iterator[bytes]]:
    """The lines of a compressed file."""
    with path.open("rb") as file, gzip.GzipFile(fileobj=file) as compressed:
        yield _each(path, compressed)


def _each(path: Path, lines: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from lines
    except (gzip.BadGzipFile, zlib.error):
        raise _damaged(path, Text("it is not compressed as one")) from None
    except EOFError:
        raise _damaged(path, Text("it was cut")) from None


def _damaged(path: Path, reason: Value) -> InvalidInput:
    return InvalidInput.because(
        Text("{path} is no sound backup: {reason}", path=str(path), reason=reason), Text("Take another one")
    )
