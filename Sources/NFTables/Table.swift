/// A table of family `inet` as it is wanted: what it holds is all that it holds.
///
/// The kernel takes names of 1 to 255 bytes. nft(8) reads none that is a word of its own, such as
/// `hooks`, so the text of a table with such names is of no use to it.
public struct Table: Hashable, Sendable {
    public var name: String
    public var counters: [Counter]
    public var sets: [AddressSet]
    public var portSets: [PortSet]
    public var pools: [AddressPool]
    public var chains: [Chain]

    public init(
        name: String, counters: [Counter] = [], sets: [AddressSet] = [], portSets: [PortSet] = [],
        pools: [AddressPool] = [], chains: [Chain] = []
    ) {
        self.name = name
        self.counters = counters
        self.sets = sets
        self.portSets = portSets
        self.pools = pools
        self.chains = chains
    }

    public var reference: TableReference { TableReference(.inet, name) }
}

extension Table: CustomStringConvertible {
    /// The table as a script for `nft -f`, laid out as `nft list table` does it.
    public var description: String {
        var blocks = counters.map(\.description)
        blocks += sets.map(\.description)
        blocks += portSets.map(\.description)
        blocks += pools.map(\.description)
        blocks += chains.map(\.description)
        let body = blocks.joined(separator: "\n\n").split(
            separator: "\n", omittingEmptySubsequences: false)
        let lines = body.map { $0.isEmpty ? "" : "\t\($0)" }
        return "table \(reference) {\n\(lines.joined(separator: "\n"))\n}\n"
    }
}
