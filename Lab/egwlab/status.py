"""What a lab looks like right now, for a person."""

from .lab import Lab
from .steering import ROUTER


def print_status(lab: Lab) -> None:
    """Prints the lab's processes, OVN's view of the gateways, and theirs of OVN."""
    settings = lab.settings
    print(
        f"lab {lab.state.name}: OVN {lab.ovn.version()} ({lab.mode}),"
        f" {settings.gateways} gateways, BFD {settings.interval_ms} ms × {settings.multiplier}"
    )
    for name in lab.processes.names():
        record = lab.processes.record(name)
        if record and lab.processes.alive(name):
            print(f"  {name:<16} pid {record.pid}")
        else:
            print(f"  {name:<16} ended")
    if not lab.ovn.alive():
        print("OVN is not complete")
        return
    columns = "dst_ip,status,min_tx,min_rx,detect_mult,logical_port"
    print(lab.ovn.nbctl("--format=table", f"--columns={columns}", "list", "BFD"), end="")
    print(lab.ovn.nbctl("lr-route-list", ROUTER), end="")
    print(lab.ovn.nbctl("lr-policy-list", ROUTER), end="")
    for gateway in lab.gateways:
        if gateway.running:
            print(f"{gateway.name}$ bfdd-control status")
            print(gateway.execute("bfdd-control", "status").stdout, end="")
