"""The verb to write the graph out, in each format that can hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from graph.domain.errors import InvalidInput
from graph.domain.kinds import Record
from graph.exporters.native import native_json, native_ndjson, native_yaml
from graph.usecases.world import World

__all__ = ["EXPORT_FORMATS", "export"]

EXPORT_FORMATS: Mapping[str, Callable[[Iterable[Record]], bytes]] = MappingProxyType(
    {"json": native_json, "ndjson": native_ndjson, "yaml": native_yaml}
)
"""The formats by name; each holds everything."""


def export(world: World, format_name: str) -> bytes:
    """Everything that the viewer may see, whatever the day: a native file holds every period.

    Edges of a hidden person's facts are left out with the facts; an edge to a hidden node is left out too, so
    that the file can be imported.

    Args:
        world: the graph and the viewer.
        format_name: one of `EXPORT_FORMATS`.

    Raises:
        InvalidInput: there is no such format.
    """
    write = EXPORT_FORMATS.get(format_name)
    if write is None:
        raise InvalidInput.because(
            f"{format_name[:40]!r} is not a format", f"Take one of: {', '.join(EXPORT_FORMATS)}", field="format"
        )
    return write(_visible(world))


def _visible(world: World) -> Iterable[Record]:
    if world.is_owner:
        return world.snapshot.records()
    seen = {record.id: record for record in world.snapshot.records() if world.sees(record)}
    return [record for record in seen.values() if not record.is_edge or _ends_seen(record, seen)]


def _ends_seen(edge: object, seen: Mapping[str, Record]) -> bool:
    return getattr(edge, "from_id", "") in seen and getattr(edge, "to_id", "") in seen
