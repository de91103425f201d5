"""Sentences for people, in both languages of the API."""

from __future__ import annotations

from typing import Any

import strawberry

__all__ = ["Message", "is_message"]


@strawberry.type(description="A sentence for people in both languages.")
class Message:
    """A sentence for people in both languages."""

    nl: str = strawberry.field(description="In Dutch.")
    en: str = strawberry.field(description="In English.")


def is_message(kind: Any) -> bool:
    """Whether the values of a type are sentences in both languages."""
    return isinstance(kind, type) and {"nl", "en"} <= set(dir(kind))
