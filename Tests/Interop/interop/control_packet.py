"""The mandatory section of a BFD Control packet (RFC 5880 §4.1), to the letter of its bytes."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum, IntFlag

LAYOUT = struct.Struct("!BBBBIIIII")


class State(IntEnum):
    ADMIN_DOWN = 0
    DOWN = 1
    INIT = 2
    UP = 3


class Flags(IntFlag):
    NONE = 0
    MULTIPOINT = 0x01
    DEMAND = 0x02
    AUTHENTICATION = 0x04
    CONTROL_PLANE_INDEPENDENT = 0x08
    FINAL = 0x10
    POLL = 0x20


@dataclass(frozen=True)
class ControlPacket:
    """The fields as they stand on the wire, right or wrong; intervals are in microseconds."""

    state: State
    my_discriminator: int
    your_discriminator: int
    desired_min_tx: int
    required_min_rx: int
    multiplier: int = 3
    flags: Flags = Flags.NONE
    diagnostic: int = 0
    version: int = 1
    length: int = LAYOUT.size
    required_min_echo_rx: int = 0

    @staticmethod
    def decode(payload: bytes) -> ControlPacket | None:
        """Returns None when `payload` is too short to hold the section."""
        if len(payload) < LAYOUT.size:
            return None
        first, second, multiplier, length, mine, yours, tx, rx, echo = LAYOUT.unpack_from(payload)
        return ControlPacket(
            state=State(second >> 6),
            my_discriminator=mine,
            your_discriminator=yours,
            desired_min_tx=tx,
            required_min_rx=rx,
            multiplier=multiplier,
            flags=Flags(second & 0x3F),
            diagnostic=first & 0x1F,
            version=first >> 5,
            length=length,
            required_min_echo_rx=echo,
        )

    def encode(self) -> bytes:
        return LAYOUT.pack(
            self.version << 5 | self.diagnostic,
            self.state << 6 | self.flags,
            self.multiplier,
            self.length,
            self.my_discriminator,
            self.your_discriminator,
            self.desired_min_tx,
            self.required_min_rx,
            self.required_min_echo_rx,
        )
