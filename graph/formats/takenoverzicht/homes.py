"""Which organisation each part of a workbook is about: its rows, title, sheet or file tell it, or somebody is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from graph.domain.choices import GENERAL_TYPES
from graph.domain.errors import Problem
from graph.domain.folding import fold
from graph.domain.kinds import Organisation, Person, is_id_of
from graph.domain.text import Quoted, Text
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.matching import alias_of, identified
from graph.formats.reading.place_names import PlaceNames, above
from graph.formats.reading.result import (
    LIKELY,
    MOST_SUGGESTIONS,
    OPEN,
    PICK,
    SKIP,
    SURE,
    Doubt,
    NamedBytes,
    Note,
    Suggestion,
)
from graph.formats.reading.workbook import Sheet
from graph.formats.takenoverzicht.layout import has_table, titles_of
from graph.formats.takenoverzicht.mapping import mapped
from graph.formats.takenoverzicht.marks import without_unticked
from graph.formats.takenoverzicht.per_person import with_crosses_for_hours, with_its_holder
from graph.formats.takenoverzicht.rearranged import SubjectNames
from graph.formats.takenoverzicht.side_by_side import tables_of
from graph.formats.takenoverzicht.unfold import Part, unfolded
from graph.model.snapshot import Snapshot

__all__ = ["Homes"]

_EACH = "sheets"


class Homes:
    """Shares the parts of a workbook out over the organisations that they are about.

    Attributes:
        told: organisations with the title that somebody said means them, so that the next file is known.
    """

    def __init__(self, snapshot: Snapshot, asker: Asker, file: NamedBytes, given: str | None) -> None:
        self.snapshot = snapshot
        self.asker = asker
        self.file = file
        self.names = PlaceNames(snapshot.nodes(Organisation))
        self.given = None if given is None else snapshot.find(Organisation, given)
        self.subjects = SubjectNames(snapshot)
        self.told: dict[str, Organisation] = {}
        self.waiting: set[str] = set()
        if given is not None and self.given is None:
            asker.problems.append(
                Problem(
                    message=Text("There is no {record}", record=Quoted(given)),
                    remedy=Text("Give the id of the sheet's organisation"),
                )
            )

    def share_out(self, sheets: tuple[Sheet, ...]) -> Iterator[tuple[Organisation, tuple[Sheet, ...]]]:
        """The organisations in the order in which they are met, each with its sheets."""
        tables = (table for sheet in sheets for table in tables_of(without_unticked(sheet)))
        people = {fold(name) for who in self.snapshot.nodes(Person) for name in (who.name, *who.other_names)}
        sheets = tuple(with_crosses_for_hours(with_its_holder(table, people, self.asker), people) for table in tables)
        parts = [part for sheet in sheets for part in unfolded(sheet, self.names, self.asker, self.subjects)]
        if not any(has_table(part.sheet) for part in parts):
            told = [mapped(sheet, self.asker, self.subjects, self.names) for sheet in sheets]
            parts = [part for sheet in told for part in unfolded(sheet, self.names, self.asker, self.subjects)]
        counted = Counter(part.sheet.name for part in parts)
        named = {id(part): self._named(part, is_alone=counted[part.sheet.name] == 1) for part in parts}
        rest = [part for part in parts if named[id(part)] is None and part.sheet.name not in self.waiting]
        usual = self._usual(parts, rest)
        found: dict[str, tuple[Organisation, list[Sheet]]] = {}
        for part in parts:
            home = named[id(part)]
            if home is None and part.sheet.name not in self.waiting:
                home = usual or self._asked_of(part, parts)
            home = None if home is None else self._allowed(home, part)
            if home is not None:
                found.setdefault(home.id, (home, []))[1].append(part.sheet)
        for home, own in found.values():
            yield home, tuple(own)

    # What the workbook says

    def _named(self, part: Part, *, is_alone: bool) -> Organisation | None:
        """The organisation that a part names; recognised, and said so."""
        written = _written_home(part.sheet, self.snapshot)
        name, *titles = titles_of((part.sheet,))
        by_name = self.names.named(name) or self.names.within(name)
        if part.place is not None:
            if not is_alone or by_name is None or written or self._are_one_in_other(by_name, part.place):
                return part.place
            return self._nearer(part, by_name, part.place)
        if written is not None:
            return written
        by_title = next((place for title in titles if (place := self.names.within(title))), None)
        if by_name is not None and by_title is not None and by_name != by_title:
            return self._nearer(part, by_name, by_title)
        found = by_name or by_title
        return self._recognised(part, found) if found is not None and has_table(part.sheet) else found

    def _nearer(self, part: Part, by_name: Organisation, by_title: Organisation) -> Organisation | None:
        """Of the one in the name of a sheet and the one in its title that which lies in the other; else it is asked."""
        if by_title.id in above(self.snapshot, by_name.id):
            return self._recognised(part, by_name)
        if by_name.id in above(self.snapshot, by_title.id):
            return self._recognised(part, by_title)
        found = self._answer(self._doubt(part, (by_name, by_title)))
        if found is None:
            self.waiting.add(part.sheet.name)
        return found

    def _are_one_in_other(self, one: Organisation, other: Organisation) -> bool:
        return one.id in {other.id, *above(self.snapshot, other.id)} or other.id in above(self.snapshot, one.id)

    def _recognised(self, part: Part, place: Organisation) -> Organisation | None:
        doubt = self._doubt(part, (place, *self._likely([part.sheet.name])[:MOST_SUGGESTIONS]), suggested=place)
        found = self._answer(doubt)
        if found is None:
            self.waiting.add(part.sheet.name)
        else:
            text = Text("This sheet is read as the one of {place}", place=found.name)
            self.asker.notes.append(Note(address=part.sheet.name, text=text, matters=True))
        return found

    def _usual(self, parts: Sequence[Part], rest: Sequence[Part]) -> Organisation | None:
        """Of whom the parts are that do not say it; None when each has to be asked about, or nobody knows."""
        if self.given is not None or not rest:
            return self.given
        stem = self.file.name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
        place = self.names.within(stem)
        if place is not None and len(rest) == len(parts):
            text = Text("The overview is read as the one of {place} ({id})", place=place.name, id=place.id)
            self.asker.notes.append(Note(text=text, matters=True))
        if place is not None or len(rest) < len(parts):
            return place
        return self._asked_once(tuple(part.sheet for part in rest))

    # Asking

    def _asked_once(self, sheets: tuple[Sheet, ...]) -> Organisation | None:
        if not any(map(has_table, sheets)):
            # Nothing will be read: whose it is does not matter, and why is told.
            return next(iter(self._likely(())), None)
        several = sum(map(has_table, sheets)) > 1
        doubt = Doubt(
            id=doubt_id("organisation", "", self.file.name),
            kind="organisation",
            address=self.file.name,
            value=self.file.name,
            text=Text("Which organisation is this overview about?"),
            suggestions=(
                *(Suggestion(pick=_EACH, name=Text("Each sheet is about another one")) for _ in range(several)),
                *(Suggestion(pick=place.id, name=place.name) for place in self._likely(titles_of(sheets))),
            ),
            choices=(PICK, OPEN),
        )
        return self._answer(doubt)

    def _asked_of(self, part: Part, parts: Sequence[Part]) -> Organisation | None:
        """The organisation of a sheet that does not say it, where others do; None = it is not read, or waits."""
        each = self.asker.given(doubt_id("organisation", "", self.file.name))
        alone = all(other.place is None and self._is_unnamed(other) for other in parts)
        if not has_table(part.sheet) or (alone and (each is None or each.argument != _EACH)):
            return None
        doubt = self._doubt(part, self._likely([part.sheet.name])[:MOST_SUGGESTIONS])
        likely = self.names.likely(part.sheet.name)
        if len(likely) == 1:
            doubt = replace(doubt, suggested=f"{PICK} {likely[0].id}", certainty=LIKELY)
        return self._answer(doubt)

    def _is_unnamed(self, part: Part) -> bool:
        return _written_home(part.sheet, self.snapshot) is None and not any(
            map(self.names.within, titles_of((part.sheet,)))
        )

    def _doubt(self, part: Part, likely: Iterable[Organisation], suggested: Organisation | None = None) -> Doubt:
        title = part.sheet.name
        return Doubt(
            id=doubt_id("organisation", "", f"sheet {fold(title)}"),
            kind="organisation",
            address=title,
            value=title,
            text=Text("Which organisation is the sheet “{sheet}” about?", sheet=title),
            suggestions=tuple(Suggestion(pick=place.id, name=place.name) for place in dict.fromkeys(likely)),
            choices=(PICK, SKIP, OPEN),
            suggested="" if suggested is None else f"{PICK} {suggested.id}",
            certainty=SURE,
        )

    def _answer(self, doubt: Doubt) -> Organisation | None:
        answer = self.asker.ask(doubt)
        if answer is None or answer.argument == _EACH:
            return None
        place = self.snapshot.find(Organisation, answer.argument)
        if place is None:
            self.asker.refuse(doubt, Text("There is no organisation {id}", id=Quoted(answer.argument)))
        elif self.names.within(doubt.value) != place and doubt.address != self.file.name:
            self.told[place.id] = identified(self.told.get(place.id, place), alias_of(fold(doubt.value)))
        return place

    def _allowed(self, home: Organisation, part: Part) -> Organisation | None:
        """The organisation, as far as an import for one organisation concerns it: that one and what lies below."""
        given = self.given
        if given is None or home.id == given.id:
            return home
        if given.id in above(self.snapshot, home.id):
            return home
        if home.id in above(self.snapshot, given.id) and part.place is None:
            return given
        text = Text("This sheet is about another organisation, or does not say about which: not read")
        self.asker.notes.append(Note(address=part.sheet.name, text=text, matters=True))
        return None

    def _likely(self, titles: Iterable[str]) -> list[Organisation]:
        """Schools, centres and groups, those first whose name has most words in common with a title, then by name."""
        words = {word for title in titles for word in fold(title).split()}
        places = [place for place in self.snapshot.nodes(Organisation) if place.type in GENERAL_TYPES]
        return sorted(places, key=lambda place: (-len(words & set(fold(place.name).split())), place.name, place.id))


def _written_home(sheet: Sheet, snapshot: Snapshot) -> Organisation | None:
    """The organisation whose id stands above the headings, as an export has it."""
    words = (word for text in titles_of((sheet,))[1:] for word in text.split() if is_id_of("organisation", word))
    found = (snapshot.find(Organisation, word) for word in words)
    return next((place for place in found if place is not None), None)
