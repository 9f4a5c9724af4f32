"""A control group, in version 1 or 2: what is in it is metered as one, and can be held back."""

from __future__ import annotations

import os
import signal
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
PREFIX = "egress-proof"
PERIOD = 100_000
"""In microseconds: the period of a CPU quota, as a kubelet sets it."""


class ControlGroup:
    """A group with the cpu controller; `with` ends it and whatever runs in it."""

    def __init__(self, label: str):
        self._is_unified = (ROOT / "cgroup.controllers").exists()
        name = f"{PREFIX}-{os.getpid()}-{label}"
        if self._is_unified:
            (ROOT / "cgroup.subtree_control").write_text("+cpu")
            self._cpu = self._accounting = ROOT / name
            self._directories = [self._cpu]
        else:
            self._cpu, self._accounting = ROOT / "cpu" / name, ROOT / "cpuacct" / name
            # Both controllers are often mounted as one.
            self._directories = list(
                {path.parent.resolve(): path for path in (self._cpu, self._accounting)}.values()
            )
        for directory in self._directories:
            directory.mkdir()

    def launch(self, words: list[str]) -> list[str]:
        """The argument vector that starts `words` in the group, with all its children."""
        join = "".join(f"echo $$ >{directory}/cgroup.procs; " for directory in self._directories)
        return ["sh", "-c", f'{join}exec "$@"', "sh", *words]

    def limit(self, cores: float) -> None:
        """Gives the group that much of a core, as the CPU limit of a container does."""
        quota = int(cores * PERIOD)
        if self._is_unified:
            (self._cpu / "cpu.max").write_text(f"{quota} {PERIOD}")
        else:
            (self._cpu / "cpu.cfs_period_us").write_text(str(PERIOD))
            (self._cpu / "cpu.cfs_quota_us").write_text(str(quota))

    def cpu_seconds(self) -> float:
        """The processor time that everything in the group has taken so far."""
        if self._is_unified:
            return _statistic(self._cpu / "cpu.stat", "usage_usec") / 1e6
        return int((self._accounting / "cpuacct.usage").read_text()) / 1e9

    def throttled_periods(self) -> int:
        """How often the limit has held the group back so far."""
        return _statistic(self._cpu / "cpu.stat", "nr_throttled")

    def pids(self) -> list[int]:
        return [int(line) for line in (self._cpu / "cgroup.procs").read_text().split()]

    def memory(self) -> dict[str, int]:
        """`Rss`, `Pss` and `Private`, in KiB, of all processes in the group together."""
        total = {"Rss": 0, "Pss": 0, "Private": 0}
        for pid in self.pids():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
                name, size = line.split()[:2]
                key = "Private" if name.startswith("Private_") else name.rstrip(":")
                if key in total and name != "Private_Hugetlb:":
                    total[key] += int(size)
        return total

    def __enter__(self) -> ControlGroup:
        return self

    def __exit__(self, *failure: object) -> None:
        remove(self._directories)


def remove(directories: list[Path]) -> None:
    """Kills what is in the groups and takes them away."""
    for directory in directories:
        while pids := (directory / "cgroup.procs").read_text().split():
            for pid in pids:
                try:
                    os.kill(int(pid), signal.SIGKILL)
                    os.waitpid(int(pid), 0)
                except (ProcessLookupError, ChildProcessError):
                    pass
        directory.rmdir()


def sweep() -> None:
    """Removes the groups of earlier runs that were killed: their names hold a dead pid."""
    for pattern in (f"{PREFIX}-*", f"cpu*/{PREFIX}-*"):
        for directory in ROOT.glob(pattern):
            owner = directory.name.removeprefix(f"{PREFIX}-").split("-")[0]
            if not Path(f"/proc/{owner}").exists():
                remove([directory])


def _statistic(file: Path, name: str) -> int:
    for line in file.read_text().splitlines():
        key, value = line.split()
        if key == name:
            return int(value)
    raise KeyError(f"{file} has no {name}")
