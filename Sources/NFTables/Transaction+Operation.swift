extension Transaction {
    /// One change to the ruleset, which prints as the `nft` command it stands for.
    public enum Operation: Hashable, Sendable {
        /// No error when the table exists.
        case addTable(TableReference)
        case deleteTable(TableReference)
        case addCounter(TableReference, Counter)
        case addSet(TableReference, AddressSet)
        case addPortSet(TableReference, PortSet)
        case addPool(TableReference, AddressPool)
        /// A base chain when there is a hook. No error when the chain exists.
        case addChain(ChainReference, Chain.Hook?)
        /// Deletes the rules of a chain.
        case flushChain(ChainReference)
        /// Refused (`EBUSY`) while rules jump to the chain.
        case deleteChain(ChainReference)
        /// Behind the last rule of the chain.
        case addRule(ChainReference, Rule)
        case deleteRule(ChainReference, handle: UInt64)
    }
}

extension Transaction.Operation: CustomStringConvertible {
    public var description: String {
        switch self {
        case .addTable(let table): "add table \(table)"
        case .deleteTable(let table): "delete table \(table)"
        case .addCounter(let table, let counter):
            "add counter \(table) \(counter.name)"
                + " { packets \(counter.packets) bytes \(counter.bytes); }"
        case .addSet(let table, let set): "add \(Self.oneLine(set.description, in: table))"
        case .addPortSet(let table, let set): "add \(Self.oneLine(set.description, in: table))"
        case .addPool(let table, let pool): "add \(Self.oneLine(pool.description, in: table))"
        case .addChain(let chain, let hook?): "add chain \(chain) { \(hook) }"
        case .addChain(let chain, nil): "add chain \(chain)"
        case .flushChain(let chain): "flush chain \(chain)"
        case .deleteChain(let chain): "delete chain \(chain)"
        case .addRule(let chain, let rule): "add rule \(chain) \(rule)"
        case .deleteRule(let chain, let handle): "delete rule \(chain) handle \(handle)"
        }
    }

    /// The command as far as it tells which operation was meant: sets go without their elements.
    var request: String {
        switch self {
        case .addSet(let table, let set): "nft add set \(table) \(set.name)"
        case .addPortSet(let table, let set): "nft add set \(table) \(set.name)"
        case .addPool(let table, let pool): "nft add map \(table) \(pool.name)"
        case .addTable, .deleteTable, .addCounter, .addChain, .flushChain, .deleteChain, .addRule,
            .deleteRule:
            "nft \(self)"
        }
    }

    /// A block such as `set name {…}` with its table named and its lines joined.
    private static func oneLine(_ block: String, in table: TableReference) -> String {
        let lines = block.split(separator: "\n")
        guard let head = lines.first, let space = head.firstIndex(of: " ") else { return block }
        let body = lines.dropFirst().dropLast().map { $0.drop { $0 == "\t" } + "; " }.joined()
        return "\(head[..<space]) \(table)\(head[space...]) \(body)}"
    }
}
