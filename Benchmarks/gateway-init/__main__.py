"""gateway-init side by side with iptables, iptables-restore and nft, in the same run.

    /usr/bin/python3 Benchmarks/gateway-init time    from a process's start to its end, by CIDRs
    /usr/bin/python3 Benchmarks/gateway-init flows   the cost of a new flow through the gateway

needs root, a C compiler, iptables, nftables, conntrack, and our programs in `.build/release` or in
`$EGW_PROGRAMS`. The table goes to standard output, progress to standard error.
"""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[1:1] = [str(ROOT / "Benchmarks"), str(ROOT / "Tests" / "Interop")]

import newflows  # noqa: E402
import tables  # noqa: E402
import timing  # noqa: E402
from interop import namespaces  # noqa: E402
from methods import METHODS  # noqa: E402


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="Benchmarks/gateway-init", description=__doc__.splitlines()[0]
    )
    what = parser.add_subparsers(dest="what", required=True)
    time = what.add_parser("time", help="from the start of a process to its end")
    time.add_argument("--cidrs", type=numbers, default=[0, 1, 100, 1_000, 10_000, 50_000])
    time.add_argument("--runs", type=int, default=5)
    flows = what.add_parser("flows", help="the cost of a new flow through the gateway")
    flows.add_argument("--cidrs", type=numbers, default=[0, 1_000, 10_000])
    flows.add_argument("--flows", type=int, default=20_000, help="in each run, at most 64 000")
    flows.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("network namespaces are made by root only")
    namespaces.sweep()
    if given.what == "time":
        result = timing.table(list(METHODS), given.cidrs, given.runs)
    else:
        result = newflows.table(given.cidrs, given.flows, given.runs)
    print(f"`Benchmarks/gateway-init {' '.join(sys.argv[1:])}` on {tables.machine()}\n\n{result}")


if __name__ == "__main__":
    main()
