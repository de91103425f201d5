"""At which organisation a row of a list of people is."""

from __future__ import annotations

from graph.domain.kinds import Organisation
from graph.domain.text import Quoted, Text
from graph.formats.people.records import Records
from graph.formats.people.rows import StaffRow
from graph.formats.reading.answers import Asker, question_id
from graph.formats.reading.matching import alias_of, identified, proposals_of
from graph.formats.reading.result import MOST_PROPOSALS, OPEN, PICK, SKIP, Question
from graph.formats.reading.text import alike, fold, whole_number

__all__ = ["Places"]

LIKELY = 0.6


class Places:
    """Finds the organisations of rows, asking what is not clear.

    Args:
        records: of the import.
        asker: has the answers.
        usual: id of the organisation of rows that name none; None = it is asked.
    """

    def __init__(self, records: Records, asker: Asker, usual: str | None) -> None:
        self.records = records
        self.asker = asker
        self.usual = usual

    def of(self, row: StaffRow) -> str | None:
        """The organisation of a row; None when that waits for an answer, or the row is left out."""
        text = row.organisation_number or row.organisation
        if not text and self.usual is not None:
            return self.usual
        exact = self._exact(row) if text else []
        return exact[0] if len(exact) == 1 else self._asked(row, text)

    def _asked(self, row: StaffRow, text: str) -> str | None:
        shown = text or self.records.source
        question = Question(
            id=question_id("organisation", "", fold(shown)),
            kind="organisation",
            address=row.place,
            value=shown,
            text=Text("Which organisation is “{text}”?", text=shown),
            proposals=proposals_of(self._likely(row)),
            choices=(PICK, SKIP, OPEN),
        )
        answer = self.asker.ask(question)
        if answer is None:
            return None
        place = self.records.organisation(answer.argument)
        if place is None:
            self.asker.refuse(question, Text("There is no organisation {text}", text=Quoted(answer.argument)))
            return None
        if text:
            self.records.put(identified(place, alias_of(fold(text))), row.place)
        return place.id

    def _exact(self, row: StaffRow) -> list[str]:
        number, name = row.organisation_number, fold(row.organisation)
        places = [self.records.organisation(place.id) or place for place in self.records.snapshot.nodes(Organisation)]
        # Spreadsheets drop the leading zeros of a number; with them it is six characters long.
        written = number or whole_number(row.organisation)
        by_number = [place.id for place in places if written and place.number in (written, written.zfill(6))]
        if by_number or number:
            return by_number or [place.id for place in places if alias_of(fold(number)) in place.identifiers]
        return [
            place.id
            for place in places
            if row.organisation == place.id
            or name in {fold(known) for known in (place.name, *(text for _, text in place.names))}
            or alias_of(name) in place.identifiers
        ]

    def _likely(self, row: StaffRow) -> list[Organisation]:
        text = row.organisation or row.organisation_number
        words = set(fold(text).split())
        scored = [
            (-1.0 if words and words <= set(fold(place.name).split()) else -alike(text, place.name), place.id, place)
            for place in self.records.snapshot.nodes(Organisation)
        ]
        best = sorted(scored, key=lambda item: item[:2])[:MOST_PROPOSALS]
        return [place for score, _, place in best if -score >= LIKELY]
