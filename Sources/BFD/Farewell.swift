/// How far a session that goes away has got in telling its peer.
struct Farewell: Sendable {
    /// Packets sent since.
    private(set) var sent: UInt32 = 0

    private(set) var isConfirmed = false

    mutating func count() {
        sent += 1
    }

    /// A *Final* in this state came.
    ///
    /// OVN does not answer the packet that takes it Down, only the next one, and a *Final* that
    /// still says Up may have been on its way already.
    mutating func confirm(_ state: State) {
        guard sent > 0 else { return }
        switch state {
        case .down, .adminDown: isConfirmed = true
        case .initializing, .up: break
        }
    }

    /// Whether to go on asking at ``interval``: five to ten seconds of it, then at leisure.
    var isUrgent: Bool { !isConfirmed && sent < 100 }

    /// Between two requests at most; at least half of it.
    ///
    /// This is faster than RFC 5880 §6.8.3 allows a session that is not Up, and bounded: a peer
    /// that misses the farewell sends traffic to nobody.
    static let interval = Interval.milliseconds(100)
}
