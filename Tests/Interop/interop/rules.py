"""Rules for what one system sends, judged on recorded frames.

Each rule takes frames in the order of their times and returns complaints; none means it was kept.
"""

from collections.abc import Iterator

from interop.control_packet import Flags, State
from interop.frames import Frame

PORTS = range(49152, 65536)
TIME_TO_LIVE = 255
CS6 = 48
SLOWEST_TX_WHILE_NOT_UP = 1_000_000
PROMPT = 0.010
"""In seconds: how soon a Poll is to be answered."""


def time_to_live(sent: list[Frame]) -> list[str]:
    """RFC 5881 §5: every packet leaves with a TTL or hop limit of 255."""
    return [
        f"{_place(frame)}: TTL {frame.time_to_live}"
        for frame in sent
        if frame.time_to_live != TIME_TO_LIVE
    ]


def source_port(sent: list[Frame]) -> list[str]:
    """RFC 5881 §4: a port from 49152 to 65535, and the same one for all packets of a session."""
    ports: dict[tuple[str, str], set[int]] = {}
    for frame in sent:
        ports.setdefault((frame.source, frame.destination), set()).add(frame.source_port)
    changing = [
        f"{path}: source ports {sorted(seen)}" for path, seen in ports.items() if len(seen) > 1
    ]
    wrong = [
        f"{path}: source port {port}"
        for path, seen in ports.items()
        for port in seen
        if port not in PORTS
    ]
    return changing + wrong


def traffic_class(sent: list[Frame]) -> list[str]:
    """DSCP CS6, internetwork control, as RFC 4594 §3.1 has it for routing protocols."""
    return [
        f"{_place(frame)}: DSCP {frame.traffic_class >> 2}"
        for frame in sent
        if frame.traffic_class >> 2 != CS6
    ]


def poll_or_final(sent: list[Frame]) -> list[str]:
    """RFC 5880 §6.5: Poll and Final are never set in the same packet."""
    both = Flags.POLL | Flags.FINAL
    return [
        f"{_place(frame)}: Poll and Final"
        for frame in sent
        if frame.packet and frame.packet.flags & both == both
    ]


def slow_while_not_up(sent: list[Frame]) -> list[str]:
    """RFC 5880 §6.8.3: Desired Min TX Interval is a second at least unless the session is Up."""
    return [
        f"{_place(frame)}: {frame.packet.state.name} with Desired Min TX "
        f"{frame.packet.desired_min_tx} us"
        for frame in sent
        if frame.packet
        and frame.packet.state != State.UP
        and frame.packet.desired_min_tx < SLOWEST_TX_WHILE_NOT_UP
    ]


def polls_answered(sent: list[Frame], heard: list[Frame]) -> list[str]:
    """RFC 5880 §6.5: every Poll gets a Final at once, and nothing else does."""
    polls = [frame for frame in heard if frame.packet and frame.packet.flags & Flags.POLL]
    finals = [frame for frame in sent if frame.packet and frame.packet.flags & Flags.FINAL]
    complaints = [] if polls else ["no Poll to answer"]
    complaints += [
        f"{_place(poll)}: Poll without Final within {PROMPT * 1000:g} ms"
        for poll in polls
        if not any(_answers(final, poll) for final in finals)
    ]
    complaints += [
        f"{_place(final)}: Final without Poll"
        for final in finals
        if not any(_answers(final, poll) for poll in polls)
    ]
    return complaints


def intervals(sent: list[Frame], heard: list[Frame]) -> list[str]:
    """RFC 5880 §6.8.7: periodic packets are 75 to 100 % of the interval apart, at random.

    A packet may wait for the processor, so one gap in twenty may be off the mark, none by much.
    """
    complaints = []
    for path in {(frame.source, frame.destination) for frame in sent}:
        relative = list(_relative_gaps(path, sent, heard))
        stray = [gap for gap in relative if not 0.75 - 0.02 <= gap <= 1.0 + 0.05]
        if len(relative) < 40:
            complaints.append(f"{path}: only {len(relative)} gaps to judge")
        elif len(stray) > len(relative) / 20 or max(relative) > 1.5:
            complaints.append(f"{path}: gaps as parts of the interval: {_summary(relative)}")
        elif min(relative) > 0.80 or max(relative) < 0.95:
            complaints.append(f"{path}: gaps hardly vary: {_summary(relative)}")
    return complaints


def _relative_gaps(
    path: tuple[str, str], sent: list[Frame], heard: list[Frame]
) -> Iterator[float]:
    """The gaps between periodic packets, each divided by the interval then in force.

    Only gaps inside a steady stretch count: three packets with equal contents, none of them part
    of a Poll Sequence, while the peer asked for one and the same interval.
    """
    ours = [frame for frame in sent if (frame.source, frame.destination) == path and frame.packet]
    theirs = [
        frame for frame in heard if (frame.destination, frame.source) == path and frame.packet
    ]
    for before, first, second in zip(ours, ours[1:], ours[2:]):
        packet = second.packet
        if not (before.packet == first.packet == packet and packet.state == State.UP):
            continue
        if packet.flags & (Flags.POLL | Flags.FINAL):
            continue
        asked = {
            frame.packet.required_min_rx
            for frame in theirs
            if before.time < frame.time < second.time
        }
        if len(asked) == 1:
            interval = max(packet.desired_min_tx, asked.pop())
            yield (second.time - first.time) * 1_000_000 / interval


def _answers(final: Frame, poll: Frame) -> bool:
    is_same_path = (final.source, final.destination) == (poll.destination, poll.source)
    return is_same_path and 0 <= final.time - poll.time <= PROMPT


def _summary(relative: list[float]) -> str:
    ordered = sorted(relative)
    return (
        f"{len(ordered)} of them, min {ordered[0]:.2f}, "
        f"median {ordered[len(ordered) // 2]:.2f}, max {ordered[-1]:.2f}"
    )


def _place(frame: Frame) -> str:
    return f"{frame.time:.6f} {frame.source} > {frame.destination}"
