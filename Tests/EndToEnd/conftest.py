"""The end-to-end tests: our release programs, a real OVN, real clients. See docs/development.md."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAMS = os.environ.get("EGW_PROGRAMS", str(REPOSITORY / ".build" / "release"))
OVN = os.environ.get("EGW_OVN", "")

sys.path.insert(0, str(REPOSITORY / "Lab"))

from egwlab import scenarios  # noqa: E402  (the path has to come first)
from egwlab.gateways import Gateway  # noqa: E402
from egwlab.lab import Lab  # noqa: E402
from egwlab.state import Settings  # noqa: E402


def raised(name: str, **settings: object) -> Iterator[Lab]:
    """A lab that is up, with BFD at 100 ms × 3, until the caller is done with it."""
    lab = Lab(f"e2e-{name}")
    try:
        lab.up(Settings(programs=PROGRAMS, ovn_prefix=OVN, interval_ms=100, **settings))
        yield lab
    finally:
        lab.down()


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    """A lab with two working gateways, shared by the tests of a file."""
    yield from raised("whole")


@pytest.fixture(scope="module")
def idle_lab() -> Iterator[Lab]:
    """A lab with two gateway pods in which nothing of ours has run yet."""
    yield from raised("idle", idle=True)


@pytest.fixture
def victim(lab: Lab) -> Iterator[Gateway]:
    """A gateway to break; it is brought back afterwards, which is part of each of these tests."""
    gateway = lab.gateways[0]
    yield gateway
    scenarios.recover(lab, gateway)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """A skipped test fails, and a failed one shows what the lab's processes said."""
    report = (yield).get_result()
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and nothing may be skipped: {report.longrepr}"
    if report.failed:
        for name in ("lab", "idle_lab"):
            if isinstance(found := getattr(item, "funcargs", {}).get(name), Lab):
                for process in found.processes.names():
                    if tail := found.processes.log_tail(process, 15):
                        report.sections.append((f"log of {process}", tail))


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """A file that skips itself fails too."""
    report = (yield).get_result()
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, and nothing may be skipped: {report.longrepr}"
