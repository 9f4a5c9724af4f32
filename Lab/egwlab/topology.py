"""The network: a VPC on OVN, an outside on a bridge, and pods in between.

```
     c1, c2                                              gw1 … gwN
        | eth0                                            | eth0   | net1
   +----+-------------------------------------------------+---+    |
   | hv: ovs-vswitchd, userspace datapath                     |    |
   |   logical switch subnet1 --- LRP vpc1-subnet1            |    |
   |   logical router vpc1                                    |    |
   |   LRP bfd@vpc1, on this chassis                          |    |
   +----------------------------------------------------------+    |
                                        br: Linux bridge ----------+--- eth0 of ext
```
"""

from . import addresses
from .addresses import CLIENT_1, CLIENT_2, FAMILIES, MORE_SOURCES, UNMASQUERADED_SOURCE
from .namespaces import Namespaces
from .ovn import CHASSIS, HYPERVISOR, OVN
from .steering import BFD_PORT, ROUTER, SUBNET, SUBNET_PORT, Mode

OUTSIDE = "ext"
BRIDGE = "br"
CLIENTS = {
    "c1": [CLIENT_1, *MORE_SOURCES],
    "c2": [CLIENT_2, UNMASQUERADED_SOURCE],
}
# What an overlay leaves of 1500, as Kube-OVN sets it on its pods.
POD_MTU = 1400


def gateway_names(count: int) -> list[str]:
    return [f"gw{n + 1}" for n in range(count)]


def nodes(gateways: int) -> list[str]:
    return [HYPERVISOR, BRIDGE, OUTSIDE, *CLIENTS, *gateway_names(gateways)]


def pod_cable(node: str) -> str:
    """The far end of a pod's cable, on the hypervisor and on the bridge alike."""
    return f"v-{node}"


def make_cables(namespaces: Namespaces, gateways: int) -> None:
    """Plugs everything in and gives the pods what a CNI gives them: addresses and routes."""
    namespaces.ip(BRIDGE, "link add br-ext type bridge mcast_snooping 0", "link set br-ext up")
    _plug_outside(namespaces, OUTSIDE, "eth0", addresses.OUTSIDE_SERVER)
    for family in FAMILIES:
        # The way back to those who are not masqueraded: any gateway takes it.
        hops = " ".join(f"nexthop via {family.external(n + 1)}" for n in range(gateways))
        namespaces.ip(OUTSIDE, f"route add {family.unmasqueraded} {hops}")
    for name, hosts in CLIENTS.items():
        _plug_inside(namespaces, name, hosts)
        for family in FAMILIES:
            namespaces.ip(name, f"route add default via {family.router} dev eth0")
    for n, name in enumerate(gateway_names(gateways)):
        _plug_inside(namespaces, name, [addresses.FIRST_GATEWAY + n])
        _plug_outside(namespaces, name, "net1", addresses.FIRST_EXTERNAL + n)


def _plug_inside(namespaces: Namespaces, node: str, hosts: list[int]) -> None:
    namespaces.plug(node, "eth0", HYPERVISOR, pod_cable(node))
    namespaces.ip(
        node,
        f"link set eth0 address {addresses.mac(hosts[0])} mtu {POD_MTU} up",
        *(
            f"addr add {family.inside(host)}/{family.subnet.prefixlen} dev eth0 {no_dad(family)}"
            for family in FAMILIES
            for host in hosts
        ),
    )


def _plug_outside(namespaces: Namespaces, node: str, interface: str, host: int) -> None:
    namespaces.plug(node, interface, BRIDGE, pod_cable(node))
    namespaces.ip(BRIDGE, f"link set {pod_cable(node)} master br-ext")
    namespaces.ip(
        node,
        f"link set {interface} up",
        *(
            f"addr add {family.outside[host]}/{family.outside.prefixlen}"
            f" dev {interface} {no_dad(family)}"
            for family in FAMILIES
        ),
    )


def no_dad(family: addresses.Family) -> str:
    """Duplicate address detection would keep IPv6 addresses back for a second or two."""
    return "nodad" if family.version == 6 else ""


def make_router(ovn: OVN, mode: Mode) -> None:
    """The logical switch, the router and its BFD port, in one transaction."""
    subnet = [f"{f.router}/{f.subnet.prefixlen}" for f in FAMILIES]
    bfd = [f.host_prefix(f.bfd_port) for f in FAMILIES]
    commands = [
        *("ls-add", SUBNET, "--", "lr-add", ROUTER),
        *("--", "lrp-add", ROUTER, SUBNET_PORT, addresses.mac(addresses.ROUTER), *subnet),
        *_router_peer(SUBNET, SUBNET_PORT),
        *("--", "lrp-add", ROUTER, BFD_PORT, "0a:58:0a:ff:ff:ff", *bfd),
        *("--", "--id=@chassis", "create", "HA_Chassis", f"chassis_name={CHASSIS}"),
        *("priority=100", "--", "--id=@group", "create", "HA_Chassis_Group"),
        *(f'name="{BFD_PORT}"', "ha_chassis=@chassis"),
        *("--", "set", "Logical_Router_Port", mode.bfd_port, "ha_chassis_group=@group"),
    ]
    if mode is Mode.BFD_ONLY:
        commands += ["--", "set", "Logical_Router_Port", BFD_PORT, "options:bfd-only=true"]
    else:
        # Upstream skips the BFD rows of a port that has no peer, so it gets an empty switch.
        commands += ["--", "ls-add", "bfd", *_router_peer("bfd", BFD_PORT)]
    ovn.nbctl(*commands)


def _router_peer(switch: str, port: str) -> list[str]:
    peer = f"{switch}-{ROUTER}"
    return [
        *("--", "lsp-add", switch, peer, "--", "lsp-set-type", peer, "router"),
        *("--", "lsp-set-addresses", peer, "router"),
        *("--", "lsp-set-options", peer, f"router-port={port}"),
    ]


def make_ports(ovn: OVN, gateways: int) -> None:
    """A logical port for every pod, bound to its cable, and all of them up on return."""
    hosts = CLIENTS | {
        name: [addresses.FIRST_GATEWAY + n] for n, name in enumerate(gateway_names(gateways))
    }
    logical: list[str] = []
    switch: list[str] = []
    up: list[str] = []
    for node, numbers in hosts.items():
        known = [family.inside(host) for family in FAMILIES for host in numbers]
        logical += ["--", "lsp-add", SUBNET, node, "--", "lsp-set-addresses", node]
        logical += [" ".join([addresses.mac(numbers[0]), *known])]
        switch += ["--", "add-port", "br-int", pod_cable(node)]
        switch += ["--", "set", "Interface", pod_cable(node), f"external_ids:iface-id={node}"]
        up += ["--", "wait-until", "Logical_Switch_Port", node, "up=true"]
    ovn.nbctl(*logical[1:])
    ovn.vsctl(*switch[1:])
    ovn.nbctl(*up[1:])
