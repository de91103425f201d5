"""Lists that are read page by page: what belongs to them is decided by the day and by who asks."""

from __future__ import annotations

import pytest

from graph.domain.errors import NotFound
from graph.domain.kinds import AffiliatedWith, At, Edge, Holds, Node, Organisation, Person
from graph.usecases.listing import (
    Listing,
    ids_below,
    ids_joined,
    ids_of_subjects_in,
    listed,
    listed_from,
    listed_to,
    mandates_listed_of,
    mandates_listed_on,
    readable,
)
from graph.usecases.viewer import Viewer, ViewerKind
from tests.example_reports import world
from tests.graphs import edge, node, organisation, school, seat, snapshot_of

BRUG, DIJK, VAART = "organisation/brug", "organisation/dijk", "organisation/vaart"
LISE, ICT, WIFI = "person/lise", "role/ict", "task/wifi"
OF_DIJK = Viewer(kind=ViewerKind.PERSON, name="x", person="person/x", organisations=frozenset({DIJK}))
SNAPSHOT = snapshot_of(
    organisation("vaart", "school_group"),
    school("brug", under=["vaart"]),
    school("dijk"),
    school("oud", until="2020-09-01"),
    node(LISE, type="pupil"),
    edge("AFFILIATED_WITH", LISE, BRUG),
    seat(ICT, at=BRUG, held_by=[LISE]),
    edge("AT", ICT, DIJK, until="2020-09-01"),
    node(WIFI),
    node("task_group/net"),
    edge("IN_GROUP", WIFI, "task_group/net"),
    edge("STEERS", ICT, WIFI, id="steers/z"),
    edge("EXECUTES", ICT, WIFI, id="executes/a"),
)
OWNER, STRANGER = world(SNAPSHOT), world(SNAPSHOT, OF_DIJK)


def nodes_of(found: Listing[Node]) -> list[str]:
    return [node.id for node in found.candidates if found.keep(node)]


def ends_of(found: Listing[Edge]) -> list[tuple[str, str]]:
    return [(edge.from_id, edge.to_id) for edge in found.candidates if found.keep(edge)]


def test_a_list_holds_what_exists_on_the_day_by_id() -> None:
    assert nodes_of(listed(OWNER, Organisation)) == [BRUG, DIJK, VAART]
    assert nodes_of(listed(OWNER, Organisation, lambda one: one.type == "school")) == [BRUG, DIJK]


def test_a_list_leaves_out_who_may_not_be_seen() -> None:
    assert nodes_of(listed(OWNER, Person)) == [LISE]
    assert nodes_of(listed(STRANGER, Person)) == []


def test_an_edge_belongs_to_a_list_when_both_its_ends_may_be_seen() -> None:
    assert ends_of(listed_to(OWNER, Holds, ICT)) == [(LISE, ICT)]
    assert ends_of(listed_to(STRANGER, Holds, ICT)) == []
    assert ends_of(listed_from(STRANGER, AffiliatedWith, LISE)) == []


def test_an_edge_that_ended_is_not_listed() -> None:
    assert ends_of(listed_from(OWNER, At, ICT)) == [(ICT, BRUG)]


def test_mandates_are_listed_by_id_whatever_their_kind() -> None:
    found = ["executes/a", "steers/z"]
    assert [mandate.id for mandate in mandates_listed_of(OWNER, ICT).candidates] == found
    assert [mandate.id for mandate in mandates_listed_on(OWNER, WIFI).candidates] == found


def test_a_record_is_read_by_id_unless_it_or_an_end_of_it_is_hidden() -> None:
    (held,) = SNAPSHOT.into(Holds, ICT)
    assert readable(OWNER, held.id) == held
    assert readable(STRANGER, held.id) is None
    assert readable(STRANGER, ICT) is not None
    assert readable(OWNER, "role/nobody") is None


def test_a_list_is_narrowed_by_place_and_by_task_group() -> None:
    assert ids_below(OWNER, VAART) == {VAART, BRUG}
    assert ids_joined(OWNER, AffiliatedWith, BRUG) == {LISE}
    assert ids_joined(STRANGER, AffiliatedWith, BRUG) == set()
    assert ids_of_subjects_in(OWNER, "task_group/net") == {WIFI}
    assert ids_of_subjects_in(OWNER, "task_group/none") == set()


def test_a_place_that_nobody_knows_narrows_nothing_in_silence() -> None:
    with pytest.raises(NotFound):
        ids_below(OWNER, "organisation/elders")
    with pytest.raises(NotFound):
        ids_joined(OWNER, AffiliatedWith, "organisation/elders")
