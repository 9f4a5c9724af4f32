import Addressing
import Netlink
import Testing

@Suite(.needsNetworkNamespace) struct `routing rules` {
    private static func rules(_ family: IPAddress.Family) throws -> [RoutingRule] {
        let eth0 = try #require(InterfaceName("eth0"))
        let loopback = try #require(InterfaceName("lo"))
        let address = IPAddress(family, value: 0x0a10_0001)
        let block = try #require(Prefix(masking: IPAddress(family, value: 1 << 24), length: 20))
        return [
            RoutingRule(family: family, priority: 1001, input: eth0, table: RoutingTable.default),
            RoutingRule(
                family: family, priority: 1003, input: loopback, source: Prefix(address),
                table: 1000),
            RoutingRule(
                family: family, priority: 1004, source: block, table: 4_000_000_000,
                protocolNumber: RoutingProtocol.static),
        ]
    }

    @Test(arguments: IPAddress.Family.allCases)
    func `read back as they were written, until they are removed`(
        family: IPAddress.Family
    ) async throws {
        try await NetworkNamespace.run {
            let socket = try RouteSocket.open()
            let kernels = try socket.rules(family: family)
            let rules = try Self.rules(family)
            for rule in rules { try socket.add(rule) }
            #expect(try socket.rules(family: family) == (kernels + rules).sorted())
            for rule in rules { try socket.remove(rule) }
            #expect(try socket.rules(family: family) == kernels)
        }
    }

    @Test(arguments: [(IPAddress.Family.ipv4, "-4"), (.ipv6, "-6")])
    func `say what ip takes, and ip makes the same of it`(
        family: IPAddress.Family, option: String
    ) async throws {
        try await NetworkNamespace.run {
            let socket = try RouteSocket.open()
            let kernels = try Set(socket.rules(family: family))
            let rules = try Self.rules(family)
            for rule in rules { try Command.run("ip \(option) rule add \(rule)") }
            #expect(try Set(socket.rules(family: family)).subtracting(kernels) == Set(rules))
        }
    }

    @Test func `are refused when there already, and cannot be removed twice`() async throws {
        try await NetworkNamespace.run {
            let socket = try RouteSocket.open()
            let rule = try #require(Self.rules(.ipv4).first)
            try socket.add(rule)
            let again = try #require(throws: NetlinkError.self) { try socket.add(rule) }
            #expect(again.isAlreadyThere)
            #expect(
                again.description
                    == "ip -4 rule add priority 1001 iif eth0 lookup default protocol 201:"
                    + " File exists")

            try socket.remove(rule)
            let gone = try #require(throws: NetlinkError.self) { try socket.remove(rule) }
            #expect(gone.isNotFound)
            #expect(gone.description.hasPrefix("ip -4 rule delete priority 1001"))
        }
    }

    @Test func `of others never pass for ours, and can be removed as they are`() async throws {
        try await NetworkNamespace.run {
            let socket = try RouteSocket.open()
            let loopback = try #require(InterfaceName("lo"))
            let kernels = try Set(socket.rules(family: .ipv4))
            let ours = RoutingRule(family: .ipv4, priority: 1001, input: loopback, table: 1000)
            for foreign in [
                "fwmark 0x1", "fwmark 0x1/0xff", "oif lo", "to 10.0.0.0/8", "tos 0x10",
                "suppress_prefixlength 0", "suppress_ifgroup 1", "ipproto 6", "sport 1-2",
                "ipproto 17 dport 3784-3785", "uidrange 1-2", "tun_id 7",
            ] {
                let text = "iif lo \(foreign) lookup 1000 protocol 201"
                try Command.run("ip -4 rule add priority 1001 \(text)")
                let rule = try #require(
                    Set(socket.rules(family: .ipv4)).subtracting(kernels).first)
                #expect(rule != ours, "\(foreign)")
                #expect(!rule.isFullyModelled, "\(foreign)")
                #expect(rule.priority == 1001)

                try socket.remove(rule)
                #expect(try Set(socket.rules(family: .ipv4)) == kernels, "\(foreign)")
                try socket.add(rule)
                #expect(
                    try Set(socket.rules(family: .ipv4)).subtracting(kernels) == [rule],
                    "\(foreign)")
                if !foreign.contains("tun_id") {
                    try Command.run("ip -4 rule delete \(rule)")
                } else {
                    try socket.remove(rule)
                }
            }
            #expect(ours.isFullyModelled)
        }
    }

    @Test(arguments: [
        "not from 10.0.0.0/8 lookup 1000", "goto 2000", "blackhole", "prohibit", "unreachable",
        "nop", "l3mdev",
    ])
    func `that do something else say so`(foreign: String) async throws {
        try await NetworkNamespace.run {
            let socket = try RouteSocket.open()
            let kernels = try Set(socket.rules(family: .ipv4))
            try Command.run("ip -4 rule add priority 1001 \(foreign)")
            let rule = try #require(Set(socket.rules(family: .ipv4)).subtracting(kernels).first)
            #expect(!rule.isFullyModelled)
            try Command.run("ip -4 rule delete \(rule)")
            #expect(try Set(socket.rules(family: .ipv4)) == kernels)
        }
    }

    @Test func `need a capability to be changed, and none to be read`() async throws {
        try await NetworkNamespace.run {
            let rule = try #require(Self.rules(.ipv6).first)
            try withoutCapabilities {
                let socket = try RouteSocket.open()
                #expect(try !socket.rules(family: .ipv6).isEmpty)
                let error = try #require(throws: NetlinkError.self) { try socket.add(rule) }
                #expect(error.isPermissionDenied)
                #expect(error.description.hasSuffix(": Operation not permitted"))
            }
        }
    }

    @Test func `are all read, however many there are`() async throws {
        try await NetworkNamespace.run {
            let socket = try RouteSocket.open()
            let kernels = try socket.rules(family: .ipv6)
            let source = try #require(IPAddress("2001:db8::"))
            let rules = (1...2000 as ClosedRange<UInt32>).map {
                RoutingRule(
                    family: .ipv6, priority: $0,
                    source: Prefix(IPAddress(.ipv6, value: source.value + UInt128($0))),
                    table: 10_000 + $0)
            }
            for rule in rules { try socket.add(rule) }
            #expect(try socket.rules(family: .ipv6) == (kernels + rules).sorted())
        }
    }
}
