import Addressing
import Netlink
import Sysctl
import Testing

/// Two namespaces with a cable between: `inner` in the one that the calling thread is in, `outer` in
/// another.
struct VirtualEthernet: ~Copyable {
    let outside: NetworkNamespace
    static let innerMAC = "02:00:00:00:00:01"
    static let outerMAC = "02:00:00:00:00:02"

    /// Runs `body` on a thread of its own at the inner end.
    ///
    /// Both ends are up and have an address of each family, free of duplicate address detection:
    /// 192.0.2.1 and 2001:db8::1 here, …2 there.
    static func run<Result: Sendable>(
        _ body: @escaping @Sendable (borrowing VirtualEthernet) throws -> Result
    ) async throws -> Result {
        try await NetworkNamespace.run { try body(make()) }
    }

    private static func make() throws -> VirtualEthernet {
        let outside = try NetworkNamespace.make()
        try Command.run([
            "ip link add inner address \(innerMAC) type veth"
                + " peer name outer address \(outerMAC) netns \(outside.path)",
            "ip address add 192.0.2.1/24 dev inner",
            "ip address add 2001:db8::1/64 dev inner nodad",
        ])
        try bringUp("inner")
        try outside.inside {
            try Command.run([
                "ip address add 192.0.2.2/24 dev outer",
                "ip address add 2001:db8::2/64 dev outer nodad",
            ])
            try bringUp("outer")
        }
        return VirtualEthernet(outside: outside)
    }

    /// The link-local address comes with the link, and can be used at once.
    private static func bringUp(_ name: String) throws {
        _ = try Parameter("net", "ipv6", "conf", name, "accept_dad").set(0)
        try Command.run("ip link set \(name) up")
    }

    /// Waits until both ends let frames through, which the kernel makes so up to a second after they
    /// are up (net/core/link_watch.c).
    func becomeOperational() throws {
        try Self.waitUntilOperational("inner")
        try outside.inside { try Self.waitUntilOperational("outer") }
    }

    private static func waitUntilOperational(_ name: String) throws {
        let monitor = try RouteMonitor.open()
        let socket = try RouteSocket.open()
        try monitor.wait { try socket.link(name).operationalState == .up }
    }
}

extension RouteSocket {
    /// The interface of this name, which is there.
    borrowing func link(_ name: String) throws -> Link {
        try #require(try links().first { $0.name.description == name })
    }
}
