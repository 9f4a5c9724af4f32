public import BFD
import Glibc

extension Instant {
    /// `CLOCK_MONOTONIC`.
    public static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }
}

extension Interval {
    /// Whole milliseconds, rounded up, as `poll(2)` and `epoll_wait(2)` take them.
    package var pollTimeout: Int32 {
        Int32(clamping: nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 == 0 ? 0 : 1))
    }
}
