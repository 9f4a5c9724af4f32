import Addressing
import Netlink
import Testing

@Suite(.needsNetworkNamespace) struct `the routes of a table` {
    private static let inner = InterfaceName("inner")

    /// A default route by a gateway that is on the link only by our word, as `gateway-init` makes,
    /// and one into a block without a gateway.
    private static func routes(_ family: IPAddress.Family) throws -> [Route] {
        let inner = try #require(inner)
        let gateway = IPAddress(family, value: family == .ipv4 ? 0xc633_6401 : 0xfd00 << 112 | 1)
        let everything = try #require(Prefix(IPAddress(family, value: 0), length: 0))
        let block = try #require(Prefix(masking: IPAddress(family, value: 1 << 24), length: 20))
        return [
            Route(to: everything, via: gateway, interface: inner, isOnLink: true, table: 1000),
            Route(to: block, interface: inner, table: 1000, metric: 7),
            Route(
                to: Prefix(gateway), via: IPAddress(family, value: gateway.value + 1),
                interface: inner, isOnLink: true, table: 1000),
        ]
    }

    @Test(arguments: IPAddress.Family.allCases)
    func `read back as they were written, until they are removed`(
        family: IPAddress.Family
    ) async throws {
        try await VirtualEthernet.run { _ in
            let socket = try RouteSocket.open()
            #expect(try socket.routes(family: family, table: 1000).isEmpty)

            let routes = try Self.routes(family)
            for route in routes { try socket.replace(route) }
            #expect(try socket.routes(family: family, table: 1000).sorted() == routes.sorted())
            for route in routes { try socket.remove(route) }
            #expect(try socket.routes(family: family, table: 1000).isEmpty)
        }
    }

    @Test(arguments: [(IPAddress.Family.ipv4, "-4"), (.ipv6, "-6")])
    func `say what ip takes, and ip makes the same of it`(
        family: IPAddress.Family, option: String
    ) async throws {
        try await VirtualEthernet.run { _ in
            let routes = try Self.routes(family)
            for route in routes { try Command.run("ip \(option) route replace \(route)") }
            let socket = try RouteSocket.open()
            #expect(try socket.routes(family: family, table: 1000).sorted() == routes.sorted())
        }
    }

    @Test(arguments: IPAddress.Family.allCases)
    func `take the place of those to the same destination`(
        family: IPAddress.Family
    ) async throws {
        try await VirtualEthernet.run { _ in
            let socket = try RouteSocket.open()
            let route = try #require(Self.routes(family).first)
            let other = try Route(
                to: route.destination, via: IPAddress(family, value: 77),
                interface: #require(Self.inner),
                isOnLink: true, table: 1000)
            try socket.replace(route)
            try socket.replace(other)
            try socket.replace(other)
            #expect(try socket.routes(family: family, table: 1000) == [other])
        }
    }

    @Test(arguments: IPAddress.Family.allCases)
    func `cannot be removed twice`(family: IPAddress.Family) async throws {
        try await VirtualEthernet.run { _ in
            let socket = try RouteSocket.open()
            let route = try #require(Self.routes(family).first)
            for table in [0, 1] {
                if table == 1 {
                    try socket.replace(route)
                    try socket.remove(route)
                }
                let error = try #require(throws: NetlinkError.self) { try socket.remove(route) }
                #expect(error.isNotFound)
            }
        }
    }

    @Test func `that cannot be are refused with the kernel's reason`() async throws {
        try await VirtualEthernet.run { _ in
            let socket = try RouteSocket.open()
            let everything = try #require(Prefix("0.0.0.0/0"))
            let inner = try #require(Self.inner)
            let nowhere = Route(
                to: everything, via: IPAddress("198.51.100.1"), interface: inner)
            let far = try #require(throws: NetlinkError.self) { try socket.replace(nowhere) }
            #expect(
                far.description
                    == "ip -4 route replace default via 198.51.100.1 dev inner proto 201:"
                    + " Network is unreachable (Nexthop has invalid gateway)")
            #expect(!far.isNotFound)

            let ghost = try Route(to: everything, interface: #require(InterfaceName("ghost0")))
            let missing = try #require(throws: NetlinkError.self) { try socket.replace(ghost) }
            #expect(missing.isNotFound)
            #expect(
                missing.description
                    == "ip -4 route replace default dev ghost0 proto 201: No such device")

            try Command.run("ip link set inner down")
            let onLink = Route(
                to: everything, via: nowhere.gateway, interface: inner, isOnLink: true)
            let down = try #require(throws: NetlinkError.self) { try socket.replace(onLink) }
            #expect(down.description.contains(": Network is down"))

            let denied = try withoutCapabilities {
                let socket = try RouteSocket.open()
                return try #require(throws: NetlinkError.self) { try socket.replace(onLink) }
            }
            #expect(denied.isPermissionDenied)
        }
    }

    @Test(arguments: [
        ("-4", "blackhole 10.9.0.0/16"), ("-4", "10.9.0.0/16 dev inner src 192.0.2.1"),
        ("-4", "10.9.0.0/16 dev inner scope host"), ("-4", "tos 0x10 10.9.0.0/16 dev inner"),
        ("-4", "10.9.0.0/16 dev inner mtu 1300"), ("-4", "10.9.0.0/16 dev inner realm 5"),
        ("-4", "10.9.0.0/16 nexthop via 192.0.2.3 dev inner nexthop via 192.0.2.4 dev inner"),
        ("-4", "10.9.0.0/16 via inet6 2001:db8::9 dev inner mtu 1300"),
        ("-4", "unreachable 10.9.0.0/16"),
        ("-6", "blackhole fd09::/32"), ("-6", "fd09::/32 dev inner src 2001:db8::1"),
        ("-6", "fd09::/32 dev inner pref high"), ("-6", "fd09::/32 dev inner mtu 1300"),
        (
            "-6", "fd09::/32 nexthop via 2001:db8::3 dev inner nexthop via 2001:db8::4 dev inner"
        ),
    ])
    func `of others never pass for ours, and can be removed as they are`(
        option: String, foreign: String
    ) async throws {
        try await VirtualEthernet.run { _ in
            let family: IPAddress.Family = option == "-4" ? .ipv4 : .ipv6
            try Command.run("ip \(option) route add table 1000 proto 201 \(foreign)")
            let socket = try RouteSocket.open()
            let route = try #require(socket.routes(family: family, table: 1000).first)
            #expect(!route.isFullyModelled)
            let ours = try Route(
                to: route.destination, via: route.gateway, interface: #require(Self.inner),
                table: 1000)
            #expect(route != ours)

            try socket.remove(route)
            #expect(try socket.routes(family: family, table: 1000).isEmpty)
            try socket.replace(route)
            #expect(try socket.routes(family: family, table: 1000) == [route])
        }
    }

    @Test func `of IPv4 can lead to an IPv6 gateway`() async throws {
        try await VirtualEthernet.run { _ in
            let route = try Route(
                to: #require(Prefix("10.9.0.0/16")), via: IPAddress("2001:db8::9"),
                interface: #require(Self.inner), table: 1000)
            #expect(
                route.description
                    == "10.9.0.0/16 via inet6 2001:db8::9 dev inner table 1000 proto 201")
            let socket = try RouteSocket.open()
            try socket.replace(route)
            #expect(try socket.routes(family: .ipv4, table: 1000) == [route])
        }
    }

    @Test func `of the kernel are told by table and by what they are`() async throws {
        try await VirtualEthernet.run { _ in
            let socket = try RouteSocket.open()
            #expect(
                try socket.routes(family: .ipv4, table: RoutingTable.main).map(\.description)
                    == ["192.0.2.0/24 dev inner proto kernel src 192.0.2.1"])
            let everywhere = try socket.routes(family: .ipv4).map(\.description)
            #expect(
                everywhere.contains(
                    "local 192.0.2.1 dev inner table local proto kernel scope host src 192.0.2.1"))
            let six = try socket.routes(family: .ipv6)
            #expect(six.allSatisfy { $0.family == .ipv6 })
            #expect(
                six.contains { $0.description == "2001:db8::/64 dev inner proto kernel metric 256" }
            )
        }
    }

    @Test(arguments: IPAddress.Family.allCases)
    func `are all read, however many there are`(family: IPAddress.Family) async throws {
        try await VirtualEthernet.run { _ in
            let socket = try RouteSocket.open()
            let inner = try #require(Self.inner)
            let base = try #require(IPAddress(family == .ipv4 ? "10.0.0.0" : "fd00::")).value
            let routes = (0..<2000 as Range<UInt128>).map {
                Route(
                    to: Prefix(IPAddress(family, value: base + $0)), interface: inner, table: 1000)
            }
            for route in routes { try socket.replace(route) }
            #expect(try socket.routes(family: family, table: 1000).sorted() == routes)
        }
    }
}
