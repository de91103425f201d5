"""Threads that are there before they are needed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

__all__ = ["threads_of"]


def threads_of(name: str, number: int = 1) -> ThreadPoolExecutor:
    """A pool whose threads all run already: where memory is short later, a thread more could not begin.

    Args:
        name: with which those of its threads begin.
        number: of threads.
    """
    pool = ThreadPoolExecutor(max_workers=number, thread_name_prefix=name)
    together = Barrier(number)  # each waits for the others, so that none takes a second turn
    for _ in range(number):
        pool.submit(together.wait)
    return pool
