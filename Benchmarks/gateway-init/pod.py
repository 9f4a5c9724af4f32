"""A gateway pod's network: the VPC's router on one side, the external network on the other."""

from __future__ import annotations

import ipaddress
from contextlib import ExitStack

from interop.namespaces import Namespace

INTERNAL_GATEWAY = "192.168.0.1"
INTERNAL = "192.168.0.2"
EXTERNAL_GATEWAY = "172.17.0.1"
EXTERNAL = "172.17.0.11"
CLIENT = "10.200.0.9"
"""Inside, and in none of the CIDRs: the worst case for whoever looks at one after another."""
SERVER = "198.51.100.1"
"""Outside, where nobody answers."""

FIRST_CIDR = ipaddress.IPv4Address("10.0.0.0")
CIDR_LENGTH = 28
CIDR_DISTANCE = 32


def cidrs(count: int) -> list[str]:
    """CIDRs that are not to be translated; none touches another, so that none can be merged."""
    return [f"{FIRST_CIDR + index * CIDR_DISTANCE}/{CIDR_LENGTH}" for index in range(count)]


class Pod:
    """The pod as the CNI leaves it, and a namespace at the other end of each of its interfaces."""

    def __init__(self):
        with ExitStack() as made:
            self.inside, self.gateway, self.outside = (
                made.enter_context(Namespace(label)) for label in ("inside", "gateway", "outside")
            )
            self.gateway.ip(
                f"link add eth0 type veth peer name eth0 netns {self.inside.name}\n"
                f"link add net1 type veth peer name eth0 netns {self.outside.name}\n"
            )
            self.inside.ip(
                f"link set eth0 up\naddress add {INTERNAL_GATEWAY}/24 dev eth0\n"
                f"address add {CLIENT}/32 dev eth0\nroute add default via {INTERNAL}\n"
            )
            self.outside.ip(f"link set eth0 up\naddress add {EXTERNAL_GATEWAY}/24 dev eth0\n")
            self.gateway.ip(
                f"link set lo up\nlink set eth0 up\nlink set net1 up\n"
                f"address add {INTERNAL}/24 dev eth0\naddress add {EXTERNAL}/24 dev net1\n"
                f"route add default via {EXTERNAL_GATEWAY}\n"
            )
            self._made = made.pop_all()

    def __enter__(self) -> Pod:
        return self

    def __exit__(self, *failure: object) -> None:
        self._made.close()
