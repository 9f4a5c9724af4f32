"""What the responder puts on the wire, on everything recorded so far with one kind of peer."""

import pytest
from interop import rules, tshark
from interop.control_packet import Flags, State
from interop.speakers import Timers
from interop.waiting import eventually
from interop.wire import FAMILIES


@pytest.fixture
def record(pair):
    """The pair, once its record holds enough to be judged: long steady stretches and a Poll."""
    for family in FAMILIES:
        if not any(frame.packet.flags & Flags.POLL for frame in pair.heard(family=family)):
            pair.theirs.set_timers(Timers(tx=150))
            pair.theirs.set_timers(Timers())
        eventually(
            lambda: sum(f.packet.state == State.UP for f in pair.sent(family=family)) >= 100,
            15,
            f"a hundred packets of ours that say Up ({family})",
        )
    return pair


def test_tshark_has_no_objection_to_any_packet(record):
    capture = record.recorder.flush()
    assert tshark.count(capture, "bfd") >= 200
    assert tshark.objections(capture) == []


def test_ttl_and_hop_limit_are_255(record):
    assert rules.time_to_live(record.sent()) == []


def test_the_source_port_is_dynamic_and_stays_the_same(record):
    assert rules.source_port(record.sent()) == []


def test_packets_are_marked_as_network_control(record):
    assert rules.traffic_class(record.sent()) == []


def test_poll_and_final_are_never_in_the_same_packet(record):
    assert rules.poll_or_final(record.sent()) == []


def test_every_poll_is_answered_at_once(record):
    assert rules.polls_answered(record.sent(), record.heard()) == []


def test_transmission_is_slow_unless_up(record):
    assert rules.slow_while_not_up(record.sent()) == []


def test_packets_are_apart_by_the_interval_less_its_jitter(record):
    assert rules.intervals(record.sent(), record.heard()) == []
