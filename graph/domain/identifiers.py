"""Identifiers of a record: numbers elsewhere as "system:value", and the spellings by which an import knows it again.

Answers about files that no record keeps stand there too, as `answer:3f9a21c4=skip`: they are nothing to read.
A spelling is kept as `alias:jan p.`, as `alias:jan p.@organisation/brug` where it counts for that organisation alone,
and at an organisation as `alias:jan p.=role/ict` for what has no identifiers of its own.
"""

from __future__ import annotations

__all__ = ["ALIAS", "ANSWER", "spelling_of"]

ALIAS = "alias:"
"""Begins an identifier that is a spelling."""

ANSWER = "answer:"
"""Begins an identifier that keeps an answer."""


def spelling_of(identifier: str) -> str:
    """What was written, of an identifier that is a spelling; any other identifier as it is."""
    if not identifier.startswith(ALIAS):
        return identifier
    return identifier.removeprefix(ALIAS).partition("=")[0].partition("@")[0]
