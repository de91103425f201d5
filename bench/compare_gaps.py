"""The gap report of the whole graph, against a networkx pass over a MultiDiGraph that answers the same question.

    python -m bench.compare_gaps --scale f

The pass reads each cell from the graph as it is: up over `PART_OF`, the mandates on the subject and the groups above
it, their scope, who holds them and is present, what the norms ask, and the fallback. Its time is linear in the schools,
so it is measured on some of them and told for all. Compared are the cells that nobody or too few or too many cover;
our side makes the whole report, with every other code, its evidence and its causes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import networkx as nx

from bench.comparing import DAY, Comparison, scale_asked, snapshot_of_scale, timed
from graph.analyses.gaps.findings import GapReport
from graph.analyses.gaps.report import mandate_gaps
from graph.domain.kinds import EDGE_KINDS, MANDATE_KINDS, Mandate, Norm, Organisation, kind_of_id
from graph.model.norms import may_apply
from graph.model.snapshot import Snapshot

CODES = ("vacant", "absent_without_replacement", "fallback_only", "under_norm", "over_norm")
MEASURED = 8
"""Schools that networkx answers."""

Code = tuple[str, str, str, str]
"""A code with its organisation, subject and kind of mandate."""


def main() -> None:
    """Compare, and print a line."""
    snapshot = snapshot_of_scale(scale_asked())
    schools = [node.id for node in snapshot.nodes(Organisation) if node.type == "school"]
    some = schools[:: max(1, len(schools) // MEASURED)]
    graph = multigraph(snapshot)
    reading = Reading(snapshot, graph)
    report, ours_seconds = timed(lambda: mandate_gaps(snapshot, DAY, intervals=False))
    stated, seconds = timed(lambda: {code for school in some for code in reading.codes(school)})
    assert cell_codes(report, set(some)) == stated
    print(
        Comparison(
            question=f"gap report of {len(schools)} schools, {len(report.findings)} findings",
            ours_seconds=ours_seconds,
            networkx_seconds=seconds * len(schools) / len(some),
            wanted=20,
            note=f"networkx measured on {len(some)} schools, {seconds:.1f} s",
        )
    )


def cell_codes(report: GapReport, places: set[str]) -> set[Code]:
    """The codes of cells at some organisations, also where a group above gathers them."""
    return {
        (finding.code, place, finding.subject or "", finding.mandate or "")
        for finding in report.findings
        if finding.code in CODES
        for place in (finding.organisation or "", *finding.affects)
        if place in places
    }


def multigraph(snapshot: Snapshot) -> nx.MultiDiGraph[str]:
    """Every edge in force on the day, with its record."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for kind in EDGE_KINDS.values():
        graph.add_edges_from(
            (edge.from_id, edge.to_id, {"kind": edge.kind, "edge": edge})
            for edge in snapshot.edges(kind)
            if snapshot.in_force(edge, DAY)
        )
    return graph


class Reading:
    """The definition of a gap, read from the MultiDiGraph cell by cell."""

    def __init__(self, snapshot: Snapshot, graph: nx.MultiDiGraph[str]) -> None:
        self.snapshot = snapshot
        self.graph = graph
        self.norms = [norm for norm in snapshot.nodes(Norm) if snapshot.exists(norm.id, DAY)]
        self.subjects = [node for node in graph if kind_of_id(node) in ("task", "decision")]

    def codes(self, place: str) -> Iterator[Code]:
        """What is not covered at an organisation."""
        above = self.up(place, "PART_OF")
        for subject in self.subjects:
            groups = self.up(subject, "IN_GROUP")
            if any(unused in above for group in groups for unused in self.targets(group, "NOT_USED_AT")):
                continue
            reach = self.reach(place, groups)
            held = {kind: (set[str](), set[str](), False) for kind in MANDATE_KINDS}
            for group in groups:
                for holder, _, data in self.graph.in_edges(group, data=True):
                    if data["kind"] in held:
                        self.add(held, holder, data["edge"], place, above, reach)
            for kind, (holders, present, named) in held.items():
                code = self.code(place, above, subject, groups, kind, holders, present, named)
                if code is not None:
                    yield code, place, subject, kind

    def up(self, start: str, kind: str) -> dict[str, int]:
        """The node and what lies above it, with the least number of links."""
        found = {start: 0}
        waiting = deque(found)
        while waiting:
            here = waiting.popleft()
            for up in self.targets(here, kind):
                if up not in found:
                    found[up] = found[here] + 1
                    waiting.append(up)
        return found

    def targets(self, node: str, kind: str) -> list[str]:
        return [to for _, to, data in self.graph.out_edges(node, data=True) if data["kind"] == kind]

    def sources(self, node: str, kind: str) -> list[str]:
        return [start for start, _, data in self.graph.in_edges(node, data=True) if data["kind"] == kind]

    def reach(self, place: str, groups: dict[str, int]) -> set[str]:
        """From where mandates on the subject come down."""
        found, waiting = {place}, deque([place])
        while waiting:
            here = waiting.popleft()
            if groups.keys().isdisjoint(self.targets(here, "OPTS_OUT")):
                for _, up, data in self.graph.out_edges(here, data=True):
                    if data["kind"] == "PART_OF" and data["edge"].inherits and up not in found:
                        found.add(up)
                        waiting.append(up)
        return found

    def add(
        self,
        held: dict[str, tuple[set[str], set[str], bool]],
        holder: str,
        edge: Mandate,
        place: str,
        above: dict[str, int],
        reach: set[str],
    ) -> None:
        scope = edge.scope or tuple(self.targets(holder, "SERVES")) or tuple(self.targets(holder, "AT"))
        if not reach.isdisjoint(scope):
            holders, present, named = held[edge.kind]
            people = self.sources(holder, "HOLDS") if kind_of_id(holder) == "role" else [holder]
            holders.update(people)
            present.update(person for person in people if self.is_here(person, above))
            held[edge.kind] = holders, present, named or place in scope

    def is_here(self, person: str, above: dict[str, int]) -> bool:
        return person not in self.graph or above.keys().isdisjoint(self.targets(person, "ABSENT_FROM"))

    def code(
        self,
        place: str,
        above: dict[str, int],
        subject: str,
        groups: dict[str, int],
        kind: str,
        holders: set[str],
        present: set[str],
        named: bool,
    ) -> str | None:
        norms = [norm for norm in self.norms if norm.subject in groups and norm.mandate == kind]
        norms = [norm for norm in norms if self.applies(norm, place, above)]
        if not norms and not named:
            return None
        minimum = max((norm.minimum for norm in norms), default=0)
        maxima = [norm.maximum for norm in norms if norm.maximum is not None]
        if not present:
            if holders:
                return "absent_without_replacement"
            fallback = next((norm.fallback for norm in norms if norm.fallback), None)
            if minimum == 0:
                return None
            return "fallback_only" if fallback and self.answers(fallback, above) else "vacant"
        if len(present) < minimum:
            return "under_norm"
        return "over_norm" if maxima and len(present) > min(maxima) else None

    def applies(self, norm: Norm, place: str, above: dict[str, int]) -> bool:
        found = self.snapshot.find(Organisation, place)
        if norm.profile is not None and not any(norm.profile in self.targets(up, "ADOPTS") for up in above):
            return False
        excepted = any(norm.id in self.targets(up, "EXCEPTED_FROM") for up in above)
        return found is not None and not excepted and may_apply(norm, found, above)

    def answers(self, role_type: str, above: dict[str, int]) -> bool:
        """Whether somebody present holds a role of the type here or above."""
        return any(
            self.is_here(person, above)
            for up in above
            for role in self.sources(up, "AT")
            if role_type in self.targets(role, "OF_TYPE")
            for person in self.sources(role, "HOLDS")
        )


if __name__ == "__main__":
    main()
