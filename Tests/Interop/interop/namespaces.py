"""Network namespaces that are gone when their owner is, whatever happened to it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

CLONE_NEWNET = 0x4000_0000
PREFIX = "egress-proof"

_libc = ctypes.CDLL(None, use_errno=True)


class Namespace:
    """A network namespace with a name of its own; its end is the end of what runs in it."""

    def __init__(self, label: str):
        self.name = f"{PREFIX}-{os.getpid()}-{label}"
        subprocess.run(["ip", "netns", "add", self.name], check=True)

    def command(self, *words: str) -> list[str]:
        """The argument vector that runs `words` in here; `ip` keeps the process id."""
        return ["ip", "netns", "exec", self.name, *words]

    def launch(self, *words: str) -> list[str]:
        """The argument vector that starts `words` as a daemon in here."""
        return self.command(*words)

    def run(self, *words: str, text: str | None = None) -> str:
        """Runs a command in here to its end and returns its output; its failure is an exception."""
        done = subprocess.run(self.command(*words), input=text, text=True, capture_output=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)}: {done.stderr or done.stdout}".strip())
        return done.stdout

    def ip(self, script: str) -> None:
        """Runs the lines of `script` as `ip` commands."""
        self.run("ip", "-batch", "-", text=script)

    def enter(self, action: Callable[[], T]) -> T:
        """Calls `action` on a thread that is in here: a socket that it opens stays in here."""
        results: list[T] = []
        failures: list[BaseException] = []

        def body() -> None:
            # setns(2) moves the calling thread only, and this one ends with `action`.
            try:
                with open(f"/run/netns/{self.name}") as file:
                    if _libc.setns(file.fileno(), CLONE_NEWNET) != 0:
                        raise OSError(ctypes.get_errno(), f"setns to {self.name}")
                results.append(action())
            except BaseException as failure:
                failures.append(failure)

        thread = threading.Thread(target=body)
        thread.start()
        thread.join()
        if failures:
            raise failures[0]
        return results[0]

    def __enter__(self) -> Namespace:
        return self

    def __exit__(self, *failure: object) -> None:
        remove(self.name)


def remove(name: str) -> None:
    """Kills what runs in the namespace `name` and deletes it."""
    pids = subprocess.run(["ip", "netns", "pids", name], text=True, capture_output=True).stdout
    for pid in pids.split():
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            pass
    subprocess.run(["ip", "netns", "delete", name], check=True)


def sweep() -> None:
    """Removes the namespaces of earlier runs that were killed: their names hold a dead pid."""
    directory = Path("/run/netns")
    for path in directory.glob(f"{PREFIX}-*"):
        owner = path.name.removeprefix(f"{PREFIX}-").split("-")[0]
        if not Path(f"/proc/{owner}").exists():
            remove(path.name)
