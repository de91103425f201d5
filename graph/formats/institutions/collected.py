"""What several files of institution data hold together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from graph.domain.errors import Problem
from graph.domain.text import Quoted, Text
from graph.formats.institutions.rows import Institution, Site
from graph.formats.reading.result import Place

__all__ = ["Collected"]

SOURCE = "instellingsgegevens Onderwijs Vlaanderen"
_ONE_IS_WRONG = Text("Correct the one that is wrong, or give files of the same day")


@dataclass(frozen=True, slots=True)
class Collected:
    """Institutions, boards and sites by number, and the query that they answer.

    Attributes:
        institutions: those that come in.
        boards: those of which only what an institution lies under comes in.
        sites: by the numbers of institution and site.
        query: by filter.
    """

    institutions: dict[str, Institution] = field(default_factory=dict)
    boards: dict[str, Institution] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The query is part of the source, so that retiring never ends what another query brought."""
        query = ", ".join(f"{key}={value}" for key, value in sorted(self.query.items()))
        return f"{SOURCE} ({query})" if query else SOURCE

    def take(self, rows: Iterable[Institution | Site], unread: list[Problem]) -> dict[str, str]:
        """Take rows in, but for those that contradict one before.

        Args:
            rows: of a file; an institution comes before its site on the same row.
            unread: gets what a row contradicts.

        Returns:
            The institutions that are left out, as they have no ICT team: names by number.
        """
        left_out: dict[str, str] = {}
        contradicted: set[Place] = set()
        for row in rows:
            if isinstance(row, Site):
                unread.extend(() if row.place in contradicted else self._site(row))
            elif row.is_reference:
                self.boards[row.number] = row
            elif row.type is None:
                left_out[row.number] = row.name
            else:
                wrong = tuple(self._institution(row))
                contradicted.update(problem.place for problem in wrong)
                unread.extend(wrong)
        return left_out

    def _institution(self, row: Institution) -> Iterator[Problem]:
        known = self.institutions.setdefault(row.number, row)
        if known.name == row.name:
            self.institutions[row.number] = known.merged(row)
            return
        message = Text(
            "{number} is {name} at {place}, here {other}",
            number=row.number,
            name=Quoted(known.name, most=60),
            place=known.place,
            other=Quoted(row.name, most=60),
        )
        yield Problem(place=row.place, field="naam", message=message, remedy=_ONE_IS_WRONG)

    def _site(self, row: Site) -> Iterator[Problem]:
        known = self.sites.setdefault(row.key, row)
        if replace(known, place="") != replace(row, place=""):
            message = Text("Site {site} stands at {place} too, with another address", site=row.key, place=known.place)
            yield Problem(place=row.place, message=message, remedy=_ONE_IS_WRONG)
