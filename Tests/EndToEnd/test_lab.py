"""The lab itself: it can be raised over anything, and leaves nothing behind."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PROGRAMS, REPOSITORY
from egwlab import state
from egwlab.errors import LabError
from egwlab.lab import Lab
from egwlab.namespaces import NAMED
from egwlab.state import Settings
from egwlab.waiting import wait_for

NAME = "e2e-lab"
IDLE = Settings(programs=PROGRAMS, idle=True)
COMMAND = [str(REPOSITORY / "Lab" / "lab"), "--name", NAME, "up", "--idle", "--programs", PROGRAMS]


@pytest.fixture
def fresh() -> Iterator[Lab]:
    """A lab that is down, and is down again afterwards."""
    lab = Lab(NAME)
    lab.down()
    yield lab
    lab.down()


def traces(name: str) -> list[str]:
    """What is left of a lab: its namespaces, its files, its processes."""
    found = [str(path) for path in NAMED.glob(f"{name}-*")] if NAMED.exists() else []
    found += [str(path) for path in state.ROOT.glob(name)]
    # The command line of each process of a lab holds a path of that lab. Command lines are public;
    # the environments of processes that are not ours are nobody's business here.
    mark = f"{state.ROOT / name}/".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if mark in command:
            found.append(command.replace(b"\0", b" ").decode())
    return found


def test_up_twice_is_up_once(fresh: Lab) -> None:
    assert fresh.up(IDLE)
    before = {name: fresh.processes.record(name) for name in fresh.processes.names()}
    assert not fresh.up(IDLE)
    assert {name: fresh.processes.record(name) for name in fresh.processes.names()} == before


def test_up_with_other_settings_is_refused(fresh: Lab) -> None:
    fresh.up(IDLE)
    with pytest.raises(LabError, match="is up with other settings"):
        fresh.up(Settings(programs=PROGRAMS, idle=True, gateways=1))


def test_up_without_our_programs_says_so_and_makes_nothing(fresh: Lab, tmp_path: Path) -> None:
    with pytest.raises(LabError, match="there is no gateway-init in .*; make release builds it"):
        fresh.up(Settings(programs=str(tmp_path)))
    assert traces(NAME) == []


def test_down_leaves_nothing_behind(fresh: Lab) -> None:
    fresh.up(IDLE)
    for gateway in fresh.gateways:
        gateway.start()
    assert len(traces(NAME)) > 10
    fresh.down()
    assert traces(NAME) == []


@pytest.mark.parametrize(
    "trace", ["lock", "settings.json", "nodes", "pids/ovsdb", "pids/controller", "mode", "ready"]
)
def test_up_succeeds_after_an_up_that_was_killed(fresh: Lab, trace: str) -> None:
    killed = subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL)
    wait_for(trace, (fresh.state / trace).exists)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    fresh.up(IDLE)
    assert fresh.is_up
    fresh.down()
    assert traces(NAME) == []


def test_up_rebuilds_when_a_part_has_died(fresh: Lab) -> None:
    fresh.up(IDLE)
    fresh.processes.send("controller", signal.SIGKILL)
    fresh.processes.wait_end("controller", 5)
    assert fresh.up(IDLE)


def test_a_foreign_namespace_is_left_alone(fresh: Lab) -> None:
    foreign = f"{NAME}-c1"
    subprocess.run(["ip", "netns", "add", foreign], check=True)
    try:
        with pytest.raises(LabError, match=f"{foreign} exists and is not this lab's"):
            fresh.up(IDLE)
        fresh.down()
        assert traces(NAME) == [str(NAMED / foreign)]
    finally:
        subprocess.run(["ip", "netns", "del", foreign], check=True)


def test_a_process_that_took_over_a_pid_is_left_alone(fresh: Lab) -> None:
    fresh.up(IDLE)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        record = fresh.processes.record("northd")
        assert record
        stale = f"{bystander.pid} {record.start} {record.boot}\n"
        (fresh.processes.directory / "stranger").write_text(stale)
        fresh.down()
        assert bystander.poll() is None


def test_two_labs_side_by_side(fresh: Lab) -> None:
    other = Lab("e2e-other")
    try:
        fresh.up(IDLE)
        other.up(IDLE)
        assert fresh.is_up and other.is_up
        fresh.down()
        assert other.is_up
    finally:
        other.down()


def test_a_demo_that_is_interrupted_cleans_up() -> None:
    argv = [COMMAND[0], "--name", NAME, "demo", "--programs", PROGRAMS]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL) as demo:
        wait_for("the demo's OVN", (state.ROOT / f"{NAME}-demo" / "mode").exists)
        demo.send_signal(signal.SIGINT)
    assert demo.returncode == 128 + signal.SIGINT
    assert traces(f"{NAME}-demo") == []


@pytest.mark.parametrize("name", ["", "Lab", "-x", "a/b", "a" * 21])
def test_a_name_that_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(LabError, match="is no lab name"):
        Lab(name)
