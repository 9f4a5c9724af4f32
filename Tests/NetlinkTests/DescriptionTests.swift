import Addressing
import Netlink
import Testing

@Suite struct `netlink values read as ip's arguments` {
    private let eth0 = InterfaceName("eth0")

    @Test func `a rule`() throws {
        let rule = RoutingRule(
            family: .ipv4, priority: 1001, input: eth0, table: RoutingTable.default)
        #expect(rule.description == "priority 1001 iif eth0 lookup default protocol 201")

        let address = try #require(IPAddress("fd00:10:16::7"))
        let sourced = RoutingRule(
            family: .ipv6, priority: 1003, input: InterfaceName("lo"), source: Prefix(address),
            table: 1000, protocolNumber: RoutingProtocol.kernel)
        #expect(
            sourced.description
                == "priority 1003 iif lo from fd00:10:16::7 lookup 1000 protocol kernel")

        let block = RoutingRule(
            family: .ipv4, priority: 5, source: Prefix("10.16.0.0/16"), table: RoutingTable.main)
        #expect(block.description == "priority 5 from 10.16.0.0/16 lookup main protocol 201")
    }

    @Test func `a route`() throws {
        let eth0 = try #require(eth0)
        let route = try Route(
            to: #require(Prefix("0.0.0.0/0")), via: IPAddress("192.168.0.1"), interface: eth0,
            isOnLink: true, table: 1000)
        #expect(
            route.description == "default via 192.168.0.1 dev eth0 onlink table 1000 proto 201")

        let block = try Route(
            to: #require(Prefix("10.17.0.0/16")), interface: eth0, metric: 5,
            protocolNumber: RoutingProtocol.static)
        #expect(block.description == "10.17.0.0/16 dev eth0 proto static metric 5")
    }

    @Test func `a route of IPv6, which has a metric even if none is said`() throws {
        let eth0 = try #require(eth0)
        let host = try #require(Prefix("2001:db8::1"))
        let route = Route(to: host, interface: eth0, table: 2000)
        #expect(route.metric == 1024)
        #expect(route.description == "2001:db8::1 dev eth0 table 2000 proto 201")
        #expect(route == Route(to: host, interface: eth0, table: 2000, metric: 1024))
    }

    @Test func `a kind of interface`() throws {
        #expect(LinkKind.bridge.description == "bridge")
        #expect(LinkKind.vrf(table: 2000).description == "vrf table 2000")
        let tunnel = try #require(LinkKind.VXLAN(identifier: 1016, local: IPAddress("2001:db8::1")))
        #expect(
            LinkKind.vxlan(tunnel).description == "vxlan id 1016 local 2001:db8::1 dstport 4789")
        #expect(LinkKind.vxlan(tunnel).name == "vxlan")
        #expect(LinkKind.other("macvlan").description == "macvlan")
    }

    @Test func `an address`() throws {
        let address = try #require(IPAddress("192.0.2.7"))
        let plain = InterfaceAddress(interfaceIndex: 2, address: address, prefixLength: 24)
        #expect(plain.description == "192.0.2.7/24")
        #expect(plain.prefix == Prefix("192.0.2.0/24"))
        let peer = InterfaceAddress(
            interfaceIndex: 2, address: address, peer: IPAddress("198.51.100.9"), prefixLength: 28)
        #expect(peer.description == "192.0.2.7 peer 198.51.100.9/28")
        #expect(peer.prefix == Prefix("198.51.100.0/28"))
    }
}

@Suite struct `netlink values` {
    @Test func `of VXLAN have an identifier of 24 bits`() {
        #expect(LinkKind.VXLAN(identifier: 16_777_215, local: nil) != nil)
        #expect(LinkKind.VXLAN(identifier: 16_777_216, local: nil) == nil)
    }

    @Test func `sort rules as the kernel asks them`() {
        let rules = [3, 1, 2].map { RoutingRule(family: .ipv4, priority: $0, table: 1000) }
        let six = RoutingRule(family: .ipv6, priority: 0, table: 1000)
        #expect(([six] + rules).sorted().map(\.priority) == [1, 2, 3, 0])
    }

    @Test func `sort routes by table and destination`() throws {
        let eth0 = try #require(InterfaceName("eth0"))
        let routes = try [("10.2.0.0/16", 1000), ("10.1.0.0/16", 1000), ("10.3.0.0/16", 254)].map {
            try Route(to: #require(Prefix($0.0)), interface: eth0, table: $0.1)
        }
        #expect(
            routes.sorted().map(\.destination.description)
                == ["10.3.0.0/16", "10.1.0.0/16", "10.2.0.0/16"])
    }
}
