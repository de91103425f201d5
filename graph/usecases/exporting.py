"""The verb to write the graph out, in each format that can hold it or a stated part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graph.domain.errors import InvalidInput
from graph.domain.kinds import Record
from graph.exporters.graphml import graphml
from graph.exporters.native import native_json, native_ndjson, native_yaml
from graph.usecases.world import World

__all__ = ["EXPORT_FORMATS", "ExportFormat", "export"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFormat:
    """A format in which the graph can go out.

    Attributes:
        write: from what the viewer may see to bytes.
        suffix: how the name of such a file ends.
        media_type: what a web server calls it.
        lossless: whether everything comes back from it; else `docs/formats.md` says what is lost.
    """

    write: Callable[[World, tuple[Record, ...]], bytes]
    suffix: str
    media_type: str
    lossless: bool = True


EXPORT_FORMATS: Mapping[str, ExportFormat] = MappingProxyType(
    {
        "native": ExportFormat(
            write=lambda _, records: native_json(records), suffix="json", media_type="application/json"
        ),
        "json": ExportFormat(
            write=lambda _, records: native_json(records), suffix="json", media_type="application/json"
        ),
        "ndjson": ExportFormat(
            write=lambda _, records: native_ndjson(records), suffix="ndjson", media_type="application/x-ndjson"
        ),
        "yaml": ExportFormat(
            write=lambda _, records: native_yaml(records), suffix="yaml", media_type="application/yaml"
        ),
        "graphml": ExportFormat(
            write=lambda _, records: graphml(records), suffix="graphml", media_type="application/xml"
        ),
    }
)
"""The formats by name; `json` is another word for `native`."""


def export(world: World, format_name: str) -> bytes:
    """What the viewer may see; the formats that hold the whole graph hold every period, whatever the day.

    Edges of a hidden person's facts are left out with the facts; an edge to a hidden node is left out too, so
    that the file can be imported.

    Args:
        world: the graph, the viewer, and the day, for formats that show one day.
        format_name: one of `EXPORT_FORMATS`.

    Raises:
        InvalidInput: there is no such format.
    """
    chosen = EXPORT_FORMATS.get(format_name)
    if chosen is None:
        raise InvalidInput.because(
            f"{format_name[:40]!r} is not a format", f"Take one of: {', '.join(EXPORT_FORMATS)}", field="format"
        )
    return chosen.write(world, tuple(_visible(world)))


def _visible(world: World) -> Iterable[Record]:
    if world.is_owner:
        return world.snapshot.records()
    seen = {record.id: record for record in world.snapshot.records() if world.sees(record)}
    return [record for record in seen.values() if not record.is_edge or _ends_seen(record, seen)]


def _ends_seen(edge: object, seen: Mapping[str, Record]) -> bool:
    return getattr(edge, "from_id", "") in seen and getattr(edge, "to_id", "") in seen
