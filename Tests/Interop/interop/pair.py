"""A responder and a stranger that have a session in each address family."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from interop.control_packet import State
from interop.frames import Frame
from interop.speakers import SPEAKERS, Session, Timers
from interop.waiting import TooLate, eventually
from interop.wire import FAMILIES, Family, Wire

COMING_UP = 5.0
"""In seconds. Packets are a second apart until a session is Up, and it takes three of them."""


class Pair:
    """`ours` is the responder under test and `theirs` the peer; both know both families."""

    def __init__(self, responder: str, peer: str, directory: Path):
        with ExitStack() as made:
            self.wire = Wire(peer, directory / f"{peer}.pcap")
            made.callback(self.wire.remove)
            self.recorder = self.wire.recorder
            self.ours = SPEAKERS[responder](
                self.wire.local, [Session(each.local, each.remote) for each in FAMILIES], Timers()
            )
            made.callback(self.ours.remove)
            self.theirs = SPEAKERS[peer](
                self.wire.remote, [Session(each.remote, each.local) for each in FAMILIES], Timers()
            )
            made.callback(self.theirs.remove)
            self.ours.start()
            self.theirs.start()
            self._made = made.pop_all()

    def wait(
        self, ours: str | None = None, theirs: str | None = None, within: float = COMING_UP
    ) -> None:
        """Waits until every session has that state, in the words of the daemons themselves."""

        def met() -> bool:
            return (ours is None or self.ours.all_are(ours)) and (
                theirs is None or self.theirs.all_are(theirs)
            )

        wanted = f"we say {ours or 'anything'} and they say {theirs or 'anything'}"
        try:
            eventually(met, within, wanted)
        except TooLate as late:
            raise TooLate(f"{late}\n{self.report()}") from None

    def wait_until_up(self) -> None:
        self.wait("Up", "Up")

    def sent(self, since: int = 0, family: Family | None = None) -> list[Frame]:
        """What the responder sent, of one family or of both."""
        sources = [each.local for each in FAMILIES if family in (None, each)]
        return [frame for frame in self.recorder.since(since) if frame.source in sources]

    def heard(self, since: int = 0, family: Family | None = None) -> list[Frame]:
        """What reached the responder from the peer, of one family or of both."""
        sources = [each.remote for each in FAMILIES if family in (None, each)]
        return [frame for frame in self.recorder.since(since) if frame.source in sources]

    def detection(self, family: Family, since: int) -> float:
        """Seconds from the last packet heard to the first one that says Down, after `since`."""
        down = self.recorder.wait(
            lambda frame: frame.source == family.local and frame.packet.state == State.DOWN,
            COMING_UP,
            f"we say Down on the wire ({family})",
            since,
        )
        return down.time - max(
            frame.time for frame in self.heard(family=family) if frame.time < down.time
        )

    def report(self) -> str:
        """What both ends say, for the report of a failure."""
        return (
            f"we say {self.ours.states()}, they say {self.theirs.states()}\n"
            f"our log ends:\n{self.ours.log()}\ntheir log ends:\n{self.theirs.log()}"
        )

    def remove(self) -> None:
        self._made.close()
