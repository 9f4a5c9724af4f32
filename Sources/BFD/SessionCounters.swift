/// What one session has counted since it began.
public struct SessionCounters: Sendable {
    /// Control packets that passed every check.
    public internal(set) var received: UInt64 = 0
    public internal(set) var transmitted: UInt64 = 0

    /// Packets with *Final* that were sent in answer to *Poll*, and those that a flood of *Poll*s
    /// did not get.
    public internal(set) var finals: UInt64 = 0
    public internal(set) var unansweredPolls: UInt64 = 0

    /// How often the session came up.
    public internal(set) var ups: UInt64 = 0

    /// How often it left Up, by ``Transition/Cause`` (`rawValue` is the index).
    public internal(set) var downs: [5 of UInt64] = .init(repeating: 0)

    /// Stale discriminators of the peer that were healed.
    public internal(set) var healings: UInt64 = 0

    /// How long the peer was silent while Up.
    public internal(set) var gaps = Gaps()

    /// From the first *Poll* to its *Final*; zero before the first.
    public internal(set) var lastRoundTrip = Interval.zero
    public internal(set) var shortestRoundTrip = Interval.zero
    public internal(set) var longestRoundTrip = Interval.zero
    public internal(set) var roundTrips: UInt64 = 0

    /// How late a packet went out after it was due, at worst.
    public internal(set) var worstLateness = Interval.zero

    init() {}

    mutating func add(roundTrip: Interval) {
        lastRoundTrip = roundTrip
        shortestRoundTrip = roundTrips == 0 ? roundTrip : min(shortestRoundTrip, roundTrip)
        longestRoundTrip = max(longestRoundTrip, roundTrip)
        roundTrips += 1
    }
}
