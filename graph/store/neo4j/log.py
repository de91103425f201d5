"""The log in Neo4j: a `Revision` a revision, and its changes packed in `RevisionPart`s.

By record the changes are found through `LoggedChange`s: one a change, in the transaction that writes the part where it
lies. The head tells up to which revision there are such (`indexed`): a version that knew of none may still be writing,
and what it wrote is made up for before anybody asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from graph.domain.changes import RecordChange, Revision
from graph.domain.kinds import Record
from graph.store.log import changes_of, pairs_of, time_text
from graph.store.neo4j.applying import Runs, stored_records

__all__ = [
    "LABELS",
    "PART",
    "PARTS_AT_ONCE",
    "Book",
    "add_parts",
    "add_revision",
    "by_number",
    "has_all_parts",
    "history",
    "index_more",
    "leftovers",
    "packed",
    "part_changes",
    "remove_leftover",
    "revisions",
]

LABELS = ("Revision", "RevisionPart", "LoggedChange")

PART = 1_000
"""Changes a part."""

PARTS_AT_ONCE = 5
"""Parts a transaction."""

REVISIONS_AT_ONCE = 200

LEFT_AFTER = timedelta(hours=1)
"""How long a writer may be at work on a draft, as far as others are concerned."""

_BY_KEY = "MATCH (r:Revision {key: $key}) RETURN r.number AS number"
_BY_NUMBER = "MATCH (r:Revision {number: $number}) RETURN properties(r) AS revision"
_SINCE = "MATCH (r:Revision) WHERE r.number > $since RETURN properties(r) AS revision ORDER BY r.number"
_PARTS = (
    "MATCH (p:RevisionPart {draft: $draft}) WHERE p.position >= $first "
    "RETURN p.data AS data ORDER BY p.position LIMIT $most"
)
_NUMBER_OF_PARTS = "MATCH (p:RevisionPart {draft: $draft}) RETURN count(p) AS number"
_ADD_PARTS = "UNWIND $parts AS part CREATE (p:RevisionPart) SET p = part"
_ADD_CHANGES = "UNWIND $changes AS change CREATE (c:LoggedChange) SET c = change"
_MERGE_CHANGES = (
    "UNWIND $changes AS change MERGE (c:LoggedChange {record: change.record, draft: change.draft}) "
    "SET c.position = change.position"
)
_ADD_REVISION = "CREATE (r:Revision) SET r = $revision"
_HISTORY = """
MATCH (c:LoggedChange) WHERE c.record IN $records
MATCH (r:Revision {draft: c.draft})
WITH DISTINCT r, c.position AS position
MATCH (p:RevisionPart {draft: r.draft, position: position})
RETURN properties(r) AS revision, p.data AS data ORDER BY r.number, position
"""
_INDEXED = "MATCH (h:StoreHead {id: 'head'}) SET h.indexed = $revision, h.indexed_parts = $parts"
_UNREACHED = """
MATCH (p:RevisionPart {position: 0}) WHERE NOT EXISTS { MATCH (:Revision {draft: p.draft}) }
RETURN p.draft AS draft, p.left_since AS since
"""
_MARK = "UNWIND $drafts AS draft MATCH (p:RevisionPart {draft: draft, position: 0}) SET p.left_since = $now"
_LAST_PARTS = (
    "MATCH (p:RevisionPart {draft: $draft}) WITH p ORDER BY p.position DESC LIMIT $most "
    "WITH p, p.data AS data DETACH DELETE p RETURN data"
)
_REMOVE_CHANGES = "UNWIND $records AS record MATCH (c:LoggedChange {record: record, draft: $draft}) DELETE c"
_WITHOUT_LIMIT = 2**31


class Book:
    """The log as a transaction sees it; see `graph.store.log.Book`."""

    def __init__(self, run: Runs, current: int) -> None:
        self.run = run
        self._current = current

    def number_of(self, key: str) -> int | None:
        """The revision with an idempotency key; None when there is none."""
        row = self.run.run(_BY_KEY, {"key": key}).single()
        return None if row is None else int(row["number"])

    def revision(self, number: int) -> Revision:
        """A revision that is there."""
        return _revision(self.run, by_number(self.run, number))

    def revisions(self) -> list[Revision]:
        """All of them, oldest first."""
        return revisions(self.run, 0)

    def current(self) -> int:
        """The number of the last one; 0 in an empty store."""
        return self._current

    def time_of(self, number: int) -> datetime:
        """When a revision that is there was made."""
        return time_of(self.run, number)

    def stored(self, ids: Iterable[str]) -> dict[str, Record]:
        """Those of the records that are in the graph, by id."""
        return stored_records(self.run, ids)


def by_number(run: Runs, number: int) -> dict[str, Any]:
    """The properties of a revision that is there."""
    head: dict[str, Any] = run.run(_BY_NUMBER, {"number": number}).single(strict=True)["revision"]
    return head


def time_of(run: Runs, number: int) -> datetime:
    """When a revision that is there was made."""
    return datetime.fromisoformat(by_number(run, number)["at"])


def changes_since(run: Runs, since: int, limit: int | None = None) -> int:
    """How many changes the revisions after one hold, of at most so many revisions."""
    return sum(int(head["changes"]) for head in _heads(run, since, limit))


def revisions(run: Runs, since: int, limit: int | None = None) -> list[Revision]:
    """The revisions after one, oldest first, at most so many."""
    return [_revision(run, head) for head in _heads(run, since, limit)]


def _heads(run: Runs, since: int, limit: int | None) -> list[dict[str, Any]]:
    query = _SINCE if limit is None else f"{_SINCE} LIMIT $limit"
    return [row["revision"] for row in run.run(query, {"since": since, "limit": limit})]


def history(run: Runs, records: Collection[str]) -> list[Revision]:
    """The revisions that changed some records, oldest first, each with those changes alone."""
    wanted = set(records)
    heads: dict[int, dict[str, Any]] = {}
    changes: dict[int, list[RecordChange]] = {}
    for row in run.run(_HISTORY, {"records": list(wanted)}):
        number = row["revision"]["number"]
        heads[number] = row["revision"]
        changes.setdefault(number, []).extend(
            change for change in changes_of(orjson.loads(row["data"])) if change.id in wanted
        )
    return [_of_head(heads[number], tuple(found)) for number, found in changes.items()]


def _revision(run: Runs, head: dict[str, Any]) -> Revision:
    return _of_head(head, tuple(part_changes(run, head["draft"], 0)))


def part_changes(run: Runs, draft: str, first: int, most: int = _WITHOUT_LIMIT) -> list[RecordChange]:
    """The changes in some parts of a revision, from one part on."""
    return [change for data in _data_of(run, draft, first, most) for change in changes_of(orjson.loads(data))]


def _data_of(run: Runs, draft: str, first: int, most: int) -> list[str]:
    return [row["data"] for row in run.run(_PARTS, {"draft": draft, "first": first, "most": most})]


def _of_head(head: dict[str, Any], changes: tuple[RecordChange, ...]) -> Revision:
    return Revision(
        number=head["number"],
        at=datetime.fromisoformat(head["at"]),
        author=head["author"],
        reason=head["reason"],
        key=head["key"],
        digest=head["digest"],
        changes=changes,
    )


# Writing


def packed(draft: str, changes: Sequence[RecordChange]) -> list[dict[str, Any]]:
    """The parts that hold some changes."""
    return [
        {"draft": draft, "position": position, "data": _data(changes[first : first + PART])}
        for position, first in enumerate(range(0, len(changes), PART))
    ]


def add_parts(run: Runs, parts: Sequence[dict[str, Any]]) -> None:
    """Write parts, and how the changes in them are found by record."""
    run.run(_ADD_PARTS, {"parts": list(parts)}).consume()
    run.run(_ADD_CHANGES, {"changes": _found_by(parts)}).consume()


def add_revision(run: Runs, head: dict[str, Any], revision: Revision, draft: str) -> None:
    """Write a revision, whose parts are there.

    Args:
        run: the transaction, in which the head is locked.
        head: the head, as it was before.
        revision: what is written.
        draft: of its parts.
    """
    written = {
        "number": revision.number,
        "at": time_text(revision.at),
        "author": revision.author,
        "reason": revision.reason,
        "key": revision.key,
        "digest": revision.digest,
        "draft": draft,
        "parts": -(-len(revision.changes) // PART),
        "changes": len(revision.changes),
    }
    run.run(_ADD_REVISION, {"revision": written}).consume()
    if head.get("indexed", 0) == revision.number - 1:
        run.run(_INDEXED, {"revision": revision.number, "parts": 0}).consume()


def has_all_parts(run: Runs, revision: Revision, draft: str) -> bool:
    """Whether no part of a draft was taken for a leftover meanwhile."""
    number = run.run(_NUMBER_OF_PARTS, {"draft": draft}).single(strict=True)["number"]
    return int(number) == -(-len(revision.changes) // PART)


def index_more(run: Runs, head: dict[str, Any]) -> bool:
    """Make some of the changes found by record that are not yet; whether there may be more.

    Args:
        run: the transaction, in which the head is locked.
        head: the head.
    """
    done, part = head.get("indexed", 0), head.get("indexed_parts", 0)
    for _ in range(REVISIONS_AT_ONCE):
        if done >= head["revision"]:
            break
        revision = by_number(run, done + 1)
        found = _data_of(run, revision["draft"], part, PARTS_AT_ONCE)
        parts = [
            {"draft": revision["draft"], "position": part + place, "data": data} for place, data in enumerate(found)
        ]
        run.run(_MERGE_CHANGES, {"changes": _found_by(parts)}).consume()
        part += len(parts)
        if part < revision["parts"]:
            break
        done, part = done + 1, 0
    run.run(_INDEXED, {"revision": done, "parts": part}).consume()
    return bool(done < head["revision"])


# Leftovers


def leftovers(run: Runs, now: datetime) -> list[str]:
    """The drafts that nobody finishes any more: parts without a revision, that were seen so long ago already.

    A writer may still be at work on others; those are marked, to be seen by whoever looks later.
    """
    found = [(row["draft"], row["since"]) for row in run.run(_UNREACHED)]
    fresh = [draft for draft, since in found if since is None]
    if fresh:
        run.run(_MARK, {"drafts": fresh, "now": time_text(now)}).consume()
    old = time_text(now - LEFT_AFTER)
    return [draft for draft, since in found if since is not None and since < old]


def remove_leftover(run: Runs, draft: str) -> bool:
    """Take the last parts of a draft away; whether there were any. The first part goes last: it is what is found."""
    removed = [row["data"] for row in run.run(_LAST_PARTS, {"draft": draft, "most": PARTS_AT_ONCE})]
    records = [change.id for data in removed for change in changes_of(orjson.loads(data))]
    run.run(_REMOVE_CHANGES, {"records": records, "draft": draft}).consume()
    return bool(removed)


def _found_by(parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"record": _id_in(pair), "draft": part["draft"], "position": part["position"]}
        for part in parts
        for pair in orjson.loads(part["data"])
    ]


def _id_in(pair: Sequence[dict[str, Any] | None]) -> str:
    before, after = pair
    return str((after or before or {})["id"])


def _data(changes: Sequence[RecordChange]) -> str:
    return orjson.dumps(pairs_of(changes)).decode()
