"""A door before a server that can go silent: connections stay, and nothing comes through any more."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Proxy"]


class Proxy:
    """Passes on between its own port and that of a server.

    Args:
        host: of the server.
        port: of the server.
    """

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._silent: set[socket.socket] = set()
        self.port: int = self._listening.getsockname()[1]

    @classmethod
    @contextmanager
    def before(cls, host: str, port: int) -> Iterator[Proxy]:
        """A door that is open as long as the block runs."""
        proxy = cls(host, port)
        threading.Thread(target=proxy._take, daemon=True).start()
        try:
            yield proxy
        finally:
            proxy._close()

    def silence(self) -> None:
        """From now on nothing comes through the connections that are there; new ones work."""
        self._silent.update(end for pair in self._pairs for end in pair)

    def lose_answers(self) -> None:
        """From now on what is sent arrives, and no answer comes back, through the connections that are there."""
        self._silent.update(server for _client, server in self._pairs)

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listening.accept()
                server = socket.create_connection(self._server)
                self._pairs.append((client, server))
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                if source not in self._silent:
                    target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        """End the connections that are there, silent ones too."""
        for pair in list(self._pairs):
            for end in pair:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _close(self) -> None:
        self._listening.close()
        self.hang_up()
        for pair in self._pairs:
            for end in pair:
                end.close()
