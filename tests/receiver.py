"""A program that is told by a webhook: a small server that answers as a test says, and keeps what it got."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Notice", "Receiver", "receiver"]

TAKEN, SILENT = 204, 0


@dataclass(frozen=True, slots=True)
class Notice:
    """What was posted, to which path."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """By which the program knows one that it had."""
        return self.headers["webhook-id"]

    @property
    def revision(self) -> int:
        """Of which it tells."""
        told: dict[str, Any] = json.loads(self.body)
        return int(told["data"]["revision"])

    def signature(self, secret: str) -> str:
        """How it should be signed, worked out from the text of the specification."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        text = b"%s.%s.%s" % (self.id.encode(), self.headers["webhook-timestamp"].encode(), self.body)
        return "v1," + base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()


@dataclass(slots=True)
class Receiver:
    """The program.

    Attributes:
        url: where it is told.
        answers: the status of each answer to come; `SILENT` = none. When there is none left it takes everything.
        got: what it was told, in order.
        told: set once it was told something.
    """

    url: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[Notice] = field(default_factory=list)
    told: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def revisions(self) -> list[int]:
        """Of which it was told."""
        return [each.revision for each in self.got]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one notice."""
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        body = await reader.readexactly(int(headers["content-length"]))
        self.got.append(Notice(first.split()[1], headers, body))
        self.told.set()
        status = self.answers.pop(0) if self.answers else TAKEN
        if status == SILENT:
            await reader.read()  # until the other side has had enough
        else:
            writer.write(
                f"HTTP/1.1 {status} As it is\r\nlocation: {self.url}/elsewhere\r\ncontent-length: 0\r\n\r\n".encode()
            )
        writer.close()


@asynccontextmanager
async def receiver(*answers: int) -> AsyncIterator[Receiver]:
    """A program on a port of its own."""
    program = Receiver(answers=list(answers))
    server = await asyncio.start_server(program.answer, "127.0.0.1", 0)
    program.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/register"
    try:
        yield program
    finally:
        server.close()
