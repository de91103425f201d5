"""What an instance that holds a part of the register answers, and what it sends elsewhere.

About an organisation that it does not hold it says where that is held. That there is such an organisation is no secret
to whoever may read the register, and whoever may not is told that it is unknown, as everywhere: the question comes
after the policy. Of anybody and anything else that is not here it does not know whether it is anywhere, and says that
it is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.domain.changes import Change, Put
from graph.domain.errors import NotHeldHere
from graph.domain.kinds import Edge, Kind, Node, Record, kind_of_id
from graph.domain.part import ORGANISATION, SHARED_KINDS, Part, named_by
from graph.domain.text import Named, Series, Text
from graph.model.snapshot import Snapshot

__all__ = ["Holding"]


@dataclass(frozen=True, slots=True)
class Holding:
    """A part of the register that is held, and where the rest is.

    Attributes:
        part: what is held.
        places: by organisation, the address at which it is held, with all below it that has no address of its own.
        is_searched: whether what was asked was searched in the whole register too, so that it may be asked about all.
    """

    part: Part
    places: Mapping[str, str]
    is_searched: bool = False

    def place_of(self, organisation: str) -> str | None:
        """The address of an organisation, or of the nearest one above it that has any; None when none has."""
        for layer in self.part.above(organisation):
            for each in sorted(layer):
                if each in self.places:
                    return self.places[each]
        return None

    def check_organisation(self, organisation: str) -> None:
        """Do nothing when an organisation is held.

        Raises:
            NotHeldHere: it is not.
        """
        if not self.part.has(organisation):
            raise self._elsewhere(organisation)

    def check_edges(self, kind: Kind, node: str, *, is_start: bool) -> None:
        """Do nothing when every edge of a kind that starts, or ends, at a node is held.

        Raises:
            NotHeldHere: they are not.
        """
        if kind.kind in SHARED_KINDS or self.part.is_whole(node):
            return
        if is_start and self.part.has_starting(node):
            return
        raise self._elsewhere(node) if kind_of_id(node) == ORGANISATION else self._for_all()

    def check_whole(self, node: str) -> None:
        """Do nothing when everything about a node is held.

        Raises:
            NotHeldHere: it is not.
        """
        if kind_of_id(node) == ORGANISATION:
            self.check_organisation(node)
        elif not self.part.is_whole(node):
            raise self._for_all()

    def check_kind(self, kind: type[Node]) -> None:
        """Do nothing when every record of a kind is held.

        Raises:
            NotHeldHere: they are not.
        """
        if kind.kind not in SHARED_KINDS:
            raise self._for_all()

    def check_all(self) -> None:
        """Do nothing for what was searched in the whole register.

        Raises:
            NotHeldHere: it takes all of it, and was not.
        """
        if not self.is_searched:
            raise self._for_all()

    def check_changes(self, before: Snapshot, changes: Iterable[Change]) -> None:
        """Do nothing when all that some changes touch is held, so that they can be judged here.

        What is new has to lie somewhere that is held. That its id is not used elsewhere is for the store to say.

        Raises:
            NotHeldHere: something they touch is not.
        """
        made = tuple(changes)
        new = {change.id for change in made if isinstance(change, Put) and before.get(change.id) is None}
        for change in made:
            known = before.get(change.id)
            if not isinstance(change, Put) and isinstance(known, Node):
                raise self._for_all()  # what still uses it may be anywhere
            for record in (known, change.record if isinstance(change, Put) else None):
                if record is not None:
                    self._check_touched(record, before, new)
        self._check_placed([change.record for change in made if isinstance(change, Put)], new)

    def _check_placed(self, records: Sequence[Record], new: set[str]) -> None:
        grown = self.part.copy()
        grown.take(records)
        nowhere = [each for each in records if each.id in new and not grown.holds(each)]
        if nowhere:
            raise NotHeldHere(
                Text(
                    "{record} would lie nowhere that is held here. Say in the same change where it belongs.",
                    record=Named(nowhere[0].id),
                )
            )

    def _check_touched(self, record: Record, before: Snapshot, new: set[str]) -> None:
        ends = (record.from_id, record.to_id) if isinstance(record, Edge) else (record.id,)
        for node in ends:
            if node not in new and kind_of_id(node) not in SHARED_KINDS:
                self.check_whole(node)
        for place in self._places_in(record):
            if place not in new:
                self.check_organisation(place)
        for name in named_by(record):
            if name not in new and before.get(name) is None:
                raise self._for_all()

    def _places_in(self, record: Record) -> Iterator[str]:
        ends = (record.from_id, record.to_id) if isinstance(record, Edge) else (record.id,)
        yield from (each for each in (*ends, *named_by(record)) if kind_of_id(each) == ORGANISATION)

    def _elsewhere(self, organisation: str) -> NotHeldHere:
        address = self.place_of(organisation)
        said = (
            Text(
                "{organisation} is not held here, and nobody set where it is. Ask whoever runs this service.",
                organisation=Named(organisation),
            )
            if address is None
            else Text(
                "{organisation} is held at {address}. Ask there.", organisation=Named(organisation), address=address
            )
        )
        return NotHeldHere(said, organisation=organisation, address=address)

    def _for_all(self) -> NotHeldHere:
        return NotHeldHere(
            Text(
                "This takes more of the register than is held here, which is {organisations} with what lies below. "
                "Ask it about one of these, or ask an instance that holds everything.",
                organisations=Series(self.part.within),
            )
        )
