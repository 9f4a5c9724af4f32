/// What the calling thread's namespace holds, in the words of `ip` and `nft`.
enum NamespaceState {
    /// All that `ip` and `nft` say of the namespace, counters of rules of others included.
    static func snapshot() throws -> [String] {
        try [
            "ip -4 rule", "ip -6 rule", "ip -4 route show table all", "ip -6 route show table all",
            "ip -brief link", "nft -a list ruleset",
        ].map { try Command.run($0) }
    }

    /// The routes and rules, whoever made them.
    static func routing() throws -> [String] {
        try [
            "ip -4 rule", "ip -6 rule", "ip -4 route show table 1000",
            "ip -6 route show table 1000",
        ]
        .map { try Command.run($0).replacing(" proto 201", with: "") }
    }
}
