"""What a door offers a viewer to change; what passes, `graph.usecases.door` says."""

from __future__ import annotations

from graph.domain.kinds import AbsentFrom, Knows
from graph.model.snapshot import Snapshot
from graph.usecases.bearing import places_borne_on, right_needed
from graph.usecases.desk import Desk
from graph.usecases.rights import May, Right, Rights, may_of, rights_of
from graph.usecases.viewer import Viewer
from graph.usecases.world import World

__all__ = ["Offer", "may_today"]


class Offer:
    """What a viewer may change today, as the register stands now.

    Args:
        desk: the running instance.
        viewer: who asks.

    Attributes:
        rights: of the viewer.
    """

    def __init__(self, desk: Desk, viewer: Viewer) -> None:
        self._snapshot: Snapshot = desk.snapshot
        self._today = desk.today()
        self.rights: Rights = rights_of(viewer, self._snapshot, self._today)

    @property
    def anything(self) -> bool:
        """Whether there is anything that the viewer may change."""
        return self.rights.everything or self.rights.own is not None or any(self.rights.places.values())

    def may(self, right: Right, *about: str) -> bool:
        """Whether the viewer has a right at everything that records bear on; without records, whether anywhere."""
        if self.rights.everything or not about:
            return self.rights.may(right)
        places: set[str] = set()
        for record_id in about:
            record = self._snapshot.get_or_merged(record_id)
            found = None if record is None else places_borne_on(record, self._snapshot, self._today)
            if not found:
                return False
            places |= found
        return self.rights.may(right, *places)

    def may_edit(self, record_id: str) -> bool:
        """Whether the viewer may change a record, as far as its kind and its places tell."""
        record = self._snapshot.get_or_merged(record_id)
        if record is None or self.rights.everything:
            return self.rights.everything
        is_mine = (
            self.rights.own is not None and isinstance(record, Knows | AbsentFrom) and record.from_id == self.rights.own
        )
        return is_mine or self.may(right_needed(record), record.id)

    def is_own(self, person: str) -> bool:
        """Whether a person is the viewer, who may change what is their own."""
        return self.rights.everything or self.rights.own == person


def may_today(world: World, viewer: Viewer) -> May:
    """What a viewer may change today, in a world of whatever day."""
    graph = world.current or world.graph  # what one sees does not decide what one may
    return may_of(rights_of(viewer, graph, world.today), graph)
