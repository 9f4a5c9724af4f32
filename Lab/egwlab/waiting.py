"""Waiting for something to become true, never for time to pass."""

import time
from collections.abc import Callable

from .errors import LabError


def wait_for(what: str, condition: Callable[[], object], limit: float = 10.0) -> None:
    """Returns as soon as `condition` holds.

    For conditions that announce themselves (OVSDB rows, the end of a process) use the monitor or
    a pidfd instead; this is for those that can only be asked.

    `limit` is in seconds. Raises LabError, naming `what`, when they have passed.
    """
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise LabError(f"gave up after {limit:g} s waiting for {what}")
        time.sleep(0.01)
