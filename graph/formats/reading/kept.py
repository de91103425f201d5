"""Answers that no record can keep: what is left out, and what a column, a sheet or a letter means.

They stand at an organisation as identifier `answer:<digest of the doubt>=<answer>`, so that the next file is read in
the same way. The digest does not tell what was written, which may be the name of somebody who is not in the graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graph.domain.choices import GROUP_TYPES
from graph.domain.identifiers import ANSWER
from graph.domain.kinds import Organisation, Record
from graph.formats.reading.answers import Asker
from graph.model.snapshot import Snapshot

__all__ = ["keep", "kept_answers"]


def kept_answers(snapshot: Snapshot) -> Mapping[str, str]:
    """The answers to earlier files, by digest of their doubt."""
    found: dict[str, str] = {}
    for place in snapshot.nodes(Organisation):
        for identifier in place.identifiers:
            if identifier.startswith(ANSWER):
                digest, _, answer = identifier.removeprefix(ANSWER).partition("=")
                found[digest] = answer
    return found


def keep(records: dict[str, Record], asker: Asker, snapshot: Snapshot, home: str | None = None) -> None:
    """Add the answers that no record keeps to the organisation that keeps them.

    Args:
        records: of the import by id; an organisation among them is changed, or comes among them.
        asker: has the answers.
        snapshot: what is stored.
        home: id of the organisation that the file is about; None = a group keeps them, else the first organisation.
    """
    answers, place = asker.to_keep(), _keeper(snapshot, home)
    if answers and place is not None:
        now = records.get(place.id, place)
        if isinstance(now, Organisation):
            records[place.id] = _with_answers(now, answers)


def _keeper(snapshot: Snapshot, home: str | None) -> Organisation | None:
    if home is not None:
        return snapshot.find(Organisation, home)
    places = sorted(snapshot.nodes(Organisation), key=lambda place: (place.type not in GROUP_TYPES, place.id))
    return next(iter(places), None)


def _with_answers(place: Organisation, answers: Mapping[str, str]) -> Organisation:
    """The organisation with answers kept; an empty one is forgotten."""
    digests = tuple(f"{ANSWER}{digest}=" for digest in answers)
    others = [each for each in place.identifiers if not each.startswith(digests)]
    made = [f"{ANSWER}{digest}={answer}" for digest, answer in answers.items() if answer]
    return replace(place, identifiers=tuple(sorted({*others, *made})))
