"""What a new flow costs on its way through the gateway."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import defaultdict
from functools import cache
from pathlib import Path

from methods import METHODS
from pod import CLIENT, SERVER, Pod
from tables import Spread, markdown
from timing import spawn

SOURCE = Path(__file__).parent / "flows.c"
BUILT = Path(__file__).parents[2] / ".build" / "benchmarks"
BATCH = 500
WARM_UP = 2
"""Batches that do not count: addresses are resolved, caches and tables filled."""


@cache
def program() -> Path:
    """Builds the generator, unless it is newer than its source."""
    binary = BUILT / "flows"
    if not binary.exists() or binary.stat().st_mtime < SOURCE.stat().st_mtime:
        BUILT.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-o", binary, SOURCE], check=True)
    return binary


def measure(method: str | None, count: int, flows: int) -> float:
    """One run in a fresh pod: the median of its batches, in microseconds a flow.

    Without a method the pod only forwards. Raises RuntimeError if flows got lost or were not new.
    """
    with Pod() as pod, tempfile.TemporaryDirectory(prefix="egress-proof-") as directory:
        if method is None:
            pod.gateway.run("sysctl", "-qw", "net.ipv4.ip_forward=1")
        else:
            command = METHODS[method](pod, count, Path(directory))
            pod.gateway.enter(lambda: spawn(command))
        batches = WARM_UP + flows // BATCH
        before = received(pod)
        lines = pod.inside.run(str(program()), CLIENT, SERVER, str(batches), str(BATCH))
        arrived = received(pod) - before
        # While an address is resolved, packets wait in a short queue, and some are dropped.
        expected = (batches - WARM_UP) * BATCH
        if arrived < expected:
            raise RuntimeError(f"only {arrived} of {expected} packets came out ({method})")
        if method is not None:
            known = int(pod.gateway.run("conntrack", "--count"))
            if known < expected:
                raise RuntimeError(f"only {known} of {expected} flows are known ({method})")
        return Spread.of(float(line) for line in lines.split()[WARM_UP:]).median / 1000


def received(pod: Pod) -> int:
    """How many packets have reached the external network."""
    return int(pod.outside.run("cat", "/sys/class/net/eth0/statistics/rx_packets"))


def table(counts: list[int], flows: int, runs: int) -> str:
    """Measures everything, the methods in turn, and returns the figures as markdown."""
    cases: list[tuple[str | None, int]] = [(None, 0)]
    cases += [(name, count) for name in ("gateway-init", "iptables-restore") for count in counts]
    seen: dict[tuple[str | None, int], list[float]] = defaultdict(list)
    for number in range(runs):
        for method, count in cases:
            name = method or "forwarding only"
            print(f"{name}, {count} CIDRs, run {number + 1}", file=sys.stderr)
            seen[method, count].append(measure(method, count, flows))
    names = {None: "forwarding only", "iptables-restore": "iptables, linear"}
    rows = []
    for method, count in cases:
        spread, least = Spread.of(seen[method, count]), Spread.of(seen[method, counts[0]])
        ratio = "–" if method is None else spread.over(least)
        rows.append([names.get(method, method), count, spread, ratio])
    return markdown(["gateway", "CIDRs", "µs a new flow", f"÷ {counts[0]} CIDRs"], rows)
