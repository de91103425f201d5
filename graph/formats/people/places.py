"""At which organisation a row of a list of people is: as the row says, else as its sheet does, else it is asked."""

from __future__ import annotations

import re

from graph.domain.choices import GENERAL_TYPES
from graph.domain.kinds import Organisation
from graph.domain.text import Quoted, Text
from graph.formats.people.records import Records
from graph.formats.people.rows import StaffRow
from graph.formats.reading.answers import Asker, doubt_id
from graph.formats.reading.matching import alias_of, identified, suggestions_of
from graph.formats.reading.place_names import PlaceNames, above
from graph.formats.reading.result import LIKELY, OPEN, PICK, POSSIBLE, SKIP, SURE, Doubt, Note
from graph.formats.reading.table import Table
from graph.formats.reading.text import fold, whole_number
from graph.model.snapshot import Snapshot

__all__ = ["ListTitles", "Places"]

_BETWEEN = re.compile(r"[,;+&/]|\s(?:en|and)\s")
MOST_SCHOOLS = 30
"""So many are proposed where nothing tells which one it is."""


class ListTitles:
    """Whose a list is by the name of its sheet and the lines above its headings.

    Args:
        snapshot: what is stored.
        asker: has the answers, and gets what was recognised.
        given: id of the organisation of rows that name none; None = nobody said.
    """

    def __init__(self, snapshot: Snapshot, asker: Asker, given: str | None) -> None:
        self.snapshot = snapshot
        self.asker = asker
        self.given = given
        self.names = PlaceNames(snapshot.nodes(Organisation))

    def usual(self, table: Table) -> tuple[str | None, bool]:
        """The organisation of rows that name none, if it is known, and whether the list is read at all."""
        found = self.names.named(table.title) or self.names.within(table.title)
        for text in table.above:
            found = found or self.names.within(text)
        if found is None:
            return self.given, True
        place = self._asked(table, found)
        if place is None or self.given in (None, place, *above(self.snapshot, place)):
            return place, place is not None
        told = Text("This sheet is about another organisation, or does not say about which: not read")
        self.asker.notes.append(Note(address=table.title, text=told, matters=True))
        return None, False

    def _asked(self, table: Table, found: Organisation) -> str | None:
        title = table.title or table.above[0]
        doubt = Doubt(
            id=doubt_id("organisation", "", f"sheet {fold(title)}"),
            kind="organisation",
            address=table.place,
            value=title,
            text=Text("Which organisation is the sheet “{sheet}” about?", sheet=title),
            suggestions=suggestions_of([found]),
            choices=(PICK, SKIP, OPEN),
            suggested=f"{PICK} {found.id}",
            certainty=SURE,
            is_kept=True,
        )
        answer = self.asker.ask(doubt)
        if answer is None:
            return None
        place = self.snapshot.find(Organisation, answer.argument)
        if place is None:
            self.asker.refuse(doubt, Text("There is no organisation {text}", text=Quoted(answer.argument)))
            return None
        text = Text("This sheet is read as the one of {place}", place=place.name)
        self.asker.notes.append(Note(address=title, text=text, matters=True))
        return place.id


class Places:
    """Finds the organisations of rows, asking what is not clear.

    Args:
        records: of the import.
        asker: has the answers.
        usual: id of the organisation of rows that name none; None = it is asked.
        title: what the list is called, when that is asked.
    """

    def __init__(self, records: Records, asker: Asker, usual: str | None, title: str) -> None:
        self.records = records
        self.asker = asker
        self.usual = usual
        self.title = title
        self.names = PlaceNames(records.snapshot.nodes(Organisation))
        self._known: dict[tuple[str, str], str] = {}

    def of(self, row: StaffRow) -> str | None:
        """The organisation of a row; None when that waits for an answer, or the row is left out."""
        text = row.organisation_number or row.organisation
        if not text and self.usual is not None:
            return self.usual
        key = (row.organisation_number, row.organisation)
        if key not in self._known:
            exact = self._exact(row) if text else []
            found = exact[0] if len(exact) == 1 else self._asked(row, text)
            if found is None:
                return None
            self._known[key] = found
        return self._known[key]

    def _asked(self, row: StaffRow, text: str) -> str | None:
        shown = text or self.title
        suggested, certainty, likely = self._suggested(row.organisation or text)
        doubt = Doubt(
            id=doubt_id("organisation", "", fold(shown)),
            kind="organisation",
            address=row.place,
            value=shown,
            text=Text("Which organisation is “{text}”?", text=shown)
            if text
            else Text("Where are the people of “{text}”? The rows do not say it.", text=shown),
            suggestions=suggestions_of(likely if text else self._schools()),
            choices=(PICK, SKIP, OPEN),
            suggested=suggested,
            certainty=certainty,
        )
        answer = self.asker.ask(doubt)
        if answer is None:
            return None
        place = self.records.organisation(answer.argument)
        if place is None:
            self.asker.refuse(doubt, Text("There is no organisation {text}", text=Quoted(answer.argument)))
            return None
        if text and certainty != SURE:
            self.records.put(identified(place, alias_of(fold(text))), row.place)
        return place.id

    def _exact(self, row: StaffRow) -> list[str]:
        number, name = row.organisation_number, fold(row.organisation)
        places = [self.records.organisation(place.id) or place for place in self.records.snapshot.nodes(Organisation)]
        # Spreadsheets drop the leading zeros of a number; with them it is six characters long.
        written = number or whole_number(row.organisation)
        by_number = [place.id for place in places if written and (place.number or "").zfill(6) == written.zfill(6)]
        if by_number or number:
            return by_number or [place.id for place in places if alias_of(fold(number)) in place.identifiers]
        return [
            place.id
            for place in places
            if row.organisation == place.id
            or name in {fold(known) for known in (place.name, *(text for _, text in place.names))}
            or alias_of(name) in place.identifiers
        ]

    def _schools(self) -> list[Organisation]:
        """All that people may be at, while they are few."""
        places = [place for place in self.records.snapshot.nodes(Organisation) if place.type in GENERAL_TYPES]
        return sorted(places, key=lambda place: place.name) if len(places) <= MOST_SCHOOLS else []

    def _suggested(self, text: str) -> tuple[str, str, list[Organisation]]:
        """What is chosen already, how certain that is, and all that may be meant."""
        named, likely = self.names.named(text), self.names.likely(text)
        if named is not None:
            return f"{PICK} {named.id}", SURE, [named, *(place for place in likely if place != named)]
        one = len(likely) == 1 and _BETWEEN.search(text) is None  # "De Sluis, De Kade" is neither of them
        return f"{PICK} {likely[0].id}" if one else "", LIKELY if one else POSSIBLE, likely
