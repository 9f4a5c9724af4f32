"""The server outside, server.py READY: answers everybody with the address and port they come from.

It makes the file READY when it serves.

TCP port 80: an HTTP request is answered with `ADDRESS PORT`, so `curl` will do.
UDP port 7:  a datagram comes back with ` ADDRESS PORT` after what it held.
"""

import socket
import socketserver
import sys
import threading
from pathlib import Path


def seen(peer: tuple) -> bytes:
    """The peer as text; an IPv4 peer of a dual stack socket without its ::ffff:."""
    return f"{peer[0].removeprefix('::ffff:')} {peer[1]}".encode()


class WhoAmI(socketserver.BaseRequestHandler):
    """One HTTP request; the answer needs nothing of it."""

    def handle(self) -> None:
        self.request.settimeout(10)
        if self.request.recv(4096):
            body = seen(self.client_address) + b"\n"
            head = b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
            self.request.sendall(head % len(body) + body)


class HTTPServer(socketserver.ThreadingTCPServer):
    address_family = socket.AF_INET6
    request_queue_size = 256
    daemon_threads = True

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


def echo_socket() -> socket.socket:
    server = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    server.bind(("::", 7))
    return server


def echo(server: socket.socket) -> None:
    while True:
        data, peer = server.recvfrom(2048)
        server.sendto(data + b" " + seen(peer), peer)


if __name__ == "__main__":
    datagrams = echo_socket()
    threading.Thread(target=echo, args=[datagrams], daemon=True).start()
    with HTTPServer(("::", 80), WhoAmI) as http:
        Path(sys.argv[1]).touch()
        http.serve_forever()
