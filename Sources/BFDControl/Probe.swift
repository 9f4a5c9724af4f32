/// What an orchestrator's probe wants to know.
public enum Probe: String, Hashable, Sendable, CaseIterable {
    /// Whether the daemon has the sessions that it was configured with.
    case startup
    /// Whether the daemon answers.
    case live
    /// Whether traffic may come: no drain, no failure, a session Up in each family that has any.
    case ready

    init(_ words: inout Words) throws(Rejection) {
        let names = Self.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        guard let word = words.next(), let probe = Probe(rawValue: word) else {
            throw Rejection("'probe' must be followed by one of \(names).")
        }
        self = probe
    }
}
