import Addressing
public import BFD

/// The answer to a ``Probe``: yes or no, and why.
public struct Verdict: Hashable, Sendable {
    public let isGood: Bool

    /// One line.
    public let reason: String

    /// - Parameters:
    ///   - probe: what is asked.
    ///   - snapshot: what is so.
    ///   - expected: the sessions that the daemon was configured with.
    public init(_ probe: Probe, of snapshot: Snapshot, expected: [Path]) {
        let problem =
            switch probe {
            case .startup: Self.missing(expected, in: snapshot)
            case .live: nil as String?
            case .ready: Self.unready(snapshot, expected)
            }
        isGood = problem == nil
        let up = snapshot.sessions.count { $0.state == .up }
        reason = problem ?? "\(up) of \(snapshot.sessions.count) sessions are Up"
    }

    private static func missing(_ expected: [Path], in snapshot: Snapshot) -> String? {
        let present = Set(snapshot.sessions.map(\.path))
        guard let path = expected.first(where: { !present.contains($0) }) else { return nil }
        return "no session from \(path.local) to \(path.remote)"
    }

    private static func unready(_ snapshot: Snapshot, _ expected: [Path]) -> String? {
        if snapshot.isDraining { return "draining" }
        if let failure = snapshot.health.failures.first { return failure.reason }
        if snapshot.health.recovery != nil { return "recovered, but not yet for long enough" }
        if !snapshot.isReady { return "the gateway has not been verified yet" }
        let paths = expected.isEmpty ? snapshot.sessions.map(\.path) : expected
        for family in IPAddress.Family.allCases where paths.contains(where: { $0.is(family) }) {
            let name = family == .ipv4 ? "IPv4" : "IPv6"
            let sessions = snapshot.sessions.filter { $0.path.is(family) }
            if sessions.contains(where: { $0.state == .up }) { continue }
            guard let session = sessions.first else { return "no \(name) session" }
            return "no \(name) session is Up; the one to \(session.path.remote) is "
                + "\(session.state): \(session.diagnostic)"
        }
        return nil
    }
}

extension Path {
    fileprivate func `is`(_ family: IPAddress.Family) -> Bool { local.family == family }
}

extension Verdict: CustomStringConvertible {
    public var description: String { "\(isGood ? "yes" : "no"): \(reason)" }
}
