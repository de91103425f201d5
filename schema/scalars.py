"""The scalars of the API: a cursor, a moment of knowing, and plain values."""

from __future__ import annotations

import base64
import binascii
import json
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry

from graph.domain.days import FIRST_DAY, LAST_DAY, is_known_day

__all__ = ["JSON", "SCALARS", "Cursor", "CursorValue", "KnownAt", "KnownAtValue"]

CURSOR_VERSION = 1
LONGEST_CURSOR = 1_500

CursorValue = tuple[str | float, ...]
"""A sort key: texts and numbers, the id last."""

KnownAtValue = int | date | datetime

Cursor = NewType("Cursor", object)
KnownAt = NewType("KnownAt", object)
JSON = NewType("JSON", object)


def write_cursor(key: CursorValue) -> str:
    """The text of a cursor: its version and the sort key of the item that it stands for."""
    plain = json.dumps([CURSOR_VERSION, *key], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read_cursor(text: object) -> CursorValue:
    """The sort key in a cursor.

    Raises:
        ValueError: this API never gave such a cursor.
    """
    try:
        if not isinstance(text, str) or len(text) > LONGEST_CURSOR:
            raise ValueError
        padded = text + "=" * (-len(text) % 4)
        version, *key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise ValueError("This is not a cursor of this API. Take `endCursor` or `startCursor` of a page.") from None
    if version != CURSOR_VERSION or not key or not all(isinstance(part, str | int | float) for part in key):
        raise ValueError("This cursor is of another version. Begin again without a cursor.")
    return tuple(key)


def read_known_at(value: object) -> KnownAtValue:
    """A revision number, a date or an instant.

    Raises:
        ValueError: it is none of these.
    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, str):
        with suppress(ValueError):
            return _moment(value.strip())
    raise ValueError(
        "`knownAt` is a revision number (12), a date (2026-09-01) or an instant with time zone (2026-09-01T08:00:00Z)"
    )


def _moment(text: str) -> KnownAtValue:
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    if len(text) == len("2026-09-01"):
        return _known(date.fromisoformat(text))
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("no time zone")
    _known(instant.date())
    return instant.astimezone(UTC)


def _known(day: date) -> date:
    if not is_known_day(day):
        raise ValueError("too far away")
    return day


def read_date(value: object) -> date:
    """A day.

    Raises:
        ValueError: it is none, or too far away.
    """
    if isinstance(value, str):
        with suppress(ValueError):
            return _known(date.fromisoformat(value))
    raise ValueError(f"A date is a day from {FIRST_DAY.year} to {LAST_DAY.year}, such as 2026-09-01")


def _write_known_at(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


SCALARS: dict[object, Any] = {
    date: strawberry.scalar(
        name="Date",
        description=f"A day, such as 2026-09-01, from {FIRST_DAY.year} to {LAST_DAY.year}.",
        serialize=date.isoformat,
        parse_value=read_date,
    ),
    Cursor: strawberry.scalar(
        name="Cursor",
        description="Where a page begins or ends. Opaque; it stays good when items before it come or go.",
        serialize=write_cursor,
        parse_value=read_cursor,
    ),
    KnownAt: strawberry.scalar(
        name="KnownAt",
        description=(
            "What was known when: a revision number (12), a date, which stands for the end of that day (2026-09-01), "
            "or an instant with time zone (2026-09-01T08:00:00Z)."
        ),
        serialize=_write_known_at,
        parse_value=read_known_at,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="A record in the native format, as plain JSON values.",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    ),
}
