"""Probes from the client pods: who goes out by which gateway, and what gets lost when one goes."""

import json
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from .addresses import CLIENT_1, MORE_SOURCES, Family
from .errors import LabError
from .namespaces import Namespaces
from .ovn import HYPERVISOR

INSIDE = Path(__file__).parent / "inside"
CLIENT = ["/usr/bin/python3", "-I", "-S", str(INSIDE / "client.py")]
TAP = ["/usr/bin/python3", "-I", "-S", str(INSIDE / "tap.py")]


@dataclass(frozen=True)
class Flow:
    """One conversation of a client with the server outside."""

    source: str
    destination: str
    protocol: Literal["udp", "tcp"] = "udp"
    port: int = 0
    """The source port; 0 for any."""


@dataclass(frozen=True)
class Seen:
    """What the server outside saw of a client."""

    address: str
    port: int


@dataclass(frozen=True)
class Move:
    """A flow left by another address than before (or for the first time)."""

    flow: int
    via: str
    sent: int
    """When the first probe that went this way was sent, in monotonic nanoseconds."""


@dataclass(frozen=True)
class Tally:
    """What became of one flow of a stream."""

    sent: int
    lost: dict[int, int]
    """The numbers of the lost probes, and when each was sent, in monotonic nanoseconds."""


def flows_of_c1(family: Family) -> list[Flow]:
    """One UDP flow from each of c1's addresses."""
    return [Flow(family.inside(host), family.server) for host in (CLIENT_1, *MORE_SOURCES)]


def ask(namespaces: Namespaces, node: str, flows: Sequence[Flow]) -> list[Seen | None]:
    """Asks the server once a flow, all at a time; None where no answer came."""
    request = json.dumps({"ask": [asdict(flow) for flow in flows]}) + "\n"
    answers = json.loads(namespaces.run(*namespaces.argv(node, *CLIENT), input=request))
    return [Seen(*answer) if answer else None for answer in answers]


class Stream:
    """A steady stream of probes, for as long as the context lasts."""

    def __init__(
        self, namespaces: Namespaces, node: str, flows: Sequence[Flow], interval_ms: float = 10
    ):
        self.flows = list(flows)
        self.moves: list[Move] = []
        self.tallies: list[Tally] = []
        self._news = threading.Condition()
        self._ended = False
        self._client = subprocess.Popen(
            namespaces.argv(node, *CLIENT),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for us; the client ends with its input
        )
        assert self._client.stdin and self._client.stdout
        request = {"stream": [asdict(flow) for flow in flows], "interval_ms": interval_ms}
        self._client.stdin.write(json.dumps(request) + "\n")
        self._client.stdin.flush()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Stream":
        try:
            self.wait("an answer to every flow", lambda via: all(via), 10)
        except BaseException:
            self.finish()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.finish()

    def finish(self) -> list[Tally]:
        """Ends the stream; what became of each flow."""
        assert self._client.stdin
        self._client.stdin.close()
        self._thread.join()
        self._client.wait()
        return self.tallies

    def _follow(self) -> None:
        assert self._client.stdout
        with self._client.stdout as lines:
            for line in lines:
                said = json.loads(line)
                with self._news:
                    if isinstance(said, dict):
                        self.moves.append(Move(**said))
                    else:
                        self.tallies = [Tally(t["sent"], dict(t["lost"])) for t in said]
                    self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _via(self) -> list[str]:
        via = [""] * len(self.flows)
        for move in self.moves:
            via[move.flow] = move.via
        return via

    @property
    def via(self) -> list[str]:
        """The address each flow leaves by now; empty for a flow without any answer yet."""
        with self._news:
            return self._via()

    def wait(self, what: str, holds: Callable[[list[str]], bool], limit: float) -> None:
        """Waits until `holds` of the addresses by which the flows leave. Raises LabError."""
        with self._news:
            if not self._news.wait_for(lambda: self._ended or holds(self._via()), limit):
                raise LabError(f"gave up after {limit:g} s waiting for {what}: {self._via()}")
            if self._ended and not holds(self._via()):
                raise LabError(f"the client ended while waiting for {what}")


class Tap:
    """What OVN handed to the gateways, probe by probe, for as long as the context lasts."""

    def __init__(self, namespaces: Namespaces, interfaces: Sequence[str]):
        self._tap = subprocess.Popen(
            namespaces.argv(HYPERVISOR, *TAP, *interfaces),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def __enter__(self) -> "Tap":
        assert self._tap.stdout
        if self._tap.stdout.readline() != "listening\n":
            raise LabError("the tap on the gateways' ports does not listen")
        return self

    def __exit__(self, *_: object) -> None:
        if self._tap.poll() is None:
            self._tap.communicate()

    def finish(self) -> dict[str, set[int]]:
        """Ends it; the numbers of the probes that were handed to a gateway, by source."""
        said, _ = self._tap.communicate()
        if self._tap.returncode != 0:
            raise LabError("the tap on the gateways' ports missed packets")
        return {source: set(numbers) for source, numbers in json.loads(said).items()}
