"""The lab's network namespaces and the cables between them."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .errors import LabError
from .state import State

NAMED = Path("/run/netns")


class Namespaces:
    """The namespaces of one lab. `gw1` of lab `egw` is the namespace `egw-gw1`."""

    def __init__(self, state: State):
        self.state = state
        self.list = state / "nodes"

    def name(self, node: str) -> str:
        return f"{self.state.name}-{node}"

    def nodes(self) -> list[str]:
        """The nodes that were made, or were about to be made."""
        try:
            return self.list.read_text().split()
        except FileNotFoundError:
            return []

    def missing(self) -> list[str]:
        return [node for node in self.nodes() if not (NAMED / self.name(node)).exists()]

    def add(self, nodes: Sequence[str]) -> None:
        """Makes namespaces. Raises LabError, having made none, if one of them is there already.

        The list is written first: a lab that is killed in between leaves a list that names too
        much, never a namespace that no list names.
        """
        for node in nodes:
            if (NAMED / self.name(node)).exists():
                raise LabError(f"network namespace {self.name(node)} exists and is not this lab's")
        self.list.write_text("\n".join(nodes))
        for node in nodes:
            self.run("ip", "netns", "add", self.name(node))
            self.ip(node, "link set lo up")

    def remove(self) -> None:
        """Removes every namespace of the lab, and with each what is in it."""
        for node in self.nodes():
            if (NAMED / self.name(node)).exists():
                self.run("ip", "netns", "del", self.name(node))
        self.list.unlink(missing_ok=True)

    def run(self, *argv: str, **options: object) -> str:
        """Runs a command to its end; what it printed. Raises LabError with what it complained of."""
        result = subprocess.run(
            argv, text=True, capture_output=True, pass_fds=self.state.inherited, **options
        )
        if result.returncode != 0:
            complaint = result.stderr.strip() or f"exit status {result.returncode}"
            raise LabError(f"{' '.join(argv)}: {complaint}")
        return result.stdout

    def ip(self, node: str, *commands: str) -> None:
        """Runs several `ip` commands in a node, one process for all."""
        self.run("ip", "-n", self.name(node), "-batch", "-", input="\n".join(commands) + "\n")

    def argv(self, node: str, *argv: str) -> list[str]:
        """A command line that runs `argv` in a node."""
        if node not in self.nodes():
            raise LabError(f'there is no node "{node}"; there are {", ".join(self.nodes())}')
        return ["ip", "netns", "exec", self.name(node), *argv]

    def plug(self, node: str, interface: str, peer_node: str, peer_interface: str) -> None:
        """Joins two nodes by a veth pair; the peer's end is up.

        OVS's userspace datapath reads the peer with AF_PACKET, which shows frames before the
        checksum is filled in and super-frames before they are cut, so both are switched off.
        """
        self.run(
            *("ip", "link", "add", peer_interface, "netns", self.name(peer_node)),
            *("type", "veth", "peer", "name", interface, "netns", self.name(node)),
        )
        for end, name in ((node, interface), (peer_node, peer_interface)):
            offloads = [part for key in ("tx", "tso", "gso", "gro") for part in (key, "off")]
            self.run(*self.argv(end, "ethtool", "-K", name, *offloads))
        self.ip(peer_node, f"link set {peer_interface} up")


def require_root() -> None:
    """Raises LabError unless namespaces can be made."""
    if os.geteuid() != 0:
        raise LabError("the lab makes network namespaces and needs root")
