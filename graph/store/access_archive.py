"""A backup of who may come in, in a file of its own: whoever restores a graph elsewhere lets nobody in by that.

What lasts is in it: owners, passkeys, keys of programs and their webhooks, who somebody is at a provider, proposals,
what the audit file needs, and the secret behind the ids of who is hidden. Sessions, links and sign-ins under way are
not: whoever had one signs in again. What lets somebody in is hashed, as in the store.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import zlib
from collections.abc import Iterable
from pathlib import Path

import orjson

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from graph.store.archive import written_beside
from graph.store.kept import (
    AuditAnchor,
    AuditStart,
    Identity,
    Kept,
    Owner,
    Passkey,
    Proposal,
    Pseudonym,
    Secret,
    ServiceKey,
    Webhook,
)
from graph.store.packing import packed, unpacked

__all__ = ["LASTING", "read_access", "write_access"]

VERSION = 1
LASTING: tuple[type[Kept], ...] = (
    Owner,
    Passkey,
    ServiceKey,
    Webhook,
    Identity,
    Proposal,
    Pseudonym,
    Secret,
    AuditAnchor,
    AuditStart,
)


def write_access(path: Path, values: Iterable[Kept]) -> None:
    """Write what lasts into a file for its owner only, which comes to stand in its place when it is whole.

    Raises:
        InvalidInput: it cannot be written.
    """
    kept = [[value.sort, packed(value)] for value in values]
    data = orjson.dumps({"mandaatwijzer_access": VERSION, "kept": kept, "sha256": _sum(kept)})
    with written_beside(path) as file:
        file.write(gzip.compress(data, mtime=0))


def read_access(path: Path) -> list[Kept]:
    """What such a file holds, once all of it was found sound.

    Raises:
        InvalidInput: it is no such file, was cut, or is damaged.
        StoreDamaged: a value in it cannot be read.
        OSError: it cannot be read.
    """
    sorts = {kind.sort: kind for kind in LASTING}
    with contextlib.suppress(gzip.BadGzipFile, EOFError, zlib.error, KeyError, TypeError, ValueError):
        found = orjson.loads(gzip.decompress(path.read_bytes()))
        if found["mandaatwijzer_access"] == VERSION and found["sha256"] == _sum(found["kept"]):
            return [unpacked(sorts[sort], text) for sort, text in found["kept"]]
    raise InvalidInput.because(
        Text("{path} is no sound backup of who may come in", path=str(path)), Text("Take another one")
    )


def _sum(kept: list[list[str]]) -> str:
    return hashlib.sha256(orjson.dumps(kept)).hexdigest()
