"""Where a responder is measured: its namespace and its group, the peers' namespace, one cable."""

from __future__ import annotations

import ipaddress
from contextlib import ExitStack

from cgroup import ControlGroup
from interop.namespaces import Namespace
from interop.speakers import Session

RESPONDER = "10.9.0.1"
FIRST_PEER = ipaddress.IPv4Address("10.9.16.1")
RESPONDER_MAC = "02:00:00:00:00:01"
PEERS_MAC = "02:00:00:00:00:02"


class MeteredNamespace(Namespace):
    """A namespace whose daemons are in a control group; commands that end are not."""

    def __init__(self, label: str, group: ControlGroup):
        super().__init__(label)
        self.group = group

    def launch(self, *words: str) -> list[str]:
        return self.group.launch(self.command(*words))


class Stage:
    """A responder's place for `count` sessions, each with a peer's address of its own."""

    def __init__(self, count: int):
        self.addresses = [str(FIRST_PEER + index) for index in range(count)]
        with ExitStack() as made:
            self.group = made.enter_context(ControlGroup("responder"))
            self.responder = made.enter_context(MeteredNamespace("responder", self.group))
            self.peers = made.enter_context(Namespace("peers"))
            self._build()
            self._made = made.pop_all()

    @property
    def sessions(self) -> list[Session]:
        """As the responder sees them."""
        return [Session(RESPONDER, address) for address in self.addresses]

    def _build(self) -> None:
        for namespace in (self.responder, self.peers):
            namespace.ip("link set lo up")
        self.responder.ip(
            f"link add eth0 address {RESPONDER_MAC} type veth"
            f" peer name eth0 netns {self.peers.name} address {PEERS_MAC}\n"
            f"address add {RESPONDER}/16 dev eth0\n"
            "link set eth0 up"
        )
        self.peers.ip(
            "link set eth0 up\n"
            + "".join(f"address add {address}/16 dev eth0\n" for address in self.addresses)
            + f"neighbour add {RESPONDER} lladdr {RESPONDER_MAC} dev eth0 nud permanent\n"
        )
        # Permanent ones: the kernel keeps no more than a thousand that it has learnt.
        self.responder.ip(
            "".join(
                f"neighbour add {address} lladdr {PEERS_MAC} dev eth0 nud permanent\n"
                for address in self.addresses
            )
        )

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *failure: object) -> None:
        self._made.close()
