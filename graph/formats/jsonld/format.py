"""Linked data: the graph in the terms of W3C ORG and OSLO, for programs elsewhere."""

from __future__ import annotations

from types import MappingProxyType

from graph.domain.text import N_
from graph.formats.format import Format, Writing

__all__ = ["LINKED_DATA"]


def _write(writing: Writing) -> bytes:
    from graph.formats.jsonld.write import BASE, jsonld

    return jsonld(writing.snapshot(), writing.on, BASE if writing.base is None else writing.base)


LINKED_DATA = Format(
    name="jsonld",
    title=N_("linked data (JSON-LD)"),
    heading="Linked data (JSON-LD)",
    suffixes=("jsonld",),
    writers=MappingProxyType({"jsonld": _write}),
)
