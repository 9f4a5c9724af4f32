"""Someone sends forged and broken packets at a session of 100 ms times 3, and it does not mind."""

import time

import pytest
from interop.control_packet import Flags, State
from interop.hostile import deadly, to_be_dropped, with_one_bit_flipped
from interop.injector import SOURCE_PORT, Injector
from interop.pair import Pair
from interop.wire import FAMILIES


@pytest.fixture(scope="module", params=["frr", "bird"])
def attacked(request, tmp_path_factory):
    """A pair of its own: its record holds packets that are not the peer's."""
    responder = request.config.getoption("responder")
    pair = Pair(responder, request.param, tmp_path_factory.mktemp("attacked"))
    yield pair
    pair.remove()


@pytest.fixture
def injectors(attacked):
    attacked.wait_until_up()
    opened = [Injector(attacked.wire, family) for family in FAMILIES]
    yield opened
    for injector in opened:
        injector.close()


def keep_alive(pair, address):
    """What `address` says in its next periodic packet, once the session is Up and settled."""
    return pair.recorder.wait(
        lambda frame: frame.source == address
        and frame.source_port != SOURCE_PORT
        and frame.packet.state == State.UP
        and not frame.packet.flags & (Flags.POLL | Flags.FINAL),
        2,
        f"a periodic packet from {address}",
        pair.recorder.position(),
    ).packet


def harm(pair, since, injectors):
    """Who first said anything but Up, and what was injected last before that."""
    for frame in pair.recorder.since(since):
        if frame.source_port != SOURCE_PORT and frame.packet.state != State.UP:
            sent = [each for injector in injectors for each in injector.sent]
            _, flaw = max(each for each in sent if each[0] < frame.time)
            return f"{frame.source} says {frame.packet.state.name} after a packet with {flaw}"
    return None


def test_packets_that_break_a_rule_change_nothing(attacked, injectors):
    theirs = {family: keep_alive(attacked, family.remote) for family in FAMILIES}
    ours = {family: keep_alive(attacked, family.local) for family in FAMILIES}
    start = attacked.recorder.position()
    begin = time.monotonic()
    for injector in injectors:
        for datagram in to_be_dropped(theirs[injector.family]):
            injector.send(datagram)
            # Fast enough to come between the peer's own packets, slow enough to be no flood.
            time.sleep(0.002)
    elapsed = time.monotonic() - begin + 0.5
    time.sleep(0.5)
    assert harm(attacked, start, injectors) is None
    for family in FAMILIES:
        sent = attacked.sent(start, family)
        assert {frame.packet for frame in sent} == {ours[family]}, str(family)
        assert len(sent) <= elapsed / 0.075 + 1, f"{family}: it answers"


def test_keep_alives_with_any_bit_wrong_do_not_end_the_session(attacked, injectors):
    theirs = [keep_alive(attacked, family.remote) for family in FAMILIES]
    start = attacked.recorder.position()
    volleys = [with_one_bit_flipped(packet) for packet in theirs]
    for datagrams in zip(*volleys, strict=True):
        for injector, datagram in zip(injectors, datagrams, strict=True):
            injector.send(datagram)
        time.sleep(0.04)
    time.sleep(0.5)
    assert harm(attacked, start, injectors) is None


def test_the_forgeries_would_do_harm_without_their_flaw(attacked, injectors):
    for injector in injectors:
        start = attacked.recorder.position()
        injector.send(deadly(keep_alive(attacked, injector.family.remote)))
        attacked.recorder.wait(
            lambda frame: frame.source == injector.family.local
            and frame.packet.state == State.DOWN,
            1,
            f"we say Down ({injector.family})",
            start,
        )
    attacked.wait_until_up()
