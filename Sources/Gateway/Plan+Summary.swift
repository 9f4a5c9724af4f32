import Addressing
import NFTables

extension Plan {
    /// The plan in a few lines, for a log.
    public var summary: [String] {
        var lines = passages.map { passage in
            "\(passage.family.title): in by \(passage.inner), out by \(passage.outer)"
        }
        if let table {
            let counts = table.sets.map { "\($0.ranges.count) in \($0.name)" }
            lines.append(
                "NAT: " + (counts.isEmpty ? "every source" : "address ranges: ")
                    + counts.joined(separator: ", "))
        } else {
            lines.append("BGP: nothing is translated, and routes are left to the BGP speaker")
        }
        return lines
    }
}

extension Change {
    /// The change in one line.
    public var summary: String {
        switch self {
        case .replaceRuleset(let change):
            change.table.map { "nft table \($0.reference)" }
                ?? "nft table inet \(Ruleset.tableName) removed"
        case .set, .addLink, .removeLink, .enslave, .switchOn, .replaceRoute, .removeRoute,
            .addRule,
            .removeRule:
            description
        }
    }
}
