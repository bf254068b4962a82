"""Python's garbage collector in work that makes millions of small objects and no circles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_ALLOCATIONS = 200_000
"""Allocations between two collections; 700 is usual. Lines, hits and answers live long, and looking through them
again and again took a fifth of the time of a large manifest."""


@contextmanager
def patient_collector() -> Iterator[None]:
    """Let the garbage collector come rarely while the body runs. May be nested; holds for all threads."""
    usual = gc.get_threshold()
    gc.set_threshold(max(usual[0], _ALLOCATIONS), *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
