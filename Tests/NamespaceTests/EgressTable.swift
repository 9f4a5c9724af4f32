import Addressing
import NFTables
import Testing

/// A table such as a gateway has, with one of everything that a table can hold.
enum EgressTable {
    static func make() throws -> Table {
        let exempt4 = AddressSet(
            name: "no_snat4", family: .ipv4,
            prefixes: try prefixes("10.16.0.0/16", "192.0.2.7", "192.0.2.8"))
        let exempt6 = AddressSet(
            name: "no_snat6", family: .ipv6, prefixes: try prefixes("fd00:10:16::/112"))
        let bfd = PortSet(name: "bfd", ports: [4784, 3784])
        let pool4 = AddressPool(
            name: "pool4", family: .ipv4,
            addresses: try prefixes("203.0.113.1", "203.0.113.9", "203.0.113.2").map(\.address))
        let pool6 = AddressPool(
            name: "pool6", family: .ipv6,
            addresses: try prefixes("2001:db8::1", "2001:db8::2").map(\.address))
        let external = try #require(InterfaceName("net1"))
        return Table(
            name: "egress", counters: [Counter(name: "leaked")], sets: [exempt4, exempt6],
            portSets: [bfd], pools: [pool4, pool6],
            chains: [
                Chain(
                    name: "translate",
                    rules: [
                        [.saddr(.member(of: exempt4)), .accept],
                        [.daddr(.member(of: exempt6)), .accept],
                        [.snat(.any(of: pool4))],
                        [.l4proto(.udp), .snat(.any(of: pool6, by: .random), ports: 1024...65535)],
                        [.masquerade()],
                    ]),
                Chain(
                    name: "postrouting",
                    hook: Chain.Hook(type: .nat, point: .postrouting, priority: 100),
                    rules: [
                        [.sport(.udp, .member(of: bfd)), .return],
                        [.oifname(external), .jump("translate")],
                    ]),
                Chain(
                    name: "leaks",
                    hook: Chain.Hook(
                        type: .filter, point: .postrouting, priority: 300, policy: .drop),
                    rules: [
                        [.oifname(external, .notEqual), .accept],
                        [.fib(.saddr, type: .local), .accept],
                        [.counter(name: "leaked")],
                    ]),
            ])
    }

    static func prefixes(_ texts: String...) throws -> [Prefix] {
        try texts.map { try #require(Prefix($0)) }
    }

    /// What ``make()`` prints as.
    static let script = """
        table inet egress {
        	counter leaked {
        		packets 0 bytes 0
        	}

        	set no_snat4 {
        		type ipv4_addr
        		flags interval
        		elements = { 10.16.0.0/16, 192.0.2.7-192.0.2.8 }
        	}

        	set no_snat6 {
        		type ipv6_addr
        		flags interval
        		elements = { fd00:10:16::/112 }
        	}

        	set bfd {
        		type inet_service
        		elements = { 3784, 4784 }
        	}

        	map pool4 {
        		typeof numgen inc mod 3 : ip daddr
        		elements = { 0 : 203.0.113.1, 1 : 203.0.113.9, 2 : 203.0.113.2 }
        	}

        	map pool6 {
        		typeof numgen inc mod 2 : ip6 daddr
        		elements = { 0 : 2001:db8::1, 1 : 2001:db8::2 }
        	}

        	chain translate {
        		ip saddr @no_snat4 accept
        		ip6 daddr @no_snat6 accept
        		snat ip to numgen inc mod 3 map @pool4 fully-random
        		meta l4proto udp snat ip6 to numgen random mod 2 map @pool6:1024-65535 fully-random
        		masquerade fully-random
        	}

        	chain postrouting {
        		type nat hook postrouting priority srcnat; policy accept;
        		udp sport @bfd return
        		oifname "net1" jump translate
        	}

        	chain leaks {
        		type filter hook postrouting priority 300; policy drop;
        		oifname != "net1" accept
        		fib saddr type local accept
        		counter name "leaked"
        	}
        }

        """
}
