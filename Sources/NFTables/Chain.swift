/// A chain: a base chain when it has a hook, otherwise one that rules jump to.
public struct Chain: Hashable, Sendable {
    public var name: String
    public var hook: Hook?
    public var rules: [Rule]

    public init(name: String, hook: Hook? = nil, rules: [Rule] = []) {
        self.name = name
        self.hook = hook
        self.rules = rules
    }

    /// Where in the kernel's packet path a base chain stands.
    public struct Hook: Hashable, Sendable {
        public var type: ChainType
        public var point: Point
        /// Lower comes first; connection tracking looks packets up at −200 (`NF_IP_PRI_CONNTRACK`).
        public var priority: Int32
        /// What happens to a packet that no rule decided on.
        public var policy: Policy

        public init(
            type: ChainType, point: Point, priority: Int32, policy: Policy = .accept
        ) {
            self.type = type
            self.point = point
            self.priority = priority
            self.policy = policy
        }
    }

    public enum ChainType: String, Hashable, Sendable {
        case filter
        case nat
        case route
    }

    /// The five hooks of IPv4 and IPv6, with the numbers of `enum nf_inet_hooks`.
    public enum Point: UInt32, Hashable, Sendable {
        case prerouting
        case input
        case forward
        case output
        case postrouting
    }

    /// With the numbers of the verdicts `NF_DROP` and `NF_ACCEPT`.
    public enum Policy: UInt32, Hashable, Sendable {
        case drop
        case accept
    }
}

extension Chain: CustomStringConvertible {
    /// The chain as it stands in a table's block.
    public var description: String {
        var lines = ["chain \(name) {"]
        if let hook { lines.append("\t\(hook)") }
        lines += rules.map { "\t\($0)" }
        return (lines + ["}"]).joined(separator: "\n")
    }
}

extension Chain.Hook: CustomStringConvertible {
    public var description: String {
        "type \(type.rawValue) hook \(point) priority \(priorityName); policy \(policy);"
    }

    /// `nft` prints the well-known priorities by name (nft(8), table 6).
    private var priorityName: String {
        switch (point, priority) {
        case (_, -300): "raw"
        case (_, -150): "mangle"
        case (.prerouting, -100): "dstnat"
        case (_, 0): "filter"
        case (_, 50): "security"
        case (.postrouting, 100): "srcnat"
        default: "\(priority)"
        }
    }
}
