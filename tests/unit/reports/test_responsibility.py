"""Who does what, in words: who decides now while somebody else comes first."""

from __future__ import annotations

from graph.analyses.answers.responsibility import responsibility
from graph.model.coverage import Coverage
from graph.reports.render import rendered
from graph.reports.responsibility import responsibility_report
from tests.graphs import Plains, day, edge, node, school, snapshot_of
from tests.unit.reports.names import named

BRUG = "organisation/brug"


def page(*more: Plains) -> str:
    """At De Brug An buys up to 500 euro, Bo for any amount."""
    snapshot = snapshot_of(
        school("brug", name="De Brug"),
        [
            node("person/an", name="An Peeters"),
            node("person/bo", name="Bo Claes"),
            node("decision/buy", name="Aankopen"),
        ],
        edge("DECIDES", "person/an", "decision/buy", scope=[BRUG], ceiling_eur=500),
        edge("DECIDES", "person/bo", "decision/buy", scope=[BRUG]),
        *more,
    )
    answer = responsibility(Coverage.of(snapshot, day("2026-10-15")), BRUG, "decision/buy")
    return rendered(responsibility_report(answer, named(snapshot)), "md").decode()


def test_it_says_who_decides_now_while_the_first_is_absent() -> None:
    assert "Beslist nu: Bo Claes." in page(edge("ABSENT_FROM", "person/an", BRUG))


def test_it_does_not_repeat_the_first_who_is_there() -> None:
    assert "Beslist nu" not in page()
