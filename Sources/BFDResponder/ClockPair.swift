import BFD
import BFDControl
import CLinux
import Glibc

/// Both clocks, read at the same time: the kernel stamps packets with one, sessions live by the
/// other.
struct ClockPair {
    let now: Instant

    /// In nanoseconds.
    private let wall: UInt64

    /// Reads again, a few times at most, if something else ran between the two: what lies between
    /// them is the error of every arrival that is converted.
    init() {
        var narrowest = Self.reading()
        for _ in 0..<3 where narrowest.width > .microseconds(20) {
            let another = Self.reading()
            if another.width < narrowest.width { narrowest = another }
        }
        wall = narrowest.wall
        now = narrowest.now
    }

    /// The one clock, and the other just after; `width` is for how long the two took.
    private static func reading() -> (wall: UInt64, now: Instant, width: Interval) {
        let before = Instant.now
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let now = Instant.now
        return (
            UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec), now, now.since(before)
        )
    }

    /// When it was `stamp`, in nanoseconds of `CLOCK_REALTIME`; now if that is to come, or zero.
    func monotonic(_ stamp: UInt64) -> Instant {
        guard stamp != 0, stamp < wall, wall - stamp < now.nanoseconds else { return now }
        return Instant(nanoseconds: now.nanoseconds - (wall - stamp))
    }
}
