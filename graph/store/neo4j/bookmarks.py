"""How many transactions a database has committed, as its bookmarks tell.

Neo4j documents bookmarks as opaque. This reads the form that 5 and 2026 give (packed: the id of the database, and the
number of its last transaction), and of any other form it says that it does not know; see `Neo4jStore`.
"""

from __future__ import annotations

import base64
import binascii

__all__ = ["transactions_of"]

_VERSION = "FB:"
_START = bytes((0x91, 0xCC, 0x10))  # a list of one: bytes, of which there are sixteen
_DATABASE = slice(len(_START), len(_START) + 16)
_NUMBER = _DATABASE.stop
_END = bytes((0x90,))  # an empty list
_WIDTHS = {0xC8: 1, 0xC9: 2, 0xCA: 4, 0xCB: 8}
_LARGEST_TINY = 0x7F


def transactions_of(bookmark: str) -> tuple[str, int] | None:
    """The database of a bookmark and the number of its last transaction; None = a form that is not known."""
    try:
        raw = base64.b64decode(bookmark.removeprefix(_VERSION), validate=True)
    except (binascii.Error, ValueError):
        return None
    if not bookmark.startswith(_VERSION) or not raw.startswith(_START) or not raw.endswith(_END):
        return None
    number = _number(raw[_NUMBER : -len(_END)])
    return None if number is None else (raw[_DATABASE].hex(), number)


def _number(packed: bytes) -> int | None:
    if len(packed) == 1 and packed[0] <= _LARGEST_TINY:
        return packed[0]
    if packed and _WIDTHS.get(packed[0]) == len(packed) - 1:
        return int.from_bytes(packed[1:], signed=True)
    return None
