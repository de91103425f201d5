"""The register for those who write Python: a store opened for reading, with its questions as methods.

    from graph import register

    with register.open("sqlite:///schools.db") as schools:
        september = schools.on("2027-09-01")
        september.gaps("organisation/brug").frame()
        schools.collaboration_graph()

It asks as the owner of the store, and through the same verbs as every other door. It shows the store as it was when
it was opened, never writes, and leaves the store closed between two looks. `docs/python.md` shows it at work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import wraps
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from graph.domain.days import asked_day
from graph.domain.described import attributes
from graph.domain.errors import InvalidInput
from graph.domain.kinds import NODE_KINDS, Node
from graph.domain.text import Quoted, Series, Text
from graph.register.frames import columns_of, frame_of, row_of
from graph.usecases import gaps_over_time, networks, planning, read
from graph.usecases.desk import Desk
from graph.usecases.expertise import expertise, expertise_paths, find_expertise
from graph.usecases.fragility import bridges, bus_factor
from graph.usecases.gaps import gaps, without_norm
from graph.usecases.load import load
from graph.usecases.opening import IN_MEMORY, open_store
from graph.usecases.questions.registry import named
from graph.usecases.questions.rehearse import rehearse as rehearse_what
from graph.usecases.seeding import load_example
from graph.usecases.serving.past import KnownAt
from graph.usecases.viewer import LOCAL_OWNER
from graph.usecases.world import World
from graph.words.catalogue import texts_in

if TYPE_CHECKING:
    import networkx as nx

    from graph.analyses.answers.responsibility import Responsibility
    from graph.analyses.changes.what_changed import WhatChanged
    from graph.analyses.common.deadline import Deadline
    from graph.analyses.expertise.paths import PathAnswer
    from graph.analyses.fragility.smallest_set import SmallestSet
    from graph.analyses.gaps.difference import GapDifference
    from graph.domain.changes import Revision

__all__ = ["Answer", "Register", "example", "open"]

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

NEVER = 10.0**9
"""Seconds until a desk would look again: a register shows one moment, and never mends what it reads."""


def open(address: str, *, password: str = "", timezone: str = "Europe/Brussels") -> Register:
    """Read a store.

    Args:
        address: `sqlite:///FILE`, `neo4j://USER@HOST:PORT/DATABASE` or `bolt://...`.
        password: of a server.
        timezone: in which it is today.

    Raises:
        InvalidInput: the address is not one of a store.
        NotFound: the file is not there.
        StoreError: the store cannot be read.
    """
    return _opened(_Source(address, password, timezone))


def example() -> Register:
    """The example school group, to try things on; it is kept nowhere."""
    return _opened(_Source(IN_MEMORY, fill=load_example))


def _opened(source: _Source) -> Register:
    return Register(source, source.look(lambda desk: desk.world(LOCAL_OWNER)))


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a register reads; `fill` is done first at every look, for a store that begins empty."""

    address: str
    password: str = ""
    timezone: str = "Europe/Brussels"
    fill: Callable[[Desk], Awaitable[None]] | None = None

    def look(self, see: Callable[[Desk], Awaitable[T]]) -> T:
        """What one look at the store gives; it is closed afterwards.

        The look has a thread to itself, because a notebook runs an event loop in its own.
        """

        async def opened() -> T:
            store = open_store(self.address, password=self.password)
            async with Desk(store, timezone=self.timezone, refresh_seconds=NEVER) as desk:
                if self.fill is not None:
                    await self.fill(desk)
                return await see(desk)

        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(asyncio.run, opened()).result()


@dataclass(frozen=True, slots=True)
class Answer(Generic[R]):
    """The answer to a question.

    What the result holds is there under its own names: `answer.findings` is `answer.result.findings`.

    Attributes:
        result: frozen; its class says what each attribute means.
    """

    result: R
    _rows: Callable[[R], Iterable[object]]
    _world: World

    def rows(self, *, language: str = "en") -> list[dict[str, Any]]:
        """The answer as a table: a column a field; `frame` of it in plain Python.

        Args:
            language: of texts for people, `en` or `nl`.
        """
        naming = self._world.naming(texts_in(language))
        found = self._rows(self.result)
        return [row_of(row, naming.say) for row in found]

    def frame(self, *, language: str = "en", library: str | None = None) -> Any:
        """The answer as a frame of pandas, or of polars where only that is installed.

        Args:
            language: of texts for people, `en` or `nl`.
            library: `pandas` or `polars`; None = the first that is installed.

        Raises:
            ImportError: it is not installed.
        """
        return frame_of(self.rows(language=language), library)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.result, name)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows(self.result))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _one(found: R) -> Iterable[object]:
    return (found,)


def _each(found: Sequence[object]) -> Iterable[object]:
    return found


def _rows_in(name: str) -> Callable[[Any], Iterable[object]]:
    return lambda found: getattr(found, name)


def _rows_of(found: Any) -> Iterable[object]:
    """The rows of a question of which nothing else is said: its results, or the one list of results in its result."""
    if found is None or isinstance(found, tuple):
        return found or ()
    lists = [each.name for each in attributes(type(found)) if each.is_several and is_dataclass(each.of)]
    return _rows_in(lists[0])(found) if len(lists) == 1 else _one(found)


def _question(
    ask: Callable[Concatenate[World, P], R], *, rows: Callable[[R], Iterable[object]]
) -> Callable[Concatenate[Register, P], Answer[R]]:
    """A verb as a method: what it is given is what the verb is given, without the world."""

    @wraps(ask)
    def method(self: Register, /, *given: P.args, **named: P.kwargs) -> Answer[R]:
        return Answer(ask(self.world, *given, **named), rows, self.world)

    return method


def _critical_set(
    world: World,
    organisation: str | None = None,
    *,
    items: str = "mandates",
    mandates: Collection[str] = (),
    share: Fraction = Fraction(1, 2),
    deadline: Deadline | None = None,
) -> SmallestSet:
    """The smallest set of people without whom a share of everything is left to nobody; see `bus_factor`."""
    report = bus_factor(world, organisation, items=items, mandates=mandates, share=share, deadline=deadline)
    return report.critical_set


def _path(world: World, asker: str, topic: str, *, level: int = 2) -> PathAnswer | None:
    """The way from somebody to the nearest person in another school who knows a topic; None: nobody is reached."""
    return next(iter(expertise_paths(world, asker, topic, level=level, limit=1)), None)


def _nodes(world: World, kind: str) -> Sequence[Node]:
    """The records of a kind that exist on the day, by id: `person`, `organisation`, `task` and so on.

    Raises:
        InvalidInput: there is no such kind.
    """
    if kind not in NODE_KINDS:
        raise InvalidInput.because(
            Text("{kind} is no kind of record", kind=Quoted(kind, 40)),
            Text("Take one of: {choices}", choices=Series(tuple(NODE_KINDS))),
            field="kind",
        )
    return read.nodes(world, NODE_KINDS[kind])


def _answerers(found: Responsibility) -> Iterator[object]:
    for each in (found, *found.parts):
        for kind in ("deciders", "executors", "steerers", "contact_points"):
            for answerer in getattr(each, kind):
                yield {"subject": each.subject, "as": kind, **columns_of(answerer)}


class Register:
    """A read-only world: the graph of one moment, on one day, as the owner of the store sees it."""

    __slots__ = ("_source", "world")

    def __init__(self, source: _Source, world: World) -> None:
        self._source = source
        self.world = world

    def __enter__(self) -> Register:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left open: every look closes the store behind it."""

    def __repr__(self) -> str:
        return f"<Register of {self._source.address} on {self.world.on}, revision {self.world.known_at}>"

    # When

    def on(self, day: date | str) -> Register:
        """The same on another day, given as a date or as "2027-09-01".

        Raises:
            InvalidInput: it is no day.
        """
        return Register(self._source, self.world.moved(_day(day)))

    def known_at(self, moment: KnownAt | str) -> Register:
        """The same as it was known at a revision, an instant, or the end of a day ("2026-09-01").

        Raises:
            NotFound: that revision does not exist.
            InvalidInput: it is no moment.
        """
        known = moment if isinstance(moment, int | datetime) else _day(moment)
        on = self.world.on
        return Register(self._source, self._source.look(lambda desk: desk.world(LOCAL_OWNER, on=on, known_at=known)))

    # What is asked of a day

    gaps = _question(gaps, rows=_rows_in("findings"))
    without_norm = _question(without_norm, rows=lambda found: ({"subject": each} for each in found))
    gap_history = _question(gaps_over_time.gap_history, rows=_rows_in("findings"))
    next_year = _question(gaps_over_time.next_year, rows=_rows_in("opened"))
    bus_factor = _question(bus_factor, rows=_rows_in("items"))
    critical_set = _question(_critical_set, rows=_one)
    bridges = _question(bridges, rows=_each)
    expertise = _question(expertise, rows=_rows_in("topics"))
    scarcity = _question(planning.scarcity, rows=_rows_in("topics"))
    find = _question(find_expertise, rows=_each)
    path = _question(_path, rows=lambda found: () if found is None else found.hops)
    paths = _question(expertise_paths, rows=_each)
    who = _question(read.responsible, rows=_answerers)
    load = _question(load, rows=_rows_in("people"))
    team = _question(planning.team, rows=_rows_in("members"))
    repair = _question(planning.repair_plan, rows=_rows_in("steps"))
    rehearse = _question(rehearse_what, rows=_rows_in("opened"))
    search = _question(read.search, rows=_each)
    nodes = _question(_nodes, rows=_each)

    def __getattr__(self, name: str) -> Callable[..., Answer[Any]]:
        """A question that no method is written for, such as one of a plug-in, by its name with underscores."""
        try:
            ask = named(name.replace("_", "-")).ask
        except KeyError:
            raise AttributeError(f"{type(self).__name__!r} has no question {name!r}", name=name, obj=self) from None
        return lambda *given, **more: Answer(ask(self.world, *given, **more), _rows_of, self.world)

    # What is asked of two moments

    def changes(self, earlier: Register, organisation: str | None = None) -> Answer[WhatChanged]:
        """What changed since an earlier moment, by whom and why: `after.changes(before)`.

        Raises:
            NotFound: the organisation is unknown.
        """
        unsigned = gaps_over_time.changed_between(earlier.world, self.world, organisation)
        found = self._source.look(lambda desk: gaps_over_time.signed(desk, unsigned))
        return Answer(found, lambda changed: [each.difference for each in changed.records], self.world)

    def gap_difference(self, earlier: Register, organisation: str | None = None) -> Answer[GapDifference]:
        """Which gaps opened since an earlier moment, which closed, and which are still open.

        Raises:
            NotFound: the organisation is unknown at both moments.
        """
        found = gaps_over_time.gap_difference(earlier.world, self.world, organisation)
        return Answer(found, _rows_in("opened"), self.world)

    def revisions(self) -> Answer[Sequence[Revision]]:
        """The change log, oldest first."""
        return Answer(self._source.look(lambda desk: desk.revisions()), _each, self.world)

    # Networks

    def holders_and_cells(self, organisation: str | None = None) -> nx.Graph[str]:
        """Who covers what at an organisation and below it: holders on one side, cells on the other."""
        return networks.holders_and_cells(self.world, organisation)

    def people_and_topics(self, *, min_level: int = 1) -> nx.Graph[str]:
        """Who knows what at a level or above: people on one side, topics on the other."""
        return networks.people_and_topics(self.world, min_level=min_level)

    def sharing_network(self) -> nx.DiGraph[str]:
        """Over which facts people reach each other, with the hubs where they meet and the cost in steps."""
        return networks.sharing_network(self.world)

    def collaboration_graph(self, organisation: str | None = None) -> nx.Graph[str]:
        """The organisations at and below one, joined by the people and bodies that they share."""
        return networks.collaboration_graph(self.world, organisation)


def _day(day: date | str) -> date:
    return asked_day(str(day), field="on")  # of an instant, which is no day, that is no date either
