"""This project's bfdd, configured by its environment and driven through bfdd-control."""

import re

from interop.binaries import program
from interop.processes import Process
from interop.speakers.speaker import Speaker, Timers

RECORD = re.compile(r"^ id=\d+ local=\S+ \([ap]\) remote=(\S+) state=(\w+)", re.MULTILINE)


class Bfdd(Speaker):
    def _launch(self) -> Process:
        # No gateway here to be healthy or not, and no traffic to go on forwarding at the end.
        environment = {
            "POD_IPS": ",".join(dict.fromkeys(session.local for session in self.sessions)),
            "BFD_PEER_IPS": ",".join(session.remote for session in self.sessions),
            "BFD_MIN_TX": str(self.timers.tx),
            "BFD_MIN_RX": str(self.timers.rx),
            "BFD_MULTI": str(self.timers.multiplier),
            "GATEWAY_HEALTH": "off",
            "GATEWAY_DRAIN_SECONDS": "0",
        }
        return Process(self.namespace, [program("bfdd")], self.directory / "log", environment)

    def states(self) -> dict[str, str]:
        try:
            return dict(RECORD.findall(self.control("status")))
        except RuntimeError:
            return {}

    def set_timers(self, timers: Timers) -> None:
        self.timers = timers
        self.control(f"session all set mintx {timers.tx} ms")
        self.control(f"session all set minrx {timers.rx} ms")
        self.control(f"session all set multi {timers.multiplier}")

    def admin_down(self) -> None:
        self.control("session all state admin")

    def admin_up(self) -> None:
        self.control("session all state up")

    def control(self, command: str) -> str:
        return self.namespace.run(program("bfdd-control"), *command.split())
