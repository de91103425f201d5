"""The shipped data: catalogues to start from and an example school group with its expected answers.

Everything here is data that a school may change. The functions only say where it lies, as resources that also
work from an installed package; reading and importing them is the caller's work.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

__all__ = ["catalogue_files", "example_files"]

_LOAD_ORDER = ("expertise.yaml", "tasks.yaml", "decisions.yaml", "role_types.yaml", "norms.yaml")


def catalogue_files() -> tuple[Traversable, ...]:
    """The catalogues in the native format, in an order in which every end exists before an edge names it.

    Returns:
        Expertise, tasks, decisions, role types with what they usually do, and the starter lists of norms.
    """
    return tuple(files(__name__) / "catalogue" / name for name in _LOAD_ORDER)


def example_files() -> tuple[Traversable, ...]:
    """The example school group in the native format, by file name; empty when it was not shipped.

    The files name tasks, decisions, role types and topics of the catalogues: import those first.
    """
    folder = files(__name__) / "example_group"
    if not folder.is_dir():
        return ()
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".yaml")]
    return tuple(sorted(found, key=lambda entry: entry.name))
