import Addressing
import Foundation
import Gateway
import Testing

@Suite(.needsNetworkNamespace) struct `ICMP errors at a gateway` {
    typealias Names = EgressScene.Names

    @Test(arguments: Names.both)
    func `for expired packets come from the internal address`(names: Names) async throws {
        try await EgressScene.run { scene in
            _ = try Kernel.open().apply(EgressScene.settings())
            let trace = try scene.vpc.inside {
                try Command.run(
                    "traceroute -n -q 1 -m 2 -w 5 -s \(names.client) \(names.server)")
            }
            let hops = trace.split(separator: "\n").dropFirst().map { $0.split(separator: " ")[1] }
            #expect(hops == [Substring(names.inner), Substring(names.server)], "\(trace)")
        }
    }

    @Test(arguments: Names.both)
    func `of a router outside reach the client that caused them`(names: Names) async throws {
        try await EgressScene.run { scene in
            _ = try Kernel.open().apply(EgressScene.settings())
            let far = names.family == .ipv4 ? "203.0.113.9" : "2001:db8:200::9"
            // A link that takes less, behind the router outside.
            try scene.outside.inside {
                try Command.run([
                    "sysctl -q -w net.ipv4.ip_forward=1",
                    "sysctl -q -w net.ipv6.conf.all.forwarding=1",
                    "ip link add narrow mtu 1300 type veth peer name wall",
                    "ip link set narrow up",
                    "ip link set wall up",
                    "ip -4 route add 203.0.113.0/24 dev narrow",
                    "ip -6 route add 2001:db8:200::/64 dev narrow",
                ])
            }
            try Self.expectPathMTU(1300, to: far, names, scene)
        }
    }

    @Test(arguments: Names.both)
    func `of its own reach the client that caused them`(names: Names) async throws {
        try await EgressScene.run { scene in
            try Command.run("ip link set wan.7 mtu 1300")
            _ = try Kernel.open().apply(EgressScene.settings())
            try Self.expectPathMTU(1300, to: names.server, names, scene)
        }
    }

    /// Sends more than fits and waits until the client's kernel knows what does.
    private static func expectPathMTU(
        _ mtu: Int, to destination: String, _ names: Names, _ scene: borrowing EgressScene
    ) throws {
        try scene.vpc.inside {
            let client = try UDPEndpoint(names.client)
            try client.send(String(repeating: "x", count: 1_400), to: destination, port: 7)
            let end = ContinuousClock.now + .seconds(20)
            var route = ""
            repeat {
                route = try Command.run(
                    "ip \(names.option) route get \(destination) from \(names.client)")
            } while !route.contains("mtu \(mtu)") && ContinuousClock.now < end
            #expect(route.contains("mtu \(mtu)"), "\(route)")
        }
    }
}
