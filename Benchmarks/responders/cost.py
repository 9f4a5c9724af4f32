"""Processor time and memory of each responder, by sessions and interval."""

import sys
import time
from collections import defaultdict

from interop.speakers import Timers
from interop.waiting import TooLate
from tables import Spread, markdown
from trial import trial


def measure(kind: str, count: int, interval: int, seconds: float) -> dict[str, float]:
    """One run: figures of a window of `seconds` after all sessions were Up for a while.

    Raises TooLate if they do not come Up.
    """
    with trial(kind, count, Timers(interval, interval)) as run:
        # The Poll Sequences of coming up are over by then, and FRR's slow start.
        time.sleep(2)
        run.crowd.begin()
        start, cpu = time.monotonic(), run.stage.group.cpu_seconds()
        time.sleep(seconds)
        used = run.stage.group.cpu_seconds() - cpu
        elapsed = time.monotonic() - start
        seen = run.crowd.end()
        memory = run.stage.group.memory()
    return {
        "cpu": 100 * used / elapsed,
        "rss": memory["Rss"] / 1024,
        "pss": memory["Pss"] / 1024,
        "private": memory["Private"] / 1024,
        "up": run.up_after,
        "flaps": seen["expired"] + seen["signalled"],
        "heard": seen["heard"] / seen["seconds"],
    }


def table(
    kinds: list[str], counts: list[int], intervals: list[int], seconds: float, runs: int
) -> str:
    """Measures everything, the responders in turn, and returns the figures as markdown."""
    rows: list[list[object]] = []
    for count in counts:
        for interval in intervals:
            seen: dict[str, list[dict[str, float]]] = defaultdict(list)
            for number in range(runs):
                for kind in kinds:
                    print(f"{count} × {interval} ms, run {number + 1}: {kind}", file=sys.stderr)
                    try:
                        seen[kind].append(measure(kind, count, interval, seconds))
                    except TooLate as failure:
                        print(failure, file=sys.stderr)
            for kind in kinds:
                rows.append([count, interval, kind, *row(seen[kind], seen[kinds[0]], runs)])
    return markdown(
        ["sessions", "ms", "responder", "CPU %", f"{kinds[0]} ÷ it", "RSS MiB", "PSS MiB"]
        + ["private MiB", "packets/s", "flaps", "all up, s"],
        rows,
    )


def row(seen: list[dict], first: list[dict], runs: int) -> list[object]:
    """The figures of one responder; `first` are those of the one it is compared with."""
    if len(seen) < runs:
        return [f"not all up in {runs - len(seen)} of {runs}", *["–"] * 7]
    figures = {name: Spread.of(each[name] for each in seen) for name in seen[0]}
    ratio = Spread.of(each["cpu"] for each in first).over(figures["cpu"]) if first else "–"
    names = ("rss", "pss", "private", "heard", "flaps", "up")
    return [figures["cpu"], ratio, *(figures[name] for name in names)]
