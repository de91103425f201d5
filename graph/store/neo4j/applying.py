"""Make changes in the graph, inside a transaction of the caller: a few statements per kind, never one a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from graph.domain.changes import RecordChange
from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Edge, Node, Record, kind_named, kind_of_id
from graph.store.neo4j.mapping import (
    columns_of,
    extra_label,
    label_of,
    properties_of,
    records_of_kind,
    type_labels,
)

__all__ = ["Runs", "apply_changes", "collected", "missing_ends", "read_kind", "stored_records"]


MANY = 1_000
"""From how many records of a kind on it pays to ask first whether there are any."""


class Runs(Protocol):
    """A transaction, or a session."""

    def run(self, query: Any, parameters: Any = None) -> Any:
        """Run a statement."""


def read_kind(run: Runs, word: str) -> list[Record]:
    """All records of a kind, in one answer of columns: a row a record takes ten times as long."""
    match = f"MATCH (x:{NODE_KINDS[word].labels[0]})" if word in NODE_KINDS else f"MATCH ()-[x:{word}]->()"
    return collected(run, word, match, {})


def stored_records(run: Runs, ids: Iterable[str]) -> dict[str, Record]:
    """Those of the records that are in the graph."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for record_id in ids:
        word = kind_of_id(record_id)
        by_kind[word if word in NODE_KINDS else word.upper()].append(record_id)
    found: dict[str, Record] = {}
    for word, wanted in by_kind.items():
        if len(wanted) >= MANY and not _has_any(run, word):
            continue
        pattern = (
            f"(x:{NODE_KINDS[word].labels[0]} {{id: wanted}})"
            if word in NODE_KINDS
            else f"()-[x:{word} {{id: wanted}}]->()"
        )
        match = f"UNWIND $wanted AS wanted MATCH {pattern}"
        found.update((record.id, record) for record in collected(run, word, match, {"wanted": wanted}))
    return found


def _has_any(run: Runs, word: str) -> bool:
    """Whether the graph holds any record of a kind; Neo4j keeps that count and looks at none."""
    pattern = f"(x:{NODE_KINDS[word].labels[0]})" if word in NODE_KINDS else f"()-[x:{word}]->()"
    return bool(run.run(f"MATCH {pattern} RETURN count(x) AS number").single()["number"])


def missing_ends(run: Runs, changes: Sequence[RecordChange]) -> list[str]:
    """The ends that edges would lack after the changes, sorted."""
    coming = {change.id for change in changes if isinstance(change.after, Node)}
    ends = {
        end
        for change in changes
        if isinstance(change.after, Edge)
        for end in (change.after.from_id, change.after.to_id)
    }
    gone = {change.id for change in changes if change.after is None}
    unknown = ends - coming
    by_label: dict[str, list[str]] = defaultdict(list)
    for end in unknown:
        by_label[label_of(end)].append(end)
    there: set[str] = set()
    for label, wanted in by_label.items():
        query = f"UNWIND $wanted AS wanted MATCH (n:{label} {{id: wanted}}) RETURN collect(n.id) AS ids"
        there.update(run.run(query, {"wanted": wanted}).single()["ids"])
    return sorted((unknown - there) | (ends & gone) | _still_needed(run, changes))


def _still_needed(run: Runs, changes: Sequence[RecordChange]) -> set[str]:
    """The nodes that go while an edge of the graph keeps needing them."""
    freed = {change.id for change in changes if isinstance(change.before, Edge) and not _same_ends(change)}
    by_label: dict[str, list[str]] = defaultdict(list)
    for change in changes:
        if isinstance(change.before, Node) and change.after is None:
            by_label[label_of(change.id)].append(change.id)
    needed: set[str] = set()
    for label, gone in by_label.items():
        query = (
            f"UNWIND $gone AS gone MATCH (n:{label} {{id: gone}})-[r]-() "
            "RETURN collect(DISTINCT [n.id, coalesce(r.id, '')]) AS held"
        )
        held = run.run(query, {"gone": gone}).single()["held"]
        needed.update(node for node, edge in held if edge not in freed)
    return needed


def apply_changes(run: Runs, changes: Sequence[RecordChange]) -> None:
    """Make changes that are in order of ends: see `graph.store.log.in_order_of_ends`."""
    _put_nodes(run, [change.after for change in changes if isinstance(change.after, Node)])
    _put_edges(run, [change for change in changes if isinstance(change.after, Edge)])
    _remove(run, [change.id for change in changes if change.after is None])


def collected(run: Runs, word: str, match: str, parameters: dict[str, Any]) -> list[Record]:
    """The records of a kind that a pattern matches as `x`, in one answer of columns."""
    columns = columns_of(word)
    answer = ", ".join(f"collect({expression}) AS {name}" for name, expression in columns)
    row = run.run(f"{match} RETURN {answer}", parameters).single()
    return records_of_kind(word, {name: row[name] for name, _expression in columns})


def _put_nodes(run: Runs, nodes: Sequence[Node]) -> None:
    groups: dict[tuple[str, str | None], list[dict[str, Any]]] = defaultdict(list)
    for node in nodes:
        groups[node.labels[0], extra_label(node)].append({"id": node.id, "properties": properties_of(node)})
    for (label, extra), rows in groups.items():
        others = "".join(f":{other}" for other in type_labels() if other != extra)
        relabel = f" SET n:{extra}" if extra else ""
        relabel += f" REMOVE n{others}" if label == "Organisation" else ""
        run.run(
            f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n = row.properties{relabel}", {"rows": rows}
        ).consume()


def _put_edges(run: Runs, changes: Sequence[RecordChange]) -> None:
    kept = [change for change in changes if _same_ends(change)]
    moved = [change.id for change in changes if change.before is not None and not _same_ends(change)]
    _remove(run, moved)
    _replace_edges(run, [change.after for change in kept if isinstance(change.after, Edge)])
    keeping = {change.id for change in kept}
    _create_edges(
        run, [change.after for change in changes if isinstance(change.after, Edge) and change.id not in keeping]
    )


def _same_ends(change: RecordChange) -> bool:
    before, after = change.before, change.after
    return (
        isinstance(before, Edge)
        and isinstance(after, Edge)
        and (before.from_id, before.to_id) == (after.from_id, after.to_id)
    )


def _replace_edges(run: Runs, edges: Sequence[Edge]) -> None:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for edge in edges:
        groups[edge.kind].append({"id": edge.id, "properties": properties_of(edge)})
    for word, rows in groups.items():
        query = f"UNWIND $rows AS row MATCH ()-[r:{word} {{id: row.id}}]->() SET r = row.properties"
        run.run(query, {"rows": rows}).consume()


def _create_edges(run: Runs, edges: Sequence[Edge]) -> None:
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for edge in edges:
        row = {"from": edge.from_id, "to": edge.to_id, "properties": properties_of(edge)}
        groups[edge.kind, label_of(edge.from_id), label_of(edge.to_id)].append(row)
    for (word, start, end), rows in groups.items():
        run.run(
            f"UNWIND $rows AS row MATCH (a:{start} {{id: row.from}}) MATCH (b:{end} {{id: row.to}}) "
            f"CREATE (a)-[r:{word}]->(b) SET r = row.properties",
            {"rows": rows},
        ).consume()


def _remove(run: Runs, ids: Sequence[str]) -> None:
    groups: dict[str, list[str]] = defaultdict(list)
    for record_id in ids:
        groups[kind_of_id(record_id)].append(record_id)
    for word, gone in sorted(groups.items(), key=lambda group: group[0] in NODE_KINDS):
        if word in NODE_KINDS:
            query = f"UNWIND $gone AS gone MATCH (n:{kind_named(word).labels[0]} {{id: gone}}) DELETE n"  # type: ignore[union-attr]
        else:
            query = f"UNWIND $gone AS gone MATCH ()-[r:{EDGE_KINDS[word.upper()].kind} {{id: gone}}]->() DELETE r"
        run.run(query, {"gone": gone}).consume()
