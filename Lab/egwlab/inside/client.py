"""The client's side of the probes; runs inside a client pod, driven by probes.py.

The first line of standard input is a JSON request.

{"ask": [FLOW, …]} asks the server once a flow and prints a list: [ADDRESS, PORT] as the server
saw it, or null when no answer came.

{"stream": [FLOW, …], "interval_ms": N} sends one datagram a flow every N ms until standard input
ends. It prints a line when a flow leaves by another address than before, and one at the end: for
each flow the number of datagrams sent, and of those without an answer the number and the time. As
it ends with its input, it cannot outlive whoever started it.
"""

import json
import select
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor

ECHO, HTTP = 7, 80
TRIES, PATIENCE = 3, 0.4
LAST_ANSWERS = 1.0
"""How long an answer may be under way, in seconds, before it counts as lost."""


def connect(flow: dict, kind: socket.SocketKind, port: int) -> socket.socket:
    """A socket of the flow's own source address, connected to the server."""
    family = socket.AF_INET6 if ":" in flow["source"] else socket.AF_INET
    own = socket.socket(family, kind)
    own.settimeout(PATIENCE if kind == socket.SOCK_DGRAM else TRIES * PATIENCE)
    own.bind((flow["source"], flow.get("port", 0)))
    own.connect((flow["destination"], port))
    return own


def ask_udp(flow: dict) -> str | None:
    with connect(flow, socket.SOCK_DGRAM, ECHO) as own:
        for _ in range(TRIES):
            try:
                own.send(b"?")
                return own.recv(256).decode()[2:]
            except OSError:
                continue
    return None


def ask_tcp(flow: dict) -> str | None:
    try:
        with connect(flow, socket.SOCK_STREAM, HTTP) as own:
            own.sendall(b"GET / HTTP/1.0\r\n\r\n")
            answer = b""
            while chunk := own.recv(4096):
                answer += chunk
    except OSError:
        return None
    return answer.partition(b"\r\n\r\n")[2].decode().strip()


def ask(flow: dict) -> list | None:
    answer = (ask_tcp if flow["protocol"] == "tcp" else ask_udp)(flow)
    if answer is None:
        return None
    address, port = answer.split()
    return [address, int(port)]


class Flow:
    """One flow of a stream: what is under way, what never came back, by which way it goes."""

    def __init__(self, index: int, flow: dict):
        self.index = index
        self.socket = connect(flow, socket.SOCK_DGRAM, ECHO)
        self.socket.setblocking(False)
        self.sent = 0
        self.pending: dict[int, int] = {}
        self.via = ""

    def fileno(self) -> int:
        return self.socket.fileno()

    def send(self, now: int) -> None:
        self.pending[self.sent] = now
        try:
            self.socket.send(b"%d" % self.sent)
        except OSError:  # it counts as sent, and will be missing
            pass
        self.sent += 1

    def receive(self) -> None:
        try:
            number, via, _ = self.socket.recv(256).decode().split()
        except OSError:  # an ICMP error for an earlier datagram
            return
        sent = self.pending.pop(int(number), None)
        if sent is not None and via != self.via:
            self.via = via
            print(json.dumps({"flow": self.index, "via": via, "sent": sent}), flush=True)


def stream(flows: list[Flow], interval: int) -> None:
    """Sends every `interval` nanoseconds until standard input ends, then waits for the last."""
    due, end = time.monotonic_ns(), None
    while True:
        now = time.monotonic_ns()
        if end is None and now >= due:
            for flow in flows:
                flow.send(now)
            due += interval
        elif end is not None and (now >= end or not any(flow.pending for flow in flows)):
            break
        limit = max(0, (due if end is None else end) - time.monotonic_ns()) / 1e9
        sources = [*flows, sys.stdin] if end is None else flows
        for ready in select.select(sources, [], [], limit)[0]:
            if ready is sys.stdin:
                end = time.monotonic_ns() + int(LAST_ANSWERS * 1e9)
            else:
                ready.receive()
    print(json.dumps([{"sent": f.sent, "lost": sorted(f.pending.items())} for f in flows]))


if __name__ == "__main__":
    request = json.loads(sys.stdin.readline())
    if "ask" in request:
        with ThreadPoolExecutor(32) as pool:
            print(json.dumps(list(pool.map(ask, request["ask"]))))
    else:
        flows = [Flow(index, flow) for index, flow in enumerate(request["stream"])]
        stream(flows, int(request["interval_ms"] * 1_000_000))
