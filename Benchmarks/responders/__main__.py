"""BFD responders side by side, with the same peers, on the same machine, in the same run.

    /usr/bin/python3 Benchmarks/responders cost        CPU and memory by sessions and interval
    /usr/bin/python3 Benchmarks/responders steadiness  gaps and flaps: idle, hogs, quota
    /usr/bin/python3 Benchmarks/responders detection   time until a failure is noticed, beside hogs

needs root, a C compiler, FRR, BIRD and our programs as `Tests/Interop` does. The table goes to
standard output, progress to standard error. `--help` after a name lists what can be varied.
"""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[1:1] = [str(ROOT / "Benchmarks"), str(ROOT / "Tests" / "Interop")]

import cgroup  # noqa: E402
import cost  # noqa: E402
import detection  # noqa: E402
import steadiness  # noqa: E402
import tables  # noqa: E402
from interop import namespaces  # noqa: E402
from interop.speakers import SPEAKERS  # noqa: E402


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def names(text: str) -> list[str]:
    chosen = text.split(",")
    if unknown := set(chosen) - set(SPEAKERS):
        raise argparse.ArgumentTypeError(f"no responder is called {', '.join(unknown)}")
    return chosen


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="Benchmarks/responders", description=__doc__.splitlines()[0]
    )
    what = parser.add_subparsers(dest="what", required=True)
    for name, summary in (
        ("cost", "processor time and memory"),
        ("steadiness", "gaps and flaps"),
        ("detection", "time until a failure is noticed"),
    ):
        command = what.add_parser(name, help=summary)
        command.add_argument("--responders", type=names, default=["bfdd", "bird", "frr"])
    kinds = what.choices
    kinds["cost"].add_argument("--sessions", type=numbers, default=[1, 100, 1000])
    kinds["cost"].add_argument("--intervals", type=numbers, default=[10, 20, 50, 100])
    kinds["steadiness"].add_argument("--sessions", type=numbers, default=[1])
    kinds["steadiness"].add_argument("--intervals", type=numbers, default=[10, 100])
    for name in ("cost", "steadiness"):
        kinds[name].add_argument("--seconds", type=float, default=20)
        kinds[name].add_argument("--runs", type=int, default=3)
    kinds["detection"].add_argument("--intervals", type=numbers, default=[10])
    kinds["detection"].add_argument("--sessions", type=int, default=5)
    kinds["detection"].add_argument("--failures", type=int, default=100)
    kinds["detection"].add_argument("--hogs", type=int, default=6)
    return parser.parse_args()


def main() -> None:
    given = arguments()
    if os.geteuid() != 0:
        sys.exit("network namespaces and control groups are made by root only")
    namespaces.sweep()
    cgroup.sweep()
    if given.what == "detection":
        result = detection.table(
            given.responders, given.sessions, given.intervals, given.failures, given.hogs
        )
    else:
        kind = {"cost": cost, "steadiness": steadiness}[given.what]
        result = kind.table(
            given.responders, given.sessions, given.intervals, given.seconds, given.runs
        )
    print(f"`Benchmarks/responders {' '.join(sys.argv[1:])}` on {tables.machine()}\n\n{result}")


if __name__ == "__main__":
    main()
