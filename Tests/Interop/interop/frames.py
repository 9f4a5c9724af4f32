"""Captured Ethernet frames that carry BFD, taken apart."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

from interop.control_packet import ControlPacket

SINGLE_HOP_PORT = 3784
MULTI_HOP_PORT = 4784
ETHERTYPE_IPV4 = 0x0800
ETHERTYPE_IPV6 = 0x86DD
ETHERNET_HEADER = 14
IPV6_HEADER = 40
UDP_HEADER = 8


@dataclass(frozen=True)
class Frame:
    """A UDP datagram to a BFD port."""

    time: float
    """Seconds since the epoch, by the kernel's clock when it saw the frame."""
    source: str
    destination: str
    time_to_live: int
    """The IPv4 time to live or the IPv6 hop limit."""
    traffic_class: int
    source_port: int
    destination_port: int
    payload: bytes
    packet: ControlPacket | None

    @staticmethod
    def parse(time: float, data: bytes) -> Frame | None:
        """Returns None for anything but UDP to a BFD port without IP options or fragments."""
        (ethertype,) = struct.unpack_from("!H", data, 12)
        ip = data[ETHERNET_HEADER:]
        if ethertype == ETHERTYPE_IPV4 and len(ip) > 20 and ip[9] == socket.IPPROTO_UDP:
            traffic_class, time_to_live = ip[1], ip[8]
            source = socket.inet_ntop(socket.AF_INET, ip[12:16])
            destination = socket.inet_ntop(socket.AF_INET, ip[16:20])
            udp = ip[(ip[0] & 0x0F) * 4 :]
        elif ethertype == ETHERTYPE_IPV6 and len(ip) > 40 and ip[6] == socket.IPPROTO_UDP:
            traffic_class, time_to_live = (ip[0] & 0x0F) << 4 | ip[1] >> 4, ip[7]
            source = socket.inet_ntop(socket.AF_INET6, ip[8:24])
            destination = socket.inet_ntop(socket.AF_INET6, ip[24:40])
            udp = ip[IPV6_HEADER:]
        else:
            return None
        source_port, destination_port, length = struct.unpack_from("!HHH", udp)
        if destination_port not in (SINGLE_HOP_PORT, MULTI_HOP_PORT):
            return None
        payload = udp[UDP_HEADER:length]
        return Frame(
            time=time,
            source=source,
            destination=destination,
            time_to_live=time_to_live,
            traffic_class=traffic_class,
            source_port=source_port,
            destination_port=destination_port,
            payload=payload,
            packet=ControlPacket.decode(payload),
        )
