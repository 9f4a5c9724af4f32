import Addressing
import Foundation
import Gateway
import Testing

@Suite(.needsNetworkNamespace) struct `the leak guard` {
    typealias Names = EgressScene.Names

    /// Waits until a packet of a client's, sent after others, has come through.
    static func awaitPassage(_ names: Names, _ scene: borrowing EgressScene) throws {
        let (client, server) = try scene.endpoints(names, client: names.untranslatedClient)
        try client.send("done", to: names.server, port: 7)
        while try server.receive().text != "done" {}
    }

    @Test(arguments: Names.both)
    func `counts and drops what connection tracking does not know`(names: Names) async throws {
        try await EgressScene.run { scene in
            try scene.watchForLeaks()
            _ = try Kernel.open().apply(EgressScene.settings())
            // An answer that nobody asked for belongs to no flow, so NAT does not see it.
            try scene.vpc.inside { try sendEchoReply(from: names.client, to: names.server) }
            try Self.awaitPassage(names, scene)
            #expect(try scene.guarded() == 1)
            #expect(try scene.leaks() == 0)
        }
    }

    @Test(arguments: Names.both)
    func `can be switched off, and then that leaves as it came`(names: Names) async throws {
        try await EgressScene.run { scene in
            try scene.watchForLeaks()
            _ = try Kernel.open().apply(EgressScene.settings(["GATEWAY_LEAK_GUARD": "false"]))
            try scene.vpc.inside { try sendEchoReply(from: names.client, to: names.server) }
            try Self.awaitPassage(names, scene)
            #expect(try scene.leaks() == 1)
        }
    }

    @Test func `drops a family that does not leave here, whoever forwards it`() async throws {
        try await EgressScene.run { scene in
            try scene.watchForLeaks()
            _ = try Kernel.open().apply(EgressScene.settings(["EXTERNAL_GATEWAY_IPV6": ""]))
            #expect(try Command.run("sysctl -n net.ipv6.conf.all.forwarding") == "0\n")
            try Command.run("sysctl -q -w net.ipv6.conf.all.forwarding=1")

            for client in [Names.ipv6.client, Names.ipv6.untranslatedClient] {
                let client = try scene.vpc.inside { try UDPEndpoint(client) }
                try client.send("x", to: Names.ipv6.server, port: 7)
            }
            let end = ContinuousClock.now + .seconds(20)
            while try scene.guarded() < 2, ContinuousClock.now < end {}
            #expect(try scene.guarded() == 2)
            #expect(try scene.leaks() == 0)
        }
    }

    @Test func `lets the pod find its neighbours`() async throws {
        try await EgressScene.run { scene in
            _ = try Kernel.open().apply(EgressScene.settings())
            try Command.run("ip neigh flush dev wan.7")
            // Solicitations from the link-local address, and from none at all.
            try Command.run("sysctl -q -w net.ipv6.conf.wan/7.accept_dad=1")
            try Command.run("ip address add fd00:172:17::99/112 dev wan.7")
            try Command.run("ping -c 1 -W 5 -I wan.7 \(Names.ipv6.outerGateway)")
            try Command.run("ping -c 1 -W 5 \(Names.ipv4.outerGateway)")
            #expect(try scene.guarded() == 0)
        }
    }

    @Test(arguments: Names.both)
    func `goes with flows that began before NAT, which are cut`(names: Names) async throws {
        try await EgressScene.run { scene in
            // A pod that forwarded and tracked connections before there was NAT.
            try Command.run([
                "sysctl -q -w net.ipv4.ip_forward=1",
                "sysctl -q -w net.ipv6.conf.all.forwarding=1",
            ])
            try Command.run(
                "nft -f -",
                input: """
                    table inet earlier {
                        chain tracking { type filter hook forward priority 0; ct state new accept; }
                    }
                    """)
            try Command.run(
                "ip \(names.option) route add \(names.hidden) via \(names.innerGateway)")
            let (client, server) = try scene.endpoints(names)
            let other = try scene.vpc.inside {
                try UDPEndpoint(names.untranslatedClient, port: 5001)
            }
            try client.send("before", to: names.server, port: 7)
            let before = try server.receive().sender
            #expect(before.address == IPAddress(names.client))
            try server.send("answer", to: before)
            #expect(try client.receive().text == "answer")
            try other.send("before", to: names.server, port: 7)
            _ = try server.receive()

            try scene.watchForLeaks()
            let report = try Kernel.open().apply(EgressScene.settings())
            #expect(report.cutFlows == 1)
            try client.send("after", to: names.server, port: 7)
            let (text, sender) = try server.receive()
            #expect(text == "after")
            #expect(sender.address == IPAddress(names.outer))
            #expect(try scene.leaks() == 0)
            // What keeps its address keeps its flow.
            let entries = try Command.run("conntrack -L -p udp --sport 5001")
            #expect(entries.contains(names.untranslatedClient))
            #expect(try Kernel.open().apply(EgressScene.settings()).cutFlows == 0)
        }
    }
}

/// Sends an ICMP echo reply of eight bytes.
private func sendEchoReply(from source: String, to destination: String) throws {
    guard let source = IPAddress(source), let destination = IPAddress(destination) else {
        throw POSIXError(.EINVAL)
    }
    let isIPv4 = source.family == .ipv4
    let descriptor = socket(
        isIPv4 ? AF_INET : AF_INET6, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue),
        isIPv4 ? 1 : 58)
    guard descriptor >= 0 else { throw POSIXError.last }
    defer { close(descriptor) }
    func peer(_ address: IPAddress) -> UDPEndpoint.Peer { .init(address: address, port: 0) }
    guard peer(source).withSocketAddress({ bind(descriptor, $0, $1) }) == 0 else {
        throw POSIXError.last
    }
    // Type, code, checksum, identifier, sequence number. The kernel fills in ICMPv6's checksum.
    let message: [UInt8] =
        isIPv4 ? [0, 0, 0xed, 0xcb, 0x12, 0x34, 0, 0] : [129, 0, 0, 0, 0x12, 0x34, 0, 0]
    let sent = peer(destination).withSocketAddress {
        sendto(descriptor, message, message.count, 0, $0, $1)
    }
    guard sent == message.count else { throw POSIXError.last }
}
