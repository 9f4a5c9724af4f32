public import Addressing

/// Everything that can be told of a ``SessionTable`` at one point in time, to be read elsewhere.
public struct Snapshot: Sendable {
    public let time: Instant

    /// In rising order of ``SessionStatus/id``.
    public let sessions: [SessionStatus]

    public let counters: TableCounters
    public let health: Health
    public let isReady: Bool
    public let isDraining: Bool
    public let isDrained: Bool

    /// Addresses whose first packet makes a session, in rising order.
    public let allowed: [IPAddress]

    /// For later sessions.
    public let defaults: Configuration
}
