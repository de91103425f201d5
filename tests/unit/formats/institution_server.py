"""A local service that behaves as the institution data of the Flemish government do, faults included."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

__all__ = ["KEY", "Behaviour", "institution_server"]

KEY = "a-key-of-a-test"
INSTITUTIONS = "/instelling/v2/instelling"
LOCATIONS = "/instellingslocatie/v1/instellingslocatie"


@dataclass
class Behaviour:
    """What the service holds, and what goes wrong.

    Attributes:
        institutions: the institutions; those with `instelling_type` 300 are boards.
        locations: the sites.
        faults: statuses with which the first requests are answered, in order; 0 = nothing for a second.
        headers: sent with every fault.
        body: what is answered in place of a page, as it is.
        wrong_total: how far `total_elements` is off.
        same_page: whether every page is the first one.
        asked: the requests so far: path and parameters.
    """

    institutions: list[dict[str, Any]] = field(default_factory=list)
    locations: list[dict[str, Any]] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    wrong_total: int = 0
    same_page: bool = False
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def institution_server(behaviour: Behaviour) -> Iterator[str]:
    """The address of a running service."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(behaviour))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/instellingsgegevens"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(behaviour: Behaviour) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            params = {key: values[-1] for key, values in parse_qs(parts.query).items()}
            path = parts.path.removeprefix("/instellingsgegevens")
            behaviour.asked.append((path, params))
            if self.headers.get("x-api-key") != KEY:
                self._answer(401 if "x-api-key" not in self.headers else 403, b"")
            elif behaviour.faults:
                self._fail(behaviour.faults.pop(0))
            elif path not in (INSTITUTIONS, LOCATIONS):
                self._answer(404, b"")
            else:
                self._answer(200, behaviour.body if behaviour.body is not None else _page(behaviour, path, params))

        def _fail(self, status: int) -> None:
            if status == 0:
                time.sleep(0.3)
                self.close_connection = True
            else:
                self._answer(status, b"oops", behaviour.headers)

        def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {**(headers or {}), "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler


def _page(behaviour: Behaviour, path: str, params: dict[str, str]) -> bytes:
    """A page; `number` is ignored, and `meta.number` counts from 0."""
    items = behaviour.institutions if path == INSTITUTIONS else behaviour.locations
    for name, value in params.items():
        if name.startswith("filter_"):
            key = name.removeprefix("filter_")
            items = [item for item in items if str(item.get(key)) == value]
    page = 1 if behaviour.same_page else int(params.get("page", "1"))
    size = int(params.get("size", "20"))
    pages = -(-len(items) // size)
    meta = {
        "total_elements": len(items) + behaviour.wrong_total,
        "total_pages": pages,
        "number": page - 1,
        "last": page >= pages and not behaviour.same_page,
    }
    return json.dumps({"meta": meta, "content": items[(page - 1) * size : page * size]}).encode()
