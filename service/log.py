"""Where log lines go, and how they look. A log that cannot be written is no reason to stop, and none to wait."""

from __future__ import annotations

import contextlib
import logging
import os
import select
import sys
import threading
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    import structlog

__all__ = ["Lines", "log_to_stderr", "log_when_needed", "open_standard_streams"]

AT_ONCE = 4_096
"""Bytes that a pipe that says it has room takes without waiting."""


class Lines:
    """Writes lines to the stderr of the moment, without ever waiting for a reader or failing for want of one.

    A line for which there is no room is left out and counted; the next one that is written says how many were lost.

    Attributes:
        lost: how many lines were left out since the last one that was written.
    """

    def __init__(self) -> None:
        self.lost = 0
        self._broken_off = False  # whether the last line was left in its middle
        self._one_at_a_time = threading.Lock()

    def write(self, text: str) -> None:
        """Write a line, or leave it out."""
        with self._one_at_a_time:
            before = "\n" if self._broken_off else ""
            told = f'{{"event": "log_lines_lost", "level": "warning", "lines": {self.lost}}}\n' if self.lost else ""
            if self._written(f"{before}{told}{text}"):
                self.lost = 0
            else:
                self.lost += 1

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def _written(self, text: str) -> bool:
        stream = sys.stderr
        with contextlib.suppress(OSError, ValueError, AttributeError):  # closed, full, or not there
            if _is_file(stream):
                return self._written_to(stream.fileno(), text.encode(errors="replace"))
            stream.write(text)
            return True
        return False

    def _written_to(self, file: int, data: bytes) -> bool:
        begun = False
        while data:
            if not _has_room(file):
                self._broken_off = self._broken_off or begun
                return False
            data = data[os.write(file, data[:AT_ONCE]) :]
            begun = True
        self._broken_off = False
        return True


def _is_file(stream: TextIO) -> bool:
    try:
        stream.fileno()
    except (OSError, ValueError):
        return False
    return True


def _has_room(file: int) -> bool:
    if not hasattr(select, "poll"):
        return True
    ready = select.poll()
    ready.register(file, select.POLLOUT)
    return any(event & (select.POLLOUT | select.POLLERR) for _file, event in ready.poll(0))


def log_to_stderr() -> None:
    """Log to stderr, so that data on stdout stays data: one line of JSON an event, or words when a person looks on."""
    import structlog

    for_people = sys.stderr.isatty()
    lines = Lines()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if for_people else [structlog.processors.format_exc_info]),
            structlog.dev.ConsoleRenderer() if for_people else structlog.processors.JSONRenderer(),
        ],
        logger_factory=lambda *_: structlog.WriteLogger(lines),  # type: ignore[arg-type]
    )
    _told_by(_Told(structlog.get_logger("libraries")))


def log_when_needed() -> None:
    """Log to stderr from the first event on: most commands have none, and what writes the lines takes time to load."""
    _told_by(_FirstTold())


class _FirstTold(logging.Handler):
    """Begins to log when there is something to log."""

    def emit(self, record: logging.LogRecord) -> None:
        log_to_stderr()
        logging.getLogger(record.name).handle(record)


class _Told(logging.Handler):
    """Passes on what is said in the standard way: by the graph, and from a warning on by a library."""

    def __init__(self, log: structlog.typing.FilteringBoundLogger) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(Exception):
            more = {"exc_info": record.exc_info} if record.exc_info else {}
            facts = getattr(record, "facts", {})
            self._log.log(record.levelno, record.getMessage(), logger=record.name, **facts, **more)


def _told_by(handler: logging.Handler) -> None:
    root = logging.getLogger()
    for before in [each for each in root.handlers if isinstance(each, _Told | _FirstTold)]:
        root.removeHandler(before)
    root.addHandler(handler)
    logging.getLogger("graph").setLevel(logging.INFO)


def open_standard_streams() -> None:
    """Put nothing in the place of a standard stream that was closed before we began.

    Else the next file that is opened, such as the store, would take its number, and get what is meant for the stream.
    """
    while (file := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(file, True)
    os.close(file)
    sys.stdin = sys.stdin or open(0)  # noqa: SIM115 (open as long as the process lives)
    sys.stdout = sys.stdout or open(1, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w")  # noqa: SIM115
