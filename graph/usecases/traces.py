"""Every way in which a register says who somebody is, and what takes the place of it."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from graph.domain.changes import Revision
from graph.domain.codec import derived_edge_id, to_plain
from graph.domain.declaring import Shape, Texts
from graph.domain.folding import fold
from graph.domain.kinds import Channel, Edge, Person, Record, field_specs
from graph.usecases.anonymising import SHORTEST_NAME, TYPED_FREELY

__all__ = ["Traces"]

_TEXTS = frozenset({Shape.TEXT, Shape.TEXTS, Shape.TEXT_SET, Shape.TEXT_BY_LANGUAGE, Shape.TEXTS_BY_LANGUAGE})


SHORTEST_NUMBER = 8
"""A shorter number is looked for only with the system that gave it: elsewhere it counts something else."""


class Traces:
    """Takes a person out of records and texts; a `graph.store.rewriting.Rewriting`.

    A given name alone is looked for nowhere: too many people have it. A family name alone is looked for where people
    write what they like, unless somebody else in the register has it too.

    Args:
        versions: the person, as every revision had them.
        pseudonyms: by each id that they have or had, the one that takes its place.
        names: what each of those is called, by language.
        others: the other people of the register.
        channels: ids of the channels by which they alone are reached.
    """

    def __init__(
        self,
        *,
        versions: Iterable[Person],
        pseudonyms: Mapping[str, str],
        names: Mapping[str, Texts],
        others: Iterable[Person],
        channels: frozenset[str],
    ) -> None:
        known = tuple(versions)
        self.new: tuple[Record, ...] = ()
        self._pseudonyms = pseudonyms
        self._names = names
        self._channels = channels
        self._salt = secrets.token_bytes(16)  # an id that says who it was could else be found again by trying
        self._word = next(iter(pseudonyms.values())).partition("/")[2]
        self._emails = {person.email for person in known if person.email}
        taken = {word for other in others for word in fold(f"{other.name} {other.family_name or ''}").split()}
        families = {person.family_name or person.name.partition(" ")[2] for person in known}
        self._ids = _pattern(pseudonyms, before=r"(?<!\w)")
        self._whole = _pattern(_whole_names(known), flags=re.IGNORECASE)
        self._single = _pattern(name for name in _every_name(known) if " " not in name)
        self._family = _pattern(
            name for name in families if len(name) > SHORTEST_NAME and not taken.intersection(fold(name).split())
        )

    @property
    def known_as(self) -> tuple[str, ...]:
        """Everything under which the access store may keep something of them: ids and addresses."""
        return (*self._pseudonyms, *sorted({*self._emails, *(email.casefold() for email in self._emails)}))

    def author(self, author: str) -> str:
        """Who did something, by their pseudonym when it was the person; what else it is called, without the name."""
        return self._pseudonyms.get(author) or self.text(author)

    def head(self, revision: Revision) -> Revision:
        """A revision whose author, reason and key do not tell who the person was."""
        return replace(
            revision,
            author=self.author(revision.author),
            reason=self.text(revision.reason),
            key=self.text(revision.key),
        )

    def text(self, text: str) -> str:
        """A text that somebody typed."""
        return self._without(self._family, self._told(text))

    def record(self, record: Record) -> Record:
        """A record in which nothing tells who the person was."""
        if isinstance(record, Person) and record.id in self._pseudonyms:
            return self._person(record)
        values = {name: value for name, value in self._values(record) if value != getattr(record, name)}
        if isinstance(record, Channel):
            values |= self._channel(record, values)
        if not values:
            return record
        after = replace(record, **values)
        return self._with_id(record, after) if isinstance(record, Edge) and isinstance(after, Edge) else after

    def _person(self, person: Person) -> Person:
        """Somebody of the same sort, from and until the same day."""
        pseudonym = self._pseudonyms[person.id]
        return Person(
            id=pseudonym,
            name=pseudonym.partition("/")[2],
            names=self._names[pseudonym],
            given_name=None,
            family_name=None,
            email=None,
            since=person.since,
            until=person.until,
            type=person.type,
            aliases=tuple(sorted(self._pseudonyms.get(alias, alias) for alias in person.aliases)),
        )

    def _values(self, record: Record) -> Iterable[tuple[str, Any]]:
        about_them = isinstance(record, Edge) and not self._pseudonyms.keys().isdisjoint((record.from_id, record.to_id))
        for spec in field_specs(type(record)):
            value = getattr(record, spec.name)
            if spec.name == "id" or value in (None, ()):
                continue
            if spec.shape is Shape.REFERENCE:
                yield spec.name, self._pseudonyms.get(value, value)
            elif spec.shape is Shape.REFERENCE_SET:
                yield spec.name, tuple(sorted(self._pseudonyms.get(each, each) for each in value))
            elif spec.name in TYPED_FREELY:
                yield spec.name, spec.default if about_them else self._each(value, freely=True)
            elif spec.shape in _TEXTS and not (isinstance(record, Person) and spec.personal):
                yield spec.name, self._each(value)

    def _channel(self, channel: Channel, values: Mapping[str, Any]) -> dict[str, Any]:
        """No address at all where it names the person, or leads to them alone: half an address is none."""
        if channel.id in self._channels:
            return {"name": self._word, "names": (), "address": None}
        return {"address": None} if "address" in values else {}

    def _with_id(self, before: Edge, after: Edge) -> Edge:
        plain = {key: value for key, value in to_plain(before).items() if key != "id"}
        if before.id == derived_edge_id(type(before), plain):
            plain = {key: value for key, value in to_plain(after).items() if key != "id"}
            return replace(after, id=derived_edge_id(type(after), plain))
        if (before.from_id, before.to_id) == (after.from_id, after.to_id):
            return replace(after, id=self._told(before.id))
        made = hashlib.sha256(self._salt + before.id.encode()).hexdigest()[:20]
        return replace(after, id=f"{before.kind.lower()}/{made}")

    def _each(self, value: Any, *, freely: bool = False) -> Any:
        if isinstance(value, str):
            return self.text(value) if freely else self._told(value)
        return tuple(self._each(each, freely=freely) for each in value) if isinstance(value, tuple) else value

    def _told(self, text: str) -> str:
        text = self._ids.sub(lambda found: self._pseudonyms[found.group()], text)
        return self._without(self._single, self._without(self._whole, text))

    def _without(self, pattern: re.Pattern[str], text: str) -> str:
        return pattern.sub(self._word, text)


def _every_name(versions: Iterable[Person]) -> set[str]:
    found: set[str] = set()
    for person in versions:
        found |= {person.name, *(name for _, name in person.names)}
        if person.given_name and person.family_name:
            found |= {
                f"{person.given_name} {person.family_name}",
                f"{person.family_name} {person.given_name}",
                f"{person.family_name}, {person.given_name}",
            }
    return found


def _whole_names(versions: Iterable[Person]) -> set[str]:
    """Names of several words, addresses and numbers: nothing else is written so."""
    found = {name for name in _every_name(versions) if " " in name}
    for person in versions:
        found |= {person.email or "", *person.identifiers}
        numbers = [number.partition(":")[2] for number in person.identifiers]
        found |= {number for number in numbers if len(number) >= SHORTEST_NUMBER or not number.isdecimal()}
    long = {text for text in found if len(text) > SHORTEST_NAME}
    return long | {fold(text) for text in long}


def _pattern(texts: Iterable[str], *, before: str = r"(?<![\w/-])", flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """What finds each of the texts where it stands as a word; the longest first."""
    wanted = sorted({text for text in texts if text}, key=len, reverse=True)
    any_of_them = "|".join(map(re.escape, wanted))
    return re.compile(rf"{before}(?:{any_of_them})(?![\w/-])" if wanted else r"(?!)", flags)
