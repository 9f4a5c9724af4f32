"""Writes down which probes OVN handed to a gateway; runs on the hypervisor, driven by probes.py.

tap.py INTERFACE… listens on the gateways' ports until standard input ends, then prints the numbers
of the probes it saw as JSON: {SOURCE: [NUMBER, …]}. It exits with 1 when it missed a packet.
"""

import json
import select
import socket
import struct
import sys
from collections import defaultdict

ETH_P_ALL = 3
SOL_PACKET, PACKET_STATISTICS = 263, 6
SO_RCVBUFFORCE = 33
ETHERNET, IPV4, IPV6, UDP = 14, 20, 40, 8
ECHO = 7


def listen(interface: str) -> socket.socket:
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    tap.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)
    tap.bind((interface, ETH_P_ALL))
    tap.setblocking(False)
    return tap


def probe(frame: bytes) -> tuple[str, int] | None:
    """The source and the number of a probe to the server; None for any other frame.

    The clients send no IP options and no extension headers.
    """
    kind = frame[12:14]
    if kind == b"\x08\x00" and frame[ETHERNET + 9] == socket.IPPROTO_UDP:
        family, source, end = socket.AF_INET, frame[26:30], ETHERNET + IPV4
    elif kind == b"\x86\xdd" and frame[ETHERNET + 6] == socket.IPPROTO_UDP:
        family, source, end = socket.AF_INET6, frame[22:38], ETHERNET + IPV6
    else:
        return None
    if struct.unpack_from("!H", frame, end + 2)[0] != ECHO:
        return None
    (length,) = struct.unpack_from("!H", frame, end + 4)
    return socket.inet_ntop(family, source), int(frame[end + UDP : end + length])


def main(interfaces: list[str]) -> int:
    seen: dict[str, list[int]] = defaultdict(list)
    taps = [listen(interface) for interface in interfaces]
    print("listening", flush=True)
    ended = False
    while not ended:
        ready = select.select([*taps, sys.stdin], [], [])[0]
        # Last, so that what is queued when the input ends is still read.
        ended = sys.stdin in ready
        for tap in taps:
            while True:
                try:
                    frame, address = tap.recvfrom(2048)
                except OSError:  # nothing more for now, or the interface has gone down
                    break
                if address[2] == socket.PACKET_OUTGOING and (found := probe(frame)):
                    seen[found[0]].append(found[1])
    missed = [struct.unpack("II", t.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))[1] for t in taps]
    print(json.dumps(seen))
    return 1 if any(missed) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
