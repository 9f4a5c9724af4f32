"""The lab's long-lived processes: recorded by identity, found again, ended.

A pid alone says nothing, because pids are reused. A record is pid, start time and boot, and only
a process that still has all three is ever signalled, through a pidfd that was opened before the
comparison.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from .errors import LabError
from .state import State

LAUNCHER = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Container:
    """How a kubelet runs a program, as far as a program can tell."""

    uid: int
    capabilities: tuple[int, ...]
    """Numbers from linux/capability.h; the bounding set, and nothing in any other set."""


@dataclass(frozen=True)
class Record:
    """Who a process is, for as long as this machine runs."""

    pid: int
    start: str
    boot: str

    @staticmethod
    def read(path: Path) -> "Record | None":
        try:
            pid, start, boot = path.read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        return Record(int(pid), start, boot)

    def pidfd(self) -> int | None:
        """A descriptor of the process, or None when it has ended.

        A zombie has ended: PID 1 of a container may never reap it.
        """
        try:
            descriptor = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return None
        try:
            stat = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
            boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
            if stat[0] not in "ZX" and stat[19] == self.start and boot == self.boot:
                return descriptor
        except (FileNotFoundError, ProcessLookupError):
            pass
        os.close(descriptor)
        return None


class Processes:
    """The processes of one lab, by name."""

    def __init__(self, state: State):
        self.state = state
        self.directory = state / "pids"
        # Kept only so that the ones we started ourselves are reaped.
        self._children: list[subprocess.Popen[bytes]] = []

    def names(self) -> list[str]:
        """Every recorded process; the shims of containers last."""
        if not self.directory.is_dir():
            return []
        return sorted((p.name for p in self.directory.iterdir()), key=lambda n: (".shim" in n, n))

    def record(self, name: str) -> Record | None:
        return Record.read(self.directory / name)

    def alive(self, name: str) -> bool:
        record = self.record(name)
        descriptor = record.pidfd() if record else None
        if descriptor is None:
            return False
        os.close(descriptor)
        return True

    def log(self, name: str) -> Path:
        return self.state / "log" / f"{name}.log"

    def log_tail(self, name: str, lines: int = 5) -> str:
        """The last lines a process wrote, for an error message."""
        try:
            return "\n".join(self.log(name).read_text(errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return ""

    def start(
        self,
        name: str,
        argv: Sequence[str],
        *,
        netns: str,
        environment: Mapping[str, str],
        container: Container | None = None,
    ) -> None:
        """Starts a process that outlives this one, and returns when it has become `argv`.

        Its output is appended to its log. Raises LabError when it is running already or cannot
        be executed.
        """
        with self.state.exclusive():
            self._start(name, argv, netns, environment, container)

    def _start(
        self,
        name: str,
        argv: Sequence[str],
        netns: str,
        environment: Mapping[str, str],
        container: Container | None,
    ) -> None:
        if self.alive(name):
            raise LabError(f"{name} is running already")
        # The shim of the one before it may still be writing down how that ended.
        self.wait_end(f"{name}.shim", 5)
        for directory in (self.directory, self.state / "log", self.state / "exit"):
            directory.mkdir(exist_ok=True)
        (self.state / "exit" / name).unlink(missing_ok=True)
        report, report_to = os.pipe()
        order = {
            "record": str(self.directory / name),
            "status": str(self.state / "exit" / name),
            "lock": self.state.lock,
            "report": report_to,
            "netns": netns,
            "argv": list(argv),
            "environment": dict(environment),
            "container": asdict(container) if container else None,
        }
        with self.log(name).open("ab") as log:
            child = subprocess.Popen(
                [sys.executable, "-I", "-S", str(LAUNCHER), json.dumps(order)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                pass_fds=(self.state.lock, report_to),
                start_new_session=True,
            )
        os.close(report_to)
        with os.fdopen(report, "rb") as failure:
            if message := failure.read().decode():
                child.wait()
                raise LabError(f"{name} did not start: {message}")
        self._children.append(child)

    def send(self, name: str, number: int) -> int:
        """Signals a process; the monotonic time in nanoseconds just before. Raises LabError."""
        record = self.record(name)
        descriptor = record.pidfd() if record else None
        if descriptor is None:
            raise LabError(f"{name} is not running")
        try:
            now = time.monotonic_ns()
            signal.pidfd_send_signal(descriptor, number)
            return now
        finally:
            os.close(descriptor)

    def wait_end(self, name: str, limit: float) -> bool:
        """Waits up to `limit` seconds for a process to end; whether it has."""
        record = self.record(name)
        descriptor = record.pidfd() if record else None
        if descriptor is not None:
            try:
                if not select.select([descriptor], [], [], limit)[0]:
                    return False
            finally:
                os.close(descriptor)
        for child in self._children:
            child.poll()
        return True

    def exit_status(self, name: str) -> int | None:
        """How a container ended (negative: the signal); None while its shim has not said."""
        self.wait_end(f"{name}.shim", 5)
        try:
            return int((self.state / "exit" / name).read_text())
        except (FileNotFoundError, ValueError):
            return None

    def stop(self, name: str, number: int = signal.SIGTERM, grace: float = 5.0) -> None:
        """Ends a process: the signal, then SIGKILL after `grace` seconds. Ended already is fine."""
        for attempt, limit in ((number, grace), (signal.SIGKILL, 5.0)):
            if not self.alive(name):
                break
            try:
                self.send(name, attempt)
            except LabError:
                break
            if self.wait_end(name, limit):
                break
        else:
            raise LabError(f"{name} does not die")
        (self.directory / name).unlink(missing_ok=True)
