import Foundation

/// A `bfdd` at one end of a wire.
struct Responder {
    let wire: Wire
    let end: Wire.End
    let program: RunningProgram

    /// Starts it with a session to each address of the other end, by `launcher` if there is one.
    init(
        at end: Wire.End, of wire: Wire, interval: Int = 50, multiplier: Int = 3,
        drainSeconds: Int = 1, launcher: [String] = [Programs.bfdd]
    ) throws {
        self.wire = wire
        self.end = end
        program = try wire.start(
            launcher, at: end,
            environment: [
                "POD_IPS": end.addresses.joined(separator: ","),
                "BFD_PEER_IPS": end.other.addresses.joined(separator: ","),
                "BFD_MIN_TX": "\(interval)", "BFD_MIN_RX": "\(interval)",
                "BFD_MULTI": "\(multiplier)", "GATEWAY_DRAIN_SECONDS": "\(drainSeconds)",
            ])
    }

    /// What `bfdd-control` prints.
    func ask(_ words: String) throws -> String {
        try wire.run(
            [Programs.control] + words.split(separator: " ").map(String.init), at: end
        ).output
    }

    /// The state of each session, in the order of their numbers.
    func states() throws -> [String] {
        try ask("status").split(separator: "\n").compactMap { line in
            line.range(of: "state=").map { range in
                String(line[range.upperBound...].prefix { $0 != " " })
            }
        }
    }

    /// How many packets it has heard, of all sessions.
    func receivedCount() throws -> Int {
        let status = try JSONSerialization.jsonObject(with: Data(ask("status json").utf8))
        let counters = (status as? [String: Any])?["counters"] as? [String: Any]
        return counters?["received"] as? Int ?? 0
    }

    func waitFor(_ states: String..., within limit: Duration = .seconds(5)) throws {
        try waitUntil("\(end) is \(states)", within: limit) { try self.states() == states }
    }
}
