"""Records from the tables of the embedded store: all of them, or those that a part of the register asks."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter

import orjson

from graph.domain.codec import load_records
from graph.domain.kinds import NODE_KINDS, Record, kind_named
from graph.domain.part import LOCAL_KINDS, SHARED_KINDS, Ask, placing_fields

__all__ = ["records_asked", "records_in"]

BATCH = 500

_COLUMNS = "id, kind, CAST(data AS BLOB)"
_AMONG = "IN (SELECT value FROM json_each(?))"


def records_in(db: sqlite3.Connection, table: str, where: str = "true", *given: Iterable[str]) -> Iterator[Record]:
    """The records of a table, by id: all of them, or some.

    Args:
        db: the store.
        table: node or edge.
        where: a condition, with a mark for each of the lists that it looks in.
        given: these lists.

    Raises:
        AttributeError, KeyError, TypeError, ValueError: a hand wrote something that no record can be.
    """
    # Ids begin with their kind, so the kinds come one after the other.
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM {table} WHERE {where} ORDER BY id",  # noqa: S608 (fixed texts)
        [json.dumps(sorted(each)) for each in given],
    )
    for kind, same in groupby(rows, key=itemgetter(1)):
        while batch := list(islice(same, BATCH)):
            records = load_records(kind_named(kind), orjson.loads(b"[%b]" % b",".join(row[2] for row in batch)))
            if [record.id for record in records] != [row[0] for row in batch]:
                raise ValueError(f"a row of {kind} holds another record")
            yield from records


def records_asked(db: sqlite3.Connection, ask: Ask) -> Iterator[Record]:
    """The records that a part asks; some come twice. What it raises is that of `records_in`."""
    if ask.kinds:
        for table in ("node", "edge"):
            yield from records_in(db, table, f"kind {_AMONG}", ask.kinds)
    local = f"kind NOT {_AMONG}"
    if ask.nodes:
        yield from records_in(db, "node", f"id {_AMONG}", ask.nodes)
    for end, wanted in (
        ("from_id", ask.whole | ask.near | ask.starting),
        ("to_id", ask.whole | ask.near),
    ):
        if wanted:
            yield from records_in(db, "edge", f"{end} {_AMONG} AND {local}", wanted, SHARED_KINDS)
    if ask.near:
        yield from _naming(db, ask.near)


def _naming(db: sqlite3.Connection, places: Iterable[str]) -> Iterator[Record]:
    """The records that say in a field that they are for one of some organisations; nodes that say it of none too."""
    for word in LOCAL_KINDS:
        for field, several in placing_fields(word):
            table = "node" if word in NODE_KINDS else "edge"
            path = f"CAST(data AS TEXT), '$.{field}'"
            named = (
                f"EXISTS (SELECT * FROM json_each({path}) WHERE value {_AMONG})"  # noqa: S608 (fixed texts)
                if several
                else f"coalesce(json_extract({path}) {_AMONG}, true)"
            )
            yield from records_in(db, table, f"kind {_AMONG} AND {named}", [word], places)
