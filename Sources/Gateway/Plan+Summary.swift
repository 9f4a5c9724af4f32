import Addressing
import NFTables

extension Plan {
    /// The plan in a few lines, for a log.
    public var summary: [String] {
        var lines = passages.map { passage in
            "\(passage.family.title): in by \(passage.inner), out by \(passage.outer)"
        }
        lines += stayingFamilies.map { "\($0.title): does not leave here" }
        if let table, let ruleset {
            lines.append(ruleset.summary(of: table.sets))
        } else {
            lines.append("BGP: nothing is translated, and routes are left to the BGP speaker")
        }
        return lines
    }
}

extension Ruleset {
    fileprivate func summary(of sets: [AddressSet]) -> String {
        func list(_ name: (IPAddress.Family) -> String) -> String? {
            let chosen = sets.filter { $0.name == name($0.family) }
            guard !chosen.isEmpty else { return nil }
            return chosen.map { "\($0.ranges.count) ranges in \($0.name)" }.joined(separator: ", ")
        }
        return "NAT: " + (list(Self.selectedName) ?? "every source")
            + (list(Self.exemptName).map { " but \($0)" } ?? "")
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
