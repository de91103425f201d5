"""Random graphs for round trips: every kind may occur, every field may be given, every end is there."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from graph.domain.codec import read_record
from graph.domain.declaring import LANGUAGES, FieldSpec, Shape
from graph.domain.errors import Problem
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Kind, Record, field_specs
from tests.fitting import fitting, with_fitting_address

__all__ = ["graphs"]

_TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\"'\\:#"), min_size=1, max_size=9
)
_FILLED = st.one_of(
    _TEXTS.filter(lambda text: bool(text.strip())),
    st.sampled_from(["2026-09-01", "15/21", "012345", "1e5", "true", "no", "~", "1_000", "12:30", "- x", "é", "=1+1"]),
)
_DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Record, ...]:
    """Records with one node of every kind, and some further nodes and edges of random kinds."""
    plains = [draw(_plain(kind, f"{word}/a")) for word, kind in NODE_KINDS.items()]
    for number in range(draw(st.integers(0, 3))):
        word = draw(st.sampled_from(sorted(NODE_KINDS)))
        plains.append(draw(_plain(NODE_KINDS[word], f"{word}/b{number}")))
    for number in range(draw(st.integers(0, 5))):
        word = draw(st.sampled_from(sorted(EDGE_KINDS)))
        own_id = f"{word.lower()}/own{number}" if draw(st.booleans()) else None
        since = (date(2000, 1, 1) + timedelta(days=number)).isoformat()
        plains.append({**draw(_plain(EDGE_KINDS[word], own_id)), "since": since})
    problems: list[Problem] = []
    records = tuple(read_record(plain, "", problems) for plain in plains)
    assert not problems, problems
    return tuple(record for record in records if record is not None)


@st.composite
def _plain(draw: st.DrawFn, kind: Kind, record_id: str | None) -> dict[str, Any]:
    plain: dict[str, Any] = {"kind": kind.kind}
    for spec in field_specs(kind):
        if spec.name in ("id", "since"):
            continue
        if spec.required or draw(st.booleans()):
            plain[spec.key] = draw(_value(spec))
    fit = with_fitting_address(plain)
    return fit if record_id is None else {**fit, "id": record_id}


@cache  # making a strategy costs more than drawing from it
def _value(spec: FieldSpec) -> st.SearchStrategy[Any]:
    lowest = 0 if spec.minimum is None else spec.minimum
    highest = min(spec.maximum or 100, 100)
    references = st.sampled_from([f"{kind}/a" for kind in spec.kinds] or ["none/a"])
    texts = fitting(spec, _FILLED)
    by_shape: dict[Shape, st.SearchStrategy[Any]] = {
        Shape.TEXT: texts,
        Shape.TEXTS: st.lists(texts, max_size=2),
        Shape.TEXT_SET: st.lists(texts, max_size=3),
        Shape.TEXT_BY_LANGUAGE: st.dictionaries(st.sampled_from(LANGUAGES), texts, max_size=2),
        Shape.TEXTS_BY_LANGUAGE: st.dictionaries(
            st.sampled_from(LANGUAGES), st.lists(texts, min_size=1, max_size=2), max_size=2
        ),
        Shape.DATE: _DAYS.map(date.isoformat),
        Shape.INTEGER: st.integers(int(lowest), int(highest)),
        Shape.NUMBER: st.floats(lowest, highest, allow_nan=False),
        Shape.FLAG: st.booleans(),
        Shape.CHOICE: st.sampled_from(spec.choices or ("none",)),
        Shape.CHOICE_SET: st.lists(st.sampled_from(spec.choices or ("none",)), max_size=3),
        Shape.REFERENCE: references,
        Shape.REFERENCE_SET: st.lists(references, max_size=2),
    }
    return by_shape[spec.shape]
