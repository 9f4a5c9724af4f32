import Addressing
import NFTables
import Netlink
import Sysctl

extension Kernel {
    /// Takes away what ``apply(_:)`` made, of these settings or any others, and returns how.
    public borrowing func remove() throws -> [Change] {
        let changes = Plan.removal(from: try observe())
        for change in changes { try perform(change) }
        return changes
    }
}

extension Plan {
    /// The changes that leave nothing of ours, in a safe order.
    ///
    /// Parameters of the kernel stay as they are: what they were before nobody knows. Forwarding is
    /// the exception. It ends before NAT does, or what clients send would leave untranslated.
    static func removal(from observed: Observed) -> [Change] {
        var changes: [Change] = []
        if observed.table != nil {
            changes += IPAddress.Family.allCases.map { Parameter.forwarding($0) }
                .filter { (observed.parameters[$0] ?? 0) != 0 }
                .map { .set(Tuning(parameter: $0, value: 0)) }
        }
        changes += observed.rules.filter { priorities.contains($0.priority) }.sorted()
            .map { .removeRule($0) }
        changes += observed.routes.filter(\.isOurs).sorted().map { .removeRoute($0) }
        changes += observed.links.filter(\.isOurs).map { .removeLink($0.name) }
        if observed.table != nil {
            var remaining = Observed()
            remaining.table = observed.table
            changes += RulesetChange(to: nil, from: remaining).map { [.replaceRuleset($0)] } ?? []
        }
        return changes
    }
}

extension Link {
    /// Whether the interface is one that EVPN has us make: by its name and what it is.
    fileprivate var isOurs: Bool {
        switch (name, kind) {
        case (Plan.vrf, .vrf(Plan.vrfTable)), (Plan.bridge, .bridge), (Plan.vxlan, .vxlan): true
        default: false
        }
    }
}
