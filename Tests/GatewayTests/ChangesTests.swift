import Addressing
import NFTables
import Netlink
import Sysctl
import Testing

@testable import Gateway

@Suite struct `changes to what is observed` {
    /// What a namespace holds once `plan` is in effect, but for nftables.
    static func observed(_ plan: Plan, in pod: Pod) throws -> Observed {
        var observed = try pod.observed()
        observed.rules = plan.rules
        observed.routes += plan.routes
        for tuning in plan.parameters { observed.parameters[tuning.parameter] = tuning.value }
        return observed
    }

    /// But for the table of nftables, which the tests in namespaces compare.
    static func changes(_ plan: Plan, from observed: Observed) -> [String] {
        plan.changes(from: observed).map(\.description).filter { !$0.contains("nft -f") }
    }

    @Test func `are none where all is as planned`() throws {
        let plan = try Pod.dualStack.plan()
        let observed = try Self.observed(plan, in: .dualStack)
        #expect(Self.changes(plan, from: observed) == [])
        // And none at all where there is no table, nor is to be one.
        let bgp = try Pod.dualStack.plan(["ENABLE_BGP": "true"])
        #expect(bgp.changes(from: try Self.observed(bgp, in: .dualStack)) == [])
    }

    @Test func `bring what is new before what is old goes, and forwarding last`() throws {
        let plan = try Pod.dualStack.plan(["EXTERNAL_GATEWAY_IPV6": ""])
        let name = InterfaceName("eth7")
        let other = try #require(name)
        var observed = try Pod.dualStack.observed()
        observed.rules = [
            RoutingRule(
                family: .ipv4, priority: 1001, input: other, table: 1000, protocolNumber: 3)
        ]
        observed.routes = [
            Route(
                to: try prefix("192.0.2.0/24"), interface: other, table: 1000, protocolNumber: 3),
            Route(
                to: IPAddress.Family.ipv4.everything, via: try address("10.16.0.9"),
                interface: other, table: 1000),
        ]
        #expect(
            plan.changes(from: observed).map { $0.summary } == [
                "nft table inet vpc-egress-gateway",
                "ip -4 route replace default via 10.16.0.1 dev eth0 onlink table 1000 proto 201",
                "ip -4 rule add priority 1001 iif eth0 lookup default protocol 201",
                "ip -4 rule add priority 1002 iif net1 lookup 1000 protocol 201",
                "ip -4 rule add priority 1003 iif lo from 10.16.0.12 lookup 1000 protocol 201",
                "ip -4 rule add priority 1004 iif lo from 172.17.0.11 lookup default protocol 201",
                "ip -4 rule delete priority 1001 iif eth7 lookup 1000 protocol boot",
                "ip -4 route delete 192.0.2.0/24 dev eth7 table 1000 proto boot",
                "sysctl -w net.ipv4.icmp_errors_use_inbound_ifaddr=1",
                "sysctl -w net.ipv4.ip_forward=1",
            ])
    }

    @Test func `accept rules and routes of ours whoever made them`() throws {
        let plan = try Pod.dualStack.plan()
        var observed = try Self.observed(plan, in: .dualStack)
        observed.rules = observed.rules.map {
            RoutingRule(
                family: $0.family, priority: $0.priority, input: $0.input, source: $0.source,
                table: $0.table, protocolNumber: RoutingProtocol.boot)
        }
        #expect(Self.changes(plan, from: observed) == [])
    }

    @Test func `leave alone what is foreign`() throws {
        let plan = try Pod.dualStack.plan()
        var observed = try Self.observed(plan, in: .dualStack)
        let name = InterfaceName("net1")
        let interface = try #require(name)
        observed.rules += [1000, 1005, 32_766].map {
            RoutingRule(family: .ipv4, priority: $0, table: 254, protocolNumber: 3)
        }
        observed.routes += [
            Route(
                to: try prefix("192.0.2.0/24"), interface: interface, table: RoutingTable.default,
                protocolNumber: 3),
            Route(
                to: try prefix("192.0.2.0/24"), interface: interface, table: 2000,
                protocolNumber: 186),
            // Our mark in a table where we put nothing is someone else's use of the number.
            Route(to: try prefix("192.0.2.0/24"), interface: interface),
        ]
        #expect(Self.changes(plan, from: observed) == [])
    }

    @Test func `take away what an earlier plan needed`() throws {
        var pod = Pod.dualStack
        let plan = try pod.plan()
        pod.defaults = []
        let detour = try pod.plan()
        var observed = try Self.observed(plan, in: .dualStack)
        observed.routes += detour.routes.filter { $0.table == RoutingTable.default }
        #expect(
            Self.changes(plan, from: observed) == [
                "ip -4 route delete default via 172.17.0.1 dev net1 onlink table default proto 201",
                "ip -4 route delete 172.17.0.0/16 dev net1 table default proto 201",
                "ip -6 route delete default via fd00:172:17::1 dev net1 onlink table default proto 201",
                "ip -6 route delete fd00:172:17::/112 dev net1 table default proto 201",
            ])
    }

    @Test func `empty the reference script's chains in the transaction that brings ours`() throws {
        let plan = try Pod.dualStack.plan()
        var observed = try Pod.dualStack.observed()
        let nat = TableReference(.ip, "nat")
        observed.incumbentChains = Incumbent.chains(of: [
            ChainReference(nat, "POSTROUTING"), ChainReference(nat, "VEG-MASQUERADE"),
            ChainReference(nat, "PREROUTING"), ChainReference(nat, "OUTPUT"),
            ChainReference(TableReference(.ip, "filter"), "FORWARD"),
            // Someone's own NAT of IPv6, without the script's chain.
            ChainReference(TableReference(.ip6, "nat"), "POSTROUTING"),
        ])
        let change = RulesetChange(to: plan.table, from: observed)
        #expect(
            change?.transaction.operations.suffix(4).map(\.description) == [
                "flush chain ip nat POSTROUTING", "flush chain ip nat PREROUTING",
                "flush chain ip nat VEG-MASQUERADE", "delete chain ip nat VEG-MASQUERADE",
            ])
        #expect(Incumbent.chains(of: [ChainReference(nat, "POSTROUTING")]) == [])
    }

    @Test func `remake a link that is not what it should be`() throws {
        let evpn = ["ENABLE_BGP": "true", "ENABLE_EVPN": "true", "VNI": "1016"]
        let plan = try Pod.dualStack.plan(evpn)
        var observed = try Self.observed(plan, in: .dualStack)
        for tuning in plan.preparations { observed.parameters[tuning.parameter] = tuning.value }
        let vxlan = LinkKind.VXLAN(identifier: 7, local: try address("172.17.0.11"))
        func link(_ index: Int32, _ name: InterfaceName, _ kind: LinkKind?, in controller: Int32?)
            -> Link
        {
            Link(
                index: index, name: name, macAddress: nil, isUp: true, hasCarrier: true,
                operationalState: .up, mtu: 1500, kind: kind, controllerIndex: controller)
        }
        observed.links += [
            link(10, Plan.vrf, .vrf(table: 2000), in: nil), link(11, Plan.bridge, .bridge, in: 10),
            link(12, Plan.vxlan, .vxlan(try #require(vxlan)), in: 11),
        ]
        #expect(
            Self.changes(plan, from: observed) == [
                "ip link delete vxlan-vpn",
                "ip link add vxlan-vpn type vxlan id 1016 local 172.17.0.11 dstport 4789",
                "ip link set vxlan-vpn master br-vpn", "ip link set vxlan-vpn up",
                "ip link set eth0 master vrf-vpn",
            ])
        #expect(
            Plan.removal(from: observed).map(\.description).filter { $0.hasPrefix("ip link") } == [
                "ip link delete vrf-vpn", "ip link delete br-vpn", "ip link delete vxlan-vpn",
            ])
    }
}
