import BFD
import BFDControl
import Glibc

/// Both clocks, read at the same time: the kernel stamps packets with one, sessions live by the
/// other.
struct ClockPair {
    let now: Instant

    /// In nanoseconds.
    private let wall: UInt64

    init() {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        wall = UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
        now = .now
    }

    /// When it was `stamp`, in nanoseconds of `CLOCK_REALTIME`; now if that is to come, or zero.
    func monotonic(_ stamp: UInt64) -> Instant {
        guard stamp != 0, stamp < wall, wall - stamp < now.nanoseconds else { return now }
        return Instant(nanoseconds: now.nanoseconds - (wall - stamp))
    }
}
