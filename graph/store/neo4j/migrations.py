"""The schema of a store in Neo4j, and the steps that bring that of an older version to where it is now.

A step is a few statements that may run twice. What has to be made of the log that is there is made up for by
`graph.store.neo4j.log.index_more`, in small transactions behind the lock of the head, which tell how far they are: one
that is broken off is gone on with by whoever comes next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from neo4j.exceptions import ClientError

from graph.store.neo4j.applying import Runs
from graph.store.neo4j.mapping import all_constraints

__all__ = ["SCHEMA_VERSION", "bring_up_to", "make_schema"]

FIRST_SCHEMA = (
    "CREATE CONSTRAINT store_head IF NOT EXISTS FOR (h:StoreHead) REQUIRE h.id IS UNIQUE",
    "CREATE CONSTRAINT revision_number IF NOT EXISTS FOR (r:Revision) REQUIRE r.number IS UNIQUE",
    "CREATE CONSTRAINT revision_key IF NOT EXISTS FOR (r:Revision) REQUIRE r.key IS UNIQUE",
    "CREATE CONSTRAINT revision_part IF NOT EXISTS FOR (p:RevisionPart) REQUIRE (p.draft, p.position) IS UNIQUE",
)
MIGRATIONS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        2: (
            "CREATE INDEX logged_change_record IF NOT EXISTS FOR (c:LoggedChange) ON (c.record)",
            "CREATE INDEX revision_draft IF NOT EXISTS FOR (r:Revision) ON (r.draft)",
        ),
        3: (
            "CREATE FULLTEXT INDEX expertise_words IF NOT EXISTS FOR (e:Expertise) "
            "ON EACH [e.name, e.name_nl, e.name_en, e.keywords_nl, e.keywords_en]",
        ),
    }
)
"""By the schema that it leads to, what makes it of the one before. A step that was released never changes again."""

SCHEMA_VERSION = max(MIGRATIONS)

_RAISE = "MATCH (h:StoreHead {id: 'head'}) WHERE h.schema < $number SET h.schema = $number"
_MADE_BY_ANOTHER = "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists"
"""What `IF NOT EXISTS` does not see: somebody else makes it at the same moment."""

_AWAIT = "CALL db.awaitIndexes(60)"


def make_schema(run: Runs) -> None:
    """The constraints and indexes of an empty store. They cannot be made in a transaction that also writes."""
    _run(run, (*FIRST_SCHEMA, *all_constraints()))
    for _number, statements in _steps(0):
        _run(run, statements)


def bring_up_to(run: Runs, found: int) -> Iterator[tuple[str, dict[str, int]]]:
    """Make the constraints and indexes that the schema lacks; what notes each step, for a transaction that writes."""
    for number, statements in _steps(found):
        _run(run, (*statements, *all_constraints()))
        yield _RAISE, {"number": number}


def _steps(found: int) -> list[tuple[int, tuple[str, ...]]]:
    return [(number, MIGRATIONS[number]) for number in sorted(MIGRATIONS) if number > found]


def _run(run: Runs, statements: tuple[str, ...]) -> None:
    for statement in (*statements, _AWAIT):
        try:
            run.run(statement).consume()
        except ClientError as error:
            if error.code != _MADE_BY_ANOTHER:
                raise
