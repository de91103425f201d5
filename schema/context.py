"""What the resolvers of one request share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from graph.domain.errors import MandaatwijzerError
from graph.usecases.analysing import Analyses
from graph.usecases.desk import Desk
from graph.usecases.viewer import Viewer
from graph.usecases.world import World
from schema.scalars import KnownAtValue

__all__ = ["Context"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One request: the world that it sees from begin to end.

    Attributes:
        desk: the running instance, for the log and for changes.
        viewer: who asks.
        now: the world today, as known now.
        past: the world, or what stands in its way, for every other `knownAt` in the request.
        analyses: where long answers are computed.
        has_link: whether the request came by GET, so that its answer has an address that can be passed on.
    """

    desk: Desk
    viewer: Viewer
    now: World
    past: Mapping[KnownAtValue, World | MandaatwijzerError]
    analyses: Analyses
    has_link: bool = False

    @classmethod
    async def for_request(
        cls,
        desk: Desk,
        viewer: Viewer,
        analyses: Analyses,
        moments: Iterable[KnownAtValue],
        *,
        has_link: bool = False,
    ) -> Context:
        """The context of a request, with the snapshots that it will need."""
        return cls(
            desk=desk,
            viewer=viewer,
            now=await desk.world(viewer),
            past={moment: await _past(desk, viewer, analyses, moment) for moment in moments},
            analyses=analyses,
            has_link=has_link,
        )

    @property
    def worlds(self) -> tuple[World, ...]:
        """Every world of the request."""
        return self.now, *(world for world in self.past.values() if isinstance(world, World))

    def check_time(self) -> None:
        """Do nothing while there is time and somebody waits.

        Raises:
            DeadlineExceeded: there is not.
        """
        self.analyses.check()

    def world(self, on: date | None = None, known_at: object = None) -> World:
        """The world on a day, as known at a moment.

        Raises:
            MandaatwijzerError: that moment is not in the log.
        """
        world = self.now if known_at is None else self.past[cast(KnownAtValue, known_at)]
        if isinstance(world, MandaatwijzerError):
            raise world
        return world.moved(on)


async def _past(desk: Desk, viewer: Viewer, analyses: Analyses, moment: KnownAtValue) -> World | MandaatwijzerError:
    try:
        return await analyses.awaited(desk.world(viewer, known_at=moment))
    except MandaatwijzerError as error:
        return error
