/// A point in time: nanoseconds of a clock that never runs backwards (`CLOCK_MONOTONIC`).
///
/// Nothing here reads a clock. Time enters as an argument, so that a run is a function of its
/// inputs and can be replayed.
public struct Instant: Hashable, Sendable, BitwiseCopyable {
    public let nanoseconds: UInt64

    public init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    /// Later than anything that will happen: a deadline that never comes.
    public static let never = Instant(nanoseconds: .max)

    /// `interval` later; what does not fit is ``never``.
    public func advanced(by interval: Interval) -> Instant {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(interval.nanoseconds)
        return overflow ? .never : Instant(nanoseconds: sum)
    }

    /// The time since `earlier`; zero if that is not earlier.
    public func since(_ earlier: Instant) -> Interval {
        Interval(nanoseconds: self > earlier ? nanoseconds - earlier.nanoseconds : 0)
    }
}

extension Instant: Comparable {
    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}
