"""Long-running programs in a namespace, each with a log file that a failure can quote."""

import os
import signal
import subprocess
from pathlib import Path

from interop.namespaces import Namespace


class Process:
    """A program in a namespace, from its start to its end."""

    def __init__(
        self,
        namespace: Namespace,
        words: list[str],
        log: Path,
        environment: dict[str, str] | None = None,
    ):
        self.log = log
        with open(log, "ab") as output:
            self._process = subprocess.Popen(
                namespace.launch(*words),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={"PATH": os.environ["PATH"], **(environment or {})},
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def wait(self, within: float) -> int:
        """Returns the exit status; negative is a signal's number."""
        return self._process.wait(within)

    def stop(self, within: float = 10) -> None:
        """Asks it to end, and does not take no for an answer."""
        if self.is_running:
            self.signal(signal.SIGTERM)
            try:
                self.wait(within)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        self._process.kill()
        self.wait(10)

    def tail(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-2000:]
