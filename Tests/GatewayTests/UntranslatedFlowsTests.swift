import Addressing
import Conntrack
import Netlink
import Testing

@testable import Gateway

@Suite struct `flows that ought to be translated` {
    static func entry(_ source: String, _ destination: String, seenAs: String? = nil) throws
        -> Entry
    {
        func tuple(_ source: String, _ destination: String) throws -> Tuple {
            Tuple(
                source: try address(source), destination: try address(destination),
                protocolNumber: 17, transport: .ports(source: 1, destination: 2))
        }
        return Entry(
            id: 1, original: try tuple(source, destination),
            reply: try tuple(destination, seenAs ?? source), status: [])
    }

    static func isUntranslated(
        _ entry: Entry, _ changes: [String: String] = [:]
    ) throws -> Bool {
        let plan = try Pod.dualStack.plan(changes)
        let own = Set(try Pod.dualStack.observed().addresses.map(\.address))
        return UntranslatedFlows(in: try #require(plan.ruleset), own: own).contains(entry)
    }

    @Test(arguments: [
        ("10.99.0.9", "198.51.100.1", true),
        ("fd00:99::9", "2001:db8::1", true),
        // In both directions, as NAT is.
        ("198.51.100.1", "10.99.0.9", true),
        // What keeps its address.
        ("10.17.0.9", "198.51.100.1", false),
        ("198.51.100.1", "10.17.255.255", false),
        ("10.16.255.255", "198.51.100.1", true),
        ("10.18.0.0", "198.51.100.1", true),
        // The pod's own.
        ("10.16.0.12", "10.255.255.255", false),
        ("10.255.255.255", "10.16.0.12", false),
        ("127.0.0.1", "127.0.0.1", false),
        ("0.0.0.0", "255.255.255.255", false),
        ("172.17.0.1", "224.0.0.251", false),
    ])
    func `by their ends`(source: String, destination: String, expected: Bool) throws {
        #expect(try Self.isUntranslated(Self.entry(source, destination)) == expected)
    }

    @Test func `are not those that are`() throws {
        let entry = try Self.entry("10.99.0.9", "198.51.100.1", seenAs: "172.17.0.11")
        #expect(try !Self.isUntranslated(entry))
    }

    @Test func `are those of the given sources, where some are given`() throws {
        let sources = ["GATEWAY_SNAT_SOURCES": "10.20.0.0/16,10.30.0.0/16,fd00:20::/64"]
        for (source, expected) in [
            ("10.20.0.1", true), ("10.30.255.255", true), ("10.25.0.1", false),
            ("10.19.255.255", false), ("10.31.0.0", false), ("fd00:20::1", true),
            ("fd00:99::9", false),
        ] {
            let destination = source.contains(":") ? "2001:db8::1" : "198.51.100.1"
            let entry = try Self.entry(source, destination)
            #expect(try Self.isUntranslated(entry, sources) == expected, "\(source)")
        }
    }

    @Test func `are none of a family that does not leave here`() throws {
        let entry = try Self.entry("fd00:99::9", "2001:db8::1")
        #expect(try !Self.isUntranslated(entry, ["EXTERNAL_GATEWAY_IPV6": ""]))
    }
}
