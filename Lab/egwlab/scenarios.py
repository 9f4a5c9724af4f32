"""What happens to the traffic when a gateway goes, and how long it takes.

The demo prints these figures and the end-to-end tests hold them against limits.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from .addresses import FAMILIES
from .errors import LabError
from .gateways import Gateway
from .lab import Lab
from .probes import Flow, Stream, ask, flows_of_c1

FLOWS_EACH = 2
"""Flows per family and gateway in a stream."""

AFTERMATH = 1.0
"""How long the probes go on after the last flow has moved, in seconds."""


@dataclass(frozen=True)
class Outcome:
    """How OVN and the clients saw a gateway go. Times are milliseconds since it was told to."""

    noticed: float
    """Until OVN had the last of the gateway's BFD sessions down."""
    moved: float
    """Until the last flow was sent by way of another gateway."""
    sent: int
    lost: int
    status: int | None
    """How bfdd ended: its exit status, or the signal as a negative number."""


def flows_by_gateway(lab: Lab) -> list[Flow]:
    """Flows of c1 such that every gateway carries some of either family. Raises LabError."""
    chosen: list[Flow] = []
    for family in FAMILIES:
        flows = flows_of_c1(family)
        seen = ask(lab.namespaces, "c1", flows)
        for gateway in lab.gateways:
            own = family.external(gateway.number)
            carried = [f for f, s in zip(flows, seen) if s and s.address == own][:FLOWS_EACH]
            if not carried:
                raise LabError(f"no IPv{family.version} source of c1 leaves by {gateway.name}")
            chosen += carried
    return chosen


def kill(lab: Lab, victim: Gateway) -> Outcome:
    """bfdd dies without a word; the pod goes on forwarding."""

    def act() -> tuple[int, int | None]:
        began = victim.kill()
        return began, victim.wait_end()

    return _watch(lab, victim, act)


def lose(lab: Lab, victim: Gateway) -> Outcome:
    """The gateway's node goes: bfdd and both cables at the same moment."""

    def act() -> tuple[int, int | None]:
        began = victim.kill()
        victim.cut()
        return began, victim.wait_end()

    return _watch(lab, victim, act)


def remove(lab: Lab, victim: Gateway) -> Outcome:
    """The pod is deleted: SIGTERM, and the cables go the moment bfdd has ended."""

    def act() -> tuple[int, int | None]:
        began = victim.terminate()
        status = victim.wait_end()
        victim.cut()
        return began, status

    return _watch(lab, victim, act)


def recover(lab: Lab, victim: Gateway) -> None:
    """Brings a gateway back, and returns when OVN has its sessions up again."""
    with lab.watch_bfd() as monitor:
        victim.mend()
        victim.start()
        lab.wait_bfd(monitor, "up", [victim])
    lab.ovn.nbctl("--wait=hv", "sync")


def _watch(lab: Lab, victim: Gateway, act: Callable[[], tuple[int, int | None]]) -> Outcome:
    flows = flows_by_gateway(lab)
    with lab.watch_bfd() as monitor, Stream(lab.namespaces, "c1", flows) as stream:
        carried = {n for n, via in enumerate(stream.via) if via in victim.external}
        began, status = act()
        lab.wait_bfd(monitor, "down", [victim])
        stream.wait(
            f"every flow to leave {victim.name}",
            lambda via: not set(via) & set(victim.external),
            limit=10,
        )
        time.sleep(AFTERMATH)
        tallies = stream.finish()
    noticed = [monitor.when(address, "down", since=began) for address in victim.internal]
    moved = [m.sent for m in stream.moves if m.flow in carried and m.sent >= began]
    return Outcome(
        noticed=(max(at for at in noticed if at is not None) - began) / 1e6,
        moved=(max(moved) - began) / 1e6,
        sent=sum(tally.sent for tally in tallies),
        lost=sum(len(tally.lost) for tally in tallies),
        status=status,
    )
