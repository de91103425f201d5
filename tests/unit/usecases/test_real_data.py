"""Real data through the real importers, against facts that are worked out here from the files themselves."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.analyses.gaps.report import mandate_gaps
from graph.domain.kinds import NODE_KINDS, Broader, Expertise, Person
from graph.store.sqlite.store import SqliteStore
from graph.usecases.desk import Desk
from graph.usecases.fragility import bus_factor
from graph.usecases.importing import ImportRequest, NamedBytes, Outcome, bring_in
from graph.usecases.viewer import LOCAL_OWNER
from tests.real_data import FOLDER, real_file

DAY = date(2026, 10, 15)


def test_the_real_data_are_read() -> None:
    if not FOLDER.is_dir():
        pytest.skip(
            "the folder shared/real is not beside the checkout: these tests read invented files of the same form"
        )
    assert (real_file("kubernetes/sigs.native.json").stat().st_size, FOLDER.parts[-2:]) > (100_000, ("shared", "real"))


async def take(desk: Desk, *names: str) -> Outcome:
    """Bring files in as a user would, their format seen from their content."""
    files = tuple(NamedBytes(Path(name).name, real_file(name).read_bytes()) for name in names)
    return await bring_in(desk, LOCAL_OWNER, ImportRequest(files=files))


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """An empty store."""
    async with Desk(SqliteStore(":memory:"), refresh_seconds=3_600.0) as opened:
        yield opened


class TestKubernetes:
    """Who leads which group of the Kubernetes project, and its own rule of two chairs and two tech leads."""

    FILE = "kubernetes/sigs.native.json"

    @pytest.fixture
    def plain(self) -> Any:
        """The file as JSON."""
        return json.loads(real_file(self.FILE).read_bytes())

    async def test_everything_comes_in_and_a_second_time_changes_nothing(self, desk: Desk, plain: Any) -> None:
        first = await take(desk, self.FILE)
        assert first.revision == 1
        kinds = Counter(record.kind for record in desk.snapshot.records())
        assert kinds == Counter(item["kind"] for item in plain["nodes"] + plain["edges"])
        assert sum(kinds[word] for word in NODE_KINDS) == len(plain["nodes"])
        assert (await take(desk, self.FILE)).revision is None

    async def test_the_groups_below_the_written_rule_are_exactly_the_cells_below_norm(
        self, desk: Desk, plain: Any
    ) -> None:
        await take(desk, self.FILE)
        findings = mandate_gaps(desk.snapshot, DAY).findings
        missing, short = _below_rule(plain)
        found = defaultdict(set)
        for finding in findings:
            found[finding.code].add((finding.subject, finding.mandate))
        assert found["vacant"] == missing
        assert found["under_norm"] == short
        assert missing or short

    async def test_whoever_leads_alone_is_a_single_point(self, desk: Desk, plain: Any) -> None:
        await take(desk, self.FILE)
        report = bus_factor(await desk.world(LOCAL_OWNER, on=DAY))
        alone = {next(iter(holders)) for holders in _holders(plain).values() if len(holders) == 1}
        assert {point.person for point in report.single_points} == alone


def _holders(plain: Any) -> dict[tuple[str, str], set[str]]:
    """By subject and mandate, the people who hold it now: through a role, and not ended."""
    people = defaultdict(set)
    for edge in plain["edges"]:
        if edge["kind"] == "HOLDS" and "until" not in edge:
            people[edge["to"]].add(edge["from"])
    holders = defaultdict(set)
    for edge in plain["edges"]:
        if edge["kind"] in ("DECIDES", "EXECUTES", "STEERS", "CONTACT_POINT_FOR"):
            holders[edge["to"], edge["kind"]] |= people[edge["from"]]
    return holders


def _below_rule(plain: Any) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """By the norms of the file: what nobody holds, and what too few hold."""
    holders = _holders(plain)
    minimum = {(n["subject"], n["mandate"]): n.get("minimum", 1) for n in plain["nodes"] if n["kind"] == "norm"}
    missing = {cell for cell in minimum if not holders[cell]}
    return missing, {cell for cell, least in minimum.items() if 0 < len(holders[cell]) < least}


class TestDigComp:
    """The European framework of digital competence: areas, and the competences in them."""

    FILES = ("digcomp3/core-framework-en.csv", "digcomp3/core-framework-nl.csv")

    async def test_areas_and_competences_are_topics_in_both_languages(self, desk: Desk) -> None:
        await take(desk, *self.FILES)
        wanted = _labels(real_file(self.FILES[1]))
        topics = {topic.id: dict(topic.names) for topic in desk.snapshot.nodes(Expertise)}
        assert topics == wanted

    async def test_each_competence_is_narrower_than_its_area(self, desk: Desk) -> None:
        await take(desk, *self.FILES)
        links = {(link.from_id, link.to_id) for link in desk.snapshot.edges(Broader)}
        competences = [key for key in _labels(real_file(self.FILES[1])) if key.count("-") == 2]
        assert links == {(key, key.rpartition("-")[0]) for key in competences}
        assert desk.snapshot.nodes(Person) == ()

    async def test_again_and_after_the_english_alone_nothing_is_doubled(self, desk: Desk) -> None:
        await take(desk, self.FILES[0])
        await take(desk, *self.FILES)
        assert len(desk.snapshot.nodes(Expertise)) == len(_labels(real_file(self.FILES[1])))
        assert (await take(desk, *self.FILES)).revision is None


def _labels(path: Path) -> dict[str, dict[str, str]]:
    """The names of areas and competences in both languages, by the id that they get."""
    found = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            named = re.fullmatch(r"(\w+)\.(?:area|competence)\.([\d.]+)\.label", row["location"])
            if named:
                key = f"expertise/{named[1]}-{named[2].replace('.', '-')}"
                found[key] = {"en": row["source"], "nl": row["target"]}
    return found
