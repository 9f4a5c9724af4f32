import Addressing
import NFTables
import Testing

@Suite(.needsNetworkNamespace) struct `an nftables socket` {
    @Test func `reads back what it committed`() async throws {
        try await NetworkNamespace.run {
            let table = try EgressTable.make()
            let socket = try NFTSocket.open()
            // A table that has everything but the name in common is not looked at.
            var other = table
            other.name = "other"
            try socket.replace(other)
            #expect(try socket.observe(tableNamed: "egress") == nil)
            #expect(try socket.counters(tableNamed: "egress") == [])
            try socket.replace(table)
            let observed = try #require(try socket.observe(tableNamed: "egress"))
            #expect(table.differences(from: observed) == [])
            #expect(observed.counters == table.counters)
            #expect(observed.sets == table.sets)
            #expect(observed.portSets == table.portSets)
            #expect(observed.pools == table.pools)
            #expect(observed.chains.map(\.name) == table.chains.map(\.name))
            #expect(observed.chains.map(\.hook) == table.chains.map(\.hook))
        }
    }

    @Test func `puts a table in the place of whatever has its name`() async throws {
        try await NetworkNamespace.run {
            let table = try EgressTable.make()
            let socket = try NFTSocket.open()
            try Command.run(
                "nft -f -",
                input: """
                    table inet egress {
                        flags dormant
                        set no_snat4 { type mark; }
                        chain leaks { type filter hook input priority 0; policy drop; drop; }
                        chain strange { drop; }
                    }
                    """)
            try socket.replace(table)
            try socket.replace(table)
            #expect(table.differences(from: try socket.observe(tableNamed: "egress")) == [])
        }
    }

    @Test func `leaves the old table whole when part of the new one is refused`() async throws {
        try await NetworkNamespace.run {
            let table = try EgressTable.make()
            let socket = try NFTSocket.open()
            try socket.replace(table)
            let before = try Command.run("nft -a list ruleset")

            var broken = table
            broken.sets = []
            broken.chains[1].rules.append([.jump("absent")])
            let error = try #require(throws: NFTError.self) { try socket.replace(broken) }
            #expect(
                error.description
                    == "nft add rule inet egress translate ip saddr @no_snat4 accept:"
                    + " No such file or directory")
            #expect(try Command.run("nft -a list ruleset") == before)
        }
    }

    @Test func `deletes a table, and does not mind when it is gone`() async throws {
        try await NetworkNamespace.run {
            let socket = try NFTSocket.open()
            try socket.replace(EgressTable.make())
            try socket.delete(tableNamed: "egress")
            try socket.delete(tableNamed: "egress")
            #expect(try Command.run("nft list ruleset") == "")
        }
    }

    @Test func `keeps what a counter has counted if told to`() async throws {
        try await NetworkNamespace.run {
            var table = try EgressTable.make()
            table.counters = [
                Counter(name: "leaked", packets: 7, bytes: 588), Counter(name: "idle"),
            ]
            let socket = try NFTSocket.open()
            #expect(try socket.counters(tableNamed: "egress") == [])
            try socket.replace(table)
            #expect(try socket.counters(tableNamed: "egress") == table.counters)
        }
    }

    @Test func `reads what a counter counts`() async throws {
        try await NetworkNamespace.run {
            let table = Table(
                name: "counting", counters: [Counter(name: "pings")],
                chains: [
                    Chain(
                        name: "output",
                        hook: Chain.Hook(type: .filter, point: .output, priority: 0),
                        rules: [[.nfproto(.ipv4), .counter(name: "pings"), .drop]])
                ])
            let socket = try NFTSocket.open()
            try socket.replace(table)
            try Command.run("ip link set lo up")
            #expect(throws: Command.Failure.self) {
                _ = try Command.run("ping -c 1 -W 0.1 -s 56 127.0.0.1")
            }
            #expect(
                try socket.counters(tableNamed: "counting")
                    == [Counter(name: "pings", packets: 1, bytes: 84)])
            // What was counted is no difference.
            #expect(table.differences(from: try socket.observe(tableNamed: "counting")) == [])
        }
    }

    @Test func `takes over what iptables made, in the transaction that makes ours`() async throws {
        try await NetworkNamespace.run {
            for iptables in ["iptables", "ip6tables"] {
                try Command.run([
                    "\(iptables) -t nat -N VEG-MASQUERADE",
                    "\(iptables) -t nat -A VEG-MASQUERADE -j MASQUERADE --random-fully",
                    "\(iptables) -t nat -A POSTROUTING -j VEG-MASQUERADE",
                    "\(iptables) -t nat -A PREROUTING -i lo -j MARK --set-xmark 0x4000/0x4000",
                    "\(iptables) -t raw -A PREROUTING -j ACCEPT",
                ])
            }
            let socket = try NFTSocket.open()
            #expect(
                try Set(socket.tables().map(\.description))
                    == ["ip nat", "ip raw", "ip6 nat", "ip6 raw"])

            let table = try EgressTable.make()
            var transaction = Transaction()
            transaction.replace(table)
            for family in [TableFamily.ip, .ip6] {
                let chains = try socket.chains(of: family)
                #expect(
                    Set(chains.map(\.description)) == [
                        "\(family) nat VEG-MASQUERADE", "\(family) nat PREROUTING",
                        "\(family) nat POSTROUTING", "\(family) raw PREROUTING",
                    ])
                for chain in chains { transaction.append(.flushChain(chain)) }
                for chain in chains where chain.name == "VEG-MASQUERADE" {
                    transaction.append(.deleteChain(chain))
                }
            }
            try socket.commit(transaction)

            #expect(table.differences(from: try socket.observe(tableNamed: "egress")) == [])
            #expect(
                try Command.run("iptables-save -t nat").split(separator: "\n")
                    .filter { !$0.hasPrefix("#") && !$0.hasPrefix(":") } == ["*nat", "COMMIT"])
            #expect(try socket.chains(of: .ip6).allSatisfy { $0.name != "VEG-MASQUERADE" })
        }
    }

    @Test func `deletes one rule by its handle`() async throws {
        try await NetworkNamespace.run {
            var table = try EgressTable.make()
            let socket = try NFTSocket.open()
            try socket.replace(table)
            let chain = try #require(
                try socket.observe(tableNamed: "egress")?.chains.first { $0.name == "leaks" })
            try socket.commit(
                Transaction([
                    .deleteRule(
                        ChainReference(table.reference, "leaks"), handle: chain.rules[1].handle)
                ]))
            table.chains[2].rules.remove(at: 1)
            #expect(table.differences(from: try socket.observe(tableNamed: "egress")) == [])
        }
    }

    @Test func `does nothing for an empty transaction`() async throws {
        try await NetworkNamespace.run {
            try NFTSocket.open().commit(Transaction())
            #expect(try Command.run("nft list ruleset") == "")
        }
    }
}
