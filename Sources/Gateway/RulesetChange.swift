public import NFTables

/// What happens to nftables, in one transaction: no packet sees anything between old and new.
public struct RulesetChange: Hashable, Sendable {
    /// Ours as it is to be; nil if it is to go.
    public let table: Table?
    /// Whether a table of our name is there now.
    let isTableThere: Bool
    /// The reference script's chains, whose NAT would come before ours.
    let incumbentChains: [ChainReference]
    /// In what the table that is there is not the planned one.
    let differences: [Difference]

    /// Nil if nothing has to happen.
    init?(to table: Table?, from observed: Observed) {
        isTableThere = observed.table != nil
        incumbentChains = observed.incumbentChains
        if let table, let old = observed.table {
            differences = table.differences(from: old)
        } else {
            differences = []
        }
        let appearsOrGoes = (table != nil) != isTableThere
        guard appearsOrGoes || !differences.isEmpty || !incumbentChains.isEmpty else { return nil }
        // What was counted stays counted.
        let counted = observed.table?.counters ?? []
        self.table = table.map { table in
            var table = table
            for (index, new) in table.counters.enumerated() {
                table.counters[index] = counted.first { $0.name == new.name } ?? new
            }
            return table
        }
    }

    var transaction: Transaction {
        var transaction = Transaction()
        if let table {
            transaction.replace(table)
        } else if isTableThere {
            transaction.delete(TableReference(.inet, Ruleset.tableName))
        }
        for operation in takeover { transaction.append(operation) }
        return transaction
    }

    /// Empties the reference script's chains, and deletes its own when nothing jumps there any more.
    private var takeover: [Transaction.Operation] {
        incumbentChains.map { .flushChain($0) }
            + incumbentChains.filter { $0.name == Incumbent.chain }.map { .deleteChain($0) }
    }
}

extension RulesetChange: CustomStringConvertible {
    /// The command with its input, and before it the reasons as comments.
    public var description: String {
        differences.map { "# \($0)\n" }.joined() + "nft -f - <<'EOF'\n\(script)EOF"
    }

    /// What ``transaction`` does, laid out for people.
    private var script: String {
        guard let table else { return transaction.description }
        return Self.script(replacing: table) + "\(Transaction(takeover))"
    }

    /// Puts `table` in the place of whatever has its name.
    static func script(replacing table: Table) -> String {
        // Adding is no error when it exists, deleting is one when it does not.
        let reference = table.reference
        return "\(Transaction([.addTable(reference), .deleteTable(reference)]))\(table)"
    }
}
