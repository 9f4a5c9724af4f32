"""How long it takes to turn a pod into a gateway."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from methods import METHODS, Command
from pod import Pod
from tables import Spread, markdown

SLOW = "iptables"
MOST_SLOW = 10_000
"""CIDRs beyond which a process for each rule is left out: it takes minutes already."""


def spawn(command: Command) -> float:
    """Runs a command to its end; seconds from before it was made to after it was gone."""
    program = shutil.which(command.words[0])
    if program is None:
        raise FileNotFoundError(f"{command.words[0]} is not installed")
    quiet = [
        (os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in (0, 1)
    ]
    environment = {"PATH": os.environ["PATH"], **command.environment}
    begin = time.monotonic()
    pid = os.posix_spawn(program, command.words, environment, file_actions=quiet)
    _, status = os.waitpid(pid, 0)
    elapsed = time.monotonic() - begin
    if status != 0:
        raise RuntimeError(f"{command.words} ended with {os.waitstatus_to_exitcode(status)}")
    return elapsed


def measure(method: str, count: int) -> float:
    """One run in a fresh pod, in milliseconds."""
    with Pod() as pod, tempfile.TemporaryDirectory(prefix="egress-proof-") as directory:
        command = METHODS[method](pod, count, Path(directory))
        return 1000 * pod.gateway.enter(lambda: spawn(command))


def table(methods: list[str], counts: list[int], runs: int) -> str:
    """Measures everything, the methods in turn, and returns the figures as markdown."""
    rows: list[list[object]] = []
    for count in counts:
        seen: dict[str, list[float]] = defaultdict(list)
        for number in range(runs):
            for method in methods:
                # A minute is as good once as thrice.
                if method == SLOW and (count > MOST_SLOW or count == MOST_SLOW and number > 0):
                    continue
                print(f"{count} CIDRs, run {number + 1}: {method}", file=sys.stderr)
                seen[method].append(measure(method, count))
        first = Spread.of(seen[methods[0]])
        for method in methods:
            if method in seen:
                spread = Spread.of(seen[method])
                rows.append([count, method, len(spread.values), spread, spread.over(first)])
            else:
                rows.append([count, method, 0, "left out", "–"])
    return markdown(["CIDRs", "made by", "runs", "ms", f"÷ {methods[0]}"], rows)
