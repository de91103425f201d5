"""A small server on loopback that answers as Smartschool does, or badly where a test says so."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

__all__ = ["AN", "CLIENT", "SECRET", "Reply", "SmartschoolServer", "smartschool"]

CLIENT, SECRET = "mandaatwijzer", "a-secret-of-smartschool"
AN = {
    "userID": "4711",
    "username": "an.peeters",
    "name": "An",
    "surname": "Peeters",
    "fullname": "An Peeters",
    "platform": "vaart.smartschool.example",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is answered in place of the usual.

    Attributes:
        status: of the answer.
        body: its text, or a value for JSON.
        headers: more of them.
        wait: seconds before it.
        cut: whether the connection is broken off instead.
    """

    status: int = 200
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    cut: bool = False


class SmartschoolServer:
    """What the server knows, and how it was asked."""

    def __init__(self) -> None:
        self.person: Any = dict(AN)
        self.replies: dict[str, Reply] = {}
        self.codes: dict[str, str] = {}
        self.address = ""

    def grant(self, way: str) -> dict[str, str]:
        """Somebody signs in at the address to which our service sent them: what they come back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()}
        assert urlsplit(way).path == "/OAuth"
        assert (asked["client_id"], asked["scope"], asked["response_type"]) == (CLIENT, "userinfo", "code")
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked["redirect_uri"]
        return {"code": code, "state": asked["state"]}

    def token(self, form: dict[str, str]) -> Reply:
        """The answer to a code; a code is good once."""
        back = self.codes.pop(form.get("code", ""), None)
        known = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        if not known or back is None or back != form.get("redirect_uri"):
            return Reply(status=400, body={"error": "invalid_grant"})
        return Reply(body={"access_token": "token-of-an", "token_type": "Bearer", "expires_in": 3600})

    def userinfo(self, authorization: str) -> Reply:
        """Who somebody is."""
        if authorization != "Bearer token-of-an":
            return Reply(status=401, body={"error": "invalid_token"})
        return Reply(body=self.person)


def _handler(server: SmartschoolServer, over: threading.Event) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.say("/OAuth/index/token", lambda: server.token(form))

        def do_GET(self) -> None:
            self.say("/Api/V1/userinfo", lambda: server.userinfo(self.headers.get("authorization", "")))

        def say(self, path: str, usual: Callable[[], Reply]) -> None:
            found = usual()
            reply = (server.replies.get(path) or found) if self.path == path else Reply(status=404, body={})
            over.wait(reply.wait)
            if reply.cut:
                self.close_connection = True
                return
            content = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            self.send_response(reply.status)
            for name, value in {"content-length": str(len(content.encode())), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a test says what it wants to know."""

    return Handler


@contextmanager
def smartschool() -> Iterator[SmartschoolServer]:
    """The server, on a free port of loopback."""
    server, over = SmartschoolServer(), threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(server, over)) as http:
        server.address = f"http://127.0.0.1:{http.server_address[1]}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            over.set()
            http.shutdown()
            thread.join(10)
