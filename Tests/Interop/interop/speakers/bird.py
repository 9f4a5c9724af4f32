"""BIRD's BFD protocol, driven through birdc."""

import re
import subprocess

from interop.processes import Process
from interop.speakers.speaker import Speaker, Timers
from interop.waiting import eventually

PROTOCOL = "bfd1"
ROW = re.compile(r"^(\S+)\s+\S+\s+(AdminDown|Down|Init|Up)\s", re.MULTILINE)


class Bird(Speaker):
    def _launch(self) -> Process:
        self._write_configuration()
        process = Process(
            self.namespace,
            ["bird", "-f", "-c", f"{self.directory}/bird.conf", "-s", f"{self.directory}/socket"],
            self.directory / "log",
        )
        eventually((self.directory / "socket").exists, 5, "BIRD's control socket")
        return process

    def states(self) -> dict[str, str]:
        return dict(ROW.findall(self._birdc("show bfd sessions")))

    def set_timers(self, timers: Timers) -> None:
        self.timers = timers
        self._write_configuration()
        self._birdc("configure")

    def admin_down(self) -> None:
        """Disables the protocol. BIRD 2.0.12 tells its peers nothing then: it falls silent."""
        self._birdc(f"disable {PROTOCOL}")

    def admin_up(self) -> None:
        self._birdc(f"enable {PROTOCOL}")

    def _write_configuration(self) -> None:
        neighbors = "".join(
            f'  neighbor {session.remote} dev "{self.interface}" local {session.local};\n'
            for session in self.sessions
        )
        (self.directory / "bird.conf").write_text(
            "router id 192.0.2.1;\n"
            "protocol device {}\n"
            f"protocol bfd {PROTOCOL} {{\n"
            f'  interface "{self.interface}" {{\n'
            f"    min tx interval {self.timers.tx} ms;\n"
            f"    min rx interval {self.timers.rx} ms;\n"
            "    idle tx interval 1 s;\n"
            f"    multiplier {self.timers.multiplier};\n"
            "  };\n"
            f"{neighbors}"
            "}\n"
        )

    def _birdc(self, command: str) -> str:
        words = ["birdc", "-s", f"{self.directory}/socket", *command.split()]
        return subprocess.run(words, text=True, capture_output=True).stdout
