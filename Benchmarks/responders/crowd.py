"""The peers of a responder: the C program of `peers/`, built, started and asked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from functools import cache
from pathlib import Path

from interop.processes import Process
from interop.speakers import Timers
from interop.waiting import eventually
from stage import FIRST_PEER, RESPONDER, Stage

SOURCES = Path(__file__).parent / "peers"
BUILT = Path(__file__).parents[2] / ".build" / "benchmarks"
PRIORITY = 50


@cache
def program() -> Path:
    """Builds the peers, unless they are newer than their sources."""
    binary = BUILT / "peers"
    sources = sorted(SOURCES.glob("*.[ch]"))
    if not binary.exists() or binary.stat().st_mtime < max(s.stat().st_mtime for s in sources):
        BUILT.mkdir(parents=True, exist_ok=True)
        files = [str(source) for source in sources if source.suffix == ".c"]
        subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-o", binary, *files, "-lm"], check=True)
    return binary


class Crowd:
    """Peers for every session of a stage.

    They have real-time priority: on a busy machine it is the responder that is to be late, not the
    one who measures it. How late they were themselves is among the figures.
    """

    def __init__(self, stage: Stage, timers: Timers, directory: Path, failures: int | None = None):
        words = [str(program()), str(FIRST_PEER), str(len(stage.addresses)), RESPONDER]
        words += [str(timers.tx), str(timers.rx), str(timers.multiplier)]
        words += [] if failures is None else [str(failures)]
        self.process = Process(stage.peers, words, directory / "peers.log")
        os.sched_setscheduler(self.process.pid, os.SCHED_FIFO, os.sched_param(PRIORITY))

    def lines(self, word: str) -> list[str]:
        """What it has said so far on lines that begin with `word`."""
        return [line for line in self.process.log.read_text().splitlines() if line.startswith(word)]

    def wait_until_up(self, within: float) -> float:
        """Returns after how many seconds all sessions were Up."""
        (line,) = eventually(lambda: self.lines("up"), within, "all peers are Up")
        return float(line.split()[1])

    def begin(self) -> None:
        """Begins a window of measurement."""
        self.process.signal(signal.SIGUSR1)

    def end(self) -> dict[str, float]:
        """Ends the window and returns its figures; times are in milliseconds."""
        known = len(self.lines("{"))
        self.process.signal(signal.SIGUSR2)
        lines = eventually(lambda: self.lines("{")[known:], 5, "the peers' figures")
        return json.loads(lines[0])

    def detections(self) -> list[float]:
        """How long each failure so far took to be noticed, in milliseconds."""
        return [float(line.split()[1]) for line in self.lines("detected")]
