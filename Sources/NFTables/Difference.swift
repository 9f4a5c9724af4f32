/// One thing in which the kernel's table is not the wanted one.
public enum Difference: Hashable, Sendable {
    /// It should be there: `table inet egress`.
    case missing(String)
    /// It should not be there.
    case unexpected(String)
    /// It is there and is not as it should be.
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

extension Table {
    /// What of this table is not in effect: nothing when `observed` does to packets what it says.
    ///
    /// Neither what counters have counted nor the numbers that the kernel gives rules make a
    /// difference. The order of rules does, and so does anything that is there besides.
    public func differences(from observed: ObservedTable?) -> [Difference] {
        guard let observed else { return [.missing("table \(reference)")] }
        var differences: [Difference] = observed.others.map { .unexpected($0) }
        if observed.isDormant { differences.append(.altered("flag dormant of table \(reference)")) }
        compare("counter", counters, observed.counters, name: \.name, name: \.name) { _, _ in
            // What was counted makes no difference.
        }
        compare("set", sets, observed.sets, name: \.name, name: \.name) {
            differences += $0.differences(from: $1)
        }
        compare("set", portSets, observed.portSets, name: \.name, name: \.name) {
            if $0 != $1 { differences.append(.altered("set \($0.name)")) }
        }
        compare("map", pools, observed.pools, name: \.name, name: \.name) {
            if $0 != $1 { differences.append(.altered("map \($0.name)")) }
        }
        compare("chain", chains, observed.chains, name: \.name, name: \.name) {
            differences += $0.differences(from: $1)
        }
        return differences

        /// Pairs what has the same name.
        func compare<Wanted, Observed>(
            _ kind: String, _ wanted: [Wanted], _ observed: [Observed],
            name wantedName: (Wanted) -> String, name observedName: (Observed) -> String,
            _ pair: (Wanted, Observed) -> Void
        ) {
            var rest = Dictionary(observed.map { (observedName($0), $0) }) { first, _ in first }
            for value in wanted {
                if let other = rest.removeValue(forKey: wantedName(value)) {
                    pair(value, other)
                } else {
                    differences.append(.missing("\(kind) \(wantedName(value))"))
                }
            }
            differences += rest.keys.sorted().map { .unexpected("\(kind) \($0)") }
        }
    }
}

extension AddressSet {
    fileprivate func differences(from observed: AddressSet) -> [Difference] {
        guard self != observed else { return [] }
        guard family == observed.family else { return [.altered("type of set \(name)")] }
        let wanted = Set(ranges)
        let found = Set(observed.ranges)
        return ranges.filter { !found.contains($0) }.map {
            .missing("element \($0.nftDescription) of set \(name)")
        }
            + observed.ranges.filter { !wanted.contains($0) }.map {
                .unexpected("element \($0.nftDescription) of set \(name)")
            }
    }
}

extension Chain {
    fileprivate func differences(from observed: ObservedChain) -> [Difference] {
        var differences: [Difference] = []
        if hook != observed.hook {
            let now = observed.hook.map { "now \($0)" } ?? "now none"
            differences.append(.altered("hook of chain \(name) (\(now))"))
        }
        let wanted = rules.map(\.expressions)
        for change in wanted.difference(from: observed.rules.map(\.expressions)) {
            switch change {
            case .insert(let index, _, _):
                differences.append(.missing("rule `\(rules[index])` of chain \(name)"))
            case .remove(let index, let expressions, _):
                let text = expressions.map(\.description).joined(separator: "; ")
                differences.append(
                    .unexpected(
                        "rule handle \(observed.rules[index].handle) of chain \(name) [\(text)]"))
            }
        }
        return differences
    }
}
