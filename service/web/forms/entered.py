"""What somebody typed in a form, read field by field: every problem beside its field, nothing that was typed lost."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from math import isfinite

from starlette.datastructures import FormData, QueryParams

from graph.domain.days import is_known_day
from graph.domain.errors import NotFound
from graph.domain.kinds import NODE_KINDS, Node, kind_of_id
from graph.usecases import read
from graph.usecases.nearby import places_of
from service.web.visit import Visit

__all__ = ["Entered", "form_of"]

MOST_NAMED = 5
LONGEST_NAME = 200
"""Letters by which a record is looked for; nothing is called more than that."""


class Entered:
    """The values of a form, with what is wrong with them.

    Every reader gives the value, or None (an empty tuple for several) when it is not there or cannot be read; then
    `errors` says why, and `meanwhile` what somebody else made of a field since the form was opened.

    Args:
        visit: of whoever typed.
        values: the texts of each field.
    """

    def __init__(self, visit: Visit, values: Mapping[str, tuple[str, ...]]) -> None:
        self.visit = visit
        self.values = values
        self.errors: dict[str, list[str]] = defaultdict(list)
        self.meanwhile: Mapping[str, str] = {}

    @classmethod
    def of(cls, visit: Visit, given: FormData | QueryParams) -> Entered:
        """What was sent, or what an address fills in beforehand."""
        names = dict.fromkeys(given.keys())
        texts = {name: [value for value in given.getlist(name) if isinstance(value, str)] for name in names}
        return cls(visit, {name: tuple(value.strip() for value in found) for name, found in texts.items()})

    def with_defaults(self, defaults: Mapping[str, tuple[str, ...]]) -> Entered:
        """The same, with texts for each field that nothing was given for."""
        return self._with({**{name: texts for name, texts in defaults.items() if any(texts)}, **self.values})

    def moved(self, move: str) -> Entered:
        """The same, with one text of a field a place further up or down: "mandates up executes/1"."""
        name, _, rest = move.partition(" ")
        way, _, text = rest.partition(" ")
        order = [*self.raw_all(name)]
        if text not in order:
            return self
        at = order.index(text)
        to = min(max(at + (-1 if way == "up" else 1), 0), len(order) - 1)
        order.insert(to, order.pop(at))
        return self._with({**self.values, name: tuple(order)})

    def without(self, name: str) -> Entered:
        """The same, without a field."""
        return self._with({one: texts for one, texts in self.values.items() if one != name})

    def over(self, values: Mapping[str, tuple[str, ...]], meanwhile: Mapping[str, str]) -> Entered:
        """The same with other texts in some fields, and what somebody else made of fields."""
        return self._with({**self.values, **values}, meanwhile)

    def _with(self, values: Mapping[str, tuple[str, ...]], meanwhile: Mapping[str, str] | None = None) -> Entered:
        made = Entered(self.visit, values)
        made.meanwhile = self.meanwhile if meanwhile is None else meanwhile
        return made

    # Plain values

    def raw(self, name: str) -> str:
        """The text as it was typed."""
        return next(iter(self.values.get(name, ())), "")

    def raw_all(self, name: str) -> tuple[str, ...]:
        """Every text of a field that is not empty, each once."""
        return tuple(dict.fromkeys(text for text in self.values.get(name, ()) if text))

    def text(self, name: str, *, required: bool = False) -> str | None:
        """What was typed; None = nothing."""
        text = self.raw(name)
        if required and not text:
            self.wrong(name, self.visit._("Fill this in."))
        return text or None

    def is_ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self.raw(name))

    def one_of(self, name: str, choices: Collection[str], *, required: bool = True) -> str | None:
        """One of some words."""
        text = self.raw(name)
        if text in choices:
            return text
        if required or text:
            self.wrong(name, self.visit._("Choose one of these."))
        return None

    def some_of(self, name: str, choices: Collection[str]) -> tuple[str, ...]:
        """Some of the words."""
        return tuple(text for text in self.raw_all(name) if text in choices)

    def day(self, name: str, *, required: bool = False) -> date | None:
        """The day that was typed; None = none, or none that can be."""
        text = self.text(name, required=required)
        if text is None:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self.wrong(name, self.visit._("Write a day as 2026-09-01."))
            return None
        if not is_known_day(day):
            self.wrong(name, self.visit._("This day lies too far away."))
            return None
        return day

    def until(self, name: str, *, since: date | None = None, required: bool = False) -> date | None:
        """The first day after the last day that was typed."""
        last = self.day(name, required=required)
        if last is None:
            return None
        if since is not None and last < since:
            self.wrong(name, self.visit._("The last day lies before the first."))
            return None
        return last + timedelta(days=1)

    def whole(self, name: str, *, most: int = 1_000_000_000) -> int | None:
        """A whole number: `5000`, `5.000` or `€ 5.000`."""
        text = self.raw(name).replace("€", "").replace(".", "").replace("\u00a0", "").replace(" ", "")
        if not text:
            return None
        digits = text.lstrip("0") or "0"
        if not text.isascii() or not text.isdecimal() or int(digits[:12]) > most:
            self.wrong(name, self.visit._("Write a whole number."))
            return None
        return int(digits)

    def hours(self, name: str) -> float | None:
        """Hours a week: `7`, `7,5` or `7.5`."""
        text = self.raw(name)
        found = _as_number(text)
        if text and (found is None or not 0 <= found <= 168):
            self.wrong(name, self.visit._("Write the hours a week as a number, such as 7,5."))
            return None
        return found

    def number(self, name: str) -> float | None:
        """A number: `7`, `-7,5` or `7.5`."""
        text = self.raw(name)
        found = _as_number(text)
        if text and found is None:
            self.wrong(name, self.visit._("Write a number, such as 7,5."))
        return found

    # Records

    def record(self, name: str, kinds: Collection[str], *, required: bool = True) -> str | None:
        """The id of a record of some kinds: by its id, its number or address, or a name that only one has."""
        text = self.raw(name)
        if not text:
            if required:
                self.wrong(name, self.visit._("Choose one."))
            return None
        found = read.get(self.visit.world, text)
        if found is not None and kind_of_id(found.id) in kinds:
            return found.id
        return self._by_words(name, text, kinds)

    def records(self, name: str, kinds: Collection[str], *, required: bool = False) -> tuple[str, ...]:
        """The ids of several records; each must be chosen by id."""
        world = self.visit.world
        found = [read.get(world, text) for text in self.raw_all(name)]
        known = tuple(one.id for one in found if one is not None and kind_of_id(one.id) in kinds)
        if len(known) < len(found) or (required and not known):
            self.wrong(name, self.visit._("Choose at least one."))
        return known

    def edges(self, name: str, kinds: Collection[str], *, several: bool, required: bool) -> tuple[str, ...]:
        """The ids of edges of some kinds, each chosen by id."""
        found = (read.get(self.visit.world, text) for text in self.raw_all(name))
        known = tuple(edge.id for edge in found if edge is not None and edge.kind in kinds)
        if required and not known:
            self.wrong(name, self.visit._("Choose at least one.") if several else self.visit._("Choose one."))
        return known

    def wrong(self, name: str, sentence: str) -> None:
        """Say what is wrong with a field."""
        if sentence not in self.errors[name]:
            self.errors[name].append(sentence)

    def _by_words(self, name: str, typed: str, kinds: Collection[str]) -> str | None:
        text = typed[:LONGEST_NAME]
        if "person" in kinds:
            with contextlib.suppress(NotFound):
                return read.person_named(self.visit.world, text).id
        types: tuple[type[Node], ...] = tuple(NODE_KINDS[kind] for kind in kinds)
        hits = read.search(self.visit.world, text, kinds=types, limit=MOST_NAMED)
        same = [hit for hit in hits if hit.record.name_in(self.visit.language).casefold() == text.casefold()]
        if len(same) == 1:
            return same[0].record.id
        if hits:
            near = self.visit.texts.listing([self._told(hit.record.id) for hit in hits])
            self.wrong(name, self.visit._("Nothing is called exactly that. Do you mean {names}?", names=near))
        else:
            self.wrong(name, self.visit._("This is not known. Try another word."))
        return None

    def _told(self, record_id: str) -> str:
        """A record with where it belongs, so that it can be told from one of the same name."""
        name, places = self.visit.name(record_id), places_of(self.visit.world, record_id)
        return f"{name} ({', '.join(map(self.visit.name, places))})" if places else name


def _as_number(text: str) -> float | None:
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        return None
    return found if isfinite(found) else None


def form_of(fields: Iterable[tuple[str, str]]) -> FormData:
    """Kept names and texts as the form that they were typed in."""
    return FormData([(name, text) for name, text in fields])
