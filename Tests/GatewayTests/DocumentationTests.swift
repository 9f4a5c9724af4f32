import FoundationEssentials
import Gateway
import Testing

@Suite struct `docs/gateway-init.md` {
    static func text() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(
            contentsOf: root.appending(path: "docs/gateway-init.md"), encoding: .utf8)
    }

    @Test func `names the variables that are read, and no others`() throws {
        let names = try Self.text().matches(
            of: /`([A-Z]+_[A-Z0-9_]+|VNI)`/
        ).map { String($0.1) }.filter { !$0.hasPrefix("CAP_") }
        let daemon: Set<Variable> = [.bfdMinTTL, .drainSeconds, .health, .repair]
        let read = Set(Variable.allCases).subtracting(daemon).map(\.rawValue)
        // The prefix itself is named too.
        #expect(Set(names).subtracting(["GATEWAY_"]) == Set(read))
    }
}
