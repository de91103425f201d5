"""Addresses outside: which can be trusted, and which are this machine."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

__all__ = ["checked_address", "is_loopback"]


def checked_address(value: str) -> str:
    """An address that others can trust: https, or http on this machine.

    Raises:
        ValueError: it is not.
    """
    parts = urlsplit(value)
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    if not safe or not parts.hostname or parts.query or parts.fragment or parts.username is not None:
        raise ValueError(f"{value[:120]!r} is no address, such as https://accounts.school.example")
    return value


def is_loopback(host: str) -> bool:
    """Whether a name or address is this machine and no other."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
