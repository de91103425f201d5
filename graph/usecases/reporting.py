"""The results of analyses as reports for people, with only those named whom the viewer may see.

Each takes the result that the viewer got from `graph.usecases.analyse` or `read`, and gives a `Report` that
`graph.reports.render` writes in any format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.analyses.answers.responsibility import Responsibility
from graph.analyses.answers.task_group_counts import count_findings, count_held
from graph.analyses.changes.what_changed import WhatChanged
from graph.analyses.common.deadline import Deadline
from graph.analyses.expertise.finder import Candidate, ExpertiseOverview
from graph.analyses.expertise.paths import PathAnswer
from graph.analyses.expertise.surroundings import surroundings
from graph.analyses.fragility.bus_factor import BusFactorReport
from graph.analyses.fragility.network import Separation
from graph.analyses.gaps.difference import GapDifference
from graph.analyses.gaps.findings import GapReport
from graph.analyses.gaps.history import GapHistory
from graph.analyses.load.hours import LoadReport
from graph.analyses.planning.rehearsal import Rehearsal
from graph.analyses.planning.repair import RepairPlan
from graph.analyses.planning.scarcity import Scarcity
from graph.analyses.planning.team import Team
from graph.domain.errors import DeadlineExceeded
from graph.domain.kinds import Norm
from graph.reports.bus_factor import bridges_report, bus_factor_each_report, bus_factor_report
from graph.reports.changes import changes_report
from graph.reports.expertise import candidates_report, overview_report, path_report
from graph.reports.gap_difference import difference_report
from graph.reports.gap_history import gap_history_report
from graph.reports.gaps import gaps_report
from graph.reports.load import load_report
from graph.reports.model import Picture, Report
from graph.reports.naming import Naming
from graph.reports.network_picture import network_picture
from graph.reports.rehearsal import rehearsal_report
from graph.reports.repair import repair_report
from graph.reports.responsibility import responsibility_report
from graph.reports.team import scarcity_report, team_report
from graph.usecases.gaps_over_time import gap_history
from graph.usecases.planning import WhatIf
from graph.usecases.read import get, person_named
from graph.usecases.viewer import HIDDEN
from graph.usecases.world import World
from graph.words.catalogue import Texts

__all__ = [
    "bridges",
    "bus_factor",
    "bus_factor_of_each",
    "candidates",
    "changes",
    "difference",
    "expertise",
    "gaps",
    "history",
    "load",
    "naming",
    "network_of",
    "path",
    "rehearsal",
    "repair_plan",
    "responsibility",
    "scarcity",
    "team",
]


def naming(world: World, texts: Texts) -> Naming:
    """What records are called before a viewer: who may not be seen is not named."""
    return Naming(snapshot=world.snapshot, texts=texts, may_name=world.sees)


def gaps(world: World, found: GapReport, texts: Texts, *, deadline: Deadline | None = None) -> Report:
    """What is not arranged, with the schools by task groups and the last school years as pictures.

    The picture of the years is left out, and the report says so, when the deadline passes before it is there.
    """
    names, counts = naming(world, texts), count_findings(world.snapshot, found)
    has_norms = any(True for _ in world.snapshot.nodes(Norm))
    try:
        past = gap_history(world, found.organisation, deadline=deadline)
    except DeadlineExceeded:
        return gaps_report(found, names, counts=counts, has_norms=has_norms, is_history_late=True)
    return gaps_report(found, names, counts=counts, has_norms=has_norms, history=past)


def bus_factor(world: World, found: BusFactorReport, texts: Texts) -> Report:
    """What hangs on one colleague, with who takes on what as a picture where everybody may be named.

    Those who may not be named are one row together there, which would read as one colleague.
    """
    is_shown = found.population != "expertise" and not any(HIDDEN in item.persons for item in found.items)
    counts = count_held(world.snapshot, found) if is_shown else None
    return bus_factor_report(found, naming(world, texts), counts=counts)


def bus_factor_of_each(world: World, found: Sequence[BusFactorReport], texts: Texts) -> Report:
    """What hangs on one colleague, the schools beside each other."""
    return bus_factor_each_report(found, naming(world, texts))


def bridges(world: World, found: Sequence[Separation], texts: Texts) -> Report:
    """Who alone joins schools."""
    return bridges_report(found, naming(world, texts))


def expertise(world: World, found: ExpertiseOverview, texts: Texts) -> Report:
    """Which topics are known, and by whom."""
    return overview_report(found, naming(world, texts))


def load(world: World, found: LoadReport, texts: Texts) -> Report:
    """How many hours the work asks."""
    return load_report(found, naming(world, texts))


def changes(before: World, after: World, found: WhatChanged, texts: Texts) -> Report:
    """What changed between two moments."""
    return changes_report(found, replace(naming(after, texts), earlier=before.snapshot), after.timezone)


def history(world: World, found: GapHistory, texts: Texts) -> Report:
    """When points of attention were open."""
    return gap_history_report(found, naming(world, texts))


def difference(before: World, after: World, found: GapDifference, texts: Texts) -> Report:
    """What opened and closed between two moments."""
    return difference_report(found, naming(before, texts), naming(after, texts))


def candidates(world: World, found: Sequence[Candidate], topics: Sequence[str], texts: Texts) -> Report:
    """Who was found for topics, which are given by id."""
    return candidates_report(found, topics, naming(world, texts))


def path(world: World, found: PathAnswer | None, texts: Texts) -> Report:
    """The way to somebody who knows a topic; None when nobody is reached."""
    return path_report(found, naming(world, texts))


def responsibility(world: World, found: Responsibility, texts: Texts) -> Report:
    """Who covers a subject."""
    return responsibility_report(found, naming(world, texts))


def network_of(world: World, person: str, texts: Texts) -> Picture | None:
    """Whom somebody works with, as a picture with its table; None when nothing is known.

    Raises:
        NotFound: the person is unknown.
    """
    known = person_named(world, person).id
    found = surroundings(world.coverage, known, lambda record: get(world, record) is not None)
    return network_picture(found, known, naming(world, texts))


def rehearsal(world: World, found: Rehearsal, what_if: WhatIf, texts: Texts) -> Report:
    """What would open, close and hang on few people, under the name of what was asked."""
    if what_if.leaves or what_if.absent:
        what = "people"
    else:
        what = "organisation" if what_if.organisation_leaves else "changes"
    return rehearsal_report(found, replace(naming(world, texts), earlier=found.then), what=what)


def repair_plan(world: World, found: RepairPlan, texts: Texts) -> Report:
    """Whom to ask so that everything has enough people."""
    return repair_report(found, naming(world, texts))


def team(world: World, found: Team, texts: Texts) -> Report:
    """A team for some topics."""
    return team_report(found, naming(world, texts))


def scarcity(world: World, found: Scarcity, texts: Texts) -> Report:
    """Which expertise is scarce."""
    return scarcity_report(found, naming(world, texts))
