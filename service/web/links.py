"""Where each record has its page, and how it is called there."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote, urlencode, urlsplit

from graph.domain.kinds import kind_of_id
from graph.model.seen import is_stand_in

__all__ = ["PAGES", "Link", "address", "address_of", "own_path"]

PAGES = MappingProxyType(
    {
        "organisation": "organisatie",
        "person": "persoon",
        "role": "functie",
        "body": "overleg",
        "task": "taak",
        "decision": "beslissing",
        "task_group": "taakgroep",
        "expertise": "expertise",
    }
)
"""The first part of the address of the page of each kind of record that has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A name for people and, where it has one, its page.

    Attributes:
        text: the name.
        href: address of the page; None = the text alone.
        kind: kind of the record, for its sign; empty when it is none.
    """

    text: str
    href: str | None = None
    kind: str = ""


def address_of(record_id: str) -> str | None:
    """The address of a record's page; None when its kind has none, or when it only stands for somebody."""
    if is_stand_in(record_id):
        return None
    kind = kind_of_id(record_id)
    page = PAGES.get(kind)
    key = record_id.partition("/")[2]
    return f"/{page}/{quote(key, safe='')}" if page and key else None


def address(path: str, **parameters: str | int | None) -> str:
    """A path with the parameters that have a value; a final underscore of a name is left off (`on_` for `on`)."""
    given = {name.rstrip("_"): str(value) for name, value in parameters.items() if value not in (None, "")}
    return f"{path}{'&' if '?' in path else '?'}{urlencode(given)}" if given else path


def own_path(path: str) -> str:
    """The path when it is one of this service, however a browser reads it; else the start page."""
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return path if own and "\\" not in path and path.isascii() and path.isprintable() and " " not in path else "/"
