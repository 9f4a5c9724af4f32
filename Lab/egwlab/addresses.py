"""The addressing plan: one value per family, and every node's place in it."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

ROUTER = 1
FIRST_GATEWAY = 2
CLIENT_1 = 101
CLIENT_2 = 102
# c1's further sources. OVN 23.03 hashes UDP by addresses alone, so that one source is one gateway.
MORE_SOURCES = range(104, 120)
UNMASQUERADED_SOURCE = 120

OUTSIDE_SERVER = 1
FIRST_EXTERNAL = 11


@dataclass(frozen=True)
class Family:
    """What the lab uses of one IP version."""

    version: int
    bfd_port: str
    """The VPC's BFD port: outside every subnet, so that its packets are routed (TTL 254)."""
    subnet: IPv4Network | IPv6Network
    outside: IPv4Network | IPv6Network
    clients: IPv4Network | IPv6Network
    """The sources that are steered to the gateways."""
    unmasqueraded: IPv4Network | IPv6Network
    """The part of `clients` that leaves with its own address (NO_SNAT_SOURCES)."""

    @property
    def key(self) -> str:
        """How OVN and Kube-OVN name the family: `ip4.src`, `INTERNAL_GATEWAY_IPV4`."""
        return str(self.version)

    @property
    def everywhere(self) -> str:
        return "0.0.0.0/0" if self.version == 4 else "::/0"

    @property
    def router(self) -> str:
        return self.inside(ROUTER)

    @property
    def server(self) -> str:
        return str(self.outside[OUTSIDE_SERVER])

    def inside(self, host: int) -> str:
        """An address of the VPC's subnet."""
        return str(self.subnet[host])

    def internal(self, gateway: int) -> str:
        """The address of a gateway (1, 2, …) towards the VPC."""
        return self.inside(FIRST_GATEWAY + gateway - 1)

    def external(self, gateway: int) -> str:
        """The address of a gateway (1, 2, …) towards the outside."""
        return str(self.outside[FIRST_EXTERNAL + gateway - 1])

    def host_prefix(self, address: str) -> str:
        """An address as a prefix that holds nothing else."""
        return f"{address}/{self.subnet.max_prefixlen}"


IPV4 = Family(
    version=4,
    bfd_port="10.255.255.255",
    subnet=ip_network("192.168.0.0/24"),
    outside=ip_network("172.17.0.0/16"),
    clients=ip_network("192.168.0.96/27"),
    unmasqueraded=ip_network("192.168.0.120/29"),
)
IPV6 = Family(
    version=6,
    bfd_port="fd00:10:255:255::255",
    subnet=ip_network("fd00:192:168::/64"),
    outside=ip_network("fd00:172:17::/64"),
    clients=ip_network("fd00:192:168::60/123"),
    unmasqueraded=ip_network("fd00:192:168::78/125"),
)
FAMILIES = (IPV4, IPV6)


def mac(host: int) -> str:
    """The MAC address of a host of the VPC's subnet: Kube-OVN's scheme, 0a:58 and the address."""
    return ":".join(f"{byte:02x}" for byte in (0x0A, 0x58, *IPV4.subnet[host].packed))
