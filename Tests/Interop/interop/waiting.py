"""Waiting for an event, with a limit."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class TooLate(AssertionError):
    """What was waited for did not happen in time."""


def eventually(condition: Callable[[], T], within: float, what: str, every: float = 0.01) -> T:
    """Returns the first true value of `condition`, asked every `every` seconds.

    Raises TooLate, which says `what` was waited for, after `within` seconds.
    """
    end = time.monotonic() + within
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TooLate(f"not within {within:g} s: {what}")
        time.sleep(every)
