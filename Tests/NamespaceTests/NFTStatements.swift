import Addressing
import NFTables
import Testing

/// Rules in which every statement occurs, in each of its forms.
enum NFTStatements {
    /// Rules of nat postrouting chains, each with its text and, in the words of
    /// `nft --debug=netlink` (1.0.6), what nft makes of that text.
    static func rules() throws -> [(rule: Rule, text: String, instructions: [String])] {
        let net1 = try #require(InterfaceName("net1"))
        let longest = try #require(InterfaceName("abcdefghijklmno"))
        func prefix(_ text: String) throws -> AddressOperand {
            .prefix(try #require(Prefix(text)))
        }
        let ipv4 = ["meta load nfproto => reg 1", "cmp eq reg 1 0x00000002"]
        let ipv6 = ["meta load nfproto => reg 1", "cmp eq reg 1 0x0000000a"]
        let tcp = ["meta load l4proto => reg 1", "cmp eq reg 1 0x00000006"]
        let udp = ["meta load l4proto => reg 1", "cmp eq reg 1 0x00000011"]
        return [
            ([.nfproto(.ipv4)], "meta nfproto ipv4", ipv4),
            ([.nfproto(.ipv6)], "meta nfproto ipv6", ipv6),
            ([.l4proto(.tcp)], "meta l4proto tcp", tcp),
            ([.l4proto(.udp)], "meta l4proto udp", udp),
            (
                [.iifname(net1)], #"iifname "net1""#,
                [
                    "meta load iifname => reg 1",
                    "cmp eq reg 1 0x3174656e 0x00000000 0x00000000 0x00000000",
                ]
            ),
            (
                [.oifname(longest, .notEqual)], #"oifname != "abcdefghijklmno""#,
                [
                    "meta load oifname => reg 1",
                    "cmp neq reg 1 0x64636261 0x68676665 0x6c6b6a69 0x006f6e6d",
                ]
            ),
            (
                [.saddr(.set("set4", .ipv4))], "ip saddr @set4",
                ipv4 + ["payload load 4b @ network header + 12 => reg 1", "lookup reg 1 set set4"]
            ),
            (
                [.daddr(.set("set6", .ipv6), .notEqual)], "ip6 daddr != @set6",
                ipv6 + [
                    "payload load 16b @ network header + 24 => reg 1", "lookup reg 1 set set6 0x1",
                ]
            ),
            (
                // The family is matched once.
                [.nfproto(.ipv4), .saddr(.set("set4", .ipv4)), .daddr(.set("set4", .ipv4))],
                "meta nfproto ipv4 ip saddr @set4 ip daddr @set4",
                ipv4 + [
                    "payload load 4b @ network header + 12 => reg 1", "lookup reg 1 set set4",
                    "payload load 4b @ network header + 16 => reg 1", "lookup reg 1 set set4",
                ]
            ),
            (
                [.saddr(try prefix("192.0.2.1"))], "ip saddr 192.0.2.1",
                ipv4 + [
                    "payload load 4b @ network header + 12 => reg 1", "cmp eq reg 1 0x010200c0",
                ]
            ),
            (
                [.saddr(try prefix("10.16.0.0/16"))], "ip saddr 10.16.0.0/16",
                ipv4 + [
                    "payload load 2b @ network header + 12 => reg 1", "cmp eq reg 1 0x0000100a",
                ]
            ),
            (
                [.daddr(try prefix("10.16.0.0/12"), .notEqual)], "ip daddr != 10.16.0.0/12",
                ipv4 + [
                    "payload load 4b @ network header + 16 => reg 1",
                    "bitwise reg 1 = ( reg 1 & 0x0000f0ff ) ^ 0x00000000",
                    "cmp neq reg 1 0x0000100a",
                ]
            ),
            (
                [.saddr(try prefix("0.0.0.0/0"))], "ip saddr 0.0.0.0/0",
                ipv4 + [
                    "payload load 4b @ network header + 12 => reg 1",
                    "bitwise reg 1 = ( reg 1 & 0x00000000 ) ^ 0x00000000",
                    "cmp eq reg 1 0x00000000",
                ]
            ),
            (
                [.saddr(try prefix("fe80::/10"))], "ip6 saddr fe80::/10",
                ipv6 + [
                    "payload load 16b @ network header + 8 => reg 1",
                    "bitwise reg 1 = ( reg 1 & 0x0000c0ff 0x00000000 0x00000000 0x00000000 )"
                        + " ^ 0x00000000 0x00000000 0x00000000 0x00000000",
                    "cmp eq reg 1 0x000080fe 0x00000000 0x00000000 0x00000000",
                ]
            ),
            (
                [.saddr(try prefix("fd00:10:16::/48"))], "ip6 saddr fd00:10:16::/48",
                ipv6 + [
                    "payload load 6b @ network header + 8 => reg 1",
                    "cmp eq reg 1 0x100000fd 0x00001600",
                ]
            ),
            (
                [.sport(.udp, .set("ports"))], "udp sport @ports",
                udp + ["payload load 2b @ transport header + 0 => reg 1", "lookup reg 1 set ports"]
            ),
            (
                [.l4proto(.tcp), .dport(.tcp, .port(443), .notEqual)],
                "meta l4proto tcp tcp dport != 443",
                tcp + [
                    "payload load 2b @ transport header + 2 => reg 1", "cmp neq reg 1 0x0000bb01",
                ]
            ),
            (
                [.fib(.saddr, type: .local)], "fib saddr type local",
                ["fib saddr type => reg 1", "cmp eq reg 1 0x00000002"]
            ),
            (
                [.fib(.daddr, type: .multicast, .notEqual)], "fib daddr type != multicast",
                ["fib daddr type => reg 1", "cmp neq reg 1 0x00000005"]
            ),
            (
                [.ctDirection(.original)], "ct direction original",
                ["ct load direction => reg 1", "cmp eq reg 1 0x00000000"]
            ),
            (
                [.ctDirection(.reply)], "ct direction reply",
                ["ct load direction => reg 1", "cmp eq reg 1 0x00000001"]
            ),
            (
                [.mark(0x4000), .setMark(0)], "meta mark 0x4000 meta mark set 0x0",
                [
                    "meta load mark => reg 1", "cmp eq reg 1 0x00004000",
                    "immediate reg 1 0x00000000", "meta set mark with reg 1",
                ]
            ),
            (
                [.tcpSYN, .clampSegmentSize], "tcp flags syn tcp option maxseg size set rt mtu",
                tcp + [
                    "payload load 1b @ transport header + 13 => reg 1",
                    "bitwise reg 1 = ( reg 1 & 0x00000002 ) ^ 0x00000000",
                    "cmp neq reg 1 0x00000000", "rt load tcpmss => reg 1",
                    "byteorder reg 1 = hton(reg 1, 2, 2)",
                    "exthdr write tcpopt reg 1 => 2b @ 2 + 2",
                ]
            ),
            (
                [.counter(name: "counted"), .return], #"counter name "counted" return"#,
                ["objref type 1 name counted", "immediate reg 0 return"]
            ),
            ([.accept], "accept", ["immediate reg 0 accept"]),
            ([.drop], "drop", ["immediate reg 0 drop"]),
            ([.jump("other")], "jump other", ["immediate reg 0 jump -> other"]),
            ([.masquerade()], "masquerade fully-random", ["masq flags 0x10"]),
            (
                [.l4proto(.udp), .masquerade(ports: 1024...65535)],
                "meta l4proto udp masquerade to :1024-65535 fully-random",
                udp + [
                    "immediate reg 1 0x00000004", "immediate reg 2 0x0000ffff",
                    "masq proto_min reg 1 proto_max reg 2 flags 0x12",
                ]
            ),
            (
                [.l4proto(.tcp), .masquerade(ports: 1024...1024)],
                "meta l4proto tcp masquerade to :1024 fully-random",
                tcp + [
                    "immediate reg 1 0x00000004",
                    "masq proto_min reg 1 proto_max reg 1 flags 0x12",
                ]
            ),
            (
                [.snat(.address(try #require(IPAddress("192.0.2.1"))))],
                "snat ip to 192.0.2.1 fully-random",
                [
                    "immediate reg 1 0x010200c0",
                    "nat snat ip addr_min reg 1 addr_max reg 1 flags 0x11",
                ]
            ),
            (
                [
                    .l4proto(.tcp),
                    .snat(
                        .address(try #require(IPAddress("2001:db8::1"))), ports: 1664...1791),
                ],
                "meta l4proto tcp snat ip6 to [2001:db8::1]:1664-1791 fully-random",
                tcp + [
                    "immediate reg 1 0xb80d0120 0x00000000 0x00000000 0x01000000",
                    "immediate reg 2 0x00008006", "immediate reg 3 0x0000ff06",
                    "nat snat ip6 addr_min reg 1 addr_max reg 1 proto_min reg 2 proto_max reg 3"
                        + " flags 0x13",
                ]
            ),
            (
                [.snat(.pool("pool4", .ipv4, count: 2))],
                "snat ip to numgen inc mod 2 map @pool4 fully-random",
                [
                    "numgen reg 1 = inc mod 2", "lookup reg 1 set pool4 dreg 1",
                    "nat snat ip addr_min reg 1 addr_max reg 1 flags 0x11",
                ]
            ),
            (
                [.l4proto(.udp), .snat(.pool("pool4", .ipv4, count: 2, .random), ports: 53...53)],
                "meta l4proto udp snat ip to numgen random mod 2 map @pool4:53 fully-random",
                udp + [
                    "numgen reg 1 = random mod 2", "lookup reg 1 set pool4 dreg 1",
                    "immediate reg 2 0x00003500",
                    "nat snat ip addr_min reg 1 addr_max reg 1 proto_min reg 2 proto_max reg 2"
                        + " flags 0x13",
                ]
            ),
        ]
    }

    /// What the rules refer to, and one chain with all of them.
    static func table() throws -> Table {
        let addresses = try EgressTable.prefixes("203.0.113.1", "203.0.113.2").map(\.address)
        return Table(
            name: "statements", counters: [Counter(name: "counted")],
            sets: [
                AddressSet(name: "set4", family: .ipv4, prefixes: []),
                AddressSet(name: "set6", family: .ipv6, prefixes: []),
            ],
            portSets: [PortSet(name: "ports", ports: [])],
            pools: [AddressPool(name: "pool4", family: .ipv4, addresses: addresses)],
            chains: [
                Chain(name: "other"),
                Chain(
                    name: "postrouting",
                    hook: Chain.Hook(type: .nat, point: .postrouting, priority: 100),
                    rules: try rules().map(\.rule)),
            ])
    }
}
