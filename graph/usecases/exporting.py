"""The verb to write the graph out, in each format that can hold it or a stated part of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from graph.domain.choices import SCHOOL_TYPES
from graph.domain.errors import InvalidInput
from graph.domain.kinds import FieldSpec, Organisation, Record, Shape, field_specs, kind_named
from graph.domain.text import Quoted, Series, Text
from graph.formats.graphml.write import graphml
from graph.formats.jsonld.write import BASE, jsonld
from graph.formats.native.write import native_json, native_ndjson, native_yaml
from graph.formats.takenoverzicht.write import takenoverzicht
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from graph.usecases.read import organisation_named
from graph.usecases.world import World

__all__ = ["BASE", "EXPORT_FORMATS", "export"]


@dataclass(frozen=True, slots=True)
class _Job:
    """What is written: the records that the viewer may see, with what the caller asked."""

    world: World
    records: tuple[Record, ...]
    organisation: str | None
    base: str

    @property
    def snapshot(self) -> Snapshot:
        """The graph as far as the viewer sees it."""
        return self.world.snapshot if self.world.is_owner else Snapshot.of(self.records)


EXPORT_FORMATS: Mapping[str, Callable[[_Job], bytes]] = MappingProxyType(
    {
        "native": lambda job: native_json(job.records),
        "json": lambda job: native_json(job.records),
        "ndjson": lambda job: native_ndjson(job.records),
        "yaml": lambda job: native_yaml(job.records),
        "graphml": lambda job: graphml(job.records),
        "jsonld": lambda job: jsonld(job.snapshot, job.world.on, job.base),
        "takenoverzicht": lambda job: _takenoverzicht(job),
    }
)
"""The formats by name; `json` is another word for `native`. What jsonld and takenoverzicht lose, they state."""


MOST_SHEETS = 250
OF_AN_ORGANISATION = ("takenoverzicht",)


def export(world: World, format_name: str, organisation: str | None = None, *, base: str = BASE) -> bytes:
    """What the viewer may see; the formats that hold the whole graph hold every period, whatever the day.

    Edges of a hidden person's facts are left out with the facts; an edge to a hidden node is left out too, and so is
    one that stands for a hidden person. Another field that names somebody hidden is left blank. So the file can be
    imported.

    Args:
        world: the graph, the viewer, and the day, for formats that show one day.
        format_name: one of `EXPORT_FORMATS`.
        organisation: id or number of the one that a takenoverzicht is for, with what lies below it; None = all.
        base: what stands before every id in linked data.

    Raises:
        InvalidInput: there is no such format, or it cannot be narrowed to an organisation, or would be too large.
        NotFound: the organisation is unknown.
    """
    write = EXPORT_FORMATS.get(format_name)
    if write is None:
        raise InvalidInput.because(
            Text("{text} is not a format", text=Quoted(format_name[:40])),
            Text("Take one of: {choices}", choices=Series(tuple(EXPORT_FORMATS))),
            field="format",
        )
    if organisation is not None and format_name not in OF_AN_ORGANISATION:
        raise InvalidInput.because(
            Text("{format} holds the whole graph", format=format_name),
            Text("Leave the organisation out"),
            field="organisation",
        )
    place = organisation_named(world, organisation).id if organisation is not None else None
    return write(_Job(world, tuple(_visible(world)), place, _checked(base)))


def _checked(base: str) -> str:
    """A base that makes an IRI of every id."""
    if re.fullmatch(r"(?:https?://[^\s<>\"{}|\\^`#]+[/]|urn:[a-z0-9][a-z0-9-]{1,31}:[^\s<>\"{}|\\^`#]*[:/])", base):
        return base
    raise InvalidInput.because(
        Text("{text} makes no addresses of ids", text=Quoted(base[:100])),
        Text("Give one such as https://mandaten.mijnschool.be/id/ that ends with a slash"),
        field="base",
    )


def _takenoverzicht(job: _Job) -> bytes:
    places = _with_an_overview(Coverage.of(job.snapshot, job.world.on), job.organisation)
    if len(places) > MOST_SHEETS:
        raise InvalidInput.because(
            Text("The workbook would have {number} sheets", number=len(places)),
            Text("Name an organisation: a workbook may have {most} sheets", most=MOST_SHEETS),
            field="organisation",
        )
    if not places:
        raise InvalidInput.because(
            Text("There is no school or centre to write about"),
            Text("Name another organisation or day"),
            field="organisation",
        )
    return takenoverzicht(job.snapshot, places, job.world.on)


def _with_an_overview(coverage: Coverage, organisation: str | None) -> tuple[str, ...]:
    """The organisations that get a sheet: schools and centres, and others that have mandates of their own."""
    places = [place.id for place in coverage.snapshot.nodes(Organisation)]
    there = coverage.below(organisation) if organisation else [p for p in places if coverage.below(p)]
    nodes = (coverage.snapshot.find(Organisation, place) for place in there)
    own = {place for edge in coverage.snapshot.mandates() for place in coverage.scope_of(edge)}
    shown = [node for node in nodes if node is not None and (node.type in SCHOOL_TYPES or node.id in own)]
    return tuple(node.id for node in sorted(shown, key=lambda node: (node.type != "school_group", node.name, node.id)))


def _visible(world: World) -> Iterator[Record]:
    if world.is_owner:
        yield from world.snapshot.records()
        return
    seen = {record.id: record for record in world.snapshot.records() if world.sees(record)}
    for record in seen.values():
        hidden = [spec for spec in _references(record.kind) if _is_hidden(getattr(record, spec.name), seen)]
        if not any(spec.required or spec.identity for spec in hidden):
            blank: dict[str, Any] = {spec.name: None for spec in hidden}
            yield replace(record, **blank)


def _references(word: str) -> list[FieldSpec]:
    """The fields of a kind that name one node; organisations, which sets name, are never hidden."""
    return [spec for spec in field_specs(kind_named(word)) if spec.shape is Shape.REFERENCE]


def _is_hidden(node_id: str | None, seen: Mapping[str, Record]) -> bool:
    return node_id is not None and node_id not in seen
