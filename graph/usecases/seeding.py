"""The verbs that fill an empty store: with the shipped catalogues, or with the example school group."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources.abc import Traversable

import seed_data
from graph.domain.errors import InvalidInput
from graph.domain.kinds import TaskGroup
from graph.domain.text import Text
from graph.usecases import importing
from graph.usecases.desk import Desk
from graph.usecases.viewer import LOCAL_OWNER, Viewer

__all__ = ["load_catalogue", "load_example"]


async def load_catalogue(desk: Desk, viewer: Viewer = LOCAL_OWNER) -> None:
    """Put the catalogues of tasks, decisions, role types, expertise and starting lists into a store that has none.

    A store that knows a task group has its own division of tasks, and is left as it is.
    """
    if not desk.snapshot.nodes(TaskGroup):
        await _bring_in(desk, viewer, seed_data.catalogue_files(), "catalogues to start from")


async def load_example(desk: Desk, viewer: Viewer = LOCAL_OWNER) -> None:
    """Put the catalogues and the example school group into an empty store.

    Raises:
        InvalidInput: the store is not empty.
    """
    if next(iter(desk.snapshot.records()), None) is not None:
        raise InvalidInput.because(
            Text("The store holds something already"),
            Text("Look at the example with: {command}", command="mandaatwijzer demo"),
            field="store",
        )
    files = (*seed_data.catalogue_files(), *seed_data.example_files())
    await _bring_in(desk, viewer, files, "example school group")


async def _bring_in(desk: Desk, viewer: Viewer, files: Iterable[Traversable], reason: str) -> None:
    request = importing.ImportRequest(
        files=tuple(importing.NamedBytes(file.name, file.read_bytes()) for file in files),
        format_name="native",
        reason=reason,
    )
    await importing.bring_in(desk, viewer, request)
