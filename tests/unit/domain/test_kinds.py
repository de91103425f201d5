"""What every kind of record has from its declaration."""

from __future__ import annotations

from dataclasses import replace

from graph.domain.kinds import EDGE_KINDS, NODE_KINDS, Decides, Executes, Node


def test_records_are_equal_when_every_field_is_those_of_their_own_kind_too() -> None:
    decides = Decides(id="decides/1", from_id="role/a", to_id="decision/b", ceiling_eur=5000)
    executes = Executes(id="executes/1", from_id="role/a", to_id="task/b", hours_per_week=2.0)
    assert decides == replace(decides)
    assert decides != replace(decides, ceiling_eur=8000)
    assert executes != replace(executes, hours_per_week=3.0)
    assert {kind.__eq__ for kind in (*NODE_KINDS.values(), *EDGE_KINDS.values())} == {Node.__eq__}
