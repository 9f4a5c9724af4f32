/// The protocol family of a table, as `nft` names it.
public enum TableFamily: UInt8, Hashable, Sendable, CaseIterable {
    // The numbers are NFPROTO_* of <linux/netfilter.h>.
    case inet = 1
    case ip = 2
    case arp = 3
    case netdev = 5
    case bridge = 7
    case ip6 = 10
}

extension TableFamily: CustomStringConvertible {
    public var description: String {
        switch self {
        case .inet: "inet"
        case .ip: "ip"
        case .arp: "arp"
        case .netdev: "netdev"
        case .bridge: "bridge"
        case .ip6: "ip6"
        }
    }
}

/// What a table is called by: `inet egress`.
public struct TableReference: Hashable, Sendable {
    public let family: TableFamily
    public let name: String

    public init(_ family: TableFamily, _ name: String) {
        self.family = family
        self.name = name
    }
}

extension TableReference: CustomStringConvertible {
    public var description: String { "\(family) \(name)" }
}

/// What a chain is called by: `ip nat POSTROUTING`.
public struct ChainReference: Hashable, Sendable {
    public let table: TableReference
    public let name: String

    public init(_ table: TableReference, _ name: String) {
        self.table = table
        self.name = name
    }
}

extension ChainReference: CustomStringConvertible {
    public var description: String { "\(table) \(name)" }
}
