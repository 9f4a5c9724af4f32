"""How regularly each responder speaks, and whether it flaps, when the processors are busy."""

import sys
import time
from collections import defaultdict

from interop.speakers import Timers
from tables import Spread, markdown
from trial import trial

CONDITIONS = {
    "idle": {},
    "six hogs": {"hogs": 6},
    "quota of 100m, busy sidecar": {"quota": 0.1},
}


def measure(kind: str, count: int, interval: int, condition: str, seconds: float) -> dict:
    """One run: what the peers saw in a window of `seconds` under that condition."""
    with trial(kind, count, Timers(interval, interval), **CONDITIONS[condition]) as run:
        time.sleep(1)
        run.crowd.begin()
        throttled = run.stage.group.throttled_periods()
        time.sleep(seconds)
        figures = run.crowd.end()
        figures["throttled"] = run.stage.group.throttled_periods() - throttled
    return figures


def table(
    kinds: list[str], counts: list[int], intervals: list[int], seconds: float, runs: int
) -> str:
    """Measures everything, the responders in turn, and returns the figures as markdown."""
    rows: list[list[object]] = []
    for condition in CONDITIONS:
        for count in counts:
            for interval in intervals:
                seen: dict[str, list[dict]] = defaultdict(list)
                for number in range(runs):
                    for kind in kinds:
                        print(
                            f"{condition}, {count} × {interval} ms, run {number + 1}: {kind}",
                            file=sys.stderr,
                        )
                        seen[kind].append(measure(kind, count, interval, condition, seconds))
                for kind, each in seen.items():
                    flaps = [figures["expired"] + figures["signalled"] for figures in each]
                    rows.append(
                        [condition, count, interval, kind, Spread.of(flaps)]
                        + [
                            Spread.of(figures[name] for figures in each)
                            for name in ("gap_median", "gap_p999", "gap_max", "own_lateness")
                        ]
                        + [Spread.of(figures["throttled"] for figures in each)]
                    )
    return markdown(
        ["condition", "sessions", "ms", "responder", "flaps", "gap median, ms", "gap p99.9, ms"]
        + ["gap max, ms", "peers' own lateness, ms", "periods throttled"],
        rows,
    )
