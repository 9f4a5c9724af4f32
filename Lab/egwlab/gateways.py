"""Gateway pods: what Kube-OVN puts into one, and our programs in it, run as a kubelet runs them."""

import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from .addresses import FAMILIES
from .errors import LabError
from .namespaces import Namespaces
from .ovn import HYPERVISOR
from .processes import Container, Processes
from .state import Settings, State
from .steering import Mode
from .topology import BRIDGE, pod_cable
from .waiting import wait_for

PROGRAMS = ("gateway-init", "bfdd", "bfdd-control", "gateway-probe")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# Kube-OVN's container: nobody; drop ALL, add NET_BIND_SERVICE, NET_ADMIN, NET_RAW.
NOBODY = 65534
BFDD_CONTAINER = Container(uid=NOBODY, capabilities=(10, 12, 13))

# Longer than bfdd keeps forwarding after SIGTERM, as a pod's grace period is.
GRACE = 30.0


def require(programs: str) -> None:
    """Raises LabError unless all our programs are in the directory `programs`."""
    for program in PROGRAMS:
        if not (Path(programs) / program).is_file():
            raise LabError(f"there is no {program} in {programs}; make release builds it")


def install(state: State, programs: str) -> None:
    """Copies our programs to where an unprivileged user can run them."""
    destination = state / "bin"
    destination.mkdir()
    for program in PROGRAMS:
        shutil.copy(Path(programs) / program, destination / program)


class Gateway:
    """One gateway pod. Numbers begin with 1."""

    def __init__(
        self,
        number: int,
        state: State,
        processes: Processes,
        namespaces: Namespaces,
        settings: Settings,
        mode: Mode,
    ):
        self.number = number
        self.name = f"gw{number}"
        self.bfdd = f"{self.name}-bfdd"
        self.state, self.processes, self.namespaces = state, processes, namespaces
        self.settings, self.mode = settings, mode

    @property
    def internal(self) -> list[str]:
        """The pod's addresses in the VPC, one a family."""
        return [family.internal(self.number) for family in FAMILIES]

    @property
    def external(self) -> list[str]:
        """The pod's addresses outside, one a family."""
        return [family.external(self.number) for family in FAMILIES]

    def route(self) -> None:
        """Makes the routes that Kube-OVN's annotations ask the CNI for."""
        for family in FAMILIES:
            peer = family.host_prefix(family.bfd_port)
            self.namespaces.ip(
                self.name,
                f"route replace default via {family.server} dev net1",
                f"route replace {peer} via {family.router} dev eth0",
            )

    def init(self) -> str:
        """Runs gateway-init in the pod, as root; what it printed. Raises LabError when it fails."""
        environment = {"PATH": PATH}
        for family in FAMILIES:
            environment |= {
                f"INTERNAL_GATEWAY_IPV{family.key}": family.router,
                f"EXTERNAL_GATEWAY_IPV{family.key}": family.server,
                f"NO_SNAT_SOURCES_IPV{family.key}": str(family.unmasqueraded),
            }
        return self.namespaces.run(
            *self.namespaces.argv(self.name, self._program("gateway-init")), env=environment
        )

    def start(self) -> None:
        """Starts the pod: gateway-init, then bfdd."""
        self.init()
        self.start_bfdd()

    def start_bfdd(self) -> None:
        """Starts bfdd as Kube-OVN would, and waits for its startup probe."""
        interval = str(self.settings.interval_ms)
        self.processes.start(
            self.bfdd,
            [self._program("bfdd")],
            netns=self.namespaces.name(self.name),
            container=BFDD_CONTAINER,
            environment={
                "PATH": PATH,
                "HOSTNAME": self.name,
                "POD_IPS": ",".join(self.internal),
                "BFD_PEER_IPS": ",".join(self.mode.bfd_peer(family) for family in FAMILIES),
                "BFD_MIN_TX": interval,
                "BFD_MIN_RX": interval,
                "BFD_MULTI": str(self.settings.multiplier),
            },
        )
        wait_for(f"{self.name}'s startup probe", self._started)

    def _started(self) -> bool:
        if not self.running:
            tail = self.processes.log_tail(self.bfdd)
            raise LabError(f"bfdd of {self.name} ended at once: {tail}")
        return self.execute("gateway-probe", "startup").returncode == 0

    def is_up(self) -> bool:
        """Whether bfdd has its session of every family up."""
        return self.execute("bfdd-control", "status").stdout.count("state=Up") == len(FAMILIES)

    @property
    def running(self) -> bool:
        return self.processes.alive(self.bfdd)

    def terminate(self) -> int:
        """Sends SIGTERM to bfdd; when, in monotonic nanoseconds."""
        return self.processes.send(self.bfdd, signal.SIGTERM)

    def kill(self) -> int:
        """Sends SIGKILL to bfdd; when, in monotonic nanoseconds."""
        return self.processes.send(self.bfdd, signal.SIGKILL)

    def wait_end(self, limit: float = GRACE) -> int | None:
        """Waits for bfdd to end; its exit status, or the signal as a negative number."""
        if not self.processes.wait_end(self.bfdd, limit):
            raise LabError(f"bfdd of {self.name} still runs after {limit:g} s")
        return self.processes.exit_status(self.bfdd)

    def stop(self) -> None:
        """Ends bfdd the way a kubelet does: SIGTERM, the grace period, SIGKILL."""
        self.processes.stop(self.bfdd, grace=GRACE)

    def execute(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs one of our programs in the running container, as `kubectl exec` would."""
        unprivileged = (
            *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
            "--bounding-set=-all,+net_bind_service,+net_admin,+net_raw",
        )
        argv = self.namespaces.argv(
            self.name, *unprivileged, self._program(program), *arguments
        )
        environment: Mapping[str, str] = {"PATH": PATH}
        return subprocess.run(argv, text=True, capture_output=True, env=environment)

    def cut(self) -> None:
        """Takes both cables of the pod away, from outside, as when its node is lost."""
        self._cables("down")

    def mend(self) -> None:
        """Puts the cables back. The pod still has its addresses and routes."""
        self._cables("up")

    def _cables(self, state: str) -> None:
        # Side by side, because two commands after another are some milliseconds apart.
        cables = [
            subprocess.Popen(
                ["ip", "-n", self.namespaces.name(node), "link", "set", cable, state],
                pass_fds=self.state.inherited,
            )
            for node, cable in ((HYPERVISOR, pod_cable(self.name)), (BRIDGE, pod_cable(self.name)))
        ]
        if any([cable.wait() for cable in cables]):
            raise LabError(f"cannot set the links of {self.name} {state}")

    def _program(self, name: str) -> str:
        return str(self.state / "bin" / name)
