import Addressing
import Netlink
import Testing

@Suite(.needsNetworkNamespace) struct `routing rules` {
    @Test(arguments: IPAddress.Family.allCases)
    func `read back as they were written, and as ip prints them`(
        family: IPAddress.Family
    ) async throws {
        try await NetworkNamespace.run {
            let socket = try RouteSocket.open()
            let before = try socket.rules(family: family)
            let eth0 = try #require(InterfaceName("eth0"))
            let loopback = try #require(InterfaceName("lo"))
            let block = try #require(
                Prefix(masking: IPAddress(family, value: 1 << 24), length: 20))
            let rules = [
                RoutingRule(
                    family: family, priority: 1001, input: eth0,
                    table: RoutingTable.default),
                RoutingRule(
                    family: family, priority: 1003, input: loopback,
                    source: Prefix(IPAddress(family, value: 0x0a10_0001)), table: 1000),
                RoutingRule(
                    family: family, priority: 1004,
                    source: block,
                    table: 4_000_000_000),
            ]
            for rule in rules { try socket.add(rule) }
            #expect(try Set(socket.rules(family: family)) == Set(before + rules))
            for rule in rules { try socket.remove(rule) }
            #expect(try socket.rules(family: family) == before)
        }
    }
}
