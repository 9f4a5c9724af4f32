"""Records a link: every frame goes to a pcap file, BFD frames also to a list that tests read."""

import errno
import socket
import struct
import threading
from collections.abc import Callable
from pathlib import Path

from interop.frames import Frame
from interop.namespaces import Namespace
from interop.waiting import eventually

ETH_P_ALL = 0x0003
SO_TIMESTAMPNS = 35
TIMESPEC = struct.Struct("@ll")
LONGEST_FRAME = 2048

# The pcap file format with nanoseconds: magic, version 2.4, snap length, LINKTYPE_ETHERNET.
PCAP_HEADER = struct.pack("=IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, LONGEST_FRAME, 1)


class Recorder:
    """Watches one interface of a namespace from its creation until `close`.

    Times are the kernel's, so a machine that is busy delays what tests see, never what it says.
    """

    def __init__(self, namespace: Namespace, interface: str, file: Path):
        self.file = file
        self._frames: list[Frame] = []
        self._socket = namespace.enter(lambda: self._open(interface))
        self._output = open(file, "wb")
        self._output.write(PCAP_HEADER)
        self._closing = False
        self._thread = threading.Thread(target=self._record)
        self._thread.start()

    @staticmethod
    def _open(interface: str) -> socket.socket:
        opened = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        opened.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        opened.bind((interface, ETH_P_ALL))
        opened.settimeout(0.1)
        return opened

    def _record(self) -> None:
        while not self._closing:
            try:
                data, ancillary, _, _ = self._socket.recvmsg(LONGEST_FRAME, 64)
            except TimeoutError:
                continue
            except OSError as error:
                # Told once when the link goes down; what comes after it is up again is seen.
                if error.errno == errno.ENETDOWN:
                    continue
                raise
            (stamp,) = (value for _, kind, value in ancillary if kind == SO_TIMESTAMPNS)
            seconds, nanoseconds = TIMESPEC.unpack(stamp)
            header = struct.pack("=IIII", seconds, nanoseconds, len(data), len(data))
            # In one piece, so that `flush` never leaves half a frame in the file.
            self._output.write(header + data)
            frame = Frame.parse(seconds + nanoseconds / 1e9, data)
            if frame is not None:
                self._frames.append(frame)

    def position(self) -> int:
        """Where the record stands now, to be given to `since` later."""
        return len(self._frames)

    def since(self, position: int = 0) -> list[Frame]:
        return self._frames[position:]

    def wait(
        self, wanted: Callable[[Frame], bool], within: float, what: str, since: int = 0
    ) -> Frame:
        """Returns the first BFD frame at or after `since` that is `wanted`."""

        def found() -> Frame | None:
            return next((frame for frame in self._frames[since:] if wanted(frame)), None)

        return eventually(found, within, what)

    def flush(self) -> Path:
        """Makes the file complete up to now, and returns it."""
        self._output.flush()
        return self.file

    def close(self) -> None:
        self._closing = True
        self._thread.join()
        self._socket.close()
        self._output.close()
