"""What it costs to know what somebody may, and to judge a change at the door.

python -m bench.rights --scale f
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bench.comparing import DAY, scale_asked, snapshot_of_scale, timed
from graph.domain.changes import Change, Put
from graph.domain.codec import read_record
from graph.domain.kinds import At, Holds, Organisation, PartOf, Person, Task
from graph.model.snapshot import Snapshot
from graph.usecases.door import check_rights
from graph.usecases.rights import Right, Rights, rights_of
from graph.usecases.viewer import Viewer, ViewerKind
from graph.usecases.world import World

GRANT, KEEP = "decision/d11", "task/t01"
REPEATS = 10_000


def main() -> None:
    """Measure, and print a line a question."""
    graph = snapshot_of_scale(scale_asked())
    group = next(node.id for node in graph.nodes(Organisation) if node.type == "school_group")
    snapshot = graph.apply(with_heads(graph, group)).flat()
    director, head = holder_of(snapshot, group, "director"), holder_of(snapshot, school_of(snapshot, group), "head")
    timed(lambda: snapshot.exists(group, DAY))
    for title, person in (("of a school", head), ("of the group", director)):
        viewer = Viewer(kind=ViewerKind.PERSON, name="x", person=person)
        found, made = timed(lambda v=viewer: rights_of(v, snapshot, DAY))  # type: ignore[misc]
        _, again = timed(lambda v=viewer: _asked(v, snapshot))  # type: ignore[misc]
        places = len(found.at(Right.GRANT) | found.at(Right.KEEP))
        print(f"head {title}: {places} organisations, made in {made * 1e3:.1f} ms, then {again / REPEATS * 1e6:.1f} us")
    viewer = Viewer(kind=ViewerKind.PERSON, name="x", person=director)
    world = World(graph=snapshot, on=DAY, today=DAY, viewer=viewer, known_at=1)
    school = school_of(snapshot, group)
    colleague = next(edge.from_id for edge in snapshot.edges(Holds) if edge.from_id not in (head, director))
    for title, plain in (
        ("an ordinary mandate", {"kind": "EXECUTES", "from": colleague, "to": "task/t02", "scope": [school]}),
        ("a second head of a school", {"kind": "HOLDS", "from": colleague, "to": _role(snapshot, school, "head")}),
        ("a keeper of the whole group", {"kind": "EXECUTES", "from": colleague, "to": KEEP, "scope": [group]}),
    ):
        change = put(plain)
        after = snapshot.apply([change])
        _, seconds = timed(lambda c=change, a=after: check_rights(world, [c], a, frozenset()))  # type: ignore[misc]
        print(f"{title}, at the door: {seconds * 1e3:.1f} ms")


def _asked(viewer: Viewer, snapshot: Snapshot) -> Rights:
    for _ in range(REPEATS):
        found = rights_of(viewer, snapshot, DAY)
    return found


def with_heads(graph: Snapshot, group: str) -> Iterator[Change]:
    """A task that keeps the register, and confirmed heads of a group and of each of its schools."""
    task = graph.find(Task, KEEP)
    if task is not None:
        yield Put(replace(task, keeps_register=True))
    for place in (group, *(edge.from_id for edge in graph.into(PartOf, group))):
        for role in (edge.from_id for edge in graph.into(At, place)):
            if role.endswith(("-director", "-head")):
                yield put({"kind": "DECIDES", "from": role, "to": GRANT, "scope": [place], "granted_by": group})


def put(plain: dict[str, object]) -> Put:
    record = read_record(plain, "bench", [])
    if record is None:
        raise ValueError(plain)
    return Put(record)


def school_of(snapshot: Snapshot, group: str) -> str:
    return next(edge.from_id for edge in snapshot.into(PartOf, group))


def _role(snapshot: Snapshot, place: str, word: str) -> str:
    return next(edge.from_id for edge in snapshot.into(At, place) if edge.from_id.endswith(f"-{word}"))


def holder_of(snapshot: Snapshot, place: str, word: str) -> str:
    role = _role(snapshot, place, word)
    holders = (edge for edge in snapshot.into(Holds, role) if snapshot.in_force(edge, DAY))
    return next(edge.from_id for edge in holders if snapshot.find(Person, edge.from_id) is not None)


if __name__ == "__main__":
    main()
