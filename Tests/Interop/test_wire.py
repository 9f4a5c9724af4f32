"""What the responder puts on the wire, in all that was recorded so far with one kind of peer."""

from interop import rules, tshark
from interop.waiting import eventually
from interop.wire import FAMILIES


def test_tshark_has_no_objection_to_any_packet(pair):
    capture = pair.recorder.flush()
    assert tshark.count(capture, "bfd") > 0
    assert tshark.objections(capture) == []


def test_ttl_and_hop_limit_are_255(pair):
    assert rules.time_to_live(pair.sent()) == []


def test_the_source_port_is_dynamic_and_stays_the_same(pair):
    assert rules.source_port(pair.sent()) == []


def test_packets_are_marked_as_network_control(pair):
    assert rules.traffic_class(pair.sent()) == []


def test_poll_and_final_are_never_in_the_same_packet(pair):
    assert rules.poll_or_final(pair.sent()) == []


def test_every_poll_is_answered_at_once(pair):
    # There are some: to come up is to change the interval, which takes a Poll Sequence.
    assert rules.polls_answered(pair.sent(), pair.heard()) == []


def test_transmission_is_slow_unless_up(pair):
    assert rules.slow_while_not_up(pair.sent()) == []


def test_packets_are_apart_by_the_interval_less_its_jitter(pair):
    # Of a stretch in which nothing happens: what waits for a cut link to be mended comes late.
    start = pair.recorder.position()
    eventually(
        lambda: all(len(pair.sent(start, family)) >= 60 for family in FAMILIES),
        10,
        "sixty packets of ours in each family",
    )
    assert rules.intervals(pair.sent(start), pair.heard(start)) == []
