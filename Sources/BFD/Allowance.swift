/// How often something may be done that others can provoke: a burst, then one an interval.
///
/// This is the generic cell rate algorithm (ITU-T I.371), which needs one number and no timer.
struct Allowance: Sendable {
    /// When the bucket would be full again.
    private var full = Instant(nanoseconds: 0)

    private let burst: UInt64

    /// - Parameter burst: how many may come at once after a rest; at least 1.
    init(burst: UInt64) {
        self.burst = burst
    }

    /// Whether one more may be done now, and if so counts it.
    mutating func take(every interval: Interval, at now: Instant) -> Bool {
        guard next(every: interval) <= now else { return false }
        full = max(full, now).advanced(by: interval)
        return true
    }

    /// When the next may be done; possibly in the past.
    func next(every interval: Interval) -> Instant {
        let credit = interval.nanoseconds * (burst - 1)
        return Instant(nanoseconds: full.nanoseconds > credit ? full.nanoseconds - credit : 0)
    }
}
