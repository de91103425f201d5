"""A small school group with a head, keepers and members, for tests of what they may."""

from __future__ import annotations

from graph.usecases.viewer import Viewer, ViewerKind
from tests.graphs import Plains, edge, node, organisation, school, seat

__all__ = ["BEEK", "BRUG", "GRANT", "GROEP", "GROUP", "KEEP", "VER", "WIFI", "viewer_of"]

GROEP, BRUG, BEEK, VER = "organisation/groep", "organisation/brug", "organisation/beek", "organisation/ver"
GRANT, KEEP, WIFI = "decision/toekennen", "task/register", "task/wifi"

GROUP: tuple[Plains, ...] = (
    organisation("groep", "school_group"),
    school("brug", under=["groep"]),
    school("beek", under=["groep"]),
    school("ver"),
    node(GRANT, grants_mandates=True),
    node(KEEP, keeps_register=True),
    node(WIFI),
    node("expertise/netwerk"),
    *(node(f"person/{name}", email=f"{name}@school.example") for name in ("dir", "alg", "kim", "kaat", "lies", "veer")),
    seat("role/directeur", at=BRUG, held_by=["person/dir"]),
    seat("role/algemeen", at=GROEP, held_by=["person/alg"]),
    seat("role/secretariaat", at=BRUG, held_by=["person/kim"]),
    edge("DECIDES", "role/directeur", GRANT, id="decides/directeur", granted_by=GROEP, since="2026-09-01"),
    edge("DECIDES", "role/algemeen", GRANT, id="decides/algemeen", granted_by=GROEP),
    edge("EXECUTES", "role/secretariaat", KEEP, id="executes/kim"),
    edge("EXECUTES", "person/kaat", KEEP, id="executes/kaat", scope=[GROEP]),
    *(edge("AFFILIATED_WITH", f"person/{name}", BRUG) for name in ("dir", "kim", "lies")),
    *(edge("AFFILIATED_WITH", f"person/{name}", GROEP) for name in ("alg", "kaat")),
    edge("AFFILIATED_WITH", "person/veer", VER),
)
"""De Brug has a head (dir) and a keeper (kim); above it and De Beek the group has its own (alg, kaat). Lies belongs to
De Brug and holds nothing; Veer belongs to a school outside the group."""


def viewer_of(name: str) -> Viewer:
    """A person of the group who signed in."""
    return Viewer(kind=ViewerKind.PERSON, name=name, person=f"person/{name}")
