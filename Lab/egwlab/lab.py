"""A lab as a whole: up, down, and the way to its parts."""

import shutil
import signal

from . import gateways, steering, topology
from .errors import LabError
from .gateways import Gateway
from .namespaces import Namespaces
from .outside import Outside
from .ovn import OVN
from .ovsdb import Monitor
from .processes import Processes
from .state import Settings, State
from .steering import Mode
from .waiting import wait_for

# What the lab calls, apart from OVN and our own programs.
TOOLS = ("ip", "ethtool", "setpriv", "ovsdb-tool", "ovs-vsctl", "ovn-nbctl")


class Lab:
    """One lab by its name, whether it is up or not."""

    def __init__(self, name: str = "egw"):
        self.state = State(name)
        self.processes = Processes(self.state)
        self.namespaces = Namespaces(self.state)

    @property
    def is_up(self) -> bool:
        """Whether everything that `up` made is there."""
        return (
            (self.state / "ready").exists()
            and not self.namespaces.missing()
            and self.ovn.alive()
            and self.outside.alive()
        )

    @property
    def settings(self) -> Settings:
        return self.state.load()

    @property
    def ovn(self) -> OVN:
        return OVN(self.state, self.processes, self.namespaces, self.settings.ovn_prefix)

    @property
    def outside(self) -> Outside:
        return Outside(self.processes, self.namespaces)

    @property
    def mode(self) -> Mode:
        try:
            return Mode((self.state / "mode").read_text())
        except FileNotFoundError:
            raise LabError(f"lab {self.state.name} was never whole; up raises it anew") from None

    @property
    def gateways(self) -> list[Gateway]:
        settings, mode = self.settings, self.mode
        parts = (self.state, self.processes, self.namespaces, settings, mode)
        return [Gateway(n + 1, *parts) for n in range(settings.gateways)]

    def gateway(self, name: str) -> Gateway:
        found = [gateway for gateway in self.gateways if gateway.name == name]
        if not found:
            names = ", ".join(gateway.name for gateway in self.gateways)
            raise LabError(f'there is no gateway "{name}"; there are {names}')
        return found[0]

    def up(self, settings: Settings) -> bool:
        """Raises the lab, over the ruins of an earlier one if need be; False if it is up already."""
        if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
            raise LabError(f"{', '.join(missing)} not found; make deps installs what the lab needs")
        gateways.require(settings.programs)
        with self.state.exclusive():
            if self.is_up:
                if self.settings != settings:
                    raise LabError(f"lab {self.state.name} is up with other settings; down first")
                return False
            self._tear_down()
            self._build(settings)
            return True

    def _build(self, settings: Settings) -> None:
        self.state.save(settings)
        (self.state / "log").mkdir()
        gateways.install(self.state, settings.programs)
        self.namespaces.add(topology.nodes(settings.gateways))
        self.ovn.start()
        mode = steering.mode_of(self.ovn)
        (self.state / "mode").write_text(mode)
        topology.make_router(self.ovn, mode)
        topology.make_cables(self.namespaces, settings.gateways)
        topology.make_ports(self.ovn, settings.gateways)
        steering.steer(self.ovn, mode, settings)
        self.outside.start()
        for gateway in self.gateways:
            gateway.route()
        self.ovn.nbctl("--wait=hv", "sync")
        if not settings.idle:
            for gateway in self.gateways:
                gateway.start()
            self.settle(self.gateways)
        (self.state / "ready").touch()

    def settle(self, gateways: list[Gateway]) -> None:
        """Waits until gateways are up in OVN's eyes and their own, and OVN's tables say so.

        OVN has a session up as soon as it hears Init; until the gateway is up as well, it sends
        at RFC 5880's slow rate, and OVN would notice its end late.
        """
        with self.watch_bfd() as monitor:
            self.wait_bfd(monitor, "up", gateways)
        for gateway in gateways:
            wait_for(f"bfdd of {gateway.name} to have its sessions up", gateway.is_up)
        self.ovn.nbctl("--wait=hv", "sync")

    def down(self) -> None:
        """Ends every process of the lab and removes all it made; fine when there is nothing."""
        with self.state.exclusive():
            self._tear_down()
            self.state.forget()

    def _tear_down(self) -> None:
        for name in self.processes.names():
            # No farewells: bfdd would go on forwarding for a while.
            self.processes.stop(name, signal.SIGKILL)
        self.namespaces.remove()
        self.state.clear()

    def watch_bfd(self) -> Monitor:
        return self.ovn.watch_bfd()

    def wait_bfd(
        self, monitor: Monitor, status: str, of: list[Gateway], limit: float = 20.0
    ) -> None:
        """Waits until OVN has every session of these gateways in `status`."""
        wanted = {address: status for gateway in of for address in gateway.internal}
        names = ", ".join(gateway.name for gateway in of)
        monitor.wait(f"BFD {status} of {names}", lambda rows: wanted.items() <= rows.items(), limit)
