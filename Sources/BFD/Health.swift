/// Whether this gateway can do its work, and since when, for those who must announce it.
///
/// A failure counts at once. A recovery counts after ``Settings/holdTime``, and after twice as long
/// for each failure that followed a recovery too soon: that is the floor under the flap rate.
public struct Health: Sendable {
    /// How slowly a gateway comes back.
    public struct Settings: Hashable, Sendable {
        /// How long everything must be well before the sessions may come up again.
        public var holdTime: Interval

        /// Where doubling ends.
        public var longestHoldTime: Interval

        public init(
            holdTime: Interval = .seconds(3), longestHoldTime: Interval = .seconds(60)
        ) {
            self.holdTime = holdTime
            self.longestHoldTime = max(holdTime, longestHoldTime)
        }
    }

    /// Something that is not as it must be.
    public struct Failure: Hashable, Sendable {
        /// What an operator sees in status, metrics and log: `external gateway unreachable`.
        public let reason: String
        public let diagnostic: Diagnostic
        public let since: Instant
    }

    public let settings: Settings

    /// In the order in which they came.
    public private(set) var failures: [Failure] = []

    /// When a recovery will count; `nil` while it cannot, or already did.
    public private(set) var recovery: Instant?

    /// Whether sessions may be up.
    public var isGood: Bool { failures.isEmpty && recovery == nil }

    init(settings: Settings) {
        self.settings = settings
    }
}
