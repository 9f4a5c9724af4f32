"""FRRouting's bfdd, driven through vtysh."""

import json
import shutil
import subprocess

from interop.processes import Process
from interop.speakers.speaker import Session, Speaker, Timers
from interop.waiting import eventually

STATES = {"up": "Up", "down": "Down", "init": "Init", "shutdown": "AdminDown"}


class Frr(Speaker):
    def _launch(self) -> Process:
        configuration = self.directory / "bfdd.conf"
        configuration.write_text("\n".join(["bfd", *self._for_each(self._timer_lines())]) + "\n")
        for path in (self.directory, configuration):
            shutil.chown(path, "frr", "frr")
        process = Process(
            self.namespace,
            ["/usr/lib/frr/bfdd", "-u", "frr", "-g", "frr", "-f", str(configuration)]
            + ["-i", f"{self.directory}/bfdd.pid", "--vty_socket", str(self.directory)]
            # It does without zebra; the paths only keep it off another instance's.
            + ["-z", f"{self.directory}/zebra.api", "--bfdctl", f"{self.directory}/bfdd.sock"]
            + ["-A", "127.0.0.1", "-P", "0", "--log", "stdout"],
            self.directory / "log",
        )
        # It reads its configuration before it answers, in a time that grows with the square of it.
        limit = 5 + len(self.sessions) ** 2 / 2000
        eventually(lambda: len(self.states()) == len(self.sessions), limit, "FRR has its sessions")
        return process

    def states(self) -> dict[str, str]:
        text = self._vtysh("show bfd peers json")
        # vtysh says so in words, and not in JSON, when the daemon does not answer.
        peers = json.loads(text) if text.lstrip().startswith("[") else []
        return {peer["peer"]: STATES[peer["status"]] for peer in peers}

    def set_timers(self, timers: Timers) -> None:
        self.timers = timers
        self._configure(self._timer_lines())

    def admin_down(self) -> None:
        self._configure(["shutdown"])

    def admin_up(self) -> None:
        self._configure(["no shutdown"])

    def _timer_lines(self) -> list[str]:
        return [
            f"transmit-interval {self.timers.tx}",
            f"receive-interval {self.timers.rx}",
            f"detect-multiplier {self.timers.multiplier}",
        ]

    def _for_each(self, lines: list[str]) -> list[str]:
        return [line for session in self.sessions for line in self._of(session, lines)]

    def _of(self, session: Session, lines: list[str]) -> list[str]:
        return [f"peer {session.remote} local-address {session.local}", *lines, "exit"]

    def _configure(self, lines: list[str]) -> None:
        self._vtysh("configure terminal", "bfd", *self._for_each(lines))

    def _vtysh(self, *commands: str) -> str:
        words = ["vtysh", "--vty_socket", str(self.directory)]
        for command in commands:
            words += ["-c", command]
        return subprocess.run(words, text=True, capture_output=True).stdout
