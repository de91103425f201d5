"""The decisions and tasks on which rights rest: to grant mandates, and to keep the register."""

from __future__ import annotations

from graph.domain.kinds import Decision, Task
from graph.model.snapshot import Snapshot

__all__ = ["granting_decisions", "register_tasks"]


def granting_decisions(snapshot: Snapshot) -> tuple[str, ...]:
    """Ids of the decisions to grant mandates, in force or not, sorted."""
    return snapshot.kept_with(
        Decision,
        "to grant mandates",
        lambda: tuple(node.id for node in snapshot.nodes(Decision) if node.grants_mandates),
    )


def register_tasks(snapshot: Snapshot) -> tuple[str, ...]:
    """Ids of the tasks of keeping the register, in force or not, sorted."""
    return snapshot.kept_with(
        Task, "to keep the register", lambda: tuple(node.id for node in snapshot.nodes(Task) if node.keeps_register)
    )
