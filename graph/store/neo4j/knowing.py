"""Who knows something anywhere in the register, by the full-text index of topics, and ways to them, by Cypher."""

from __future__ import annotations

from graph.domain.kinds import NODE_KINDS, kind_of_id
from graph.store.neo4j.applying import Runs
from graph.store.port import Knowing

__all__ = ["ids_knowing"]

MOST_TOPICS = 20
MOST_WAYS = 50
LONGEST_WAY = 8

_PEOPLE = f"""
CALL db.index.fulltext.queryNodes('expertise_words', $words, {{limit: {MOST_TOPICS}}}) YIELD node AS topic
MATCH (topic)<-[:BROADER*0..]-(:Expertise)<-[knows:KNOWS]-(person:Person)
WHERE knows.level >= $level AND ($of_everybody OR coalesce(person.share_expertise, 'nobody') <> 'nobody')
WITH person.id AS id, max(knows.level) AS level
RETURN id ORDER BY level DESC, id LIMIT $most
"""
_WAYS = f"""
MATCH (origin:{{label}} {{{{id: $origin}}}})
UNWIND $people AS knowing
MATCH (person:Person {{{{id: knowing}}}}) WHERE person <> origin
MATCH way = allShortestPaths(
  (origin)-[:ADVISES|AFFILIATED_WITH|MEMBER_OF|HOLDS|AT|SERVES|BODY_OF|SUPPORTS*..{LONGEST_WAY}]-(person))
WITH way ORDER BY length(way) LIMIT {MOST_WAYS}
UNWIND nodes(way) AS stop
RETURN collect(DISTINCT stop.id) AS ids
"""


def ids_knowing(run: Runs, asked: Knowing) -> list[str]:
    """The people who know it, who know most first, and then who and what is on the shortest ways to them."""
    phrases = " OR ".join(f'"{_plain(word)}"' for word in asked.words if _plain(word))
    if not phrases:
        return []
    given = {"words": phrases, "level": asked.level, "most": asked.most, "of_everybody": asked.of_everybody}
    people: list[str] = [row["id"] for row in run.run(_PEOPLE, given)]
    if asked.origin is None or not people:
        return people
    ways = _WAYS.format(label=NODE_KINDS[kind_of_id(asked.origin)].labels[0])
    stops = run.run(ways, {"origin": asked.origin, "people": people}).single(strict=True)["ids"]
    return list(dict.fromkeys((*people, *stops)))


def _plain(word: str) -> str:
    """A word without what means something in a query of the index."""
    return "".join(letter if letter.isalnum() or letter in " -" else " " for letter in word).strip()
