"""The rules for the wire complain of a packet that breaks them, and of no other."""

import random
from dataclasses import replace

import pytest
from interop import rules
from interop.control_packet import ControlPacket, Flags, State
from interop.frames import Frame

SOUND = ControlPacket(
    state=State.UP,
    my_discriminator=1,
    your_discriminator=2,
    desired_min_tx=100_000,
    required_min_rx=100_000,
)


def sent(packet=SOUND, at=0.0, **changes):
    frame = Frame(
        time=at,
        source="10.7.0.1",
        destination="10.7.0.2",
        time_to_live=255,
        traffic_class=0xC0,
        source_port=49_152,
        destination_port=3784,
        payload=packet.encode(),
        packet=packet,
    )
    return replace(frame, **changes)


def heard(packet=SOUND, at=0.0):
    return sent(packet, at, source="10.7.0.2", destination="10.7.0.1")


POLL = replace(SOUND, flags=Flags.POLL)
FINAL = replace(SOUND, flags=Flags.FINAL)
DOWN = replace(SOUND, state=State.DOWN, desired_min_tx=1_000_000)


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (rules.time_to_live, [sent()], [sent(time_to_live=254)]),
        (rules.source_port, [sent(source_port=65_535)], [sent(source_port=49_151)]),
        (rules.source_port, [sent(), sent()], [sent(), sent(source_port=49_153)]),
        (rules.traffic_class, [sent(traffic_class=0xC3)], [sent(traffic_class=0xB8)]),
        (rules.poll_or_final, [sent(POLL)], [sent(replace(SOUND, flags=Flags(0x30)))]),
        (rules.slow_while_not_up, [sent(DOWN)], [sent(replace(DOWN, desired_min_tx=999_999))]),
    ],
)
def test_a_rule_for_single_packets(rule, good, bad):
    assert rule(good) == []
    assert len(rule(bad)) == 1


@pytest.mark.parametrize(
    ("ours", "theirs", "complaints"),
    [
        ([sent(FINAL, at=0.009)], [heard(POLL)], 0),
        ([sent(FINAL, at=0.011)], [heard(POLL)], 2),
        ([], [heard(POLL)], 1),
        ([sent(FINAL)], [heard()], 2),
    ],
    ids=["in time", "too late", "not at all", "unasked"],
)
def test_a_poll_wants_its_final(ours, theirs, complaints):
    assert len(rules.polls_answered(ours, theirs)) == complaints


@pytest.mark.parametrize(
    ("least", "most", "is_kept"),
    [(75, 100, True), (75, 90, False), (90, 100, False), (60, 100, False), (75, 120, False)],
)
def test_packets_want_their_distance(least, most, is_kept):
    chance = random.Random(1)
    times = [0.0]
    for _ in range(200):
        times.append(times[-1] + chance.uniform(least, most) / 1000)
    ours = [sent(at=time) for time in times]
    theirs = [heard(at=time + 0.01) for time in times]
    assert (rules.intervals(ours, theirs) == []) == is_kept
