"""What no daemon can be made to say: each test says it, and reads the answer on the wire."""

import time

import pytest
from interop.control_packet import Flags, State
from interop.puppet import Puppet
from interop.rules import PROMPT
from interop.speakers import SPEAKERS, Session, Timers
from interop.wire import FAMILIES, Wire


@pytest.fixture(scope="module")
def wire(tmp_path_factory):
    made = Wire("scripted", tmp_path_factory.mktemp("scripted") / "scripted.pcap")
    yield made
    made.remove()


@pytest.fixture(scope="module")
def responder(request, wire):
    kind = SPEAKERS[request.config.getoption("responder")]
    made = kind(wire.local, [Session(each.local, each.remote) for each in FAMILIES], Timers())
    made.start()
    yield made
    made.remove()


@pytest.fixture(params=FAMILIES, ids=str)
def puppet(request, wire, responder):
    """A peer that has a session with the responder."""
    made = Puppet(wire, request.param)
    try:
        made.come_up()
        yield made
    finally:
        made.close()


def answered(wire, puppet, since):
    """Whether the Poll at `since` got its Final in time; the Final's state."""
    poll, final = (
        wire.recorder.wait(
            lambda frame: frame.source == source and frame.packet.flags & flag,
            1,
            f"{source} sends {flag.name}",
            since,
        )
        for source, flag in (
            (puppet.family.remote, Flags.POLL),
            (puppet.family.local, Flags.FINAL),
        )
    )
    assert final.time - poll.time <= PROMPT
    return final.packet.state


def test_it_says_at_once_that_it_heard_of_an_administrative_down_and_waits(wire, puppet):
    start = puppet.say(state=State.ADMIN_DOWN)
    heard = puppet.hear(State.DOWN, start)
    assert heard.packet.diagnostic == 3, "Neighbor Signaled Session Down"
    assert heard.time - wire.recorder.since(start)[0].time <= PROMPT
    time.sleep(0.5)
    later = [frame for frame in wire.recorder.since(start) if frame.source == puppet.family.local]
    assert {frame.packet.state for frame in later if frame.time >= heard.time} == {State.DOWN}
    puppet.come_up()


def test_it_answers_a_poll_while_up(wire, puppet):
    assert answered(wire, puppet, puppet.poll()) == State.UP


def test_it_answers_a_poll_while_down(wire, puppet):
    puppet.hear(State.DOWN, puppet.say(state=State.ADMIN_DOWN))
    assert answered(wire, puppet, puppet.poll()) == State.DOWN


def test_it_answers_a_poll_while_administratively_down(wire, responder, puppet):
    start = wire.recorder.position()
    responder.admin_down()
    puppet.hear(State.ADMIN_DOWN, start)
    puppet.say(state=State.DOWN)
    try:
        assert answered(wire, puppet, puppet.poll()) == State.ADMIN_DOWN
    finally:
        responder.admin_up()


def test_it_is_silent_while_its_peer_wants_no_packets(wire, puppet):
    puppet.say(required_min_rx=0)
    # What was on its way may still come.
    time.sleep(0.02)
    start = wire.recorder.position()
    time.sleep(0.5)
    spoken = [frame for frame in wire.recorder.since(start) if frame.source == puppet.family.local]
    assert spoken == []
    puppet.hear(State.UP, puppet.say(required_min_rx=100_000), within=0.1)


def test_it_sees_at_once_that_its_peer_has_started_anew(puppet):
    start = puppet.say(state=State.DOWN, my_discriminator=0x600DCAFE, your_discriminator=0)
    assert puppet.hear(State.DOWN, start, within=0.1).packet.diagnostic == 3
    puppet.come_up()
