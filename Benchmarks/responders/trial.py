"""One run of one responder with its peers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from crowd import Crowd
from interop.processes import Process
from interop.speakers import SPEAKERS, Speaker, Timers
from stage import Stage

BUSY = ["sh", "-c", "while :; do :; done"]


@dataclass
class Trial:
    stage: Stage
    speaker: Speaker
    crowd: Crowd
    up_after: float = 0.0
    """In seconds, from the start of the peers."""


@contextmanager
def trial(
    kind: str,
    count: int,
    timers: Timers,
    *,
    hogs: int = 0,
    quota: float | None = None,
    failures: int | None = None,
) -> Iterator[Trial]:
    """A responder of that kind with `count` sessions, all Up.

    `hogs` loops compete with it for the processors. With a `quota`, in cores, it is in a group that
    may use no more, together with a loop that tries to.
    """
    with ExitStack() as made:
        stage = made.enter_context(Stage(count))
        speaker = SPEAKERS[kind](stage.responder, stage.sessions, timers)
        made.callback(speaker.remove)
        speaker.start()
        crowd = Crowd(stage, timers, speaker.directory, failures)
        made.callback(crowd.process.stop)
        run = Trial(stage, speaker, crowd)
        run.up_after = crowd.wait_until_up(within=60)
        for number in range(hogs):
            hog = Process(stage.peers, BUSY, speaker.directory / f"hog{number}.log")
            made.callback(hog.kill)
        if quota is not None:
            sidecar = Process(stage.responder, BUSY, speaker.directory / "sidecar.log")
            made.callback(sidecar.kill)
            stage.group.limit(quota)
            # Its end must not wait for its turn.
            made.callback(lambda: stage.group.limit(1))
        yield run
