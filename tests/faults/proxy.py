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
        self._left: int | None = None  # bytes of answers until the connections are cut
        self.port: int = self._listening.getsockname()[1]

    @classmethod
    @contextmanager
    def before(cls, host: str, port: int) -> Iterator[Proxy]:
        """A door that is open as long as the block runs."""
        proxy = cls(host, port)
        taking = threading.Thread(target=proxy._take, daemon=True)
        taking.start()
        try:
            yield proxy
        finally:
            proxy._close(taking)

    def lead_to(self, host: str, port: int) -> None:
        """From now on new connections are to another server."""
        self._server = (host, port)

    def silence(self) -> None:
        """From now on nothing comes through the connections that are there; new ones work."""
        self._silent.update(end for pair in self._pairs for end in pair)

    def lose_answers(self) -> None:
        """From now on what is sent arrives, and no answer comes back, through the connections that are there."""
        self._silent.update(server for _client, server in self._pairs)

    def cut_after(self, size: int) -> None:
        """Cut the connections once, after so many more bytes of answers."""
        self._left = size

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
                if source in self._silent:
                    continue
                target.sendall(data)
                if self._is_cut(source, len(data)):
                    break
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _is_cut(self, source: socket.socket, size: int) -> bool:
        if self._left is None or not any(source is server for _client, server in self._pairs):
            return False
        self._left -= size
        if self._left > 0:
            return False
        self._left = None
        return True

    def hang_up(self) -> None:
        """End the connections that are there, silent ones too."""
        for pair in list(self._pairs):
            for end in pair:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _close(self, taking: threading.Thread) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # closing it alone leaves who waits at it waiting for one more
        self._listening.close()
        taking.join()  # a connection that comes at the last moment is closed with the others
        self.hang_up()
        for pair in self._pairs:
            for end in pair:
                end.close()
