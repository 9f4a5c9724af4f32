public import Addressing

/// A route of one routing table.
public struct Route: Hashable, Sendable {
    public let destination: Prefix
    public let gateway: IPAddress?
    /// Nil only in routes that lead nowhere (`blackhole`) or several ways at once.
    public let interface: InterfaceName?
    /// Whether the gateway counts as on the link, whatever the addresses of the interface say.
    public let isOnLink: Bool
    public let table: UInt32
    /// Of two routes to a destination the one with the lower metric is taken.
    public let metric: UInt32
    public let protocolNumber: UInt8

    /// What the kernel's route has beyond this; a route of ours has nothing there. It takes part in
    /// comparison, so a foreign route never passes for one of ours.
    let extras: Extras

    public var family: IPAddress.Family { destination.family }

    /// Makes a route of ours. Without a metric it has the one that the kernel gives: 0 for IPv4,
    /// 1024 for IPv6.
    public init(
        to destination: Prefix, via gateway: IPAddress? = nil, interface: InterfaceName,
        isOnLink: Bool = false, table: UInt32 = RoutingTable.main, metric: UInt32? = nil,
        protocolNumber: UInt8 = RoutingProtocol.gateway
    ) {
        self.init(
            to: destination, via: gateway, interface: interface, isOnLink: isOnLink, table: table,
            metric: metric ?? Self.defaultMetric(destination.family),
            protocolNumber: protocolNumber, extras: Extras())
    }

    init(
        to destination: Prefix, via gateway: IPAddress?, interface: InterfaceName?, isOnLink: Bool,
        table: UInt32, metric: UInt32, protocolNumber: UInt8, extras: Extras
    ) {
        self.destination = destination
        self.gateway = gateway
        self.interface = interface
        self.isOnLink = isOnLink
        self.table = table
        self.metric = metric
        self.protocolNumber = protocolNumber
        self.extras = extras
    }

    /// Whether the route is all that its description says: made of nothing but what this type models.
    public var isFullyModelled: Bool { extras == Extras() }

    /// `IP6_RT_PRIO_USER` of linux/ipv6_route.h; IPv4 has no default but zero.
    private static func defaultMetric(_ family: IPAddress.Family) -> UInt32 {
        switch family {
        case .ipv4: 0
        case .ipv6: 1024
        }
    }

    /// What the kernel knows of a route and this project has no use for.
    struct Extras: Hashable, Sendable {
        var kind = Kind.unicast
        /// Nil for what follows from the gateway: global with one, link without.
        var scope: Scope?
        var typeOfService: UInt8 = 0
        var attributes: [Attribute] = []
    }

    /// `RTN_…` of linux/rtnetlink.h.
    struct Kind: RawRepresentable, Hashable, Sendable {
        let rawValue: UInt8

        static let unicast = Kind(rawValue: 1)

        private static let names = [
            "unspec", "unicast", "local", "broadcast", "anycast", "multicast", "blackhole",
            "unreachable", "prohibit", "throw", "nat",
        ]

        var name: String {
            Self.names.indices.contains(Int(rawValue))
                ? Self.names[Int(rawValue)] : String(rawValue)
        }
    }
}

extension Route: CustomStringConvertible {
    /// What stands after `ip -4 route replace`, or `-6`.
    public var description: String {
        var words: [String] = []
        if extras.kind != .unicast { words.append(extras.kind.name) }
        words.append(destination.operatorText)
        if extras.typeOfService != 0 {
            words.append("tos 0x" + String(extras.typeOfService, radix: 16))
        }
        if let gateway { words.append("via \(gateway.family == family ? "" : "inet6 ")\(gateway)") }
        if let interface { words.append("dev \(interface)") }
        if isOnLink { words.append("onlink") }
        if table != RoutingTable.main { words.append("table \(RoutingTable.name(of: table))") }
        words.append("proto \(RoutingProtocol.name(of: protocolNumber))")
        if let scope = extras.scope { words.append("scope \(scope)") }
        if metric != Self.defaultMetric(family) { words.append("metric \(metric)") }
        words += extras.attributes.map(\.routeText)
        return words.joined(separator: " ")
    }
}

extension Route: Comparable {
    /// By table, then destination; of the same two, by their text.
    public static func < (left: Route, right: Route) -> Bool {
        if left.table != right.table {
            left.table < right.table
        } else if left.destination != right.destination {
            left.destination < right.destination
        } else {
            left.description < right.description
        }
    }
}

extension Prefix {
    /// As `ip` prints it: `default` for everything, no length for a single address.
    var operatorText: String {
        if length == 0 {
            "default"
        } else if length == family.bitWidth {
            address.description
        } else {
            description
        }
    }
}
