import NFTables

/// The NAT that the reference script makes with iptables, in the tables `nat` of both families.
///
/// A script that ran here before us would translate first and by other rules. It owns the chains
/// it writes to: each of its runs begins by flushing them. So do we, once.
enum Incumbent {
    /// The chain of its own, by which we know that it was here.
    static let chain = "VEG-MASQUERADE"

    private static let shared: Set = ["PREROUTING", "POSTROUTING"]

    /// Those of `chains` that are the script's, in a fixed order; none if it never ran.
    static func chains(of chains: [ChainReference]) -> [ChainReference] {
        let nat = chains.filter { $0.table.name == "nat" }
        let marked = Set(nat.filter { $0.name == chain }.map(\.table))
        return nat.filter {
            marked.contains($0.table) && (shared.contains($0.name) || $0.name == chain)
        }
        .sorted { ($0.table.description, $0.name) < ($1.table.description, $1.name) }
    }
}
