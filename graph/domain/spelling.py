"""Names of fields and kinds as other notations write them."""

from __future__ import annotations

__all__ = ["camel"]


def camel(name: str, *, first: bool = False) -> str:
    """A name with underscores in camel case: `valid_until` is `validUntil`, and with `first` `ValidUntil`."""
    head, *rest = name.split("_")
    return (head.capitalize() if first else head) + "".join(word.capitalize() for word in rest)
