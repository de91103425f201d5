"""What changes do to a graph, told the same at every door."""

from __future__ import annotations

from dataclasses import replace

from graph.domain.changes import FieldChange, Put, RecordChange, Remove
from graph.domain.kinds import Role
from graph.model.differences import changes_against, difference_of
from graph.model.snapshot import Snapshot
from tests.graphs import day

ROLE = Role(id="role/ict", name="ICT", since=day("2026-09-01"))
ENDED = replace(ROLE, until=day("2027-09-01"))
OTHER = replace(ROLE, name="ICT-coördinator")


def effect(before: Role | None, after: Role | None) -> str:
    return RecordChange(before, after).effect


def test_a_record_comes_or_goes() -> None:
    assert effect(None, ROLE) == "added"
    assert effect(ROLE, None) == "removed"


def test_only_an_end_or_an_earlier_one_ends_a_record() -> None:
    assert effect(ROLE, ENDED) == "ended"
    assert effect(ENDED, replace(ENDED, until=day("2027-01-01"))) == "ended"
    assert effect(ENDED, replace(ENDED, until=day("2028-01-01"))) == "changed"
    assert effect(ENDED, ROLE) == "changed"
    assert effect(ROLE, replace(ENDED, name="ICT-coördinator")) == "changed"


def test_the_fields_that_change_are_told_in_plain_form_and_none_of_a_record_that_goes() -> None:
    assert RecordChange(ROLE, ENDED).fields == (FieldChange(field="until", before=None, after="2027-09-01"),)
    assert [change.field for change in RecordChange(None, ROLE).fields] == ["name", "since"]
    assert RecordChange(ROLE, None).fields == ()


def test_changes_are_held_against_what_is_stored_and_those_of_nothing_are_left_out() -> None:
    stored = Snapshot.of([ROLE])
    changes = (Put(ROLE), Put(OTHER), Remove("role/none"), Put(replace(ROLE, id="role/new")), Remove(ROLE.id))
    found = difference_of(changes_against(stored, changes))
    assert [(effect, [change.id for change in some]) for effect, some in found.by_effect()] == [
        ("added", ["role/new"]),
        ("changed", ["role/ict"]),
        ("ended", []),
        ("removed", ["role/ict"]),
    ]
    assert found
    assert not difference_of(())
