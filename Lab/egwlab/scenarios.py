"""What happens to the traffic when a gateway goes, and how long it takes.

The demo prints these figures and the end-to-end tests hold them against limits.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from .addresses import FAMILIES
from .gateways import Gateway
from .lab import Lab
from .probes import Flow, Stream, Tap, ask, flows_of_c1
from .topology import pod_cable
from .waiting import wait_for

FLOWS_EACH = 2
"""Flows per family and gateway in a stream."""

AFTERMATH = 1.0
"""How long the probes go on after the last flow has moved, in seconds."""

BLINK = 2
"""How many probes in a row a flow may lose for it to be OVN's own doing; see `lost_in_ovn`."""


@dataclass(frozen=True)
class Outcome:
    """How OVN and the clients saw a gateway go. Times are milliseconds since it was told to."""

    noticed: float
    """Until OVN had the last of the gateway's BFD sessions down."""
    moved: float
    """Until the last flow was sent by way of another gateway."""
    sent: int
    lost: int
    """Probes without an answer, but for those of `lost_in_ovn`."""
    lost_in_ovn: int
    """Probes that OVN gave to no gateway in the moment in which it changed its tables.

    OVN spreads by dp_hash: a packet is hashed, goes round once more, and is then sent to a next
    hop. Between the two it may meet tables that have changed, for a millisecond or two at every
    change of an ECMP group. Kube-OVN's OVN hashes in one go and has no such moment. A longer gap
    than that, or one after the links were cut, is no such moment and counts as lost.
    """
    status: int | None
    """How bfdd ended: its exit status, or the signal as a negative number."""


@dataclass(frozen=True)
class Deed:
    """What was done to a gateway. Times are monotonic nanoseconds."""

    began: int
    status: int | None
    cut: int | None = None
    """When its links were cut."""


def flows_by_gateway(lab: Lab) -> list[Flow]:
    """Flows of c1 such that every gateway carries some of either family. Raises LabError."""
    chosen: list[Flow] = []

    def found() -> bool:
        chosen.clear()
        for family in FAMILIES:
            flows = flows_of_c1(family)
            seen = ask(lab.namespaces, "c1", flows)
            for gateway in lab.gateways:
                own = family.external(gateway.number)
                carried = [flow for flow, s in zip(flows, seen) if s and s.address == own]
                chosen.extend(carried[:FLOWS_EACH])
        return len(chosen) == len(FAMILIES) * len(lab.gateways) * FLOWS_EACH

    wait_for("every gateway to carry flows of either family", found)
    return chosen


def kill(lab: Lab, victim: Gateway) -> Outcome:
    """bfdd dies without a word; the pod goes on forwarding."""

    def deed() -> Deed:
        began = victim.kill()
        return Deed(began, victim.wait_end())

    return _watch(lab, victim, deed)


def lose(lab: Lab, victim: Gateway) -> Outcome:
    """The gateway's node goes: bfdd and both links at the same moment."""

    def deed() -> Deed:
        began = victim.kill()
        victim.cut()
        return Deed(began, victim.wait_end(), cut=began)

    return _watch(lab, victim, deed)


def remove(lab: Lab, victim: Gateway) -> Outcome:
    """The pod is deleted: SIGTERM, and the links go the moment bfdd has ended."""

    def deed() -> Deed:
        began = victim.terminate()
        status = victim.wait_end()
        cut = time.monotonic_ns()
        victim.cut()
        return Deed(began, status, cut)

    return _watch(lab, victim, deed)


def recover(lab: Lab, victim: Gateway) -> None:
    """Brings a gateway back, and returns when it carries traffic again."""
    victim.mend()
    victim.start()
    lab.settle([victim])


def _watch(lab: Lab, victim: Gateway, deed: Callable[[], Deed]) -> Outcome:
    flows = flows_by_gateway(lab)
    ports = [pod_cable(gateway.name) for gateway in lab.gateways]
    with (
        lab.watch_bfd() as monitor,
        Tap(lab.namespaces, ports) as tap,
        Stream(lab.namespaces, "c1", flows) as stream,
    ):
        lab.wait_bfd(monitor, "up", lab.gateways)
        carried = {n for n, via in enumerate(stream.via) if via in victim.external}
        done = deed()
        lab.wait_bfd(monitor, "down", [victim])
        stream.wait(
            f"every flow to leave {victim.name}",
            lambda via: not set(via) & set(victim.external),
            limit=10,
        )
        time.sleep(AFTERMATH)
        tallies = stream.finish()
        handed = tap.finish()
    noticed = [
        at
        for address in victim.internal
        if (at := monitor.when(address, "down", since=done.began)) is not None
    ]
    moved = [m.sent for m in stream.moves if m.flow in carried and m.sent >= done.began]
    lost = sum(len(tally.lost) for tally in tallies)
    lost_in_ovn = sum(
        _blinked(tally.lost, handed.get(flow.source, set()), done.cut)
        for flow, tally in zip(flows, tallies)
    )
    return Outcome(
        noticed=(max(noticed) - done.began) / 1e6,
        moved=(max(moved) - done.began) / 1e6,
        sent=sum(tally.sent for tally in tallies),
        lost=lost - lost_in_ovn,
        lost_in_ovn=lost_in_ovn,
        status=done.status,
    )


def _blinked(lost: dict[int, int], handed: set[int], cut: int | None) -> int:
    """How many of a flow's lost probes OVN dropped by itself while it changed its tables."""
    gaps: list[list[int]] = []
    for number in sorted(lost):
        if gaps and number == gaps[-1][-1] + 1:
            gaps[-1].append(number)
        else:
            gaps.append([number])
    return sum(
        len(gap)
        for gap in gaps
        if len(gap) <= BLINK
        and not handed & set(gap)
        and all(cut is None or lost[number] < cut for number in gap)
    )
