"""OVN's daemons, from the distribution or from a prefix, in a directory of the lab's own."""

import os
import shutil
import subprocess
from pathlib import Path

from .errors import LabError
from .namespaces import Namespaces
from .ovsdb import Monitor
from .processes import Processes
from .state import State
from .waiting import wait_for

CHASSIS = "egw-node1"
HYPERVISOR = "hv"
DATABASES = {"conf": "vswitch", "nb": "ovn-nb", "sb": "ovn-sb"}
# In the order in which they are ended: who is asked goes after who asks.
DAEMONS = ("controller", "northd", "vswitchd", "ovsdb")


class OVN:
    """One OVN: a chassis with a userspace datapath, both databases, northd and the controller."""

    def __init__(self, state: State, processes: Processes, namespaces: Namespaces, prefix: str):
        self.state, self.processes, self.namespaces = state, processes, namespaces
        self.prefix = prefix
        self.run_directory = state / "run"
        self.socket = self.run_directory / "db.sock"
        search = "/usr/sbin:/usr/bin:/sbin:/bin"
        if prefix:
            search = f"{prefix}/bin:{prefix}/sbin:{search}"
        self.environment = {"PATH": search} | {
            f"{suite}_{kind}": str(state / directory)
            for suite in ("OVS", "OVN")
            for kind, directory in (("RUNDIR", "run"), ("LOGDIR", "log"), ("DBDIR", "db"))
        }

    def program(self, name: str) -> str:
        path = shutil.which(name, path=self.environment["PATH"])
        if path is None:
            raise LabError(f"{name} is not installed; make deps installs what the lab needs")
        return path

    def version(self) -> str:
        line = subprocess.run(
            [self.program("ovn-controller"), "--version"], text=True, capture_output=True
        ).stdout.splitlines()[0]
        return line.split()[-1]

    def start(self) -> None:
        """Starts everything, and returns when the chassis has registered."""
        for directory in (self.run_directory, self.state / "db"):
            directory.mkdir()
        files = []
        for file, schema in DATABASES.items():
            files.append(str(self.state / "db" / f"{file}.db"))
            self.run("ovsdb-tool", "create", files[-1], str(self._schema(schema)))
        # One server for the three databases. The socket appears when it serves.
        self._daemon("ovsdb", "ovsdb-server", *files, f"--remote=punix:{self.socket}")
        self._wait_socket("ovsdb", self.socket)
        # The encapsulation address only has to be there: one chassis never makes a tunnel.
        self.vsctl(
            *("--no-wait", "init", "--", "set", "Open_vSwitch", "."),
            *(f"external_ids:system-id={CHASSIS}", f"external_ids:hostname={CHASSIS}"),
            *(f"external_ids:ovn-remote=unix:{self.socket}", "external_ids:ovn-encap-type=geneve"),
            *("external_ids:ovn-encap-ip=127.0.0.1",),
            *("external_ids:ovn-bridge-datapath-type=netdev", "--", "add-br", "br-int"),
            *("--", "set", "bridge", "br-int", "datapath_type=netdev", "fail-mode=secure"),
        )
        database = f"unix:{self.socket}"
        self._daemon("vswitchd", "ovs-vswitchd", database, "--disable-system")
        self._daemon("northd", "ovn-northd", f"--ovnnb-db={database}", f"--ovnsb-db={database}")
        self._daemon("controller", "ovn-controller", database, unixctl=False)
        self.sbctl("wait-until", "Chassis", CHASSIS)

    def _schema(self, name: str) -> Path:
        base = Path(self.prefix or "/usr") / "share"
        package = "openvswitch" if name == "vswitch" else "ovn"
        return base / package / f"{name}.ovsschema"

    def _daemon(self, name: str, program: str, *arguments: str, unixctl: bool = True) -> None:
        # In the foreground, because a daemon that detaches leaves its record behind.
        argv = [self.program(program), *arguments, "-vconsole:info", "-vsyslog:off", "-vfile:off"]
        if unixctl:  # ovn-controller 23.03 does not take it; it names its socket itself
            argv.append(f"--unixctl={self.run_directory / name}.ctl")
        self.processes.start(
            name,
            argv,
            netns=self.namespaces.name(HYPERVISOR),
            environment=self.environment,
        )

    def _wait_socket(self, name: str, path: Path) -> None:
        def there() -> bool:
            if not self.processes.alive(name):
                raise LabError(f"{name} ended: {self.processes.log_tail(name)}")
            return path.exists()

        wait_for(f"{name} to serve", there)

    def alive(self) -> bool:
        return all(self.processes.alive(daemon) for daemon in DAEMONS)

    def run(self, program: str, *arguments: str) -> str:
        environment = os.environ | self.environment
        return self.namespaces.run(self.program(program), *arguments, env=environment)

    def nbctl(self, *arguments: str) -> str:
        return self.run("ovn-nbctl", f"--db=unix:{self.socket}", "--timeout=30", *arguments)

    def sbctl(self, *arguments: str) -> str:
        return self.run("ovn-sbctl", f"--db=unix:{self.socket}", "--timeout=30", *arguments)

    def vsctl(self, *arguments: str) -> str:
        return self.run("ovs-vsctl", f"--db=unix:{self.socket}", "--timeout=30", *arguments)

    def appctl(self, *arguments: str) -> str:
        target = self.run_directory / "vswitchd.ctl"
        return self.run("ovs-appctl", "-t", str(target), *arguments)

    def watch_bfd(self) -> Monitor:
        """Follows the status ovn-controller gives each BFD session, by the gateway's address."""
        return Monitor(self.socket, "OVN_Southbound", "BFD", "dst_ip", "status")
