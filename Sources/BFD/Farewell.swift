/// How far a session in AdminDown has got in telling its peer.
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

    /// Whether to go on at ``interval``: five to ten seconds of it, then at leisure.
    ///
    /// A peer that takes itself for Up has missed it. When we drain, even one that does not has to
    /// say so in a *Final*: its Down might be older than our last packet that it heard.
    func isUrgent(to remote: State, isDraining: Bool) -> Bool {
        guard sent < 100, !isConfirmed else { return false }
        return switch remote {
        case .initializing, .up: true
        case .adminDown, .down: isDraining
        }
    }

    /// Between two requests at most; at least half of it.
    ///
    /// This is faster than RFC 5880 §6.8.3 allows a session that is not Up, and bounded: a peer
    /// that misses the farewell sends traffic to nobody.
    static let interval = Interval.milliseconds(100)
}
