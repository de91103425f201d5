"""Rosters of the standard of 1EdTech: who of the staff is at which school."""

from __future__ import annotations

from datetime import date

from graph.domain.kinds import AffiliatedWith, Person
from graph.formats.detect import format_of_all
from graph.formats.format import ReadingOptions
from graph.formats.oneroster.read import read_oneroster
from graph.formats.reading.result import NamedBytes
from graph.model.snapshot import Snapshot
from tests.graphs import school, snapshot_of

USERS = """\
sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password
u1,active,,true,jo,,Jo,Nijs,,,jo@brug.example,,,,,
u2,active,,true,al,,Al,Dag,,,al@brug.example,,,,,
u3,tobedeleted,,true,bo,,Bo,Wit,,,bo@brug.example,,,,,
"""
ROLES = """\
sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId
r1,active,,u1,primary,teacher,2026-09-01,2027-06-30,o1,
r2,active,,u2,primary,student,,,o1,
r3,active,,u3,primary,teacher,,,o1,
"""
ORGS = """\
sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId
o1,active,,Basisschool De Brug,school,12345,
"""


def roster(users: str = USERS) -> list[NamedBytes]:
    texts = {"users.csv": users, "roles.csv": ROLES, "orgs.csv": ORGS}
    return [NamedBytes(name, text.encode()) for name, text in texts.items()]


def brug() -> Snapshot:
    return snapshot_of(school("brug", name="De Brug", number="012345"))


def test_the_files_of_a_roster_are_one_import_of_its_staff() -> None:
    assert format_of_all(roster()).name == "oneroster"
    answer = read_oneroster(roster(), brug(), ReadingOptions(on=date(2026, 12, 1)))
    assert (answer.problems, answer.doubts) == ((), ())
    graph = brug().apply(answer.changes)
    (jo,) = graph.nodes(Person)
    assert (jo.name, jo.email) == ("Jo Nijs", "jo@brug.example")
    (link,) = graph.out(AffiliatedWith, jo.id)
    assert (link.to_id, link.since, link.until) == ("organisation/brug", date(2026, 9, 1), date(2027, 7, 1))


def test_pupils_and_what_is_in_no_file_are_noted() -> None:
    notes = [str(note) for note in read_oneroster(roster(), brug(), ReadingOptions(on=date(2026, 12, 1))).notes]
    assert any("student" in note for note in notes)
    assert any("roles.csv:4" in note and "not read" in note for note in notes)


def test_a_file_that_is_missing_is_named() -> None:
    answer = read_oneroster(roster()[:2], brug(), ReadingOptions(on=date(2026, 12, 1)))
    assert [str(problem.message) for problem in answer.problems] == ["orgs.csv is missing"]
