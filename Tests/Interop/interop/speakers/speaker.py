"""What the tests need of any BFD implementation."""

from __future__ import annotations

import os
import shutil
import tempfile
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from interop.namespaces import Namespace
from interop.processes import Process


@dataclass(frozen=True)
class Session:
    """The two ends of a session, as one of them sees it."""

    local: str
    remote: str


@dataclass(frozen=True)
class Timers:
    """A session's settings while it is Up; intervals are in milliseconds."""

    tx: int = 100
    rx: int = 100
    multiplier: int = 3


class Speaker(ABC):
    """A BFD daemon in a namespace, with the same timers for all of its sessions."""

    def __init__(
        self, namespace: Namespace, sessions: list[Session], timers: Timers, interface: str = "eth0"
    ):
        self.namespace = namespace
        self.sessions = sessions
        self.timers = timers
        self.interface = interface
        self.process: Process | None = None
        # Not pytest's own directory: a daemon that gives up root could not enter that.
        self.directory = Path(tempfile.mkdtemp(prefix="egress-proof-"))
        os.chmod(self.directory, 0o755)

    def start(self) -> None:
        self.process = self._launch()

    @abstractmethod
    def _launch(self) -> Process:
        """Starts the daemon with all sessions configured."""

    @abstractmethod
    def states(self) -> dict[str, str]:
        """The state of each session, as RFC 5880 calls it, by the remote address."""

    @abstractmethod
    def set_timers(self, timers: Timers) -> None:
        """Changes all sessions while they run."""

    @abstractmethod
    def admin_down(self) -> None:
        """Takes all sessions down for administrative reasons (RFC 5880 §6.8.16)."""

    @abstractmethod
    def admin_up(self) -> None:
        """Takes `admin_down` back."""

    def all_are(self, state: str) -> bool:
        states = self.states()
        return all(states.get(session.remote) == state for session in self.sessions)

    def log(self) -> str:
        """The end of the daemon's log, for the report of a failure."""
        return self.process.tail() if self.process else "never started"

    def kill(self) -> None:
        """Ends it without a farewell (SIGKILL)."""
        if self.process:
            self.process.kill()

    def remove(self) -> None:
        """Ends it and takes its files away."""
        if self.process:
            self.process.stop()
        shutil.rmtree(self.directory)
