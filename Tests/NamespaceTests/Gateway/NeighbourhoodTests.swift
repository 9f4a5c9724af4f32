import Addressing
import Gateway
import Testing

@Suite(.needsNetworkNamespace) struct `a gateway among other networks` {
    typealias Names = EgressScene.Names

    /// Sends one packet out and expects it to arrive translated, and its answer to come back.
    static func expectEgress(_ names: Names, _ scene: borrowing EgressScene) throws {
        let (client, server) = try scene.endpoints(names)
        try client.send("x", to: names.server, port: 7)
        let sender = try server.receive().sender
        #expect(sender.address == IPAddress(names.outer))
        try server.send("y", to: sender)
        #expect(try client.receive().text == "y")
    }

    @Test(arguments: Names.both)
    func `leaves by its own where the pod's default route is another's`(
        names: Names
    ) async throws {
        try await EgressScene.run { scene in
            // Kube-OVN as the secondary CNI: eth0 came first, and has the default route.
            try Command.run([
                "ip link add eth0 type veth peer name other",
                "ip link set eth0 up",
                "ip link set other up",
                "ip address add 10.244.1.7/24 dev eth0",
                "ip address add fd00:244::7/64 dev eth0 nodad",
                "ip -4 route replace default via 10.244.1.1 dev eth0",
                "ip -6 route replace default via fd00:244::1 dev eth0",
                // The host's choice, inherited by every pod: strict everywhere.
                "sysctl -q -w net.ipv4.conf.all.rp_filter=1",
            ])
            let settings = try EgressScene.settings()
            let kernel = try Kernel.open()
            _ = try kernel.apply(settings)
            try Self.expectEgress(names, scene)
            #expect(try kernel.apply(settings).changes == [])
            // The other network is filtered as before, by its own value now.
            #expect(try Command.run("sysctl -n net.ipv4.conf.all.rp_filter") == "0\n")
            #expect(try Command.run("sysctl -n net.ipv4.conf.eth0.rp_filter") == "1\n")
            #expect(try Command.run("sysctl -n net.ipv4.conf.lo.rp_filter") == "1\n")

            // Back as the only CNI, the pod needs no table of ours.
            try Command.run("ip -4 route replace default via 172.17.0.1 dev wan.7")
            try Command.run("ip -6 route delete default")
            try Command.run("ip -6 route add default via fd00:172:17::1 dev wan.7")
            _ = try kernel.apply(settings)
            #expect(try Command.run("ip -4 route show table default") == "")
            #expect(try Command.run("ip -6 route show table default") == "")
            try Self.expectEgress(names, scene)
        }
    }

    @Test(arguments: Names.both)
    func `leaves by its own where the pod has no default route`(names: Names) async throws {
        try await EgressScene.run { scene in
            try Command.run("ip -4 route delete default")
            try Command.run("ip -6 route delete default")
            _ = try Kernel.open().apply(EgressScene.settings())
            try Self.expectEgress(names, scene)
        }
    }

    @Test(arguments: Names.both)
    func `is not misled by a route that covers its gateway`(names: Names) async throws {
        try await EgressScene.run { scene in
            // A policy for the VPC's whole subnet makes the CNI add a route like this one.
            try Command.run([
                "ip route add 10.16.0.0/17 via 10.16.0.1",
                "ip -6 route add fd00:10:16::/113 via fd00:10:16::1",
            ])
            _ = try Kernel.open().apply(EgressScene.settings())
            let (client, server) = try scene.endpoints(names)
            try client.send("x", to: names.server, port: 7)
            #expect(try server.receive().sender.address == IPAddress(names.outer))
        }
    }

    @Test func `tells a neighbour with a stale entry where it is now`() async throws {
        try await EgressScene.run { scene in
            try Command.run("ip address add 172.17.0.12/16 dev wan.7")
            let addresses = [Names.ipv4.outer, "172.17.0.12", Names.ipv6.outer]
            try scene.outside.inside {
                for address in addresses {
                    try Command.run(
                        "ip neigh replace \(address) lladdr 02:00:00:00:00:99 dev router nud stale")
                }
            }
            let link = try Command.run("ip -brief link show wan.7").split(separator: " ")
            let report = try Kernel.open().apply(EgressScene.settings())
            #expect(report.warnings == [])
            #expect(Set(report.announced) == Set(addresses.compactMap { IPAddress($0) }))
            try scene.outside.inside {
                for address in addresses {
                    let entry = try Command.run("ip neigh show \(address) dev router")
                    #expect(entry.contains(link[2]), "\(entry)")
                }
            }
        }
    }
}
