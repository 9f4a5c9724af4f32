"""A scripted peer: it says what a test wants said, and nothing that the test did not ask for."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace

from interop.control_packet import ControlPacket, Flags, State
from interop.frames import SINGLE_HOP_PORT, Frame
from interop.recorder import Recorder
from interop.wire import Family, Wire

DISCRIMINATOR = 0x0BADCAFE
SOURCE_PORT = 49_321
SO_NO_CHECK = 11


class Puppet:
    """Repeats `said` every `interval` seconds from the remote host, in one family.

    Over IPv4 its datagrams have no UDP checksum, as OVN's.
    """

    def __init__(self, wire: Wire, family: Family, interval: float = 0.08):
        self.family = family
        self.said = ControlPacket(
            state=State.DOWN,
            my_discriminator=DISCRIMINATOR,
            your_discriminator=0,
            desired_min_tx=100_000,
            required_min_rx=100_000,
        )
        self._recorder: Recorder = wire.recorder
        self._interval = interval
        self._is_closing = threading.Event()
        self._sender, self._listener = wire.remote.enter(self._open)
        self._thread = threading.Thread(target=self._repeat)
        self._thread.start()

    def _open(self) -> tuple[socket.socket, socket.socket]:
        if ":" in self.family.remote:
            kind, hops = socket.AF_INET6, (socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS)
        else:
            kind, hops = socket.AF_INET, (socket.IPPROTO_IP, socket.IP_TTL)
        sender = socket.socket(kind, socket.SOCK_DGRAM)
        sender.setsockopt(*hops, 255)
        if kind == socket.AF_INET:
            sender.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, 1)
        sender.bind((self.family.remote, SOURCE_PORT))
        # Only so that the host does not answer "port unreachable": the record is what is read.
        listener = socket.socket(kind, socket.SOCK_DGRAM)
        listener.bind((self.family.remote, SINGLE_HOP_PORT))
        return sender, listener

    def _repeat(self) -> None:
        while not self._is_closing.wait(self._interval):
            self._send(self.said)

    def _send(self, packet: ControlPacket) -> None:
        self._sender.sendto(packet.encode(), (self.family.local, SINGLE_HOP_PORT))

    def say(self, **changes: object) -> int:
        """Changes what is said and says it at once; returns the record's position before that."""
        position = self._recorder.position()
        self.said = replace(self.said, **changes)
        self._send(self.said)
        return position

    def poll(self) -> int:
        """Says it once more, with Poll; returns the record's position before that."""
        position = self._recorder.position()
        self._send(replace(self.said, flags=self.said.flags | Flags.POLL))
        return position

    def hear(self, state: State, since: int, within: float = 3) -> Frame:
        """Waits for the responder to say that it is in `state`."""
        return self._recorder.wait(
            lambda frame: frame.source == self.family.local and frame.packet.state == state,
            within,
            f"{self.family.local} says {state.name}",
            since,
        )

    def come_up(self) -> None:
        """Does its half of the handshake, whatever was before."""
        start = self.say(state=State.DOWN, your_discriminator=0)
        heard = self.hear(State.INIT, start)
        start = self.say(state=State.UP, your_discriminator=heard.packet.my_discriminator)
        self.hear(State.UP, start)

    def close(self) -> None:
        self._is_closing.set()
        self._thread.join()
        self._sender.close()
        self._listener.close()
