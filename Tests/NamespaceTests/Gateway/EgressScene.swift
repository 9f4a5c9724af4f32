import Addressing
import Foundation
import Gateway
import Netlink
import Testing

/// A VPC, a gateway pod and the outside, each in a namespace: the thread is in the gateway's.
///
/// ```
///     vpc                       gateway                        outside
///     10.99.0.9  10.17.0.9      vpc0            wan.7          198.51.100.1
///     router 10.16.0.1 ───────▶ 10.16.0.12      172.17.0.11 ─▶ router 172.17.0.1
/// ```
///
/// The VPC's clients have addresses behind its router, as pods that a selector picked do: the
/// gateway's main table has no route to them. 10.17.0.0/16 is not to be translated. IPv6 likewise.
struct EgressScene: ~Copyable {
    let vpc: NetworkNamespace
    let outside: NetworkNamespace

    /// What a client, its counterpart outside and the gateway are called in one family.
    struct Names: Sendable, CustomTestStringConvertible {
        let family: IPAddress.Family
        let client: String
        let untranslatedClient: String
        let server: String
        let inner: String
        let outer: String
        let innerGateway: String
        let outerGateway: String
        let untranslated: String
        /// What every address that must not be seen outside is in.
        let hidden: String

        static let ipv4 = Names(
            family: .ipv4, client: "10.99.0.9", untranslatedClient: "10.17.0.9",
            server: "198.51.100.1", inner: "10.16.0.12", outer: "172.17.0.11",
            innerGateway: "10.16.0.1", outerGateway: "172.17.0.1", untranslated: "10.17.0.0/16",
            hidden: "10.99.0.0/16")

        static let ipv6 = Names(
            family: .ipv6, client: "fd00:99::9", untranslatedClient: "fd00:17::9",
            server: "2001:db8:100::1", inner: "fd00:10:16::c", outer: "fd00:172:17::b",
            innerGateway: "fd00:10:16::1", outerGateway: "fd00:172:17::1",
            untranslated: "fd00:17::/64", hidden: "fd00:99::/64")

        static let both = [ipv4, ipv6]

        var testDescription: String { "\(family)" }
        /// How `ip` is told the family.
        var option: String { family == .ipv4 ? "-4" : "-6" }
        /// How `nft` is told the family of an address.
        var keyword: String { family == .ipv4 ? "ip" : "ip6" }
        /// The number of bits of an address.
        var width: Int { family.bitWidth }
    }

    /// What Kube-OVN's controller gives a gateway of this VPC.
    static let environment = [
        "INTERNAL_GATEWAY_IPV4": Names.ipv4.innerGateway,
        "EXTERNAL_GATEWAY_IPV4": Names.ipv4.outerGateway,
        "NO_SNAT_SOURCES_IPV4": Names.ipv4.untranslated,
        "INTERNAL_GATEWAY_IPV6": Names.ipv6.innerGateway,
        "EXTERNAL_GATEWAY_IPV6": Names.ipv6.outerGateway,
        "NO_SNAT_SOURCES_IPV6": Names.ipv6.untranslated,
    ]

    static func settings(_ changes: [String: String] = [:]) throws -> Settings {
        try Settings(environment: environment.merging(changes) { $1 }, readFile: { $0 })
    }

    /// Runs `body` on a thread of its own, in the gateway's namespace.
    static func run<Result: Sendable>(
        _ body: @escaping @Sendable (borrowing EgressScene) throws -> Result
    ) async throws -> Result {
        try await NetworkNamespace.run { try body(make()) }
    }

    private static func make() throws -> EgressScene {
        let scene = EgressScene(
            vpc: try NetworkNamespace.make(), outside: try NetworkNamespace.make())
        try quiet()
        try scene.vpc.inside(quiet)
        try scene.outside.inside(quiet)
        try Command.run([
            "ip link set lo up",
            "ip link add vpc0 type veth peer name router netns \(scene.vpc.path)",
            "ip link add wan.7 type veth peer name router netns \(scene.outside.path)",
            "ip link set vpc0 up",
            "ip link set wan.7 up",
            "ip address add 10.16.0.12/16 dev vpc0",
            "ip address add 172.17.0.11/16 dev wan.7",
            "ip route add default via 172.17.0.1",
            "ip address add fd00:10:16::c/112 dev vpc0 nodad",
            "ip address add fd00:172:17::b/112 dev wan.7 nodad",
            "ip -6 route add default via fd00:172:17::1",
        ])
        try scene.vpc.inside {
            try Command.run([
                "ip link set lo up",
                "ip link set router up",
                "ip address add 10.16.0.1/16 dev router",
                "ip address add 10.99.0.9/32 dev lo",
                "ip address add 10.17.0.9/32 dev lo",
                "ip route add default via 10.16.0.12",
                "ip address add fd00:10:16::1/112 dev router nodad",
                "ip address add fd00:99::9/128 dev lo nodad",
                "ip address add fd00:17::9/128 dev lo nodad",
                "ip -6 route add default via fd00:10:16::c",
            ])
        }
        // A way back to every address, so that what leaves untranslated would be answered.
        try scene.outside.inside {
            try Command.run([
                "ip link set lo up",
                "ip link set router up",
                "ip address add 172.17.0.1/16 dev router",
                "ip address add 198.51.100.1/32 dev lo",
                "ip route add default via 172.17.0.11",
                "ip address add fd00:172:17::1/112 dev router nodad",
                "ip address add 2001:db8:100::1/128 dev lo nodad",
                "ip -6 route add default via fd00:172:17::b",
            ])
        }
        try waitUntilOperational("vpc0")
        try waitUntilOperational("wan.7")
        try scene.vpc.inside { try waitUntilOperational("router") }
        try scene.outside.inside { try waitUntilOperational("router") }
        return scene
    }

    /// Puts a fresh namespace into one state, whatever the machine gives new namespaces.
    private static func quiet() throws {
        try Command.run([
            "sysctl -q -w net.ipv4.ip_forward=0",
            "sysctl -q -w net.ipv4.conf.all.rp_filter=0",
            "sysctl -q -w net.ipv4.conf.default.rp_filter=0",
            "sysctl -q -w net.ipv6.conf.all.forwarding=0",
            "sysctl -q -w net.ipv6.conf.default.accept_dad=0",
            "sysctl -q -w net.ipv6.conf.all.accept_dad=0",
        ])
    }

    /// Waits for the interface and for the link-local address that the kernel gives it then, so that
    /// nothing changes any more by itself.
    private static func waitUntilOperational(_ name: String) throws {
        let monitor = try RouteMonitor.open()
        let socket = try RouteSocket.open()
        try monitor.wait {
            let link = try socket.link(name)
            guard link.operationalState == .up else { return false }
            return try socket.addresses().contains {
                $0.interfaceIndex == link.index && $0.address.isLinkLocal && !$0.isTentative
            }
        }
    }

    /// A client of the VPC, and a server outside.
    func endpoints(
        _ names: Names, client: String? = nil, port: UInt16 = 5000
    ) throws -> (client: UDPEndpoint, server: UDPEndpoint) {
        try (
            vpc.inside { try UDPEndpoint(client ?? names.client, port: port) },
            outside.inside { try UDPEndpoint(names.server, port: 7) }
        )
    }

    /// Has nftables count what arrives outside with an address that must not be seen there.
    func watchForLeaks() throws {
        let rules = Names.both.map { "\($0.keyword) saddr \($0.hidden) counter name leaked" }
        try outside.inside {
            try Command.run(
                "nft -f -",
                input: """
                    table inet judge {
                        counter leaked {}
                        chain arriving {
                            type filter hook prerouting priority raw
                            \(rules.joined(separator: "\n"))
                        }
                    }
                    """)
        }
    }

    /// How many packets ``watchForLeaks()`` has seen.
    func leaks() throws -> Int {
        let text = try outside.inside { try Command.run("nft list counter inet judge leaked") }
        return try #require(Self.packets(text))
    }

    /// How many packets the gateway's leak guard has dropped.
    func guarded() throws -> Int {
        let text = try Command.run("nft list counter inet vpc-egress-gateway leaked")
        return try #require(Self.packets(text))
    }

    private static func packets(_ text: String) -> Int? {
        let words = text.split { $0.isWhitespace }
        return words.firstIndex(of: "packets").flatMap { Int(words[$0 + 1]) }
    }
}
