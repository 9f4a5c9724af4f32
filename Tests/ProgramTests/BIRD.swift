import Foundation

/// A BIRD at one end of a wire, with a session to each address of the other.
struct BIRD {
    let wire: Wire
    let end: Wire.End
    private let program: RunningProgram
    private let socket: String

    init(at end: Wire.End, of wire: Wire, interval: Int = 50) throws {
        self.wire = wire
        self.end = end
        let file = wire.folder.appending(path: "bird.conf").path
        socket = wire.folder.appending(path: "bird.ctl").path
        let neighbours = zip(end.addresses, end.other.addresses).map { own, other in
            "neighbor \(other) dev \"wire\" local \(own);"
        }
        let text = """
            router id 1.1.1.1;
            protocol device {}
            protocol bfd bfd1 {
                interface "wire" {
                    interval \(interval) ms; idle tx interval 1000 ms; multiplier 3;
                };
                \(neighbours.joined(separator: "\n    "))
            }

            """
        try Data(text.utf8).write(to: URL(filePath: file))
        program = try wire.start(["bird", "-f", "-c", file, "-s", socket], at: end)
    }

    /// The state of each session by the peer's address.
    func states() throws -> [String: String] {
        var states: [String: String] = [:]
        for line in try ask("show bfd sessions").split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if words.count >= 3, end.other.addresses.contains(words[0]) {
                states[words[0]] = words[2]
            }
        }
        return states
    }

    func waitFor(_ state: String, within limit: Duration = .seconds(10)) throws {
        let expected = Dictionary(
            uniqueKeysWithValues: end.other.addresses.map { ($0, state) })
        try waitUntil("BIRD is \(state)", within: limit) { try states() == expected }
    }

    func ask(_ words: String) throws -> String {
        try wire.run(
            ["birdc", "-s", socket] + words.split(separator: " ").map(String.init), at: end
        ).output
    }
}
