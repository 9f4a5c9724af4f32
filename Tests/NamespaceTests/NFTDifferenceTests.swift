import NFTables
import Testing

@Suite(.needsNetworkNamespace) struct `a difference from the wanted table` {
    /// What is done to a table by another hand, and what is then said of it.
    static let tamperings: [(commands: String, differences: [String])] = [
        ("", []),
        ("delete table inet egress", ["table inet egress is missing"]),
        (
            "add table inet egress { flags dormant; }",
            ["flag dormant of table inet egress was altered"]
        ),
        (
            "add element inet egress no_snat4 { 198.51.100.0/24 }",
            ["element 198.51.100.0/24 of set no_snat4 is not ours"]
        ),
        (
            "add element inet egress no_snat4 { 192.0.2.9 }",
            [
                "element 192.0.2.7-192.0.2.8 of set no_snat4 is missing",
                "element 192.0.2.7-192.0.2.9 of set no_snat4 is not ours",
            ]
        ),
        (
            "delete element inet egress no_snat6 { fd00:10:16::/112 }",
            ["element fd00:10:16::/112 of set no_snat6 is missing"]
        ),
        ("add element inet egress bfd { 53 }", ["set bfd was altered"]),
        (
            """
            delete element inet egress pool4 { 2 : 203.0.113.2 }
            add element inet egress pool4 { 2 : 203.0.113.7 }
            """, ["map pool4 was altered"]
        ),
        ("delete element inet egress pool4 { 2 : 203.0.113.2 }", ["map pool4 was altered"]),
        (
            "delete element inet egress pool4 { 1 : 203.0.113.9 }",
            ["map pool4 is not ours", "map pool4 is missing"]
        ),
        (
            "flush chain inet egress translate",
            [
                "rule `ip saddr @no_snat4 accept` of chain translate is missing",
                "rule `ip6 daddr @no_snat6 accept` of chain translate is missing",
                "rule `snat ip to numgen inc mod 3 map @pool4 fully-random`"
                    + " of chain translate is missing",
                "rule `meta l4proto udp snat ip6 to numgen random mod 2 map @pool6:1024-65535"
                    + " fully-random` of chain translate is missing",
                "rule `masquerade fully-random` of chain translate is missing",
            ]
        ),
        (
            "add chain inet egress leaks { policy accept; }",
            [
                "hook of chain leaks (now type filter hook postrouting priority 300; policy accept;)"
                    + " was altered"
            ]
        ),
        ("add chain inet egress strange", ["chain strange is not ours"]),
        (
            "add chain inet egress strange { type filter hook ingress device lo priority 0; }",
            ["chain strange is not ours"]
        ),
        ("add counter inet egress strange", ["counter strange is not ours"]),
        ("add quota inet egress strange { over 1 mbytes; }", ["object strange is not ours"]),
        (
            "add set inet egress strange { type ipv4_addr; flags interval; }",
            ["set strange is not ours"]
        ),
        ("add set inet egress strange { type mark; }", ["set strange is not ours"]),
        (
            "add map inet egress strange { type ipv4_addr : verdict; }", ["set strange is not ours"]
        ),
    ]

    @Test(arguments: tamperings)
    func `is found and named`(commands: String, differences: [String]) async throws {
        try await NetworkNamespace.run {
            let table = try EgressTable.make()
            let socket = try NFTSocket.open()
            try socket.replace(table)
            try Command.run("nft -f -", input: commands)
            let observed = try socket.observe(tableNamed: table.name)
            #expect(table.differences(from: observed).map(\.description) == differences)

            try socket.replace(table)
            #expect(table.differences(from: try socket.observe(tableNamed: table.name)) == [])
        }
    }

    @Test func `is found in single rules and in their order`() async throws {
        try await NetworkNamespace.run {
            let table = try EgressTable.make()
            let socket = try NFTSocket.open()

            func differences(after commands: (_ handles: [UInt64]) -> String) throws -> [String] {
                try socket.replace(table)
                let chain = try #require(
                    try socket.observe(tableNamed: "egress")?.chains.first { $0.name == "leaks" })
                try Command.run("nft -f -", input: commands(chain.rules.map(\.handle)))
                return table.differences(from: try socket.observe(tableNamed: "egress"))
                    .map { $0.description.replacing(/handle \d+/, with: "handle N") }
            }

            #expect(
                try differences { "delete rule inet egress leaks handle \($0[2])" }
                    == [#"rule `counter name "leaked"` of chain leaks is missing"#])
            #expect(
                try differences {
                    """
                    delete rule inet egress leaks handle \($0[0])
                    add rule inet egress leaks oifname != "net1" accept
                    """
                } == [
                    "rule handle N of chain leaks [meta load oifname => reg 1;"
                        + " cmp neq reg 1 0x3174656e 0x00000000 0x00000000 0x00000000;"
                        + " immediate reg 0 accept] is not ours",
                    #"rule `oifname != "net1" accept` of chain leaks is missing"#,
                ])
            #expect(
                try differences {
                    "replace rule inet egress leaks handle \($0[1]) fib saddr type != local accept"
                }.count == 2)
            // A kind of instruction that is never ours has its name alone.
            #expect(
                try differences { _ in "insert rule inet egress leaks limit rate 1/second accept" }
                    == [
                        "rule handle N of chain leaks [limit; immediate reg 0 accept] is not ours"
                    ])
        }
    }
}
