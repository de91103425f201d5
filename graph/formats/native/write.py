"""The native format: the whole graph out without loss, equal graphs to equal bytes.

Canonical: nodes in order of (kind, id), edges of (kind, from, to, id), keys sorted, compact UTF-8. The id of an
edge is always written, also where it could be derived again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.domain.codec import canonical_json, to_plain
from graph.domain.kinds import Edge, Node, Record

__all__ = ["VERSION", "in_order", "native_json", "native_ndjson", "native_ndjson_lines", "native_yaml"]

VERSION = 1
_HEAD = {"mandaatwijzer": VERSION}


def native_json(records: Iterable[Record]) -> bytes:
    """One JSON object. Cost: linear; the whole text is in memory."""
    nodes, edges = in_order(records)
    return b'{"edges":[%s],"mandaatwijzer":%d,"nodes":[%s]}' % (
        b",".join(canonical_json(to_plain(edge)) for edge in edges),
        VERSION,
        b",".join(canonical_json(to_plain(node)) for node in nodes),
    )


def native_ndjson(records: Iterable[Record]) -> bytes:
    """The version on the first line, then a record a line, nodes before edges."""
    return b"".join(native_ndjson_lines(records))


def native_ndjson_lines(records: Iterable[Record]) -> Iterator[bytes]:
    """The lines of `native_ndjson` one by one, each with its line end, for graphs that are too large for one text."""
    yield canonical_json(_HEAD) + b"\n"
    for part in in_order(records):
        for record in part:
            yield canonical_json(to_plain(record)) + b"\n"


def native_yaml(records: Iterable[Record]) -> bytes:
    """YAML for people: keys sorted, a key a line."""
    import yaml  # slow to load, and only here needed

    nodes, edges = in_order(records)
    plain = {
        **_HEAD,
        "nodes": [to_plain(node) for node in nodes],
        "edges": [to_plain(edge) for edge in edges],
    }
    text: bytes = yaml.dump(
        plain,
        Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
        allow_unicode=True,
        default_flow_style=False,
        encoding="utf-8",
        sort_keys=True,
        width=100,
    )
    return text


def in_order(records: Iterable[Record]) -> tuple[list[Node], list[Edge]]:
    """Nodes in order of (kind, id), edges of (kind, from, to, id): the order of every export of the whole graph."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    for record in records:
        if isinstance(record, Edge):
            edges.append(record)
        else:
            nodes.append(record)
    nodes.sort(key=lambda node: (node.kind, node.id))
    edges.sort(key=lambda edge: (edge.kind, edge.from_id, edge.to_id, edge.id))
    return nodes, edges
