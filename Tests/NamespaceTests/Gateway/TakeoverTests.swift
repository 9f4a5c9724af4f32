import Addressing
import Gateway
import NFTables
import Testing

@Suite(.needsNetworkNamespace) struct `a gateway that another program set up before` {
    typealias Names = EgressScene.Names

    @Test func `by hand, with the reference's commands, is taken over`() async throws {
        try await EgressScene.run { scene in
            for names in Names.both { try Command.run(ReferenceScript.commands(names)) }
            try Command.run(ReferenceScript.forwarding)
            let kernel = try Kernel.open()
            let settings = try EgressScene.settings()
            let report = try kernel.apply(settings)
            // Rules that say what ours would are ours as they are.
            #expect(!report.changes.contains { "\($0)".contains(" rule ") })
            try scene.watchForLeaks()
            for names in Names.both {
                let (client, server) = try scene.endpoints(names)
                try client.send("x", to: names.server, port: 7)
                #expect(try server.receive().sender.address == IPAddress(names.outer))
                let iptables = names.family == .ipv4 ? "iptables" : "ip6tables"
                let left = try Command.run("\(iptables) -t nat -S").split(separator: "\n")
                #expect(left.allSatisfy { $0.hasPrefix("-P ") }, "\(left)")
            }
            #expect(try scene.leaks() == 0)
            #expect(try kernel.apply(settings).changes == [])
            _ = try kernel.remove()
            #expect(try !Command.run("ip rule").contains("100"))
        }
    }

    @Test func `with an older shape of rules is taken over`() async throws {
        try await EgressScene.run { _ in
            try Command.run([
                "ip route add default via 10.16.0.1 dev vpc0 table 1000",
                "ip rule add priority 1001 from 10.16.0.0/16 lookup 1000",
                "ip rule add priority 1002 iif wan.7 lookup main",
                "ip rule add priority 1003 iif lo from 10.16.0.13 lookup 1000",
            ])
            _ = try Kernel.open().apply(EgressScene.settings())
            let rules = try Command.run("ip rule").split(separator: "\n")
                .filter { $0.hasPrefix("1") }
            #expect(rules.map { $0.prefix(4) } == ["1001", "1002", "1003", "1004"])
            #expect(rules.allSatisfy { $0.hasSuffix("proto 201") })
            #expect(
                try Command.run("ip route show table 1000")
                    == "default via 10.16.0.1 dev vpc0 proto 201 onlink \n")
        }
    }

    /// States that a run may find, as commands that make them.
    static let beginnings: [[String]] = [
        [],
        Names.both.flatMap(ReferenceScript.commands) + ReferenceScript.forwarding,
        ReferenceScript.forwarding + ["ip route add default via 10.16.0.9 dev vpc0 table 1000"],
    ]

    @Test(arguments: 0..<beginnings.count)
    func `halfway and in any order is finished by the next run`(beginning: Int) async throws {
        try await EgressScene.run { _ in
            let kernel = try Kernel.open()
            let settings = try EgressScene.settings()
            let others = try EgressScene.settings([
                "NO_SNAT_SOURCES_IPV4": "10.0.0.0/8", "INTERNAL_GATEWAY_IPV6": "fd00:10:16::2",
                "GATEWAY_MSS_CLAMP": "true",
            ])
            _ = try kernel.apply(settings)
            let finished = try NamespaceState.routing()

            for seed in 0..<15 as Range<UInt64> {
                var random = SeededRandom(state: seed)
                _ = try kernel.remove()
                try Command.run(Self.beginnings[beginning])
                // An earlier run with other settings, now and then.
                if Bool.random(using: &random) { _ = try kernel.apply(others) }

                let observed = try kernel.observe(for: settings)
                let changes = try Plan(settings, for: observed).changes(from: observed)
                let part = changes.shuffled(using: &random)
                    .prefix(Int.random(in: 0...changes.count, using: &random))
                for change in part {
                    // Out of order one may be refused; that too is a state to go on from.
                    do { try kernel.perform(change) } catch is NFTError {}
                }

                _ = try kernel.apply(settings)
                #expect(try NamespaceState.routing() == finished, "seed \(seed): \(part)")
                #expect(try kernel.apply(settings).changes == [], "seed \(seed)")
            }
        }
    }
}

/// A generator that a seed replays (Steele, Lea, Flood 2014: SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
