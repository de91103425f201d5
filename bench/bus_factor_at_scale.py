"""The bus factor of every school, of one group, and of everything: how long, and whether exact.

python -m bench.bus_factor_at_scale --scale f
"""

from __future__ import annotations

from bench.comparing import DAY, scale_asked, snapshot_of_scale, timed
from graph.analyses.common.deadline import Deadline
from graph.analyses.fragility.bus_factor import BusFactorReport, bus_factor, bus_factor_of_each
from graph.domain.kinds import Organisation

SECONDS = 60.0


def main() -> None:
    """Measure, and print a line a question."""
    snapshot = snapshot_of_scale(scale_asked())
    group = next(node.id for node in snapshot.nodes(Organisation) if node.type == "school_group")
    of_group, seconds = timed(lambda: bus_factor(snapshot, DAY, group, deadline=Deadline(SECONDS)))
    print(f"one group: {seconds:.2f} s, {told(of_group)}")
    exact, seconds = timed(
        lambda: [report.critical_set.exact and report.core_team.exact for report in bus_factor_of_each(snapshot, DAY)]
    )
    print(f"every school: {seconds:.1f} s for {len(exact)} schools, {sum(exact)} exact")
    everything, seconds = timed(lambda: bus_factor(snapshot, DAY, deadline=Deadline(seconds + SECONDS)))
    print(f"everything: {seconds:.1f} s, {told(everything)}")


def told(report: BusFactorReport) -> str:
    """The two smallest sets, or their bounds."""
    both = [("critical set", report.critical_set), ("core team", report.core_team)]
    return f"{len(report.items):,} items; " + "; ".join(
        f"{name} {found.upper if found.exact else f'from {found.lower} to {found.upper}'}, {found.method}"
        for name, found in both
    )


if __name__ == "__main__":
    main()
