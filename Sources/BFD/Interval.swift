/// A length of time in nanoseconds, never negative.
///
/// The standard library's `Duration` counts attoseconds in 128 bits, which took half of the
/// instructions of a session's step; 64 bits of nanoseconds reach 584 years.
public struct Interval: Hashable, Sendable, BitwiseCopyable {
    public let nanoseconds: UInt64

    public init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    public static let zero = Interval(nanoseconds: 0)

    /// The value of a field of a control packet, which is in microseconds.
    public static func microseconds(_ count: UInt32) -> Interval {
        Interval(nanoseconds: UInt64(count) * 1_000)
    }

    public static func milliseconds(_ count: UInt32) -> Interval {
        Interval(nanoseconds: UInt64(count) * 1_000_000)
    }

    public static func seconds(_ count: UInt32) -> Interval {
        Interval(nanoseconds: UInt64(count) * 1_000_000_000)
    }

    /// Whole microseconds, rounded down.
    public var microseconds: UInt64 { nanoseconds / 1_000 }
}

extension Interval: Comparable {
    public static func < (left: Interval, right: Interval) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}
