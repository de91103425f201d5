"""The task overview goes out as a workbook, and what it holds comes in again."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from graph.domain.changes import Put, Remove
from graph.domain.codec import identity_of, read_record
from graph.domain.kinds import MANDATE_KINDS, Mandate, NotUsedAt, Organisation, field_specs, mandate_class
from graph.formats.reading.result import Imported, NamedBytes
from graph.formats.takenoverzicht.columns import HEADINGS
from graph.formats.takenoverzicht.read import read_takenoverzicht
from graph.formats.takenoverzicht.write import LOSSES, takenoverzicht
from graph.model.coverage import Coverage
from graph.model.snapshot import Snapshot
from tests.graphs import Plains, edge, node, organisation, seat, snapshot_of
from tests.unit.formats.sheets import brug

ON = date(2026, 11, 26)
BRUG = "organisation/brug"


def with_mandates(*more: Plains) -> Snapshot:
    base = [change.record for change in _puts(brug())]
    return Snapshot.of([*base, *(_records(more))])


def _puts(snapshot: Snapshot) -> list[Put]:
    return [Put(record) for record in snapshot.records()]


def _records(plains: Iterable[Plains]) -> list[Any]:
    flat: list[Any] = []
    for plain in plains:
        flat.extend([plain] if isinstance(plain, dict) else plain)
    problems: list[Any] = []
    records = [read_record(plain, "", problems) for plain in flat]
    assert not problems
    return records


def sheets_of(content: bytes) -> dict[str, list[list[str]]]:
    book = load_workbook(BytesIO(content))
    return {
        sheet.title: [
            ["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in book.worksheets
    }


def row_of(content: bytes, task: str) -> dict[str, str]:
    (rows,) = sheets_of(content).values()
    (row,) = [row for row in rows if row[1].partition(" <")[0] == task]
    return dict(zip(HEADINGS, row, strict=True))


def read(content: bytes, snapshot: Snapshot, name: str = "overzicht.xlsx") -> Imported:
    return read_takenoverzicht(NamedBytes(name, content), snapshot, on=ON)


def without_mandates(snapshot: Snapshot) -> Snapshot:
    return snapshot.apply([Remove(mandate.id) for mandate in snapshot.mandates()])


def held(snapshot: Snapshot, on: date = ON) -> set[tuple[Any, ...]]:
    """What mandates say apart from what a sheet cannot hold: per organisation of their scope."""
    coverage = Coverage(snapshot, on)
    return {
        (item.kind, item.from_id, item.to_id, place, item.since, item.until, getattr(item, "ceiling_eur", None))
        for item in snapshot.mandates()
        if not item.to_id.startswith("task_group/") and item.acting_for is None
        for place in coverage.scope_of(item)
    }


def full() -> Snapshot:
    """Every form of holder, day, amount and remark that a cell can have."""
    here = {"scope": [BRUG]}
    return with_mandates(
        node("body/samen", name="Werkgroep AI en privacy (nieuw)", type="working_group"),
        edge("BODY_OF", "body/samen", BRUG),
        edge("EXECUTES", "role/directie-brug", "task/netwerk", since="2025-09-01", note="Elke week\nook op vrijdag"),
        edge("EXECUTES", "person/an", "task/netwerk", note="kabels (oud) & <nieuw>", **here),
        edge("EXECUTES", "person/tom", "task/netwerk", since="2027-01-01", until="2027-07-01", **here),
        edge("STEERS", "body/samen", "task/netwerk", until="2027-07-01"),
        edge("CONTACT_POINT_FOR", "body/ict", "task/netwerk"),
        edge("DECIDES", "role/directie-brug", "decision/aankoop", ceiling_eur=15000, since="2026-09-01"),
        edge("DECIDES", "organisation/groep", "decision/aankoop", **here),
        edge("EXECUTES", "body/ict", "task/bestellen", note="=1+1"),
        edge("NOT_USED_AT", "task/vorming", BRUG),
    )


def test_an_import_into_the_same_graph_changes_nothing_and_asks_nothing() -> None:
    imported = read(takenoverzicht(full(), [BRUG], ON), full())
    assert (imported.changes, imported.doubts, imported.problems) == ((), (), ())


def test_an_import_into_a_graph_without_the_mandates_makes_them_again() -> None:
    snapshot = full()
    empty = without_mandates(snapshot)
    imported = read(takenoverzicht(snapshot, [BRUG], ON), empty)
    assert (imported.doubts, imported.problems) == ((), ())
    assert held(empty.apply(imported.changes)) == held(snapshot)


def test_days_amounts_and_remarks_stand_in_brackets_and_a_name_that_is_not_clear_gets_an_address() -> None:
    row = row_of(takenoverzicht(full(), [BRUG], ON), "Netwerk onderhouden")
    assert row["Wie voert uit"].split("\n") == [
        "An Claes <an@debrug.example> (begin niet gekend) (nota: kabels oud & nieuw)",
        "Directeur De Brug (vanaf 1/9/2025) (nota: Elke week / ook op vrijdag)",
        "Tom Maes <person/tom> (vanaf 1/1/2027 t.e.m. 30/6/2027)",
    ]
    assert row["Wie stuurt aan"] == '"Werkgroep AI en privacy (nieuw)" <body/samen> (t.e.m. 30/6/2027)'
    assert row["Aanspreekpunt"] == "ICT-team"
    decision = row_of(takenoverzicht(full(), [BRUG], ON), "Aankoop goedkeuren")
    assert decision["Wie beslist"].split("\n") == [
        "Scholengroep Leie <organisation/groep> (zonder maximumbedrag) (begin niet gekend)",
        "Directeur De Brug (t.e.m. € 15.000) (vanaf 1/9/2026)",
    ]


def test_a_task_that_is_not_used_says_so_and_a_remark_of_all_executors_stands_in_its_own_column() -> None:
    content = takenoverzicht(full(), [BRUG], ON)
    assert row_of(content, "Leraren vormen")["Wie voert uit"] == "n.v.t."
    row = row_of(content, "Toestellen bestellen")
    assert (row["Wie voert uit"], row["Opmerking"]) == ("ICT-team", "=1+1")


def test_what_comes_down_from_the_group_is_shown_and_not_read() -> None:
    snapshot = with_mandates(
        edge("EXECUTES", "person/an", "task/netwerk", scope=["organisation/groep"]),
        edge("STEERS", "body/ict", "task_group/technisch", scope=[BRUG]),
        edge("MEMBER_OF", "person/tom", "body/ict"),
        edge("IN_GROUP", "task/netwerk", "task_group/technisch"),
    )
    content = takenoverzicht(snapshot, [BRUG], ON)
    assert row_of(content, "Netwerk onderhouden")[HEADINGS[-1]].split("\n") == [
        "Voert uit: An Claes (Scholengroep Leie)",
        "Stuurt aan en volgt op: ICT-team (hele taakgroep Technisch)",
    ]
    assert read(content, snapshot).changes == ()
    assert read(content, without_mandates(snapshot)).changes == ()


def test_two_tasks_of_one_name_and_a_name_that_begins_with_a_number_are_told_apart() -> None:
    snapshot = with_mandates(
        node("task/a", name="3D-printer beheren"),
        node("task/b", name="D-printer beheren"),
        node("decision/x", name="Accounts beheren"),
        edge("EXECUTES", "body/ict", "task/a"),
        edge("STEERS", "body/ict", "task/b"),
        edge("DECIDES", "body/ict", "decision/x"),
    )
    empty = without_mandates(snapshot)
    imported = read(takenoverzicht(snapshot, [BRUG], ON), empty)
    assert imported.doubts == ()
    assert held(empty.apply(imported.changes)) == held(snapshot)


def test_blocks_follow_the_four_task_groups_and_the_platforms() -> None:
    groups = ["technisch", "pedagogisch", "administratief", "visie"]
    snapshot = with_mandates(
        node("task_group/platformen", name="Platformen"),
        *(node(f"task/{key}", name=f"Taak {key}") for key in [*groups, "platformen"]),
        *(edge("IN_GROUP", f"task/{key}", f"task_group/{key}") for key in [*groups, "platformen"]),
    )
    (rows,) = sheets_of(takenoverzicht(snapshot, [BRUG], ON)).values()
    titles = [
        row[0] for row in rows if row[0] and not row[1] and "Takenoverzicht" not in row[0] and "Dit" not in row[0]
    ]
    assert titles == ["Technisch", "Pedagogisch-didactisch", "Administratief", "Visie en beleid", "Platformen"]


def test_the_heading_row_is_frozen_and_nothing_is_a_formula() -> None:
    content = takenoverzicht(full(), [BRUG], ON)
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert sheet.freeze_panes == "C5"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert b"quotePrefix" in archive.read("xl/styles.xml")


def test_the_same_graph_gives_the_same_bytes() -> None:
    assert takenoverzicht(full(), [BRUG], ON) == takenoverzicht(full(), [BRUG], ON)


def test_names_of_sheets_are_short_and_each_is_there_once() -> None:
    snapshot = snapshot_of(
        organisation("a", name="School met een heel lange naam / vestiging 1"),
        organisation("b", name="School met een heel lange naam / vestiging 2"),
        organisation("c"),
    )
    kept_long_ago = [replace(place, name="'?'") for place in snapshot.nodes(Organisation) if place.id.endswith("/c")]
    snapshot = snapshot.apply(Put(place) for place in kept_long_ago)
    names = list(sheets_of(takenoverzicht(snapshot, [f"organisation/{key}" for key in "abc"], ON)))
    assert names == ["School met een heel lange naam", "School met een heel lange naa 2", "Blad"]


def test_a_workbook_of_several_schools_is_read_school_by_school() -> None:
    snapshot = with_mandates(
        seat("role/linde", at="organisation/linde", name="ICT-coördinator"),
        edge("EXECUTES", "role/linde", "task/netwerk"),
        edge("EXECUTES", "body/ict", "task/netwerk"),
    )
    content = takenoverzicht(snapshot, [BRUG, "organisation/linde"], ON)
    empty = without_mandates(snapshot)
    assert held(empty.apply(read(content, empty).changes)) == held(snapshot)
    only = read_takenoverzicht(NamedBytes("x.xlsx", content), empty, on=ON, organisation="organisation/linde")
    assert {record.from_id for record in _mandates(only)} == {"role/linde"}
    assert any("another organisation" in str(item) for item in only.notes)


def _mandates(imported: Imported) -> Iterator[Mandate]:
    for change in imported.changes:
        if isinstance(change, Put) and isinstance(change.record, Mandate):
            yield change.record


def test_the_example_group_comes_back(example: Snapshot) -> None:
    places = [place.id for place in example.nodes(Organisation) if place.type != "partner"]
    content = takenoverzicht(example, places, ON)
    same = read(content, example)
    assert (same.changes, same.doubts, same.problems) == ((), (), ())
    empty = without_mandates(example)
    again = read(content, empty)
    assert (again.doubts, again.problems) == ((), ())

    def shown(snapshot: Snapshot) -> set[tuple[Any, ...]]:
        there = {item for item in held(snapshot) if item[3] in places}
        return {item for item in there if item[5] is None or item[5] > ON}

    assert shown(empty.apply(again.changes)) == shown(example)


def test_each_field_of_a_mandate_comes_back_or_is_stated_as_lost() -> None:
    given: dict[str, Any] = {
        "since": "2026-09-01", "until": "2027-07-01", "source": "x", "scope": [BRUG], "granted_by": "body/ict",
        "granted_in": "Besluit <https://x.example>", "granted_on": "2026-09-01", "channel": "channel/mail", "rank": 2,
        "verified_on": "2026-10-01", "note": "een nota", "ceiling_eur": 500, "hours_per_week": 3.0,
    }  # fmt: skip
    for kind in MANDATE_KINDS:
        keys = {spec.key for spec in field_specs(mandate_class(kind))}
        fields = {key: value for key, value in given.items() if key in keys}
        plain = edge(kind, "person/an", "task/netwerk", **fields)
        snapshot = with_mandates(node("channel/mail"), plain)
        (before,) = snapshot.mandates()
        empty = without_mandates(snapshot)
        (after,) = empty.apply(read(takenoverzicht(snapshot, [BRUG], ON), empty).changes).mandates()
        differing = {
            spec.name for spec in field_specs(type(before)) if getattr(before, spec.name) != getattr(after, spec.name)
        }
        assert differing <= LOSSES.keys()
        assert {"granted_by", "granted_in", "granted_on", "channel", "rank", "verified_on", "source"} <= differing


def test_mandates_that_only_replace_somebody_and_those_that_ended_are_left_out() -> None:
    snapshot = with_mandates(
        edge("EXECUTES", "person/an", "task/netwerk", scope=[BRUG], acting_for="person/tom"),
        edge("EXECUTES", "person/tom", "task/accounts", scope=[BRUG], until="2026-01-01"),
    )
    content = takenoverzicht(snapshot, [BRUG], ON)
    assert row_of(content, "Netwerk onderhouden")["Wie voert uit"] == ""
    assert row_of(content, "Accounts beheren")["Wie voert uit"] == ""


def test_not_used_comes_back_after_one_answer_a_task() -> None:
    snapshot = full()
    content = takenoverzicht(snapshot, [BRUG], ON)
    used = snapshot.apply([Remove(link.id) for link in snapshot.edges(NotUsedAt)])
    (doubt,) = read(content, used).doubts
    assert doubt.kind == "not_used"


_WORDS = st.text(st.sampled_from("aé3 -/&+,;.?!'\"()[]<>@=#:en"), min_size=1, max_size=14).filter(
    lambda text: text.strip()
)
_NAMES = _WORDS.filter(lambda text: any(sign.isalnum() for sign in text))
_STARTS = st.sampled_from([None, "2025-09-01", "2026-11-26", "2027-02-01"])
_ENDS = st.sampled_from([None, "2027-07-01", "2028-01-15"])


@st.composite
def schools(draw: st.DrawFn) -> Snapshot:
    """A school with holders and tasks of any names, and mandates with any days, amounts and remarks."""
    holders = [
        *(seat(f"role/r{n}", at=BRUG, name=draw(_NAMES)) for n in range(2)),
        node("body/b", name=draw(_NAMES)),
        edge("BODY_OF", "body/b", BRUG),
        node("person/p", name=draw(_NAMES), email=draw(st.sampled_from([None, "p@x.example", "tom@debrug.example"]))),
    ]
    tasks = [node(f"task/x{n}", name=draw(_NAMES)) for n in range(2)]
    mandates = []
    for number in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(MANDATE_KINDS))
        fields = {"since": draw(_STARTS), "until": draw(_ENDS), "note": draw(st.none() | _WORDS)}
        if kind == "DECIDES":
            fields["ceiling_eur"] = draw(st.none() | st.integers(0, 2_000_000))
        holder = draw(st.sampled_from(["role/r0", "role/r1", "body/b", "person/p"]))
        task = draw(st.sampled_from(["task/x0", "task/x1"]))
        mandates.append(edge(kind, holder, task, scope=[BRUG], id=f"{kind.lower()}/own{number}", **fields))
    distinct = {identity_of(record): record for record in _records(mandates)}
    base = with_mandates(*holders, *tasks)
    return base.apply(Put(record) for record in distinct.values())


@given(snapshot=schools())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_things_are_called_a_sheet_comes_back_as_it_went(snapshot: Snapshot) -> None:
    content = takenoverzicht(snapshot, [BRUG], ON)
    same = read(content, snapshot)
    assert (same.changes, same.doubts, same.problems) == ((), (), ())
    empty = without_mandates(snapshot)
    again = read(content, empty)
    assert (again.doubts, again.problems) == ((), ())
    assert held(empty.apply(again.changes)) == held(snapshot)
