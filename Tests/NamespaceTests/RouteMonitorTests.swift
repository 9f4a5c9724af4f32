import Addressing
import Foundation
import Netlink
import Testing

@Suite(.needsNetworkNamespace) struct `a route monitor` {
    private static let causes: [(String, RouteMonitor.Changes)] = [
        ("ip link set inner mtu 1300", .links),
        ("ip address add 198.51.100.1/24 dev inner", .addresses),
        ("ip address add 2001:db8:1::1/64 dev inner nodad", .addresses),
        ("ip address del 192.0.2.1/24 dev inner", [.addresses, .routes]),
        ("ip -4 route add default via 192.0.2.2", .routes),
        ("ip -6 route add default via 2001:db8::2 dev inner table 1000", .routes),
        ("ip -4 rule add priority 1001 iif inner lookup 1000", .rules),
        ("ip -6 rule add priority 1001 iif inner lookup 1000", .rules),
        ("ip neighbour add 192.0.2.9 lladdr 02:00:00:00:00:09 dev inner", .neighbours),
        ("sysctl -qw net.ipv4.ip_forward=1", .parameters),
        ("sysctl -qw net.ipv6.conf.all.forwarding=1", .parameters),
        ("sysctl -qw net.ipv4.conf.inner.rp_filter=2", .parameters),
        ("ip link set inner down", [.links, .routes]),
    ]

    @Test(arguments: causes)
    func `tells what kind of thing changed`(
        command: String, changes: RouteMonitor.Changes
    ) async throws {
        try await VirtualEthernet.run { _ in
            let monitor = try RouteMonitor.open()
            #expect(!Self.isReadable(monitor.descriptor))
            try Command.run(command)
            #expect(Self.isReadable(monitor.descriptor), "\(command)")
            // Most are announced before the command's own answer, an address of IPv6 by a worker.
            var announced = try monitor.drain()
            while !announced.isSuperset(of: changes) {
                guard Self.isReadable(monitor.descriptor, within: 5000) else { throw NotInTime() }
                announced.formUnion(try monitor.drain())
            }
        }
    }

    @Test func `takes everything for changed when it was not read for too long`() async throws {
        try await NetworkNamespace.run {
            let monitor = try RouteMonitor.open()
            let socket = try RouteSocket.open()
            for priority in 1...2000 as ClosedRange<UInt32> {
                try socket.add(
                    RoutingRule(family: .ipv4, priority: priority, table: 1000))
            }
            #expect(try monitor.drain() == .everything)
            try socket.add(RoutingRule(family: .ipv4, priority: 2001, table: 1000))
            #expect(try monitor.drain() == .rules)
        }
    }

    @Test func `needs no capability`() async throws {
        try await NetworkNamespace.run {
            try withoutCapabilities {
                let monitor = try RouteMonitor.open()
                #expect(try monitor.drain().isEmpty)
            }
        }
    }

    /// The limit is in milliseconds.
    private static func isReadable(_ descriptor: Int32, within limit: Int32 = 0) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&request, 1, limit) == 1
    }
}
