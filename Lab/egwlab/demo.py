"""`make demo`: a VPC leaves through two gateways, and loses one of them in three ways."""

import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from . import scenarios
from .addresses import FAMILIES
from .gateways import Gateway
from .lab import Lab
from .probes import ask, flows_of_c1
from .scenarios import Outcome
from .state import Settings

INTERVAL_MS, MULTIPLIER = 100, 3
RECOVERY_LIMIT_MS = 1000

SCENARIOS: list[tuple[str, str, Callable[[Lab, Gateway], Outcome]]] = [
    ("bfdd killed", "SIGKILL of bfdd; the pod goes on forwarding", scenarios.kill),
    ("gateway lost", "SIGKILL of bfdd and both links cut at the same moment", scenarios.lose),
    ("gateway removed", "SIGTERM of bfdd, which drains; links cut the moment it has exited", scenarios.remove),
]


class Demo:
    """The story, told while it happens."""

    def __init__(self, lab: Lab, programs: str, ovn_prefix: str):
        self.lab = lab
        self.settings = Settings(
            programs=programs,
            gateways=2,
            interval_ms=INTERVAL_MS,
            multiplier=MULTIPLIER,
            ovn_prefix=ovn_prefix,
        )
        self.broken: list[str] = []
        self._began = time.monotonic()

    def run(self) -> int:
        """Tells it all and cleans up; 0 if every claim held."""
        with self._cleaning_up():
            self._raise()
            self._show_sessions()
            self._show_spread()
            outcomes = [(name, self._disturb(what, act)) for name, what, act in SCENARIOS]
            self._show_table(outcomes)
        for claim in self.broken:
            print(f"NOT SO: {claim}")
        print("Every claim held." if not self.broken else f"{len(self.broken)} claims did not hold.")
        return 1 if self.broken else 0

    @contextmanager
    def _cleaning_up(self) -> Iterator[None]:
        """Takes the lab down whatever happens: an error, Ctrl-C, a hang-up, a polite kill."""

        def leave(number: int, _: object) -> None:
            sys.exit(128 + number)

        signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        for number in signals:
            signal.signal(number, leave)
        try:
            yield
        finally:
            # A second Ctrl-C must not leave half a lab behind.
            for number in signals:
                signal.signal(number, signal.SIG_IGN)
            self._say("cleaning up")
            self.lab.down()

    def _say(self, text: str) -> None:
        print(f"[{time.monotonic() - self._began:5.1f} s] {text}", flush=True)

    def _claim(self, claim: str, holds: bool) -> None:
        if not holds:
            self.broken.append(claim)

    def _raise(self) -> None:
        self._say("raising a VPC on OVN, with two gateway pods that run our programs")
        self.lab.up(self.settings)
        self._say(
            f"OVN {self.lab.ovn.version()} is up, BFD at {INTERVAL_MS} ms × {MULTIPLIER},"
            f" every session up"
        )

    def _show_sessions(self) -> None:
        for gateway in self.lab.gateways:
            print(f"\n{gateway.name}$ bfdd-control status")
            status = gateway.execute("bfdd-control", "status")
            print(status.stdout, end="")
            self._claim(
                f"bfdd of {gateway.name} has both sessions up",
                status.stdout.count("state=Up") == len(FAMILIES),
            )
        print("\n$ ovn-nbctl list BFD")
        columns = "--columns=logical_port,dst_ip,status"
        print(self.lab.ovn.nbctl("--format=table", columns, "list", "BFD"))

    def _show_spread(self) -> None:
        self._say("17 addresses of a client ask a server outside which address it sees")
        for family in FAMILIES:
            seen = ask(self.lab.namespaces, "c1", flows_of_c1(family))
            count = Counter(answer.address if answer else "no answer" for answer in seen)
            for gateway in self.lab.gateways:
                own = family.external(gateway.number)
                print(f"    IPv{family.version}  {own:<20} {gateway.name}  {count.pop(own, 0):>3}")
                self._claim(
                    f"some IPv{family.version} client leaves by {gateway.name}",
                    any(answer and answer.address == own for answer in seen),
                )
            self._claim(f"every IPv{family.version} client leaves by a gateway", not count)

    def _disturb(self, what: str, act: Callable[[Lab, Gateway], Outcome]) -> Outcome:
        victim = self.lab.gateways[0]
        self._say(f"{victim.name}: {what}")
        outcome = act(self.lab, victim)
        self._say(f"all traffic moved after {outcome.moved:.0f} ms; bringing {victim.name} back")
        scenarios.recover(self.lab, victim)
        self._say(f"{victim.name} is up again")
        return outcome

    def _show_table(self, outcomes: list[tuple[str, Outcome]]) -> None:
        print(f"\n{'':<18}{'OVN noticed':>14}{'traffic moved':>16}{'probes lost':>18}")
        for name, outcome in outcomes:
            print(
                f"{name:<18}{outcome.noticed:>11.0f} ms{outcome.moved:>13.0f} ms"
                f"{outcome.lost:>10} of {outcome.sent:>4}"
            )
        flows = len(FAMILIES) * self.settings.gateways * scenarios.FLOWS_EACH
        print(f"A probe every 10 ms on each of {flows} flows.")
        if any(outcome.lost_in_ovn for _, outcome in outcomes):
            lost = ", ".join(f"{outcome.lost_in_ovn} ({name})" for name, outcome in outcomes)
            print(f"Besides, OVN dropped probes while it changed its own tables: {lost}.")
        print()
        for name, outcome in outcomes[:-1]:
            self._claim(
                f"{name}: traffic moved within {RECOVERY_LIMIT_MS} ms",
                outcome.moved < RECOVERY_LIMIT_MS,
            )
        name, last = outcomes[-1]
        self._claim(f"{name}: no probe lost", last.lost == 0)
        self._claim(f"{name}: bfdd exited with 0", last.status == 0)
