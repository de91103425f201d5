"""The HTTP server around the application: how it listens, how long it waits for a client, and how it stops.

Told to stop (SIGTERM, SIGHUP), it first says no to `/readyz` for `drain_seconds`, so that a balancer sends nothing
more; then it takes no connection, answers what was asked, and after `GRACE_SECONDS` breaks off what still runs, with
an answer that says so. A second signal ends it at once.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from graph.domain.errors import InvalidInput
from graph.domain.text import Text
from service.http.closing import Closing

__all__ = ["Server", "listen"]

GRACE_SECONDS = 10.0
HEAD_SECONDS = 10.0
UNREAD_SECONDS = 30.0
SECONDS_TO_ANSWER = 1
WITH_A_DRAIN = (signal.SIGTERM, signal.SIGHUP)
"""Signals of whoever looks after the machine: a balancer may stand before it; SIGINT is a person at a terminal."""


class Server(uvicorn.Server):
    """Serves an application until a signal says to stop.

    Args:
        app: what is served.
        closing: is told how far the stopping is.
        drain_seconds: time after SIGTERM in which requests are still taken while `/readyz` says no.
        proxies: addresses of the proxies that are believed when they say that a request came by https.
    """

    def __init__(self, app: ASGIApp, closing: Closing, *, drain_seconds: float, proxies: str = "") -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=PunctualProtocol,
                ws="none",
                log_config=None,  # its lines go where ours go
                log_level="warning",
                server_header=False,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=proxies,
                timeout_graceful_shutdown=int(GRACE_SECONDS) + SECONDS_TO_ANSWER,
                lifespan="off",
            )
        )
        self._closing = closing
        self._drain_seconds = drain_seconds

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop in good order on a signal; unlike the stock server, being told to stop is no failure (exit code 0)."""
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, *WITH_A_DRAIN)
        for number in signals:
            loop.add_signal_handler(number, self._told_to_stop, number)
        try:
            yield
        finally:
            for number in signals:
                loop.remove_signal_handler(number)

    def _told_to_stop(self, number: signal.Signals) -> None:
        if self._closing.begun:
            self._closing.end()
            self.should_exit = self.force_exit = True
            return
        self._closing.begin()
        loop = asyncio.get_running_loop()
        drain = self._drain_seconds if number in WITH_A_DRAIN else 0.0
        loop.call_later(drain, self._stop_listening)
        loop.call_later(drain + GRACE_SECONDS, self._closing.end)

    def _stop_listening(self) -> None:
        self.should_exit = True


class PunctualProtocol(HttpToolsProtocol):
    """HTTP/1.1 that closes a connection whose client does not send the head of a request in `HEAD_SECONDS`.

    One that reads nothing of its answer for `UNREAD_SECONDS` is let go too: the rest of that answer is in memory until
    then. Who reads slowly gets everything.
    """

    _waiting: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of the head."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._wait_no_more()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more will come."""
        self._wait_no_more()
        self._look_no_more()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client reads more slowly than it is answered: begin to look whether it reads at all."""
        super().pause_writing()
        self._look_later()

    def resume_writing(self) -> None:
        """The client has read what was waiting."""
        self._look_no_more()
        super().resume_writing()

    def _look_later(self) -> None:
        unread = self.transport.get_write_buffer_size()
        self._reading = self.loop.call_later(UNREAD_SECONDS, self._look, unread)

    def _look(self, unread: int) -> None:
        if self.transport.get_write_buffer_size() < unread:
            self._look_later()
        else:
            self.transport.abort()

    def _look_no_more(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _wait(self) -> None:
        self._wait_no_more()
        self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises:
        InvalidInput: the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, so that the event loop answers without waiting to fill a packet (40 ms a request).
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()  # who asks from now on waits for the application, and is not refused
    except OSError as error:
        listening.close()
        raise InvalidInput.because(
            Text(
                "{host}:{port} cannot be used ({reason})",
                host=host,
                port=str(port),
                reason=os.strerror(error.errno or 0),
            ),
            Text("Take another port: --port 0 takes any free one"),
            field="--port",
        ) from None
    return listening
