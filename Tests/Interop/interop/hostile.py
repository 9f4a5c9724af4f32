"""Datagrams that a responder has to survive, made from the session that they are aimed at."""

import random
from collections.abc import Iterator
from dataclasses import replace

from interop.control_packet import ControlPacket, Flags, State
from interop.frames import MULTI_HOP_PORT
from interop.injector import Datagram

ECHO_PORT = 3785
BITS = 8 * 24
STATE_BITS = (8, 9)
MULTIPLIER_BITS = range(16, 24)
LENGTH_BITS = range(24, 32)
YOUR_DISCRIMINATOR_BITS = range(64, 96)
VERSION_BITS = range(0, 3)


def deadly(alive: ControlPacket) -> Datagram:
    """The peer says Down: taken for true, it ends the session that `alive` belongs to.

    `alive` is what the peer sends while the session is Up.
    """
    return Datagram("none", _deadly(alive).encode())


def to_be_dropped(alive: ControlPacket) -> Iterator[Datagram]:
    """Deadly packets, each with one flaw for which RFC 5880 §6.8.6 or RFC 5881 drops it."""
    down = _deadly(alive)
    for bit in (*VERSION_BITS, *LENGTH_BITS, *YOUR_DISCRIMINATOR_BITS):
        yield Datagram(f"bit {bit} flipped", flip(down.encode(), bit))
    for name, packet in {
        "multipoint": replace(down, flags=Flags.MULTIPOINT),
        "authentication, but no section": replace(down, flags=Flags.AUTHENTICATION),
        "Poll and Final": replace(down, flags=Flags.POLL | Flags.FINAL),
        "multiplier 0": replace(down, multiplier=0),
        "length 23": replace(down, length=23),
        "length 25": replace(down, length=25),
        "My Discriminator 0": replace(down, my_discriminator=0),
        "Your Discriminator 0 in Init": replace(down, your_discriminator=0, state=State.INIT),
        "Your Discriminator 0 in Up": replace(down, your_discriminator=0, state=State.UP),
        "Your Discriminator of nobody": replace(
            down, your_discriminator=~down.your_discriminator & 0xFFFF_FFFF
        ),
    }.items():
        yield Datagram(name, packet.encode())
    password = bytes([1, 9, 1]) + b"secret"
    authenticated = replace(down, flags=Flags.AUTHENTICATION, length=24 + len(password))
    yield Datagram("a password nobody asked for", authenticated.encode() + password)
    for size in range(24):
        yield Datagram(f"cut off after {size} bytes", down.encode()[:size])
    for hops in (1, 64, 253, 254):
        yield Datagram(f"TTL {hops}", down.encode(), time_to_live=hops)
    yield Datagram("another source address", down.encode(), is_from_peer=False)
    unknown = replace(down, your_discriminator=0)
    yield Datagram("a peer of nobody", unknown.encode(), is_from_peer=False)
    for port in (ECHO_PORT, MULTI_HOP_PORT):
        yield Datagram(f"to port {port}", down.encode(), destination_port=port)
    yield Datagram("all zeros", bytes(24))
    yield Datagram("all ones", b"\xff" * 24)
    noise = random.Random(5880)
    for size in (24, 25, 63, 1400):
        yield Datagram(f"{size} bytes of noise", noise.randbytes(size))


def with_one_bit_flipped(alive: ControlPacket) -> Iterator[Datagram]:
    """Keep-alives with each bit wrong once, but for two.

    Whether they are dropped or taken for true, the peer's next packet makes good what they spoil.
    Left out are the bit that makes Up a rightful Down, and the one that makes a multiplier of 3 a
    rightful 1. Neighbours are far apart, so that no two packets in a row spoil the same field.
    """
    assert (alive.state, alive.multiplier) == (State.UP, 3)
    for index in range(BITS):
        bit = index * 37 % BITS
        if bit not in (STATE_BITS[0], MULTIPLIER_BITS[6]):
            yield Datagram(f"bit {bit} flipped", flip(alive.encode(), bit))


def flip(payload: bytes, bit: int) -> bytes:
    """`payload` with one bit wrong; bit 0 is the most significant one of the first byte."""
    flipped = bytearray(payload)
    flipped[bit // 8] ^= 0x80 >> bit % 8
    return bytes(flipped)


def _deadly(alive: ControlPacket) -> ControlPacket:
    return replace(alive, state=State.DOWN, diagnostic=1, flags=Flags.NONE)
