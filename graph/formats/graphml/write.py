"""GraphML: the whole graph for programs that draw and measure graphs, such as Gephi, yEd and Cytoscape.

Nothing is lost: `graph.formats.graphml.read` reads it back to the same graph. Each field is a typed attribute; a set
stands as a JSON list in a text. Nodes carry their name as `label`, edges their kind, which is what programs show.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from graph.domain.codec import canonical_json, to_plain
from graph.domain.kinds import Record
from graph.formats.graphml.words import EXACT, KIND, LABEL, NAMESPACE, attributes_of, attributes_of_kind
from graph.formats.native.write import in_order

__all__ = ["graphml"]

# What XML 1.0 cannot hold, and the line ends and tabs that a reader would replace.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEPT = {"\r": "&#13;"}


def graphml(records: Iterable[Record]) -> bytes:
    """One GraphML document, in the order of the native format. Cost: linear; the whole text is in memory."""
    return "".join(_document(records)).encode()


def _document(records: Iterable[Record]) -> Iterator[str]:
    nodes, edges = in_order(records)
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{NAMESPACE}">\n'
    yield from _keys()
    yield '<graph id="mandaatwijzer" edgedefault="directed">\n'
    for node in nodes:
        yield f"<node id={quoteattr(node.id)}>{''.join(_data(node, 'n', node.name))}</node>\n"
    for edge in edges:
        ends = f"source={quoteattr(edge.from_id)} target={quoteattr(edge.to_id)}"
        yield f"<edge id={quoteattr(edge.id)} {ends}>{''.join(_data(edge, 'e', edge.kind))}</edge>\n"
    yield "</graph>\n</graphml>\n"


def _keys() -> Iterator[str]:
    for side, name in (("n", "node"), ("e", "edge")):
        for common in (KIND, LABEL, EXACT):
            yield _key(side, name, common, "string")
        for attribute in attributes_of(nodes=name == "node"):
            yield _key(side, name, attribute.name, attribute.type)


def _key(side: str, domain: str, name: str, type_: str) -> str:
    return f'<key id="{side}.{name}" for="{domain}" attr.name="{name}" attr.type="{type_}"/>\n'


def _data(record: Record, side: str, label: str) -> Iterator[str]:
    plain = to_plain(record)
    yield _one(side, KIND, record.kind)
    yield _one(side, LABEL, label)
    for attribute in attributes_of_kind(record.kind):
        value = plain.get(attribute.spec.key)
        if attribute.language and value is not None:
            value = value.get(attribute.language)
        if value is not None:
            yield _one(side, attribute.name, _text(value))
    if _NOT_IN_XML.search(canonical_json(plain).decode()):
        yield _one(side, EXACT, json.dumps(plain, sort_keys=True))


def _one(side: str, name: str, text: str) -> str:
    return f'<data key="{side}.{name}">{escape(_NOT_IN_XML.sub(chr(0xFFFD), text), _KEPT)}</data>'


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return repr(value) if isinstance(value, int | float) else canonical_json(value).decode()
