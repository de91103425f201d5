"""The vocabulary as a page: every kind of node and edge with its fields, from their declarations."""

from __future__ import annotations

from collections.abc import Iterator

from graph.domain.declaring import FieldSpec
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Edge, Kind, Node, field_specs

__all__ = ["vocabulary_page"]

_HEAD = """# Vocabulary

Every kind of node and edge, with its fields. This page is generated from `graph/domain/kinds.py`
(`./mandaatwijzer vocabulary > docs/vocabulary.md`); a test keeps it current.

- Ids are `<kind>/<key>`. An edge without an id gets one from its identity fields: both ends and `since`, and the
  fields marked *identity* below.
- Periods are half-open: `since` counts, `until` no longer does. A bound that is absent is unbounded.
- What is absent is omitted, never null. Sets are sorted.
- Fields marked *personal* fall under the privacy policy.
"""


def vocabulary_page() -> str:
    """The page in Markdown."""
    return "\n".join([_HEAD, *_section("Nodes", NODE_KINDS.values()), *_section("Edges", EDGE_KINDS.values())])


def _section(title: str, kinds: object) -> Iterator[str]:
    first = True
    for kind in kinds:  # type: ignore[attr-defined]
        if first:
            yield from (f"## {title}", "")
            yield from _common(Node if issubclass(kind, Node) else Edge)
            first = False
        yield from _kind(kind)


def _common(base: Kind) -> Iterator[str]:
    yield "Every one has:"
    yield ""
    yield from _table([spec for spec in field_specs(_sample(base)) if spec.name in _names(base)])


def _kind(kind: Kind) -> Iterator[str]:
    yield f"### {kind.kind}"
    yield ""
    yield " ".join((kind.__doc__ or "").split())
    yield ""
    if kind.personal is not None:
        yield f"Personal: {kind.personal}."
        yield ""
    if issubclass(kind, Node):
        yield f"Neo4j labels: {', '.join(f'`{label}`' for label in kind.labels)}{_type_labels(kind)}"
    else:
        yield f"From {_kinds(kind.from_kinds)} to {_kinds(kind.to_kinds)}."
    yield ""
    own = [spec for spec in field_specs(kind) if spec.name not in _names(Node if issubclass(kind, Node) else Edge)]
    if own:
        yield from _table(own)


def _table(specs: list[FieldSpec]) -> Iterator[str]:
    yield "| field | form | default | meaning |"
    yield "|---|---|---|---|"
    for spec in specs:
        yield f"| `{spec.key}`{_marks(spec)} | {_form(spec)} | {_default(spec)} | {spec.description} |"
    yield ""


def _marks(spec: FieldSpec) -> str:
    marks = [word for word, given in (("identity", spec.identity), ("personal", spec.personal)) if given]
    return f" *({', '.join(marks)})*" if marks else ""


def _form(spec: FieldSpec) -> str:
    parts: list[str] = [spec.shape.value]
    if spec.choices:
        parts.append(", ".join(f"`{choice}`" for choice in spec.choices))
    if spec.is_reference and spec.kinds:
        parts.append(f"of {_kinds(spec.kinds)}")
    if spec.minimum is not None or spec.maximum is not None:
        low = "" if spec.minimum is None else f"{spec.minimum:g}"
        high = "" if spec.maximum is None else f"{spec.maximum:g}"
        parts.append(f"{low}-{high}" if low and high else f"at least {low}" if low else f"at most {high}")
    if spec.unit:
        parts.append(f"({spec.unit})")
    return " ".join(parts)


def _default(spec: FieldSpec) -> str:
    if spec.required:
        return "required"
    if spec.default is None or spec.default == ():
        return "absent"
    return f"`{str(spec.default).lower() if isinstance(spec.default, bool) else spec.default}`"


def _kinds(kinds: tuple[str, ...]) -> str:
    return " or ".join(f"`{kind}`" for kind in kinds)


def _type_labels(kind: type[Node]) -> str:
    if kind.kind != "organisation":
        return ""
    types = next(spec.choices for spec in field_specs(kind) if spec.name == "type")
    labels = ("".join(part.capitalize() for part in word.split("_")) for word in types)
    return f" and, by type, one of {', '.join(f'`{label}`' for label in labels)}"


def _names(base: Kind) -> set[str]:
    return set(base.__dataclass_fields__)


def _sample(base: Kind) -> Kind:
    return NODE_KINDS["role_type"] if base is Node else EDGE_KINDS["AT"]
