"""The results of analyses as reports for people, with only those named whom the viewer may see.

Each takes the result that the viewer got from `graph.usecases.analyse` or `read`, and gives a `Report` that
`graph.reports.render` writes in any format.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.analyses.bus_factor import BusFactorReport
from graph.analyses.expertise import Candidate, ExpertiseOverview
from graph.analyses.findings import GapReport
from graph.analyses.paths import PathAnswer
from graph.analyses.responsibility import Responsibility
from graph.analyses.task_group_counts import count_findings, count_held
from graph.reports.bus_factor import bus_factor_report
from graph.reports.expertise import candidates_report, overview_report, path_report
from graph.reports.gaps import gaps_report
from graph.reports.model import Report
from graph.reports.naming import Naming
from graph.reports.responsibility import responsibility_report
from graph.reports.translations import Texts
from graph.usecases.world import World

__all__ = ["bus_factor", "candidates", "expertise", "gaps", "naming", "path", "responsibility"]


def naming(world: World, texts: Texts) -> Naming:
    """What records are called before a viewer: who may not be seen is not named."""
    return Naming(snapshot=world.snapshot, texts=texts, may_name=world.sees)


def gaps(world: World, found: GapReport, texts: Texts) -> Report:
    """What is not arranged, with the schools by task groups as a picture."""
    return gaps_report(found, naming(world, texts), counts=count_findings(world.snapshot, found))


def bus_factor(world: World, found: BusFactorReport, texts: Texts) -> Report:
    """What hangs on one colleague, with who takes on what as a picture."""
    counts = count_held(world.snapshot, found) if found.population != "expertise" else None
    return bus_factor_report(found, naming(world, texts), counts=counts)


def expertise(world: World, found: ExpertiseOverview, texts: Texts) -> Report:
    """Which topics are known, and by whom."""
    return overview_report(found, naming(world, texts))


def candidates(world: World, found: Sequence[Candidate], topics: Sequence[str], texts: Texts) -> Report:
    """Who was found for topics, which are given by id."""
    return candidates_report(found, topics, naming(world, texts))


def path(world: World, found: PathAnswer | None, texts: Texts) -> Report:
    """The way to somebody who knows a topic; None when nobody is reached."""
    return path_report(found, naming(world, texts))


def responsibility(world: World, found: Responsibility, texts: Texts) -> Report:
    """Who covers a subject."""
    return responsibility_report(found, naming(world, texts))
