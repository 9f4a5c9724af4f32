"""Before the first gateway works, and after the last one has gone."""

import time

from egwlab.addresses import FAMILIES
from egwlab.lab import Lab
from egwlab.probes import ask, flows_of_c1
from egwlab.waiting import wait_for

EVERYBODY = [flow for family in FAMILIES for flow in flows_of_c1(family)]


def arrived_outside(lab: Lab) -> int:
    """Datagrams that reached the server outside so far."""
    return counters(lab, "ext", "InDatagrams")


def counters(lab: Lab, node: str, name: str) -> int:
    """The sum over both families of one of UDP's counters in a node."""
    argv = lab.namespaces.argv(node, "cat", "/proc/net/snmp", "/proc/net/snmp6")
    total = 0
    names: list[str] = []
    for line in lab.namespaces.run(*argv).splitlines():
        key, *values = line.split()
        if key == "Udp:" and not names:
            names = values
        elif key == "Udp:":
            total += int(values[names.index(name)])
        elif key == f"Udp6{name}":
            total += int(values[0])
    return total


def test_nothing_leaves_while_no_gateway_is_up(idle_lab: Lab) -> None:
    before = arrived_outside(idle_lab)
    assert ask(idle_lab.namespaces, "c1", EVERYBODY) == [None] * len(EVERYBODY)
    assert arrived_outside(idle_lab) == before


def test_a_gateway_comes_up_beside_an_ovn_that_sleeps(idle_lab: Lab) -> None:
    """OVN's BFD thread arms no timer when it wakes in the very millisecond it meant to.

    It then sends nothing until something else wakes it. Who only answers never comes up.
    """
    quiet = 2.0  # twenty intervals
    heard = {"packets": -1, "since": 0.0}

    def silent() -> bool:
        now = time.monotonic()
        # Nobody listens on port 3784 yet, so the kernel counts OVN's packets as these.
        packets = sum(counters(idle_lab, g.name, "NoPorts") for g in idle_lab.gateways)
        if packets != heard["packets"]:
            heard.update(packets=packets, since=now)
        return packets > 0 and now - heard["since"] > quiet

    wait_for("OVN's BFD to fall asleep", silent, limit=60)
    gateway = idle_lab.gateways[0]
    with idle_lab.watch_bfd() as monitor:
        gateway.start()
        # Two seconds for the sessions, and up to five until OVN publishes the second of them.
        idle_lab.wait_bfd(monitor, "up", [gateway], limit=8)


def test_one_gateway_carries_everybody(idle_lab: Lab) -> None:
    gateway = idle_lab.gateways[0]
    seen = ask(idle_lab.namespaces, "c1", EVERYBODY)
    assert {answer and answer.address for answer in seen} == set(gateway.external)


def test_nothing_leaves_after_the_last_gateway_has_gone(idle_lab: Lab) -> None:
    gateway = idle_lab.gateways[0]
    with idle_lab.watch_bfd() as monitor:
        gateway.terminate()
        assert gateway.wait_end() == 0
        idle_lab.wait_bfd(monitor, "down", [gateway])
    idle_lab.ovn.nbctl("--wait=hv", "sync")
    before = arrived_outside(idle_lab)
    assert ask(idle_lab.namespaces, "c1", EVERYBODY) == [None] * len(EVERYBODY)
    assert arrived_outside(idle_lab) == before
