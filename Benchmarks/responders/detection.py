"""How soon each responder says that its peer fell silent, beside busy processors."""

import sys

from interop.speakers import Timers
from tables import Spread, markdown
from trial import trial

LONGEST = 10.0
"""In seconds: the most that one failure of one session may take, with its way back to Up."""


def measure(kind: str, count: int, interval: int, failures: int, hogs: int) -> list[float]:
    """Milliseconds from a peer's last packet to the responder's Down, `failures` times."""
    with trial(kind, count, Timers(interval, interval), hogs=hogs, failures=failures) as run:
        run.crowd.process.wait(LONGEST * (1 + failures / count))
        return run.crowd.detections()


def table(
    kinds: list[str], count: int, intervals: list[int], failures: int, hogs: int
) -> str:
    """Measures everything and returns the figures as markdown."""
    rows: list[list[object]] = []
    for interval in intervals:
        for kind in kinds:
            print(f"{interval} ms × 3, {failures} failures: {kind}", file=sys.stderr)
            seen = Spread.of(measure(kind, count, interval, failures, hogs))
            rows.append(
                [f"{interval} × 3", 3 * interval, kind, len(seen.values), f"{seen.median:.1f}"]
                + [f"{min(seen.values):.1f}", f"{max(seen.values):.1f}"]
            )
    return markdown(
        ["timers, ms", "due after, ms", "responder", "failures", "median, ms", "min, ms"]
        + ["max, ms"],
        rows,
    )
