"""The verb to write the graph out, in each format that can hold it or a stated part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.domain.errors import InvalidInput
from graph.domain.kinds import Record
from graph.domain.text import Quoted, Series, Text
from graph.formats.format import Writing
from graph.formats.table import writable
from graph.usecases.anonymising import anonymous
from graph.usecases.read import organisation_named
from graph.usecases.world import World

__all__ = ["export", "export_formats"]


def export_formats() -> tuple[str, ...]:
    """The words for the formats in which the graph can be written; `json` is another word for `native`."""
    return tuple(writable())


def export(
    world: World,
    format_name: str,
    organisation: str | None = None,
    *,
    base: str | None = None,
    with_invented_people: bool = False,
) -> bytes:
    """What the viewer may see; the formats that hold the whole graph hold every period, whatever the day.

    What is only reckoned with is left out, and a field that names it is left blank. So the file can be imported.

    Args:
        world: the graph, the viewer, and the day, for formats that show one day.
        format_name: one of `export_formats()`.
        organisation: id or number of the one that a takenoverzicht is for, with what lies below it; None = all.
        base: what stands before every id in linked data; None = the usual one.
        with_invented_people: whether everybody is somebody else there: see `graph.usecases.anonymising`.

    Raises:
        InvalidInput: there is no such format, or it cannot be narrowed to an organisation, or would be too large.
        NotFound: the organisation is unknown.
        NotHeldHere: not everything is held here.
    """
    if organisation is None and world.held is not None:
        world.held.check_all()
    known = writable()
    if format_name not in known:
        raise InvalidInput.because(
            Text("{text} is not a format", text=Quoted(format_name, 40)),
            Text("Take one of: {choices}", choices=Series(tuple(known))),
            field="format",
        )
    if organisation is not None and not known[format_name].can_narrow:
        raise InvalidInput.because(
            Text("{format} holds the whole graph", format=format_name),
            Text("Leave the organisation out"),
            field="organisation",
        )
    visible = _visible(world)
    writing = Writing(
        records=tuple(anonymous(visible) if with_invented_people else visible),
        on=world.on,
        organisation=organisation_named(world, organisation).id if organisation is not None else None,
        base=None if base is None else _checked(base),
        stored=world.snapshot if world.sees_everything and not with_invented_people else None,
    )
    return known[format_name].writers[format_name](writing)


def _checked(base: str) -> str:
    """A base that makes an IRI of every id."""
    if re.fullmatch(r"(?:https?://[^\s<>\"{}|\\^`#]+[/]|urn:[a-z0-9][a-z0-9-]{1,31}:[^\s<>\"{}|\\^`#]*[:/])", base):
        return base
    raise InvalidInput.because(
        Text("{text} makes no addresses of ids", text=Quoted(base, 100)),
        Text("Give one such as https://mandaten.mijnschool.be/id/ that ends with a slash"),
        field="base",
    )


def _visible(world: World) -> Iterator[Record]:
    if world.sees_everything:
        return world.snapshot.records()
    shown = (world.shown(record) for record in world.snapshot.records())
    return (record for record in shown if record is not None)
