import Addressing
import NFTables

/// The one table of nftables that is ours: source NAT, and what catches a packet that escaped it.
struct Ruleset: Hashable {
    /// A family that leaves the cluster here.
    struct Egress: Hashable {
        let family: IPAddress.Family
        let externalInterface: InterfaceName
        let noSNATSources: [Prefix]
        /// The addresses to spread over; none means the interface's own.
        let addresses: [IPAddress]
    }

    let egresses: [Egress]
    let translation: Settings.Translation

    /// Ours whatever is in it; nothing of ours is in another table.
    static let tableName = "vpc-egress-gateway"

    /// What the leak guard counts.
    static let leakCounter = "leaked"

    var table: Table {
        var table = Table(name: Self.tableName)
        table.portSets = [Self.bfd]
        table.sets = egresses.flatMap(sets)
        table.pools = egresses.compactMap(pool)
        table.chains = [sourceNAT]
        if translation.clampsMSS { table.chains.append(Self.segmentSize) }
        if translation.guardsLeaks {
            table.counters = [Counter(name: Self.leakCounter)]
            table.chains += [leakGuard, untranslated]
        }
        return table
    }

    /// BFD's ports: single-hop control and echo (RFC 5881 §4), multihop (RFC 5883 §5), and
    /// control over the members of a link aggregation (RFC 7130 §2.2).
    private static let bfd = PortSet(name: "bfd", ports: [3784, 3785, 4784, 6784])

    /// What the reference masquerades is masqueraded, in both directions: what comes in from
    /// outside reaches the VPC from the pod's internal address.
    private var sourceNAT: Chain {
        Chain(
            name: "source-nat",
            hook: Chain.Hook(type: .nat, point: .postrouting, priority: Self.sourceNATPriority),
            rules: Self.untouched + egresses.flatMap(exemptions) + egresses.flatMap(translations))
    }

    /// `NF_IP_PRI_NAT_SRC`, which nft calls `srcnat`.
    private static let sourceNATPriority: Int32 = 100

    /// The pod's talk with itself, and its own BFD, whose source port means something (RFC 5881 §4).
    private static let untouched: [Rule] = [
        [.oifname(.loopback), .return],
        [.fib(.saddr, type: .local), .dport(.udp, .member(of: bfd)), .return],
        [.fib(.saddr, type: .local), .sport(.udp, .member(of: bfd)), .return],
    ]

    private func exemptions(_ egress: Egress) -> [Rule] {
        guard let exempt = exempt(egress) else { return [] }
        return [[.saddr(exempt), .return], [.daddr(exempt), .return]]
    }

    private func translations(_ egress: Egress) -> [Rule] {
        guard let selector = selector(egress.family) else { return [] }
        let outwards: [Statement] = [.oifname(egress.externalInterface), selector]
        var rules: [Rule] = []
        if let ports = translation.ports {
            for transport in [TransportProtocol.tcp, .udp] {
                rules.append(
                    Rule(outwards + [.l4proto(transport), rewrite(egress, ports: ports)]))
            }
        }
        if !egress.addresses.isEmpty {
            rules.append(Rule(outwards + [rewrite(egress, ports: nil)]))
        }
        return rules + [Rule([selector, .masquerade()])]
    }

    /// What packets of a family are translated; nil if none are.
    private func selector(_ family: IPAddress.Family) -> Statement? {
        guard translation.sources != nil else { return .nfproto(family) }
        return sources(family).isEmpty ? nil : .saddr(.set(Self.selectedName(family), family))
    }

    private func rewrite(_ egress: Egress, ports: ClosedRange<UInt16>?) -> Statement {
        if let pool = pool(egress) {
            .snat(.any(of: pool), ports: ports)
        } else if let address = egress.addresses.first {
            .snat(.address(address), ports: ports)
        } else {
            .masquerade(ports: ports)
        }
    }

    private func pool(_ egress: Egress) -> AddressPool? {
        guard egress.addresses.count > 1 else { return nil }
        return AddressPool(
            name: "snat-addresses-\(egress.family)", family: egress.family,
            addresses: egress.addresses)
    }

    /// The named sets that the rules refer to.
    private func sets(_ egress: Egress) -> [AddressSet] {
        let family = egress.family
        return [
            (Self.exemptName(family), egress.noSNATSources),
            (Self.selectedName(family), sources(family)),
        ].filter { !$0.1.isEmpty }.map {
            AddressSet(name: $0.0, family: family, prefixes: $0.1)
        }
    }

    private func exempt(_ egress: Egress) -> AddressOperand? {
        guard !egress.noSNATSources.isEmpty else { return nil }
        return .set(Self.exemptName(egress.family), egress.family)
    }

    private func sources(_ family: IPAddress.Family) -> [Prefix] {
        (translation.sources ?? []).filter { $0.family == family }
    }

    /// The set of what keeps its address.
    static func exemptName(_ family: IPAddress.Family) -> String { "no-snat-\(family)" }

    /// The set of what alone is translated, where not everything is.
    static func selectedName(_ family: IPAddress.Family) -> String { "snat-\(family)" }

    private static let segmentSize = Chain(
        name: "segment-size",
        hook: Chain.Hook(type: .filter, point: .forward, priority: -150),
        rules: [[.tcpSYN, .clampSegmentSize]])

    /// Behind source NAT, so that it sees what is about to leave.
    private var leakGuard: Chain {
        let interfaces = Set(egresses.map(\.externalInterface)).sorted()
        return Chain(
            name: "leak-guard",
            hook: Chain.Hook(
                type: .filter, point: .postrouting, priority: Self.sourceNATPriority + 1),
            rules: interfaces.map { [.oifname($0), .jump("untranslated")] })
    }

    /// Lets pass what has an address of this pod or may keep its own, and answers to whoever called
    /// an address of the VPC from outside. Drops the rest: what connection tracking calls invalid,
    /// which NAT then never sees, or a family that does not leave here.
    private var untranslated: Chain {
        Chain(
            name: "untranslated",
            rules: [[.fib(.saddr, type: .local), .return]]
                + egresses.compactMap(exempt).map { [.saddr($0), .return] }
                + [[.ctDirection(.reply), .return]]
                + Self.withoutAddress.map { [.saddr(.prefix($0)), .return] }
                + [[.counter(name: Self.leakCounter), .drop]])
    }

    /// Sources of a host that has no address yet, and of the link itself: the kernel forwards
    /// neither (`ip_route_input_slow`, `ip6_forward`), so they are the pod's own.
    private static let withoutAddress = [
        Prefix(IPAddress(.ipv4, value: 0)),
        Prefix(IPAddress(.ipv6, value: 0)),
        Prefix(masking: IPAddress(.ipv6, value: 0xfe80 << 112), length: 10),
    ].compactMap { $0 }
}
