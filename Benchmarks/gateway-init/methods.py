"""Ways to turn a pod into a gateway: ours, and those that it is compared with.

The incumbent's is told in its own sequence of commands: two `iptables` processes for each CIDR.
Its state is also made by one `iptables-restore`, and ours by `nft -f` and `ip -batch`, as far as
commands can go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from interop.binaries import program
from pod import EXTERNAL, EXTERNAL_GATEWAY, INTERNAL, INTERNAL_GATEWAY, Pod, cidrs

ENVIRONMENT_LIMIT = 5_000
"""CIDRs in a variable; more are read from a file, because the kernel caps a string at 128 KiB."""

SYSCTLS = (
    "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 "
    "net.ipv4.conf.eth0.rp_filter=0\n"
)

ROUTING = [
    f"route replace default via {INTERNAL_GATEWAY} dev eth0 table 1000",
    "rule add iif eth0 lookup default priority 1001",
    "rule add iif net1 lookup 1000 priority 1002",
    f"rule add iif lo from {INTERNAL} lookup 1000 priority 1003",
    f"rule add iif lo from {EXTERNAL} lookup default priority 1004",
]


@dataclass(frozen=True)
class Command:
    """What is timed: a program that is to be found in PATH, and its environment."""

    words: list[str]
    environment: dict[str, str] = field(default_factory=dict)


def gateway_init(pod: Pod, count: int, directory: Path) -> Command:
    environment = {
        "INTERNAL_GATEWAY_IPV4": INTERNAL_GATEWAY,
        "EXTERNAL_GATEWAY_IPV4": EXTERNAL_GATEWAY,
    }
    sources = ",".join(cidrs(count))
    if count > ENVIRONMENT_LIMIT:
        file = directory / "no-snat-sources"
        file.write_text(sources)
        environment["NO_SNAT_SOURCES_IPV4_FILE"] = str(file)
    else:
        environment["NO_SNAT_SOURCES_IPV4"] = sources
    return Command([program("gateway-init")], environment)


def iptables(pod: Pod, count: int, directory: Path) -> Command:
    """One process for each rule."""
    lines = [SYSCTLS, "iptables -V >/dev/null\n"]
    lines += [f"ip {command}\n" for command in ROUTING]
    lines += [
        "iptables -t nat -N VEG-MASQUERADE\n",
        "iptables -t raw -F PREROUTING\n",
        "iptables -t nat -F PREROUTING\n",
        "iptables -t nat -F POSTROUTING\n",
        "iptables -t nat -F VEG-MASQUERADE\n",
        "iptables -t nat -A PREROUTING -i eth0 -j MARK --set-xmark 0x4000/0x4000\n",
        "iptables -t nat -A POSTROUTING -j VEG-MASQUERADE\n",
        "iptables -t nat -A VEG-MASQUERADE -j MARK --set-xmark 0x0/0xffffffff\n",
        "iptables -t nat -A VEG-MASQUERADE -j MASQUERADE --random-fully\n",
    ]
    for cidr in cidrs(count):
        lines.append(f"iptables -t nat -I POSTROUTING -s {cidr} -j RETURN\n")
        lines.append(f"iptables -t nat -I POSTROUTING -d {cidr} -j RETURN\n")
    return _script(lines, directory)


def iptables_restore(pod: Pod, count: int, directory: Path) -> Command:
    """The same state in one transaction."""
    rules = directory / "rules"
    exceptions = [
        f"-A POSTROUTING -{way} {cidr} -j RETURN" for cidr in cidrs(count) for way in "ds"
    ]
    rules.write_text(
        "\n".join(
            ["*nat", ":PREROUTING ACCEPT", ":POSTROUTING ACCEPT", ":VEG-MASQUERADE -"]
            + ["-A PREROUTING -i eth0 -j MARK --set-xmark 0x4000/0x4000", *exceptions]
            + ["-A POSTROUTING -j VEG-MASQUERADE"]
            + ["-A VEG-MASQUERADE -j MARK --set-xmark 0x0/0xffffffff"]
            + ["-A VEG-MASQUERADE -j MASQUERADE --random-fully", "COMMIT", ""]
        )
    )
    batch = directory / "routing"
    batch.write_text("\n".join(ROUTING) + "\n")
    return _script(
        [SYSCTLS, f"ip -batch {batch}\n", f"iptables-restore {rules}\n"], directory
    )


def nft(pod: Pod, count: int, directory: Path) -> Command:
    """What `gateway-init --dry-run` prints, with as few processes as will do."""
    ours = gateway_init(pod, count, directory)
    assignments = [f"{name}={value}" for name, value in ours.environment.items()]
    plan = pod.gateway.run("env", *assignments, *ours.words, "--dry-run")
    ruleset, batch, settings = [], [], []
    is_ruleset = False
    for line in plan.splitlines():
        if line.startswith("nft -f -"):
            is_ruleset = True
        elif line == "EOF":
            is_ruleset = False
        elif is_ruleset:
            ruleset.append(line)
        elif line.startswith("ip -4 "):
            batch.append(line.removeprefix("ip -4 "))
        elif line.startswith("sysctl -w "):
            settings.append(line.removeprefix("sysctl -w "))
        else:
            raise ValueError(f"gateway-init --dry-run says {line!r}")
    for name, lines in (("ruleset", ruleset), ("batch", batch)):
        (directory / name).write_text("\n".join(lines) + "\n")
    return _script(
        [
            f"nft -f {directory}/ruleset\n",
            f"ip -4 -batch {directory}/batch\n",
            f"sysctl -qw {' '.join(settings)}\n",
        ],
        directory,
    )


METHODS: dict[str, Callable[[Pod, int, Path], Command]] = {
    "gateway-init": gateway_init,
    "nft -f": nft,
    "iptables-restore": iptables_restore,
    "iptables": iptables,
}


def _script(lines: list[str], directory: Path) -> Command:
    file = directory / "script"
    file.write_text("set -e\n" + "".join(lines))
    return Command(["sh", str(file)])
