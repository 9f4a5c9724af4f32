"""The outside: one server that tells everybody which address and port they come from."""

from pathlib import Path

from .errors import LabError
from .namespaces import Namespaces
from .processes import Processes
from .topology import OUTSIDE
from .waiting import wait_for

SERVER = Path(__file__).parent / "inside" / "server.py"
NAME = "server"


class Outside:
    """The outside network's server."""

    def __init__(self, processes: Processes, namespaces: Namespaces):
        self.processes, self.namespaces = processes, namespaces
        self.ready = processes.state / "server-ready"

    def alive(self) -> bool:
        return self.processes.alive(NAME)

    def start(self) -> None:
        """Starts the server and returns when it serves."""
        self.processes.start(
            NAME,
            ["/usr/bin/python3", "-I", "-S", str(SERVER), str(self.ready)],
            netns=self.namespaces.name(OUTSIDE),
            environment={"PATH": "/usr/bin:/bin"},
        )
        wait_for("the outside's server", self._serves)

    def _serves(self) -> bool:
        if not self.alive():
            raise LabError(f"the outside's server ended: {self.processes.log_tail(NAME)}")
        return self.ready.exists()
