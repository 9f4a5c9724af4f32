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

    /// The last failure to go, while its hold time runs.
    public private(set) var lingering: Failure?

    /// When a recovery will count; `nil` while it cannot, or already did.
    public private(set) var recovery: Instant?

    /// How long everything must be well now before that counts.
    public private(set) var holdTime: Interval

    private var lastRecovery: Instant?

    init(settings: Settings) {
        self.settings = settings
        holdTime = settings.holdTime
    }

    /// Whether sessions may be up.
    public var isGood: Bool { failures.isEmpty && recovery == nil }

    /// What sessions say while they may not be up.
    var diagnostic: Diagnostic {
        (failures.first ?? lingering)?.diagnostic ?? .administrativelyDown
    }

    mutating func fail(_ reason: String, _ diagnostic: Diagnostic, at now: Instant) {
        guard !failures.contains(where: { $0.reason == reason }) else { return }
        if isGood, let lastRecovery {
            let isSoon = now.since(lastRecovery) < settings.longestHoldTime
            let doubled = Interval(nanoseconds: holdTime.nanoseconds * 2)
            holdTime = isSoon ? min(doubled, settings.longestHoldTime) : settings.holdTime
        }
        recovery = nil
        lingering = nil
        failures.append(Failure(reason: reason, diagnostic: diagnostic, since: now))
    }

    mutating func recover(_ reason: String, at now: Instant) {
        guard let index = failures.firstIndex(where: { $0.reason == reason }) else { return }
        let failure = failures.remove(at: index)
        guard failures.isEmpty else { return }
        lingering = failure
        recovery = now.advanced(by: holdTime)
    }

    /// Lets a recovery count if its time has come; returns whether it did.
    mutating func settle(at now: Instant) -> Bool {
        guard let recovery, recovery <= now else { return false }
        self.recovery = nil
        lingering = nil
        lastRecovery = now
        return true
    }
}
