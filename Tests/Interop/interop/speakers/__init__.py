"""BFD implementations, started, changed and asked in one way."""

from interop.speakers.bfdd import Bfdd
from interop.speakers.bird import Bird
from interop.speakers.frr import Frr
from interop.speakers.speaker import Session, Speaker, Timers

SPEAKERS: dict[str, type[Speaker]] = {"bfdd": Bfdd, "bird": Bird, "frr": Frr}

__all__ = ["SPEAKERS", "Bfdd", "Bird", "Frr", "Session", "Speaker", "Timers"]
