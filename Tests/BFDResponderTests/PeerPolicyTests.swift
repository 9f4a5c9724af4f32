import Addressing
import BFD
import Testing

@testable import BFDResponder

@Suite struct `The policy for peers` {
    private static let networks = ConnectedNetworks(
        ["10.16.0.0/16", "fd00:10:16::/112"].compactMap { Prefix($0) })

    private static func address(_ text: String) throws -> IPAddress {
        try #require(IPAddress(text))
    }

    @Test(
        arguments: [
            ("10.16.3.4", nil, 255), ("10.255.255.255", nil, 254), ("fd00:10:16::ffff", nil, 255),
            ("fd00::ffff", nil, 254), ("10.16.3.4", 200, 200), ("10.255.255.255", 255, 255),
        ] as [(String, UInt8?, UInt8)])
    func `takes neighbours at 255 and others one router away`(
        remote: String, demanded: UInt8?, expected: UInt8
    ) throws {
        let policy = PeerPolicy(addresses: [], pairs: [], minimumTimeToLive: demanded)
        #expect(policy.timeToLive(from: try Self.address(remote), Self.networks) == expected)
        #expect(policy.leastTimeToLive <= expected)
    }

    @Test func `begins sessions with whom it allows where it knows its own address`() throws {
        let policy = PeerPolicy(
            addresses: try ["10.16.0.2", "10.16.0.3", "fd00:10:16::2"].map(Self.address),
            pairs: [], minimumTimeToLive: nil)
        let remote = try Self.address("10.255.255.255")
        let sessions = policy.sessions(with: remote, Self.networks)
        #expect(sessions.map(\.path.local.description) == ["10.16.0.2", "10.16.0.3"])
        #expect(sessions.allSatisfy { $0.role == .semiActive && $0.minimumTimeToLive == 254 })
    }

    @Test func `waits for the first packet where it listens on every address`() throws {
        let policy = PeerPolicy(
            addresses: try ["0.0.0.0", "::"].map(Self.address), pairs: [], minimumTimeToLive: nil)
        let remote = try Self.address("10.255.255.255")
        #expect(policy.sessions(with: remote, Self.networks).isEmpty)
        #expect(policy.listens(on: try Self.address("10.16.0.2")))
        #expect(policy.listens(on: try Self.address("fd00::2")))
    }

    @Test func `cannot connect from where it does not listen`() throws {
        let policy = PeerPolicy(
            addresses: [try Self.address("10.16.0.2")], pairs: [], minimumTimeToLive: nil)
        #expect(policy.listens(on: try Self.address("10.16.0.2")))
        #expect(!policy.listens(on: try Self.address("10.16.0.3")))
        #expect(!policy.listens(on: try Self.address("::1")))
    }

    @Test func `knows this host's networks`() throws {
        let networks = ConnectedNetworks.current()
        #expect(networks.contain(try Self.address("127.0.0.9")))
        #expect(!networks.contain(try Self.address("203.0.113.9")))
    }
}
