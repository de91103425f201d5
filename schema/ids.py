"""Ids of what is worked out and not kept as a record: findings, items, revisions, and changes of the log.

Each says enough to work the same thing out again, so `node(id)` takes it like the id of a record.

    finding/5b0c6cbe1f0a9d42                                   a finding; the analysis makes this one
    item/mandates:organisation/x:task/y:EXECUTES               an item of the bus factor
    item/expertise:organisation/x:expertise/z:2                the last part is the level from which somebody counts
    item/crossed:organisation/x:task/y:EXECUTES:expertise/z
    revision/12                                                an entry of the change log
    change/12:organisation/x                                   what that entry did to one record
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.analyses.fragility.items import Item
from graph.domain.kinds import MANDATE_KINDS

__all__ = [
    "ItemId",
    "change_id",
    "is_finding_id",
    "item_id",
    "read_change_id",
    "read_item_id",
    "read_revision_id",
    "revision_id",
]

FINDING, ITEM, REVISION, CHANGE = "finding/", "item/", "revision/", "change/"

_REVISION = re.compile(r"revision/([1-9][0-9]{0,9})", re.ASCII)
_CHANGE = re.compile(r"change/([1-9][0-9]{0,9}):(.+)", re.ASCII)
_LEVEL = re.compile(r"[1-5]", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemId:
    """What the id of an item says; see `graph.analyses.fragility.items.Item`."""

    population: str
    organisation: str
    subject: str | None = None
    mandate: str | None = None
    expertise: str | None = None
    min_level: int = 1


def is_finding_id(text: str) -> bool:
    """Whether an id is that of a finding."""
    return text.startswith(FINDING)


def item_id(population: str, item: Item, *, min_level: int) -> str:
    """The id of an item of a population.

    Args:
        population: one of `POPULATIONS`.
        item: of that population.
        min_level: from which level somebody counts; part of what an item of expertise is.
    """
    parts = [population, item.organisation, item.subject, item.mandate, item.expertise]
    if population == "expertise":
        parts.append(str(min_level))
    return ITEM + ":".join(part for part in parts if part)


def read_item_id(text: str) -> ItemId | None:
    """What the id of an item says; None when it is no such id."""
    if not text.startswith(ITEM):
        return None
    match text.removeprefix(ITEM).split(":"):
        case ["mandates", organisation, subject, mandate] if mandate in MANDATE_KINDS:
            return ItemId(population="mandates", organisation=organisation, subject=subject, mandate=mandate)
        case ["expertise", organisation, topic, level] if _LEVEL.fullmatch(level):
            return ItemId(population="expertise", organisation=organisation, expertise=topic, min_level=int(level))
        case ["crossed", organisation, subject, mandate, topic] if mandate in MANDATE_KINDS:
            return ItemId(
                population="crossed", organisation=organisation, subject=subject, mandate=mandate, expertise=topic
            )
    return None


def revision_id(number: int) -> str:
    """The id of an entry of the change log."""
    return f"{REVISION}{number}"


def read_revision_id(text: str) -> int | None:
    """The number of the entry that an id names; None when it is no such id."""
    found = _REVISION.fullmatch(text)
    return int(found[1]) if found else None


def change_id(number: int, record_id: str) -> str:
    """The id of what a revision did to a record."""
    return f"{CHANGE}{number}:{record_id}"


def read_change_id(text: str) -> tuple[int, str] | None:
    """The revision and the record that an id names; None when it is no such id."""
    found = _CHANGE.fullmatch(text)
    return (int(found[1]), found[2]) if found else None
