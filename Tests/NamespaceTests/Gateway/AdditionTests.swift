import Addressing
import Gateway
import Testing

@Suite(.needsNetworkNamespace) struct `a gateway with additions` {
    typealias Names = EgressScene.Names

    static let addresses = [
        IPAddress.Family.ipv4: ["172.17.0.11", "172.17.0.12", "172.17.0.13"],
        .ipv6: ["fd00:172:17::b", "fd00:172:17::c", "fd00:172:17::d"],
    ]

    @Test(arguments: Names.both)
    func `spreads flows evenly over its addresses`(names: Names) async throws {
        try await EgressScene.run { scene in
            let addresses = Self.addresses[names.family] ?? []
            for address in addresses.dropFirst() {
                try Command.run("ip address add \(address)/\(names.width) dev wan.7")
            }
            _ = try Kernel.open().apply(
                EgressScene.settings([
                    "GATEWAY_SNAT_ADDRESSES": addresses.joined(separator: ",")
                ]))
            let server = try scene.outside.inside { try UDPEndpoint(names.server, port: 7) }
            var seen: [String: Int] = [:]
            for port in 10_000..<14_000 as Range<UInt16> {
                let client = try scene.vpc.inside { try UDPEndpoint(names.client, port: port) }
                try client.send("x", to: names.server, port: 7)
                seen["\(try server.receive().sender.address)", default: 0] += 1
            }
            #expect(seen.keys.sorted() == addresses)
            #expect(seen.values.allSatisfy { (1_333...1_334).contains($0) }, "\(seen)")
        }
    }

    @Test(arguments: Names.both)
    func `uses one address if told so`(names: Names) async throws {
        try await EgressScene.run { scene in
            let address = try #require(Self.addresses[names.family]?.last)
            try Command.run("ip address add \(address)/\(names.width) dev wan.7")
            _ = try Kernel.open().apply(
                EgressScene.settings(["GATEWAY_SNAT_ADDRESSES": address]))
            let (client, server) = try scene.endpoints(names)
            try client.send("x", to: names.server, port: 7)
            #expect(try server.receive().sender.address == IPAddress(address))
            // The way back into the VPC is no business of that address.
            try server.send("y", to: names.client, port: 5000)
            #expect(try client.receive().sender.address == IPAddress(names.inner))
        }
    }

    @Test(arguments: Names.both, ["", "172.17.0.11,172.17.0.12,fd00:172:17::b,fd00:172:17::c"])
    func `uses the ports it was given`(names: Names, addresses: String) async throws {
        try await EgressScene.run { scene in
            try Command.run("ip address add 172.17.0.12/32 dev wan.7")
            try Command.run("ip address add fd00:172:17::c/128 dev wan.7")
            _ = try Kernel.open().apply(
                EgressScene.settings([
                    "GATEWAY_SNAT_PORTS": "30000-30063", "GATEWAY_SNAT_ADDRESSES": addresses,
                ]))
            let server = try scene.outside.inside { try UDPEndpoint(names.server, port: 7) }
            for port in 10_000..<10_050 as Range<UInt16> {
                let client = try scene.vpc.inside { try UDPEndpoint(names.client, port: port) }
                try client.send("x", to: names.server, port: 7)
                let sender = try server.receive().sender
                #expect((30_000...30_063).contains(sender.port))
                #expect(addresses.isEmpty || addresses.contains("\(sender.address)"))
            }
            // What has no ports goes the same way.
            try scene.vpc.inside {
                try Command.run("ping -c 1 -W 5 -I \(names.client) \(names.server)")
            }
        }
    }

    @Test(arguments: Names.both)
    func `translates none but the sources it was given`(names: Names) async throws {
        try await EgressScene.run { scene in
            try scene.watchForLeaks()
            _ = try Kernel.open().apply(
                EgressScene.settings([
                    "GATEWAY_SNAT_SOURCES": "\(names.inner)/\(names.width)"
                ]))
            let (client, server) = try scene.endpoints(names)
            try client.send("x", to: names.server, port: 7)
            // A second packet, of a source that may leave, tells when the first one is through.
            let other = try scene.vpc.inside { try UDPEndpoint(names.untranslatedClient) }
            try other.send("done", to: names.server, port: 7)
            #expect(try server.receive().text == "done")
            #expect(try scene.guarded() == 1)
            #expect(try scene.leaks() == 0)
        }
    }

    @Test(arguments: Names.both)
    func `lowers the segment size to what the path takes`(names: Names) async throws {
        try await EgressScene.run { scene in
            try Command.run("ip link set wan.7 mtu 1400")
            _ = try Kernel.open().apply(EgressScene.settings(["GATEWAY_MSS_CLAMP": "true"]))
            // 20 bytes of TCP behind 20 of IPv4 or 40 of IPv6.
            let expected = names.family == .ipv4 ? 1360 : 1340
            try scene.outside.inside {
                try Command.run(
                    "nft -f -",
                    input: """
                        table inet judge {
                            counter clamped {}
                            chain arriving {
                                type filter hook prerouting priority raw
                                tcp flags syn tcp option maxseg size \(expected) counter name clamped
                            }
                        }
                        """)
            }
            try scene.vpc.inside {
                // Nobody listens, so it is refused; the SYN is what counts.
                _ = try? Command.run(
                    "traceroute -T -n -q 1 -f 3 -m 3 -s \(names.client) -p 80 \(names.server)")
            }
            let text = try scene.outside.inside {
                try Command.run("nft list counter inet judge clamped")
            }
            #expect(!text.contains("packets 0 "), "\(text)")
        }
    }
}
