/// What a ``SessionTable`` has counted since it began.
public struct TableCounters: Sendable {
    public internal(set) var received: UInt64 = 0
    public internal(set) var transmitted: UInt64 = 0

    /// How late the worst deadline was settled.
    public internal(set) var worstLateness = Interval.zero

    private var discards = [UInt64](repeating: 0, count: Discard.allCases.count)

    init() {}

    /// How many datagrams were dropped for this reason.
    public subscript(discard: Discard) -> UInt64 {
        get { discards[discard.index] }
        set { discards[discard.index] = newValue }
    }
}
