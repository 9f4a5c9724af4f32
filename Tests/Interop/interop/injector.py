"""Sends made-up datagrams to the responder, under its peer's address or another."""

import socket
import time
from dataclasses import dataclass

from interop.frames import SINGLE_HOP_PORT
from interop.wire import Family, Wire

SOURCE_PORT = 65_001


@dataclass(frozen=True)
class Datagram:
    """A UDP datagram and what is wrong with it."""

    flaw: str
    payload: bytes
    time_to_live: int = 255
    is_from_peer: bool = True
    destination_port: int = SINGLE_HOP_PORT


class Injector:
    """Sockets of the remote host, one for its peer's address and one for another of its own."""

    def __init__(self, wire: Wire, family: Family):
        self.family = family
        self.sent: list[tuple[float, str]] = []
        self._kind = socket.AF_INET6 if ":" in family.remote else socket.AF_INET
        self._peer = wire.remote.enter(lambda: self._open(family.remote))
        self._stranger = wire.remote.enter(lambda: self._open(family.stranger))

    def _open(self, address: str) -> socket.socket:
        opened = socket.socket(self._kind, socket.SOCK_DGRAM)
        opened.bind((address, SOURCE_PORT))
        return opened

    def send(self, datagram: Datagram) -> None:
        chosen = self._peer if datagram.is_from_peer else self._stranger
        if self._kind == socket.AF_INET6:
            option = (socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS)
        else:
            option = (socket.IPPROTO_IP, socket.IP_TTL)
        self.sent.append((time.time(), datagram.flaw))
        chosen.setsockopt(*option, datagram.time_to_live)
        try:
            chosen.sendto(datagram.payload, (self.family.local, datagram.destination_port))
        except ConnectionRefusedError:
            # The answer to an earlier datagram, to a port where nobody listens: as it should be.
            chosen.sendto(datagram.payload, (self.family.local, datagram.destination_port))

    def close(self) -> None:
        self._peer.close()
        self._stranger.close()
