"""How a command writes: data to stdout or into a file, and letters that a terminal can show."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import sys
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from graph.domain.errors import InvalidInput
from graph.domain.text import Text

__all__ = ["json_of", "printable", "write"]


def write(content: bytes | str, to: Path | None) -> None:
    """Write to a file, or to stdout when none is given."""
    data = content.encode() if isinstance(content, str) else content
    if to is not None:
        _write_file(to, data)
        return
    sys.stdout.buffer.write(data)
    if sys.stdout.isatty() and not data.endswith(b"\n"):
        sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()


def _write_file(to: Path, data: bytes) -> None:
    """Write a file whole, or leave what was there as it was.

    Raises:
        InvalidInput: it cannot be written.
    """
    try:
        if _is_replaceable(to):
            _replace(to.resolve(), data)
        else:
            to.write_bytes(data)
    except (FileNotFoundError, IsADirectoryError, PermissionError):
        raise
    except OSError as error:
        raise InvalidInput.because(
            Text("{path} cannot be written ({reason})", path=str(to), reason=os.strerror(error.errno or 0)),
            Text("Make room, or give another file"),
            field="--output",
        ) from None


def _is_replaceable(to: Path) -> bool:
    """Whether it is a file, or nothing yet; a device or a pipe is written to as it is."""
    try:
        return stat.S_ISREG(to.stat().st_mode)
    except FileNotFoundError:
        return True


def _replace(to: Path, data: bytes) -> None:
    beside = to.with_name(f".{to.name}.{secrets.token_hex(4)}")
    try:
        with _opened_beside(beside, to) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(to)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def _opened_beside(beside: Path, to: Path) -> BinaryIO:
    """A new file with the rights of the one that it is to replace."""
    try:
        file = beside.open("xb")
    except (FileNotFoundError, PermissionError) as error:
        error.filename = str(to)  # what was asked, and not how it is done
        raise
    with contextlib.suppress(FileNotFoundError):
        beside.chmod(stat.S_IMODE(to.stat().st_mode))
    return file


def json_of(value: Any) -> bytes:
    """A value as JSON, indented for people who look at it."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"


def printable(text: str) -> str:
    """A text without what a terminal would act on."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
