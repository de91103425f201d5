"""The same graph with invented people: for a test instance, a supplier, a course.

Everything that counts stays: who holds, knows, is away and sits where, with every period. Nobody can be told from it:
people have other names, ids and addresses, drawn by lot, texts that somebody typed freely are gone, and wherever else
a name of one of the people stands it is replaced.
"""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from graph.domain.codec import derived_edge_id, to_plain
from graph.domain.declaring import Shape
from graph.domain.folding import fold
from graph.domain.kinds import Channel, Node, Person, Record, field_specs

__all__ = ["anonymous"]

_GIVEN_NAMES = (
    "Aster Bente Ceder Daan Elin Fons Giel Hanne Ilse Jef Kato Lode Mats Noor Olle Pia Quinten Rik Saar Tuur Ugo "
    "Veerle Wout Xander Yara Zita Amber Bas Cleo Dries Eefje Floor Guus Hedda Ivo Joke Karlijn Lotte Merel Nele"
)
_FAMILY_NAMES = (
    "Appelboom Berkenbos Cederveld Duinkant Eikenlaan Braambos Grasland Heideveld Ijsvogel Jeneverbes Kastanje "
    "Lindeman Meidoorn Notelaar Olmenhof Populier Kruisbes Rozenhof Sleedoorn Taxusberg Uilenspiegel Vlierbes "
    "Wilgenroos Zilverberk"
)
GIVEN_NAMES, FAMILY_NAMES = tuple(_GIVEN_NAMES.split()), tuple(_FAMILY_NAMES.split())

TYPED_FREELY = ("source", "note", "reason", "granted_in", "where", "links", "purpose", "rhythm")
"""Fields in which people write what they like."""

SHORTEST_NAME = 3
"""A part of a name with fewer letters is looked for only within the whole name."""


def anonymous(records: Iterable[Record]) -> tuple[Record, ...]:
    """The records with invented people, in an order that says nothing of the old one.

    An acceptance of a point that rests on a person no longer fits one, because the id of such a point rests on theirs.

    Args:
        records: of a whole graph.

    Returns:
        As many records, with the same kinds, periods and numbers, joined in the same way.
    """
    known = tuple(records)
    lot = random.Random(secrets.randbits(256))  # noqa: S311  # seeded from the system, so that nobody can draw it again
    people = [record for record in known if isinstance(record, Person)]
    lot.shuffle(people)
    made = {person.id: _invented(person, number, lot) for number, person in enumerate(people, 1)}
    ids = {old: person.id for old, person in made.items()}
    ids |= {node.id: f"channel/{secrets.token_hex(5)}" for node in known if isinstance(node, Channel)}
    names = _Names(people)
    found = [_renamed(made.get(record.id, record), record, ids, names) for record in known]
    return tuple(sorted(found, key=lambda record: record.id))


def _invented(person: Person, number: int, lot: random.Random) -> Person:
    """Somebody else of the same sort; an address only where there was one."""
    given, family = lot.choice(GIVEN_NAMES), f"{lot.choice(FAMILY_NAMES)} {_roman(number)}"
    address = f"{given}.{number}@anoniem.example".lower()
    return replace(
        person,
        id=f"person/{secrets.token_hex(6)}",
        name=f"{given} {family}",
        names=(),
        given_name=given if person.given_name else None,
        family_name=family if person.family_name else None,
        email=address if person.email else None,
        identifiers=(),
        aliases=(),
    )


def _roman(number: int) -> str:
    """Tells two of the same name apart, as letters: A, B, ..., AA."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


class _Names:
    """Finds what is said of people in texts about other things.

    Args:
        people: whose names are looked for.
    """

    def __init__(self, people: Iterable[Person]) -> None:
        self._whole: set[str] = set()
        self._parts: set[str] = set()
        for person in people:
            texts = (person.name, *(text for _, text in person.names), person.email, *person.identifiers)
            self._whole |= {fold(text) for text in texts if text}
            families = (person.family_name or person.name.partition(" ")[2], person.email or "")
            self._parts |= {part for text in families for part in fold(text).split() if len(part) > SHORTEST_NAME}

    def without(self, text: str) -> str:
        """The text, with a dash for every word that is a part of somebody's family name or address."""
        if fold(text) in self._whole:
            return "–"
        return re.sub(r"[^\W_]+", lambda word: "–" if fold(word.group()) in self._parts else word.group(), text)


def _renamed(record: Record, before: Record, ids: Mapping[str, str], names: _Names) -> Record:
    """A record with the new ids in every place where a record is named, and no text that speaks of people."""
    values: dict[str, Any] = {}
    for spec in field_specs(type(record)):
        value = getattr(record, spec.name)
        if spec.name in TYPED_FREELY:
            values[spec.name] = spec.default
        elif spec.shape is Shape.REFERENCE:
            values[spec.name] = ids.get(value, value)
        elif spec.shape is Shape.REFERENCE_SET:
            values[spec.name] = tuple(sorted(ids.get(each, each) for each in value))
        elif not spec.personal and not isinstance(record, Person):
            values[spec.name] = _told(value, names)
    if isinstance(record, Channel):
        values |= _channel(record)
    if isinstance(record, Node):
        values["id"] = ids.get(before.id, before.id)
        values["aliases"] = ()
        return replace(record, **values)
    edge = replace(record, **{**values, "id": record.id})
    plain = {key: value for key, value in to_plain(edge).items() if key != "id"}
    return replace(edge, id=derived_edge_id(type(edge), plain))


def _told(value: Any, names: _Names) -> Any:
    """Texts at any depth, without what they say of people."""
    if isinstance(value, str):
        return names.without(value)
    return tuple(_told(each, names) for each in value) if isinstance(value, tuple) else value


def _channel(channel: Channel) -> dict[str, Any]:
    """Another name and address, of the same sort."""
    address = {"phone": "000 00 00 00", "whatsapp": "000 00 00 00", "mail": "kanaal@anoniem.example"}
    other = address.get(channel.type, "https://anoniem.example/")
    return {"name": f"{channel.type}", "names": (), "address": other if channel.address else None}
