import BFD

/// How the daemon leaves: it says farewell, goes on forwarding until nobody sends it anything any
/// more, and ends.
struct Departure {
    private enum Stage {
        case staying
        /// `endsWhenConfirmed`: no later than the peers' confirmation.
        case leaving(Instant, endsWhenConfirmed: Bool)
        case ending
    }

    private var stage = Stage.staying

    var hasBegun: Bool {
        if case .staying = stage { false } else { true }
    }

    /// When ``isOver(at:)`` will be true, whatever happens.
    var deadline: Instant {
        if case .leaving(let end, _) = stage { end } else { .never }
    }

    /// Begins, or, if it has begun, makes an end of it: who asks twice wants no patience.
    ///
    /// - Parameters:
    ///   - patience: how long traffic may still come after the farewell.
    ///   - endsWhenConfirmed: whether the peers' word is enough, be it that routers do not know yet.
    ///   - now: the time.
    mutating func begin(patience: Interval, endsWhenConfirmed: Bool = false, at now: Instant) {
        switch stage {
        case .staying:
            stage = .leaving(now.advanced(by: patience), endsWhenConfirmed: endsWhenConfirmed)
        case .leaving:
            stage = .leaving(now, endsWhenConfirmed: endsWhenConfirmed)
        case .ending:
            break
        }
    }

    /// Takes into account how things were when the farewell began, or are now.
    mutating func consider(_ snapshot: Snapshot, patience: Interval, at now: Instant) {
        guard case .leaving(_, let endsWhenConfirmed) = stage else { return }
        let isUnused = !snapshot.isDraining && !snapshot.mayBeUsed(within: patience)
        if isUnused || (endsWhenConfirmed && snapshot.isDrained) {
            stage = .leaving(now, endsWhenConfirmed: endsWhenConfirmed)
        }
    }

    /// Whether it is time to end; once.
    mutating func isOver(at now: Instant) -> Bool {
        guard case .leaving(let end, _) = stage, end <= now else { return false }
        stage = .ending
        return true
    }
}

extension Snapshot {
    /// Whether a peer may be sending traffic: one that is Up or, for OVN's routers, in Init, or was
    /// Up so shortly ago that they may not know.
    fileprivate func mayBeUsed(within patience: Interval) -> Bool {
        sessions.contains { session in
            switch (session.state, session.remoteState) {
            case (.up, _), (.initializing, _), (_, .up), (_, .initializing): true
            case (.down, _), (.adminDown, _):
                session.history[0]?.from == .up && time.since(session.since) < patience
            }
        }
    }
}
