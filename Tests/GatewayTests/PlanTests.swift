import Addressing
import NFTables
import Testing

@testable import Gateway

/// Whole plans as literals. Tests/NamespaceTests feeds plans to `nft` and `ip`.
@Suite struct `a plan` {
    @Test func `for IPv4 alone`() throws {
        let plan = try Pod.dualStack.plan([
            "INTERNAL_GATEWAY_IPV6": "", "EXTERNAL_GATEWAY_IPV6": "",
        ])
        #expect(plan.description == Self.ipv4)
        #expect(
            plan.summary == [
                "IPv4: in by eth0 10.16.0.12 via 10.16.0.1, out by net1 172.17.0.11 via 172.17.0.1",
                "NAT: every source but 1 ranges in no-snat-ipv4",
            ])
    }

    static let ipv4 = """
        nft -f - <<'EOF'
        add table inet vpc-egress-gateway
        delete table inet vpc-egress-gateway
        table inet vpc-egress-gateway {
        \tcounter leaked {
        \t\tpackets 0 bytes 0
        \t}

        \tset no-snat-ipv4 {
        \t\ttype ipv4_addr
        \t\tflags interval
        \t\telements = { 10.17.0.0/16 }
        \t}

        \tset bfd {
        \t\ttype inet_service
        \t\telements = { 3784, 3785, 4784, 6784 }
        \t}

        \tchain source-nat {
        \t\ttype nat hook postrouting priority srcnat; policy accept;
        \t\toifname "lo" return
        \t\tfib saddr type local udp dport @bfd return
        \t\tfib saddr type local udp sport @bfd return
        \t\tip saddr @no-snat-ipv4 return
        \t\tip daddr @no-snat-ipv4 return
        \t\tmeta nfproto ipv4 masquerade fully-random
        \t}

        \tchain leak-guard {
        \t\ttype filter hook postrouting priority 101; policy accept;
        \t\toifname "net1" jump untranslated
        \t}

        \tchain untranslated {
        \t\tfib saddr type local return
        \t\tip saddr @no-snat-ipv4 return
        \t\tct direction reply return
        \t\tip saddr 0.0.0.0 return
        \t\tip6 saddr :: return
        \t\tip6 saddr fe80::/10 return
        \t\tcounter name "leaked" drop
        \t}
        }
        EOF
        ip -4 route replace default via 10.16.0.1 dev eth0 onlink table 1000 proto 201
        ip -4 rule add priority 1001 iif eth0 lookup default protocol 201
        ip -4 rule add priority 1002 iif net1 lookup 1000 protocol 201
        ip -4 rule add priority 1003 iif lo from 10.16.0.12 lookup 1000 protocol 201
        ip -4 rule add priority 1004 iif lo from 172.17.0.11 lookup default protocol 201
        sysctl -w net.ipv4.conf.eth0.rp_filter=0
        sysctl -w net.ipv4.icmp_errors_use_inbound_ifaddr=1
        sysctl -w net.ipv4.ip_forward=1

        """

    /// The part of a plan that is not nftables'.
    static func commands(_ plan: Plan) -> String {
        plan.description.split(separator: "\n").filter {
            $0.hasPrefix("ip ") || $0.hasPrefix("sysctl ")
        }.joined(separator: "\n")
    }

    /// The rules of one chain.
    static func rules(_ chain: String, of plan: Plan) -> [String] {
        plan.table?.chains.first { $0.name == chain }?.rules.map(\.description) ?? []
    }

    @Test func `for IPv6 alone`() throws {
        let plan = try Pod.dualStack.plan([
            "INTERNAL_GATEWAY_IPV4": "", "EXTERNAL_GATEWAY_IPV4": "", "NO_SNAT_SOURCES_IPV4": "",
            "NO_SNAT_SOURCES_IPV6": "fd00:17::/64",
        ])
        #expect(
            Self.commands(plan) == """
                ip -6 route replace default via fd00:10:16::1 dev eth0 onlink table 1000 proto 201
                ip -6 rule add priority 1001 iif eth0 lookup default protocol 201
                ip -6 rule add priority 1002 iif net1 lookup 1000 protocol 201
                ip -6 rule add priority 1003 iif lo from fd00:10:16::c lookup 1000 protocol 201
                ip -6 rule add priority 1004 iif lo from fd00:172:17::b lookup default protocol 201
                sysctl -w net.ipv6.conf.all.forwarding=1
                """)
        #expect(
            Self.rules("source-nat", of: plan).suffix(3) == [
                "ip6 saddr @no-snat-ipv6 return", "ip6 daddr @no-snat-ipv6 return",
                "meta nfproto ipv6 masquerade fully-random",
            ])
    }

    @Test func `for both families`() throws {
        let plan = try Pod.dualStack.plan(["NO_SNAT_SOURCES_IPV4": ""])
        #expect(
            Self.commands(plan) == """
                ip -4 route replace default via 10.16.0.1 dev eth0 onlink table 1000 proto 201
                ip -6 route replace default via fd00:10:16::1 dev eth0 onlink table 1000 proto 201
                ip -4 rule add priority 1001 iif eth0 lookup default protocol 201
                ip -4 rule add priority 1002 iif net1 lookup 1000 protocol 201
                ip -4 rule add priority 1003 iif lo from 10.16.0.12 lookup 1000 protocol 201
                ip -4 rule add priority 1004 iif lo from 172.17.0.11 lookup default protocol 201
                ip -6 rule add priority 1001 iif eth0 lookup default protocol 201
                ip -6 rule add priority 1002 iif net1 lookup 1000 protocol 201
                ip -6 rule add priority 1003 iif lo from fd00:10:16::c lookup 1000 protocol 201
                ip -6 rule add priority 1004 iif lo from fd00:172:17::b lookup default protocol 201
                sysctl -w net.ipv4.conf.eth0.rp_filter=0
                sysctl -w net.ipv4.icmp_errors_use_inbound_ifaddr=1
                sysctl -w net.ipv4.ip_forward=1
                sysctl -w net.ipv6.conf.all.forwarding=1
                """)
        #expect(plan.table?.sets == [])
        #expect(
            Self.rules("source-nat", of: plan).suffix(2) == [
                "meta nfproto ipv4 masquerade fully-random",
                "meta nfproto ipv6 masquerade fully-random",
            ])
        #expect(plan.summary.last == "NAT: every source")
    }

    @Test func `for both families inside and one outside is that of the one`() throws {
        let plan = try Pod.dualStack.plan([
            "EXTERNAL_GATEWAY_IPV6": "", "NO_SNAT_SOURCES_IPV6": "fd00:17::/64",
        ])
        #expect(plan.description == Self.ipv4)
        #expect(plan.summary[1] == "IPv6: does not leave here")
    }

    @Test func `has one rule a family, however many CIDRs there are`() throws {
        let few = try Pod.dualStack.plan()
        let list = (0..<5_000).map { "10.\($0 / 250).\($0 % 250).0/25" }.joined(separator: ",")
        let many = try Pod.dualStack.plan(["NO_SNAT_SOURCES_IPV4": list])
        #expect(many.table?.chains == few.table?.chains)
        #expect(many.table?.sets.first?.ranges.count == 5_000)
    }

    @Test func `merges duplicate, nested and adjacent CIDRs`() throws {
        let plan = try Pod.dualStack.plan([
            "NO_SNAT_SOURCES_IPV4":
                "10.17.0.0/16, 10.17.0.0/16,10.17.3.0/24,10.18.0.0/16,10.17.0.7,192.0.2.1"
        ])
        #expect(
            plan.table?.sets.first?.description == """
                set no-snat-ipv4 {
                \ttype ipv4_addr
                \tflags interval
                \telements = { 10.17.0.0-10.18.255.255, 192.0.2.1 }
                }
                """)
    }

    @Test func `with every addition`() throws {
        var pod = Pod.dualStack
        pod.interfaces[2].addresses += ["172.17.0.12/16", "fd00:172:17::d/112"]
        let plan = try pod.plan([
            "GATEWAY_SNAT_SOURCES": "10.16.0.0/16", "GATEWAY_SNAT_PORTS": "1024-2047",
            "GATEWAY_SNAT_ADDRESSES": "172.17.0.12,172.17.0.11,fd00:172:17::d",
            "GATEWAY_MSS_CLAMP": "true", "GATEWAY_LEAK_GUARD": "false",
        ])
        #expect(
            Self.rules("source-nat", of: plan).suffix(6) == [
                "ip saddr @no-snat-ipv4 return", "ip daddr @no-snat-ipv4 return",
                "oifname \"net1\" ip saddr @snat-ipv4 meta l4proto tcp snat ip to numgen inc mod 2 map @snat-addresses-ipv4:1024-2047 fully-random",
                "oifname \"net1\" ip saddr @snat-ipv4 meta l4proto udp snat ip to numgen inc mod 2 map @snat-addresses-ipv4:1024-2047 fully-random",
                "oifname \"net1\" ip saddr @snat-ipv4 snat ip to numgen inc mod 2 map @snat-addresses-ipv4 fully-random",
                "ip saddr @snat-ipv4 masquerade fully-random",
            ])
        #expect(
            Self.rules("segment-size", of: plan) == [
                "tcp flags syn tcp option maxseg size set rt mtu"
            ])
        #expect(plan.table?.chains.map(\.name) == ["source-nat", "segment-size"])
        // Each of the addresses to spread over sends its own packets by the way out.
        #expect(
            Self.commands(plan).split(separator: "\n").filter { $0.contains("1004") } == [
                "ip -4 rule add priority 1004 iif lo from 172.17.0.11 lookup default protocol 201",
                "ip -4 rule add priority 1004 iif lo from 172.17.0.12 lookup default protocol 201",
                "ip -6 rule add priority 1004 iif lo from fd00:172:17::b lookup default protocol 201",
                "ip -6 rule add priority 1004 iif lo from fd00:172:17::d lookup default protocol 201",
            ])
        #expect(
            plan.summary.last
                == "NAT: 1 ranges in snat-ipv4 but 1 ranges in no-snat-ipv4")
    }

    @Test func `guards each external interface once`() throws {
        var pod = Pod.dualStack
        pod.interfaces.append(("net2", ["fd00:200::b/64"]))
        pod.defaults[1] = ("fd00:200::1", "net2")
        let plan = try pod.plan(["EXTERNAL_GATEWAY_IPV6": "fd00:200::1"])
        #expect(
            Self.rules("leak-guard", of: plan) == [
                "oifname \"net1\" jump untranslated", "oifname \"net2\" jump untranslated",
            ])
        #expect(plan.announcedInterfaces.map(\.description) == ["net1", "net2"])
    }

    @Test func `for a BGP speaker forwards and leaves the rest alone`() throws {
        let plan = try Pod.dualStack.plan(["ENABLE_BGP": "true"])
        #expect(
            plan.description == """
                sysctl -w net.ipv4.conf.eth0.rp_filter=0
                sysctl -w net.ipv4.ip_forward=1
                sysctl -w net.ipv6.conf.all.forwarding=1

                """)
        #expect(
            plan.summary
                == ["BGP: nothing is translated, and routes are left to the BGP speaker"])
    }

    @Test func `for EVPN puts the VPC's interface into a VRF`() throws {
        let plan = try Pod.dualStack.plan([
            "ENABLE_BGP": "true", "ENABLE_EVPN": "true", "VNI": "1016",
            "NO_SNAT_SOURCES_IPV6": "fd00:17::/64,fd00:17::/64",
        ])
        #expect(
            plan.description == """
                sysctl -w net.ipv6.conf.all.keep_addr_on_down=1
                ip link add vrf-vpn type vrf table 2000
                ip link set vrf-vpn up
                ip link add br-vpn type bridge
                ip link set br-vpn master vrf-vpn
                ip link set br-vpn up
                ip link add vxlan-vpn type vxlan id 1016 local 172.17.0.11 dstport 4789
                ip link set vxlan-vpn master br-vpn
                ip link set vxlan-vpn up
                ip link set eth0 master vrf-vpn
                ip -4 route replace 10.17.0.0/16 via 10.16.0.1 dev eth0 onlink table 2000 proto 201
                ip -6 route replace fd00:17::/64 via fd00:10:16::1 dev eth0 onlink table 2000 proto 201
                sysctl -w net.ipv4.conf.eth0.rp_filter=0
                sysctl -w net.ipv4.ip_forward=1
                sysctl -w net.ipv6.conf.all.forwarding=1

                """)
    }

    @Test func `for EVPN does without IPv6 where the kernel has none`() throws {
        var observed = try Pod.dualStack.observed()
        for parameter in observed.parameters.keys where "\(parameter)".contains("ipv6") {
            observed.parameters[parameter] = nil
        }
        let settings = try SettingsFixture.settings([
            "ENABLE_BGP": "true", "ENABLE_EVPN": "true", "VNI": "1016",
            "INTERNAL_GATEWAY_IPV6": "", "EXTERNAL_GATEWAY_IPV6": "",
        ])
        let plan = try Plan(settings, for: observed)
        #expect(!plan.description.contains("ipv6"))
        #expect(plan.description.contains("ip link set eth0 master vrf-vpn"))
    }
}
