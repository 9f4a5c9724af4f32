import Addressing
import Gateway
import Testing

@Suite(.needsNetworkNamespace) struct `the state of a gateway` {
    typealias Names = EgressScene.Names

    @Test func `is what the contract says`() async throws {
        try await EgressScene.run { _ in
            _ = try Kernel.open().apply(EgressScene.settings())
            for names in Names.both {
                let rules = try Command.run("ip \(names.option) rule").split(separator: "\n")
                    .filter { $0.hasPrefix("1") }
                #expect(
                    rules == [
                        "1001:\tfrom all iif vpc0 lookup default proto 201",
                        "1002:\tfrom all iif wan.7 lookup 1000 proto 201",
                        "1003:\tfrom \(names.inner) iif lo lookup 1000 proto 201",
                        "1004:\tfrom \(names.outer) iif lo lookup default proto 201",
                    ])
                let routes = try Command.run("ip \(names.option) route show table 1000")
                #expect(
                    routes.hasPrefix(
                        "default via \(names.innerGateway) dev vpc0 proto 201"))
                #expect(routes.split(separator: "\n").count == 1)
            }
            // The main table leads outside here, so the table before it stays empty.
            #expect(throws: Command.Failure.self) {
                try Command.run("ip route show table default")
            }
            #expect(try Command.run("sysctl -n net.ipv4.ip_forward") == "1\n")
            #expect(try Command.run("sysctl -n net.ipv6.conf.all.forwarding") == "1\n")
        }
    }

    @Test func `is left alone by a second run, what was counted included`() async throws {
        try await EgressScene.run { scene in
            let kernel = try Kernel.open()
            _ = try kernel.apply(EgressScene.settings(["GATEWAY_SNAT_SOURCES": "192.0.2.0/24"]))
            let client = try scene.vpc.inside { try UDPEndpoint(Names.ipv4.client) }
            try client.send("x", to: Names.ipv4.server, port: 7)
            let end = ContinuousClock.now + .seconds(20)
            while try scene.guarded() == 0, ContinuousClock.now < end {}
            let before = try NamespaceState.snapshot()

            let report = try kernel.apply(
                EgressScene.settings(["GATEWAY_SNAT_SOURCES": "192.0.2.0/24"]))
            #expect(report.changes.isEmpty)
            // Handles tell a table from one that took its place.
            #expect(try NamespaceState.snapshot() == before)

            // A table that is replaced goes on counting.
            _ = try kernel.apply(EgressScene.settings())
            #expect(try scene.guarded() == 1)
        }
    }

    @Test func `follows the settings`() async throws {
        try await EgressScene.run { _ in
            let kernel = try Kernel.open()
            _ = try kernel.apply(EgressScene.settings())
            let first = try NamespaceState.snapshot()
            _ = try kernel.apply(
                EgressScene.settings([
                    "INTERNAL_GATEWAY_IPV4": "10.16.0.2", "NO_SNAT_SOURCES_IPV4": "10.18.0.0/16",
                    "EXTERNAL_GATEWAY_IPV6": "",
                ]))
            #expect(
                try Command.run("ip route show table 1000")
                    == "default via 10.16.0.2 dev vpc0 proto 201 onlink \n")
            #expect(try !Command.run("ip -6 rule").contains("100"))
            #expect(try Command.run("ip -6 route show table 1000") == "")
            #expect(try Command.run("nft list ruleset").contains("10.18.0.0/16"))

            _ = try kernel.apply(EgressScene.settings(["ENABLE_BGP": "true"]))
            #expect(try Command.run("nft list ruleset") == "")
            #expect(try !Command.run("ip rule").contains("100"))

            _ = try kernel.apply(EgressScene.settings())
            #expect(try NamespaceState.snapshot().dropLast() == first.dropLast())
        }
    }

    static let foreign = [
        "ip rule add priority 1000 from 192.0.2.1 lookup main",
        "ip rule add priority 1005 from 192.0.2.1 lookup 1000",
        "ip -6 rule add priority 999 iif vpc0 lookup main",
        "ip route add 192.0.2.0/24 dev vpc0 table 1001",
        "ip route add 192.0.2.0/24 dev vpc0 table default",
        "ip route add 192.0.2.0/24 dev vpc0",
        "ip -6 route add 2001:db8:9::/48 dev wan.7 table 2000",
        "nft add table inet other",
        "nft add chain inet other vpc-egress-gateway",
        "nft add table ip vpc-egress-gateway",
        "iptables -t nat -A POSTROUTING -s 192.0.2.1 -j RETURN",
        "iptables -A FORWARD -s 192.0.2.1 -j ACCEPT",
    ]

    @Test func `does not touch what is foreign, and is removed without trace`() async throws {
        try await EgressScene.run { _ in
            try Command.run(Self.foreign)
            let before = try NamespaceState.snapshot()
            let kernel = try Kernel.open()
            _ = try kernel.apply(EgressScene.settings())
            #expect(try NamespaceState.snapshot() != before)
            #expect(try kernel.remove().isEmpty == false)
            #expect(try NamespaceState.snapshot() == before)
            // Without NAT nothing is forwarded.
            #expect(try Command.run("sysctl -n net.ipv4.ip_forward") == "0\n")
            #expect(try Command.run("sysctl -n net.ipv6.conf.all.forwarding") == "0\n")
            #expect(try kernel.remove().isEmpty)
        }
    }

    @Test func `mends what someone else changed`() async throws {
        try await EgressScene.run { _ in
            let kernel = try Kernel.open()
            let settings = try EgressScene.settings()
            _ = try kernel.apply(settings)
            let before = try NamespaceState.snapshot().dropLast()
            for damage in [
                "ip rule delete priority 1003",
                "ip rule add priority 1001 from 192.0.2.1 lookup 1000",
                "ip rule add priority 1002 fwmark 0x1 lookup 1000",
                // Selects less than ours, which the kernel takes for it when it is removed.
                "ip rule add priority 1001 lookup default protocol 201",
                "ip -6 rule delete priority 1001",
                "ip route flush table 1000",
                "ip route replace default via 10.16.0.7 dev vpc0 table 1000",
                "ip route add default via 10.16.0.7 dev vpc0 table 1000 metric 5",
                "ip route add 192.0.2.0/24 dev vpc0 table 1000",
                "ip -6 route add blackhole default table 1000 metric 1",
                "sysctl -q -w net.ipv4.conf.vpc0.rp_filter=1",
                "sysctl -q -w net.ipv4.ip_forward=0",
                "sysctl -q -w net.ipv6.conf.all.forwarding=0",
                "nft flush chain inet vpc-egress-gateway source-nat",
                "nft delete table inet vpc-egress-gateway",
                "nft add element inet vpc-egress-gateway no-snat-ipv4 { 10.99.0.0/16 }",
                "nft insert rule inet vpc-egress-gateway untranslated accept",
                "nft add set inet vpc-egress-gateway strange { type mark; }",
                "nft add table inet vpc-egress-gateway { flags dormant; }",
            ] {
                try Command.run(damage)
                let observed = try kernel.observe(for: settings)
                let changes = try Plan(settings, for: observed).changes(from: observed)
                #expect(!changes.isEmpty, "\(damage)")
                _ = try kernel.apply(settings)
                #expect(try NamespaceState.snapshot().dropLast() == before, "\(damage)")
                let mended = try kernel.observe(for: settings)
                #expect(try Plan(settings, for: mended).changes(from: mended) == [], "\(damage)")
            }
        }
    }
}
