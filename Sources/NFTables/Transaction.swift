/// Operations that the kernel carries out together or not at all, in this order.
public struct Transaction: Hashable, Sendable {
    public private(set) var operations: [Operation]

    public init(_ operations: [Operation] = []) {
        self.operations = operations
    }

    public var isEmpty: Bool { operations.isEmpty }

    public mutating func append(_ operation: Operation) {
        operations.append(operation)
    }

    /// Puts `table` in the place of whatever has its name, which need not exist.
    public mutating func replace(_ table: Table) {
        delete(table.reference)
        create(table)
    }

    /// Deletes `table`, which need not exist.
    public mutating func delete(_ table: TableReference) {
        // Adding is no error when it exists, deleting is one when it does not.
        operations += [.addTable(table), .deleteTable(table)]
    }

    private mutating func create(_ table: Table) {
        let reference = table.reference
        operations.append(.addTable(reference))
        operations += table.counters.map { .addCounter(reference, $0) }
        operations += table.sets.map { .addSet(reference, $0) }
        operations += table.portSets.map { .addPortSet(reference, $0) }
        operations += table.pools.map { .addPool(reference, $0) }
        // Every chain before the first rule: a rule may jump to any of them.
        operations += table.chains.map { .addChain(ChainReference(reference, $0.name), $0.hook) }
        for chain in table.chains {
            let chainReference = ChainReference(reference, chain.name)
            operations += chain.rules.map { .addRule(chainReference, $0) }
        }
    }
}

extension Transaction {
    /// What is named when the kernel refuses all of it, and not one operation.
    var request: String {
        let first = operations.first?.request ?? "nft"
        return operations.count > 1 ? "\(first) and \(operations.count - 1) more" : first
    }
}

extension Transaction: CustomStringConvertible {
    /// The operations as a script for `nft -f`, one a line.
    public var description: String {
        operations.map { "\($0)\n" }.joined()
    }
}
