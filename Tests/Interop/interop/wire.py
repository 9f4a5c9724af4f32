"""Two hosts and the switch between them, which can drop, cut and be listened to."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from interop.namespaces import Namespace
from interop.recorder import Recorder

LOCAL = "local"
REMOTE = "remote"


@dataclass(frozen=True)
class Family:
    """The addresses of one family on the wire."""

    name: str
    local: str
    remote: str
    stranger: str
    """A second address of the remote host, which nobody has a session with."""
    prefix_length: int

    def __str__(self) -> str:
        return self.name


IPV4 = Family("IPv4", "10.7.0.1", "10.7.0.2", "10.7.0.66", 24)
IPV6 = Family("IPv6", "fd07::1", "fd07::2", "fd07::66", 64)
FAMILIES = (IPV4, IPV6)


class Wire:
    """`local` and `remote` are hosts with an `eth0`, joined by a bridge in a third namespace."""

    def __init__(self, label: str, record: Path):
        with ExitStack() as made:
            self.local, self.remote, self._switch = (
                made.enter_context(Namespace(f"{label}-{part}"))
                for part in (LOCAL, REMOTE, "switch")
            )
            self._build()
            self.recorder = Recorder(self._switch, LOCAL, record)
            made.callback(self.recorder.close)
            self._made = made.pop_all()

    def _build(self) -> None:
        for namespace in (self.local, self.remote, self._switch):
            namespace.ip("link set lo up")
        self._switch.ip("link add bridge type bridge mcast_snooping 0\nlink set bridge up")
        for port, host in ((LOCAL, self.local), (REMOTE, self.remote)):
            self._switch.ip(
                f"link add {port} type veth peer name eth0 netns {host.name}\n"
                f"link set {port} master bridge\n"
                f"link set {port} up"
            )
            # Captured frames are to have the checksums that a real wire would carry.
            host.run("ethtool", "-K", "eth0", "tx", "off")
            host.ip("link set eth0 up")
        for family in FAMILIES:
            # Without duplicate address detection an address is there at once, after a cut too.
            suffix = f"/{family.prefix_length} dev eth0" + (" nodad" if family == IPV6 else "")
            self.local.ip(f"address add {family.local}{suffix}")
            self.remote.ip(
                f"address add {family.remote}{suffix}\naddress add {family.stranger}{suffix}"
            )

    def cut(self) -> None:
        """Pulls both cables: neither host has a carrier."""
        self._switch.ip(f"link set {LOCAL} down\nlink set {REMOTE} down")

    def mend(self) -> None:
        """Plugs both cables in again."""
        self._switch.ip(f"link set {LOCAL} up\nlink set {REMOTE} up")

    def drop(self, *conditions: str) -> None:
        """Drops forwarded frames that meet one of `conditions`, nftables expressions."""
        self.pass_all()
        rules = "".join(f"    {condition} drop\n" for condition in conditions)
        self._switch.run(
            "nft",
            "-f",
            "-",
            text="table bridge wire {\n"
            "  chain forward {\n"
            "    type filter hook forward priority 0\n"
            f"{rules}"
            "  }\n"
            "}\n",
        )

    def silence_remote(self) -> None:
        """Nothing that the remote host sends arrives; it keeps its carrier and hears all."""
        self.drop(f'iifname "{REMOTE}"')

    def lose_every_second_packet(self) -> None:
        """Drops the first, third, fifth… BFD packet of each family in each direction."""
        self.drop(
            *(
                f'iifname "{port}" {protocol} version {version} udp dport 3784 numgen inc mod 2 < 1'
                for port in (LOCAL, REMOTE)
                for protocol, version in (("ip", 4), ("ip6", 6))
            )
        )

    def lose_most_packets(self) -> None:
        """Drops four BFD packets of five, by chance."""
        self.drop("udp dport 3784 numgen random mod 100 < 80")

    def pass_all(self) -> None:
        self._switch.run("nft", "flush", "ruleset")

    def remove(self) -> None:
        self._made.close()
