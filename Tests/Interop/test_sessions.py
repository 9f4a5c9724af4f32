"""A session with a stranger comes up, changes, fails and comes back, in both address families."""

import signal
import time

import pytest
from interop.control_packet import Flags, State
from interop.speakers import Timers
from interop.waiting import eventually
from interop.wire import FAMILIES

DETECTION = 0.300
"""In seconds: three times 100 ms, which is what both ends of a pair start with."""

SLACK = 0.060
"""In seconds: for a daemon to be scheduled and to speak."""

ASKING = 0.200
"""In seconds: for `ip` to cut a link and for a daemon to be asked, by processes that must start."""

SLOWER = Timers(tx=150, rx=200, multiplier=3)
USUAL = Timers()


@pytest.fixture
def usual_timers(pair):
    yield
    pair.ours.set_timers(USUAL)
    pair.theirs.set_timers(USUAL)
    pair.wait_until_up()


def left_up(frames):
    """The frames that say anything but Up."""
    return [frame for frame in frames if frame.packet.state != State.UP]


def poll_sequence(pair, asking, answering, timers, since):
    """Waits until `asking` has polled with `timers` and `answering` has confirmed, per family."""
    for family in FAMILIES:
        source, destination = getattr(family, asking), getattr(family, answering)
        poll = pair.recorder.wait(
            lambda frame: frame.source == source
            and frame.packet.flags & Flags.POLL
            and frame.packet.desired_min_tx == timers.tx * 1000
            and frame.packet.required_min_rx == timers.rx * 1000,
            2,
            f"a Poll from {source} with the new timers",
            since,
        )
        final = pair.recorder.wait(
            lambda frame: frame.source == destination
            and frame.packet.flags & Flags.FINAL
            and frame.time >= poll.time,
            2,
            f"a Final from {destination}",
            since,
        )
        pair.recorder.wait(
            lambda frame: frame.source == source
            and not frame.packet.flags & Flags.POLL
            and frame.time > final.time,
            2,
            f"{source} ends its Poll Sequence",
            since,
        )


def test_it_comes_up_in_both_families(pair):
    pair.wait("Up", "Up", within=0.1)


def test_it_changes_its_timers_by_a_poll_sequence_while_up(pair, usual_timers):
    start = pair.recorder.position()
    pair.ours.set_timers(SLOWER)
    poll_sequence(pair, "local", "remote", SLOWER, start)
    faster = pair.recorder.position()
    pair.ours.set_timers(USUAL)
    poll_sequence(pair, "local", "remote", USUAL, faster)
    assert left_up(pair.recorder.since(start)) == []


def test_it_follows_its_peer_through_a_poll_sequence_while_up(pair, usual_timers):
    start = pair.recorder.position()
    pair.theirs.set_timers(SLOWER)
    poll_sequence(pair, "remote", "local", SLOWER, start)
    slower = pair.recorder.position()
    eventually(
        lambda: all(len(pair.sent(slower, family)) > 8 for family in FAMILIES),
        3,
        "nine packets of ours in each family",
    )
    for family in FAMILIES:
        times = [frame.time for frame in pair.sent(slower, family)]
        mean = (times[-1] - times[0]) / (len(times) - 1)
        assert 0.75 * 0.200 - 0.005 <= mean <= 0.200 + 0.005, str(family)
    assert left_up(pair.recorder.since(start)) == []


def test_its_peer_hears_that_it_is_administratively_down(pair):
    start = pair.recorder.position()
    pair.ours.admin_down()
    pair.wait("AdminDown", "Down", within=1)
    for family in FAMILIES:
        said = [frame.packet.state for frame in pair.sent(start, family)]
        assert said[-1] == State.ADMIN_DOWN, str(family)
        assert State.DOWN not in said, "a peer such as OVN counts Down as usable"
    pair.ours.admin_up()
    pair.wait_until_up()


def test_it_says_farewell_when_it_is_told_to_end(pair):
    start = pair.recorder.position()
    pair.ours.process.signal(signal.SIGTERM)
    pair.wait(theirs="Down", within=0.2)
    pair.ours.process.wait(2)
    for family in FAMILIES:
        said = [frame.packet for frame in pair.sent(start, family)]
        assert said[-1].state == State.ADMIN_DOWN, str(family)
        assert said[-1].diagnostic == 7, f"{family}: Administratively Down"
    pair.ours.start()
    pair.wait_until_up()


# BIRD has no administrative state to tell of.
@pytest.mark.parametrize("connection", ["frr"], indirect=True)
def test_it_hears_that_its_peer_is_administratively_down(pair):
    start = pair.recorder.position()
    pair.theirs.admin_down()
    pair.wait("Down", "AdminDown", within=1)
    for family in FAMILIES:
        said = [frame.packet for frame in pair.sent(start, family)]
        assert said[-1].diagnostic == 3, f"{family}: Neighbor Signaled Session Down"
    pair.theirs.admin_up()
    pair.wait_until_up()


def test_every_second_packet_may_be_lost(pair):
    start = pair.recorder.position()
    pair.wire.lose_every_second_packet()
    eventually(lambda: len(pair.sent(start)) >= 40, 5, "forty packets of ours")
    pair.wire.pass_all()
    assert left_up(pair.recorder.since(start)) == []


def test_it_comes_back_when_a_bad_link_gets_well(pair):
    start = pair.recorder.position()
    pair.wire.lose_most_packets()
    eventually(lambda: left_up(pair.recorder.since(start)), 10, "a session that goes down")
    pair.wire.pass_all()
    pair.wait_until_up()


def test_silence_is_noticed_within_the_detection_time(pair):
    start = pair.recorder.position()
    pair.wire.silence_remote()
    for family in FAMILIES:
        assert DETECTION - 0.002 <= pair.detection(family, start) <= DETECTION + SLACK, str(family)


def test_a_cut_link_is_noticed_within_the_detection_time(pair):
    begin = time.monotonic()
    pair.wire.cut()
    eventually(lambda: pair.ours.all_are("Down"), 2, "we say Down")
    assert time.monotonic() - begin <= DETECTION + SLACK + ASKING


def test_it_meets_a_peer_that_was_killed_and_started_again(pair):
    start = pair.recorder.position()
    pair.theirs.kill()
    for family in FAMILIES:
        assert pair.detection(family, start) <= DETECTION + SLACK, str(family)
    pair.theirs.start()
    pair.wait_until_up()


def test_it_meets_a_peer_that_was_restarted_before_it_noticed(pair):
    pair.theirs.kill()
    pair.theirs.start()
    pair.wait_until_up()


def test_it_comes_back_after_it_was_killed_and_started_again(pair):
    pair.ours.kill()
    pair.wait(theirs="Down", within=1)
    pair.ours.start()
    pair.wait_until_up()
