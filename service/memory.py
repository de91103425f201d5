"""Whether there is memory enough to begin: told in a sentence, because what runs out later ends the process."""

from __future__ import annotations

import mmap
import os
from importlib import import_module

from graph.domain.errors import InvalidInput
from graph.domain.text import Text

__all__ = ["check_room", "is_of_memory", "load_what_analyses_need"]

MEGABYTE = 1_048_576
NEEDED = ("networkx", "numpy", "rapidfuzz.distance", "rapidfuzz.process", "scipy.optimize", "scipy.sparse")
"""What analyses and pictures import where they need it."""
NO_ROOM = (
    (RuntimeError, "can't start new thread"),
    (SystemError, "error return without exception set"),
)
"""What Python says where it has no error of its own for it: for the stack of a thread, and for an error that found no
room itself."""


def check_room(megabytes: int) -> None:
    """Do nothing when the process may take so much more memory.

    Raises:
        InvalidInput: it may not.
    """
    try:
        mmap.mmap(-1, megabytes * MEGABYTE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
    except (OSError, MemoryError):
        raise InvalidInput.because(
            Text("There is no room for {megabytes} MB of memory", megabytes=megabytes),
            Text("Raise the limit of the process (ulimit -v, LimitAS of systemd), or end what else runs"),
        ) from None


def load_what_analyses_need() -> None:
    """Load the libraries that compute, which the first analysis or picture would load else.

    Others would wait for that, up to a second; and where there is no room for them then, the process is ended by its
    own libraries.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the threads that it would make are never used
    for name in NEEDED:
        import_module(name)


def is_of_memory(error: Exception) -> bool:
    """Whether an error says that there is too little memory."""
    return isinstance(error, MemoryError) or any(
        isinstance(error, kind) and str(error).endswith(said) for kind, said in NO_ROOM
    )
