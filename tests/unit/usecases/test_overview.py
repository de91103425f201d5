"""What the pages of a person, a school and one's own work rest on."""

from __future__ import annotations

from graph.domain.changes import RecordChange, Revision
from graph.usecases import gaps
from graph.usecases.granting import delegated_by, headed_by
from graph.usecases.overview import changes_concerning, head_summary, overview
from graph.usecases.points import FindingChoice, chosen_findings
from graph.usecases.profiles import body_profile, organisation_profile, person_profile, role_profile, subject_profile
from graph.usecases.viewer import LOCAL_OWNER, Viewer, ViewerKind
from graph.usecases.world import World
from tests.clocks import HandClock
from tests.graphs import Plains, day, edge, node, organisation, school, seat, snapshot_of

TODAY = day("2026-10-15")
GROUP, BRUG, DIJK = "organisation/groep", "organisation/brug", "organisation/dijk"
AN, ELS, BO = "person/an", "person/els", "person/bo"
WIFI, GRANT = "task/wifi", "decision/grant"
OUTSIDER = Viewer(kind=ViewerKind.PERSON, name="bo", person=BO, organisations=frozenset({DIJK}))

GRAPH: Plains = [
    organisation("groep", "school_group"), school("brug", under=["groep"]), school("dijk", under=["groep"]),
    node(AN), node(ELS), node(BO), node(WIFI), node(GRANT, grants_mandates=True),
    node("task_group/tech"), edge("IN_GROUP", WIFI, "task_group/tech"),
    seat("role/head", at=BRUG, held_by=[ELS]),
    node("role/ict"), edge("AT", "role/ict", GROUP),
    edge("SERVES", "role/ict", BRUG, hours_per_week=18, days=["mon_am", "mon_pm"]),
    edge("SERVES", "role/ict", DIJK, hours_per_week=7.5),
    edge("HOLDS", AN, "role/ict", fraction=0.75, fraction_as_written="27/36", until="2026-12-01"),
    edge("AFFILIATED_WITH", AN, BRUG), edge("AFFILIATED_WITH", ELS, BRUG), edge("AFFILIATED_WITH", BO, DIJK),
    edge("DECIDES", "role/head", GRANT, scope=[BRUG]),
    edge("EXECUTES", "role/ict", WIFI, granted_by="role/head"),
    edge("CONTACT_POINT_FOR", "role/ict", WIFI, scope=[BRUG]),
    node("norm/n", subject=WIFI, mandate="STEERS", applies_to=[BRUG], obligation="law"),
    node("body/team"), edge("BODY_OF", "body/team", BRUG), edge("MEMBER_OF", "role/ict", "body/team", capacity="lead"),
    node("expertise/net"), edge("KNOWS", AN, "expertise/net", level=3),
]  # fmt: skip


def world(*more: Plains, viewer: Viewer = LOCAL_OWNER) -> World:
    return World(graph=snapshot_of(GRAPH, *more), on=TODAY, today=TODAY, viewer=viewer, known_at=1)


def test_my_work_stands_by_school_with_its_hours_and_days() -> None:
    mine = overview(world(), AN)
    assert [(place.organisation, place.hours, place.days) for place in mine.places] == [
        (BRUG, 18.0, ("mon_am", "mon_pm")),
        (DIJK, 7.5, ()),
    ]
    assert (mine.load.appointed_hours, mine.load.hours) == (27.0, 25.5)
    assert [(row.subject, row.kinds) for row in mine.rows] == [
        (WIFI, (("EXECUTES", "CONTACT_POINT_FOR"), ("EXECUTES",)))
    ]


def test_what_ends_within_four_months_is_named_soonest_first() -> None:
    (ending,) = overview(world(), AN).endings
    assert (ending.edge.to_id, ending.until) == ("role/ict", day("2026-12-01"))


def test_a_head_is_who_decides_on_granting() -> None:
    assert headed_by(world(), ELS) == (BRUG,)
    assert headed_by(world(), AN) == ()
    assert [edge.kind for edge in delegated_by(world(), ELS)] == ["EXECUTES"]


def test_a_head_sees_the_school_in_four_numbers() -> None:
    summary = head_summary(world(), BRUG)
    assert (summary.arranged, summary.open, summary.alone) == (1, 1, 3)
    (mandate,) = summary.to_confirm
    assert (mandate.kind, mandate.granted_by) == ("CONTACT_POINT_FOR", None)


def test_a_profile_gathers_what_lies_around_a_record() -> None:
    person = person_profile(world(), AN)
    assert [(work.mandate.kind, work.role, work.places) for work in person.work] == [
        ("EXECUTES", "role/ict", (BRUG, DIJK)),
        ("CONTACT_POINT_FOR", "role/ict", (BRUG,)),
    ]
    assert person.posts[0].appointed_hours == 27.0
    assert [edge.to_id for edge in person.memberships] == ["body/team"]
    assert role_profile(world(node("role/empty", seats=2)), "role/empty").free_seats == 2
    assert body_profile(world(), "body/team").members[0].people == (AN,)
    assert subject_profile(world(), "task_group/tech").below == (WIFI,)
    school_page = organisation_profile(world(), BRUG)
    assert (school_page.roles, school_page.bodies) == (("role/head", "role/ict"), ("body/team",))


def test_a_profile_keeps_from_others_what_is_not_theirs() -> None:
    own, others = person_profile(world(), AN), person_profile(world(viewer=OUTSIDER), AN)
    assert (len(own.knows), own.room_hours) == (1, 1.5)
    assert (others.knows, others.room_hours) == ((), None)
    away = edge("ABSENT_FROM", AN, BRUG, until="2026-11-01")
    assert len(person_profile(world(away), AN).absences) == 1
    assert person_profile(world(away, viewer=OUTSIDER), AN).absences == ()


def test_a_choice_of_findings_keeps_what_fits_every_part_of_it() -> None:
    report = gaps.gaps(world(), BRUG)
    assert {one.code for one in report.findings} == {"vacant", "never_granted"}

    def kept(**choice: object) -> set[str]:
        return {one.code for one in chosen_findings(world(), report, FindingChoice(**choice)).findings}  # type: ignore[arg-type]

    assert kept() == {"vacant", "never_granted"}
    assert kept(codes=frozenset({"vacant"})) == {"vacant"}
    assert kept(obligations=frozenset({"law"})) == {"vacant"}
    assert kept(task_group="task_group/tech") == {"vacant", "never_granted"}
    assert kept(task_group="task_group/other") == set()
    assert kept(codes=frozenset({"vacant"}), mandates=frozenset({"DECIDES"})) == set()


def test_changes_concern_a_record_when_they_are_of_it_or_of_an_edge_at_it() -> None:
    seen = world()
    holding = next(edge for edge in seen.snapshot.records() if edge.kind == "HOLDS" and edge.from_id == AN)  # type: ignore[union-attr]
    person = seen.snapshot.get(ELS)

    def revision(number: int, record: object) -> Revision:
        change = RecordChange(before=None, after=record)  # type: ignore[arg-type]
        now = HandClock().now()
        return Revision(number=number, at=now, author="x", reason="y", key=str(number), digest="", changes=(change,))

    log = [revision(1, holding), revision(2, person), revision(3, holding)]
    assert [one.number for one in changes_concerning(seen, log, [AN])] == [3, 1]
    assert [one.number for one in changes_concerning(seen, log, [ELS])] == [2]
