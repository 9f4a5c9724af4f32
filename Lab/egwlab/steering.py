"""What a controller writes to OVN so that a VPC leaves through its gateways.

There are three ways, and the OVN says which one it knows:

- `bfd-only`: Kube-OVN's patched OVN. BFD from a port without a peer; reroute policies that watch
  BFD sessions. Exactly what Kube-OVN writes.
- `policy`: OVN since 24.03. The same policies, but BFD has to come from the port that reaches the
  gateway, so its packets arrive with TTL 255 instead of 254.
- `route`: older OVN, Debian 12's among them. ECMP routes by source address, each with its BFD
  session. Without a session that is up there is no route, so nothing leaves.
"""

from enum import StrEnum
from pathlib import Path

from .addresses import FAMILIES, Family
from .ovn import OVN
from .state import Settings

ROUTER = "vpc1"
SUBNET = "subnet1"
SUBNET_PORT = f"{ROUTER}-{SUBNET}"
BFD_PORT = f"bfd@{ROUTER}"

# Kube-OVN's priorities (kube-ovn pkg/util/const.go: EgressGatewayPolicyPriority and below).
REROUTE_PRIORITY = 29100
DROP_PRIORITY = 29090


class Mode(StrEnum):
    BFD_ONLY = "bfd-only"
    POLICY = "policy"
    ROUTE = "route"

    @property
    def bfd_port(self) -> str:
        """The router port that OVN's BFD packets come from."""
        return SUBNET_PORT if self is Mode.POLICY else BFD_PORT

    def bfd_peer(self, family: Family) -> str:
        """The address that OVN's BFD packets come from."""
        return family.router if self is Mode.POLICY else family.bfd_port


def mode_of(ovn: OVN) -> Mode:
    """The way this OVN can steer."""
    columns = ovn.run(
        "ovsdb-client", "list-columns", f"unix:{ovn.socket}", "OVN_Northbound",
        "Logical_Router_Policy",
    )
    if "bfd_sessions" not in columns:
        return Mode.ROUTE
    patched = b"bfd-only" in Path(ovn.program("ovn-northd")).read_bytes()
    return Mode.BFD_ONLY if patched else Mode.POLICY


def steer(ovn: OVN, mode: Mode, settings: Settings) -> None:
    """Writes the BFD rows, and the routes or policies that watch them, in one transaction."""
    commands: list[str] = []
    for family in FAMILIES:
        hops = [family.internal(n + 1) for n in range(settings.gateways)]
        rows = [f"@bfd{family.key}n{n + 1}" for n in range(settings.gateways)]
        for hop, row in zip(hops, rows):
            commands += [
                "--", f"--id={row}", "create", "BFD",
                f'logical_port="{mode.bfd_port}"', f'dst_ip="{hop}"',
                f"min_tx={settings.interval_ms}", f"min_rx={settings.interval_ms}",
                f"detect_mult={settings.multiplier}",
            ]
        if mode is Mode.ROUTE:
            commands += _routes(family, hops, rows)
        else:
            commands += _policies(family, hops, rows)
    ovn.nbctl(*commands[1:])


def _routes(family: Family, hops: list[str], rows: list[str]) -> list[str]:
    commands = []
    for hop, row in zip(hops, rows):
        route = row.replace("bfd", "route")
        commands += [
            "--", f"--id={route}", "create", "Logical_Router_Static_Route",
            f'ip_prefix="{family.clients}"', "policy=src-ip", f'nexthop="{hop}"', f"bfd={row}",
            "--", "add", "Logical_Router", ROUTER, "static_routes", route,
        ]
    return commands


def _policies(family: Family, hops: list[str], rows: list[str]) -> list[str]:
    match = f'match="ip{family.key}.src == {family.clients}"'
    quoted = ",".join(f'"{hop}"' for hop in hops)
    # Policies are looked at only after some route has matched; nobody has this next hop.
    nowhere = family.inside(254)
    return [
        "--", "lr-route-add", ROUTER, family.everywhere, nowhere,
        "--", f"--id=@reroute{family.key}", "create", "Logical_Router_Policy",
        f"priority={REROUTE_PRIORITY}", match, "action=reroute",
        f"nexthops=[{quoted}]", f"bfd_sessions=[{','.join(rows)}]",
        "--", "add", "Logical_Router", ROUTER, "policies", f"@reroute{family.key}",
        "--", f"--id=@drop{family.key}", "create", "Logical_Router_Policy",
        f"priority={DROP_PRIORITY}", match, "action=drop",
        "--", "add", "Logical_Router", ROUTER, "policies", f"@drop{family.key}",
    ]
