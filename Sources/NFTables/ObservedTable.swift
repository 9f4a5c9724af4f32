/// A table of family `inet` as the kernel has it.
public struct ObservedTable: Hashable, Sendable {
    public var name: String
    /// A dormant table's chains are off their hooks (`NFT_TABLE_F_DORMANT`).
    public var isDormant: Bool
    public var counters: [Counter]
    public var sets: [AddressSet]
    public var portSets: [PortSet]
    public var pools: [AddressPool]
    public var chains: [ObservedChain]
    /// What this module has no words for, by kind and name: `set strange`, `flowtable f`.
    public var others: [String]
}

/// A chain as the kernel has it.
public struct ObservedChain: Hashable, Sendable {
    public var name: String
    /// What the kernel says of the hook: `nil` for a regular chain.
    public var hook: Chain.Hook?
    public var rules: [ObservedRule]
}

/// A rule as the kernel has it.
public struct ObservedRule: Hashable, Sendable {
    /// Names the rule within its table until it is deleted.
    public var handle: UInt64
    public var expressions: [Expression]
}

extension Table {
    /// In what `observed` is not this table: nothing when it is in effect, as far as rules go.
    ///
    /// Values of counters and handles don't count.
    public func differences(from observed: ObservedTable?) -> [Difference] {
        fatalError()
    }
}

/// One thing in which the kernel's table is not the wanted one.
public enum Difference: Hashable, Sendable {
    /// It should exist: `table inet egress`.
    case missing(String)
    /// It should not.
    case unexpected(String)
    /// It exists and is not as it should be: `chain postrouting: policy drop`.
    case altered(String)
}

extension Difference: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missing(let what): "\(what) is missing"
        case .unexpected(let what): "\(what) is not ours"
        case .altered(let what): "\(what) was altered"
        }
    }
}
