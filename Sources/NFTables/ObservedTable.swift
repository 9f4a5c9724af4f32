/// A table of family `inet` as the kernel has it.
public struct ObservedTable: Hashable, Sendable {
    public let name: String
    /// Whether the table's chains are off their hooks (`NFT_TABLE_F_DORMANT`).
    public internal(set) var isDormant = false
    public internal(set) var counters: [Counter] = []
    public internal(set) var sets: [AddressSet] = []
    public internal(set) var portSets: [PortSet] = []
    public internal(set) var pools: [AddressPool] = []
    public internal(set) var chains: [ObservedChain] = []
    /// What this module has no words for, by kind and name: `set strange`, `flowtable f`.
    public internal(set) var others: [String] = []

    init(name: String) {
        self.name = name
    }

    public var reference: TableReference { TableReference(.inet, name) }
}

/// A chain as the kernel has it.
public struct ObservedChain: Hashable, Sendable {
    public let name: String
    /// `nil` for a regular chain.
    public let hook: Chain.Hook?
    /// In the order in which packets meet them.
    public internal(set) var rules: [ObservedRule] = []
}

/// A rule as the kernel has it.
public struct ObservedRule: Hashable, Sendable {
    /// Names the rule within its table for as long as it is there.
    public let handle: UInt64
    public let expressions: [Expression]
}
