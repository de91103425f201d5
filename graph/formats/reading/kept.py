"""Answers that no record can keep: what is left out, and what a column, a sheet or a letter means.

They stand at an organisation as identifier `answer:<digest of the question>=<answer>`, so that the next file is read in
the same way. The digest does not tell what was written, which may be the name of somebody who is not in the graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graph.domain.choices import GROUP_TYPES
from graph.domain.kinds import Organisation
from graph.model.snapshot import Snapshot

__all__ = ["KEPT", "keeper", "kept_answers", "with_answers"]

KEPT = "answer:"
"""Begins an identifier that keeps an answer."""


def kept_answers(snapshot: Snapshot) -> Mapping[str, str]:
    """The answers to earlier files, by digest of their question."""
    found: dict[str, str] = {}
    for place in snapshot.nodes(Organisation):
        for identifier in place.identifiers:
            if identifier.startswith(KEPT):
                digest, _, answer = identifier.removeprefix(KEPT).partition("=")
                found[digest] = answer
    return found


def keeper(snapshot: Snapshot, home: str | None = None) -> Organisation | None:
    """The organisation that keeps answers: the one that a file is about, else a group, else the first."""
    if home is not None:
        return snapshot.find(Organisation, home)
    places = sorted(snapshot.nodes(Organisation), key=lambda place: (place.type not in GROUP_TYPES, place.id))
    return next(iter(places), None)


def with_answers(place: Organisation, answers: Mapping[str, str]) -> Organisation:
    """The organisation with answers kept; an empty one is forgotten."""
    digests = tuple(f"{KEPT}{digest}=" for digest in answers)
    others = [each for each in place.identifiers if not each.startswith(digests)] if digests else place.identifiers
    made = [f"{KEPT}{digest}={answer}" for digest, answer in answers.items() if answer]
    return replace(place, identifiers=tuple(sorted({*others, *made})))
