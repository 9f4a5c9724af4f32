"""What a lab remembers between two calls, and the lock that makes them take turns."""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from .errors import LabError

# Not under /run, which Debian mounts noexec: the gateways' programs are copied here, because
# they run as a user that may not enter the home they were built in.
ROOT = Path("/var/lib/egw-lab")


@dataclass(frozen=True)
class Settings:
    """What `up` was asked for."""

    programs: str
    """The directory with gateway-init, bfdd, bfdd-control and gateway-probe."""
    gateways: int = 2
    interval_ms: int = 1000
    """BFD's desired and required interval, both ends."""
    multiplier: int = 3
    ovn_prefix: str = ""
    """Where OVS and OVN were installed; empty for the distribution's."""
    idle: bool = False
    """Whether the gateway pods stay without our programs."""


class State:
    """The directory of one lab."""

    def __init__(self, name: str):
        # A name becomes part of namespace names and of socket paths, which end at 107 bytes.
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,19}", name):
            raise LabError(f'"{name}" is no lab name; it takes up to 20 of a-z, 0-9 and -')
        self.name = name
        self.path = ROOT / name
        self._lock: int | None = None

    def __truediv__(self, part: str) -> Path:
        return self.path / part

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Holds the lab's lock; calls may nest.

        The lock is a file that `forget` removes, so whoever gets it looks whether it still is the
        file that the path names.
        """
        if self._lock is not None:
            yield
            return
        while True:
            try:
                self.path.mkdir(mode=0o755, parents=True, exist_ok=True)
                lock = os.open(self / "lock", os.O_CREAT | os.O_RDWR, 0o600)
            except FileNotFoundError:
                continue
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                if os.path.samestat(os.fstat(lock), os.stat(self / "lock")):
                    break
            except FileNotFoundError:
                pass
            os.close(lock)
        self._lock = lock
        try:
            yield
        finally:
            self._lock = None
            os.close(lock)

    @property
    def lock(self) -> int:
        """The descriptor of the lock, for children.

        A child that inherits it keeps the next lab call waiting until it has done its work, even
        when the call that started it has been killed meanwhile.
        """
        if self._lock is None:
            raise AssertionError("the lab is changed without its lock")
        return self._lock

    @property
    def inherited(self) -> tuple[int, ...]:
        """The lock, if it is held: what a short-lived child gets passed."""
        return () if self._lock is None else (self._lock,)

    def save(self, settings: Settings) -> None:
        (self / "settings.json").write_text(json.dumps(asdict(settings)))

    def load(self) -> Settings:
        """What the lab was raised with. Raises LabError when there is no lab."""
        try:
            return Settings(**json.loads((self / "settings.json").read_text()))
        except (FileNotFoundError, ValueError):
            raise LabError(f"lab {self.name} is down") from None

    def clear(self) -> None:
        """Removes everything but the lock."""
        for entry in self.path.iterdir():
            if entry.name != "lock":
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()

    def forget(self) -> None:
        """Removes what `clear` leaves, the lock while it is still held."""
        (self / "lock").unlink()
        for directory in (self.path, ROOT):
            try:
                directory.rmdir()
            except OSError:  # another lab lives there, or the next call is already waiting
                return
