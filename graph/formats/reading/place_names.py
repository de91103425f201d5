"""Which organisation a text names: a heading, the title of a sheet or file, a cell.

A text names an organisation when it is its name, its number, or what tells it apart from others: "De Sluis" and
"de sluis Mechelen" are Basisschool De Sluis, as long as no other organisation is called so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from graph.domain.kinds import Organisation, PartOf
from graph.formats.reading.matching import alias_of, only
from graph.formats.reading.result import MOST_SUGGESTIONS
from graph.formats.reading.text import alike, fold, whole_number
from graph.model.snapshot import Snapshot

__all__ = ["PlaceNames", "above", "is_like_a_school"]

LIKELY = 0.6
SHORTEST = 4
"""So many letters a name has at the least to be found within a longer text."""
_SORTS = frozenset(
    [
        "basisschool",
        "bs",
        "vbs",
        "gbs",
        "sbs",
        "freinetschool",
        "kleuterschool",
        "lagere",
        "secundaire",
        "school",
        "scholen",
        "scholengroep",
        "scholengemeenschap",
        "sg",
        "schoolbestuur",
        "bestuur",
        "vzw",
        "vestiging",
        "vestigingsplaats",
        "campus",
        "technisch",
        "instituut",
        "atheneum",
        "koninklijk",
        "lyceum",
        "college",
        "middenschool",
        "gemeenteschool",
        "gemeentelijke",
        "vrije",
        "bubao",
        "buso",
        "cvo",
    ]
)
"""Words that say what sort of organisation it is, which people leave out."""
_BEGINNINGS = _SORTS - {"lagere", "bestuur", "scholen", "technisch", "vrije"}
_NAMES_BEGIN = frozenset(["de", "het", "t", "sint", "st", "onze", "heilig", "go"])
_PARTICLES = frozenset(["de", "het", "van", "der", "den", "en", "ter", "ten", "aan", "op", "in"])
MOST_WORDS = 6


class PlaceNames:
    """Finds organisations by what they are called."""

    def __init__(self, places: Iterable[Organisation]) -> None:
        self._places = {place.id: place for place in places}
        self._whole: dict[str, set[str]] = defaultdict(set)
        self._telling: dict[str, set[str]] = defaultdict(set)
        self._told: dict[str, set[str]] = defaultdict(set)
        self._found: dict[str, Organisation | None] = {}
        for place in self._places.values():
            for name in _called(place):
                self._add(place, fold(name))
            for identifier in (place.number or "", (place.number or "").zfill(6), *place.identifiers):
                self._told[identifier].add(place.id)

    def _add(self, place: Organisation, name: str) -> None:
        telling, town = _telling(name), fold(place.municipality or "")
        self._whole[name].add(place.id)
        without_town = " ".join(word for word in telling.split() if word not in town.split())
        short = without_town if len(without_town) >= SHORTEST else telling
        for key in {telling, short, f"{telling} {town}".strip(), f"{name} {town}".strip()} - {name, town, ""}:
            self._telling[key].add(place.id)

    def named(self, text: str) -> Organisation | None:
        """The one organisation that a text is the name, number or id of, or that somebody said it means."""
        if text not in self._found:
            self._found[text] = self._places.get(text) or self._places.get(only(self._named(text)) or "")
        return self._found[text]

    def _named(self, text: str) -> set[str]:
        written, key = whole_number(text.strip()), fold(text)
        if written.isdecimal():
            return self._told.get(written) or self._told.get(written.zfill(6)) or set()
        return self._told.get(alias_of(key)) or self._having(key)

    def within(self, text: str) -> Organisation | None:
        """The one organisation that a longer text names; of names within each other the longest."""
        words = fold(text).split()
        for length in range(len(words), 0, -1):
            parts = (" ".join(words[start : start + length]) for start in range(len(words) - length + 1))
            found = {place for part in parts if len(part) >= SHORTEST for place in self._having(part)}
            numbered = {place.id for place in self._places.values() if length == 1 and place.number in words}
            if found or numbered:
                return self._places.get(only(found | numbered) or "")
        return None

    def likely(self, text: str) -> list[Organisation]:
        """Those that a text may mean, likeliest first."""
        words = set(fold(text).split())
        scored = [
            (-1.0 if words and words <= set(fold(place.name).split()) else -alike(text, place.name), place.id, place)
            for place in self._places.values()
        ]
        best = sorted(scored, key=lambda item: item[:2])[:MOST_SUGGESTIONS]
        return [place for score, _, place in best if -score >= LIKELY]

    def _having(self, key: str) -> set[str]:
        return self._whole.get(key) or self._telling.get(key) or self._telling.get(_telling(key)) or set()


def _called(place: Organisation) -> Iterator[str]:
    yield place.name
    yield from (name for _, name in place.names)


def _telling(folded: str) -> str:
    return " ".join(word for word in folded.split() if word not in _SORTS)


def is_like_a_school(text: str) -> bool:
    """Whether a short text begins as names of schools do, so that it may name one that is not known."""
    words = fold(text).split()
    if not 1 < len(words) <= MOST_WORDS:
        return False
    is_name = all(word[0].isupper() or fold(word) in _PARTICLES for word in text.split())
    return words[0] in _BEGINNINGS or (words[0] in _NAMES_BEGIN and is_name)


def above(snapshot: Snapshot, home: str) -> frozenset[str]:
    """The organisations that the organisation lies in, near and far, whatever the day."""
    found: set[str] = set()
    waiting = [home]
    while waiting:
        links = snapshot.out(PartOf, waiting.pop())
        waiting.extend(link.to_id for link in links if link.to_id not in found)
        found.update(link.to_id for link in links)
    return frozenset(found)
