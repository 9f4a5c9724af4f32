import BFD
import BFDControl
import Foundation
import Testing

@Suite struct `The JSON of a status` {
    private static let process = ProcessStatus(
        processID: 1, uptime: 114_056, isRealTime: false, kernelDrops: 4, sendFailures: 2)

    /// What another program's parser makes of it.
    private static func parsed(_ text: String) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(object as? [String: Any])
    }

    @Test func `is one line that another parser understands`() throws {
        let text = exampleSnapshot([exampleStatus()], allowed: ["10.255.255.254"])
            .json(Self.process)
        #expect(text.hasSuffix("}\n"))
        #expect(text.split(separator: "\n").count == 1)
        let status = try Self.parsed(text)
        #expect(status["version"] as? String == Version.current)
        #expect(status["ready"] as? Bool == true)
        #expect(status["allowed"] as? [String] == ["10.255.255.254"])
        let sessions = try #require(status["sessions"] as? [[String: Any]])
        let session = try #require(sessions.first)
        #expect(session["state"] as? String == "Up")
        #expect(session["role"] as? String == "passive")
        #expect(session["forMs"] as? Int == 14_056)
        #expect(session["discriminator"] as? Int == 123)
        #expect(session["detectionTimeUs"] as? Int == 3_000_000)
        let remote = try #require(session["remoteSide"] as? [String: Any])
        #expect(remote["requiredMinRxUs"] as? Int == 300_000)
    }

    @Test func `names its members for good`() throws {
        let status = try Self.parsed(exampleSnapshot([exampleStatus()]).json(Self.process))
        #expect(
            status.keys.sorted() == [
                "allowed", "counters", "defaults", "drained", "draining", "health", "process",
                "ready", "sessions", "version",
            ])
        let sessions = try #require(status["sessions"] as? [[String: Any]])
        #expect(
            sessions.first?.keys.sorted() == [
                "accepted", "administration", "configuration", "counters", "detectionTimeUs",
                "diagnostic", "diagnosticCode", "discriminator", "forMs", "forced", "id",
                "lastReceivedMsAgo", "local", "polling", "port", "remote", "remoteSide", "role",
                "state", "suspended", "transitions", "transmitIntervalUs",
            ])
    }

    @Test func `escapes what JSON does not take as it is`() throws {
        let reason = "a \"quote\", a \\, a\ttab, a\u{1}control and ü"
        let status = try Self.parsed(
            exampleSnapshot([], failures: [reason]).json(Self.process))
        let health = try #require(status["health"] as? [String: Any])
        let failures = try #require(health["failures"] as? [[String: Any]])
        #expect(failures.first?["reason"] as? String == reason)
    }

    @Test func `lists peers with what they have`() {
        let snapshot = exampleSnapshot(
            [exampleStatus(), exampleStatus(id: 2, local: "172.16.1.52", state: .down)],
            allowed: ["fd00::1"])
        #expect(
            snapshot.peersText
                == "10.255.255.254 sessions=2 up=1 allowed=no\nfd00::1 sessions=0 up=0 allowed=yes\n"
        )
    }
}
